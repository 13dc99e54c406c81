"""What an erasure can't do at once stays noted until it is done: the log that a reader holds up, files of plugins. R2"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from pathlib import Path

import attrs
import pytest
from complaintkit_files import Files
from complaintkit_files._notifier import FileNotifier
from typing_extensions import override

from complaintkit import Case, Customer, Desk
from complaintkit.plugin import Attempt, Notifier, Plugin, hookimpl
from complaintkit.testing import FakeClock
from tests.complaints import sour_rice

NUMBERS = {"王芳": "13800138000", "李雷": "13900139000"}


def archived(desk: Desk, name: str) -> Case:
    """Sour rice, told of, settled, answered, filed."""
    case = sour_rice(desk, customer=Customer(name=name, phone=NUMBERS[name]))
    case = desk.settle(case, by="chen", facts="换货", agreed="in-person", apology=True)
    desk.work_blocking(limit=50)
    case = desk.answer_survey(case, by="chen", process=5, outcome=5, via="call")
    return case if case.archived_at else desk.archive(case, by="chen")


@attrs.define
class Busy:
    """A folder that can't be written to as often as `fails` says."""

    notifier: FileNotifier
    fails: int = 1

    def forget(self, attempts: Sequence[Attempt]) -> None:
        """Fail, then do as the notifier does."""
        if self.fails:
            self.fails -= 1
            raise OSError("busy")
        self.notifier.forget(attempts)

    def __getattr__(self, name: str) -> object:
        return getattr(self.notifier, name)


@attrs.frozen(kw_only=True, eq=False)
class BusyFiles(Plugin):
    """Files, in a folder that is busy at first."""

    name: str
    notifier: Notifier

    @override
    @hookimpl
    def complaintkit_notifiers(self) -> list[Notifier]:
        """Give it."""
        return [self.notifier]


@pytest.fixture
def open_with(open_desk: Callable[[], Desk], tmp_path: Path, clock: FakeClock) -> Iterator[Callable[[Plugin], Desk]]:
    """Opens the database with a plugin."""
    open_desk()
    opened: list[Desk] = []

    def open_one(plugin: Plugin) -> Desk:
        opened.append(Desk.open(f"sqlite:///{tmp_path}/desk.db", clock=clock, plugins=[plugin]))
        return opened[-1]

    yield open_one
    for one in opened:
        one.close()


@pytest.mark.sqlite("about the log beside a SQLite file")
def test_a_log_that_a_reader_holds_up_is_finished_by_the_worker(
    desk: Desk, open_desk: Callable[[], Desk], clock: FakeClock
) -> None:
    """Whoever erases is told, and after a while everybody; once the reader has gone the worker does it, and all is quiet."""
    case = archived(desk, "王芳")
    with open_desk()._door.storage.reading() as older:
        assert older.case(case.id) is not None
        assert desk.erase_person(case, by="fang").left == 1
        clock.advance(timedelta(minutes=11))
        desk.work_blocking(limit=10)
        assert desk.health(by="fang").to_erase == 1
        assert "Still to be erased: 1" in str(desk.health(by="fang").warning)
    clock.advance(timedelta(minutes=1))
    desk.work_blocking(limit=10)
    assert (desk.health(by="fang").to_erase, desk.health(by="fang").warning) == (0, None)


def test_files_of_hers_go_and_nobody_elses(open_with: Callable[[Plugin], Desk], tmp_path: Path) -> None:
    """What a notifier wrote of her cases is deleted by it; what it wrote to others stays."""
    folder = tmp_path / "out"
    desk = open_with(Files(name="files", folder=folder, media=("sms",)))
    hers, his = archived(desk, "王芳"), archived(desk, "李雷")

    def written(case: Case) -> list[str]:
        return [one.name for one in folder.iterdir() if one.name.startswith(case.number)]

    before = written(his)
    assert before
    assert written(hers)
    assert desk.erase_person(hers, by="fang").left > 0
    desk.work_blocking(limit=10)
    assert (written(hers), set(before) - set(written(his))) == ([], set())
    assert desk.erase_person(hers, by="fang").left == 0, "twice is once"


def test_what_fails_is_asked_again(open_with: Callable[[Plugin], Desk], tmp_path: Path, clock: FakeClock) -> None:
    """A notifier that can't erase now is no reason to forget that it has to."""
    folder = tmp_path / "out"
    busy = Busy(FileNotifier(name="files", medium="sms", folder=folder))
    desk = open_with(BusyFiles(name="files", notifier=busy))  # type: ignore[arg-type]  # what it lacks is the notifier's
    case = archived(desk, "王芳")
    left = desk.erase_person(case, by="fang").left
    clock.advance(timedelta(minutes=11))
    desk.work_blocking(limit=10)
    assert (busy.fails, desk.health(by="fang").to_erase) == (0, left)
    assert list(folder.iterdir())
    clock.advance(timedelta(minutes=1))
    desk.work_blocking(limit=10)
    assert desk.health(by="fang").to_erase == 0
    assert list(folder.iterdir()) == []


def test_what_nobody_has_any_more_is_given_up_after_a_month(
    open_with: Callable[[Plugin], Desk], tmp_path: Path, clock: FakeClock, open_desk: Callable[[], Desk]
) -> None:
    """A notifier that was taken out of the settings can't be asked; it is told for 30 days, and then it counts as gone."""
    desk = open_with(Files(name="files", folder=tmp_path / "out", media=("sms",)))
    left = desk.erase_person(archived(desk, "王芳"), by="fang").left
    bare = open_desk()
    for days, still in ((1, left), (28, left), (1, 0)):
        clock.advance(timedelta(days=days, minutes=1))
        bare.work_blocking(limit=10)
        assert bare.health(by="fang").to_erase == still
