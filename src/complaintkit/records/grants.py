"""What was promised, as rows that windows of limits sum up; and proposals, kept by digest until they are needed. F6"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from complaintkit.calendars import business_day
from complaintkit.decision.budget import cost_of
from complaintkit.model.money import Money
from complaintkit.model.remedy import Proposal, Remedy
from complaintkit.ports.row import GrantRow
from complaintkit.records.convert import canonical, from_json, to_json

if TYPE_CHECKING:
    from complaintkit.decision import Facts
    from complaintkit.model.case import Case
    from complaintkit.model.commands import Command
    from complaintkit.model.errors import BeyondAuthority
    from complaintkit.model.remedy import Grant
    from complaintkit.ports.storage import Reader
    from complaintkit.records.door import Door


def grant_rows(before: Case | None, case: Case, facts: Facts) -> list[GrantRow]:
    """The promises that changed and have a value; an apology costs nothing and counts nowhere."""
    known = {one.id: one for one in before.grants} if before else {}
    return [_row(case, one, facts) for one in case.grants if known.get(one.id) != one and one.remedy.face_value]


def _row(case: Case, grant: Grant, facts: Facts) -> GrantRow:
    value = grant.remedy.face_value or Money(0, facts.playbook.currency)
    starts = f"{facts.playbook.business_day_starts // 60:02d}:{facts.playbook.business_day_starts % 60:02d}"
    return GrantRow(
        id=grant.id,
        case=case.id,
        ref=grant.id.rpartition("-")[0],
        kind=grant.remedy.kind,
        giver=grant.giver,
        customer=case.person,
        unit=case.unit,
        business_day=business_day(facts.structure.zone_of(case.unit), grant.at, starts),
        at=grant.at,
        currency=value.currency,
        value=value.amount,
        cost=(cost_of(grant.remedy) or value).amount,
        state=_counted(grant),
    )


def _counted(grant: Grant) -> str:
    """How windows of limits see it: what was carried out is promised, what was taken back is released."""
    if not grant.counts:
        return "released"
    return "reserved" if grant.state == "reserved" else "promised"


def promised_in(tx: Reader, currency: str) -> Callable[..., Money]:
    """Sums of windows, read in the transaction that decides."""

    def promised(*, since: datetime, giver: str | None = None, customer: str | None = None) -> Money:
        rows = tx.grants(since=since, giver=giver, customer=customer)
        return sum((Money(row.value, currency) for row in rows if row.currency == currency), Money(0, currency))

    return promised


def proposals_in(tx: Reader) -> Callable[[str], tuple[Remedy, ...] | None]:
    """The remedies of proposals that were made."""

    def proposal(id_: str) -> tuple[Remedy, ...] | None:
        content = tx.document(id_) if id_.startswith("p_") else None
        return None if content is None else tuple(from_json(one, Remedy) for one in json.loads(content))

    return proposal


def keep_proposal(door: Door, error: BeyondAuthority, command: Command) -> None:
    """What was beyond authority is kept, so that approval can be asked for exactly that."""
    given = getattr(command, "remedies", ())
    remedies = [to_json(one.remedy if isinstance(one, Proposal) else one) for one in given]
    with door.storage.writing() as tx:
        tx.put_document(error.proposal, "proposal", canonical(remedies))
