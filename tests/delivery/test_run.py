"""An outcome is kept, come what may: what was sent can't be unsent."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace
from typing import Any

import pytest

from complaintkit import NotFound, StorageError
from complaintkit.delivery.carrier import Send
from complaintkit.delivery.message.carrier import Messages
from complaintkit.delivery.outbox import Outbox
from complaintkit.delivery.run import Delivered, Run, run_all
from complaintkit.delivery.service import Stops
from complaintkit.delivery.setting import Setting
from complaintkit.delivery.thread import StorageTurn
from complaintkit.plugin import Accepted

LOCKED = StorageError(reason="the database is locked")
PAUSES = [0.2, 1.0, 5.0]


@pytest.fixture
def end(house, monkeypatch):
    """Ends an attempt while keeping it fails with these errors, one after another; gives how many were sent."""
    keep = Outbox.end

    def run(*errors: Exception) -> int:
        left, done = list(errors), Delivered(sent=3)

        def failing(self: Outbox[Any], *asked: Any) -> bool:
            if left:
                raise left.pop(0)
            return keep(self, *asked)

        house.receive(category="other")
        setting = Setting.of(house.desk._door, house.desk._opened.plugins.notifiers)
        outbox = Outbox(setting, Messages(setting), Stops())
        work = outbox.prepare(outbox.take(1).rows[0])
        assert isinstance(work.verdict, Send)
        begun = outbox.begin(work, work.verdict)
        assert begun
        monkeypatch.setattr(Outbox, "end", failing)
        asyncio.run(Run(outbox, StorageTurn(), lambda: False, done).end(begun, Accepted("r-1")))
        return done.sent - 3

    return run


@pytest.fixture
def slept(monkeypatch):
    """The seconds that were waited for, without waiting."""
    pauses = list[float]()

    async def rest(seconds: float) -> None:
        if seconds:  # not a turn for others
            pauses.append(seconds)

    monkeypatch.setattr(asyncio, "sleep", rest)
    return pauses


@pytest.mark.parametrize("failures", range(5))
def test_an_outcome_is_kept_as_soon_as_the_storage_can(house, end, slept, caplog, failures):
    """Tried four times within seconds; then the log says that it will be in doubt, and the run goes on."""
    sent = end(*[LOCKED] * failures)

    kept = failures < 4
    assert (sent, house.entry("received").state) == ((1, "sent") if kept else (0, "started"))
    assert slept == PAUSES[:failures]
    assert [one for one in caplog.messages if "will be in doubt" in one] == (
        []
        if kept
        else [f"entry {house.entry('received').id}: its outcome was not kept ({LOCKED}); it will be in doubt"]
    )


@pytest.mark.parametrize("error", [NotFound(what="case", ref="A-1"), ZeroDivisionError()])
def test_what_no_waiting_mends_is_raised_at_once(end, slept, error):
    """There is no such case, or a fault of ours."""
    with pytest.raises(type(error)):
        end(error)
    assert slept == []


def test_a_fault_of_one_work_is_raised_when_all_have_ended():
    """None is left to run alone; where there is none nothing is raised."""
    ended = list[str]()

    async def work(name: str, error: Exception | None = None) -> None:
        if error is not None:
            raise error
        await asyncio.sleep(0.01)
        ended.append(name)

    with pytest.raises(StorageError):
        asyncio.run(run_all([work("first"), work("second", LOCKED), work("third")]))
    assert ended == ["first", "third"]
    asyncio.run(run_all([work("fourth")]))


def test_what_is_to_begin_goes_before_what_has_ended() -> None:
    """A session waits for the one, nobody for the other; both are kept."""
    order: list[str] = []

    def keep(what: str) -> bool:
        order.append(what)
        return True

    outbox: Any = SimpleNamespace(
        begin=lambda work, send, digest: None if keep(work.row.case) else send,
        end=lambda begun, outcome: keep(begun.row.case),
    )

    def about(case: str) -> Any:
        return SimpleNamespace(row=SimpleNamespace(case=case))

    async def both() -> None:
        run = Run(outbox, StorageTurn(), lambda: False, Delivered())
        await asyncio.gather(run.end(about("A"), Accepted("r-1")), run.begin(about("B"), about("B")))

    asyncio.run(both())
    assert order == ["B", "A"]
