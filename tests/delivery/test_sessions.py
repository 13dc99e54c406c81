"""Several sessions of one notifier at the same time: how many, in which order, and what ends all of them."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Mapping
from datetime import timedelta

import attrs
import pytest

from complaintkit import Customer
from complaintkit.delivery.flow import deliver
from complaintkit.delivery.service import read_notifiers
from complaintkit.delivery.setting import Setting
from complaintkit.delivery.timing import Timing
from complaintkit.model.outbox import AttemptOutcome, OutboxState
from complaintkit.plugin import Accepted, InDoubt, NotSent

LIMIT = 20  # seconds


def customer(number: int) -> Customer:
    """One of many."""
    return Customer(name=f"客人{number}", phone=f"138001380{number:02d}")


@attrs.define(slots=False)
class Window:
    """What a provider with a window for each session sees: who is served at the same time, in which order they came."""

    together: int = 1
    answers: Mapping[int, object] = attrs.field(factory=dict)
    under_way: list[str] = attrs.field(factory=list)
    most: int = 0
    begun: list[str] = attrs.field(factory=list)
    ended: list[str] = attrs.field(factory=list)
    full: asyncio.Event = attrs.field(factory=asyncio.Event)

    async def send(self, notification):
        """Wait until so many are here together, then answer."""
        number = len(self.begun)
        assert notification.to.address not in self.under_way, "two to one address at the same time"
        self.begun.append(notification.id)
        self.under_way.append(notification.to.address)
        self.most = max(self.most, len(self.under_way))
        if len(self.begun) >= self.together:
            self.full.set()
        try:
            await asyncio.wait_for(self.full.wait(), LIMIT)
            await asyncio.sleep(0)
        finally:
            self.under_way.remove(notification.to.address)
            self.ended.append(notification.id)
        return self.answers.get(number, Accepted(f"r-{number}"))


@pytest.fixture
def served(open_house, scripted, monkeypatch):
    """Opens a house whose SMS go by so many sessions, to a window."""

    def open_one(sessions: int, window: Window):
        plugin = scripted(name="sms", sessions=sessions)
        house = open_house(plugin)
        house.sms = plugin.provider
        monkeypatch.setattr(type(plugin.provider), "send", lambda _, notification: window.send(notification))
        return house

    return open_one


def states(house) -> Counter[OutboxState]:
    """How many messages to customers stand where."""
    with house.desk._opened.storage.reading() as reader:
        return Counter(row.state for row in reader.outbox() if row.recipient == "customer")


@pytest.mark.parametrize(("sessions", "messages", "most"), [(1, 3, 1), (3, 7, 3), (5, 2, 2)])
def test_as_many_sessions_as_the_notifier_takes_and_there_is_something_for(served, sessions, messages, most):
    """Each sends one message at a time; all messages go out; every session is closed."""
    window = Window(together=most)
    house = served(sessions, window)
    for number in range(messages):
        house.receive(category="food/sensory", customer=customer(number))

    done = house.deliver()

    assert (done.sent, window.most, house.sms.sessions, house.sms.open) == (messages, most, most, 0)
    assert states(house) == {OutboxState.SENT: messages}


def test_messages_to_one_address_never_overtake_each_other(served):
    """Whatever their number is called, they go one after another, in the order in which they were claimed."""
    window = Window(together=2)
    house = served(4, window)
    for number, spelling in enumerate(("13800138000", "+8613800138000", "138 0013 8000"), 1):
        house.receive(category="food/sensory", customer=Customer(name="王芳", phone=spelling))
        house.receive(category="food/sensory", customer=customer(number))
    with house.desk._opened.storage.reading() as reader:
        order = [row.id for row in reader.outbox() if row.recipient == "customer"]

    assert house.deliver().sent == len(order)

    assert [one for one in window.begun if one in order[::2]] == order[::2]
    assert window.most > 1, "others need not wait for them"


def test_an_account_without_credit_stops_all_sessions(served):
    """What is under way ends, what was begun and not yet handed over is kept for later, and nothing else is begun. P6"""
    window = Window(together=3, answers={0: NotSent(ours=True, detail="no credit")})
    house = served(3, window)
    for number in range(12):
        house.receive(category="food/sensory", customer=customer(number))

    done = house.deliver()

    assert done.stopped == {"sms": "no credit"}
    assert len(window.begun) <= 6  # three under way, and at most one more of each that had ended before it was known
    found = states(house)
    assert found[OutboxState.SENT] == len(window.begun) - 1
    assert found[OutboxState.READY] + found[OutboxState.RETRY] == 12 - found[OutboxState.SENT]
    assert found[OutboxState.STARTED] == found[OutboxState.IN_DOUBT] == 0


def test_who_is_to_end_ends_what_was_begun(served):
    """Nothing more is begun, what waits is given back at once, and what is under way is kept as it ends. P5"""
    window = Window(together=2)
    house = served(2, window)
    for number in range(6):
        house.receive(category="food/sensory", customer=customer(number))
    setting = Setting.of(house.desk._door, house.desk._opened.plugins.notifiers)

    done = asyncio.run(deliver(setting, limit=100, halted=lambda: len(window.begun) >= 2))

    assert done.sent == len(window.begun) <= 4
    assert states(house) == {OutboxState.SENT: done.sent, OutboxState.READY: 6 - done.sent}


def test_a_hanging_session_stops_all(served):
    """Its message is in doubt, the others' are not; nothing more is begun. P6"""
    window = Window()
    house = served(2, window)
    house.timing = Timing(patience=timedelta(seconds=2))
    hang, first = window.send, list[str]()

    async def hanging(notification):
        if not first:
            first.append(notification.id)
            await asyncio.Event().wait()
        return await hang(notification)

    window.send = hanging  # type: ignore[method-assign]  # this one hangs first
    for number in range(2):
        house.receive(category="food/sensory", customer=customer(number))

    done = house.deliver()

    assert done.stopped == {"sms": "it hung"}
    assert states(house) == {OutboxState.IN_DOUBT: 1, OutboxState.SENT: 1}


def test_who_is_cancelled_leaves_each_message_under_way_in_doubt(served):
    """All sessions are cut off at once, and none of their messages is taken for sent or unsent. P5"""
    window = Window(together=9)  # they wait for more than there are
    house = served(3, window)
    for number in range(5):
        house.receive(category="food/sensory", customer=customer(number))
    setting = Setting.of(house.desk._door, house.desk._opened.plugins.notifiers)

    async def cut() -> None:
        task = asyncio.create_task(deliver(setting, limit=100))
        while len(window.begun) < 3:  # noqa: ASYNC110  on another thread
            await asyncio.sleep(0.01)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(cut())

    assert states(house) == {OutboxState.IN_DOUBT: 3, OutboxState.READY: 2}


def test_a_session_that_could_not_send_leaves_the_rest_to_others(served):
    """A provider that is short of lines hears from fewer; the last one goes on."""
    answers = {number: NotSent(detail="too many connections") for number in (0, 1)}
    window = Window(together=3, answers=answers)
    house = served(3, window)
    for number in range(9):
        house.receive(category="food/sensory", customer=customer(number))

    done = house.deliver()

    assert (done.sent, done.stopped) == (7, {})
    assert states(house) == {OutboxState.SENT: 7, OutboxState.RETRY: 2}


def test_a_session_that_does_not_open_is_one_fewer(served, monkeypatch):
    """Its parcel goes by another one, and counts no try."""
    window = Window()
    house = served(3, window)
    (notifier,) = house.desk._opened.plugins.notifiers.values()
    open_one, opened = type(notifier._given).session, []

    def only_one(self):
        opened.append(1)
        if len(opened) > 1:
            raise OSError("no more lines")
        return open_one(self)

    monkeypatch.setattr(type(notifier._given), "session", only_one)
    for number in range(4):
        house.receive(category="food/sensory", customer=customer(number))

    done = house.deliver()

    assert (done.sent, done.stopped, len(opened)) == (4, {}, 3)
    assert all(row.attempts == 1 for row in _rows(house))


def _rows(house):
    with house.desk._opened.storage.reading() as reader:
        return [row for row in reader.outbox() if row.recipient == "customer"]


def test_what_comes_up_together_is_kept_by_one_commit(served, monkeypatch):
    """Ten sessions commit less often than they begin and end messages; each attempt is on record before its call. P5"""
    window = Window(together=10)
    house = served(10, window)
    for number in range(20):
        house.receive(category="food/sensory", customer=customer(number))
    storage, transactions = type(house.desk._opened.door.storage), []
    writing = storage.writing

    def counted(self):
        transactions.append(1)
        return writing(self)

    monkeypatch.setattr(storage, "writing", counted)

    assert house.deliver().sent == 20

    assert len(transactions) < 20
    assert all(one.outcome is AttemptOutcome.ACCEPTED for row in _rows(house) for one in house.attempts(row))


def test_what_can_not_be_kept_takes_no_other_with_it(served, monkeypatch):
    """Where one of those that are kept together fails, the others are kept, each by itself."""
    from complaintkit.delivery.outbox import Outbox

    window = Window(together=3)
    house = served(3, window)
    for number in range(3):
        house.receive(category="food/sensory", customer=customer(number))
    bad, end_in = _rows(house)[1].id, Outbox.end_in

    def failing(self, tx, begun, outcome):
        if begun.row.id == bad:
            raise LookupError(bad)
        return end_in(self, tx, begun, outcome)

    monkeypatch.setattr(Outbox, "end_in", failing)

    with pytest.raises(LookupError):
        house.deliver()

    assert states(house) == {OutboxState.SENT: 2, OutboxState.STARTED: 1}


@pytest.mark.parametrize("given", [0, -1, True, 2.5, "3"])
def test_a_number_of_sessions_that_is_none_leaves_the_notifier_out(house, given):
    """What a stranger says of itself is checked before it is believed; the log names it."""
    one = next(iter(house.desk._opened.plugins.notifiers.values()))._given
    assert read_notifiers({"sms": attrs.evolve(one, sessions=given)}) == {}
    assert read_notifiers({"sms": attrs.evolve(one, sessions=2)})["sms"].sessions == 2


def test_a_pause_is_the_providers(served):
    """An account problem holds what was begun for a while, without a try counted against it."""
    window = Window(together=2, answers={0: NotSent(ours=True), 1: InDoubt("?")})
    house = served(2, window)
    for number in range(2):
        house.receive(category="food/sensory", customer=customer(number))

    house.deliver()

    assert states(house) == {OutboxState.RETRY: 1, OutboxState.IN_DOUBT: 1}
    (waiting,) = [row for row in _rows(house) if row.state is OutboxState.RETRY]
    assert waiting.next_at == house.clock.now() + timedelta(minutes=5)
