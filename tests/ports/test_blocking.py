"""A vendor's blocking client as a sender: on threads, nothing unheard, nothing hanging."""

from __future__ import annotations

import asyncio
import threading
import time
from datetime import UTC, datetime

import pytest

from complaintkit.model.customer import Contact
from complaintkit.model.errors import InvalidInput
from complaintkit.plugin import Accepted, Attempt, InDoubt, Notification, blocking_session

LIMIT = 20  # seconds; nothing here takes that long
ATTEMPT = Attempt(id="1", started_at=datetime(2026, 11, 21, tzinfo=UTC))


def message(number):
    """One of several."""
    return Notification(
        id=str(number), to=Contact("phone", "1"), message="m", language="en", text="t", case_number="A-1"
    )


def test_calls_run_beside_each_other_on_at_most_so_many_threads():
    """A slow provider does not make a batch as slow as the sum of its calls."""
    three, busy, most, lock = threading.Barrier(3), set(), [0], threading.Lock()

    def send(notification):
        with lock:
            busy.add(notification.id)
            most[0] = max(most[0], len(busy))
        three.wait(LIMIT)
        with lock:
            busy.discard(notification.id)
        return Accepted(notification.id)

    async def batch():
        async with blocking_session(send, workers=3) as sender:
            return await asyncio.gather(*(sender.send(message(number)) for number in range(9)))

    assert asyncio.run(batch()) == [Accepted(str(number)) for number in range(9)]
    assert most == [3]


def test_without_reconcile_the_answer_is_cannot_tell():
    """An allowed answer; forgetting is not."""

    async def ask():
        async with blocking_session(lambda _: Accepted("1")) as sender:
            return await sender.reconcile(ATTEMPT)

    assert isinstance(asyncio.run(ask()), InDoubt)


def test_reconcile_asks_the_client():
    """Where there is one."""

    async def ask():
        async with blocking_session(lambda _: Accepted("1"), lambda attempt: Accepted(attempt.id)) as sender:
            return await sender.reconcile(ATTEMPT)

    assert asyncio.run(ask()) == Accepted("1")


@pytest.mark.parametrize("error", [OSError("down"), StopIteration(), SystemExit(1)], ids=repr)
def test_what_the_client_raises_arrives(error):
    """Even what asyncio can't carry: a caller that waits for ever would never know it is in doubt."""

    def send(_):
        raise error

    async def batch():
        async with blocking_session(send) as sender:
            return await asyncio.wait_for(sender.send(message(1)), LIMIT)

    with pytest.raises((OSError, RuntimeError)):
        asyncio.run(batch())


def test_leaving_hears_the_calls_under_way_out():
    """What is being sent when the batch is given up has ended when the session has; what had not begun never does."""
    begun, ended = threading.Event(), []

    def send(notification):
        begun.set()
        time.sleep(0.05)
        ended.append(notification.id)
        return Accepted("1")

    async def batch():
        async with blocking_session(send, workers=1) as sender:
            tasks = [asyncio.create_task(sender.send(message(number))) for number in range(3)]
            await asyncio.to_thread(begun.wait, LIMIT)
            for task in tasks:
                task.cancel()

    asyncio.run(batch())
    time.sleep(0.1)

    assert ended == ["0"]


@pytest.mark.parametrize("workers", [0, -1, True, "4"])
def test_a_number_of_threads_is_one_or_more(workers):
    """Told where it is written, not at the first message."""
    with pytest.raises(InvalidInput, match="workers"):
        blocking_session(lambda _: Accepted("1"), workers=workers)
