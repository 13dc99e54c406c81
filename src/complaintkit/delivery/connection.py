"""A plugin's session for one batch. Whatever the plugin does, what comes back is one of the four outcomes."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from datetime import timedelta
from typing import Generic, TypeVar, cast, get_args

import attrs

from complaintkit.delivery.loop import Fault, Late, PluginLoop
from complaintkit.delivery.service import Service, log
from complaintkit.hooks._secret import without_secrets
from complaintkit.hooks.stranger import kind_of
from complaintkit.model.phrase import phrase
from complaintkit.ports.outcome import InDoubt, Outcome

S = TypeVar("S")


@attrs.define
class Connection(Generic[S]):
    """A session that is opened once and closed once. After a call that hung it is of no more use.

    Sessions of one plugin may share a loop, which is then ended by whoever made it.
    """

    service: Service[S]
    patience: timedelta
    shared: PluginLoop | None = None
    hung: bool = False
    _session: AbstractAsyncContextManager[S] | None = None
    _opened: S | None = None
    _loop: PluginLoop = attrs.field(
        init=False,
        default=attrs.Factory(
            lambda self: self.shared or PluginLoop(f"complaintkit-{self.service.name}"), takes_self=True
        ),
    )

    @property
    def is_open(self) -> bool:
        """Say whether there is something to call."""
        return self._opened is not None

    async def open(self) -> str | None:
        """Open the session; return why that was not possible, if it was not. Nothing was sent then."""
        opened = await self._loop.call(self._enter, patience=self.patience)
        if isinstance(opened, Late):
            self.hung = True
            return f"its session did not open within {self.patience.total_seconds():g} s"
        if isinstance(opened, Fault):
            return f"its session can't be opened: {opened}"
        self._session, self._opened = opened
        return "its session gave nothing" if self._opened is None else None

    async def _enter(self) -> tuple[AbstractAsyncContextManager[S], S]:
        session = self.service.session()
        return session, await session.__aenter__()

    async def call(self, what: Callable[[S], Awaitable[Outcome]]) -> Outcome:
        """Send, carry out or ask, once. Whatever it raises, or what is no answer, is in doubt; its words may hold a customer's."""
        opened = self._opened
        assert opened is not None  # noqa: S101  opened
        given = await self._loop.call(lambda: what(opened), patience=self.patience)
        if isinstance(given, Late):
            self.hung = True
            return InDoubt(f"no answer within {self.patience.total_seconds():g} s")
        if isinstance(given, Fault):
            own = issubclass(type(given.error), asyncio.CancelledError)
            return InDoubt("cancelled by the plugin itself" if own else f"raised {given}")
        return _check(given)

    async def close(self) -> None:
        """End the session; what goes wrong with that changes nothing that was sent."""
        session, self._session = self._session, None
        try:
            if session is not None:
                ended = await self._loop.call(lambda: session.__aexit__(None, None, None), patience=self.patience)
                if isinstance(ended, Fault | Late):
                    log.warning(
                        "%s",
                        phrase("{service}: its session did not close ({why})", service=self.service.name, why=ended),
                    )
        finally:
            if self.shared is None:
                self._loop.end()


def _check(given: object) -> Outcome:
    """Make one of the four outcomes again: what a stranger put into it past its checks must not stop us from keeping it."""
    if type(given) in get_args(Outcome):  # another one's own idea of its class is not asked
        try:
            return without_secrets(attrs.evolve(cast("Outcome", given)))
        except Exception as error:  # noqa: BLE001  as above
            return InDoubt(f"gave {kind_of(given)} with something else in it: {kind_of(error)}")
    return InDoubt(f"gave {kind_of(given)}, which is no outcome")
