"""A notifier that blocks, breaks or leaves its loop stops no other one, ends in bounded time, and changes no committed fact."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager
from datetime import timedelta
from functools import partial
from itertools import count

import attrs
import pytest
from typing_extensions import override

from complaintkit import Customer
from complaintkit.plugin import Accepted, Attempt, InDoubt, Notification, Notifier, NotSent, Outcome, Plugin, hookimpl

LIMIT = 10  # seconds; a call may take one


class Odd(BaseException):
    """Nobody's exception."""


class Own(str):
    """A text that can't be compared."""

    __slots__ = ()
    __hash__ = None  # type: ignore[assignment]

    def __eq__(self, other: object) -> bool:
        raise RuntimeError


async def blocks() -> None:
    """What is written most often by mistake: a blocking client in an `async def`."""
    time.sleep(2 * LIMIT)  # noqa: ASYNC251  that is the fault


async def hangs() -> None:
    """No answer."""
    await asyncio.Event().wait()


async def will_not_be_cancelled() -> None:
    """It swallows what should end it."""
    while True:
        try:
            await asyncio.sleep(LIMIT)
        except asyncio.CancelledError:
            continue


def raising(error: BaseException) -> Callable[[], Awaitable[None]]:
    """It raises."""

    async def fault() -> None:
        raise error

    return fault


async def stops_the_loop() -> None:
    """As a script would that is done."""
    asyncio.get_running_loop().stop()


async def closes_the_loop() -> None:
    """The same, thoroughly."""
    asyncio.get_running_loop().close()


async def cancels_everything() -> None:
    """Whatever there is."""
    for task in asyncio.all_tasks():
        task.cancel()
    await asyncio.sleep(0)


FAULTS = {
    "blocks": blocks,
    "hangs": hangs,
    "will not be cancelled": will_not_be_cancelled,
    "raises": raising(ValueError("13800138000")),
    "leaves": raising(SystemExit(3)),
    "interrupts": raising(KeyboardInterrupt()),
    "raises what is no exception": raising(Odd()),
    "says it was cancelled": raising(asyncio.CancelledError()),
    "generator's end": raising(GeneratorExit()),
    "stops the loop": stops_the_loop,
    "closes the loop": closes_the_loop,
    "cancels everything": cancels_everything,
}


@attrs.frozen(kw_only=True, eq=False)
class Bad(Plugin):
    """SMS that goes wrong in one place; `given` is what it answers otherwise."""

    name: str = "bad"
    medium: str = "sms"
    address_kind: str = "phone"
    reconcile_after: timedelta = timedelta(0)
    where: str = "send"
    fault: Callable[[], Awaitable[None]] | None = None
    given: object = Accepted("ok")
    objects: Callable[[], Iterable[str]] = list
    sent: list[str] = attrs.field(factory=list)

    @override
    @hookimpl
    def complaintkit_notifiers(self) -> Iterable[Notifier]:
        return [self]

    def check(self, messages: object) -> Iterable[str]:
        """As a rule nothing is amiss."""
        return self.objects()

    async def _at(self, place: str) -> None:
        if self.fault is not None and self.where == place:
            await self.fault()

    @asynccontextmanager
    async def session(self) -> AsyncIterator[Bad]:
        """Itself."""
        await self._at("open")
        yield self
        await self._at("close")

    async def send(self, notification: Notification) -> Outcome:
        """Go wrong, or give what is given."""
        self.sent.append(notification.id)
        await self._at("send")
        return self.given  # type: ignore[return-value]  # as it says

    async def reconcile(self, attempt: Attempt) -> Outcome:
        """It can't tell."""
        await self._at("send")
        return InDoubt()


@pytest.fixture
def run(open_house, scripted):
    """Beside a mail notifier that works: what is to be sent, twice; how it went."""

    def go(bad):
        mail = scripted(name="mail", medium="email", address_kind="email")
        house = open_house(bad, mail)
        house.timing = attrs.evolve(house.timing, patience=timedelta(seconds=1))
        case = house.receive(customer=Customer(name="王芳", phone="13800138000"))
        house.receive(customer=Customer(name="李", email="li@customer.example"))
        before = [line.event for line in house.desk.timeline(case, by="fang")]
        start = time.monotonic()
        house.deliver()
        assert time.monotonic() - start < LIMIT
        assert [one.message for one in mail.provider.sent if "@" in one.to.address] == ["received"]
        house.clock.advance(timedelta(minutes=1))
        house.deliver()
        assert len(set(bad.sent)) == len(bad.sent)  # nothing twice
        after = [line.event for line in house.desk.timeline(case, by="fang")]
        assert after[: len(before)] == before
        with house.desk._opened.storage.reading() as reader:
            (row,) = [one for one in reader.outbox() if (one.name, one.case) == ("received", case.id)]
        return row, house.attempts(row)

    return go


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)
@pytest.mark.parametrize("where", ["open", "send", "close"])
def test_whatever_a_notifier_does_is_its_own_affair(run, where, fault):
    """Each has a loop of its own; what it did with a message is in doubt, and never tried again unasked."""
    row, tries = run(Bad(where=where, fault=fault))
    went_on = fault is stops_the_loop
    assert (
        row.state in {"open": {"retry", "ready"}, "send": {"in_doubt", "parked", "ready"}, "close": {"sent"}}[where]
        or went_on
    )
    outcomes = {one.outcome for one in tries[:1]}  # none where it was stopped before its turn came
    assert outcomes <= {"open": {"not_sent"}, "send": {"in_doubt"}, "close": {"accepted"}}[where] or went_on


def left() -> list[str]:
    """It leaves, or tries to."""
    raise SystemExit(3)


@pytest.mark.parametrize(
    "objects", [left, partial(time.sleep, LIMIT), lambda: map(str, count())], ids=["leaves", "hangs", "no end"]
)
def test_who_is_asked_about_digests_keeps_nobody_waiting(run, objects):
    """It is asked on its own thread, and not for long; its messages go out one by one."""
    row, _ = run(Bad(objects=objects))
    assert row.state == "sent"


@pytest.mark.parametrize(
    "given", [None, 7, "ok", Accepted, asyncio.sleep, Own("x"), {"accepted": True}], ids=lambda one: type(one).__name__
)
def test_what_is_no_outcome_is_a_doubt(run, given):
    """Truth values of objects say nothing of a message."""
    row, tries = run(Bad(given=given))
    assert row.state in {"in_doubt", "parked"}
    assert tries[0].outcome == "in_doubt"


def test_an_outcome_with_something_else_in_it_is_a_doubt(run):
    """An object forced past the checks of its class; one that only looks like an outcome."""
    forced = Accepted("ok")
    object.__setattr__(forced, "reference", object())
    assert run(Bad(given=forced))[0].state in {"in_doubt", "parked"}


AGES = {
    "not now": Bad(given=NotSent(retry_after=timedelta.max)),
    "not now, by our fault": Bad(given=NotSent(retry_after=timedelta.max, ours=True)),
    "nobody knows": Bad(given=InDoubt(), reconcile_after=timedelta.max),
}


@pytest.mark.parametrize("bad", AGES.values(), ids=AGES)
def test_nobody_puts_us_off_for_ages(run, bad):
    """A pause beyond all time, as of a provider whose clock counts otherwise, breaks nothing off and ends within days."""
    row, _ = run(attrs.evolve(bad, sent=[]))

    assert row.state in {"retry", "in_doubt", "parked"}
    assert row.next_at is None or row.next_at - row.created_at < timedelta(days=8)


def test_deadlines_do_not_wait_for_a_notifier(open_house, scripted):
    """While a provider thinks, what falls due falls due. R15"""
    from complaintkit.delivery.heartbeat import Heartbeat
    from complaintkit.delivery.setting import Setting
    from complaintkit.delivery.timing import Timing
    from complaintkit.delivery.worker import Worker

    bad = Bad(fault=hangs)
    house = open_house(bad)
    timing = Timing(patience=timedelta(minutes=5), poll=timedelta(seconds=0.02), grace=timedelta(seconds=0.1))
    setting = Setting.of(house.desk._door, house.desk._opened.plugins.notifiers, timing)
    worker = Worker(setting, Heartbeat(house.desk._door, timing.beat))
    case = house.receive()

    async def host():
        running = asyncio.create_task(worker.run())
        try:
            async with asyncio.timeout(LIMIT):
                while not bad.sent:  # noqa: ASYNC110  it is on another thread
                    await asyncio.sleep(0.02)
                house.clock.advance(timedelta(minutes=30))
                while "deadline-breached" not in house.events(case):  # noqa: ASYNC110  as above
                    await asyncio.sleep(0.02)
        finally:
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)

    asyncio.run(host())
