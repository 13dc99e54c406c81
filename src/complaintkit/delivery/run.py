"""One run of delivery for one kind of entry: what it works with, and what it came to."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from typing import Final, Generic

import attrs

from complaintkit.delivery.carrier import Begun, S, Send, Work
from complaintkit.delivery.group import Beginning, Ending, Group
from complaintkit.delivery.outbox import Outbox
from complaintkit.delivery.service import log
from complaintkit.delivery.thread import StorageTurn
from complaintkit.model.errors import NotFound, StorageError
from complaintkit.model.phrase import phrase
from complaintkit.ports.outcome import Outcome

_ENDS: Final = 8
"""So many ends at most are kept by one commit: what is to begin meanwhile waits for that."""
_PAUSES: Final = (0.2, 1.0, 5.0)  # seconds between tries to keep an outcome that is known already


@attrs.define
class Delivered:
    """The sum of a run: entries taken on, messages sent and remedies carried out, services that were stopped and why."""

    taken: int = 0
    sent: int = 0
    stopped: dict[str, str] = attrs.field(factory=dict)


@attrs.define
class Run(Generic[S]):
    """The outbox of one carrier, the turns of its storage calls, and the sum. `halted` says whether it is to end.

    `calls` is how often a service was called so far, to send or to say what became of it.
    """

    outbox: Outbox[S]
    storage: StorageTurn
    halted: Callable[[], bool]
    done: Delivered
    calls: int = 0
    _beginnings: Group[S] = attrs.field(
        init=False, default=attrs.Factory(lambda self: Group(self.outbox, self.storage.first), takes_self=True)
    )
    _endings: Group[S] = attrs.field(
        init=False, default=attrs.Factory(lambda self: Group(self.outbox, self.storage, _ENDS), takes_self=True)
    )

    async def begin(self, work: Work[S], send: Send[S], *, digest: str | None = None) -> Begun[S] | None:
        """Commit that a call begins now; None where it does not."""
        with self.storage.hurry():
            return await self._beginnings.begin(Beginning(work, send, digest))

    async def end(self, begun: Begun[S], outcome: Outcome) -> None:
        """Keep an outcome and count it. What was sent can't be unsent, so this is tried harder than anything else."""
        for pause in (*_PAUSES, None):
            try:
                done = await self._endings.end(Ending(begun, outcome))
            except NotFound:
                raise
            except StorageError as error:
                if pause is None:
                    log.error(
                        "%s",
                        phrase(
                            "entry {id}: its outcome was not kept ({why}); it will be in doubt",
                            id=begun.row.id,
                            why=str(error),
                        ),
                    )
                    return
                await asyncio.sleep(pause)
            else:
                self.done.sent += done
                return


async def run_all(works: Iterable[Awaitable[None]]) -> None:
    """Run these beside each other, each to its end; then raise what one of them raised."""
    works = list(works)
    if len(works) == 1:  # as most parcels have: no task is made for it
        await works[0]
        return
    for end in await asyncio.gather(*works, return_exceptions=True):
        if isinstance(end, BaseException):
            raise end
