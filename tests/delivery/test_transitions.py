"""The table of transitions: every line of it has a story, and nothing that happens leaves it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import attrs
import pytest

from complaintkit import Case, Desk, Money, Remedy
from complaintkit.delivery import requeue
from complaintkit.delivery.carrier import Park, Send, Wait
from complaintkit.delivery.message.carrier import Messages
from complaintkit.delivery.outbox import Outbox
from complaintkit.delivery.remedy import Remedies
from complaintkit.delivery.report import take_report
from complaintkit.delivery.service import Stops
from complaintkit.model.outbox import FIRST, TRANSITIONS, EntryKind, OutboxState, may_become
from complaintkit.plugin import (
    Accepted,
    DeliveryReport,
    DeliveryStatus,
    InDoubt,
    NotSent,
    Outcome,
    Plugin,
    Rejected,
    RejectReason,
    hookimpl,
)
from complaintkit.records.outbox import move
from complaintkit.testing import FakeClock

MINUTE = timedelta(minutes=1)
EDGES = {
    (kind, before, after) for kind, states in TRANSITIONS.items() for before, ways in states.items() for after in ways
}


# ---- the table itself -----------------------------------------------------------------------------------------------
@pytest.mark.parametrize("kind", EntryKind)
def test_every_state_of_the_table_is_reached_from_the_first(kind):
    """No line of the table is dead, and each way that leads to a state leads to a line."""
    reached, new = set(), {FIRST[kind]}
    while new:
        reached |= new
        new = {after for before in new for after in TRANSITIONS[kind][before]} - reached
    assert reached == set(TRANSITIONS[kind])


def test_every_state_belongs_to_some_kind_of_entry():
    """There is no word for a state that nothing can be in."""
    assert {state for states in TRANSITIONS.values() for state in states} == set(OutboxState)


@pytest.mark.parametrize("kind", EntryKind)
@pytest.mark.parametrize("state", [OutboxState.DELIVERED, OutboxState.CANCELLED])
def test_what_ended_well_stays(kind, state):
    """What arrived or was called off does not go out again; it may only stay as it is."""
    assert [after for after in OutboxState if may_become(kind, state, after)] == [state]


def test_what_the_table_does_not_have_is_refused(house):
    """Whoever tries it writes nothing."""
    house.receive()
    with pytest.raises(RuntimeError, match="does not go from ready to sent"):
        move(house.entry("received"), OutboxState.SENT)


# ---- what happens ---------------------------------------------------------------------------------------------------
SAID: dict[str, Outcome] = {
    "accepted": Accepted("ref"),
    "final": Accepted("ref", final=True),
    "rejected": Rejected(RejectReason.ADDRESS),
    "not-sent": NotSent(),
    "in-doubt": InDoubt(),
}
MESSAGES = """
take accepted delivered
take final
take accepted failed take accepted failed take accepted failed retry give-up
take rejected take rejected take rejected give-up
take rejected take rejected take-without-call retry give-up
take not-sent take not-sent give-up
take in-doubt take accepted
take in-doubt take final
take in-doubt take not-sent give-up
take in-doubt take in-doubt delivered
take in-doubt take in-doubt retry give-up
take in-doubt take in-doubt give-up
take rejected take rejected take in-doubt take rejected give-up
take rejected take rejected take in-doubt failed give-up
take rejected take rejected take in-doubt take in-doubt failed
take rejected take rejected take failed
put-off give-up
park give-up
withdraw take
"""
REMEDIES = """
take accepted
take rejected
take not-sent take accepted
take in-doubt take accepted
take in-doubt take rejected
take in-doubt take not-sent give
take in-doubt take in-doubt give
take take take in-doubt late
take-without-till
park
"""


@attrs.frozen(kw_only=True, eq=False)
class Tills(Plugin):
    """Refunds, as far as they are told of here: no till is ever called."""

    name: str
    kinds: frozenset[str] = frozenset({"refund"})
    reconcile_after: timedelta = 15 * MINUTE

    @hookimpl
    def complaintkit_remedy_executors(self) -> list[Any]:
        """Itself."""
        return [self]

    def session(self) -> None:
        """None is opened."""


@attrs.define
class Story:
    """One entry, step by step, as one worker after another sees it."""

    desk: Desk
    clock: FakeClock
    case: Case
    kind: EntryKind
    begun: Any = None
    first: Any = None

    def tell(self, steps: str) -> None:
        """Let all of it happen."""
        for step in steps.split():
            self.clock.advance(16 * MINUTE)
            if step in SAID:
                self.outbox().end(self.begun, SAID[step])
            else:
                getattr(self, step.replace("-", "_"))()

    @property
    def entry(self) -> str:
        """The id of the entry."""
        with self.desk._opened.storage.reading() as reader:
            return next(row.id for row in reader.outbox(case=self.case.id) if row.kind is self.kind)

    def outbox(self, *, without: str = "") -> Outbox[Any]:
        """The outbox of a worker that has all plugins, or all but one."""
        setting = self.desk._setting()
        setting = attrs.evolve(
            setting,
            notifiers={name: one for name, one in setting.notifiers.items() if name != without},
            executors={name: one for name, one in setting.executors.items() if name != without},
        )
        carrier: Any = Messages(setting) if self.kind is EntryKind.MESSAGE else Remedies(setting)
        return Outbox(setting, carrier, Stops())

    def take(self, *, without: str = "") -> None:
        """A worker takes it, and begins what is to be done."""
        outbox = self.outbox(without=without)
        batch = outbox.take(1)
        self.begun = batch.doubts[0] if batch.doubts else None
        for row in batch.rows:
            work = outbox.prepare(row)
            if isinstance(work.verdict, Send):
                self.begun = outbox.begin(work, work.verdict)
                self.first = self.first or self.begun
            else:
                outbox.put_aside(row, work.verdict)

    def late(self) -> None:
        """The worker that began it first, whom nobody expects any more, hears that it was carried out."""
        self.outbox().end(self.first, SAID["accepted"])

    def take_without_call(self) -> None:
        """Nobody serves the last medium."""
        self.take(without="call")

    def take_without_till(self) -> None:
        """Nobody carries it out, for more than a day."""
        for _ in range(25):
            self.clock.advance(timedelta(hours=1))
            self.take(without="till")

    def put_off(self) -> None:
        """It is quiet hours, or a worker ends that has claimed it."""
        self._put_aside(Wait(self.clock.now(), ""))

    def park(self) -> None:
        """It can't even be looked at."""
        self._put_aside(Park("can't be prepared"))

    def _put_aside(self, verdict: Any) -> None:
        outbox = self.outbox()
        for row in outbox.take(1).rows:
            outbox.put_aside(row, verdict)

    def delivered(self) -> None:
        """The provider reports that it arrived."""
        self._report(DeliveryStatus.DELIVERED)

    def failed(self) -> None:
        """The provider reports that it did not."""
        self._report(DeliveryStatus.FAILED)

    def _report(self, status: DeliveryStatus) -> None:
        report = DeliveryReport("ref", status=status, at=self.clock.now())
        assert take_report(self.desk._door, self.entry, report)

    def retry(self) -> None:
        """A person brings it back."""
        requeue.retry(self.desk._door, self.entry, by="fang", reason="再试一次")

    def give_up(self) -> None:
        """A person gives it up."""
        requeue.give_up(self.desk._door, self.entry, by="fang", reason="已电话告知")

    def withdraw(self) -> None:
        """The customer takes the complaint back."""
        self.desk.withdraw(self.case, by="chen", reason="算了")

    def give(self) -> None:
        """A person carries it out by hand."""
        self.desk.give_remedy(self.case, by="fang", promise=self.case.promises[0])


@pytest.mark.parametrize(("kind", "stories"), [(EntryKind.MESSAGE, MESSAGES), (EntryKind.REMEDY, REMEDIES)])
def test_every_line_of_the_table_has_a_story(open_house, scripted, watch, kind, stories):
    """All that may happen to an entry happens here, on a real database; the table has nothing else."""
    notifiers = [("sms", "phone"), ("email", "email"), ("call", "phone")]
    plugins = [scripted(name=medium, medium=medium, address_kind=address) for medium, address in notifiers]
    house = open_house(*plugins, Tills(name="till"))
    for steps in stories.strip().splitlines():
        case = house.receive(category="other")
        if kind is EntryKind.REMEDY:
            case = house.desk.settle(
                case, by="fang", facts="属实", agreed="by-phone", remedies=[Remedy.refund(Money(25, "CNY"))]
            )
        Story(house.desk, house.clock, case, kind).tell(steps)
    assert {move for move in watch.moves() if move[0] is kind} == {edge for edge in EDGES if edge[0] is kind}
