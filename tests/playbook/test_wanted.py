"""The night market as its users wrote it, and ten lines for one corner of it."""

import shutil

import pytest

from complaintkit.model.due import Within
from complaintkit.model.errors import ConfigurationError
from complaintkit.model.money import Money
from complaintkit.model.problem import Problems
from complaintkit.organisation import check, load_organisation
from complaintkit.playbook import load_playbook


def test_the_night_market_loads(wanted):
    """Types, first handling, deadlines, escalation, compensation, surveys: all of S1 is read."""
    playbook = load_playbook(wanted / "night-market")

    assert (str(playbook), playbook.business_day_starts) == ("night-market 2026.11", 360)
    assert playbook.categories["hygiene/pests"].first == playbook.categories["hygiene"].first
    assert playbook.deadlines["meeting"].within == Within.parse("24 h")
    assert playbook.escalations["special"].meeting == Within.parse("4 h")
    assert playbook.authority["stall-in-charge"].per_giver == {"business day": Money(300, "CNY")}
    assert playbook.surveys["satisfaction"].questions["remark"].scale is None
    assert str(playbook.customer.quiet) == "22:30-08:30"
    assert (len(playbook.messages), len(playbook.compensation)) == (12, 5)


def test_its_people_fit_it(wanted):
    """S1.2: roles, leading group and roster of the organisation file."""
    playbook = load_playbook(wanted / "night-market")

    check(
        load_organisation(wanted / "night-market" / "organisation.toml"),
        playbook.roles,
        playbook.groups,
        calendars=playbook.calendars,
    )


def test_two_of_the_ten_lines_are_refused(wanted):
    """The till stays shut: no higher authority, no wider condition."""
    with pytest.raises(ConfigurationError) as error:
        load_playbook(wanted / "cold-drinks.toml")

    assert {one.where: one.reason for one in Problems.of(error.value)} == {
        "cold-drinks.toml: authority.agent.per-case": "80 is looser than the base's 30; only stricter is allowed here",
        "cold-drinks.toml: compensation.long-wait.when.waited": "closed: an extension may not change it",
    }


def test_the_other_eight_are_taken(wanted, tmp_path):
    """A shorter deadline, a category of its own, a message in its own words."""
    shutil.copytree(wanted / "night-market", tmp_path / "night-market")
    lines = (wanted / "cold-drinks.toml").read_text("utf-8").splitlines()
    kept = [line for line in lines if not line.startswith(("authority", "compensation"))]
    (tmp_path / "dessert-lane.toml").write_text("\n".join(kept), "utf-8")

    lane = load_playbook(tmp_path / "dessert-lane.toml")

    assert lane.lineage == ("night-market 2026.11",)
    assert lane.deadlines["acknowledge"].within == Within.parse("5 min")
    assert lane.categories["service/ice"].first == lane.categories["service"].first
    assert lane.messages["received"].short["zh"].endswith("甜品巷")
    assert lane.messages["received"].short["en"].startswith("We have your complaint")
