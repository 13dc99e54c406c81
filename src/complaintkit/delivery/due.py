"""Act on dates of cases and tasks that came due, and on shifts that end, each in a transaction of its own. S4.2, F2, R15"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from complaintkit.delivery.fault import is_of_storage
from complaintkit.delivery.nightly import look_nightly
from complaintkit.delivery.outside import carry_root
from complaintkit.delivery.service import log
from complaintkit.delivery.shift import hand_on
from complaintkit.model.errors import ConflictError, NotFound
from complaintkit.model.phrase import phrase
from complaintkit.ports.storage import Reader
from complaintkit.records.door import Door
from complaintkit.records.recurring import open_turns
from complaintkit.records.task import settle_task_due


def run_due(door: Door, *, limit: int) -> int:
    """Settle what fell due by now on at most `limit` cases and tasks, the most overdue first; return how many events that made.

    Shifts that end within the hour offer their cases to the next; checks and reviews whose turn has begun are opened.

    Raises:
        StorageError: the database can't; what was settled before stays.
    """
    settled = _settle_all(
        door, lambda reader, most: reader.due_cases(door.clock.now(), limit=most), door.settle_due, limit
    )
    settled += _settle_all(
        door, lambda reader, most: reader.due_tasks(door.clock.now(), limit=most), partial(settle_task_due, door), limit
    )
    beside = (
        (hand_on, "what a shift leaves"),
        (open_turns, "what comes again"),
        (look_nightly, "the nightly look"),
        (carry_root, "the root that lies elsewhere"),
    )
    return settled + sum(_aside(door, work, what) for work, what in beside)


def _settle_all(
    door: Door, due: Callable[[Reader, int], Sequence[str]], settle: Callable[[str], int], limit: int
) -> int:
    """Settle what is due; what can't be settled stays due, and takes nobody's place."""
    events, done, stuck = 0, 0, set[str]()
    while done < limit:
        with door.storage.reading() as reader:
            refs = [one for one in due(reader, limit - done + len(stuck)) if one not in stuck]
        if not refs:
            break
        for ref in refs:
            made = _settle(settle, ref)
            events, done = events + made, done + bool(made)
        stuck.update(refs)
    return events


def _settle(settle: Callable[[str], int], ref: str) -> int:
    """Settle one, unless another process was first; one that can't be settled does not stop the others."""
    try:
        return settle(ref)
    except (ConflictError, NotFound):
        return 0
    except Exception as error:  # a fault in one case, or damage to it, is no reason to leave the others
        if is_of_storage(error):
            raise
        log.exception("%s", phrase("what fell due on {what} can't be settled", what=ref))
        return 0


def _aside(door: Door, work: Callable[[Door], int], what: str) -> int:
    """Do what is due beside single dates; a fault in it does not stop them."""
    try:
        return work(door)
    except Exception as error:  # as above
        if is_of_storage(error):
            raise
        log.exception("%s", phrase("{what} can't be seen to", what=what))
        return 0
