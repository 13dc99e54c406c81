"""A case's state as it is kept beside its ledger: every so many lines, so that only those after it are replayed.

It is sealed under its person's key, with the hash of the line it reaches to, and the line after that has to be chained to the
same hash: what was changed, put elsewhere or taken from another ledger is not read. Then the whole ledger is, and a new state is
kept when the case next goes on.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final, Protocol, cast

from complaintkit.model.case import Case
from complaintkit.model.errors import InvalidInput
from complaintkit.model.wire import dumps, from_json
from complaintkit.ports.storage import EventRow, StateRow
from complaintkit.records.ledger import read_lines

if TYPE_CHECKING:
    from complaintkit.ports.storage import CaseRow, Reader
    from complaintkit.records.loaded import Loaded

SCHEMA: Final = 9
"""How a state is made and written. Whatever changes a fold or the fields of a case makes it another: old ones are made anew."""
EVERY: Final = 24
"""After so many lines a state is kept: writing one costs about as much as replaying ten lines."""
_PART: Final = 32
"""Of a long case this part of its lines, at most, is replayed after its state."""
_READ: Final = json.JSONDecoder().decode


class Remembering(Protocol):
    """What a transaction knows of cases beside what the storage does."""

    def known(self, row: CaseRow) -> Loaded | None:
        """Return a case that this process has in mind as its row stands now."""

    def know(self, loaded: Loaded) -> None:
        """Keep a case in mind as it stands by its row."""

    def chained(self, head: str, row: EventRow) -> bool:
        """Tell if a line was chained to this hash of the line before it."""


def remembering(tx: Reader) -> Remembering | None:
    """Return a transaction as what it knows beside the storage; None where that has no seals: no state is kept in the clear."""
    return cast("Remembering", tx) if hasattr(tx, "known") else None


def state_row(case: Case, head: str) -> StateRow:
    """Return the row that keeps a case's state, as of the line of this hash."""
    content = dumps(case).encode("utf-8", "surrogatepass")
    return StateRow(case=case.id, seq=case.seq, schema=SCHEMA, head=head, content=content)


def is_due(case: Case, kept: int) -> bool:
    """Tell if a case's state is to be kept again: of a long case less often, for it is as much to write as the case is long."""
    return case.seq - kept >= max(EVERY, case.seq // _PART)


def is_of_today(row: StateRow) -> bool:
    """Tell if a state is written as this software does."""
    return row.schema == SCHEMA


def read_state(row: StateRow) -> Case | None:
    """Return the case that a row keeps; None where it can't be read."""
    try:
        return cast("Case", from_json(_READ(row.content.decode("utf-8", "surrogatepass")), Case))
    except (ValueError, TypeError, KeyError, AttributeError, InvalidInput):
        return None


def from_state(tx: Reader, row: CaseRow) -> tuple[Case, int] | None:
    """Return a case from its kept state and the lines after that, and the line the state reaches to.

    None where no state is kept that can be gone by.
    """
    mind = remembering(tx) if row.version >= EVERY else None
    kept = tx.state(row.id) if mind else None
    if mind is None or kept is None or not is_of_today(kept):
        return None
    case = read_state(kept)
    events = tx.events([row.id], after=kept.seq)
    if case is None or case.seq != kept.seq or not _leads_to(mind, row, kept, events):
        logging.getLogger("complaintkit.records").warning(
            "the kept state of case %s does not belong to its ledger: it is made anew; run `complaintkit verify`",
            row.number,
        )
        return None
    from complaintkit.decision.replay import apply

    for line in read_lines(events, tx.vault([row.id], after=kept.seq))[row.id] if events else ():
        case = apply(case, line, id=row.id)
    return case, kept.seq


def _leads_to(mind: Remembering, row: CaseRow, kept: StateRow, events: Sequence[EventRow]) -> bool:
    """Tell if these lines follow the state, the first chained to it, and the last is where the case stands."""
    if [one.seq for one in events] != list(range(kept.seq + 1, row.version + 1)):
        return False
    last = events[-1].hash if events else kept.head
    return last == row.head and (not events or mind.chained(kept.head, events[0]))
