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
from complaintkit.delivery.message.digest import MOST, digest_id, send_together
from complaintkit.delivery.run import Run
from complaintkit.delivery.service import Service
from complaintkit.hooks.lent import copied
from complaintkit.model.customer import Contact
from complaintkit.model.outbox import OutboxState
from complaintkit.ports.outcome import InDoubt, NotSent, Outcome


@attrs.frozen
class Parcel(Generic[S]):
    """What goes out by one call: an entry, or several messages to one person, which have an address in common."""

    key: tuple[str, ...] | None
    works: list[tuple[Work[S], Send[S]]]


@attrs.frozen
class Lane(Generic[S]):
    """Attempts to ask about and entries to send, by one service, until they are done or it is stopped."""

    run: Run[S]
    service: Service[S]
    doubts: list[Begun[S]] = attrs.field(factory=list)
    parcels: deque[Parcel[S]] = attrs.field(factory=deque)
    _told: dict[str, Outcome] = attrs.field(factory=dict)  # what became of an attempt, by the id that it went out under

    def add(self, work: Work[S], send: Send[S]) -> None:
        """Take on an entry: together with others to the same address where it may be."""
        key = _address(send)
        parcel = next((one for one in self.parcels if key is not None and key == one.key), None)
        if parcel is None or len(parcel.works) == MOST:
            self.parcels.append(Parcel(key, [(work, send)]))
        else:
            parcel.works.append((work, send))

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
            while self.parcels and await self._send(connection, self.parcels[0], problem):
                self.parcels.popleft()
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
        if (known := self._told.get(question.id)) is None:
            self.run.calls += 1
            known = await self._call(connection, lambda session: session.reconcile(copied(question)), question.to)
            self._told[question.id] = known
        await self.run.end(begun, known)

    async def _send(self, connection: Connection[S], parcel: Parcel[S], problem: str | None) -> bool:
        """Send one; False where none is to be sent any more. A session that did not open is one try of the first."""
        if self._is_over() and not problem:
            return False
        begun, send = await self._begin(parcel)
        if send is None:
            return True
        self.run.calls += 1
        if problem:
            await self._end(begun, NotSent(detail=problem))
            return True
        try:
            outcome = await self._call(connection, send.call, send.to)
        except asyncio.CancelledError:
            await self._end(begun, InDoubt("the worker was stopped meanwhile"))
            raise
        await self._end(begun, outcome)
        return True

    async def _begin(self, parcel: Parcel[S]) -> tuple[list[Begun[S]], Send[S] | None]:
        """Begin an attempt of each that still stands; return them with the one call that sends them, if any is left."""
        id = digest_id(work.row.id for work, _ in parcel.works) if len(parcel.works) > 1 else None
        begun: list[Begun[S]] = []
        sends: list[Send[S]] = []
        for work, send in parcel.works:
            one = await self.run.storage(self.run.outbox.begin, work, send, digest=id)
            if one is None or one.send is None:
                continue
            if id is not None and _address(one.send) != parcel.key:
                await self.run.end(one, NotSent(detail="it goes to another address by now"))
                continue
            begun.append(one)
            sends.append(one.send)
        if not sends or id is None:
            return begun, next(iter(sends), None)
        return begun, send_together(sends, id, begun[0].attempt.medium)

    async def _end(self, begun: list[Begun[S]], outcome: Outcome) -> None:
        """Keep how each part of a parcel ended: as the call did."""
        for one in begun:
            await self.run.end(one, outcome)

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
        for work, _ in (one for parcel in self.parcels for one in parcel.works):
            if work.row.state is OutboxState.LEASED:
                outbox.put_aside(work.row, Wait(outbox.setting.now, ""))


def _address(send: Send[S]) -> tuple[str, ...] | None:
    """Return what messages that go out together have in common; None for one that goes by itself."""
    return None if send.part is None else (send.part.to.kind, send.part.to.address, send.part.language)


def _without_address(outcome: Outcome, to: Contact | None) -> Outcome:
    """Mask the address in an outcome: providers like to repeat it, and details are kept longer than persons."""
    detail = getattr(outcome, "detail", "")
    if to is None or to.address not in detail:
        return outcome
    masked: Outcome = attrs.evolve(outcome, detail=detail.replace(to.address, to.masked().address))  # type: ignore[arg-type]  # it has one
    return masked
