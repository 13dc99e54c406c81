"""The till: pays refunds as slips in a folder, and loses its voice at the first one; nothing is paid twice."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import attrs
from typing_extensions import override

from complaintkit.plugin import (
    Accepted,
    Attempt,
    InDoubt,
    NotSent,
    Outcome,
    Plugin,
    RemedyExecutor,
    RemedyOrder,
    hookimpl,
)


@attrs.frozen(kw_only=True, eq=False)
class Till(Plugin):
    """Brings itself as the executor of refunds, and as the line to it: there is no network to open."""

    name: str = "till"
    folder: Path
    kinds: frozenset[str] = frozenset({"refund"})
    reconcile_after: timedelta = timedelta(minutes=5)

    @override
    @hookimpl
    def complaintkit_remedy_executors(self) -> Iterable[RemedyExecutor]:
        """Yield one, for refunds."""
        yield self

    @asynccontextmanager
    async def session(self) -> AsyncIterator[Till]:
        """Open a line for a batch."""
        yield self

    async def execute(self, order: RemedyOrder) -> Outcome:
        """Pay, by the order's own key: the slip is written, but the answer gets lost on the way."""
        self.folder.mkdir(mode=0o700, exist_ok=True)
        self._slip(order.id).write_text(f"{order.id}\n{order.remedy.value}\n", "utf-8")
        return InDoubt("the line went dead")

    async def reconcile(self, attempt: Attempt) -> Outcome:
        """Say what became of it: is there a slip?"""
        slip = self._slip(attempt.id)
        return Accepted(slip.name, final=True) if slip.exists() else NotSent(detail="no slip")

    async def reverse(self, order: RemedyOrder, reference: str) -> Outcome:
        """Take a payment back."""
        (self.folder / reference).unlink(missing_ok=True)
        return Accepted(f"{order.id}-back", final=True)

    @property
    def slips(self) -> int:
        """The number of payments."""
        return len(list(self.folder.iterdir()))

    def _slip(self, order: str) -> Path:
        return self.folder / f"{order}.txt"
