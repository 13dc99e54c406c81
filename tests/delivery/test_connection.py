"""One session of a plugin: opened once, closed once, and each call has one of the four outcomes. S0.3"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import timedelta

import attrs
import pytest

from complaintkit.delivery.connection import Connection
from complaintkit.delivery.loop import PluginLoop
from complaintkit.plugin import Accepted, InDoubt, NotSent, Outcome, Rejected, RejectReason

MOMENT = timedelta(seconds=0.1)


async def hang() -> None:
    """No answer."""
    await asyncio.Event().wait()


async def break_down() -> None:
    """A fault of the plugin's."""
    raise ValueError("13800138000")


async def give_up() -> None:
    """Cancelled, and not by us."""
    raise asyncio.CancelledError


async def nothing() -> None:
    """No trouble."""


@attrs.define
class Service:
    """A plugin with trouble at one end of its session, or at the other."""

    opening: object = nothing
    closing: object = nothing
    gives: str | None = "session"
    name: str = "sms"
    key: str = "sms"
    reconcile_after: timedelta = MOMENT
    sessions: int = 1
    open: int = 0
    closed: int = 0

    def session(self) -> AbstractAsyncContextManager[str]:
        """Count how often it is opened and closed."""
        return self._session()  # type: ignore[return-value]  # some give nothing

    @asynccontextmanager
    async def _session(self) -> AsyncIterator[str | None]:
        await self.opening()  # type: ignore[operator]
        self.open += 1
        yield self.gives
        self.closed += 1
        await self.closing()  # type: ignore[operator]


def used(service: Service, call=None) -> tuple[str | None, Outcome | None, bool]:
    """Open, call where that went well, and close; the problem, the outcome, and whether it hung."""

    async def use() -> tuple[str | None, Outcome | None, bool]:
        connection: Connection[str] = Connection(service, MOMENT)
        problem = await connection.open()
        outcome = await connection.call(call) if call and problem is None else None
        await connection.close()
        return problem, outcome, connection.hung

    return asyncio.run(use())


@pytest.mark.parametrize(
    ("service", "problem", "hung", "times"),
    [
        (Service(), None, False, (1, 1)),
        (Service(gives=None), "its session gave nothing", False, (1, 1)),
        (Service(opening=hang), "its session did not open within 0.1 s", True, (0, 0)),
        (Service(opening=break_down), "its session can't be opened: ValueError", False, (0, 0)),
    ],
    ids=["opens", "gives nothing", "hangs", "raises"],
)
def test_a_session_that_does_not_open_says_why(service, problem, hung, times):
    """In our words, for theirs may hold a customer's; whatever was opened is closed once."""
    service = attrs.evolve(service)  # as if nobody had used it

    assert used(service) == (problem, None, hung)
    assert (service.open, service.closed) == times


@pytest.mark.parametrize(
    ("closing", "logged"),
    [
        (nothing, []),
        (break_down, ["sms: its session did not close (ValueError)"]),
        (hang, ["sms: its session did not close (Late())"]),
    ],
    ids=["closes", "raises", "hangs"],
)
def test_trouble_with_closing_changes_nothing_that_was_sent(caplog, closing, logged):
    """The log says it, and no more."""

    async def send(_: str) -> Outcome:
        return Accepted("r-1")

    assert used(Service(closing=closing), send) == (None, Accepted("r-1"), False)
    assert caplog.messages == logged


class Likeness(Accepted):
    """What only looks like an outcome."""


FORCED = Accepted("r-1")
object.__setattr__(FORCED, "reference", object())


@pytest.mark.parametrize(
    ("given", "outcome"),
    [
        *[
            (one, one)
            for one in (Accepted("r-1"), Rejected(RejectReason.ADDRESS), NotSent(detail="busy"), InDoubt("?"))
        ],
        (Likeness("r-1"), InDoubt("gave Likeness, which is no outcome")),
        (FORCED, InDoubt("gave Accepted with something else in it: InvalidInput")),
        (None, InDoubt("gave NoneType, which is no outcome")),
        (True, InDoubt("gave bool, which is no outcome")),
        (hang, InDoubt("no answer within 0.1 s")),
        (break_down, InDoubt("raised ValueError")),
        (give_up, InDoubt("cancelled by the plugin itself")),
    ],
    ids=lambda one: getattr(one, "__name__", type(one).__name__),
)
def test_whatever_a_call_gives_is_one_of_the_four_outcomes(given, outcome):
    """What is none of them is in doubt, told without a word of the plugin's."""

    async def send(_: str) -> Outcome:
        return await given() if callable(given) else given  # type: ignore[no-any-return]

    assert used(Service(), send) == (None, outcome, given is hang)


@pytest.mark.parametrize("shared", [True, False])
def test_a_loop_ends_with_the_session_unless_others_have_theirs_on_it(shared):
    """Whoever made a loop ends it; a session is open from the moment it was opened."""
    name = "complaintkit-sms"
    before = threading.enumerate()  # of a test whose plugin never came back, say
    loop = PluginLoop(name) if shared else None

    def threads() -> list[threading.Thread]:
        return [one for one in threading.enumerate() if one.name == name and one not in before]

    async def use() -> None:
        connection: Connection[str] = Connection(Service(), MOMENT, loop)
        assert not connection.is_open
        await connection.open()
        assert connection.is_open
        await connection.close()

    asyncio.run(use())
    if loop is not None:
        assert [one.is_alive() for one in threads()] == [True]
        loop.end()
    for one in threads():
        one.join(10)
    assert threads() == []
