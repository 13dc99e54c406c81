"""Lanes: the entries of a batch that one notifier or executor sees to, in as many sessions as it takes at the same time."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from typing import Generic

import attrs

from complaintkit.delivery.carrier import Begun, S, Send, Work
from complaintkit.delivery.connection import Connection
from complaintkit.delivery.courier import Courier
from complaintkit.delivery.group import give_back
from complaintkit.delivery.loop import PluginLoop
from complaintkit.delivery.parcel import Line, Parcel
from complaintkit.delivery.run import Run, run_all
from complaintkit.delivery.service import Service
from complaintkit.hooks.lent import copied
from complaintkit.model.customer import Contact
from complaintkit.ports.outcome import NotSent, Outcome


@attrs.define
class Lane(Generic[S]):
    """Attempts to ask about and entries to send, by one service, until they are done or it is stopped."""

    run: Run[S]
    service: Service[S]
    doubts: list[Begun[S]] = attrs.field(factory=list)
    line: Line[S] = attrs.field(factory=Line)
    coming: int = 0
    """So many entries are still to be looked at, any of which may be for this service."""
    sending: int = 0
    """So many couriers are under way."""
    _told: dict[str, Outcome] = attrs.field(factory=dict)  # what became of an attempt, by the id that it went out under
    _moved: asyncio.Condition = attrs.field(factory=asyncio.Condition)  # what had to wait may go now
    _broken: bool = False

    async def take_on(self, works: Sequence[tuple[Work[S], Send[S]]], *, looked_at: int) -> None:
        """Take on entries; so many were looked at meanwhile."""
        async with self._moved:
            for work, send in works:
                self.line.add(work, send)
            self.coming -= looked_at
            self._moved.notify_all()

    async def serve(self) -> None:
        """Do all of it: ask in one session, then send in as many as there may be, and is something for."""
        loop = PluginLoop(f"complaintkit-{self.service.name}")
        connections: list[Connection[S]] = []
        try:
            if self.doubts or await self._is_needed():
                connections.append(self._connect(loop))
                await self._work(connections, loop)
        finally:
            await self._close(connections, loop)

    async def _is_needed(self) -> bool:
        """Wait for the first entry; return whether there is one."""
        async with self._moved:
            await self._moved.wait_for(lambda: len(self.line) or not self.coming)
        return len(self.line) > 0

    async def _work(self, connections: list[Connection[S]], loop: PluginLoop) -> None:
        """Ask by the first connection, then send by it and by more, which are added."""
        problem = await connections[0].open()
        if problem:
            self.stop(problem)
        for begun in self.doubts:
            await self._ask(connections[0], begun)
        if not problem:
            most = min(self.service.sessions, len(self.line) + self.coming)
            connections += [self._connect(loop) for _ in range(most - 1)]
        couriers = [Courier(self, connection) for connection in connections]
        await run_all([couriers[0].work(problem), *(one.work() for one in couriers[1:])])

    def _connect(self, loop: PluginLoop) -> Connection[S]:
        return Connection(self.service, self.run.outbox.setting.timing.patience, loop)

    async def _close(self, connections: list[Connection[S]], loop: PluginLoop) -> None:
        """Give back what is left, once all is here, also when this is cancelled; then part."""
        try:
            async with self._moved:
                await self._moved.wait_for(lambda: not self.coming)
            if left := [one.row for one in self.line.left()]:
                await self.run.storage(give_back, self.run.outbox, left)
        finally:
            try:
                await run_all([one.close() for one in connections])
            finally:
                loop.end()

    async def _ask(self, connection: Connection[S], begun: Begun[S]) -> None:
        """Ask what became of an attempt; later, where nobody can be asked now."""
        outbox, storage = self.run.outbox, self.run.storage
        if self.is_over():
            later = outbox.setting.now + max(self.service.reconcile_after, outbox.setting.timing.hold)
            await storage(outbox.ask_later, begun, until=later)
            return
        question = await storage(outbox.question, begun)
        if (known := self._told.get(question.id)) is None:
            self.run.calls += 1
            known = await self.call(connection, lambda session: session.reconcile(copied(question)), question.to)
            self._told[question.id] = known
        await self.run.end(begun, known)

    async def call(
        self, connection: Connection[S], what: Callable[[S], Awaitable[Outcome]], to: Contact | None
    ) -> Outcome:
        """Call the service once, and stop it where it may not go on."""
        outcome = _bounded(_without_address(await connection.call(what), to), self.run.outbox.setting.timing.longest)
        if connection.hung:
            self.stop("it hung")
        elif isinstance(outcome, NotSent) and outcome.ours:
            self.stop(outcome.detail or "something on our side is wrong", outcome.retry_after)
        return outcome

    # ---- the line -----------------------------------------------------------------------------------------------------
    async def next(self, problem: str | None = None) -> Parcel[S] | None:
        """Take the next parcel, waiting for what must not be overtaken; None where none is to be sent any more."""
        async with self._moved:
            while (len(self.line) or self.coming) and (problem or not self.is_over()):
                if (parcel := self.line.take(whole=not self.coming)) is not None:
                    return parcel
                await self._moved.wait()
        return None

    async def done(self, parcel: Parcel[S]) -> None:
        """Let those go that had to wait for this one."""
        async with self._moved:
            self.line.end(parcel)
            self._moved.notify_all()

    async def put_back(self, parcel: Parcel[S]) -> None:
        """Leave a parcel to the others."""
        async with self._moved:
            self.line.put_back(parcel)
            self._moved.notify_all()

    async def break_off(self) -> None:
        """Begin nothing more: what one courier could not keep is nothing for the others to go on with."""
        self._broken = True
        async with self._moved:
            self._moved.notify_all()

    # ---- stopping -----------------------------------------------------------------------------------------------------
    def is_over(self) -> bool:
        """Say whether nothing more is to be begun."""
        return self._broken or self.run.halted() or self.is_stopped()

    def is_stopped(self) -> bool:
        """Say whether the service is left alone."""
        outbox = self.run.outbox
        return outbox.stops.stopped(self.service.key, outbox.setting.now)

    def stop(self, why: str, pause: timedelta | None = None) -> None:
        """Leave the service alone for a while."""
        setting = self.run.outbox.setting
        self.run.outbox.stops.stop(self.service.key, until=setting.now + (pause or setting.timing.hold), why=why)


def _bounded(outcome: Outcome, longest: timedelta) -> Outcome:
    """Let nobody put us off for longer than this."""
    if not isinstance(outcome, NotSent) or outcome.retry_after is None:
        return outcome
    return attrs.evolve(outcome, retry_after=min(outcome.retry_after, longest))


def _without_address(outcome: Outcome, to: Contact | None) -> Outcome:
    """Mask the address in an outcome: providers like to repeat it, and details are kept longer than persons."""
    detail = getattr(outcome, "detail", "")
    if to is None or to.address not in detail:
        return outcome
    masked: Outcome = attrs.evolve(outcome, detail=detail.replace(to.address, to.masked().address))  # type: ignore[arg-type]  # it has one
    return masked
