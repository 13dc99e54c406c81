"""Workers that come back: one calls a provider and is away for long; others look after its entry; then it has its answer.

Whatever the late answer is, it is not believed: the entry is somebody else's by then.
"""

from __future__ import annotations

import random
import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from complaintkit.model.outbox import OutboxState
from complaintkit.plugin import Accepted, InDoubt, NotSent, Rejected, RejectReason
from faults._child import in_child
from faults._family import Family, Tally
from faults._storage import Storage, workshop
from faults._vendor import Vendors, effects
from faults._world import START, Clerk, found, found_house, open_desk

__all__ = ["FAMILY"]

_ANSWERS: Final = {
    "sent": Accepted("late", final=True),
    "not sent": NotSent(detail="late"),
    "in doubt": InDoubt("late"),
    "rejected": Rejected(RejectReason.CONTENT, "late"),
}
_DONE: Final = frozenset({OutboxState.SENT, OutboxState.DELIVERED, OutboxState.CANCELLED})


def run(storage: Storage, seed: int, numbers: range) -> Tally:
    """Let so many workers come back late, each with an answer drawn by chance."""
    tally = Tally(["late answers", *_ANSWERS], wrong=["sent twice", "believed"])
    found_house(storage)
    for number in numbers:
        chance = random.Random(f"{seed} {number}")
        answer = chance.choice(list(_ANSWERS))
        tally.add("late answers")
        tally.add(answer)
        for what, told in in_child(_try, storage, answer, chance.randrange(1, 5), chance.randrange(2**32)):
            tally.fail(what, f"{answer}: {told}")
    return tally


def _try(storage: Storage, answer: str, at: int, seed: int) -> list[tuple[str, str]]:
    """Let the worker be away in its `at`-th call; return what is wrong at the end."""
    with workshop() as folder:
        url, book = found(storage, folder), folder / "book"
        with open_desk(url) as desk:
            for number in range(4):
                Clerk(desk, "clerk", seed).step(number)
        with open_desk(url, Vendors(book=book, moment=_away(at, answer, lambda: _others(url, book)))) as desk:
            desk.deliver_blocking()
        _work_off(url, book, (80, 100, 120, 140))
        with open_desk(url) as desk, desk._opened.storage.reading() as reader:
            rows = [row for row in reader.outbox() if row.attempts]
        wrong = [("sent twice", one) for one, times in effects(book).items() if times > 1 and "email" not in one]
        return wrong + [("believed", f"{row.id} is {row.state}") for row in rows if row.state not in _DONE]


def _away(at: int, answer: str, meanwhile: Callable[[], None]) -> Callable[[str], object]:
    """Return a moment at which others do everything, before the answer comes."""
    left = at

    def happen(what: str) -> object:
        nonlocal left
        if what != "done":
            return None
        left -= 1
        if left:
            return None
        others = threading.Thread(target=meanwhile)  # this one is in the middle of a call
        others.start()
        others.join()
        return _ANSWERS[answer]

    return happen


def _others(url: str, book: Path) -> None:
    """Look after what was left, twenty minutes later and on."""
    _work_off(url, book, (20, 40, 60))


def _work_off(url: str, book: Path, minutes: tuple[int, ...]) -> None:
    for one in minutes:
        with open_desk(url, Vendors(book=book), at=_at(one)) as desk:
            while desk.deliver_blocking():
                pass


def _at(minutes: int) -> str:
    return (datetime.fromisoformat(START) + timedelta(minutes=minutes)).isoformat()


FAMILY = Family(
    what="workers that come back with an answer when others have looked after their entry",
    promise="the late answer changes nothing, nothing is sent twice that can be asked about",
    short=3,
    long=500,
    part=50,
    run=run,
)
