"""Figures of how people worked: whose a deadline, a round, an answer or praise is; never how much was complained about."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import attrs
import pytest

from complaintkit.decision import LedgerEntry
from complaintkit.decision.task.figures import FEW, READS, WorkFigures, Workload
from complaintkit.model import events as e
from complaintkit.model.vocabulary import Kind

NOON = datetime(2026, 11, 23, 4, tzinfo=UTC)
HOUR = timedelta(hours=1)


def received(**more: Any) -> e.Received:
    """A case of chen's."""
    given: dict[str, Any] = {
        "number": "A-1", "kind": Kind.COMPLAINT, "unit": "a", "channel": "hotline", "playbook": "p", "playbook_digest": "d",
        "currency": "CNY", "person": "x", "received_at": NOON, "first_receiver": "chen",
    }  # fmt: skip
    return e.Received(**{**given, **more})


def ledger(*events: e.Happened) -> list[LedgerEntry]:
    """One event an hour."""
    at = [NOON + index * HOUR for index in range(len(events))]
    return [
        LedgerEntry(event=event, at=then, by="chen", recorded_at=then, recorded_by="chen")
        for event, then in zip(events, at, strict=True)
    ]


def counted(*events: e.Happened, start: datetime = NOON, end: datetime = NOON + 24 * HOUR) -> Workload:
    """One case, counted."""
    work = Workload(start, end)
    work.add(ledger(*events))
    return work


def started(id_: str = "result-1", for_: str | None = None) -> e.DeadlineStarted:
    """A deadline begins."""
    return e.DeadlineStarted(deadline=id_, rule="result", started_at=NOON, due_at=NOON + 3 * HOUR, for_=for_)


MET = e.DeadlineMet(deadline="result-1", rule="result")
BREACHED = e.DeadlineBreached(deadline="result-1", rule="result", due_at=NOON + HOUR, noticed_at=NOON + 9 * HOUR)
TO_WU = e.OwnerChanged(owner="wu", previous="chen", reason="handover")
RESOLVED = e.AnswerRecorded(resolves=True)
ANSWERED = e.SurveyAnswered(outcome=5, process=5, satisfied=True)


def test_a_deadline_is_theirs_who_had_the_case() -> None:
    """When it was met; when it fell due, whoever was there when it was noticed. S4.5"""
    met = counted(received(), started(), TO_WU, MET)
    assert (met.of_staff("wu").met, met.of_staff("chen").met) == (1, 0)
    late = counted(received(), started(), TO_WU, BREACHED)
    assert (late.of_staff("chen").breached, late.of_staff("wu").breached) == (1, 0)


def test_what_is_done_late_was_not_in_time() -> None:
    """A breach stays one; and none is counted twice. R15"""
    assert counted(received(), started(), BREACHED, MET).of_staff("chen") == WorkFigures(breached=1)


def test_deadlines_of_others_on_a_case_are_not_the_owners() -> None:
    """Of a handover, an approval, a question: who has to answer those is somebody else."""
    assert counted(received(), started(for_="h-1"), MET).of_staff("chen") == WorkFigures()


def test_a_round_and_an_answer_are_of_who_ended_it() -> None:
    """Not of who has it by then. S3.11"""
    work = counted(received(), RESOLVED, TO_WU, ANSWERED, e.NewCycle(cycle=2, cause="dissatisfied"))
    assert work.of_staff("chen") == WorkFigures(asked=1, satisfied=1, reopened=1)
    assert work.of_staff("wu") == WorkFigures()


def test_praise_is_of_whom_it_names() -> None:
    """As it stands at the end: what turned out to be a complaint is none. S3.11, S3.17"""
    assert counted(received(kind=Kind.PRAISE, about_staff="wu")).of_staff("wu").praise == 1
    assert counted(received(about_staff="wu")).of_staff("wu") == WorkFigures()


@pytest.mark.parametrize("about", [None, "chen", "wu"])
@pytest.mark.parametrize("many", [1, 50])
def test_no_number_of_complaints_changes_anything(about: str | None, many: int) -> None:
    """Taken in, or about somebody: the figures are those of who heard none. R13"""
    work = Workload(NOON, NOON + HOUR)
    for _ in range(many):
        work.add(ledger(received(about_staff=about)))
    assert {work.of_staff(one) for one in ("chen", "wu")} == {WorkFigures()}
    assert work.of_unit("a") == WorkFigures()
    assert not {"received", "complaints", "cases"} & {field.name for field in attrs.fields(WorkFigures)}


@pytest.mark.parametrize(("start", "end"), [(NOON - 9 * HOUR, NOON), (NOON + 9 * HOUR, NOON + 20 * HOUR)])
def test_what_happened_outside_of_the_period_does_not_count(start: datetime, end: datetime) -> None:
    """Its first moment does, its last does not."""
    assert counted(received(), started(), MET, start=start, end=end).of_staff("chen") == WorkFigures()


def test_a_duplicate_says_nothing_of_its_own() -> None:
    """The case that goes on for it does. R14"""
    tied = e.Linked(to="A-2", relation="duplicate")
    assert counted(received(), started(), MET, tied).of_staff("chen") == WorkFigures()


def test_a_units_figures_are_those_of_its_cases() -> None:
    """Whoever had them; where the case was in the end."""
    work = counted(received(), started(), MET, e.HandoverDeclined(handover="h", receiver="zhao", reason="not-ours"))
    assert work.of_unit("a") == WorkFigures(met=1, declined=1)
    assert work.of_staff("zhao") == WorkFigures(declined=1)


@pytest.mark.parametrize("count", [0, 1, FEW - 1, FEW, 50])
def test_what_few_stand_behind_is_marked(count: int) -> None:
    """Below five. S3.11"""
    marked = [line for line in WorkFigures(met=count, asked=count, satisfied=count).lines() if line.endswith("few")]
    assert len(marked) == (2 if count < FEW else 0)


def test_it_reads_what_it_counts() -> None:
    """A ledger of only these lines gives the same figures."""
    lines = ledger(received(), started(), e.Registered(), RESOLVED, MET, TO_WU, ANSWERED)
    whole, some = Workload(NOON, NOON + 24 * HOUR), Workload(NOON, NOON + 24 * HOUR)
    whole.add(lines)
    some.add([line for line in lines if line.event.name in READS])
    assert whole.of_staff("chen") == some.of_staff("chen") != WorkFigures()


def test_what_was_kept_of_a_hundred() -> None:
    """Of all that were met or breached; of none nothing is said. S3.11"""
    figures = WorkFigures(met=3, breached=2, declined=6, reopened=7, asked=5, satisfied=4, praise=8)
    assert (figures.on_time, WorkFigures().on_time, WorkFigures(breached=1).on_time) == (60, None, 0)
    assert figures.lines() == ("on-time 3 of 5", "declined 6", "reopened 7", "satisfied 4 of 5", "praise 8")
    assert WorkFigures(met=2, breached=2, asked=4).lines()[0] == "on-time 2 of 4 few"


def test_a_period_begins_with_its_first_moment_and_ends_before_its_last() -> None:
    """Met two hours after noon. S3.11"""
    at = NOON + 2 * HOUR
    assert counted(received(), started(), MET, start=at).of_staff("chen").met == 1
    assert counted(received(), started(), MET, end=at).of_staff("chen").met == 0


def test_each_thing_of_a_case_is_counted() -> None:
    """Twice where it was twice; a deadline that was met is over. S3.11"""
    declined = e.HandoverDeclined(handover="h", receiver="zhao", reason="not-ours")
    work = counted(received(), declined, declined, started(), MET, MET, BREACHED)
    assert (work.of_unit("a"), work.of_staff("zhao")) == (WorkFigures(declined=2, met=1), WorkFigures(declined=2))
    refused = counted(received(), RESOLVED, e.SurveyAnswered(outcome=1, process=1, satisfied=False))
    assert refused.of_staff("chen") == WorkFigures(asked=1)
    asked = counted(received(), RESOLVED, e.FollowUpRecorded(satisfied=True), e.FollowUpRecorded())
    assert asked.of_staff("chen") == WorkFigures(asked=1, satisfied=1)


def test_it_was_theirs_from_the_moment_they_had_it() -> None:
    """What fell due just then is of who took it. S4.5"""
    work = counted(received(), TO_WU, started(), BREACHED)
    assert (work.of_staff("wu").breached, work.of_staff("chen").breached) == (1, 0)


def test_praise_without_a_name_is_nobodys() -> None:
    """Nor its unit's; what turned out to be praise is, and what turned out to be none is not. S3.11"""
    assert counted(received(kind=Kind.PRAISE)).of_unit("a") == WorkFigures()
    named = received(about_staff="wu")
    assert counted(named, e.Reclassified(kind=Kind.PRAISE)).of_staff("wu").praise == 1
    praise = received(kind=Kind.PRAISE, about_staff="wu")
    assert counted(praise, e.Reclassified(kind=Kind.COMPLAINT)).of_staff("wu").praise == 0


@pytest.mark.parametrize("event", [e.Corrected(corrected=("unit",), unit="b"), e.Completed(unit="b")])
def test_it_counts_where_the_case_was_in_the_end(event) -> None:
    """As its place was filled in or put right; what was put right beside it moves nothing."""
    beside = e.Corrected(corrected=("channel",), channel="hotline")
    work = counted(received(), started(), MET, event, beside)
    assert (work.of_unit("b").met, work.of_unit("a").met) == (1, 0)


def test_no_lines_say_nothing() -> None:
    """Nor do those that begin no case."""
    work = Workload(NOON, NOON + HOUR)
    work.add([])
    work.add(ledger(started(), MET))
    assert (work.of_staff("chen"), work.of_unit("a")) == (WorkFigures(), WorkFigures())
