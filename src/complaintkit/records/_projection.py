"""Derived rows of a case beside its ledger: for lists, look-ups, clocks and duties."""

from __future__ import annotations

from typing import TYPE_CHECKING

from complaintkit.model.case import Case
from complaintkit.model.deadline import Deadline
from complaintkit.ports.storage import CaseRow, DeadlineRow, DutyRow
from complaintkit.records.other_categories import other_categories

if TYPE_CHECKING:
    from complaintkit.decision import Facts


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
        other_categories=other_categories(case),
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
        next_due=case.next_due_at,
        playbook=case.playbook_digest,
        head=head,
    )


def deadline_rows(before: Case | None, case: Case) -> list[DeadlineRow]:
    """Return the rows of the deadlines that changed; one that did not is the very same value."""
    known = {id(one) for one in before.deadlines} if before else ()
    return [_deadline_row(case, one) for one in case.deadlines if id(one) not in known]


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


def duty_rows(facts: Facts, case: Case) -> list[DutyRow]:
    """Return what everybody owes on the case."""
    from complaintkit.decision.duty import owed_on

    return [
        DutyRow(case=case.id, staff=one.staff, kind=one.what.value, ref=one.ref, since=one.since, due_at=one.due_at)
        for one in owed_on(facts, case)
    ]
