"""The demo's till: pays refunds into a folder of slips, and loses its voice at the first one; nothing is paid twice."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import attrs

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


@attrs.frozen
class _Line:
    folder: Path

    async def execute(self, order: RemedyOrder) -> Outcome:
        """Pay, by the order's own key: the slip is written, but the answer gets lost on the way."""
        self.folder.mkdir(exist_ok=True)
        self._slip(order.id).write_text(f"{order.id}\n{order.remedy.value}\n", "utf-8")
        return InDoubt("the line went dead")

    async def reconcile(self, attempt: Attempt) -> Outcome:
        """What became of it: is there a slip?"""
        slip = self._slip(attempt.id)
        return Accepted(slip.name, final=True) if slip.exists() else NotSent(detail="no slip")

    async def reverse(self, order: RemedyOrder, reference: str) -> Outcome:
        """Take it back."""
        (self.folder / reference).unlink(missing_ok=True)
        return Accepted(f"{order.id}-back", final=True)

    def _slip(self, order: str) -> Path:
        return self.folder / f"{order}.txt"


@attrs.frozen(kw_only=True)
class _Executor:
    name: str
    folder: Path
    kinds: frozenset[str] = frozenset({"refund"})
    reconcile_after: timedelta = timedelta(minutes=5)

    @asynccontextmanager
    async def session(self) -> AsyncIterator[_Line]:
        """One line for a batch."""
        yield _Line(self.folder)


@attrs.frozen(kw_only=True, eq=False)
class DemoTill(Plugin):
    """Carries out refunds without a network."""

    name: str = "till"
    folder: Path

    @hookimpl
    def complaintkit_remedy_executors(self) -> Iterable[RemedyExecutor]:
        """One, for refunds."""
        yield _Executor(name=self.name, folder=self.folder)
