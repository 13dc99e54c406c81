"""What falls due: warned of once, breached at its minute, paused until it resumes, and what follows from that. R15, F2, F7"""

from __future__ import annotations

from datetime import timedelta

import attrs
import pytest

from complaintkit.decision.steps.breach import as_of_now
from complaintkit.model.deadline import Deadline
from complaintkit.model.due import Within
from complaintkit.model.handover import Escalation, Handover
from complaintkit.model.vocabulary import State

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
AROUND = pytest.mark.parametrize("late", [-1, 0, 1], ids=["before", "at", "after"])


@pytest.fixture
def matter(matter):
    """A dispute about a contract that is worked on: nothing of it runs but what a test says."""
    matter.received(category="contract")
    matter.case = matter.case.changed(state=State.INVESTIGATING, deadlines=())
    return matter


def deadline(matter, name="result", **fields) -> Deadline:
    """Give one that is due in an hour, and warned of in half an hour."""
    usual = {"due_at": matter.now + HOUR, "warn_at": matter.now + HOUR / 2, "started_at": matter.now}
    usual["within"] = "1 h"
    return Deadline(id="d-1", name=name, title={}, **{**usual, **fields})


def happened(matter, *deadlines, **fields) -> list[str]:
    """Name what the worker puts on record, but what the clocks make of it."""
    matter.case = matter.case.changed(deadlines=deadlines, **fields)
    matter.due()
    return [one for one in matter.happened if one not in ("deadline-started", "deadline-cancelled", "deadline-met")]


@AROUND
def test_a_deadline_is_breached_at_its_minute(matter, late) -> None:
    """Never early; and warned of before. R15"""
    one = deadline(matter)
    matter.later(minutes=60 + late)

    found = happened(matter, one)

    assert found[:1] == (["deadline-warned"] if late < 0 else ["deadline-breached"])


@pytest.mark.parametrize(
    ("minutes", "warn", "warned", "told"),
    [
        (29, True, False, False),
        (30, True, False, True),
        (31, True, False, True),
        (31, True, True, False),
        (31, False, False, False),
    ],
)
def test_a_deadline_is_warned_of_once(matter, minutes, warn, warned, told) -> None:
    """Where it has a time to warn. R15"""
    one = deadline(matter)
    one = attrs.evolve(one, warn_at=one.warn_at if warn else None, warned_at=matter.now if warned else None)
    matter.later(minutes=minutes)

    assert happened(matter, one) == (["deadline-warned"] if told else [])


@AROUND
def test_what_is_paused_stands_still_until_it_resumes(matter, late) -> None:
    """What is not to resume by itself stands still for ever; what runs is not resumed. R15"""
    paused = deadline(matter, state="paused", paused_at=matter.now, warn_at=None, resumes_at=matter.now + HOUR)
    matter.later(minutes=60 + late)

    assert happened(matter, paused)[:1] == (["deadline-resumed"] if late >= 0 else [])
    matter.later(days=9)
    assert happened(matter, attrs.evolve(paused, resumes_at=None)) == []
    assert "deadline-resumed" not in happened(matter, attrs.evolve(paused, state="running", paused_at=None))


@AROUND
def test_a_wait_for_the_customer_ends_at_its_minute(matter, late) -> None:
    """It is no breach of ours; a warning before ends nothing. R16"""
    wait = deadline(matter, "customer-silent")
    matter.later(minutes=60 + late)

    found = happened(matter, wait, waiting_for_customer=True)

    assert ("customer-silent" in found) is (late >= 0)
    assert "deadline-breached" not in found


def test_of_history_nothing_follows(matter) -> None:
    """What was late is on record; nobody is called for it. R15"""
    one = deadline(matter)
    matter.later(hours=2)
    matter.known["quiet"] = True

    assert happened(matter, one) == ["deadline-breached"]


@pytest.mark.parametrize(
    ("about", "state", "lapses"),
    [("h-1", "offered", True), ("h-1", "declined", False), ("h-2", "offered", False), (None, "offered", False)],
)
def test_an_offer_lapses_with_its_deadline(matter, about, state, lapses) -> None:
    """Its own, while it waits. F2"""
    offer = Handover(
        id="h-1",
        case=matter.case.number,
        giver="chen",
        receiver="li",
        reason="x",
        offered_at=matter.now,
        lapses_at=matter.now + HOUR,
        state=state,
    )
    one = deadline(matter, "handover", for_=about)
    matter.later(hours=1)

    assert ("handover-lapsed" in happened(matter, one, handovers=(offer,))) is lapses


@pytest.mark.parametrize(
    ("name", "about", "reached"),
    [
        ("escalation-seen", "e-1", ["e-1"]),
        ("escalation-seen", "e-2", ["e-2"]),
        ("result", "e-1", []),
        ("escalation-seen", "e-9", []),
    ],
)
def test_a_group_has_a_matter_once_the_time_to_look_at_it_is_over(matter, name, about, reached) -> None:
    """That one, by the deadline that runs from when it was brought. F7"""
    brought = tuple(
        Escalation(id=id_, route="x", to="coordination", group=True, reason=id_, raised_by="chen", raised_at=matter.now)
        for id_ in ("e-1", "e-2")
    )
    one = deadline(matter, name, for_=about)
    matter.later(hours=1)

    happened(matter, one, escalations=brought)

    assert [one.id for one in matter.case.escalations if one.received_at and one.id in ("e-1", "e-2")] == reached


@pytest.mark.parametrize(("name", "to"), [("result", "coordination"), ("assessment", "shen"), ("progress", None)])
def test_a_breach_is_brought_upwards_where_the_playbook_says_so(matter, name, to) -> None:
    """To a group or to who holds a role. R15, S1.8"""
    one = deadline(matter, name)
    matter.later(hours=1)

    happened(matter, one)

    assert [(one.to, one.reason) for one in matter.case.escalations] == ([(to, "deadline-breached")] if to else [])


@pytest.mark.parametrize(("name", "higher"), [("meeting", True), ("progress", False)])
def test_only_a_meeting_that_was_not_held_goes_higher(matter, name, higher) -> None:
    """Whatever else runs for the matter. F7"""
    brought = Escalation(
        id="e-1",
        route="x",
        to="coordination",
        group=True,
        reason="x",
        raised_by="chen",
        raised_at=matter.now,
        received_at=matter.now,
    )
    one = deadline(matter, name, for_="e-1")
    matter.later(hours=1)

    happened(matter, one, escalations=(brought,))

    assert [one.reason for one in matter.case.escalations] == (["x", "x"] if higher else ["x"])


@pytest.mark.parametrize(
    ("minutes", "warned", "again"), [(181, False, False), (190, False, True), (190, True, False), (210, True, False)]
)
def test_what_resumes_late_is_warned_of_at_its_new_time(matter, minutes, warned, again) -> None:
    """It has as much left as it had: an hour from when it resumed, by now; once is enough. R15"""
    rule = attrs.evolve(matter.playbook.deadlines["progress"], within=Within.parse("1 h"), warn=Within.parse("50 min"))
    matter.rule(deadlines={**matter.playbook.deadlines, "progress": rule})
    paused = deadline(matter, "progress", state="paused", paused_at=matter.now, resumes_at=matter.now + 3 * HOUR)
    paused = attrs.evolve(paused, warned_at=matter.now if warned else None)
    matter.later(minutes=minutes)

    assert happened(matter, paused) == ["deadline-resumed", *(["deadline-warned"] if again else [])]
    assert matter.case.deadlines[0].due_at == paused.started_at + 4 * HOUR


def test_a_case_is_read_as_it_stands_now(matter) -> None:
    """Also where no worker has noticed yet; nothing is written, so no form is stale. R15"""
    case = matter.case.changed(deadlines=(deadline(matter),))
    matter.later(hours=1)

    found = as_of_now(case, matter.facts())

    assert [one.breached_at for one in found.deadlines if one.id == "d-1"] == [matter.now]
    assert (found.version, found.seq) == (case.version, case.seq)
