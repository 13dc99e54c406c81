"""Lanes: the entries of a batch that one notifier or executor sees to, one after another, in one session."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Generic

import attrs

from complaintkit.delivery.carrier import Begun, S, Send, Wait, Work
from complaintkit.delivery.connection import Connection
from complaintkit.delivery.run import Run
from complaintkit.delivery.service import Service
from complaintkit.hooks.lent import copied
from complaintkit.model.customer import Contact
from complaintkit.model.outbox import OutboxState
from complaintkit.ports.outcome import InDoubt, NotSent, Outcome


@attrs.frozen
class Lane(Generic[S]):
    """Attempts to ask about and entries to send, by one service, until they are done or it is stopped."""

    run: Run[S]
    service: Service[S]
    doubts: list[Begun[S]] = attrs.field(factory=list)
    works: deque[tuple[Work[S], Send[S]]] = attrs.field(factory=deque)

    async def serve(self) -> None:
        """Do all of it in one session."""
        connection: Connection[S] = Connection(self.service, self.run.outbox.setting.timing.patience)
        problem = await connection.open()
        if problem:
            self._stop(problem)
        try:
            for begun in self.doubts:
                await self._ask(connection, begun)
            await self._send_all(connection, problem)
        finally:
            await connection.close()

    async def _send_all(self, connection: Connection[S], problem: str | None) -> None:
        """Send one after another; give back what is left, also when this is cancelled."""
        try:
            while self.works and await self._send(connection, *self.works[0], problem):
                self.works.popleft()
                problem = None
        finally:
            await self.run.storage(self._give_back)

    async def _ask(self, connection: Connection[S], begun: Begun[S]) -> None:
        """Ask what became of an attempt; later, where nobody can be asked now."""
        outbox, storage = self.run.outbox, self.run.storage
        if self._is_over():
            later = outbox.setting.now + max(self.service.reconcile_after, outbox.setting.timing.hold)
            await storage(outbox.ask_later, begun, until=later)
            return
        question = await storage(outbox.question, begun)
        self.run.calls += 1
        outcome = await self._call(connection, lambda session: session.reconcile(copied(question)), question.to)
        await self.run.end(begun, outcome)

    async def _send(self, connection: Connection[S], work: Work[S], send: Send[S], problem: str | None) -> bool:
        """Send one; False where none is to be sent any more. A session that did not open is one try of the first."""
        if self._is_over() and not problem:
            return False
        begun = await self.run.storage(self.run.outbox.begin, work, send)
        if begun is None or begun.send is None:
            return True
        self.run.calls += 1
        if problem:
            await self.run.end(begun, NotSent(detail=problem))
            return True
        try:
            outcome = await self._call(connection, begun.send.call, begun.send.to)
        except asyncio.CancelledError:
            await self.run.end(begun, InDoubt("the worker was stopped meanwhile"))
            raise
        await self.run.end(begun, outcome)
        return True

    async def _call(
        self, connection: Connection[S], what: Callable[[S], Awaitable[Outcome]], to: Contact | None
    ) -> Outcome:
        """Call the service once, and stop it where it may not go on."""
        outcome = _without_address(await connection.call(what), to)
        if connection.hung:
            self._stop("it hung")
        elif isinstance(outcome, NotSent) and outcome.ours:
            self._stop(outcome.detail or "something on our side is wrong", outcome.retry_after)
        return outcome

    # ---- stopping -----------------------------------------------------------------------------------------------------
    def _is_over(self) -> bool:
        outbox = self.run.outbox
        return self.run.halted() or outbox.stops.stopped(self.service.key, outbox.setting.now)

    def _stop(self, why: str, pause: timedelta | None = None) -> None:
        setting = self.run.outbox.setting
        self.run.outbox.stops.stop(self.service.key, until=setting.now + (pause or setting.timing.hold), why=why)

    def _give_back(self) -> None:
        """Give the rest of what was claimed back to whoever can send it: another notifier, or another worker."""
        outbox = self.run.outbox
        for work, _ in self.works:
            if work.row.state is OutboxState.LEASED:
                outbox.put_aside(work.row, Wait(outbox.setting.now, ""))


def _without_address(outcome: Outcome, to: Contact | None) -> Outcome:
    """Mask the address in an outcome: providers like to repeat it, and details are kept longer than persons."""
    detail = getattr(outcome, "detail", "")
    if to is None or to.address not in detail:
        return outcome
    masked: Outcome = attrs.evolve(outcome, detail=detail.replace(to.address, to.masked().address))  # type: ignore[arg-type]  # it has one
    return masked
