"""Parcels: what goes out by one call, and the line in which they wait for a session that is free."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from typing import Generic

import attrs

from complaintkit.delivery.carrier import S, Send, Work
from complaintkit.delivery.message.digest import MOST
from complaintkit.model.address import normal_address


@attrs.frozen(eq=False)
class Parcel(Generic[S]):
    """What goes out by one call: an entry, or several messages to one person, which have an address in common."""

    key: tuple[str, ...] | None
    works: list[tuple[Work[S], Send[S]]]

    @property
    def about(self) -> frozenset[tuple[str, str]]:
        """What it is about: its cases and its address. Of two parcels about the same, the first goes first."""
        cases = {("case", work.row.case) for work, _ in self.works}
        contacts = (send.to for _, send in self.works if send.to is not None)
        return frozenset(cases | {(to.kind, normal_address(to.kind, to.address)) for to in contacts})


@attrs.define
class Line(Generic[S]):
    """Parcels in the order in which they came. None overtakes another one about the same case, or to the same address."""

    _waiting: list[Parcel[S]] = attrs.field(factory=list)
    _taken: dict[Parcel[S], frozenset[tuple[str, str]]] = attrs.field(factory=dict)
    _about: dict[Parcel[S], frozenset[tuple[str, str]]] = attrs.field(factory=dict)

    def add(self, work: Work[S], send: Send[S]) -> None:
        """Take on an entry: together with others to the same address where it may be, what is urgent before the others."""
        key = address_of(send)
        parcel = None if key is None else next((one for one in self._waiting if one.key == key), None)
        if parcel is None or len(parcel.works) == MOST:
            self._waiting.append(Parcel(key, [(work, send)]))
        else:
            parcel.works.append((work, send))
            parcel.works.sort(key=lambda one: not one[0].row.urgent)
            self._about.pop(parcel, None)

    def __len__(self) -> int:
        return len(self._waiting)

    def take(self, *, whole: bool = True) -> Parcel[S] | None:
        """Take the first that may go now; None where all have to wait for one that was taken.

        Before the line is `whole`, what others may yet be put to waits for them.
        """
        before = set(chain.from_iterable(self._taken.values()))
        for number, parcel in enumerate(self._waiting):
            about = self._about.setdefault(parcel, parcel.about)
            if before.isdisjoint(about) and (whole or parcel.key is None):
                self._taken[parcel] = about
                return self._waiting.pop(number)
            before |= about
        return None

    def put_back(self, parcel: Parcel[S]) -> None:
        """Let it wait again, before all others."""
        del self._taken[parcel]
        self._waiting.insert(0, parcel)

    def end(self, parcel: Parcel[S]) -> None:
        """Let others go that are about the same."""
        del self._taken[parcel]

    def left(self) -> Iterator[Work[S]]:
        """Return the entries of all that did not end."""
        return (work for parcel in [*self._taken, *self._waiting] for work, _ in parcel.works)


def address_of(send: Send[S]) -> tuple[str, ...] | None:
    """Return what messages that go out together have in common; None for one that goes by itself."""
    return None if send.part is None else (send.part.to.kind, send.part.to.address, send.part.language)
