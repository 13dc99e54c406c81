"""Couriers: each takes one parcel of a lane after another, and sends it by a session of its own."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final, Generic

import attrs

from complaintkit.delivery.carrier import Begun, S, Send
from complaintkit.delivery.connection import Connection
from complaintkit.delivery.message.digest import digest_id, send_together
from complaintkit.delivery.parcel import Parcel, address_of
from complaintkit.delivery.run import run_all
from complaintkit.delivery.service import log
from complaintkit.model.phrase import phrase
from complaintkit.ports.outcome import InDoubt, NotSent, Outcome

if TYPE_CHECKING:
    from complaintkit.delivery.lane import Lane

_STOPPED: Final = NotSent(detail="the service was stopped before the call", ours=True)


@attrs.define
class Courier(Generic[S]):
    """Sends by one session, which it opens for its first parcel. How a parcel ended is kept while the next one begins."""

    lane: Lane[S]
    connection: Connection[S]
    _endings: list[asyncio.Task[None]] = attrs.field(factory=list)

    async def work(self, problem: str | None = None) -> None:
        """Send until nothing is left that may be sent. A session that did not open is one try of its first parcel."""
        self.lane.sending += 1
        try:
            while (parcel := await self.lane.next(problem)) is not None:
                if not problem and not await self._open():
                    await self.lane.put_back(parcel)
                    return
                outcome = await self._send(parcel, problem)
                if isinstance(outcome, NotSent) and self.lane.sending > 1:
                    return  # others may have a better line, and a provider that is short of lines one fewer
                problem = None
        except BaseException:
            await self.lane.break_off()
            raise
        finally:
            self.lane.sending -= 1
            await run_all([*self._endings, self.connection.close()])

    async def _open(self) -> bool:
        """Open the session, if it is not; return whether it is."""
        if self.connection.is_open:
            return True
        problem = await self.connection.open()
        if self.connection.hung:
            self.lane.stop(problem or "it hung")
        elif problem:
            log.warning(
                "%s", phrase("{service}: one session fewer: {why}", service=self.lane.service.name, why=problem)
            )
        return problem is None

    async def _send(self, parcel: Parcel[S], problem: str | None) -> Outcome | None:
        """Send one; return what became of it, or None where nothing of it is to be sent any more."""
        begun, send = await self._begin(parcel)
        if send is None:
            await self.lane.done(parcel)
            return None
        try:
            outcome = await self._call(send, problem)
        except asyncio.CancelledError:
            self._keep(parcel, begun, InDoubt("the worker was stopped meanwhile"))
            raise
        self._keep(parcel, begun, outcome)
        return outcome

    async def _begin(self, parcel: Parcel[S]) -> tuple[list[Begun[S]], Send[S] | None]:
        """Begin an attempt of each that still stands; return them with the one call that sends them, if any is left."""
        id = digest_id(work.row.id for work, _ in parcel.works) if len(parcel.works) > 1 else None
        run = self.lane.run
        begun: list[Begun[S]] = []
        sends: list[Send[S]] = []
        beginnings = [run.begin(work, send, digest=id) for work, send in parcel.works]
        for one in [await beginnings[0]] if id is None else await asyncio.gather(*beginnings):
            if one is None or one.send is None:
                continue
            if id is not None and address_of(one.send) != parcel.key:
                await run.end(one, NotSent(detail="it goes to another address by now"))
                continue
            begun.append(one)
            sends.append(one.send)
        if not sends or id is None:
            return begun, next(iter(sends), None)
        return begun, send_together(sends, id, begun[0].attempt.medium, urgent=sum(one.row.urgent for one in begun))

    async def _call(self, send: Send[S], problem: str | None) -> Outcome:
        """Call the service, unless there is no session, or it was stopped since the attempt was begun."""
        self.lane.run.calls += 1
        if problem:
            return NotSent(detail=problem)
        if self.lane.is_stopped():
            return _STOPPED
        return await self.lane.call(self.connection, send.call, send.to)

    def _keep(self, parcel: Parcel[S], begun: list[Begun[S]], outcome: Outcome) -> None:
        """Keep how a parcel ended, while the courier goes on."""
        self._endings = [one for one in self._endings if not one.done() or one.exception()]
        self._endings.append(asyncio.create_task(self._end(parcel, begun, outcome)))

    async def _end(self, parcel: Parcel[S], begun: list[Begun[S]], outcome: Outcome) -> None:
        """Keep how each part of a parcel ended, as the call did; only then may go what had to wait for it."""
        try:
            await run_all([self.lane.run.end(one, outcome) for one in begun])
        except BaseException:
            await self.lane.break_off()
            raise
        await self.lane.done(parcel)
