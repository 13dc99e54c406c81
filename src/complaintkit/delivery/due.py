"""Act on deadlines that came due and on shifts that end, case by case, each in a transaction of its own. S4.2, F2, R15"""

from __future__ import annotations

from complaintkit.delivery.service import log
from complaintkit.delivery.shift import hand_on
from complaintkit.model.errors import ConflictError, NotFound, StorageError
from complaintkit.records.door import Door


def run_due(door: Door, *, limit: int) -> int:
    """Settle what fell due by now on at most `limit` cases, the most overdue first; return how many events that made.

    Shifts that end within the hour offer their cases to the next.

    Raises:
        StorageError: the database can't; what was settled before stays.
    """
    with door.storage.reading() as reader:
        cases = reader.due_cases(door.clock.now(), limit=limit)
    return sum(_settle(door, case) for case in cases) + _hand_on(door)


def _settle(door: Door, case: str) -> int:
    """Settle one case, unless another process was first; one that can't be settled does not stop the others."""
    try:
        return door.settle_due(case)
    except (ConflictError, NotFound):
        return 0
    except StorageError:
        raise
    except Exception:  # noqa: BLE001  a fault in one case is no reason to leave the others
        log.exception("what fell due on case %s can't be settled", case)
        return 0


def _hand_on(door: Door) -> int:
    """Offer the cases of shifts that end; a fault among them does not stop the deadlines."""
    try:
        return hand_on(door)
    except StorageError:
        raise
    except Exception:  # noqa: BLE001  as above
        log.exception("what a shift leaves can't be offered to the next")
        return 0
