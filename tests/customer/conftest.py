"""A desk with a page for its customers, a provider that keeps what it sends, and a case on its way."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import attrs
import pytest

from complaintkit import Case, Customer, Desk, Measure, Money, Remedy
from complaintkit.plugin import Accepted, Attempt, Notification, Notifier, Outcome, Plugin, Sender, hookimpl
from complaintkit.testing import FakeClock

SAMPLES = Path(__file__).parents[2] / "docs" / "samples" / "canteen"
AT = "2026-11-23T10:00+08:00"
WANG = Customer(name="王芳", phone="13800138000")
ENGLISH = Customer(name="Wang Fang", phone="13800138000", language="en-GB")
LINK = re.compile(r"https://shop\.example/c/([A-Za-z0-9_-]{22})")


@attrs.frozen(kw_only=True, eq=False)
class Post(Plugin):
    """Takes every message and keeps it."""

    name: str = "post"
    medium: str = "sms"
    address_kind: str = "phone"
    reconcile_after: timedelta = timedelta(0)
    sent: list[Notification] = attrs.field(factory=list)

    def check(self, messages: object) -> list[str]:
        """Nothing is amiss."""
        return []

    @asynccontextmanager
    async def session(self) -> AsyncIterator[Sender]:
        """Itself."""
        yield self

    async def send(self, notification: Notification) -> Outcome:
        """Keep it."""
        self.sent.append(notification)
        return Accepted(f"r-{len(self.sent)}")

    async def reconcile(self, attempt: Attempt) -> Outcome:
        """It was kept."""
        return Accepted(attempt.id)

    @hookimpl
    def complaintkit_notifiers(self) -> list[Notifier]:
        """One."""
        return [self]


@attrs.frozen
class Counter:
    """A desk with what a customer of it sees."""

    desk: Desk
    clock: FakeClock
    post: Post
    config: Path

    @property
    def database(self) -> str:
        """Where it keeps its data, for another desk on the same."""
        return f"sqlite:///{self.config.parent}/desk.db"

    def deliver(self) -> None:
        """Send what is to be sent."""
        self.desk.deliver_blocking()

    def message(self, name: str) -> Notification:
        """The newest message of that name."""
        self.deliver()
        return [one for one in self.post.sent if one.message == name][-1]

    def token(self, name: str) -> str:
        """The token in the newest message of that name."""
        found = LINK.search(self.message(name).text)
        assert found is not None, self.message(name).text
        return found[1]

    def receive(self, customer: Customer = WANG, **more: object) -> Case:
        """Sour rice."""
        given = {"channel": "hotline", "unit": "no3-school", "category": "food/sensory", **more}
        return self.desk.receive("中午送来的米饭是酸的", by="chen", customer=customer, **given)  # type: ignore[arg-type]

    def offer(self, case: Case, *, by: str = "chen") -> Case:
        """Assessed, looked into, and a plan offered."""
        if case.state == "registered":
            case = self.desk.assess(case, by=by, severity="normal", approach="核实并召回同批次")
        case = self.desk.record_facts(
            case, by=by, facts="L2291批次在室温放了两小时", root_cause="storage", heard=["peng"]
        )
        return self.desk.offer_plan(
            case,
            by=by,
            measures=[Measure(f"改用恒温车，第{case.cycle}版", who="li", due=timedelta(days=1))],
            remedies=[Remedy.refund(Money("20.00", "CNY"))],
        )

    def carry_out(self, case: Case) -> Case:
        """Do what the plan promised."""
        for one in self.desk.case(case, by="chen").measures:
            case = self.desk.do_measure(case, by=one.who, measure=one.id)
        return case

    def resolve(self, case: Case) -> Case:
        """The plan agreed and carried out."""
        assert case.plan is not None
        case = self.desk.answer_plan(case, by="chen", plan=case.plan.id, accepted=True, via="phone")
        for promise in [one for one in case.promises if one.owed]:
            case = self.desk.give_remedy(case, by="chen", promise=promise)
        return self.desk.resolve(
            self.carry_out(case),
            by="chen",
            result="换了一批",
            improvement="改用恒温车",
            apology=True,
            decisions={"1": ("not-upheld", "查无此事")},
        )


@pytest.fixture
def clock() -> FakeClock:
    """A Monday morning in Shanghai."""
    return FakeClock(AT)


@pytest.fixture
def open_counter(tmp_path: Path, clock: FakeClock, founded: Callable[..., None]) -> Iterator[Callable[..., Counter]]:
    """Opens desks on one database, with a page for customers or without."""
    opened: list[Desk] = []

    def open_one(page: str | None = "https://shop.example/c/{token}", medium: str = "sms") -> Counter:
        config = tmp_path / "complaintkit.toml"
        lines = ["[desk]", 'database = "sqlite:///desk.db"']
        config.write_text("\n".join([*lines, *([f'customer_url = "{page}"'] if page else [])]))
        founded(tmp_path, playbook="canteen-delivery", organisation=SAMPLES / "organisation.toml", at=AT)
        post = Post(medium=medium)
        opened.append(Desk.open(config=config, plugins=[post], clock=clock))
        return Counter(opened[-1], clock, post, config)

    yield open_one
    for desk in opened:
        desk.close()


@pytest.fixture
def counter(open_counter: Callable[..., Counter]) -> Counter:
    """One of them."""
    return open_counter()
