"""Who was accountable, as intervals: each change ends one and begins the next. F1"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from complaintkit.model import events as e
from complaintkit.ports.row import OwnerRow

if TYPE_CHECKING:
    from complaintkit.decision import LedgerEntry


def owner_intervals(case: str, lines: Sequence[LedgerEntry], *, first: int) -> Iterator[OwnerRow]:
    """Yield the beginnings that these lines make, the first of them at line `first`; archiving only ends the last."""
    for seq, line in enumerate(lines, first):
        if isinstance(line.event, e.Received):
            yield OwnerRow(case=case, seq=1, owner=line.event.first_receiver, since=line.at)
        elif isinstance(line.event, e.OwnerChanged) and line.event.previous is not None:
            yield OwnerRow(case=case, seq=seq, owner=line.event.owner, since=line.at)
        elif isinstance(line.event, e.Archived):
            yield OwnerRow(case=case, seq=seq, owner="", since=line.at)
