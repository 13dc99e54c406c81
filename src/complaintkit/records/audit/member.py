"""The rows derived from a member's ledger, held against a replay: where they stand, what they are found by, what they are sent."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from complaintkit.decision.member.replay import apply_member
from complaintkit.model.phrase import phrase
from complaintkit.ports import storage as port
from complaintkit.records.audit.difference import differences, problem
from complaintkit.records.audit.outbox import check_state
from complaintkit.records.member import member_row, member_tokens

if TYPE_CHECKING:
    from complaintkit.decision import LedgerEntry
    from complaintkit.model.member import Membership
    from complaintkit.model.verification import LedgerProblem
    from complaintkit.ports.storage import EventRow
    from complaintkit.records.audit.side import Beside


def check_member(
    id: str, rows: Sequence[EventRow], lines: Sequence[LedgerEntry], beside: Beside, key: bytes
) -> Iterator[LedgerProblem]:
    """Yield where the rows of a member differ from what their ledger makes of them."""
    states: list[Membership] = []
    for line in lines:
        states.append(apply_member(states[-1] if states else None, line, id=id))
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
