"""The root of all ledgers: a digest of every line in the order of commits, made from root to root, to be kept elsewhere."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from complaintkit.model.actor import DESK, actor_name
from complaintkit.model.events import LedgerRooted
from complaintkit.model.verification import LedgerHead, LedgerRoot
from complaintkit.ports.storage import CaseRow, TaskRow
from complaintkit.records.ledger import STREAM, write_own

if TYPE_CHECKING:
    from complaintkit.ports.storage import EventRow, Reader, Writer
    from complaintkit.records.door import Door

_PAGE: Final = 1000


def root_of(before: str, rows: Iterator[EventRow]) -> tuple[str, int]:
    """Return the root that these lines make of the one before, and the position of the last of them; 0 where there is none."""
    made, last = hashlib.sha256(before.encode()), 0
    for row in rows:
        made.update(f"\n{row.position} {row.hash}".encode())
        last = row.position
    return made.hexdigest(), last


def lines_between(reader: Reader, after: int, to: int | None = None) -> Iterator[EventRow]:
    """Yield the lines behind a position, in the order of commits, up to another or to the last."""
    while page := reader.feed(after=after, limit=_PAGE):
        for row in page:
            if to is not None and row.position > to:
                return
            yield row
        after = page[-1].position


def rooted_in(rows: list[EventRow]) -> Iterator[tuple[EventRow, int, str]]:
    """Yield the roots that the desk's own ledger holds: the line, the position it is of, the root."""
    for row in rows:
        if row.name == LedgerRooted.name:
            event = json.loads(row.data)
            yield row, event["position"], event["root"]


def take_root(door: Door) -> LedgerRoot:
    """Put the root of all ledgers down as they stand, and return it with the head of each; twice of the same lines is once."""
    with door.storage.writing() as tx:
        line, written = put_root(door, tx)
        root = read_again(tx, line.seq)
    door.recorded(written)
    return root


def put_root(door: Door, tx: Writer) -> tuple[EventRow, tuple[EventRow, ...]]:
    """Put the root down in a transaction; return the line that holds it, and it once more where it was written just now."""
    own = list(tx.events([STREAM]))
    line, after, before = next(reversed(list(rooted_in(own))), (None, 0, ""))
    root, position = root_of(before, lines_between(tx, after))
    if line is not None and position <= line.position:  # nothing was written since but the root itself
        return line, ()
    event = LedgerRooted(position=position, root=root)
    written = write_own(tx, door.keyring.ledger, event, door.clock.now(), actor_name(DESK))
    return written[0], written


def read_again(reader: Reader, seq: int) -> LedgerRoot:
    """Return the root that a line of the desk's own ledger holds, with the heads as they stood then."""
    line, position, root = next(rooted_in(list(reader.events([STREAM], after=seq - 1))))
    later: dict[str, EventRow] = {}
    for one in lines_between(reader, position):
        later.setdefault(one.case, one)
    kinds: tuple[type[CaseRow | TaskRow], ...] = (CaseRow, TaskRow)
    heads = ((row.number, _head_before(reader, row, later.get(row.id))) for kind in kinds for row in reader.every(kind))
    return LedgerRoot(
        position=position, root=root, at=line.at, heads={number: head for number, head in heads if head is not None}
    )


def _head_before(reader: Reader, row: CaseRow | TaskRow, line: EventRow | None) -> LedgerHead | None:
    """Return the head of a ledger as it was before a line, the last one where none is named; None where it begins by it."""
    if line is None:
        return LedgerHead(lines=row.version, head=row.head)
    if line.seq == 1:
        return None
    before, *_ = reader.events([row.id], after=line.seq - 2)
    return LedgerHead(lines=before.seq, head=before.hash)
