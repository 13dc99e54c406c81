"""Quiet hours: what can wait does not wake a customer; what can't, and what goes to staff, does. R18"""

from __future__ import annotations

from datetime import datetime, timedelta
from importlib.resources import files
from zoneinfo import ZoneInfo

import attrs
import pytest

from complaintkit.delivery.message._quiet import quiet_until

SHANGHAI = ZoneInfo("Asia/Shanghai")
WANG = "13800138000"


def at(text):
    """A local time in Shanghai."""
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


@pytest.fixture
def told_at(house):
    """Writes to the customer at a local time; gives the entry after one delivery."""

    def tell(when):
        case = house.receive()
        house.deliver()
        house.clock.advance(at(when) - house.clock.now())
        house.desk.tell(case, by="chen", text="留样已送检")
        house.deliver()
        return house.entry("told")

    return tell


@pytest.mark.parametrize(
    ("when", "until"),
    [
        ("2026-11-21T21:29", None),
        ("2026-11-21T21:30", "2026-11-22T07:30"),
        ("2026-11-21T23:59", "2026-11-22T07:30"),
        ("2026-11-22T00:00", "2026-11-22T07:30"),
        ("2026-11-22T07:29", "2026-11-22T07:30"),
        ("2026-11-22T07:30", None),
        ("2026-11-30T22:00", "2026-12-01T07:30"),
        ("2026-12-31T23:00", "2027-01-01T07:30"),
    ],
)
def test_what_can_wait_waits_until_the_morning(house, told_at, when, until):
    """From 21:30 to 07:30 where the unit is, over midnight, the end of a month and of a year."""
    row = told_at(when)
    if until is None:
        assert row.state == "sent"
        return
    assert (row.state, row.next_at, row.attempts) == ("ready", at(until), 0)
    house.clock.advance(at(until) - house.clock.now() - timedelta(seconds=1))
    house.deliver()
    assert house.entry("told").state == "ready"
    house.clock.advance(timedelta(seconds=1))
    house.deliver()
    assert house.entry("told").state == "sent"


@pytest.mark.parametrize("quiet", [True, False], ids=["quiet", "always open"])
@pytest.mark.parametrize("urgent", [False, True], ids=["can wait", "urgent"])
@pytest.mark.parametrize("to", ["customer", "li"])
def test_a_message_waits_only_where_all_speaks_for_it(occasion, to, urgent, quiet):
    """There are quiet hours, it is for the customer, and it can wait; else the night is no reason. R18"""
    told = occasion(to=to)
    rules = told.playbook.customer if quiet else attrs.evolve(told.playbook.customer, quiet=None)
    night = attrs.evolve(
        told,
        row=attrs.evolve(told.row, urgent=urgent),
        facts=attrs.evolve(told.facts, now=at("2026-11-22T02:00")),
        playbook=attrs.evolve(told.playbook, customer=rules),
    )

    waits = quiet and to == "customer" and not urgent
    assert quiet_until(night) == (at("2026-11-22T07:30") if waits else None)


def test_what_is_urgent_does_not_wait(house):
    """Who has just called at midnight is told at once that it was received."""
    house.clock.advance(at("2026-11-22T00:30") - house.clock.now())
    house.receive()
    house.deliver()
    assert [one.message for one in house.sms.to(WANG)] == ["received"]


def test_staff_are_told_at_any_hour(house):
    """An alarm reaches them within minutes, also at two in the morning. R18"""
    house.clock.advance(at("2026-11-22T02:00") - house.clock.now())
    house.receive(category="food/spoiled")
    house.deliver()
    assert house.entry("alarm", "chen").state == "sent"


def test_in_a_conversation_nobody_is_woken_by_an_answer(open_house, tmp_path):
    """`quiet-except = "in-conversation"`: for an hour after the customer's last word, an answer may come."""
    usual = (files("complaintkit.playbook") / "procedures" / "canteen-delivery.toml").read_text("utf-8")
    quiet = 'quiet = "21:30-07:30"'
    playbook = tmp_path / "night.toml"
    playbook.write_text(usual.replace(quiet, f'{quiet}\nquiet-except = "in-conversation"'), "utf-8")
    house = open_house(playbook=playbook)
    house.clock.advance(at("2026-11-21T22:00") - house.clock.now())
    case = house.receive()
    house.deliver()
    house.desk.tell(case, by="chen", text="马上处理")
    house.clock.advance(timedelta(minutes=60))
    house.deliver()
    assert house.entry("told").state == "sent"
    house.clock.advance(timedelta(minutes=1))
    house.desk.tell(case, by="chen", text="还在处理")
    house.deliver()
    assert house.entry("told").state == "ready"
