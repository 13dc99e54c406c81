"""List everything one person is responsible for now. S0.12"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from complaintkit.decision import as_of_now, sees
from complaintkit.decision.refusal import stranger
from complaintkit.model.actor import DESK, actor_name
from complaintkit.model.period import Duties
from complaintkit.model.vocabulary import State
from complaintkit.ports.storage import CaseFilter
from complaintkit.records.case import find, load_all

if TYPE_CHECKING:
    from complaintkit.decision import Facts
    from complaintkit.model.actor import By
    from complaintkit.model.case import Case
    from complaintkit.model.handover import Handover
    from complaintkit.model.remedy import Approval
    from complaintkit.ports.storage import DutyRow, Reader
    from complaintkit.records.door import Door

_EARLY = frozenset({State.REGISTERED.value, State.ASSESSED.value})
_MANY = 200  # more would be no list to work from


def duties_of(door: Door, staff: str, by: By | None = None) -> Duties:
    """Return cases by nearest deadline, and handovers to answer, also those offered to whom this person acts for.

    Somebody else who asks hears only of cases that they may read. R20
    """
    with door.storage.reading() as reader:
        _check(door, reader, staff)
        owned = {one: _case_now(door, reader, staff, one) for one in reader.owned_by(actor_name(staff))}
        rows = [row for person in _people_acted_for(door, reader, staff) for row in reader.duties(person)]
        open_cases = {row.case: _case_now(door, reader, staff, row.case) for row in rows}
        asked = list(_first_handlings(door, reader, staff))
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
    """Refuse somebody who never worked here: their list would be empty for ever."""
    organisation = door.facts(reader, None, by=DESK).structure.organisation
    if staff not in organisation.staff and staff not in organisation.departed:
        raise stranger(staff, organisation.staff, field="staff")


def _due(case: Case) -> object:
    return case.next_deadline.due_at if case.next_deadline else case.received_at


def _case_now(door: Door, reader: Reader, staff: str, ref: str) -> Case:
    loaded = find(reader, ref)
    return as_of_now(loaded.case, door.facts(reader, loaded.case, by=staff)).masked()


def _people_acted_for(door: Door, reader: Reader, staff: str) -> list[str]:
    """Return this person, and those whom they act for now."""
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


# ---- first handling, such as a hazard to look at, while somebody else is accountable. S1.7 ----------------------------
def _first_handlings(door: Door, reader: Reader, staff: str) -> Iterator[Case]:
    """Yield the cases, newest first, in the categories whose first handling falls to a role of theirs."""
    facts = door.facts(reader, None, by=staff)
    roles = {role.id for role in facts.structure.roles_of(staff)}
    theirs = [one.id for one in facts.playbook.categories.values() if one.first and one.first.by in roles]
    for category in (one for one in theirs if not any(one.startswith(f"{wider}/") for wider in theirs)):
        where = CaseFilter(open=True, states=_EARLY, category=category)
        rows = reader.cases(where, after=None, limit=_MANY)
        for loaded in load_all(reader, rows):
            if _is_asked(loaded.case, door.facts(reader, loaded.case, by=staff), staff):
                yield loaded.case


def _is_asked(case: Case, facts: Facts, staff: str) -> bool:
    """Return True where this person is asked, and nobody who is accountable anyway; not done, nor overtaken by the facts."""
    first = facts.playbook.first_handling(case.category)
    if first is None or case.first_handling_done_at or case.facts_at:
        return False
    asked = facts.structure.holders(first.by, case.unit)
    return staff in asked and case.owner not in asked
