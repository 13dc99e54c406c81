"""Promised remedies and approvals as rows that windows of limits sum up; and proposals, kept by id until they are needed. F6"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from complaintkit.model.money import Money
from complaintkit.model.remedy import Proposal
from complaintkit.model.wire import canonical, to_json
from complaintkit.ports.row import GrantRow

if TYPE_CHECKING:
    from collections.abc import Iterator

    from complaintkit.decision import Facts
    from complaintkit.model.case import Case
    from complaintkit.model.commands import Command
    from complaintkit.model.errors import BeyondAuthority
    from complaintkit.model.remedy import PromisedRemedy
    from complaintkit.ports.storage import Storage


APPROVAL: Final = "approval"
"""The kind of a row of what nobody has promised yet."""


def promise_rows(before: Case | None, case: Case, facts: Facts) -> list[GrantRow]:
    """Return the rows of promises and approvals that changed and have a value; an apology costs nothing and counts nowhere.

    Where the case turns out to be somebody else's, so does all that was promised in it.
    """
    known = {one.id: one for one in before.promises} if before and before.person == case.person else {}
    asked = {one.id: one for one in _approval_rows(before, facts)} if before else {}
    return [
        *(_row(case, one, facts) for one in case.promises if known.get(one.id) != one and one.value),
        *(one for one in _approval_rows(case, facts) if asked.get(one.id) != one),
    ]


def _approval_rows(case: Case, facts: Facts) -> Iterator[GrantRow]:
    """Yield what was asked for, or approved and not promised yet: it counts for whoever was asked, and for the customer."""
    if not case.approvals:
        return
    from complaintkit.decision.money.promise import standing_approvals
    from complaintkit.decision.money.value import total_of

    standing = tuple(standing_approvals(case))
    for index, asked in enumerate(case.approvals, start=1):
        value = total_of(asked.values, facts.playbook.currency)
        if not value:
            continue
        yield GrantRow(
            id=f"{case.number}-a{index}",
            case=case.id,
            ref=asked.id,
            kind=APPROVAL,
            giver=asked.answered_by or asked.approver,
            customer=case.person,
            unit=case.unit,
            business_day=facts.business_day(case.unit, asked.asked_at),
            at=asked.asked_at,
            currency=value.currency,
            value=value.amount,
            state="reserved" if any(one is asked for one in standing) else "released",
        )


def _row(case: Case, promise: PromisedRemedy, facts: Facts) -> GrantRow:
    value = promise.value or Money(0, facts.playbook.currency)
    return GrantRow(
        id=promise.id,
        case=case.id,
        ref=promise.id.rpartition("-")[0],
        kind=promise.remedy.kind,
        giver=promise.giver,
        customer=case.person,
        unit=case.unit,
        business_day=facts.business_day(case.unit, promise.at),
        at=promise.at,
        currency=value.currency,
        value=value.amount,
        state=_counted_state(promise),
    )


def _counted_state(promise: PromisedRemedy) -> str:
    """Return the state that windows of limits see: what was carried out is promised, what was taken back is released."""
    if not promise.counts:
        return "released"
    return "reserved" if promise.state == "reserved" else "promised"


def keep_proposal(storage: Storage, error: BeyondAuthority, command: Command) -> None:
    """Keep what was beyond authority, so that approval can be asked for exactly that."""
    given = getattr(command, "remedies", ())
    remedies = [to_json(one.remedy if isinstance(one, Proposal) else one) for one in given]
    with storage.writing() as tx:
        tx.put_document(error.proposal, "proposal", canonical(remedies))
