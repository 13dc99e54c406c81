"""The supermarket's playbook carries out S0, rule by rule, as far as data can; chains and stores extend it."""

from datetime import timedelta
from pathlib import Path

import pytest

from complaintkit.model.customer import Customer
from complaintkit.model.due import Within
from complaintkit.model.errors import ConfigurationError
from complaintkit.model.money import Money
from complaintkit.model.vocabulary import Severity
from complaintkit.organisation import check, load_organisation
from complaintkit.playbook import load_playbook
from complaintkit.testing import open_test_desk

SAMPLE = Path(__file__).parents[2] / "docs" / "samples" / "supermarket" / "organisation.toml"
RULES = Path(__file__).parents[3] / "shared" / "wanted" / "rules"


@pytest.fixture(scope="module")
def supermarket():
    """The playbook as it is shipped."""
    return load_playbook("supermarket")


def test_its_categories_cover_goods_service_and_the_shop_itself(supermarket):
    """S0.1: product quality, service attitude, shopping environment, and more."""
    assert {"product-quality", "service/attitude", "environment", "price", "safety"} <= set(supermarket.categories)


@pytest.mark.parametrize("channel", ["service-desk", "hotline", "web", "social"])
def test_every_way_in_has_a_name(supermarket, channel):
    """S0.3: service desk, telephone hotline, website, social media."""
    assert channel in supermarket.channels


def test_what_is_written_down(supermarket):
    """S0.3, S0.4: time, contact and content when it is received; category and urgency when it is registered."""
    assert {"text", "received-at", "contact-or-reason"} <= set(supermarket.requires("receive"))
    assert "category" in supermarket.requires("register")
    assert set(supermarket.requires("assess")) == {"severity", "approach"}


def test_assessed_within_a_day(supermarket):
    """S0.5: within 24 hours, and by whom it is not, the store manager hears of."""
    rule = supermarket.deadlines["assessment"]

    assert (rule.within, rule.breach_escalate) == (Within.parse("24 h"), "store-manager")
    assert "预计时间" in supermarket.steps["assess"].guidance["zh"]
    assert "{answer_by}" in supermarket.messages["received"].short["zh"]


def test_departments_are_asked(supermarket):
    """S0.6: purchasing, warehouse, sales; and the root of it is looked for."""
    assert "采购、仓储、销售" in supermarket.steps["record-facts"].guidance["zh"]
    assert "department-head" in supermarket.roles


def test_a_plan_says_what_who_and_by_when(supermarket):
    """S0.7: and the customer is told as soon as it is set."""
    assert {"measures", "who", "by-when"} <= set(supermarket.requires("offer-plan"))
    assert [one.to for one in supermarket.messages_on("plan-offered")] == ["customer"]


def test_the_result_goes_out_by_every_medium(supermarket):
    """S0.8: by SMS, e-mail or telephone."""
    assert [one.media for one in supermarket.messages_on("resolved")] == [("sms", "email", "call")]


def test_they_are_asked_whether_they_are_satisfied(supermarket):
    """S0.9: opinions and suggestions too; whoever is not satisfied is heard again."""
    survey = supermarket.surveys["satisfaction"]

    assert set(survey.questions) == {"outcome", "process", "remark"}
    assert survey.then == "new-cycle"


def test_it_is_filed_and_reviewed(supermarket):
    """S0.10, S0.11: archived in time, common problems on the agenda of a regular meeting."""
    assert supermarket.deadlines["archive"].stops == ("archived",)
    assert "common-problems" in supermarket.reviews["monthly"].agenda


def test_harm_sounds_the_alarm(supermarket):
    """R11, R18: somebody hurt or ill is major from the start, and the store manager hears at any hour."""
    for name in ("safety/injury", "safety/food-poisoning"):
        category = supermarket.categories[name]
        assert category.severity is Severity.MAJOR
        assert "store-manager" in category.alarm


def test_the_sample_organisation_carries_it(supermarket):
    """S0.12: roles, leaders, group and calendars fit, and nearly every role has somebody."""
    people = load_organisation(SAMPLE)
    check(people, supermarket.roles, supermarket.groups, calendars=supermarket.calendars)

    assert {role for one in people.staff.values() for role in one.roles} >= set(supermarket.roles) - {"floor"}


def test_what_is_late_is_told_once_to_who_is_responsible():
    """S0.5: a day after the milk was sour, the one at the counter hears that it is late, and stays responsible."""
    desk = open_test_desk(playbook="supermarket", start="2026-11-21T10:00+08:00")
    case = desk.receive(
        "牛奶是酸的",
        by="chen",
        channel="service-desk",
        unit="s1",
        customer=Customer(name="王芳", phone="13800138000"),
        category="product-quality/food",
    )
    case = desk.assess(case, by="chen", severity="high", approach="换货，检查同批商品")
    desk.clock.advance(timedelta(hours=25))
    desk.run_due()

    assert case.owner == "chen"
    assert [one.message for one in desk.sent] == ["received", "deadline-breached"]


@pytest.fixture
def rules():
    """What a chain and a store manager wrote, as users would like to have it; not part of the repository."""
    if not RULES.is_dir():
        pytest.skip("the wanted rules are not here")
    return RULES


def test_a_store_manager_extends_it_in_ten_lines(rules):
    """Stricter times, one more category, less money, words of one's own."""
    playbook = load_playbook(rules / "store-manager" / "my-store.toml")

    assert playbook.deadlines["assessment"].within == Within.parse("12 h")
    assert playbook.authority["service-desk"].per_case == Money(30, "CNY")
    assert "product-quality/seafood" in playbook.categories


def test_a_chain_brings_its_own_money(rules):
    """Rows of its own, one of ours switched off, limits within ours."""
    playbook = load_playbook(rules / "chain" / "playbooks" / "our-supermarket.toml")

    assert not playbook.compensation["late-answer"].enabled
    assert playbook.compensation["spoiled-food"].give[1].at_most == Money(100, "CNY")
    assert playbook.budgets["store"].units["sh-flagship"]["month"] == Money(60000, "CNY")


@pytest.mark.parametrize(
    "line",
    ["authority.service-desk.per-case = 80", 'deadline.assessment.within = "48 h"', 'role.floor.may = "all"'],
)
def test_nobody_gives_themselves_more(tmp_path, line):
    """An extension is no hole in the till: looser limits, longer times and wider rights are refused."""
    file = tmp_path / "ours.toml"
    file.write_text(
        f'schema = 1\nname = "ours"\nversion = "1"\nextends = "supermarket"\nbase = "1.2"\n{line}\n', "utf-8"
    )

    with pytest.raises(ConfigurationError):
        load_playbook(file)
