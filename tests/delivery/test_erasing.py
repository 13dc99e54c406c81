"""What notifiers and executors keep of somebody who was erased: asked for until it is gone, or nobody has it any more. R2"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Sequence
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import attrs
import pytest

from complaintkit.delivery.erasing import finish_erasing
from complaintkit.plugin import Attempt
from complaintkit.records.leftover import leftovers, note_leftovers

MONTH, SECOND = timedelta(days=30), timedelta(seconds=1)


@attrs.define
class Keeper:
    """A plugin that is asked to forget."""

    trouble: Callable[[], object] = lambda: None
    asked: list[list[str]] = attrs.field(factory=list)

    def forget(self, attempts: Sequence[Attempt]) -> None:
        """Write down what of."""
        self.asked.append([one.id for one in attempts])
        self.trouble()


@pytest.fixture
def left(house):
    """Two messages of a notifier and an order of an executor are to be forgotten since now."""
    now = house.clock.now()

    def attempts(*ids: str) -> list[Attempt]:
        return [Attempt(id=id, started_at=now, reference=None) for id in ids]

    with house.desk._opened.storage.writing() as tx:
        note_leftovers(tx, {"notifier sms": attempts("m-1", "m-2"), "executor till": attempts("o-1")}, now)

    def those() -> list[str]:
        with house.desk._opened.storage.reading() as reader:
            return sorted(one.attempt.id for one in leftovers(reader))

    return those


@pytest.fixture
def finish(house):
    """A worker that has these plugins does what it can."""

    def run(*, sms: object = None, till: object = None) -> int:
        setting: Any = SimpleNamespace(
            door=house.desk._door,
            now=house.clock.now(),
            timing=SimpleNamespace(patience=timedelta(seconds=0.5)),
            notifiers={} if sms is None else {"sms": SimpleNamespace(key="notifier sms", notifier=sms)},
            executors={} if till is None else {"till": SimpleNamespace(key="executor till", executor=till)},
        )
        return asyncio.run(finish_erasing(setting))

    return run


def test_notifiers_and_executors_forget_alike(left, finish):
    """Each is asked once about all of its own; how much that was is counted."""
    sms, till = Keeper(), Keeper()
    assert finish(sms=sms, till=till) == 3
    assert ([sorted(one) for one in sms.asked], till.asked, left()) == ([["m-1", "m-2"]], [["o-1"]], [])
    assert (finish(sms=sms, till=till), len(sms.asked)) == (0, 1)


def test_who_keeps_nothing_has_nothing_to_forget(left, finish):
    """It has no way to be asked, and needs none."""
    assert (finish(till=object()), left()) == (1, ["m-1", "m-2"])


def fail() -> None:
    """It can't now."""
    raise OSError("13800138000")


def test_what_fails_is_told_and_asked_again(left, finish, caplog):
    """Without its words, which may hold a customer's; what others forgot is done."""
    assert (finish(sms=Keeper(fail), till=Keeper()), left()) == (1, ["m-1", "m-2"])
    assert "notifier sms could not erase what it keeps (OSError): it is asked again" in caplog.messages
    assert (finish(sms=Keeper()), left()) == (2, [])


def test_who_takes_too_long_is_asked_again(left, finish, caplog):
    """No message waits for it."""
    end = threading.Event()
    timer = threading.Timer(1.5, end.set)
    timer.start()
    assert (finish(till=Keeper(end.wait)), left()) == (0, ["m-1", "m-2", "o-1"])
    timer.join()
    assert "executor till could not erase what it keeps (TimeoutError): it is asked again" in caplog.messages


def test_what_nobody_has_for_a_month_is_gone(left, finish, house):
    """To the second; until then nobody forgets it."""
    house.clock.advance(MONTH - SECOND)
    assert (finish(), len(left())) == (0, 3)
    house.clock.advance(SECOND)
    assert (finish(), left()) == (3, [])
