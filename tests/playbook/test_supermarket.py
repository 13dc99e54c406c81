"""The supermarket's playbook beside what a desk plays: its alarms, and what chains and stores may make of it."""

from pathlib import Path

import pytest

from complaintkit.model.due import Within
from complaintkit.model.errors import ConfigurationError
from complaintkit.model.money import Money
from complaintkit.model.vocabulary import Severity
from complaintkit.playbook import load_playbook

RULES = Path(__file__).parents[3] / "shared" / "wanted" / "rules"


@pytest.fixture(scope="module")
def supermarket():
    """The playbook as it is shipped."""
    return load_playbook("supermarket")


def test_harm_sounds_the_alarm(supermarket):
    """R11, R18: somebody hurt or ill is major from the start, and the store manager hears at any hour."""
    for name in ("safety/injury", "safety/food-poisoning"):
        category = supermarket.categories[name]
        assert category.severity is Severity.MAJOR
        assert "store-manager" in category.alarm


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
