"""Providers that answer nonsense: nothing, words, classes of their own, values changed past their checks, exceptions.

Delivering never fails by it; what was called is in doubt, is asked about, and is not done again while nobody knows.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, Final

from complaintkit.model.outbox import OutboxState
from complaintkit.plugin import Accepted, NotSent
from faults._child import in_child
from faults._family import Family, Tally
from faults._storage import Storage, workshop
from faults._vendor import Vendors, effects
from faults._world import START, Clerk, found, found_house, open_desk

__all__ = ["FAMILY"]

_UNSURE: Final = frozenset({OutboxState.IN_DOUBT, OutboxState.PARKED})


class _Own(Accepted):
    """A class of the plugin's own."""


def _changed(value: Any, **fields: object) -> Any:  # noqa: ANN401  an outcome
    for name, content in fields.items():
        object.__setattr__(value, name, content)
    return value


def _raise() -> None:
    raise SystemExit("the plugin ends")


_NONSENSE: Final[dict[str, Callable[[], object]]] = {
    "a word": lambda: "sent",
    "a number": lambda: 250,
    "True": lambda: True,
    "a mapping": lambda: {"status": "ok"},
    "its own class": lambda: _Own("r"),
    "the class": lambda: Accepted,
    "no reference": lambda: _changed(Accepted("r"), reference=None),
    "a reference that is no text": lambda: _changed(Accepted("r"), reference=[1]),
    "a pause that is none": lambda: _changed(NotSent(), retry_after="soon"),
    "an exception as a value": lambda: ValueError("no"),
    "an end": _raise,
}
_PLACES: Final = ("done", "asked")


def run(storage: Storage, seed: int, numbers: range) -> Tally:
    """Answer nonsense so often, at a place and of a kind drawn by chance."""
    tally = Tally(["answers", *_PLACES], wrong=["raised", "believed", "done again"])
    found_house(storage)
    for number in numbers:
        chance = random.Random(f"{seed} {number}")
        kind, place = chance.choice(list(_NONSENSE)), chance.choice(_PLACES)
        tally.add("answers")
        tally.add(place)
        for what, told in in_child(_try, storage, kind, place, chance.randrange(2**32)):
            tally.fail(what, f"{kind}, {place}: {told}")
    return tally


def _try(storage: Storage, kind: str, place: str, seed: int) -> list[tuple[str, str]]:
    """Have one desk answered so; return what is wrong afterwards."""
    wrong: list[tuple[str, str]] = []
    with workshop() as folder:
        url, book = found(storage, folder), folder / "book"
        with open_desk(url) as desk:
            for number in range(2):
                Clerk(desk, "clerk", seed).step(number)

        def nonsense(moment: str) -> object:
            if moment == "called" and place == "asked":
                raise RuntimeError("nobody knows")
            return _NONSENSE[kind]() if moment == place else None

        for minutes in (0, 20, 40):
            at = (datetime.fromisoformat(START) + timedelta(minutes=minutes)).isoformat()
            with open_desk(url, Vendors(book=book, moment=nonsense), at=at) as desk:
                try:
                    desk.deliver_blocking()
                except Exception as error:  # noqa: BLE001  that is what is looked for
                    wrong.append(("raised", f"{type(error).__name__}: {error}"))
                with desk._opened.storage.reading() as reader:
                    called = [row for row in reader.outbox() if row.attempts]
            if minutes == 0 or place == "asked":
                wrong += [("believed", f"{row.id} is {row.state}") for row in called if row.state not in _UNSURE]
        wrong += [("done again", one) for one, times in effects(book).items() if times > 1 and "email" not in one]
    return wrong


FAMILY = Family(
    what="providers that answer nonsense, when called and when asked",
    promise="delivering goes on, what nobody knows stays in doubt or with a person, nothing is done again",
    short=4,
    long=500,
    part=50,
    run=run,
)
