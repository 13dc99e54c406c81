"""Everything one person is responsible for now. S0.12"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from complaintkit.decision import seen, sees
from complaintkit.decision.refusal import stranger
from complaintkit.desk._first_asked import waiting_for
from complaintkit.model.actor import DESK, actor_name
from complaintkit.model.period import Duties

if TYPE_CHECKING:
    from complaintkit.desk._door import Door
    from complaintkit.model.actor import By
    from complaintkit.model.case import Case
    from complaintkit.model.handover import Handover
    from complaintkit.model.remedy import Approval
    from complaintkit.ports.storage import DutyRow, Reader

__all__ = ["duties_of"]


def duties_of(door: Door, staff: str, by: By | None = None) -> Duties:
    """Cases by nearest deadline; handovers to answer, also those offered to whom this person acts for.

    Somebody else who asks hears only of cases that they may read. R20
    """
    with door.storage.reading() as reader:
        _check(door, reader, staff)
        owned = {one: _now(door, reader, staff, one) for one in reader.owned_by(actor_name(staff))}
        rows = [row for person in _stood_in_for(door, reader, staff) for row in reader.duties(person)]
        open_cases = {row.case: _now(door, reader, staff, row.case) for row in rows}
        asked = list(waiting_for(door, reader, staff))
        if by is not None and by != staff:
            told = {id_ for id_, one in (owned | open_cases).items() if sees(door.facts(reader, one, by=by), one)}
            owned = {id_: one for id_, one in owned.items() if id_ in told}
            rows = [row for row in rows if row.case in told]
            asked = [one for one in asked if sees(door.facts(reader, one, by=by), one)]
    cases = owned.values()
    return Duties(
        cases=tuple(sorted(cases, key=lambda one: (one.next_deadline is None, _due(one)))),
        handovers_to_answer=tuple(_handovers(rows, open_cases)),
        approvals_to_give=tuple(_approvals(rows, open_cases)),
        tasks=(
            *(f"{row.kind}:{row.ref}" for row in rows if row.kind not in ("handover", "approval")),
            *(f"first-handling:{one.number}" for one in asked),
        ),
    )


def _check(door: Door, reader: Reader, staff: str) -> None:
    """Nobody's list would be empty for ever."""
    organisation = door.facts(reader, None, by=DESK).structure.organisation
    if staff not in organisation.staff and staff not in organisation.departed:
        raise stranger(staff, organisation.staff, field="staff")


def _due(case: Case) -> object:
    return case.next_deadline.due_at if case.next_deadline else case.received_at


def _now(door: Door, reader: Reader, staff: str, ref: str) -> Case:
    loaded = door.find(reader, ref)
    return seen(loaded.case, door.facts(reader, loaded.case, by=staff)).masked()


def _stood_in_for(door: Door, reader: Reader, staff: str) -> list[str]:
    """This person, and those whom they act for now."""
    structure = door.facts(reader, None, by=staff).structure
    now = door.clock.now()
    return [staff] + [
        one for one in structure.organisation.staff if one != staff and structure.acting_for(one, now) == staff
    ]


def _handovers(rows: list[DutyRow], cases: dict[str, Case]) -> Iterator[Handover]:
    for row in rows:
        if row.kind == "handover" and (offer := cases[row.case].handover) and offer.id == row.ref:
            yield offer


def _approvals(rows: list[DutyRow], cases: dict[str, Case]) -> Iterator[Approval]:
    for row in rows:
        if row.kind == "approval":
            yield from (one for one in cases[row.case].approvals if one.id == row.ref and one.state == "asked")
