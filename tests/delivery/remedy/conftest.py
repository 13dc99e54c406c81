"""A shop with a till that answers as it was told."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from contextlib import asynccontextmanager
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import Any

import attrs
import pytest
from typing_extensions import override

from complaintkit import Case, Customer, Desk, Member, Money, Purchase, Remedy
from complaintkit.delivery.flow import deliver
from complaintkit.delivery.run import Delivered
from complaintkit.delivery.setting import Setting
from complaintkit.delivery.timing import Timing
from complaintkit.plugin import Accepted, Attempt, Outcome, Plugin, RemedyExecutor, RemedyOrder, RemedyRunner, hookimpl
from complaintkit.ports.storage import AttemptRow, OutboxRow
from complaintkit.testing import FakeClock

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
LATE = 15 * MINUTE
REFUND = Remedy.refund(Money(25, "CNY"))
RATED = """
schema = 1
name = "rated"
version = "1"
extends = "canteen-delivery"
base = "2026.11"
points = "100 points = 1 CNY"
"""
WANG = Customer(name="王芳", phone="13800138000", member=Member("M-7"))

Answer = Outcome | BaseException | object


async def _played(script: deque[Answer], otherwise: Outcome) -> Any:
    answer = script.popleft() if script else otherwise
    if isinstance(answer, BaseException):
        raise answer
    return await answer() if callable(answer) else answer


@attrs.define
class Till:
    """What a till was asked to do, and what it answers: from the script, then always yes."""

    answers: deque[Answer] = attrs.field(factory=deque)
    verdicts: deque[Answer] = attrs.field(factory=deque)  # to "what became of it?"
    reversals: deque[Answer] = attrs.field(factory=deque)
    orders: list[RemedyOrder] = attrs.field(factory=list)
    asked: list[Attempt] = attrs.field(factory=list)
    taken_back: list[tuple[str, str]] = attrs.field(factory=list)
    sessions: int = 0
    opening: BaseException | None = None
    before: Callable[[RemedyOrder], None] = lambda _: None

    async def execute(self, order: RemedyOrder) -> Outcome:
        """The next answer of the script."""
        self.before(order)
        self.orders.append(order)
        return await _played(self.answers, Accepted(f"R-{len(self.orders)}", final=True))  # type: ignore[no-any-return]

    async def reconcile(self, attempt: Attempt) -> Outcome:
        """The next verdict of the script."""
        self.asked.append(attempt)
        return await _played(self.verdicts, Accepted("R-found"))  # type: ignore[no-any-return]

    async def reverse(self, order: RemedyOrder, reference: str) -> Outcome:
        """The next reversal of the script."""
        self.taken_back.append((order.id, reference))
        return await _played(self.reversals, Accepted("B-1"))  # type: ignore[no-any-return]


@attrs.frozen(kw_only=True)
class TillExecutor:
    """Carries out what its till takes."""

    name: str
    till: Till
    kinds: frozenset[str]
    reconcile_after: timedelta = LATE

    @asynccontextmanager
    async def session(self) -> AsyncIterator[RemedyRunner]:
        """The till itself."""
        if self.till.opening:
            raise self.till.opening
        self.till.sessions += 1
        yield self.till


@attrs.frozen(kw_only=True, eq=False)
class Tills(Plugin):
    """Refunds through a till."""

    name: str = "till"
    kinds: frozenset[str] = frozenset({"refund"})
    till: Till = attrs.field(factory=Till)

    @override
    @hookimpl
    def complaintkit_remedy_executors(self) -> Iterable[RemedyExecutor]:
        yield TillExecutor(name=self.name, till=self.till, kinds=self.kinds)


@attrs.define
class Shop:
    """A desk with a till."""

    desk: Desk
    clock: FakeClock
    till: Till
    timing: Timing = attrs.field(factory=lambda: Timing(patience=timedelta(minutes=1)))
    receipts: Iterator[int] = attrs.field(factory=lambda: count(7))

    def settled(self, *remedies: Remedy, agreed: str = "in-person") -> Case:
        """Money back, agreed on the spot."""
        case = self.desk.receive(
            "米饭酸",
            by="fang",
            channel="hotline",
            unit="school",
            category="food/sensory",
            customer=WANG,
            purchase=Purchase(f"D-{next(self.receipts)}"),
        )
        return self.desk.settle(
            case,
            by="fang",
            facts="属实",
            agreed=agreed,  # type: ignore[arg-type]  # one of the three
            remedies=remedies or [REFUND],
        )

    @property
    def setting(self) -> Setting:
        """This shop's times."""
        return attrs.evolve(self.desk._setting(), timing=self.timing, chance=lambda: 0.5)

    def deliver(self) -> Delivered:
        """One run."""
        return asyncio.run(deliver(self.setting, limit=100))

    def case(self, case: Case) -> Case:
        """As it stands."""
        return self.desk.case(case, by="fang")

    def entries(self, case: Case) -> list[OutboxRow]:
        """Its orders."""
        with self.desk._opened.storage.reading() as reader:
            return [row for row in reader.outbox(case=case.id) if row.kind == "remedy"]

    def attempts(self, case: Case) -> list[AttemptRow]:
        """Its tries."""
        with self.desk._opened.storage.reading() as reader:
            return [one for row in self.entries(case) for one in reader.attempts(row.id)]

    def state(self, case: Case) -> str:
        """How far its refund has got."""
        return self.case(case).promises[0].state

    def events(self, case: Case) -> list[str]:
        """What happened to what was promised."""
        names = [line.event.name for line in self.desk.timeline(case, by="fang")]
        return [name for name in names if name.startswith(("remedy-", "reversal-"))]


OpenShop = Callable[..., Shop]


@pytest.fixture
def open_shop(organisation: Path, clock: FakeClock, watch: Any, tmp_path: Path) -> Iterator[OpenShop]:
    """Opens desks on one database, with a till each or with other plugins; a hundred points are worth one yuan."""
    opened: list[Desk] = []
    rated = tmp_path / "rated.toml"
    rated.write_text(RATED, "utf-8")

    def open_one(*plugins: Plugin, playbook: str | Path = rated) -> Shop:
        till = Till()
        desk = Desk.open(
            f"sqlite:///{watch.file}",
            playbook=playbook,
            organisation=organisation,
            plugins=plugins or [Tills(till=till)],
            clock=clock,
        )
        opened.append(desk)
        watch.begin()
        return Shop(desk=desk, clock=clock, till=till)

    yield open_one
    for desk in opened:
        desk.close()


@pytest.fixture
def shop(open_shop: OpenShop) -> Shop:
    """One of them."""
    return open_shop()


@pytest.fixture
def tills() -> type[Tills]:
    """Makes tills."""
    return Tills
