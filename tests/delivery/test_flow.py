"""A run as a whole: its limit, what a fault of the storage leaves behind, what was prepared a while ago. R4, R10"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any, Self

import attrs
import pytest

from complaintkit.delivery import flow
from complaintkit.delivery.flow import deliver
from complaintkit.delivery.message.carrier import Messages
from complaintkit.delivery.outbox import Outbox
from complaintkit.delivery.remedy import Remedies
from complaintkit.delivery.run import Delivered
from complaintkit.delivery.setting import Setting
from complaintkit.delivery.timing import Timing
from complaintkit.model.errors import StorageError
from complaintkit.plugin import Accepted, NotSent, Outcome, Plugin, Rejected, RejectReason, hookimpl
from complaintkit.ports.storage import OutboxRow, Reader

INSTANT = timedelta(microseconds=1)
LOCKED = StorageError(reason="is locked", next_step="Ask again.")


@attrs.frozen(kw_only=True, eq=False)
class Sms(Plugin):
    """A notifier whose session writes down when it is opened, used and closed."""

    name: str
    answer: Outcome | BaseException
    medium: str = "sms"
    address_kind: str = "phone"
    reconcile_after: timedelta = timedelta(minutes=15)
    done: list[str] = attrs.field(factory=list)

    @hookimpl
    def complaintkit_notifiers(self) -> list[Any]:
        """Itself."""
        return [self]

    def check(self, _: object) -> tuple[str, ...]:
        """It lacks nothing."""
        return ()

    def session(self) -> Sms:
        """Itself."""
        return self

    async def __aenter__(self) -> Self:
        self.done.append("open")
        return self

    async def __aexit__(self, *_: object) -> None:
        self.done.append("close")

    async def send(self, _: object) -> Outcome:
        """Answer, or raise."""
        self.done.append("send")
        if isinstance(self.answer, BaseException):
            raise self.answer
        return self.answer


@pytest.mark.parametrize("limit", [1, 2, 3, 4])
def test_a_limit_bounds_all_batches_of_a_run(house, limit):
    """What a first medium refused counts again when it goes on by the next one, and is taken again."""
    house.receive()
    house.sms.answers.extend([Rejected(RejectReason.ADDRESS)] * 2)

    done = house.deliver(limit=limit)

    assert len(house.sms.sent) + len(house.mail.sent) == done.taken == limit


def test_what_is_not_sent_takes_nobodys_place(house):
    """Twenty messages that are not true any more stand before one that is: it is sent all the same."""
    for _ in range(20):
        house.desk.withdraw(house.receive(), by="chen", reason="误报")
    kept = house.receive()
    house.clock.advance(timedelta(seconds=1))

    done = house.deliver(limit=1)

    assert (done.sent, house.desk.case(kept, by="chen").number) == (1, house.sms.sent[0].case_number)


def test_what_is_not_true_any_more_is_called_off(house):
    """On record, so that nobody takes it again. R4"""
    case = house.receive()
    house.desk.withdraw(case, by="chen", reason="误报")

    house.deliver()

    with house.desk._opened.storage.reading() as reader:
        states = {row.name: row.state for row in reader.outbox(case=case.id)}
    assert (states["received"], states["first-handling"]) == ("cancelled", "cancelled")
    assert not {"received", "first-handling"} & {one.message for one in house.sms.sent}


def test_a_fault_with_remedies_is_raised_when_the_messages_are_out(house, monkeypatch):
    """Neither waits for the other, and nobody takes a run for whole that was not."""
    failed = asyncio.Event()

    def fail(*_: object, **__: object) -> None:
        failed.set()
        raise LOCKED

    async def slowly() -> Accepted:
        await failed.wait()
        await asyncio.sleep(0.05)
        return Accepted("r-1")

    monkeypatch.setattr(Remedies, "claim", fail)
    house.sms.answers.append(slowly)
    house.receive()

    with pytest.raises(StorageError) as raised:
        house.deliver()

    assert raised.value is LOCKED
    assert house.entry("received").state == "sent"


@pytest.mark.parametrize(
    "answer", [Accepted("r-1"), NotSent(ours=True), RuntimeError("socket")], ids=["accepted", "stopped", "fault"]
)
def test_a_session_is_closed_before_the_run_ends(open_house, answer):
    """Not when somebody collects the garbage: providers count open sessions."""
    sms = Sms(name="sms", answer=answer)
    house = open_house(sms)
    house.receive()

    house.deliver()

    assert (sms.done[:2], sms.done[-1]) == (["open", "send"], "close")
    assert (sms.done.count("open"), sms.done.count("close")) == (1, 1)


def test_a_run_that_is_cancelled_sends_nothing_more(house):
    """What was being sent is in doubt, the rest is given back to whoever comes next, and the host hears that it ended."""
    started = threading.Event()

    async def hang() -> Outcome:
        started.set()
        await asyncio.Event().wait()
        return Accepted("r-1")

    async def host() -> object:
        setting = Setting.of(house.desk._door, house.desk._opened.plugins.notifiers, Timing())
        run = asyncio.create_task(deliver(setting, limit=100))
        await asyncio.to_thread(started.wait, 20)
        run.cancel()
        return (await asyncio.gather(run, return_exceptions=True))[0]

    house.sms.answers.append(hang)
    case = house.receive()

    end = asyncio.run(host())

    assert isinstance(end, asyncio.CancelledError)
    assert len(house.sms.sent) == 1
    with house.desk._opened.storage.reading() as reader:
        assert sorted(row.state for row in reader.outbox(case=case.id)) == ["in_doubt", "ready"]


def test_who_is_to_end_takes_nothing_on(house):
    """Not even to give it back."""
    house.receive()
    setting = Setting.of(house.desk._door, house.desk._opened.plugins.notifiers, Timing())

    assert asyncio.run(deliver(setting, limit=3, halted=lambda: True)).taken == 0


def test_what_comes_along_beyond_the_limit_ends_the_run(house, monkeypatch):
    """What waits for the same people is taken with what was asked for, and may be more than there was room for. R4"""
    claim = Messages.claim

    def and_one_more(self: Messages, *asked: Any, limit: int) -> Sequence[OutboxRow]:
        return claim(self, *asked, limit=limit + 1)

    monkeypatch.setattr(Messages, "claim", and_one_more)
    for _ in range(2):
        house.receive()

    assert house.deliver(limit=1).sent == 2


def ends_in_time(house: Any, halted: Callable[[], bool] = lambda: False) -> list[Delivered]:
    """What a run came to; nothing where it does not end."""
    setting = Setting.of(house.desk._door, house.desk._opened.plugins.notifiers, Timing())
    ends: list[Delivered] = []
    running = threading.Thread(
        target=lambda: ends.append(asyncio.run(deliver(setting, limit=100, halted=halted))), daemon=True
    )
    running.start()
    running.join(20)
    return ends


def test_every_entry_is_looked_at_once(house, monkeypatch):
    """However many there are: more than are looked at in one go. R4"""
    prepare = flow._prepare
    looked: list[str] = []

    def some(run: Any, rows: Sequence[OutboxRow]) -> object:
        assert not {one.id for one in rows} & set(looked)
        looked.extend(one.id for one in rows)
        return prepare(run, rows)

    monkeypatch.setattr(flow, "_prepare", some)
    for _ in range(11):
        house.receive()

    assert [one.sent for one in ends_in_time(house)] == [22]
    assert len(looked) == 22


def test_a_run_that_is_told_to_end_gives_back_what_it_has_not_looked_at(house, monkeypatch):
    """What was looked at goes out or is given back as well, and the run ends: nobody waits for what is not to come. R4"""
    prepare, looked = Outbox.prepare_in, []

    def looks(outbox: Outbox[Any], tx: Reader, row: OutboxRow) -> object:
        looked.append(row.id)
        return prepare(outbox, tx, row)

    monkeypatch.setattr(Outbox, "prepare_in", looks)
    for _ in range(11):
        house.receive()

    assert [one.taken for one in ends_in_time(house, lambda: bool(looked))] == [22]
    assert 0 < len(looked) < 22
    with house.desk._opened.storage.reading() as reader:
        assert {(row.state, row.attempts, row.lease_until) for row in reader.outbox()} == {("ready", 0, None)}


def test_what_another_worker_has_keeps_no_other_back(house, monkeypatch):
    """The next one goes out in the same session; nothing is given back for it."""
    begin, calls = Outbox.begin, []

    def first_is_gone(outbox: Outbox[Any], *asked: Any, **named: Any) -> object:
        calls.append(asked)
        return begin(outbox, *asked, **named) if len(calls) > 1 else None

    monkeypatch.setattr(Outbox, "begin", first_is_gone)
    house.receive()

    done = house.deliver()

    assert (done.taken, done.sent, house.sms.sessions) == (2, 1, 1)


@attrs.frozen(kw_only=True, eq=False)
class Listener(Plugin):
    """Writes down what it hears."""

    name: str
    heard: list[str] = attrs.field(factory=list)

    @hookimpl
    def complaintkit_event_recorded(self, event: Any) -> None:
        """By its name."""
        self.heard.append(event.name)


def test_plugins_hear_what_follows_from_a_message(open_house):
    """Whatever delivery writes down is told like what people do. R4"""
    listener = Listener(name="listener")
    house = open_house(Sms(name="sms", answer=Accepted("r-1")), listener)
    case = house.receive()
    house.deliver()

    assert "acknowledged" in house.events(case)
    assert listener.heard == house.events(case)
