"""Steps of entries that come up while the storage is busy: kept together, by one commit for all of them."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence
from contextlib import suppress
from typing import Final, Generic, TypeAlias

import attrs

from complaintkit.delivery.carrier import Begun, S, Send, Verdict, Wait, Work
from complaintkit.delivery.outbox import Outbox, Outdated
from complaintkit.delivery.service import log
from complaintkit.model.errors import DamagedError
from complaintkit.model.outbox import OutboxState
from complaintkit.model.phrase import phrase
from complaintkit.ports.outcome import Outcome
from complaintkit.ports.storage import EventRow, OutboxRow

_MOST: Final = 32
"""So many at most in one transaction: whoever writes beside us waits for all of them."""


@attrs.frozen
class Beginning(Generic[S]):
    """An attempt to begin; `digest` is the id under which it goes out, where it goes out together with others."""

    work: Work[S]
    send: Send[S]
    digest: str | None = None

    @property
    def case(self) -> str:
        """What it is about."""
        return self.work.row.case

    def keep(self, outbox: Outbox[S]) -> Begun[S] | None:
        """Keep it alone."""
        return outbox.begin(self.work, self.send, digest=self.digest)


@attrs.frozen
class Ending(Generic[S]):
    """An attempt that has ended."""

    begun: Begun[S]
    outcome: Outcome

    @property
    def case(self) -> str:
        """What it is about."""
        return self.begun.row.case

    def keep(self, outbox: Outbox[S]) -> bool:
        """Keep it alone."""
        return outbox.end(self.begun, self.outcome)


@attrs.frozen
class Aside(Generic[S]):
    """An entry about which nobody is called now."""

    row: OutboxRow
    verdict: Verdict[S]

    @property
    def case(self) -> str:
        """What it is about."""
        return self.row.case

    def keep(self, outbox: Outbox[S]) -> None:
        """Keep it alone."""
        outbox.put_aside(self.row, self.verdict)


Step: TypeAlias = Beginning[S] | Ending[S] | Aside[S]
Kept: TypeAlias = Begun[S] | bool | None
"""What keeping a step gives: the attempt begun, or None; whether something was sent by an end."""


@attrs.define
class Group(Generic[S]):
    """Keeps steps, those together that have come up when the `storage` has a turn for them. To be used on one loop."""

    outbox: Outbox[S]
    storage: Callable[[Callable[[], None]], Awaitable[None]]
    most: int = _MOST
    _waiting: list[tuple[Step[S], asyncio.Future[Kept[S]]]] = attrs.field(factory=list)
    _working: asyncio.Task[None] | None = None

    async def begin(self, step: Beginning[S]) -> Begun[S] | None:
        """Commit that a call begins now; None where it does not."""
        kept = await self._keep(step)
        assert not isinstance(kept, bool)  # noqa: S101  no end
        return kept

    async def end(self, step: Ending[S]) -> bool:
        """Keep how an attempt ended; return whether it was sent, or carried out, by that."""
        return bool(await self._keep(step))

    async def _keep(self, step: Step[S]) -> Kept[S]:
        kept: asyncio.Future[Kept[S]] = asyncio.get_running_loop().create_future()
        self._waiting.append((step, kept))
        if self._working is None or self._working.done():
            self._working = asyncio.create_task(self._work())
        return await kept

    async def _work(self) -> None:
        """Keep what waits, as much at a time as has gathered."""
        while self._waiting:
            try:
                await self.storage(self._keep_some)
            except BaseException as error:
                _tell_all([kept for _, kept in self._waiting], error)
                self._waiting.clear()
                raise

    def _keep_some(self) -> None:
        """Keep the first of what waits; leave out what nobody waits for any more."""
        self._waiting = [one for one in self._waiting if not one[1].done()]
        some = self._waiting[: self.most]
        results = keep(self.outbox, [step for step, _ in some])
        del self._waiting[: len(some)]
        for (_, kept), result in zip(some, results, strict=True):
            _tell(kept, result)


def _tell_all(waiting: Sequence[asyncio.Future[Kept[S]]], error: BaseException) -> None:
    for kept in waiting:
        _tell(kept, error if isinstance(error, Exception) else RuntimeError("nothing more is kept"))


def _tell(kept: asyncio.Future[Kept[S]], result: Kept[S] | Exception) -> None:
    if kept.done():  # whoever asked was cancelled
        return
    if isinstance(result, Exception):
        kept.set_exception(result)
    else:
        kept.set_result(result)


def put_aside(outbox: Outbox[S], asides: Sequence[Aside[S]]) -> None:
    """Keep what calls nobody. Blocking.

    Raises:
        ComplaintKitError: of one of them; the others are kept all the same.
    """
    for begin in range(0, len(asides), _MOST):
        for kept in keep(outbox, asides[begin : begin + _MOST]):
            if isinstance(kept, DamagedError):  # its lease runs out, and somebody looks again
                log.error("%s", phrase("an entry waits: {why}", why=kept.words))
            elif isinstance(kept, Exception):
                raise kept


def give_back(outbox: Outbox[S], rows: Iterable[OutboxRow]) -> None:
    """Give back what was claimed and not begun, to whoever can send it: another notifier, or another worker. Blocking."""
    now = Wait(outbox.setting.now, "")
    put_aside(outbox, [Aside(one, now) for one in rows if one.state is OutboxState.LEASED])


def keep(outbox: Outbox[S], steps: Sequence[Step[S]]) -> list[Kept[S] | Exception]:
    """Keep steps in one transaction; where that fails, each in one of its own, so that none takes others with it. Blocking."""
    if len(steps) > 1:
        try:
            return _keep_together(outbox, steps)
        except Exception as error:  # noqa: BLE001  whatever it is, only whose step it is shall hear of it
            log.debug("%s steps can't be kept together (%s)", len(steps), type(error).__name__)
    return [_keep_alone(outbox, step) for step in steps]


def _keep_together(outbox: Outbox[S], steps: Sequence[Step[S]]) -> list[Kept[S] | Exception]:
    kept: dict[int, Kept[S]] = {}
    written: list[EventRow] = []
    in_order = sorted(enumerate(steps), key=lambda one: one[1].case)  # so two workers wait for each other in one order
    with outbox.setting.door.storage.writing() as tx:
        for number, step in in_order:
            match step:
                case Ending():
                    kept[number], events = outbox.end_in(tx, step.begun, step.outcome)
                    written += events
                case Aside():
                    kept[number] = None
                    written += outbox.put_aside_in(tx, step.row, step.verdict)
                case Beginning():
                    with suppress(Outdated):
                        kept[number] = outbox.begin_in(tx, step.work, step.send, digest=step.digest)
    outbox.setting.door.recorded(written)
    return [kept[number] if number in kept else _keep_alone(outbox, step) for number, step in enumerate(steps)]


def _keep_alone(outbox: Outbox[S], step: Step[S]) -> Kept[S] | Exception:
    try:
        return step.keep(outbox)
    except Exception as error:  # noqa: BLE001  raised where it is waited for
        return error
