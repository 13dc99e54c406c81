"""Many rows: batch by batch, again and again, by two at once, and with the power cut in between."""

from __future__ import annotations

import json
import signal
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, TypeAlias

import attrs
import pytest

from complaintkit import ConflictError, Desk, OutcomeUnknown, System
from complaintkit.desk.intake.importing import Importing
from complaintkit.plugin import FormReceived
from complaintkit.ports.storage import Reader, Storage, Writer

Form: TypeAlias = Callable[..., FormReceived]
Start: TypeAlias = Callable[..., Any]
Shell: TypeAlias = Callable[..., Any]
IMPORT = System("import")
BATCH = 150
ROWS = 1000
OPTIONS = (
    "--map",
    "external_id=id",
    "--map",
    "text=what",
    "--map",
    "received_at=when",
    "--tz",
    "Asia/Shanghai",
    "--json",
)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A thousand complaints; the database is there already, and empty."""
    path = tmp_path / "many.csv"
    rows = (f"{number},第{number}次送晚了,2024/9/{number % 30 + 1} 9:05\n" for number in range(ROWS))
    path.write_text(f"id,what,when\n{''.join(rows)}", "utf-8")
    Desk.open(
        f"sqlite:///{tmp_path}/desk.db",
        playbook="canteen-delivery",
        organisation=Path(__file__).parents[2] / "docs" / "samples" / "canteen" / "organisation.toml",
    ).close()
    return path


def count(folder: Path) -> int:
    """How many cases there are."""
    with Desk.open(f"sqlite:///{folder}/desk.db") as desk:
        return desk.cases(by=IMPORT).count()


def test_progress_is_told_after_each_batch(desk: Desk, form: Form) -> None:
    """Also when the last batch is a small one, and when forms come from anywhere, one by one."""
    told: list[int] = []

    def forms() -> Iterator[FormReceived]:
        yield from (form(str(number)) for number in range(310))

    done = desk.import_history(forms(), by=IMPORT, progress=told.append)

    assert (done.read, done.created, done.kept) == (310, 310, 310)
    assert told == [BATCH, 2 * BATCH, 310]


def test_nothing_is_nothing(desk: Desk) -> None:
    """An empty file takes nothing in."""
    assert desk.import_history([], by=IMPORT).read == 0


def test_a_second_run_creates_nothing(desk: Desk, form: Form) -> None:
    """And a file that grew brings only what is new."""
    forms = [form(str(number)) for number in range(20)]
    desk.import_history(forms[:12], by=IMPORT)

    done = desk.import_history(forms, by=IMPORT)

    assert (done.read, done.created, done.known) == (20, 8, 12)
    assert desk.import_history(forms, by=IMPORT).known == 20


DYING = """
import os, signal
from complaintkit.cli import main
from complaintkit.desk.intake.importing import Importing

take, taken = Importing._take, []
def take_or_die(*given):
    taken.append(given)
    if len(taken) == {at}:
        os.kill(os.getpid(), signal.SIGKILL)
    return take(*given)
Importing._take = take_or_die
main()
"""


@pytest.mark.parametrize(("at", "left"), [(BATCH, 0), (2 * BATCH + 75, 2 * BATCH)])
def test_a_killed_import_leaves_whole_batches_and_a_second_run_ends_it(
    tmp_path: Path, file: Path, start: Start, shell: Shell, at: int, left: int
) -> None:
    """kill -9 at a row, in the middle of a batch: no half a batch, no row twice, none missing, every ledger as it was written."""
    running = start("import", file.name, "--db", "sqlite:///desk.db", *OPTIONS, code=DYING.format(at=at))
    running.communicate()
    assert running.returncode == -signal.SIGKILL
    assert count(tmp_path) == left

    done = shell("import", file.name, "--db", "sqlite:///desk.db", *OPTIONS)

    assert done.data | {"notes": []} == {
        "read": ROWS,
        "created": ROWS - left,
        "known": left,
        "refused": 0,
        "refusals": [],
        "reasons": [],
        "notes": [],
    }
    assert count(tmp_path) == ROWS
    assert shell("verify", "--db", "sqlite:///desk.db").code == 0


def test_two_imports_of_one_file_at_once_take_each_row_once(tmp_path: Path, file: Path, start: Start) -> None:
    """Every row is created by one of them and known to the other."""
    both = [start("import", file.name, "--db", "sqlite:///desk.db", *OPTIONS) for _ in range(2)]
    told = [running.communicate() for running in both]

    assert [running.returncode for running in both] == [0, 0], told
    numbers = [json.loads(out) for out, _ in told]
    assert sum(one["created"] for one in numbers) == ROWS
    assert sum(one["known"] for one in numbers) == ROWS
    assert count(tmp_path) == ROWS


# ---- a database that fails ------------------------------------------------------------------------------------------
@attrs.define
class Failing:
    """A database of which one commit fails: kept all the same, lost, or refused because somebody else wrote the same."""

    storage: Storage
    kept: bool
    error: type[Exception]
    failures: int = 1

    @property
    def name(self) -> str:
        """The instance."""
        return self.storage.name

    @property
    def crowded(self) -> bool:
        """As it is."""
        return self.storage.crowded

    def reading(self) -> AbstractContextManager[Reader]:
        """As it is."""
        return self.storage.reading()

    @contextmanager
    def writing(self) -> Iterator[Writer]:
        """The first commit fails."""
        fails, self.failures = self.failures > 0, self.failures - 1
        with suppress(_Undo), self.storage.writing() as tx:
            yield tx
            if fails and not self.kept:
                raise _Undo
        if fails and self.error is OutcomeUnknown:
            raise OutcomeUnknown(idempotency_key="", retry_after=timedelta(0))
        if fails:
            raise ConflictError(reason="somebody else wrote the same")

    def tidy(self) -> bool:
        """As it does."""
        return self.storage.tidy()

    def now(self) -> datetime | None:
        """As it does."""
        return self.storage.now()

    def damage(self) -> Iterable[str]:
        """As it does."""
        return self.storage.damage()

    def back_up(self, to: Path) -> Storage:
        """As it does."""
        return self.storage.back_up(to)

    def problems(self) -> Iterable[str]:
        """None."""
        return ()

    def close(self) -> None:
        """The desk does."""


class _Undo(Exception):
    """Makes a transaction roll back."""


@pytest.mark.parametrize("kept", [True, False], ids=["kept", "lost"])
def test_where_nobody_knows_whether_a_batch_was_kept_it_is_looked_at_again(kept: bool, desk: Desk, form: Form) -> None:  # noqa: FBT001
    """COMMIT gave an error: whichever it was, every row is there once, and counted as created."""
    door = attrs.evolve(desk._door, storage=Failing(desk._door.storage, kept, OutcomeUnknown))
    importing = Importing(door=door, by=IMPORT, owner=None, channel="csv", notify=False)

    done = importing.run([form("a"), form("b"), form("c", category="?")])

    assert (done.created, done.known, len(done.refused)) == (2, 0, 1)
    assert desk.cases(by=IMPORT).count() == 2


def test_a_row_that_can_not_be_written_takes_no_other_along(desk: Desk, form: Form) -> None:
    """Somebody else wrote the same in the meantime: the rows of the batch are looked at one by one."""
    door = attrs.evolve(desk._door, storage=Failing(desk._door.storage, kept=False, error=ConflictError, failures=2))
    importing = Importing(door=door, by=IMPORT, owner=None, channel="csv", notify=False)

    done = importing.run([form("a"), form("b"), form("b"), form("c")])

    assert (done.created, done.known) == (2, 1)
    (refusal,) = done.refused
    assert "somebody else wrote the same" in refusal.reason
    assert {one.external_id for one in desk.cases(by=IMPORT)} == {"b", "c"}
