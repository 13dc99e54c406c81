"""The rows derived from a member's ledger, held against a replay: what they are found by, sent, given."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from complaintkit.decision.member.replay import apply_member
from complaintkit.model.phrase import phrase
from complaintkit.ports import storage as port
from complaintkit.records.audit.difference import differences, problem
from complaintkit.records.audit.outbox import check_state
from complaintkit.records.member import member_row, member_tokens
from complaintkit.records.points import points_row

if TYPE_CHECKING:
    from complaintkit.decision import LedgerEntry
    from complaintkit.model.member import Membership
    from complaintkit.model.verification import LedgerProblem
    from complaintkit.ports.storage import EventRow, GrantRow
    from complaintkit.records.audit.past import Past
    from complaintkit.records.audit.side import Beside


def check_member(
    id: str, rows: Sequence[EventRow], lines: Sequence[LedgerEntry], beside: Beside, key: bytes
) -> Iterator[LedgerProblem]:
    """Yield where the rows of a member differ from what their ledger makes of them."""
    states = _states(id, lines)
    member = states[-1]
    yield from differences(id, "member", beside[port.MemberRow], [member_row(key, member, rows[-1].hash)], ("id",))
    wanted = () if member.erased else {one for state in states for one in member_tokens(key, state)}
    yield from differences(id, "token", beside[port.TokenRow], wanted, ("token", "kind", "person"))
    planned = {one.entry for one in member.cares}
    kept = {row.id: row for row in beside[port.OutboxRow]}
    for entry in sorted(planned ^ kept.keys()):
        missing = phrase("{table} {name} is missing", table="outbox", name=entry)
        added = phrase("{table} {name} follows from nothing in the ledger", table="outbox", name=entry)
        yield problem(id, missing if entry in planned else added, table="outbox")
    for row in kept.values():
        yield from check_state(id, row, lines)


def check_points(
    id: str, rows: Sequence[EventRow], lines: Sequence[LedgerEntry], kept: Sequence[GrantRow], past: Past
) -> Iterator[LedgerProblem]:
    """Yield where points that people entered, as limits sum them up, differ from the ledger's. F6"""
    states, wanted = _states(id, lines), []
    for row, line, before, after in zip(rows, lines, (None, *states), states, strict=False):
        mark = past.at(row.position)
        facts = past.facts(mark, past.playbook_of(mark, (before or after).unit), line.at)
        wanted.append(points_row(after, line, facts))
    if states[-1].erased:  # what they had when they joined went with who they were
        kept = [one for one in kept if one.id != f"{id}.1"]
    yield from differences(id, "grant", kept, [one for one in wanted if one], ("id",))


def _states(id: str, lines: Sequence[LedgerEntry]) -> list[Membership]:
    states: list[Membership] = []
    for line in lines:
        states.append(apply_member(states[-1] if states else None, line, id=id))
    return states
