"""A channel that is slow, or hangs, keeps nobody waiting but itself: no other channel, no message, no deadline. S0.3"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from itertools import count
from typing import Any

import attrs
import pytest
from typing_extensions import override

from complaintkit import Attachment, Envelope
from complaintkit.desk.intake import media, polling
from complaintkit.desk.intake.errands import PATIENCE, errands
from complaintkit.desk.intake.incoming import poll_key
from complaintkit.desk.intake.media import Wanted
from complaintkit.desk.intake.polling import EVERY, LONGEST_PAUSE
from complaintkit.plugin import Authentic, Parsed, Plugin, Polled, Proof, hookimpl

SHORT = timedelta(seconds=0.1)
LIMIT = 60.0  # seconds, after which something is wrong


@attrs.frozen(kw_only=True, eq=False)
class Slow(Plugin):
    """A channel that answers when the test says so; it is asked for pages and files."""

    name: str = "slow"
    go_on: threading.Event = attrs.field(factory=threading.Event)
    asked: list[object] = attrs.field(factory=list)
    came: threading.Event = attrs.field(factory=threading.Event)
    more: bool = False

    @override
    @hookimpl
    def complaintkit_channels(self):
        """It is its own."""
        yield self

    def authenticate(self, envelope: Envelope) -> Authentic:
        """Take it as it is."""
        return Authentic(envelope.body, envelope=envelope, proof=Proof.SIGNED)

    def parse(self, message: Authentic) -> Parsed:
        """Read nothing."""
        return Parsed()

    async def poll(self, cursor: str | None) -> Polled:
        """Block the thread, as a careless one does."""
        self._block(cursor)
        return Polled((), cursor=str(int(cursor or 0) + 1), more=self.more)

    async def fetch(self, media: str) -> Attachment:
        """The same."""
        self._block(media)
        return Attachment(media, b"x", media_type="image/png")

    def _block(self, what: object) -> None:
        self.asked.append(what)
        self.came.set()
        self.go_on.wait(LIMIT)


@pytest.fixture
def slow(house) -> Iterator[Slow]:
    """The desk has it beside the good one."""
    plugin = Slow()
    house.beside(plugin)
    yield plugin
    plugin.go_on.set()


def work(house: Any, patience: timedelta = PATIENCE) -> list[int]:
    """Run every errand once, beside each other, as the worker does; return how much each did."""

    async def run() -> list[int]:
        plugins = house.desk._opened.plugins
        return await asyncio.gather(*(one() for one in errands(house.desk._door, plugins, patience=patience)))

    return asyncio.run(run())


@contextmanager
def working(house: Any, slow: Slow) -> Iterator[None]:
    """Run every errand, and go on here once the slow one hangs."""
    with ThreadPoolExecutor(1) as pool:
        work_done = pool.submit(work, house)
        slow.came.wait(LIMIT)
        try:
            yield
        finally:
            slow.go_on.set()
        work_done.result(LIMIT)


def until(true: Callable[[], object]) -> None:
    """Wait until something is true."""
    for _ in range(int(LIMIT * 20)):
        if true():
            return
        threading.Event().wait(0.05)
    raise AssertionError("it did not become true")


def test_what_others_have_is_taken_while_one_hangs(house, slow, said):
    """Each channel is polled by itself."""
    house.vendor.mailbox = [said("来了")]

    with working(house, slow):
        until(lambda: len(house.cases()) == 1)
        assert not slow.go_on.is_set()


def test_pictures_of_others_come_while_one_hangs(house, slow, said):
    """So is it asked for its files."""
    house.vendor.files["p1.png"] = b"\x89PNG"
    house.push(said("", media=["p1.png"]))
    (case,) = house.cases()

    with working(house, slow):
        until(lambda: "attachment-added" in [line.event.name for line in house.desk.timeline(case, by="fang")])
        assert not slow.go_on.is_set()


def test_the_worker_runs_every_errand_at_its_own_pace(house, slow, said):
    """The second round of the good one comes while the first of the slow one still runs."""
    house.vendor.mailbox = [said("一")]
    thread = threading.Thread(target=house.desk.work_blocking)
    thread.start()
    try:
        until(lambda: len(house.cases()) == 1)
        house.vendor.mailbox.append(said("二", "m2", sender="13900139000"))
        until(lambda: house.clock.advance(EVERY) or len(house.cases()) == 2)
        assert slow.asked == [None]
    finally:
        slow.go_on.set()
        house.desk.close()
        thread.join(LIMIT)


def test_one_that_hangs_is_asked_less_and_less_often(house, slow):
    """Twice as long each time, an hour at most, for each time a thread may be lost; one answer, and all is as before."""
    pauses = []
    for _ in range(9):
        work(house, SHORT)
        pauses.append(left(house))
        house.clock.advance(pauses[-1] - timedelta(seconds=1))
        work(house, SHORT)
        house.clock.advance(timedelta(seconds=2))
    assert pauses == [min(EVERY * 2**n, LONGEST_PAUSE) for n in range(1, 10)]
    assert slow.asked == [None] * 9
    slow.go_on.set()
    work(house)

    assert left(house) == EVERY
    assert slow.asked == [None] * 10


def left(house: Any) -> timedelta:
    """How long it is not asked."""
    with house.desk._door.storage.reading() as reader:
        at = polling._State.read(reader.meta("poll:slow")).next_at
    return at - house.clock.now()


def test_a_call_that_there_is_something_wakes_none_that_hangs(house, slow):
    """It would lose a thread for each push; what it called for is fetched when its time has come."""
    work(house, SHORT)
    with house.desk._door.storage.writing() as tx:
        tx.put_meta(poll_key("slow"), "1")
    work(house, SHORT)
    assert slow.asked == [None]
    slow.go_on.set()
    house.clock.advance(2 * EVERY)
    work(house)

    assert slow.asked == [None, None]


def test_one_that_hangs_is_named(house, slow, caplog):
    """With its plugin, in the log and among the plugins."""
    work(house, SHORT)

    (found,) = [one for one in house.desk._opened.plugins.inspect() if one.instance == "slow"]
    assert found.reason == "poll of channel slow did not answer within 0.1 s"
    assert any("plugin slow (" in one and found.reason in one for one in caplog.messages)


def test_one_that_never_says_it_is_through_ends_once_its_time_is_used_up(house, slow, monkeypatch):
    """The rest comes next time: it holds its lease no longer than it must."""
    seconds = count(step=int(PATIENCE.total_seconds()) // 3)
    monkeypatch.setattr(polling, "monotonic", lambda: next(seconds))
    slow.go_on.set()
    object.__setattr__(slow, "more", True)

    work(house)

    assert slow.asked == [None, "1", "2"]
    assert left(house) == EVERY


def test_files_behind_one_that_hung_are_put_off_with_it(house, slow, said):
    """Each would lose a thread; they are asked for when their time has come again."""
    house.push(said("看图"))
    (case,) = house.cases()
    with house.desk._door.storage.writing() as tx:
        for name in ("p1", "p2", "p3"):
            media._put(tx, Wanted(channel="slow", case=case.number, reference=name, name=name))

    assert sum(work(house, SHORT)) == 0
    assert len([one for one in slow.asked if one is not None]) == 1
    with house.desk._door.storage.reading() as reader:
        assert media.wanted(reader, house.clock.now()) == []
    slow.go_on.set()
    house.clock.advance(timedelta(minutes=2))

    assert sum(work(house)) == 3
