"""What goes wrong is told in the kit's own words, and nothing half is kept."""

import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Literal

import attrs
import pytest
from complaintkit_sqlmodel import SqlModelStorage
from complaintkit_sqlmodel._reader import SqlReader
from complaintkit_sqlmodel._sqlite import driver_of
from complaintkit_sqlmodel._storage import SqlStorage
from complaintkit_sqlmodel._writer import SqlWriter

from complaintkit.errors import ComplaintKitError, ConflictError, InvalidInput, OutcomeUnknown, StorageError
from complaintkit.ports.storage import CaseFilter, DutyRow, OutboxRow
from complaintkit.testing._storage_rows import NOON, attempt_row, case_row, event_row, key_row, outbox_row, vault_row

DRIVER = driver_of("auto")
BIG = attrs.evolve(vault_row(), content=os.urandom(3_000_000))


def opened(path: Path) -> SqlStorage:
    """A storage that does not wait long."""
    storage = SqlModelStorage(busy_timeout=timedelta(seconds=0.2)).open(f"sqlite:///{path}/desk.db")
    assert isinstance(storage, SqlStorage)
    return storage


@pytest.fixture
def storage(tmp_path: Path) -> Iterator[SqlStorage]:
    """A new database."""
    storage = opened(tmp_path)
    yield storage
    storage.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def either(request: pytest.FixtureRequest) -> Iterator[SqlStorage]:
    """A new database of each kind."""
    if request.param == "sqlite":
        storage = request.getfixturevalue("storage")
    else:
        storage = SqlModelStorage(busy_timeout=timedelta(seconds=0.2)).open(request.getfixturevalue("lent"))
    assert isinstance(storage, SqlStorage)
    yield storage
    storage.close()


def add(tx: SqlWriter) -> None:
    """A case, its event, its key."""
    tx.add_case(case_row())
    tx.append([event_row()], [vault_row()], [])
    tx.remember(key_row())


def cases(storage: SqlStorage) -> int:
    """How many there are."""
    with storage.reading() as view:
        return view.count(CaseFilter())


CONFLICTS: dict[str, Callable[[SqlWriter], object]] = {
    "case with this id": lambda tx: tx.add_case(attrs.evolve(case_row(), number="other")),
    "reference number": lambda tx: tx.add_case(attrs.evolve(case_row(), id="other")),
    "external id": lambda tx: tx.add_case(attrs.evolve(case_row("other"), external_id="7")),
    "gone on since it was read": lambda tx: tx.append([event_row()], [], []),
    "these words": lambda tx: tx.append([], [vault_row()], []),
    "idempotency key": lambda tx: tx.remember(key_row()),
}


@pytest.mark.parametrize("what", CONFLICTS)
def test_a_conflict_names_what_it_is_about(either: SqlStorage, what: str) -> None:
    """Each uniqueness in words, none of the driver's, with what to do."""
    with either.writing() as tx:
        add(tx)
        tx.add_case(attrs.evolve(case_row("case-0"), external_id="7"))
    with pytest.raises(ConflictError, match=what) as caught, either.writing() as tx:
        CONFLICTS[what](tx)
    assert "UNIQUE" not in str(caught.value)
    assert "again" in str(caught.value)


def test_a_row_of_nothing_is_refused_at_the_commit(either: SqlStorage) -> None:
    """A duty of a case, an attempt of an entry that do not exist; in which order rows come does not matter."""
    duty = DutyRow(case="case-1", staff="li", kind="task", ref="t", since=NOON)
    with pytest.raises(StorageError, match="does not exist"), either.writing() as tx:
        tx.put_duties("case-1", [duty])
    with pytest.raises(StorageError, match="does not exist"), either.writing() as tx:
        tx.put_attempt(attempt_row())
    with either.writing() as tx:
        tx.put_duties("case-1", [duty])
        tx.add_case(case_row())


UNFIT: dict[str, Callable[[SqlWriter], object]] = {
    "half a character": lambda tx: tx.put_meta("key", "\ud800"),
    "64 bits": lambda tx: tx.add_case(attrs.evolve(case_row(), version=2**63)),
    "no time zone": lambda tx: tx.add_case(attrs.evolve(case_row(), received_at=datetime(2026, 1, 1))),  # noqa: DTZ001
    "among those of": lambda tx: tx.put_duties("a", [DutyRow(case="b", staff="s", kind="k", ref="r", since=NOON)]),
    "is missing": lambda tx: tx.add_case(attrs.evolve(case_row(), owner=None)),  # type: ignore[arg-type]  # that is the point
}


@pytest.mark.parametrize("reason", UNFIT)
def test_what_can_not_be_kept_is_refused(either: SqlStorage, reason: str) -> None:
    """As bad input, by name; nothing is bent to fit."""
    with pytest.raises(InvalidInput, match=reason), either.writing() as tx:
        UNFIT[reason](tx)


def test_who_has_to_wait_too_long_is_told_to_come_again(storage: SqlStorage, tmp_path: Path) -> None:
    """Another process that writes and writes holds nobody up for ever."""
    other = DRIVER.connect(f"{tmp_path}/desk.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StorageError, match="another process is writing") as caught, storage.writing() as tx:
        add(tx)
    assert caught.value.retry == "later"
    other.execute("ROLLBACK")
    other.close()
    with storage.writing() as tx:
        add(tx)


def test_an_erasure_does_not_wait_for_who_reads(tmp_path: Path) -> None:
    """Nobody could write meanwhile; afterwards nobody waits inside SQLite, as before."""
    with (
        closing(SqlModelStorage(busy_timeout=timedelta(hours=1)).open(f"sqlite:///{tmp_path}/desk.db")) as storage,
        closing(SqlModelStorage().open(f"sqlite:///{tmp_path}/desk.db")) as another,
    ):
        with another.reading() as reader:
            assert reader.meta("anything") is None
            with storage.writing() as tx:
                tx.put_meta("anything", "said")
                tx.empty_vault("somebody")
        with storage.reading() as reader:
            assert isinstance(reader, SqlReader)
            reader._work.cursor.execute("PRAGMA busy_timeout")
            assert reader._work.cursor.fetchone() == (0,)


def test_a_value_that_somebody_wrote_by_hand_is_told(storage: SqlStorage, tmp_path: Path) -> None:
    """With its table and its key, not by an error of Python's."""
    with storage.writing() as tx:
        add(tx)
    with closing(DRIVER.connect(f"{tmp_path}/desk.db", isolation_level=None)) as other:
        other.execute("UPDATE \"case\" SET received_at = 'x'")
    with pytest.raises(StorageError, match="a row of case is not written"), storage.reading() as view:
        view.case(case_row().id)


@pytest.mark.parametrize("statement", ["UPDATE outbox SET kind = 'x'", "UPDATE outbox SET state = 'x'"])
def test_a_word_that_names_nothing_is_told(storage: SqlStorage, tmp_path: Path, statement: str) -> None:
    """As a value that can't be decoded is: by its table and its key."""
    with storage.writing() as tx:
        add(tx)
        tx.put_outbox([outbox_row()])
    with closing(DRIVER.connect(f"{tmp_path}/desk.db", isolation_level=None)) as other:
        other.execute(statement)
    with pytest.raises(StorageError, match="a row of outbox is not written"), storage.reading() as view:
        view.outbox()


def test_threads_take_turns(storage: SqlStorage) -> None:
    """A thread that writes too long lets the others know."""
    begun, done = threading.Event(), threading.Event()

    def write_long() -> None:
        with storage.writing() as tx:
            add(tx)
            begun.set()
            done.wait(10)

    thread = threading.Thread(target=write_long)
    thread.start()
    begun.wait(10)
    with pytest.raises(StorageError, match="another thread is writing"), storage.writing():
        pass
    done.set()
    thread.join()
    assert cases(storage) == 1


def test_a_transaction_within_a_transaction_is_refused(either: SqlStorage) -> None:
    """At once, for waiting for oneself does not help; the outer one goes on."""
    with either.writing() as tx:
        add(tx)
        with pytest.raises(StorageError, match="this thread is writing already"), either.writing():
            pass
    assert cases(either) == 1


def test_a_full_disk_is_told_and_nothing_is_kept(storage: SqlStorage) -> None:
    """With the next step; once there is space again, all goes on."""
    connection = storage.connected()
    cursor = connection.cursor()
    cursor.execute("PRAGMA max_page_count = 1")
    ((pages,),) = cursor.fetchall()
    connection.close()
    with pytest.raises(StorageError, match="the disk is full") as caught, storage.writing() as tx:
        tx.append([event_row()], [BIG], [])
    assert "Free space" in str(caught.value)
    connection = storage.connected()
    connection.cursor().execute(f"PRAGMA max_page_count = {pages + 10_000}")
    connection.close()
    with storage.reading() as view:
        assert not view.feed(after=0, limit=1)
    with storage.writing() as tx:
        add(tx)


def test_a_commit_that_fails_is_unknown(storage: SqlStorage) -> None:
    """The file may not grow: who can say what reached it? The key tells, on a new connection."""
    resource = pytest.importorskip("resource")
    with storage.writing() as tx:
        tx.put_meta("a", "b")
    limit = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, limit[1]))
    try:
        with pytest.raises(OutcomeUnknown) as caught:
            write_big(storage)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limit)
    assert caught.value.retry == "same-key"
    with storage.reading() as view:
        assert view.idempotent("key-1") is None
    with storage.writing() as tx:
        add(tx)


def write_big(storage: SqlStorage) -> None:
    """More than a file may hold, kept in memory until the commit."""
    with storage.writing() as tx:
        tx._work.run("PRAGMA cache_size = -50000")
        add(tx)
        tx.append([event_row(seq=2)], [attrs.evolve(BIG, seq=2)], [])


def test_a_file_that_may_only_be_read_is_told(storage: SqlStorage) -> None:
    """With whose right is missing."""
    connection = storage.connected()
    connection.cursor().execute("PRAGMA query_only = 1")
    connection.close()
    with pytest.raises(StorageError, match="may only be read"), storage.writing() as tx:
        add(tx)


def remove(file: Path) -> None:
    """Take the database away."""
    file.unlink()


def replace(file: Path) -> None:
    """Put a copy in its place, as whoever restores a backup does."""
    shutil.copy2(file, file.with_name("copy.db"))
    file.with_name("copy.db").replace(file)


def remove_the_log(file: Path) -> None:
    """Take away what lies beside it, as if it were of no use."""
    for name in ("desk.db-wal", "desk.db-shm"):
        (file.parent / name).unlink()


def replace_the_log(file: Path) -> None:
    """The same, and another program has opened the file since."""
    remove_the_log(file)
    code = "import sys; from complaintkit_sqlmodel import SqlModelStorage; SqlModelStorage().open(sys.argv[1]).close()"
    subprocess.run([sys.executable, "-c", code, f"sqlite:///{file}"], check=True)


@pytest.mark.parametrize("act", [remove, replace, remove_the_log, replace_the_log])
def test_what_was_taken_away_is_not_written_to(
    storage: SqlStorage, tmp_path: Path, act: Callable[[Path], None]
) -> None:
    """Where the file or its log is another than was opened, whoever writes or reads is told so: what was kept there is gone. P1"""
    with storage.writing() as tx:
        add(tx)
    act(tmp_path / "desk.db")
    for _ in range(2 * storage.connections):
        with pytest.raises(StorageError, match="removed, replaced or overwritten") as caught, storage.writing():
            pass
        with pytest.raises(StorageError, match="removed, replaced or overwritten"), storage.reading():
            pass
    assert "Stop every program" in str(caught.value)


@pytest.mark.parametrize("act", [remove, replace, remove_the_log, replace_the_log])
def test_what_was_taken_away_is_not_read_for_long(
    storage: SqlStorage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, act: Callable[[Path], None]
) -> None:
    """Whoever only reads looks now and then: no screen shows for ever what is not there any more."""
    with storage.writing() as tx:
        add(tx)
    act(tmp_path / "desk.db")
    later = time.monotonic() + 2
    monkeypatch.setattr(time, "monotonic", lambda: later)
    with pytest.raises(StorageError, match="removed, replaced or overwritten"):
        cases(storage)


def fill(storage: SqlStorage, first: int, count: int) -> None:
    """Keep so many cases, and bring them from the log into the file."""
    for number in range(first, first + count):
        name = f"case-{number}"
        with storage.writing() as tx:
            tx.add_case(case_row(name))
            tx.append([event_row(name)], [attrs.evolve(vault_row(name), content=os.urandom(9000))], [])
    checkpoint(storage)


def checkpoint(storage: SqlStorage) -> None:
    """Write the log back, as any program that has the file open may do at any time."""
    backend: Any = storage.backend
    with closing(backend.driver.connect(str(backend.path))) as other:
        other.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()


def write_over(file: Path, content: bytes) -> None:
    """As `cp`, `rsync --inplace` and some editors do: the file is the same, what is in it is not."""
    with file.open("r+b") as there:
        there.truncate()
        there.write(content)


def older(file: Path) -> bytes:
    """A backup, by whatever made it."""
    return file.with_name("older.db").read_bytes()


OVERWRITTEN: dict[str, Callable[[Path], bytes]] = {
    "a backup": older,
    "a backup, as long as the file": lambda file: older(file).ljust(file.stat().st_size, b"\x00"),
    "a backup, longer than the file": lambda file: older(file).ljust(file.stat().st_size + 8192, b"\x00"),
    "nothing": lambda _: b"",
    "no database": lambda file: os.urandom(file.stat().st_size),
    "the first half of a copy": lambda file: file.read_bytes()[: file.stat().st_size // 2],
}


@pytest.mark.parametrize("driver", ["auto", "sqlite3"])
@pytest.mark.parametrize("what", OVERWRITTEN)
def test_what_was_written_over_is_not_written_to(tmp_path: Path, what: str, driver: Literal["auto", "sqlite3"]) -> None:
    """Whoever restores a backup by `cp` over a file that is open loses nothing that is acknowledged later: nothing is. P1"""
    file = tmp_path / "desk.db"
    with closing(SqlModelStorage(driver=driver).open(f"sqlite:///{file}")) as storage:
        assert isinstance(storage, SqlStorage)
        fill(storage, 0, 10)
        shutil.copyfile(file, tmp_path / "older.db")
        fill(storage, 10, 30)
        with storage.writing() as tx:
            tx.put_meta("a", "b")
        write_over(file, OVERWRITTEN[what](file))
        for _ in range(2 * storage.connections):
            with pytest.raises(StorageError), storage.writing() as tx:
                tx.put_meta("a", "c")
            with pytest.raises(StorageError), storage.reading() as view:
                view.meta("a")


def test_a_file_that_others_write_back_to_is_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No false alarm: the log is written back by whoever commits, also by others, and cut where it got shorter."""
    with closing(opened(tmp_path)) as storage, closing(opened(tmp_path)) as other:
        later = time.monotonic()
        monkeypatch.setattr(time, "monotonic", lambda: later)
        for number in range(5):
            fill(storage, 20 * number, 10)
            fill(other, 20 * number + 10, 10)
            later += 5
            assert cases(storage) == cases(other) == 20 * number + 20
        with closing(DRIVER.connect(f"{tmp_path}/desk.db", isolation_level=None)) as third:
            third.execute("PRAGMA secure_delete = 0")
            third.execute("CREATE TABLE large (content BLOB)")
            third.execute("INSERT INTO large VALUES (randomblob(3000000))")
            checkpoint(storage)
            fill(storage, 200, 1)
            later += 5
            assert cases(other) == 101
            third.execute("DROP TABLE large")
            third.execute("VACUUM")
            checkpoint(storage)
        for number in (300, 301):
            with storage.writing() as tx:  # what is longer now stands in the log alone
                tx.add_case(attrs.evolve(case_row(f"case-{number}"), external_id="x" * 99_000 + str(number)))
        later += 5
        assert cases(other) == cases(storage) == 103


def test_lines_that_were_taken_out_long_ago_stop_nobody(tmp_path: Path) -> None:
    """That is for `verify` to tell: people go on working."""
    with closing(opened(tmp_path)) as storage:
        fill(storage, 0, 40)
    with closing(DRIVER.connect(f"{tmp_path}/desk.db", isolation_level=None)) as somebody:
        for (name,) in somebody.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            somebody.execute(f"DROP TRIGGER {name}")
        somebody.execute("DELETE FROM ledger WHERE position BETWEEN 2 AND 39")
    with closing(opened(tmp_path)) as storage:
        for number in range(3):
            fill(storage, 100 * number + 100, 5)
        assert cases(storage) == 55


def test_a_log_that_was_taken_away_loses_nothing(storage: SqlStorage, tmp_path: Path) -> None:
    """What was acknowledged before comes into the file when all who had it open have ended. P1"""
    with storage.writing() as tx:
        add(tx)
    remove_the_log(tmp_path / "desk.db")
    with pytest.raises(StorageError), storage.writing():
        pass
    storage.close()
    with closing(opened(tmp_path)) as again:
        assert cases(again) == 1
        with again.writing() as tx:
            tx.put_meta("a", "b")


def test_after_a_failed_statement_nothing_is_kept(either: SqlStorage) -> None:
    """Also when the caller swallowed the error: everything or nothing, on every database."""
    with pytest.raises(StorageError, match="nothing of this transaction was kept"):
        add_swallowing(either)
    assert cases(either) == 0


def add_swallowing(storage: SqlStorage) -> None:
    """As careless as one can be."""
    with storage.writing() as tx:
        add(tx)
        with suppress(ConflictError):
            tx.add_case(case_row())


def test_a_transaction_is_over_when_its_block_ends(either: SqlStorage) -> None:
    """Whoever kept it gets an error, not another's transaction."""
    with either.writing() as tx:
        add(tx)
    with pytest.raises(StorageError):
        tx.put_meta("a", "b")
    with either.reading() as view:
        pass
    with pytest.raises(StorageError):
        view.meta("a")


def test_an_interrupted_transaction_leaves_nothing(either: SqlStorage) -> None:
    """Ctrl-C in the middle is an error like others, and the next transaction begins afresh."""
    with pytest.raises(KeyboardInterrupt), either.writing() as tx:
        interrupted(tx)
    assert cases(either) == 0
    with either.writing() as tx:
        add(tx)


def interrupted(tx: SqlWriter) -> None:
    """Half of it, then Ctrl-C."""
    tx.add_case(case_row())
    raise KeyboardInterrupt


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system does not fork")
def test_a_forked_process_is_told_to_open_its_own(either: SqlStorage) -> None:
    """It uses nothing of its parent's connections, and takes nothing from it by closing."""
    with either.writing() as tx:
        add(tx)
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.write(writer, said_in_child(either).encode())
        os._exit(0)
    os.waitpid(child, 0)
    os.close(writer)
    said = os.read(reader, 10_000).decode()
    os.close(reader)
    assert "forked" in said
    assert "Open the desk in each process" in said
    assert cases(either) == 1


def said_in_child(storage: SqlStorage) -> str:
    """What a forked process hears."""
    try:
        with storage.reading():
            return "nothing"
    except ComplaintKitError as error:
        storage.close()
        return str(error)
    except BaseException as error:  # noqa: BLE001  it must not go on in the child
        return repr(error)


def test_no_error_of_a_driver_comes_out(either: SqlStorage) -> None:
    """Even for what nobody foresaw: it is the kit's own error, marked as a defect to report."""
    with pytest.raises(StorageError, match="Report this as a defect"), either.reading() as view:
        view._work.run("SELECT nonsense FROM nowhere")


def test_each_row_that_is_written_otherwise_is_named_and_all_others_come(either: SqlStorage) -> None:
    """Wherever it stands among very many that are read: first, last, one beside the other, alone in its page. P7"""
    entries = [f"entry-{number:03d}" for number in range(450)]
    otherwise = {entries[number] for number in (0, 199, 200, 201, 333, 449)}
    with either.writing() as tx:
        add(tx)
        tx.put_outbox([outbox_row(one) for one in entries])
        for one in otherwise:
            tx._work.run(f"UPDATE outbox SET media = '[\"sms\", \"mail\"]' WHERE id = '{one}'")  # noqa: S608  with a space
    with either.reading() as view:
        read, damaged = [], []
        rows = view.every(OutboxRow)
        for _ in entries:
            try:
                read.append(next(rows))
            except StorageError as error:
                damaged.append(str(error))
        assert next(rows, None) is None
    assert read == [outbox_row(one) for one in entries if one not in otherwise]
    assert [next(one for one in otherwise if one in told) for told in damaged] == sorted(otherwise)
