"""Rotating the key and erasing a person, killed at any step: each is done or not begun, and done by whoever does it again."""

from __future__ import annotations

import os
import shutil
import signal
from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import Any

import attrs
import pytest
from complaintkit_sqlmodel import SqlModelStorage
from complaintkit_sqlmodel._sqlite import Sqlite
from complaintkit_sqlmodel._work import Work

from complaintkit import Customer, Desk, System
from complaintkit.records.key.keyring import person_key
from complaintkit.records.key.rotation import rotate
from complaintkit.records.key.source import FileKey
from complaintkit.testing import FakeClock

ORGANISATION = Path(__file__).parents[2] / "docs" / "samples" / "canteen" / "organisation.toml"
AT = "2026-11-21T10:00+08:00"
AUDITOR = System("auditor")
SPARSE = 3
"""One step in so many is killed at: each run dies at another one."""


@attrs.define
class Killer:
    """Kills its process at a step: before a statement, around a commit, before anything is forced to disk or renamed."""

    left: int

    def step(self) -> None:
        """Count, and die when it is time."""
        self.left -= 1
        if self.left == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    def guard(self, owner: Any, name: str, *, after: bool = False) -> None:
        """Make a function a step, or two."""
        done = getattr(owner, name)

        def stepping(*given: Any, **named: Any) -> Any:
            self.step()
            result = done(*given, **named)
            if after:
                self.step()
            return result

        setattr(owner, name, stepping)


def killed_at(number: int, work: Callable[[], object]) -> bool:
    """Do something in a process of its own that is killed at this step; return whether it got so far."""
    child = os.fork()
    if child == 0:
        code = 1
        try:
            killer = Killer(number)
            for name in ("run", "add_lines"):
                killer.guard(Work, name)
            killer.guard(Sqlite, "commit", after=True)
            killer.guard(Sqlite, "scrub", after=True)
            for name in ("fsync", "replace", "link", "rename"):
                killer.guard(os, name)
            work()
            code = 0
        finally:
            os._exit(code)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status) or os.waitstatus_to_exitcode(status) == 0, "it failed"
    return os.WIFSIGNALED(status)


def open_at(folder: Path) -> Desk:
    """Open the desk that lies there."""
    return Desk.open(f"sqlite:///{folder}/desk.db", clock=FakeClock(AT))


@pytest.fixture
def begun(tmp_path: Path, founded: Callable[..., None]) -> tuple[Path, str, str]:
    """A folder with two customers' cases, filed; and their numbers: hers and his."""
    folder = tmp_path / "begun"
    folder.mkdir()
    founded(folder, playbook="canteen-delivery", organisation=ORGANISATION, at=AT)
    numbers = []
    with open_at(folder) as desk:
        for name, phone in (("王芳", "13800138000"), ("李雷", "13900139000")):
            case = desk.receive(
                f"{name}的米饭是酸的",
                by="chen",
                channel="hotline",
                unit="softpark",
                category="food/sensory",
                customer=Customer(name=name, phone=phone),
            )
            case = desk.withdraw(case, by="chen", reason="弄错了")
            numbers.append(case.number)
            if not case.archived_at:
                desk.archive(case, by="chen")
    return folder, numbers[0], numbers[1]


def test_an_erasure_is_whole_or_not_begun(begun: tuple[Path, str, str], tmp_path: Path) -> None:
    """Killed anywhere: her words and her key are there together or gone together; done again they are gone, and his are there."""
    folder, hers, his = begun
    for number in count(1, SPARSE):
        copy = Path(shutil.copytree(folder, tmp_path / f"erase-{number}"))

        def erase(copy: Path = copy) -> None:
            with open_at(copy) as desk:
                desk.erase_person(hers, by="fang")

        killed = killed_at(number, erase)
        with open_at(copy) as desk:
            case = desk.case(hers, by="fang")
            with desk._door.storage.reading() as reader:
                row = reader.case(hers)
                assert row is not None
                words = [one for one in reader.vault([row.id]) if one.content is not None]
                key = reader.key(person_key(row.person))
            assert (case.erased, bool(words), key is not None) in ((True, False, False), (False, True, True)), number
            desk.erase_person(hers, by="fang")
            assert (desk.case(hers, by="fang").erased, desk.case(his, by="fang").text) == (True, "李雷的米饭是酸的")
            assert desk.ledger.verify(by=AUDITOR, deep=True).ok
        if not killed:
            break
    assert number > SPARSE * 4, "it was killed at several steps"


def test_a_rotation_that_is_killed_goes_on(begun: tuple[Path, str, str], tmp_path: Path) -> None:
    """Killed anywhere, in the database or the key file: all can be read at once, and a second run ends with one new key."""
    folder, hers, his = begun
    before = FileKey(folder / "desk.db.key").read()[0].id
    for number in count(1, SPARSE):
        copy = Path(shutil.copytree(folder, tmp_path / f"rotate-{number}"))
        source = FileKey(copy / "desk.db.key")

        def turn(copy: Path = copy, source: FileKey = source) -> None:
            storage = SqlModelStorage().open(f"sqlite:///{copy}/desk.db")
            rotate(storage, source)
            storage.close()

        killed = killed_at(number, turn)
        with open_at(copy) as desk:
            assert [desk.case(one, by="fang").text for one in (hers, his)] == ["王芳的米饭是酸的", "李雷的米饭是酸的"]
        turn()
        (key,) = source.read()
        assert key.id != before
        with open_at(copy) as desk, desk._door.storage.reading() as reader:
            assert {one.master for one in reader.keys(limit=1000)} == {key.id}
            assert desk.case(hers, by="fang").text == "王芳的米饭是酸的"
        if not killed:
            break
    assert number > SPARSE * 4, "it was killed at several steps"
