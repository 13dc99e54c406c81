"""Everybody outside: whoever sends SMS and mail and pays money back, with a book in which each effect is one line.

SMS and money can be asked about: the book is the truth. Mail can't, so it is sent again by the same id.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import attrs
from typing_extensions import override

from complaintkit.plugin import (
    Accepted,
    Attempt,
    MessageSpec,
    Notification,
    Notifier,
    NotSent,
    Outcome,
    Plugin,
    RemedyExecutor,
    RemedyOrder,
    hookimpl,
)

__all__ = ["Vendors", "effects"]

Moment = Callable[[str], Any]
"""Is told that a call begins ("called"), that its effect is there ("done"), or that somebody asks ("asked"); may answer itself."""


def _nothing(_: str) -> None:
    """Let nothing happen."""


def effects(book: Path) -> Counter[str]:
    """Return how often each message was sent and each order was carried out, by `medium id`."""
    return Counter(book.read_text("utf-8").splitlines()) if book.exists() else Counter()


@attrs.frozen(kw_only=True)
class _Connection:
    medium: str
    book: Path
    moment: Moment
    asked: bool  # whether it can tell what became of an attempt

    async def send(self, notification: Notification) -> Outcome:
        """Send it, as one line of the book."""
        return self._do(notification.id)

    async def execute(self, order: RemedyOrder) -> Outcome:
        """Pay, as one line of the book."""
        return self._do(order.id)

    async def reverse(self, order: RemedyOrder, reference: str) -> Outcome:  # noqa: ARG002  the book knows orders
        """Take back, as one line of the book."""
        return self._do(order.id)

    async def reconcile(self, attempt: Attempt) -> Outcome:
        """Look into the book."""
        if (strange := self.moment("asked")) is not None:
            return strange  # type: ignore[no-any-return]  # whatever it is
        if self.asked and effects(self.book)[f"{self.medium} {attempt.id}"]:
            return Accepted(attempt.id, final=True)
        return NotSent(detail="no record")

    def _do(self, id_: str) -> Outcome:
        self.moment("called")
        book = os.open(self.book, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        os.write(book, f"{self.medium} {id_}\n".encode())
        os.close(book)
        strange = self.moment("done")
        return Accepted(id_, final=True) if strange is None else strange


@attrs.frozen(kw_only=True)
class _Service:
    name: str
    medium: str
    address_kind: str
    book: Path
    moment: Moment
    kinds: frozenset[str] = frozenset({"refund"})
    reconcile_after: timedelta = timedelta(minutes=15)

    def check(self, messages: Sequence[MessageSpec]) -> Iterable[str]:  # noqa: ARG002  all of them
        """Take all of them."""
        return ()

    @asynccontextmanager
    async def session(self) -> AsyncIterator[_Connection]:
        """Open a connection."""
        yield _Connection(medium=self.medium, book=self.book, moment=self.moment, asked=self.medium != "email")


@attrs.frozen(kw_only=True, eq=False)
class Vendors(Plugin):
    """SMS, mail and a till. `moment` may do something in between."""

    name: str = "vendors"
    book: Path
    moment: Moment = _nothing

    @override
    @hookimpl
    def complaintkit_notifiers(self) -> Iterable[Notifier]:
        """Give SMS and mail."""
        for medium, address in (("sms", "phone"), ("email", "email")):
            yield _Service(name=medium, medium=medium, address_kind=address, book=self.book, moment=self.moment)

    @override
    @hookimpl
    def complaintkit_remedy_executors(self) -> Iterable[RemedyExecutor]:
        """Give the till."""
        yield _Service(name="till", medium="refund", address_kind="", book=self.book, moment=self.moment)
