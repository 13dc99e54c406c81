"""Random providers, workers that die and come back late, people and reports: whatever happens stays in the table of transitions."""

# ruff: noqa: D102  what the machine's rules do is in their names

from __future__ import annotations

import asyncio
import tempfile
from collections import deque
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import attrs
import hypothesis.strategies as st
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from complaintkit import ComplaintKitError, Customer, Desk, Money, Remedy
from complaintkit.delivery import requeue
from complaintkit.delivery.carrier import Begun, Send, Work
from complaintkit.delivery.flow import deliver
from complaintkit.delivery.message.carrier import Messages
from complaintkit.delivery.outbox import Outbox
from complaintkit.delivery.remedy import Remedies
from complaintkit.delivery.report import take_report
from complaintkit.delivery.service import Stops
from complaintkit.model.outbox import AttemptOutcome, EntryKind, OutboxState, may_become
from complaintkit.plugin import (
    Accepted,
    Attempt,
    DeliveryReport,
    DeliveryStatus,
    InDoubt,
    Notification,
    NotSent,
    Outcome,
    Plugin,
    Rejected,
    RejectReason,
    RemedyOrder,
    hookimpl,
)
from complaintkit.ports.storage import OutboxRow
from complaintkit.testing import FakeClock

LATE = timedelta(minutes=45)  # longer than a call may take
WANG = Customer(phone="13800138000", email="wang@customer.example")
OUTCOMES: list[Outcome | Exception] = [
    Accepted("ref"),
    Accepted("ref", final=True),
    Rejected(RejectReason.ADDRESS),
    NotSent(),
    NotSent(retry_after=timedelta(hours=1)),
    NotSent(ours=True, detail="account empty"),
    InDoubt(),
    InDoubt(reference="ref"),
    OSError("cut off"),
]
RESTING = frozenset(OutboxState) - {
    OutboxState.READY,
    OutboxState.RETRY,
    OutboxState.LEASED,
    OutboxState.OWED,
    OutboxState.STARTED,
    OutboxState.IN_DOUBT,
}
outcomes = st.lists(st.sampled_from(OUTCOMES), max_size=4)


@attrs.define
class World:
    """What all providers together were asked for, by its id: free to be sent, in doubt, or done; and what was wrong."""

    clock: FakeClock
    desk: Any = None
    script: tuple[Outcome | Exception, ...] = ()
    answers: dict[str, deque[Outcome | Exception]] = attrs.field(factory=dict)
    heard: dict[str, str] = attrs.field(factory=dict)
    ours: set[str] = attrs.field(factory=set)
    wrong: list[str] = attrs.field(factory=list)

    def follow(self, script: Sequence[Outcome | Exception]) -> None:
        """Have each service answer by this script from its beginning: they are called beside each other, in any order."""
        self.script = tuple(script)
        self.answers.clear()

    def answer(self, name: str) -> Outcome | Exception:
        """What this service says next; that it has it, once the script is over."""
        left = self.answers.setdefault(name, deque(self.script))
        return left.popleft() if left else Accepted("ref")

    def hear(self, id: str, outcome: object) -> None:
        match outcome:
            case Accepted():
                self.heard[id] = "done"
            case NotSent() | Rejected():
                self.heard[id] = "free"
            case _:
                self.heard[id] = "in doubt"

    def call(self, name: str, id: str) -> Outcome:
        """Answer by the script, once it is seen that the call was due, and that it is on record."""
        if (state := self.heard.get(id, "free")) != "free":
            self.wrong.append(f"{id} was called for again: {state}")
        if name in self.ours:
            self.wrong.append(f"{name} was called though it is stopped")
        with self.desk._opened.storage.reading() as reader:
            begun = [row for row in reader.outbox(states=frozenset({OutboxState.STARTED})) if id.startswith(row.name)]
            begun += [row for row in [reader.outbox_entry(id)] if row]
            if not any(one.outcome is None for row in begun for one in reader.attempts(row.id)[-1:]):
                self.wrong.append(f"{id} was called for without an attempt on record")
        outcome = self.answer(name)
        self.hear(id, outcome)
        if isinstance(outcome, NotSent) and outcome.ours:
            self.ours.add(name)
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    def ask(self, name: str, attempt: Attempt) -> Outcome:
        """Say what became of it, by the script."""
        if self.clock.now() < attempt.started_at + LATE:
            self.wrong.append(f"{attempt.id} was asked about too early")
        outcome = self.answer(name)
        self.hear(attempt.id, outcome)
        if isinstance(outcome, Exception):
            raise outcome
        return outcome


@attrs.frozen(kw_only=True, eq=False)
class Service(Plugin):
    """A notifier of one medium, and a till as well where it has kinds."""

    name: str
    world: World
    medium: str = ""
    address_kind: str = "phone"
    kinds: frozenset[str] = frozenset()
    reconcile_after: timedelta = LATE

    @hookimpl
    def complaintkit_notifiers(self) -> list[Any]:
        return [self] if self.medium else []

    @hookimpl
    def complaintkit_remedy_executors(self) -> list[Any]:
        return [self] if self.kinds else []

    def check(self, messages: object) -> list[str]:
        return ["each by itself"] if messages else []

    @asynccontextmanager
    async def session(self) -> AsyncIterator[Service]:
        yield self

    async def send(self, notification: Notification) -> Outcome:
        return self.world.call(self.name, notification.id)

    async def execute(self, order: RemedyOrder) -> Outcome:
        return self.world.call(f"executor {self.name}", order.id)

    async def reverse(self, order: RemedyOrder, reference: str) -> Outcome:
        return self.world.call(f"executor {self.name}", order.id)

    async def reconcile(self, attempt: Attempt) -> Outcome:
        return self.world.ask(self.name, attempt)


class Machine(RuleBasedStateMachine):
    """Some cases, and everything that can happen to what is said and given in them."""

    def __init__(self, organisation: Path, watch: Any) -> None:
        super().__init__()
        self.organisation, self.watching = organisation, watch

    @initialize()
    def open(self) -> None:
        self.folder = tempfile.TemporaryDirectory()
        self.clock = FakeClock("2026-11-21T10:00+08:00")
        self.world = World(self.clock)
        media = [("sms", "phone"), ("email", "email"), ("call", "phone")]
        services = [Service(name=one, world=self.world, medium=one, address_kind=kind) for one, kind in media]
        till = Service(name="till", world=self.world, kinds=frozenset({"refund"}))
        self.watch = self.watching(Path(self.folder.name, "desk.db"))
        self.desk = self.world.desk = Desk.open(
            f"sqlite:///{self.watch.file}",
            playbook="canteen-delivery",
            organisation=self.organisation,
            plugins=[*services, till],
            clock=self.clock,
        )
        self.watch.begin()
        self.away: list[tuple[Outbox[Any], Begun[Any]]] = []
        self.pausing: list[tuple[Outbox[Any], Work[Any]]] = []
        self.cases: list[Any] = []
        self.receive(settled=True)

    def teardown(self) -> None:
        """In the end nothing is left hanging: all of it arrived, ended, or waits for a person."""
        try:
            self.away.clear()
            for _ in range(12):
                self.clock.advance(timedelta(hours=25))
                self.run([], 100, "")
            self.holds()
            assert {row.state for row in self.rows()} <= RESTING
        finally:
            self.desk.close()
            self.folder.cleanup()

    def rows(self) -> list[OutboxRow]:
        with self.desk._opened.storage.reading() as reader:
            return list(reader.outbox())

    # ---- what happens -------------------------------------------------------------------------------------------------
    @precondition(lambda self: len(self.cases) < 4)
    @rule(settled=st.booleans())
    def receive(self, settled: bool) -> None:  # noqa: FBT001  hypothesis calls it by keyword
        case = self.desk.receive(
            "迟到", by="chen", channel="hotline", unit="school", category="service/delivery-late", customer=WANG
        )
        if settled:
            refund = Remedy.refund(Money(25, "CNY"))
            case = self.desk.settle(case, by="fang", facts="属实", agreed="by-phone", remedies=[refund])
        self.cases.append(case)

    @rule(minutes=st.sampled_from([1, 6, 16, 16, 46, 61, 25 * 60]))
    def wait(self, minutes: int) -> None:
        self.clock.advance(timedelta(minutes=minutes))

    @rule(answers=outcomes, limit=st.sampled_from([1, 3, 100]), without=st.sampled_from(["", "", "sms", "till"]))
    def run(self, answers: list[Outcome | Exception], limit: int, without: str) -> None:
        self.world.follow(answers)
        self.world.ours.clear()
        asyncio.run(deliver(self.setting(without), limit=limit))

    def setting(self, without: str = "") -> Any:
        setting = self.desk._setting()
        return attrs.evolve(
            setting,
            notifiers={name: one for name, one in setting.notifiers.items() if name != without},
            executors={name: one for name, one in setting.executors.items() if name != without},
        )

    @rule(kind=st.sampled_from(EntryKind))
    def worker_takes(self, kind: EntryKind) -> None:
        """A worker takes an entry and looks at it; then it pauses, or dies."""
        setting = self.setting()
        carrier: Any = Messages(setting) if kind is EntryKind.MESSAGE else Remedies(setting)
        outbox = Outbox[Any](setting, carrier, Stops())
        batch = outbox.take(1)
        self.away += [(outbox, begun) for begun in batch.doubts]
        self.pausing += [(outbox, outbox.prepare(row)) for row in batch.rows]

    @precondition(lambda self: self.pausing)
    @rule(which=st.integers(0, 9))
    def worker_calls(self, which: int) -> None:
        """It goes on, calls, and is not heard of for a while, or dies."""
        outbox, work = self.pausing.pop(which % len(self.pausing))
        if not isinstance(work.verdict, Send):
            outbox.put_aside(work.row, work.verdict)
        elif begun := outbox.begin(work, work.verdict):
            self.world.follow([InDoubt()])
            self.world.call("-", self.id_of(begun.row))
            self.away.append((outbox, begun))

    @precondition(lambda self: len(self.cases) < 6)
    @rule(
        kind=st.sampled_from(EntryKind),
        pauses=st.lists(st.sampled_from([0, 6, 16, 20, 46]), min_size=3, max_size=3),
        answers=outcomes,
        late=st.sampled_from(["calls", "comes back", "is gone"]),
    )
    def worker_is_overtaken(
        self, kind: EntryKind, pauses: list[int], answers: list[Outcome | Exception], late: str
    ) -> None:
        """One worker takes an entry, and goes on when others have it, have asked about it, or have sent it."""
        self.receive(settled=True)
        known = len(self.pausing)
        self.worker_takes(kind)
        if late != "calls" and len(self.pausing) > known:
            self.worker_calls(-1)
        for pause in pauses:
            self.wait(pause)
            self.run(answers, 100, "")
        if late == "calls" and len(self.pausing) > known:
            self.worker_calls(-1)
        elif late == "comes back" and self.away:
            self.worker_comes_back(-1, Accepted("late"))

    def id_of(self, row: OutboxRow) -> str:
        """The id that its provider knows it by."""
        if row.kind is EntryKind.MESSAGE:
            return row.id
        with self.desk._opened.storage.reading() as reader:
            return Remedies(self.setting()).question(reader, row, reader.attempts(row.id)[-1]).id

    @precondition(lambda self: self.away)
    @rule(which=st.integers(0, 9), outcome=st.sampled_from([one for one in OUTCOMES if not isinstance(one, Exception)]))
    def worker_comes_back(self, which: int, outcome: Outcome) -> None:
        outbox, begun = self.away.pop(which % len(self.away))
        with self.desk._opened.storage.reading() as reader:
            last = reader.attempts(begun.row.id)[-1]
            row = reader.outbox_entry(begun.row.id)
        assert row is not None
        stands = (row.state, row.epoch) == (begun.row.state, begun.row.epoch)
        unknown = last.id == begun.attempt.id and last.outcome in (None, AttemptOutcome.IN_DOUBT)
        if stands or (unknown and isinstance(outcome, Accepted)):
            self.world.hear(self.id_of(begun.row), outcome)
        outbox.end(begun, outcome)

    @rule(which=st.integers(0, 99), status=st.sampled_from(DeliveryStatus))
    def report(self, which: int, status: DeliveryStatus) -> None:
        rows = [row for row in self.rows() if row.kind is EntryKind.MESSAGE]
        row = rows[which % len(rows)]
        report = DeliveryReport("ref", status=status, at=self.clock.now())
        if take_report(self.desk._door, row.id, report):
            self.world.heard[row.id] = "done" if status is DeliveryStatus.DELIVERED else "free"

    @rule(which=st.integers(0, 99), verb=st.sampled_from([requeue.retry, requeue.give_up]))
    def person_rules(self, which: int, verb: Any) -> None:
        rows = self.rows()
        row = rows[which % len(rows)]
        if self.attempt(partial(verb, self.desk._door, row.id, by="fang", reason="核实过")):
            self.world.heard[row.id] = "free"

    @rule(which=st.integers(0, 9), verb=st.sampled_from(["give_remedy", "order_remedy", "reverse_remedy", "withdraw"]))
    def person_decides(self, which: int, verb: str) -> None:
        case = self.cases[which % len(self.cases)]
        more: dict[str, Any] = {"reason": "核实过"} if verb in ("reverse_remedy", "withdraw") else {}
        if verb != "withdraw":
            case = self.desk.case(case, by="fang")
            if not case.promises:
                return
            more["promise"] = case.promises[0].id
        if self.attempt(partial(getattr(self.desk, verb), case, by="fang", **more)) and verb == "order_remedy":
            self.world.heard[case.promises[0].order or ""] = "free"

    def attempt(self, what: Any) -> bool:
        """Say whether it was allowed."""
        try:
            what()
        except ComplaintKitError:
            return False
        return True

    # ---- what must always hold ----------------------------------------------------------------------------------------
    @invariant()
    def holds(self) -> None:
        if hasattr(self, "watch"):
            assert not self.world.wrong, self.world.wrong
            strange = [move for move in self.watch.moves() if not may_become(*move)]
            assert not strange, strange


def test_whatever_happens_stays_in_the_table(organisation, watching):
    """Nothing goes out twice unasked, nothing before it is on record, no doubt is asked about too early, nothing hangs."""
    run_state_machine_as_test(
        partial(Machine, organisation, watching),  # type: ignore[arg-type]  # it makes one
        settings=settings(
            max_examples=15,
            stateful_step_count=30,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            phases=[Phase.explicit, Phase.reuse, Phase.generate],
        ),
    )
