"""The threads of the storage: one call at a time, and nobody's loop waits for a disk."""

from __future__ import annotations

import asyncio
import threading

import pytest

from complaintkit.delivery.thread import StorageThread, StorageTurn, apart

LIMIT = 10  # seconds; nothing here takes that long
MOMENT = 0.05  # seconds in which a second thread would have begun


def test_calls_are_made_one_after_another():
    """A transaction of one kind of work is not crossed by another's; each gets its own answer."""
    second = threading.Event()

    async def both():
        with StorageThread() as storage:
            return await asyncio.gather(storage(second.wait, MOMENT), storage(second.set))

    assert asyncio.run(both()) == [False, None]
    assert second.is_set()


def test_leaving_waits_for_no_call_and_begins_none():
    """What is under way ends by itself; what was to come is not done for nobody."""
    begun, release, made = threading.Event(), threading.Event(), []

    def slow():
        begun.set()
        release.wait(LIMIT)
        made.append("slow")

    async def leave():
        with StorageThread() as storage:
            calls = [asyncio.create_task(storage(slow)), asyncio.create_task(storage(made.append, "next"))]
            await asyncio.to_thread(begun.wait, LIMIT)
        before = list(made)
        release.set()
        await asyncio.wait(calls, timeout=LIMIT)
        return before

    assert asyncio.run(leave()) == []
    assert made == ["slow"]


def test_a_run_apart_may_block_while_the_loop_of_whoever_asked_goes_on():
    """It hears the result, or what was raised."""

    async def ask() -> tuple[bool, str]:
        told = threading.Event()

        async def block() -> bool:
            return told.wait(LIMIT)

        waiting = asyncio.create_task(apart(block))
        await asyncio.sleep(MOMENT)
        told.set()

        async def fail() -> None:
            raise ZeroDivisionError

        with pytest.raises(ZeroDivisionError) as error:
            await apart(fail)
        return await waiting, error.typename

    assert asyncio.run(ask()) == (True, "ZeroDivisionError")


@pytest.mark.parametrize("begun", [True, False], ids=["under way", "not begun"])
def test_a_run_apart_that_is_cancelled_ends_before_whoever_asked_goes_on(begun):
    """What it has in hand is put away first."""
    under_way, ended = threading.Event(), list[str]()

    async def hold() -> None:
        try:
            under_way.set()
            await asyncio.Event().wait()
        finally:
            await asyncio.sleep(MOMENT)
            ended.append("put away")

    async def ask() -> None:
        waiting = asyncio.create_task(apart(hold))
        await asyncio.sleep(0)
        if begun:
            await asyncio.to_thread(under_way.wait, LIMIT)
        waiting.cancel()
        await asyncio.sleep(0)
        with pytest.raises(asyncio.CancelledError):
            await waiting
        ended.append("gone on")

    asyncio.run(ask())
    assert ended[-2:] == (["put away", "gone on"] if under_way.is_set() else ["gone on"])


def test_what_comes_up_before_a_turn_of_the_storage_goes_first():
    """So what several couriers keep at the same time is kept together, and none waits for a long row of calls."""
    order = list[str]()

    async def both() -> None:
        async def calls() -> None:
            for one in "abc":
                await StorageTurn()(order.append, one)

        async def others() -> None:
            for one in "123":
                order.append(one)
                await asyncio.sleep(0)

        await asyncio.gather(calls(), others())

    asyncio.run(both())
    assert order == ["1", "2", "a", "3", "b", "c"]


def test_what_somebody_is_in_a_hurry_for_goes_before_all_that_waits():
    """Also where it came up later, and several are in a hurry; the rest goes on once none is."""
    order = list[str]()
    turn = StorageTurn()

    async def patient(name: str) -> None:
        await turn(order.append, name)

    async def hurried(name: str) -> None:
        await asyncio.sleep(0)
        with turn.hurry():
            await turn.first(order.append, name)
            await asyncio.sleep(0)
            order.append(f"{name} gone on")

    async def all_of_them() -> None:
        await asyncio.wait_for(asyncio.gather(patient("a"), patient("b"), hurried("x"), hurried("y")), 5)
        await patient("c")

    asyncio.run(all_of_them())
    assert order == ["x", "y", "x gone on", "y gone on", "a", "b", "c"]


def test_a_hurry_that_ends_by_an_error_keeps_nobody_waiting():
    """Whatever went wrong with what somebody was in a hurry for."""
    order = list[str]()
    turn = StorageTurn()

    async def all_of_them() -> None:
        with pytest.raises(RuntimeError), turn.hurry():
            raise RuntimeError
        await asyncio.wait_for(turn(order.append, "a"), 5)

    asyncio.run(all_of_them())
    assert order == ["a"]
