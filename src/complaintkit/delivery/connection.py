"""One plugin's session for one batch. Whatever the plugin does, what comes back is one of the four outcomes."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from datetime import timedelta
from typing import Generic, Protocol, TypeVar, get_args

import attrs

from complaintkit.delivery.route import log
from complaintkit.ports.outcome import InDoubt, Outcome

__all__ = ["Connection", "Place"]

S = TypeVar("S")
S_co = TypeVar("S_co", covariant=True)


class Place(Protocol[S_co]):
    """A notifier or an executor, as far as it is opened here."""

    @property
    def name(self) -> str:
        """The instance."""
        ...

    @property
    def reconcile_after(self) -> timedelta:
        """How late the other side's own records may be."""
        ...

    def session(self) -> AbstractAsyncContextManager[S_co]:
        """A connection for one batch."""
        ...


@attrs.define
class Connection(Generic[S]):
    """Opened once, closed once, on the loop that made it. After a call that hung it is of no more use."""

    place: Place[S]
    patience: timedelta
    hung: bool = False
    _session: AbstractAsyncContextManager[S] | None = None
    _opened: S | None = None

    async def open(self) -> str | None:
        """Open the session; why that was not possible, otherwise. Nothing was sent then."""
        try:
            session = self.place.session()
            async with asyncio.timeout(self.patience.total_seconds()):
                self._opened = await session.__aenter__()
        except TimeoutError:
            return f"its session did not open within {self.patience.total_seconds():g} s"
        except (Exception, SystemExit) as error:  # noqa: BLE001  a plugin may raise whatever it likes
            return f"its session can't be opened: {type(error).__name__}"
        self._session = session
        return None

    async def call(self, what: Callable[[S], Awaitable[Outcome]]) -> Outcome:
        """Send, carry out or ask, once."""
        opened = self._opened
        assert opened is not None  # noqa: S101  opened
        return await self._answered(lambda: what(opened))

    async def close(self) -> None:
        """End the session; what goes wrong with that changes nothing that was sent."""
        session, self._session = self._session, None
        if session is None:
            return
        try:
            async with asyncio.timeout(self.patience.total_seconds()):
                await session.__aexit__(None, None, None)
        except (Exception, SystemExit) as error:  # noqa: BLE001  as above
            log.warning("%s: its session did not close (%s)", self.place.name, type(error).__name__)

    async def _answered(self, call: Callable[[], Awaitable[Outcome]]) -> Outcome:
        """A task of its own, which is left behind when it does not come back: cancelling waits for nobody."""
        task = asyncio.create_task(_outcome(call))
        try:
            done, _ = await asyncio.wait({task}, timeout=self.patience.total_seconds())
        except asyncio.CancelledError:
            task.cancel()
            raise
        if task not in done:
            self.hung = True
            task.cancel()
            return InDoubt(f"no answer within {self.patience.total_seconds():g} s")
        return InDoubt("cancelled by the notifier itself") if task.cancelled() else task.result()


async def _outcome(call: Callable[[], Awaitable[Outcome]]) -> Outcome:
    """The plugin's answer. What it raised, or what is no answer, is a doubt; an error's words may hold a customer's."""
    try:
        given = await call()
    except (Exception, SystemExit) as error:  # noqa: BLE001  as above
        return InDoubt(f"raised {type(error).__name__}")
    return (
        given if isinstance(given, get_args(Outcome)) else InDoubt(f"gave {type(given).__name__}, which is no outcome")
    )
