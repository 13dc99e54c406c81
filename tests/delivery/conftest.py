"""A desk on a real SQLite file, a clock to push, and a provider that answers as it was told."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import attrs
import pytest
from typing_extensions import override

from complaintkit import Case, Customer, Desk
from complaintkit.delivery.flow import deliver
from complaintkit.delivery.message.occasion import Occasion, read_occasion
from complaintkit.delivery.run import Delivered
from complaintkit.delivery.timing import Timing
from complaintkit.model.events import Happened
from complaintkit.model.outbox import EntryKind, OutboxState, may_become
from complaintkit.plugin import (
    Accepted,
    Attempt,
    MessageSpec,
    Notification,
    Notifier,
    Outcome,
    Plugin,
    Sender,
    hookimpl,
)
from complaintkit.ports.storage import AttemptRow, OutboxRow
from complaintkit.testing import FakeClock
from tests.database import tables

ORGANISATION = """
[unit.kitchen]
title = { zh = "中央厨房", en = "Central kitchen" }
time-zone = "Asia/Shanghai"
[unit.school]
title = { zh = "第三中学食堂", en = "Canteen of No. 3 School" }
within = "kitchen"

[staff.fang]
name = "方敏"
roles = ["general-manager", "customer-service-manager"]
units = ["kitchen"]
phone = "13900000001"
[staff.shen]
name = "沈国栋"
roles = ["area-executive"]
units = ["kitchen"]
phone = "13900000002"
[staff.chen]
name = "陈卫东"
roles = ["duty-manager", "agent"]
units = ["kitchen"]
deputy = "li"
phone = "13900000011"
email = "chen@kitchen.example"
[staff.li]
name = "李建华"
roles = ["quality-head", "delivery-head", "kitchen-head", "quality"]
units = ["kitchen"]
phone = "13900000031"
email = "li@kitchen.example"
"""
FANG = Customer(name="王芳", phone="13800138000", email="wang@customer.example")
MINUTE = timedelta(minutes=1)
AT = "2026-11-21T10:00+08:00"

Answer = Outcome | BaseException | object


@attrs.define
class Provider:
    """What a provider was asked to send, and what it answers: from the script, then always yes."""

    answers: deque[Answer] = attrs.field(factory=deque)
    verdicts: deque[Answer] = attrs.field(factory=deque)  # to "what became of it?"
    sent: list[Notification] = attrs.field(factory=list)
    asked: list[Attempt] = attrs.field(factory=list)
    sessions: int = 0
    open: int = 0
    opening: BaseException | None = None
    before: Callable[[Notification], None] = lambda _: None

    @property
    def messages(self) -> list[str]:
        """The names of what was sent to the customer."""
        return [one.message for one in self.sent]

    def to(self, address: str) -> list[Notification]:
        """What was sent to an address."""
        return [one for one in self.sent if one.to.address == address]

    async def send(self, notification: Notification) -> Outcome:
        """The next answer of the script."""
        self.before(notification)
        self.sent.append(notification)
        return await _played(self.answers, f"ref-{len(self.sent)}")

    async def reconcile(self, attempt: Attempt) -> Outcome:
        """The next verdict of the script."""
        self.asked.append(attempt)
        return await _played(self.verdicts, f"found-{len(self.asked)}")


async def _played(script: deque[Answer], reference: str) -> Outcome:
    answer = script.popleft() if script else Accepted(reference)
    if isinstance(answer, BaseException):
        raise answer
    if callable(answer):
        return await answer()  # type: ignore[no-any-return]
    return answer  # type: ignore[return-value]  # some tests answer rubbish


@attrs.frozen(kw_only=True)
class ScriptedNotifier:
    """Takes whatever its provider takes."""

    name: str
    medium: str
    address_kind: str
    provider: Provider
    bundles: bool
    sessions: int = 1
    reconcile_after: timedelta = 15 * MINUTE

    def check(self, messages: Sequence[MessageSpec]) -> Iterable[str]:
        """It lacks one template, and most lack that of digests."""
        lacking = {"new-owner"} if self.bundles else {"new-owner", "digest"}
        return [f"no template for {one.name} ({one.language})" for one in messages if one.name in lacking]

    @asynccontextmanager
    async def session(self) -> AsyncIterator[Sender]:
        """The provider itself."""
        if self.provider.opening:
            raise self.provider.opening
        self.provider.sessions += 1
        self.provider.open += 1
        try:
            yield self.provider
        finally:
            self.provider.open -= 1


@attrs.frozen(kw_only=True, eq=False)
class Scripted(Plugin):
    """A provider of one medium."""

    name: str
    medium: str = "sms"
    address_kind: str = "phone"
    provider: Provider = attrs.field(factory=Provider)
    bundles: bool = False
    sessions: int = 1

    @override
    @hookimpl
    def complaintkit_notifiers(self) -> Iterable[Notifier]:
        yield ScriptedNotifier(
            name=self.name,
            medium=self.medium,
            address_kind=self.address_kind,
            provider=self.provider,
            bundles=self.bundles,
            sessions=self.sessions,
        )


@attrs.define
class House:
    """A desk with its providers, and looks into its outbox."""

    desk: Desk
    clock: FakeClock
    sms: Provider
    mail: Provider
    timing: Timing = attrs.field(factory=lambda: Timing(patience=timedelta(minutes=1)))
    chance: Callable[[], float] = lambda: 0.5

    def receive(
        self, text: str = "米饭是酸的", customer: Customer = FANG, category: str = "service/delivery-late"
    ) -> Case:
        """A complaint, heard by chen."""
        return self.desk.receive(
            text, by="chen", channel="hotline", unit="school", category=category, customer=customer
        )

    def deliver(self, limit: int = 100) -> Delivered:
        """One run with this house's times."""
        setting = attrs.evolve(self.desk._setting(), timing=self.timing, chance=self.chance)
        return asyncio.run(deliver(setting, limit=limit))

    def entry(self, name: str, recipient: str = "customer") -> OutboxRow:
        """The newest entry of that name."""
        with self.desk._opened.storage.reading() as reader:
            return [one for one in reader.outbox() if (one.name, one.recipient) == (name, recipient)][-1]

    def attempts(self, row: OutboxRow) -> Sequence[AttemptRow]:
        """Its tries."""
        with self.desk._opened.storage.reading() as reader:
            return reader.attempts(row.id)

    def events(self, case: Case) -> list[str]:
        """What happened to the case."""
        return [line.event.name for line in self.desk.timeline(case, by="fang")]


Move = tuple[EntryKind, OutboxState, OutboxState]
MOVES = (
    "CREATE TABLE IF NOT EXISTS moves (entry TEXT, kind TEXT, before TEXT, after TEXT, epoch BIGINT, new_epoch BIGINT)"
)
NOTE = "INSERT INTO moves VALUES (new.id, new.kind, old.state, new.state, old.epoch, new.epoch);"
WATCH = (f"CREATE TRIGGER IF NOT EXISTS moves AFTER UPDATE ON outbox BEGIN {NOTE} END",)
WATCH_SERVER = (
    f"CREATE OR REPLACE FUNCTION note_move() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {NOTE} RETURN NULL; END $$",
    "CREATE OR REPLACE TRIGGER moves AFTER UPDATE ON outbox FOR EACH ROW EXECUTE FUNCTION note_move()",
)


@attrs.frozen
class Watch:
    """Has a database write down every change of its outbox, whichever process makes it."""

    file: Path

    def begin(self) -> None:
        """Watch from now on; once is enough."""
        with tables(self.file) as database:
            for statement in (MOVES, *(WATCH_SERVER if database.server else WATCH)):
                database.run(statement)

    def moves(self) -> set[Move]:
        """Return the changes of state so far, after checking that each attempt had an epoch of its own."""
        with tables(self.file) as database:
            found = database.rows("SELECT * FROM moves")
        assert all(epoch <= new for *_, epoch, new in found)
        started = [(entry, epoch) for entry, _, before, after, _, epoch in found if before != after == "started"]
        assert len(set(started)) == len(started)
        moves = {(EntryKind(kind), OutboxState(before), OutboxState(after)) for _, kind, before, after, *_ in found}
        return {(kind, before, after) for kind, before, after in moves if before is not after}


@pytest.fixture
def watching() -> type[Watch]:
    """Watches databases that a test makes itself."""
    return Watch


@pytest.fixture
def watch(tmp_path: Path) -> Iterator[Watch]:
    """Hold every change that a test makes to the table of transitions."""
    watch = Watch(tmp_path / "desk.db")
    yield watch
    strange = [move for move in watch.moves() if not may_become(*move)]
    assert not strange, strange


@pytest.fixture
def scripted() -> type[Scripted]:
    """Makes providers."""
    return Scripted


@pytest.fixture
def organisation(tmp_path: Path) -> Path:
    """Four people in a kitchen."""
    file = tmp_path / "organisation.toml"
    file.write_text(ORGANISATION, "utf-8")
    return file


@pytest.fixture
def clock() -> FakeClock:
    """A Saturday morning in Shanghai."""
    return FakeClock(AT)


@pytest.fixture
def open_house(
    organisation: Path, clock: FakeClock, watch: Watch, founded: Callable[..., None]
) -> Iterator[Callable[..., House]]:
    """Opens desks on one database, each with its own providers of SMS and mail, or with other plugins."""
    opened: list[Desk] = []

    def open_one(*plugins: Plugin, playbook: str | Path = "canteen-delivery") -> House:
        sms, mail = Provider(), Provider()
        usual = (
            Scripted(name="sms", provider=sms),
            Scripted(name="mail", medium="email", address_kind="email", provider=mail),
        )
        founded(watch.file.parent, playbook=playbook, organisation=organisation, at=AT)
        desk = Desk.open(f"sqlite:///{watch.file}", plugins=plugins or usual, clock=clock)
        opened.append(desk)
        watch.begin()
        return House(desk=desk, clock=clock, sms=sms, mail=mail)

    yield open_one
    for desk in opened:
        desk.close()


@pytest.fixture
def house(open_house: Callable[..., House]) -> House:
    """One of them."""
    return open_house()


@pytest.fixture(scope="session")
def received(tmp_path_factory: pytest.TempPathFactory) -> Occasion:
    """A customer is to be told that their complaint was received: looked at once, for it is frozen."""
    folder = tmp_path_factory.mktemp("received")
    (folder / "organisation.toml").write_text(ORGANISATION, "utf-8")
    with Desk.open(
        f"sqlite:///{folder}/desk.db",
        playbook="canteen-delivery",
        organisation=folder / "organisation.toml",
        plugins=[Scripted(name="sms"), Scripted(name="mail", medium="email", address_kind="email")],
        clock=FakeClock(AT),
    ) as desk:
        house = House(desk=desk, clock=FakeClock(AT), sms=Provider(), mail=Provider())
        house.receive()
        with desk._opened.storage.reading() as reader:
            return read_occasion(desk._door, reader, house.entry("received"))


@pytest.fixture
def occasion(received: Occasion) -> Callable[..., Occasion]:
    """Tells the customer that their complaint was received; or tells another one, of another event, of a changed case."""
    found = received
    rule = found.rule
    assert rule

    def changed(
        event: Happened | None = None,
        *,
        to: str = "customer",
        by: str = "chen",
        on: str = rule.on,
        later: Sequence[Happened] = (),
        **case: Any,
    ) -> Occasion:
        line = attrs.evolve(found.line, event=event or found.event, by=by)
        return attrs.evolve(
            found,
            row=attrs.evolve(found.row, recipient=to),
            rule=attrs.evolve(rule, on=on),
            line=line,
            later=frozenset(one.name for one in later),
            case=found.case.changed(**case),
            links=found.links if to == "customer" else None,
        )

    return changed
