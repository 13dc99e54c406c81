"""Deadlines that came due: acted upon case by case, each in a transaction of its own. S4.2, R15"""

from __future__ import annotations

from complaintkit.delivery.door import AnyDoor
from complaintkit.delivery.route import log
from complaintkit.model.errors import ConflictError, NotFound, StorageError

__all__ = ["run_due"]


def run_due(door: AnyDoor, *, limit: int) -> int:
    """Settle what fell due by now on at most `limit` cases, the most overdue first; how many events that made.

    Raises:
        StorageError: the database can't; what was settled before stays.
    """
    with door.storage.reading() as reader:
        cases = reader.due_cases(door.clock.now(), limit=limit)
    return sum(_settled(door, case) for case in cases)


def _settled(door: AnyDoor, case: str) -> int:
    """One case; whoever was first settled it for us, and one that can't be settled must not stop the others."""
    try:
        return door.settle_due(case)
    except (ConflictError, NotFound):
        return 0
    except StorageError:
        raise
    except Exception:  # noqa: BLE001  a fault in one case is no reason to leave the others
        log.exception("what fell due on case %s can't be settled", case)
        return 0
