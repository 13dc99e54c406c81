"""Derived rows of a case beside its ledger: for lists, look-ups, clocks and duties."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from complaintkit.model.case import Case
from complaintkit.model.deadline import Deadline
from complaintkit.ports.storage import CaseRow, DeadlineRow, DutyRow


def case_row(case: Case, head: str) -> CaseRow:
    """Return the row that says where the case stands."""
    return CaseRow(
        id=case.id,
        number=case.number,
        unit=case.unit,
        kind=case.kind.value,
        state=case.state.value,
        open=case.open,
        category=case.category,
        severity=case.severity.value if case.severity else None,
        owner=case.owner,
        first_receiver=case.first_receiver,
        channel=case.channel,
        external_id=case.external_id,
        person=case.person,
        customer_reference=case.customer.reference,
        received_at=case.received_at,
        recorded_at=case.recorded_at,
        version=case.seq,
        cycle=case.cycle,
        next_due=case.next_deadline.due_at if case.next_deadline else None,
        playbook=case.playbook_digest,
        head=head,
    )


def deadline_rows(before: Case | None, case: Case) -> list[DeadlineRow]:
    """Return the rows of the deadlines that changed."""
    known = {one.id: one for one in before.deadlines} if before else {}
    return [_deadline_row(case, one) for one in case.deadlines if known.get(one.id) != one]


def _deadline_row(case: Case, deadline: Deadline) -> DeadlineRow:
    return DeadlineRow(
        case=case.id,
        id=deadline.id,
        name=deadline.name,
        state=deadline.state,
        due_at=deadline.due_at,
        warn_at=deadline.warn_at,
        next_at=deadline.next_at,
        breached_at=deadline.breached_at,
        noticed_at=deadline.noticed_at,
    )


def duty_rows(case: Case) -> list[DutyRow]:
    """Return what anybody owes on the case beside owning it. On an archived case nobody owes anything."""
    return list(_duties(case)) if case.open else []


def _duties(case: Case) -> Iterator[DutyRow]:
    for staff, kind, ref, since in (*_asked_duties(case), *_owed_duties(case)):
        yield DutyRow(case=case.id, staff=staff, kind=kind, ref=ref, since=since)


def _asked_duties(case: Case) -> Iterator[tuple[str, str, str, datetime]]:
    """Yield what somebody was asked for, and has not answered."""
    if case.handover:
        yield case.handover.receiver, "handover", case.handover.id, case.handover.offered_at
    for advice in case.advice:
        if advice.answered_at is None:
            yield advice.of, "advice", advice.id, advice.asked_at
    for sent in case.dispatches:
        if sent.done_at is None:
            yield sent.who, "dispatch", sent.id, sent.at
    for asked in case.approvals:
        if asked.state == "asked":
            yield asked.approver, "approval", asked.id, asked.asked_at
    for matter in case.escalations:
        if matter.open and not matter.group:
            yield matter.to, "escalation", matter.id, matter.raised_at


def _owed_duties(case: Case) -> Iterator[tuple[str, str, str, datetime]]:
    """Yield what the customer is still owed: a message that may be lost, a remedy, word of who took over until the result (F9)."""
    for entry, message in case.lost_messages.items():
        yield case.owner, "message", f"{message}:{entry}", case.recorded_at
    for promise in case.promises:
        if promise.stuck:
            yield case.owner, "remedy", promise.id, promise.at
    if not case.customer_told_owner and len(case.owners) > 1 and case.resolved_at is None:
        yield case.owners[-2], "tell-customer", f"{case.number}-told", case.recorded_at
