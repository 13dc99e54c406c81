"""What a message says of who gave what to whom, by when, and what there is to do: of that one, and of no other."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from complaintkit.delivery.message.field import values
from complaintkit.delivery.message.occasion import Occasion
from complaintkit.model import events as e
from complaintkit.model.deadline import Deadline
from complaintkit.model.handover import Escalation, Handover
from complaintkit.model.plan import PlannedMeasure
from complaintkit.testing import FakeClock

NOW = FakeClock("2026-11-21T10:00+08:00").now()
MINUTE = timedelta(minutes=1)


def value(occasion: Occasion, name: str) -> str:
    """The value of one field."""
    return values(occasion, [name])[name]


def offer(id_: str, giver: str, receiver: str, minutes: int, **changes: Any) -> Handover:
    """An offer that lapses so many minutes from now."""
    made: dict[str, Any] = {"reason": "beyond-skill", "offered_at": NOW, "lapses_at": NOW + minutes * MINUTE, **changes}
    return Handover(id=id_, case="C-1", giver=giver, receiver=receiver, **made)


@pytest.mark.parametrize(
    ("field", "first", "second", "none"),
    [
        ("giver", "陈卫东", "李建华", "方敏"),
        ("receiver", "李建华", "陈卫东", "方敏"),
        ("lapses_at", "11月21日10:30", "11月21日11:00", ""),
        ("note", "请看照片", "", ""),
        ("reason", "超出专业范围", "任务过多", ""),
    ],
)
def test_an_offer_is_told_as_it_was_made(occasion, field: str, first: str, second: str, none: str) -> None:
    """Whoever answers it reads of it, and not of another; F2. Where it is gone, the event says who."""
    offers = (offer("h-1", "chen", "li", 30, note="请看照片"), offer("h-2", "li", "chen", 60, reason="overloaded"))

    def told(id_: str) -> str:
        return value(occasion(e.HandoverAccepted(handover=id_, receiver="fang"), by="fang", handovers=offers), field)

    assert (told("h-1"), told("h-2"), told("h-3")) == (first, second, none)


@pytest.mark.parametrize(
    ("event", "field", "said"),
    [
        (e.Escalated(escalation="x-1", route="up", to="g", group=True, reason="overloaded", note="急"), "note", "急"),
        (e.Escalated(escalation="x-1", route="up", to="g", group=True, reason="overloaded"), "reason", "任务过多"),
        (e.EscalationReceived(escalation="x-1"), "decision", "加派一人"),
        (e.EscalationReceived(escalation="x-2"), "decision", ""),
        (e.EscalationReceived(escalation="x-3"), "decision", ""),
    ],
)
def test_a_matter_is_told_as_it_stands(occasion, event: e.Happened, field: str, said: str) -> None:
    """What the event says goes first; then what became of the matter. F7"""
    raised: dict[str, Any] = {"route": "up", "to": "g", "group": True, "reason": "stuck", "raised_by": "chen"}
    matters = (
        Escalation(id="x-2", raised_at=NOW, **raised),
        Escalation(id="x-1", raised_at=NOW, decision="加派一人", **raised),
    )
    found = occasion(event, to="chen", escalations=matters)

    assert value(found, field) == said


def test_whoever_has_tasks_reads_their_own_that_are_to_do(occasion) -> None:
    """Each with its date; when one is done, that one is told of. S0.7"""
    rows = [
        ("m-1", "换货", "li", None),
        ("m-2", "退款", "chen", None),
        ("m-3", "道歉", "li", NOW),
        ("m-4", "消毒", "li", None),
    ]
    tasks = tuple(
        PlannedMeasure(id=id_, what=what, who=who, due=NOW + n * MINUTE, done_at=done)
        for n, (id_, what, who, done) in enumerate(rows)
    )
    done = occasion(e.MeasureDone(measure="m-2"), to="li", measures=tasks)

    assert value(occasion(to="li", measures=tasks), "measures") == "换货（11月21日10:00）；消毒（11月21日10:03）"
    assert value(done, "measures") == "退款"
    assert value(occasion(e.MeasureDone(measure="m-9"), to="li", measures=tasks), "measures") == ""


@pytest.mark.parametrize(
    ("deadline", "said"), [("d-1", "11月21日10:01"), ("d-3", "11月21日10:03"), (None, "11月21日10:02")]
)
def test_what_is_due_is_the_deadline_told_of_or_else_the_next(occasion, deadline: str | None, said: str) -> None:
    """The next is the first that still runs."""
    states = ["met", "running", "running"]
    deadlines = tuple(
        Deadline(id=f"d-{n}", name=f"d{n}", title={}, started_at=NOW, due_at=NOW + n * MINUTE, state=state)
        for n, state in enumerate(states, 1)
    )
    event = e.DeadlineWarned(deadline=deadline, rule="d") if deadline else None

    assert value(occasion(event, to="chen", deadlines=deadlines), "due") == said


def test_the_answer_is_expected_when_the_last_deadline_that_it_ends_is_due(occasion) -> None:
    """Those that something else ends, that are over, or that nobody knows any more, promise nothing. S0.5"""
    found = occasion()
    rules = found.facts.playbook.deadlines
    ends = sorted(name for name, rule in rules.items() if "resolved" in rule.stops)
    others = sorted(name for name, rule in rules.items() if "resolved" not in rule.stops)
    assert ends
    assert others

    def told(*rows: tuple[str, int, str]) -> str:
        deadlines = tuple(
            Deadline(id=f"d-{n}", name=name, title={}, started_at=NOW, due_at=found.now + n * MINUTE, state=state)
            for name, n, state in rows
        )
        return value(occasion(answer_expected=None, deadlines=deadlines), "answer_by")

    running = [(ends[0], 1, "running"), (ends[0], 5, "running")]
    noise = [(ends[0], 9, "met"), (others[0], 9, "running"), ("gone", 9, "running")]
    assert told(*running) == told(*noise, *running) == "11月21日10:05"
    assert told(*noise) == told((ends[0], 0, "running")) == told((ends[0], -1, "running")) == ""
