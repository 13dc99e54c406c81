"""The print shop's playbook carries out S2, rule by rule, as far as data can."""

from pathlib import Path

import pytest

from complaintkit.model.customer import Customer
from complaintkit.model.due import Within
from complaintkit.model.errors import BeyondAuthority
from complaintkit.model.money import Money
from complaintkit.model.remedy import Remedy
from complaintkit.model.vocabulary import Kind
from complaintkit.organisation import check, load_organisation
from complaintkit.playbook import load_playbook
from complaintkit.testing import open_test_desk

SAMPLE = Path(__file__).parents[2] / "docs" / "samples" / "print-shop" / "organisation.toml"


@pytest.fixture(scope="module")
def shop():
    """The playbook as it is shipped."""
    return load_playbook("print-shop")


@pytest.fixture
def desk():
    """A shop of three, on a Monday morning."""
    return open_test_desk(playbook="print-shop", organisation=SAMPLE, start="2026-11-23T09:00+08:00")


def complain(desk, **more):
    """The book has come apart."""
    return desk.receive(
        "装订的书脱页了",
        by="li",
        channel="counter",
        unit="shop",
        customer=Customer(name="冯女士", phone="13800138000"),
        **{"category": "binding", **more},
    )


@pytest.mark.parametrize("kind", list(Kind))
def test_feedback_of_every_kind_is_answered_in_its_own_words(shop, kind):
    """S2.1: opinions, suggestions, complaints; thanks for praise is another thing than a complaint's number."""
    (message,) = [one for one in shop.messages_on("registered", kind) if one.to == "customer"]

    assert message.id == {"complaint": "received", "praise": "thanks"}.get(kind, "taken-up")


def test_every_way_in_has_a_name(shop):
    """S2.2: telephone, face to face, the suggestion box, e-mail."""
    assert {"phone", "counter", "suggestion-box", "email"} <= set(shop.channels)
    assert shop.channels["suggestion-box"].opens is Kind.SUGGESTION


def test_the_service_as_a_whole_is_scored(shop):
    """S2.3: out of five, and apart from the survey after handling."""
    survey = shop.surveys["overall"]

    assert (survey.on, survey.questions["service"].scale) == ("always", (1, 5))
    assert "打分" in shop.steps["receive"].guidance["zh"]


def test_praise_is_shared_with_the_team(shop):
    """S2.4: thanked, recorded, shared."""
    assert {one.to for one in shop.messages_on("registered", Kind.PRAISE)} == {"customer", "team"}
    assert [one.id for one in shop.started_by("registered", kind=Kind.PRAISE)] == ["praise-shared"]


def test_contacted_within_a_day_and_a_result_within_three_working_days(shop):
    """S2.5: an automatic message is no contact."""
    contact, result = shop.deadlines["contact"], shop.deadlines["result"]

    assert (contact.within, result.within) == (Within.parse("24 h"), Within.parse("3 working days"))
    assert "acknowledged" not in contact.stops


def test_a_suggestion_is_answered_with_what_was_adopted(shop):
    """S2.6: told to the customer."""
    (message,) = [one for one in shop.messages_on("resolved", Kind.SUGGESTION) if one.to == "customer"]

    assert "采纳" in message.short["zh"]


def test_everybody_hears_the_figures(shop):
    """S2.7: counts, common problems, satisfaction, improvements, every month."""
    review = shop.reviews["monthly"]

    assert {"counts-by-kind", "common-problems", "satisfaction", "improvements"} <= set(review.agenda)
    assert shop.groups[review.group].members == ("counter", "production")


def test_the_loop_is_closed(shop):
    """S2.8: asked by telephone or mail; not satisfied, it is handled again."""
    survey = shop.surveys["satisfaction"]

    assert survey.media[:2] == ("call", "email")
    assert survey.then == "new-cycle"


def test_the_sample_organisation_carries_it(shop):
    """S2.10: three people are enough."""
    people = load_organisation(SAMPLE)
    check(people, shop.roles, shop.groups, calendars=shop.calendars)

    assert len(people.staff) == 3


def test_put_right_at_the_counter_with_a_coupon(desk):
    """R17: within the counter's authority, in one step; the coupon is there."""
    case = desk.settle(
        complain(desk),
        by="li",
        facts="胶装温度过低，两页脱落",
        apology=True,
        agreed="in-person",
        remedies=[Remedy.coupon(Money("20.00", "CNY"), valid_days=30)],
    )

    assert case.state == "resolved"
    assert len(case.coupons) == 1


def test_more_than_that_is_asked_of_the_manager_first(desk):
    """F6: before it is promised."""
    with pytest.raises(BeyondAuthority) as refused:
        desk.settle(
            complain(desk),
            by="li",
            facts="整批装订错误",
            agreed="in-person",
            remedies=[Remedy.refund(Money("200.00", "CNY"))],
        )

    assert refused.value.approver == "zhao"


def test_the_result_is_due_at_the_end_of_the_third_working_day(desk):
    """S2.5: received on Monday at nine, due on Thursday when the office closes."""
    (result,) = [one for one in complain(desk).deadlines if one.name == "result"]

    assert result.due_at.isoformat() == "2026-11-26T10:00:00+00:00"  # 18:00 in Shanghai
