"""The worker and its verbs: due deadlines, delivery, signs of life, a clean end."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import threading
import time
from datetime import timedelta

import pytest

from complaintkit import InvalidInput, StorageError
from complaintkit.delivery.heartbeat import Heartbeat
from complaintkit.delivery.setting import Setting
from complaintkit.delivery.timing import Timing
from complaintkit.delivery.worker import Worker, _sleep
from complaintkit.plugin import Accepted

WANG = "13800138000"
LIMIT = 20  # seconds; nothing here takes that long
LOCKED = StorageError(reason="the database is locked")
INSTANT, BEAT = timedelta(microseconds=1), timedelta(seconds=30)


def until(true):
    """Wait for it."""
    end = time.monotonic() + LIMIT
    while not true():
        assert time.monotonic() < end
        time.sleep(0.01)


def beats(house):
    """The signs of life there are."""
    with house.desk._opened.storage.reading() as reader:
        return reader.metas("heartbeat:")


# ---- verbs ----------------------------------------------------------------------------------------------------------
def test_delivering_says_how_many_were_taken(house):
    """Two messages, then none."""
    house.receive()
    assert house.desk.deliver_blocking() == 2
    assert house.desk.deliver_blocking() == 0


def test_delivering_in_a_running_loop(house):
    """Awaited there; the blocking forms refuse, for they would block the loop they need."""

    async def host():
        with pytest.raises(RuntimeError, match=r"await desk\.deliver"):
            house.desk.deliver_blocking()
        with pytest.raises(RuntimeError, match=r"await desk\.work"):
            house.desk.work_blocking(limit=1)
        return await house.desk.deliver(limit=1)

    house.receive()
    assert asyncio.run(host()) == 1


@pytest.mark.parametrize("limit", [0, -1, True, "10", 1.5])
def test_a_limit_is_a_number_of_messages(house, limit):
    """Anything else is refused, by name."""
    with pytest.raises(InvalidInput, match="limit"):
        house.desk.deliver_blocking(limit=limit)
    with pytest.raises(InvalidInput, match="limit"):
        house.desk.run_due(limit=limit)


def test_what_waits_for_a_worker_is_told(house):
    """Dates that passed and messages that should have gone, alarms among them; none ever was, or it is long ago. R18"""
    desk = house.desk
    assert desk.health(by="chen").warning is None, "nothing waits, and the host may have ways of its own"
    house.receive(category="food/spoiled")
    house.clock.advance(timedelta(minutes=9))
    assert desk.health(by="chen").warning is None
    house.clock.advance(timedelta(minutes=2))
    health = desk.health(by="chen")
    assert (health.worker_seen, health.silent, health.messages >= health.alarms > 0) == (None, True, True)
    assert "Waiting:" in (health.warning or "")

    desk.work_blocking(limit=100)
    assert desk.health(by="chen").warning is None
    house.clock.advance(timedelta(hours=30))
    health = desk.health(by="chen")
    assert (health.silent, health.deadlines) == (True, 1)
    assert str(health.warning).startswith("No worker since")
    with pytest.raises(InvalidInput):
        desk.health(by="nobody")


def test_a_sign_of_life_that_is_still_to_come_is_none(house):
    """A clock was ahead for a minute: no worker is taken for alive until next year, and that it was so is told. R18"""
    with house.desk._opened.storage.writing() as tx:
        tx.put_meta("heartbeat:1", (house.clock.now() + timedelta(days=400)).isoformat())
    health = house.desk.health(by="chen")
    assert (health.worker_seen, health.silent) == (None, True)
    assert "ahead" in str(health.warning)

    house.desk.work_blocking(limit=1)
    assert house.desk.health(by="chen").worker_seen == house.clock.now()
    house.clock.advance(timedelta(days=401))
    assert house.desk.health(by="chen").ahead is None


def test_one_bounded_pass_does_both(house):
    """A POS calls it off its UI thread: what fell due is settled, what that says is sent."""
    house.receive()
    house.deliver()
    house.clock.advance(timedelta(minutes=30))
    house.desk.work_blocking(limit=10)
    assert house.entry("deadline-breached", "chen").state == "sent"
    assert len(beats(house)) == 1


# ---- signs of life --------------------------------------------------------------------------------------------------
def test_the_last_sign_of_life_is_that_of_any_worker(open_house, clock):
    """None where nobody ever worked; else the newest."""
    one, two = open_house(), open_house()
    assert one.desk.worker_seen(by="chen") is None
    one.desk.work_blocking(limit=1)
    clock.advance(timedelta(minutes=1))
    two.desk.work_blocking(limit=1)
    assert len(beats(one)) == 2
    assert one.desk.worker_seen(by="chen") == clock.now()


def test_restarts_leave_no_trail(open_house, clock):
    """A number whose worker is silent is taken over."""
    house = open_house()
    for _ in range(5):
        Heartbeat(house.desk._door, timedelta(seconds=30)).beat()
        clock.advance(timedelta(minutes=10))
    assert list(beats(house)) == ["heartbeat:1"]


def test_a_sign_of_life_is_not_written_at_every_look(house):
    """A look every two seconds is no reason to write to the disk as often."""
    beat = Heartbeat(house.desk._door, timedelta(seconds=30))
    beat.beat()
    first = beats(house)
    house.clock.advance(timedelta(seconds=29))
    beat.beat()
    assert beats(house) == first
    house.clock.advance(timedelta(seconds=1))
    beat.beat()
    assert beats(house) != first
    assert list(beats(house)) == ["heartbeat:1"]  # one worker keeps its number


# ---- the loop -------------------------------------------------------------------------------------------------------
def worker_of(house, **changes):
    """A worker with short times."""
    quick = {"poll": timedelta(seconds=0.02), "grace": timedelta(seconds=5), "patience": timedelta(seconds=10)}
    setting = Setting.of(house.desk._door, house.desk._opened.plugins.notifiers, Timing(**(quick | changes)))
    return Worker(setting, Heartbeat(house.desk._door, setting.timing.beat))


def test_a_worker_goes_on_until_it_is_stopped(house):
    """It sends what comes in while it runs, and ends when told so, from any thread."""
    worker = worker_of(house)
    thread = threading.Thread(target=lambda: asyncio.run(worker.run()))
    thread.start()
    house.receive()
    until(lambda: len(house.sms.sent) == 2)
    worker.stop()
    thread.join(LIMIT)
    assert not thread.is_alive()


def test_a_worker_outlives_a_bad_night(house, monkeypatch):
    """A database that can't for a moment, and a fault of ours: it looks again later."""
    worker = worker_of(house)
    storage = type(house.desk._opened.storage)
    writing, faults = storage.writing, [StorageError(reason="the disk is full"), ZeroDivisionError()]

    def failing(self):
        if faults:
            raise faults.pop()
        return writing(self)

    monkeypatch.setattr(storage, "writing", failing)
    thread = threading.Thread(target=lambda: asyncio.run(worker.run()))
    thread.start()
    until(lambda: not faults)
    house.receive()
    until(lambda: len(house.sms.sent) == 2)
    worker.stop()
    thread.join(LIMIT)


@pytest.mark.parametrize(
    ("done", "failures", "after", "rest"),
    [
        (3, 4, 0, 0),
        (0, 4, 0, 2),
        (LOCKED, 0, 1, 2),
        (LOCKED, 1, 2, 4),
        (LOCKED, 4, 5, 32),
        (LOCKED, 5, 6, 60),
        (LOCKED, 99, 100, 60),
        (ZeroDivisionError(), 1, 2, 4),
    ],
)
def test_what_fails_is_looked_at_less_and_less_often(house, caplog, done, failures, after, rest):
    """Twice as long after each failure, up to a minute, and the log says so; at once while there is something to do."""

    async def work():
        if isinstance(done, Exception):
            raise done
        return done

    worker = worker_of(house, poll=timedelta(seconds=2))

    assert asyncio.run(worker._pass(work, failures)) == (after, rest)
    assert [one for one in caplog.messages if one.startswith("the worker could not go on")] == (
        []
        if isinstance(done, int)
        else [f"the worker could not go on: {LOCKED}" if done is LOCKED else "the worker could not go on"]
    )


def test_each_kind_of_work_counts_its_failures_and_rests_after_each_pass(house, monkeypatch):
    """From none on; as long as the pass says."""
    counted, rested, worker = [], [], worker_of(house)

    async def one_pass(_worker, _work, failures):
        counted.append(failures)
        if len(counted) == 3:
            worker.stop()
        return failures + 1, 7.0 + failures

    async def sleep(_wake, seconds):
        rested.append(seconds)

    monkeypatch.setattr(Worker, "_pass", one_pass)
    monkeypatch.setattr("complaintkit.delivery.worker._sleep", sleep)

    asyncio.run(worker._repeat(asyncio.Event(), worker._erase))

    assert (counted, rested) == ([0, 1, 2], [7.0, 8.0, 9.0])


def test_who_rests_does_so_to_the_end_or_until_woken():
    """A worker that is told to stop does not wait for its next look."""

    async def rest(seconds, *, woken):
        wake, begun = asyncio.Event(), time.monotonic()
        if woken:
            wake.set()
        await _sleep(wake, seconds)
        return time.monotonic() - begun

    assert asyncio.run(rest(0.05, woken=False)) >= 0.04  # clocks are not that exact
    assert asyncio.run(rest(10 * LIMIT, woken=True)) < LIMIT


@pytest.mark.parametrize(
    ("fetched", "counts"),
    [(5, 5), (None, 0), (LOCKED, 0), (ZeroDivisionError(), 0)],
    ids=["five", "none", "locked", "fault"],
)
def test_one_pass_says_how_much_there_was_to_do(house, caplog, monkeypatch, fetched, counts):
    """Events that fell due, messages, and errands; what goes wrong with these keeps no message back, and is logged."""

    async def fetch():
        if isinstance(fetched, Exception):
            raise fetched
        return fetched

    monkeypatch.setattr("complaintkit.delivery.worker.run_due", lambda door, *, limit: 3)
    house.receive()
    worker = worker_of(house)
    worker.errands = () if fetched is None else (fetch,)

    assert asyncio.run(worker.once(limit=2)) == 3 + 2 + counts

    assert len(house.sms.sent) == 2
    assert any("could not be fetched" in one for one in caplog.messages) is isinstance(fetched, Exception)


@pytest.mark.parametrize(
    ("later", "found"),
    [(timedelta(0), 0), (BEAT - INSTANT, 0), (BEAT, 4), (-INSTANT, 4)],
    ids=["now", "soon", "beat", "ahead"],
)
def test_what_erasures_left_is_looked_for_once_a_beat(house, monkeypatch, later, found):
    """Not at every look; and again at once where the clock was ahead when it was looked for. R2"""

    async def finish(_: object) -> int:
        return 4

    monkeypatch.setattr("complaintkit.delivery.worker.finish_erasing", finish)
    worker = worker_of(house, beat=BEAT)
    assert asyncio.run(worker._erase()) == 4

    worker.setting.door.clock._now += later

    assert asyncio.run(worker._erase()) == found


def test_a_worker_that_was_stopped_before_it_began_does_nothing(house):
    """Told so while its thread was about to start; nobody waits for it."""
    house.receive()
    worker = worker_of(house)
    worker.stop()
    worker.join()

    asyncio.run(worker.run())

    assert house.sms.sent == []


def test_a_worker_that_rests_is_woken_to_end(house):
    """However long it would have rested."""
    worker = worker_of(house, poll=timedelta(hours=1))
    thread = threading.Thread(target=lambda: asyncio.run(worker.run()), daemon=True)
    thread.start()
    until(lambda: worker._wake is not None)

    worker.stop()

    thread.join(LIMIT)
    assert not thread.is_alive()


def test_who_waits_for_a_worker_waits_until_it_has_ended(house):
    """Another thread does, for what is being sent; its own loop does not, which would wait for itself. S4.2"""

    async def slowly():
        sending.set()
        await asyncio.sleep(0.3)
        return Accepted("slow")

    async def fetch():
        await asyncio.to_thread(sending.wait, LIMIT)
        worker.join()
        return 0

    sending = threading.Event()
    worker = worker_of(house, grace=timedelta(seconds=LIMIT))
    worker.errands = (fetch,)
    house.sms.answers.append(slowly)
    house.receive(category="other")
    thread = threading.Thread(target=lambda: asyncio.run(worker.run()))
    begun = time.monotonic()
    thread.start()
    sending.wait(LIMIT)
    worker.stop()
    worker.join()

    assert house.entry("received").state == "sent"
    thread.join(LIMIT)
    assert time.monotonic() - begun < LIMIT


def test_a_cancelled_worker_ends_what_it_is_sending(house):
    """A host shuts down: the message in the air is on record as sent, the rest stays for others."""

    async def slowly():
        started.set()
        await asyncio.sleep(0.3)
        return Accepted("slow")

    async def host():
        worker = asyncio.create_task(house.desk.work())
        await asyncio.to_thread(started.wait, LIMIT)
        worker.cancel()
        await asyncio.gather(worker, return_exceptions=True)
        return worker.cancelled()

    started = threading.Event()
    house.sms.answers.append(slowly)
    house.receive()
    assert asyncio.run(host())
    assert house.entry("received").state == "sent"
    rest = house.entry("first-handling", "li")
    assert (rest.state, rest.attempts) == ("ready", 0)
    assert house.desk.deliver_blocking() == 1


def test_what_does_not_end_in_time_is_in_doubt(house):
    """A worker can't wait for ever: nobody knows when it has ended, be its host running still; the provider is asked later."""

    async def never():
        started.set()
        await asyncio.Event().wait()

    async def host():
        worker = asyncio.create_task(worker_of(house, grace=timedelta(seconds=0.1)).run())
        await asyncio.to_thread(started.wait, LIMIT)
        worker.cancel()
        await asyncio.gather(worker, return_exceptions=True)
        return house.entry("received").state

    started = threading.Event()
    house.sms.answers.append(never)
    house.receive()
    assert asyncio.run(host()) == "in_doubt"


@pytest.mark.parametrize("asked", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_the_worker_cleanly(house, asked):
    """No traceback, and whatever the host had set for the signal stands again."""
    before = signal.getsignal(asked)
    house.receive()

    def ask():
        until(lambda: len(house.sms.sent) == 2)
        os.kill(os.getpid(), asked)

    thread = threading.Thread(target=ask)
    thread.start()
    house.desk.work_blocking()
    thread.join(LIMIT)
    assert signal.getsignal(asked) is before


def test_a_second_signal_while_the_first_is_answered_ends_it_too(house):
    """Ctrl-C twice, a supervisor in a hurry: whatever line of stopping the second one meets, neither waits for the other."""
    met = set[tuple[str, int]]()

    def interrupt(frame, event, _):
        here = (frame.f_code.co_qualname, frame.f_lineno)
        if event == "line" and here not in met:
            met.add(here)
            worker.stop()  # what the handler does, in the middle of itself
        return interrupt

    def run():
        sys.settrace(interrupt)
        worker.stop()
        sys.settrace(None)

    worker = worker_of(house)
    running = threading.Thread(target=lambda: asyncio.run(worker.run()), daemon=True)
    running.start()
    until(lambda: worker._wake is not None)
    stopping = threading.Thread(target=run, daemon=True)
    stopping.start()

    stopping.join(LIMIT)
    running.join(LIMIT)

    assert met
    assert not stopping.is_alive()
    assert not running.is_alive()


@pytest.mark.parametrize("second", [signal.SIGTERM, signal.SIGINT])
def test_two_signals_end_the_worker_cleanly(house, second, monkeypatch):
    """What is being sent is sent to its end, once; the second signal changes nothing. S4.2"""
    heard, stop = list[bool](), Worker.stop

    def told(worker):
        stop(worker)
        heard.append(True)

    async def slowly():
        for count, asked in enumerate((signal.SIGTERM, second), 1):
            os.kill(os.getpid(), asked)
            # The main thread hears it once it has its turn.
            await asyncio.to_thread(until, lambda count=count: len(heard) >= count)
        return Accepted("slow")

    monkeypatch.setattr(Worker, "stop", told)

    house.sms.answers.append(slowly)
    house.receive()
    house.desk.work_blocking()
    assert house.entry("received").state == "sent"
    assert house.entry("first-handling", "li").attempts == 0


def test_workers_of_a_desk_can_be_told_to_end(house):
    """What `close` needs: they are told, and waited for."""
    thread = threading.Thread(target=house.desk.work_blocking)
    thread.start()
    house.receive()
    until(lambda: len(house.sms.sent) == 2)
    house.desk._stop_working()
    thread.join(1)
    assert not thread.is_alive()
