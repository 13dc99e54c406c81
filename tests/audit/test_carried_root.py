"""The root of all ledgers carried outside by the worker: when it is due again, and what stands in its way. S5"""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import attrs
import pytest

from complaintkit import Case, Desk
from complaintkit.delivery.outside import carry_root
from complaintkit.records.door import Door
from complaintkit.testing import FakeClock

DAY, SECOND = timedelta(days=1), timedelta(seconds=1)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Where the root goes."""
    return tmp_path / "root.json"


@pytest.fixture
def door(desk: Desk, file: Path) -> Door:
    """The desk's settings name the file, and a mailbox."""
    return attrs.evolve(desk._door, root_file=file, root_mail="audit@shop.example")


def mailed(door: Door) -> list[str]:
    """The language of each mail that goes out, or is to."""
    with door.storage.reading() as reader:
        return [one.language for one in reader.outbox(case="desk")]


@pytest.mark.parametrize(
    ("ahead", "due"),
    [(-SECOND, True), (timedelta(0), True), (SECOND, False), (2 * DAY, False), (2 * DAY + SECOND, True)],
)
def test_the_time_of_the_next_is_believed_for_two_days_ahead(
    door: Door,
    file: Path,
    clock: FakeClock,
    ahead: timedelta,
    due: bool,  # noqa: FBT001  a column of a table
) -> None:
    """Further ahead it was set by a clock that was ahead: nobody waits until next year. File and mail alike."""
    with door.storage.writing() as tx:
        for key in ("root-carried", "root-mailed"):
            tx.put_meta(key, (clock.now() + ahead).isoformat())
    assert carry_root(door) == 0
    assert (file.exists(), len(mailed(door))) == (due, int(due))


def test_file_and_mail_go_out_once_a_day(desk: Desk, case: Case, door: Door, file: Path, clock: FakeClock) -> None:
    """In the desk's first language; the next ones a day later, to the second."""
    carry_root(door)
    file.unlink()
    desk.note(case, by="chen", text="又问了一次")
    clock.advance(DAY - SECOND)
    carry_root(door)
    assert (file.exists(), mailed(door)) == (False, ["zh"])
    clock.advance(SECOND)
    carry_root(door)
    assert (file.exists(), mailed(door)) == (True, ["zh", "zh"])


def test_nothing_is_mailed_where_the_settings_name_no_mailbox(door: Door, file: Path) -> None:
    """The file is written all the same; and the other way round."""
    carry_root(attrs.evolve(door, root_mail=None))
    assert (file.exists(), mailed(door)) == (True, [])
    file.unlink()
    carry_root(attrs.evolve(door, root_file=None))
    assert (file.exists(), mailed(door)) == (False, ["zh"])


def test_what_a_crash_left_half_written_is_in_no_roots_way(door: Door, file: Path) -> None:
    """It is written over from the beginning."""
    part = file.with_name(".root.json.part")
    part.write_text("{" * 100_000, "utf-8")
    carry_root(door)
    assert file.read_text("utf-8").strip().endswith("}")
    assert not part.exists()


def test_a_file_that_can_not_be_written_is_told_and_tried_again_in_an_hour(
    door: Door, clock: FakeClock, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """By its name and the reason."""
    file = tmp_path / "elsewhere" / "root.json"
    carry_root(attrs.evolve(door, root_file=file))
    assert f"the root of all ledgers can't be written to {file}: No such file or directory" in caplog.text
    file.parent.mkdir()
    for passed, written in ((timedelta(hours=1) - SECOND, False), (SECOND, True)):
        clock.advance(passed)
        carry_root(attrs.evolve(door, root_file=file))
        assert file.exists() is written


@pytest.fixture
def heard(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the events that plugins hear of."""
    names: list[str] = []
    plugins = type(desk._opened.plugins)
    monkeypatch.setattr(plugins, "observed", property(lambda _: True))
    monkeypatch.setattr(plugins, "event_recorded", lambda _, event: names.append(event.name))
    return names


def test_plugins_hear_of_a_root_that_is_mailed(door: Door, heard: list[str]) -> None:
    """As of one that somebody asked for. R4"""
    carry_root(attrs.evolve(door, root_file=None))
    assert heard == ["ledger-rooted"]
