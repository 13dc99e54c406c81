"""What a commit means: unknown is looked up before anybody says failed; observers hear after, and never before."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import attrs
import pytest
from typing_extensions import override

from complaintkit import (
    Case,
    Contact,
    Customer,
    Desk,
    Event,
    InvalidInput,
    Money,
    OutcomeUnknown,
    Redemption,
    Remedy,
    StorageError,
)
from complaintkit.plugin import Plugin, hookimpl
from complaintkit.ports.storage import Reader, Storage, Writer
from complaintkit.records.unknown_commit import CertainStorage, NotKept
from complaintkit.testing import DeskUnderTest, FakeClock, open_test_desk

PHONE = Contact("phone", "13800138000")
WANG = Customer(name="王芳", contacts=[PHONE])
LI = Customer(name="李雷", phone="13900139000")
FIFTY = Money(50, "CNY")
AWAY = datetime.fromisoformat("2026-11-23T00:00+08:00")
SAMPLES = Path(__file__).parents[2] / "docs" / "samples" / "canteen"


@attrs.define
class ShakyStorage:
    """A storage whose next COMMIT gives an error: after it was kept, or before."""

    inner: Storage
    next_commit: str = "good"
    next_look: str = "good"
    fails_after: bool = False  # after the next commit that gives an error, the next look fails, too

    @contextmanager
    def reading(self) -> Iterator[Reader]:
        """A look that fails if it was told to."""
        looking, self.next_look = self.next_look, "good"
        if looking != "good":
            raise StorageError(reason="the disk failed to read or write")
        with self.inner.reading() as reader:
            yield reader

    @contextmanager
    def writing(self) -> Iterator[Writer]:
        """A transaction that ends as it is told to."""
        ending, self.next_commit = self.next_commit, "good"
        if ending == "lost":
            with suppress(ZeroDivisionError), self.inner.writing() as tx:
                yield tx
                raise ZeroDivisionError
        else:
            with self.inner.writing() as tx:
                yield tx
        if ending != "good":
            self.next_look = "failing" if self.fails_after else self.next_look
            raise OutcomeUnknown(idempotency_key="", retry_after=timedelta(0))

    def __getattr__(self, name: str) -> Any:
        return getattr(self.inner, name)


def shake(desk: Desk, storage: ShakyStorage) -> None:
    """Have a desk write to this."""
    door = attrs.evolve(desk._opened.door, storage=CertainStorage(storage))
    desk._opened = attrs.evolve(desk._opened, door=door)


@pytest.fixture
def shaky(desk: Desk) -> ShakyStorage:
    """The desk's own storage, shaken."""
    storage = ShakyStorage(desk._opened.storage)
    shake(desk, storage)
    return storage


def test_an_error_after_the_commit_is_found_to_be_done(desk: Desk, shaky: ShakyStorage) -> None:
    """COMMIT gave an error, and had happened: the case is there, once, and the caller is told so."""
    shaky.next_commit = "kept"

    case = desk.receive("米饭酸", by="chen", channel="hotline", unit="softpark", category="food/sensory", customer=WANG)

    assert [one.number for one in desk.cases(by="fang")] == [case.number]


def test_an_error_before_the_commit_is_found_to_be_nothing(desk: Desk, shaky: ShakyStorage) -> None:
    """COMMIT gave an error, and had not happened: said as such, and the same key does it."""
    shaky.next_commit = "lost"

    def send() -> str:
        case = desk.receive("米饭酸", by="chen", channel="hotline", unit="softpark", customer=WANG, idempotency_key="k")
        return case.number

    with pytest.raises(StorageError, match="not kept"):
        send()
    assert desk.cases(by="fang").count() == 0

    number = send()
    assert [one.number for one in desk.cases(by="fang")] == [number]


def test_what_can_not_be_looked_up_either_stays_unknown(desk: Desk, shaky: ShakyStorage) -> None:
    """COMMIT gave an error, and then nothing can be read: nobody says "not kept" of what is there; the key tells later."""
    shaky.next_commit, shaky.next_look = "kept", "failing"

    def send() -> str:
        return desk.receive(
            "米饭酸", by="chen", channel="hotline", unit="softpark", customer=WANG, idempotency_key="k"
        ).number

    with pytest.raises(OutcomeUnknown) as caught:
        send()

    assert caught.value.data["idempotency_key"] == "k"
    assert send() == next(iter(desk.cases(by="fang"))).number
    assert desk.cases(by="fang").count() == 1


def test_an_error_after_a_repeated_request_changes_nothing(desk: Desk, shaky: ShakyStorage) -> None:
    """The second time there was nothing to commit: what the first gave is given, and not "was not kept"."""

    def send() -> str:
        return desk.receive(
            "米饭酸", by="chen", channel="hotline", unit="softpark", customer=WANG, idempotency_key="k"
        ).number

    number = send()
    shaky.next_commit = "kept"

    assert send() == number


# ---- every way in ---------------------------------------------------------------------------------------------------
Act = Callable[[DeskUnderTest, "Known"], object]


@attrs.frozen
class Known:
    """What there is before somebody acts: a case whose customer has a coupon, one spent, and one that is late."""

    settled: Case
    spent: Redemption
    refused: str


def prepared() -> tuple[DeskUnderTest, Known, ShakyStorage]:
    """A desk whose storage can be shaken."""
    desk = open_test_desk(organisation=SAMPLES / "organisation.toml")
    coupons = [Remedy.coupon(Money(20, "CNY"), valid_days=30) for _ in range(2)]
    case = desk.receive("米饭酸", by="sun", channel="hotline", unit="softpark", category="food/sensory", customer=WANG)
    settled = desk.settle(case, by="sun", facts="当场换货", agreed="in-person", remedies=coupons)
    spent = desk.redeem_coupon(settled.coupons[1].code, by="sun", sale="S-1", unit="softpark", spend=FIFTY)
    with pytest.raises(InvalidInput) as kept:
        desk.receive("汤是冷的", by="chen", channel="hotline", unit="nowhere", customer=WANG)
    assert kept.value.kept_as
    desk.deliver_all()
    desk.receive("面少", by="chen", channel="hotline", unit="softpark", category="food/sensory", customer=LI)
    shaky = ShakyStorage(desk._opened.storage)
    shake(desk, shaky)
    return desk, Known(settled, spent, kept.value.kept_as), shaky


def _redeem(desk: DeskUnderTest, known: Known) -> object:
    return desk.redeem_coupon(known.settled.coupons[0].code, by="sun", sale="S-2", unit="softpark", spend=FIFTY)


ACTS: dict[str, Act] = {
    "receive": lambda desk, _: desk.receive(
        "饭冷", by="chen", channel="hotline", unit="softpark", customer=WANG, idempotency_key="k"
    ),
    "note": lambda desk, known: desk.note(known.settled, by="sun", text="回访过", idempotency_key="k"),
    "redeem": _redeem,
    "reverse": lambda desk, known: desk.reverse_redemption(known.spent.id, by="sun", reason="sale-cancelled"),
    "run_due": lambda desk, _: desk.run_due(),
    "deliver": lambda desk, _: desk.deliver_blocking(),
    "task": lambda desk, _: desk.ideas.have("贴一张送餐时间表", by="chen", idempotency_key="k"),
    "mend": lambda desk, known: desk.refused.mend(known.refused, by="chen"),
    "opt out": lambda desk, _: desk.stop_messages(PHONE, by="chen", reason="不想收短信"),
    "give up": lambda desk, _: desk.outbox.give_up(_waiting(desk), by="fang", reason="电话里说过了"),
    "absence": lambda desk, _: desk.people.away("chen", by="fang", start=AWAY, end=AWAY + timedelta(days=1)),
}
ONCE = [name for name in ACTS if name not in ("run_due", "deliver")]  # those are several transactions
KEYLESS = ["mend", "give up", "absence"]  # whoever does them reads first what there is


def _waiting(desk: DeskUnderTest) -> str:
    return next(one.id for one in desk.outbox.list(by="fang") if one.state in ("ready", "cancelled"))


def shape(desk: DeskUnderTest) -> dict[str, int]:
    """How much there is of what an act leaves behind, without ids drawn by chance."""
    with desk._opened.storage.reading() as reader:
        found = Counter(row.name for row in reader.feed(after=0, limit=10_000))
        found.update(f"outbox {row.state}" for row in reader.outbox())
        found.update("mended" for row in reader.refused() if row.repaired_at)
        found.update(f"stopped {key}" for key in reader.metas("opt-out"))
    return dict(found)


@cache
def wanted_at_once(name: str) -> dict[str, int]:
    """What there is after an act that nothing disturbs."""
    desk, known, _ = prepared()
    ACTS[name](desk, known)
    return shape(desk)


def settled(desk: DeskUnderTest) -> dict[str, int]:
    """What there is when what was begun is over."""
    for _ in range(2):
        FakeClock.advance(desk.clock, timedelta(minutes=6))
        desk.deliver_blocking()
    return shape(desk)


@pytest.mark.parametrize("name", ACTS)
@pytest.mark.parametrize(
    ("commit", "look"), [("kept", "good"), ("lost", "good"), ("kept", "failing"), ("lost", "failing")]
)
def test_an_error_of_a_commit_is_told_as_it_is(name: str, commit: str, look: str) -> None:
    """By whatever way in: kept is done, lost is "not kept", unread is unknown; made again it comes to the same."""
    plain, known, _ = prepared()
    ACTS[name](plain, known)
    wanted = settled(plain)
    desk, known, shaky = prepared()
    before = shape(desk)
    shaky.next_commit, shaky.fails_after = commit, look == "failing"

    told: Exception | None = None
    try:
        ACTS[name](desk, known)
    except StorageError as error:
        told = error

    expected = OutcomeUnknown if look == "failing" else NotKept if commit == "lost" else type(None)
    if name in ONCE:
        assert type(told) is expected
        assert shape(desk) == (before if commit == "lost" else wanted_at_once(name))
    if told is not None and (name not in KEYLESS or commit == "lost"):
        ACTS[name](desk, known)
    assert settled(desk) == wanted


@attrs.frozen(kw_only=True, eq=False)
class Watcher(Plugin):
    """A plugin that hears of events."""

    name: str = "watcher"
    heard: list[Event] = attrs.field(factory=list)
    breaks: bool = False

    @override
    @hookimpl
    def complaintkit_event_recorded(self, event: Event) -> None:
        """Listen, or break."""
        self.heard.append(event)
        if self.breaks:
            raise RuntimeError("the observer is broken")


@pytest.mark.parametrize("breaks", [False, True])
def test_observers_hear_what_was_committed(tmp_path: Path, *, breaks: bool) -> None:
    """After commit, with position and number as in the feed; a broken observer changes nothing."""
    watcher = Watcher(breaks=breaks)
    with Desk.open(
        f"sqlite:///{tmp_path}/watched.db",
        playbook="canteen-delivery",
        organisation=SAMPLES / "organisation.toml",
        plugins=[watcher],
    ) as desk:
        case = desk.receive(
            "米饭酸", by="chen", channel="hotline", unit="softpark", category="food/sensory", customer=WANG
        )
        feed = [event for event in desk.events() if event.number == case.number]

    assert [event for event in watcher.heard if event.number == case.number] == feed
