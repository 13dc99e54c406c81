"""What a commit means: unknown is looked up before anybody says failed; observers hear after, and never before."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

import attrs
import pytest
from typing_extensions import override

from complaintkit import Customer, Desk, Event, OutcomeUnknown, StorageError
from complaintkit.plugin import Plugin, hookimpl
from complaintkit.ports.storage import Reader, Storage, Writer

WANG = Customer(name="王芳", phone="13800138000")
SAMPLES = Path(__file__).parents[2] / "docs" / "samples" / "canteen"


@attrs.define
class ShakyStorage:
    """A storage whose next COMMIT gives an error: after it was kept, or before."""

    inner: Storage
    next_commit: str = "good"
    next_look: str = "good"

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
            raise OutcomeUnknown(idempotency_key="", retry_after=timedelta(0))

    def __getattr__(self, name: str) -> Any:
        return getattr(self.inner, name)


@pytest.fixture
def shaky(desk: Desk) -> ShakyStorage:
    """The desk's own storage, shaken."""
    storage = ShakyStorage(desk._opened.storage)
    desk._opened = attrs.evolve(desk._opened, door=attrs.evolve(desk._opened.door, storage=storage))
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
