"""What a decision may know, and what it writes: whose hours and days, who acts, how far a reading is believed. R1, R16, R20"""

from __future__ import annotations

import contextlib
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import attrs
import pytest

from complaintkit import InvalidInput, System
from complaintkit.calendars import due_at, read_calendar
from complaintkit.decision.advice import Advice, Reading
from complaintkit.decision.draft import Draft
from complaintkit.decision.requirement import require
from complaintkit.model import events as e
from complaintkit.model.actor import CUSTOMER
from complaintkit.model.due import Within
from complaintkit.model.handover import Escalation
from complaintkit.model.vocabulary import Kind
from complaintkit.organisation import Unit
from complaintkit.playbook import StepRule
from tests.decision.conftest import Matter


def place(matter: Matter, **fields: Any) -> str:
    """A unit that stands alone, in Urumqi."""
    usual = {"id": "stall", "title": {"zh": "窗口"}, "time_zone": "Asia/Urumqi"}
    units = {**matter.organisation.units, "stall": Unit(**{**usual, **fields})}
    matter.organisation = attrs.evolve(matter.organisation, units=units)
    return "stall"


# ---- whose hours ------------------------------------------------------------------------------------------------------
def test_the_calendar_named_goes_before_the_units_own(matter) -> None:
    """The playbook's of that name, else one of those that are there by name; a unit has that of the unit around it. R16"""
    known = matter.facts()
    hotline, office = matter.playbook.calendars["hotline"], matter.playbook.calendars["office"]

    assert known.calendar("no3-school") is hotline
    assert known.calendar("no3-school", "office") is office
    assert known.calendar("no3-school", "gb-eng").zone.key == "Europe/London"
    stall = place(matter, calendar="office", time_zone="Asia/Shanghai")
    assert matter.facts().calendar(stall) is office


@pytest.mark.parametrize("named", ["by the unit", "by the deadline"])
@pytest.mark.parametrize("zone", ["Asia/Urumqi", "Europe/London", "America/New_York"])
def test_opening_hours_are_those_of_the_units_clock_on_the_wall(matter, named, zone) -> None:
    """A playbook's calendar that names no time zone is gone by where the case is, whoever names it. R16"""
    unit = place(matter, calendar="office" if named == "by the unit" else None, time_zone=zone)
    calendar = matter.facts().calendar(unit, "office" if named == "by the deadline" else None)
    monday = datetime(2026, 11, 23, 10, 0, tzinfo=ZoneInfo(zone))

    due = due_at(calendar, monday, Within.parse("1 working day"))

    assert due.astimezone(ZoneInfo(zone)) == datetime(2026, 11, 24, 17, 30, tzinfo=ZoneInfo(zone))


def test_a_calendar_with_a_time_zone_of_its_own_is_the_same_everywhere(matter) -> None:
    """Head office's hours stay head office's, also for a shop elsewhere. R16"""
    plain = {"week": {"mon-fri": "09:00-18:00"}, "time-zone": "Asia/Shanghai"}
    there = read_calendar("head", plain, zone="UTC")
    matter.rule(calendars={**matter.playbook.calendars, "head": there})
    unit = place(matter, calendar="head", time_zone="Europe/London")

    assert matter.facts().calendar(unit) is there


@pytest.mark.parametrize("named", [None, "by the unit", "by the deadline"])
def test_around_the_clock_ends_a_day_at_the_units_midnight(matter, named) -> None:
    """Whoever names that calendar, or nobody: it has no time zone of its own. R16"""
    unit = place(matter, calendar="24x7" if named == "by the unit" else None)
    calendar = matter.facts().calendar(unit, "24x7" if named == "by the deadline" else None)

    due = due_at(calendar, datetime.fromisoformat("2026-11-21T12:00+06:00"), Within.parse("1 working day"))

    assert due == datetime.fromisoformat("2026-11-23T00:00+06:00")


def test_the_business_day_is_the_units_at_the_moment_asked_about(matter) -> None:
    """Else the one that runs now; it begins when the playbook says. S4.4"""
    unit = place(matter)
    matter.rule(business_day_starts=6 * 60)
    matter.until("2026-11-21T05:00+06:00")
    known = matter.facts()

    assert known.business_day(unit) == date(2026, 11, 20)
    assert known.business_day(unit, matter.now + timedelta(hours=1)) == date(2026, 11, 21)
    assert known.business_day_bounds(unit, date(2026, 11, 20))[1] == datetime.fromisoformat("2026-11-21T06:00+06:00")


# ---- who acts -----------------------------------------------------------------------------------------------------------
def test_the_ledger_names_who_acts(matter) -> None:
    """The customer by their own door, staff by their id, a program as one. R20"""
    known = matter.facts(by="chen")

    assert (known.actor, known.system) == ("chen", False)
    assert (matter.facts(by=CUSTOMER).actor, attrs.evolve(known, customer=True).actor) == (CUSTOMER, CUSTOMER)
    program = attrs.evolve(known, by=System("nightly"))
    assert (program.actor, program.system) == ("system:nightly", True)


# ---- a draft ------------------------------------------------------------------------------------------------------------
def test_an_entry_says_when_it_happened_and_who_did_it_beside_when_and_by_whom_it_was_written(matter) -> None:
    """Now and the actor, where nothing else is said; what follows is told of each, in order. R1"""
    matter.received()
    seen: list[str] = []
    draft = Draft(matter.facts(by="luo"), matter.case, lambda _, line: seen.append(line.event.name))
    earlier = matter.now - timedelta(hours=1)

    draft.add(e.Noted(text="在查"))
    draft.add(e.AnswerRecorded(text="已答复"), at=earlier, by="sun")

    first, second = draft.lines
    assert (first.at, first.by, first.recorded_at, first.recorded_by) == (matter.now, "luo", matter.now, "luo")
    assert (second.at, second.by, second.recorded_at, second.recorded_by) == (earlier, "sun", matter.now, "luo")
    assert seen == ["noted", "answer-recorded"]
    assert (draft.before, draft.case.seq) == (matter.case, matter.case.seq + 2)


def test_what_a_rule_brings_about_is_the_desks_doing(matter) -> None:
    """However deep it is nested; what comes after is the actor's again, even where something was refused. R20"""
    matter.received()
    draft = Draft(matter.facts(by="luo"), matter.case, lambda *_: None)
    with contextlib.suppress(KeyError), draft.desk_acts():
        with draft.desk_acts():
            draft.add(e.Noted(text="1"))
        draft.add(e.Noted(text="2"))
        raise KeyError
    draft.add(e.Noted(text="3"))

    assert [one.by for one in draft.lines] == ["system:desk", "system:desk", "luo"]


def test_what_is_new_on_a_case_is_numbered_by_its_place_in_the_ledger(matter) -> None:
    """With a letter for what it is, so that no two are alike. R1"""
    case = matter.received()

    draft = Draft(matter.facts(), case, lambda *_: None)

    assert draft.new_id("H") == f"{case.number}-H{case.seq + 1}"


def test_before_anything_happened_there_is_no_case(matter) -> None:
    """Whoever asks for one has made a mistake, and hears of it."""
    with pytest.raises(AttributeError, match="case"):
        _ = Draft(matter.facts(), None, lambda *_: None).case


# ---- advice ---------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("fields", "sure"),
    [
        ({"category": "food"}, True),
        ({"category": "food", "confidence": 0.5}, True),
        ({"category": "food", "confidence": 0.49}, False),
        ({"severity": "low"}, False),
    ],
)
def test_a_reading_is_believed_that_names_a_category_at_least_as_likely_as_not(fields, sure) -> None:
    """One that says nothing of how likely it is means it. S0.4"""
    assert Reading(reader="r", **fields).is_sure is sure


def test_the_first_reading_that_is_sure_enough_counts() -> None:
    """In the order of the settings; where none is, nothing is said. S0.4"""
    unsure, first, second = (
        Reading(reader="a", category="food", confidence=0.1), Reading(reader="b", category="service"),
        Reading(reader="c", category="food"),
    )  # fmt: skip

    assert Advice(readings=(unsure, first, second)).about is first
    assert Advice(readings=(unsure,)).about is None
    assert Advice().about is None


# ---- what a step has to hold ------------------------------------------------------------------------------------------------
def lacks(matter: Matter, **held: object) -> str | None:
    """Name the field that a result of the case lacks."""
    try:
        require(Draft(matter.facts(), matter.case, lambda *_: None), "resolve", held)
    except InvalidInput as error:
        return str(error.data["field"])
    return None


def test_a_step_of_a_complaint_holds_what_the_playbook_says(matter) -> None:
    """What the step has no field for is asked elsewhere; an apology is asked for by its own name. S1.8, S1.9, S4.12"""
    needs = StepRule(id="resolve", requires=("by-when", "result", "apology-if-upheld"))
    matter.rule(steps={"resolve": needs})
    matter.received()

    assert lacks(matter, result="已换货") is None
    assert lacks(matter, result="") == "result"
    assert lacks(matter, **{"by-when": None, "result": "已换货"}) == "by_when"
    assert lacks(matter, **{"result": "已换货", "apology-if-upheld": False}) == "apology"
    matter.case = matter.case.changed(kind=Kind.INQUIRY)
    assert lacks(matter, result="") is None


def test_more_may_be_asked_for_once_it_was_brought_upwards(matter) -> None:
    """As the playbook says. S1.8"""
    matter.rule(steps={"resolve": StepRule(id="resolve", requires=(), after_escalation=("result",))})
    matter.received()
    assert lacks(matter, result="") is None
    raised = Escalation(
        id="e1", route="x", to="li", group=False, reason="plan-refused", raised_by="chen", raised_at=matter.now
    )
    matter.case = matter.case.changed(escalations=(raised,))
    assert lacks(matter, result="") == "result"
