"""Opening a database: made safely where there is none, refused with the next step where it can't be used."""

import os
import sqlite3
from datetime import timedelta
from pathlib import Path

import pytest
from complaintkit_sqlmodel import SqlModelStorage
from complaintkit_sqlmodel._place import check_place, file_system
from complaintkit_sqlmodel._sqlite import driver_of
from complaintkit_sqlmodel._storage import SqlStorage

from complaintkit.errors import ConfigurationError, StorageError

NEWEST = driver_of("auto")
WAL = NEWEST.sqlite_version_info >= (3, 51, 3)


def opened(path: Path) -> SqlStorage:
    """The storage of a file."""
    storage = SqlModelStorage().open(f"sqlite:///{path}")
    assert isinstance(storage, SqlStorage)
    return storage


def setting(storage: SqlStorage, name: str) -> object:
    """What a connection in use says."""
    with storage.reading() as view:
        view._work.run(f"PRAGMA {name}")
        found = view._work.cursor.fetchone()
    assert found is not None
    return found[0]


def refusal(url: str, **options: bool) -> str:
    """Why a URL is not opened."""
    with pytest.raises(ConfigurationError) as caught:
        SqlModelStorage().open(url, **options)
    return str(caught.value)


def test_a_new_file_is_durable_from_the_start(tmp_path: Path) -> None:
    """The settings under which no acknowledged command is lost are on, and are checked."""
    storage = opened(tmp_path / "desk.db")
    found = {name: setting(storage, name) for name in ("journal_mode", "synchronous", "foreign_keys", "secure_delete")}
    assert found["journal_mode"] == ("wal" if WAL else "delete")
    assert found["synchronous"] == (2 if WAL else 3)
    assert found["foreign_keys"] == found["secure_delete"] == 1
    assert list(storage.problems()) == []
    storage.close()


def test_an_old_sqlite_gets_no_write_ahead_log(tmp_path: Path) -> None:
    """Before 3.51.3 several connections could corrupt a log: a rollback journal is used, synced with its folder."""
    storage = SqlModelStorage(driver="sqlite3").open(f"sqlite:///{tmp_path}/desk.db")
    assert isinstance(storage, SqlStorage)
    old = sqlite3.sqlite_version_info < (3, 51, 3)
    assert setting(storage, "journal_mode") == ("delete" if old else "wal")
    assert setting(storage, "synchronous") == (3 if old else 2)
    assert (tmp_path / "desk.db-wal").exists() != old
    storage.close()


def test_a_setting_that_is_not_as_it_must_be_is_told(tmp_path: Path) -> None:
    """Problems are looked for on a connection in use, not assumed to be absent."""
    storage = opened(tmp_path / "desk.db")
    connection = storage.connected()
    connection.cursor().execute("PRAGMA synchronous = 1")
    connection.close()
    (problem,) = storage.problems()
    assert "synchronous is 1, it must be" in problem
    storage.close()


def test_the_file_is_not_for_strangers(tmp_path: Path) -> None:
    """It will hold names and telephone numbers."""
    opened(tmp_path / "desk.db").close()
    assert (tmp_path / "desk.db").stat().st_mode & 0o007 == 0


def test_a_relative_path_counts_from_where_it_was_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A program that changes its folder later still writes to the same file."""
    monkeypatch.chdir(tmp_path)
    storage = SqlModelStorage().open("sqlite:///桌 desk.db")
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    with storage.writing() as tx:
        tx.put_meta("a", "b")
    storage.close()
    assert (tmp_path / "桌 desk.db").exists()
    assert not list((tmp_path / "elsewhere").iterdir())


def test_an_empty_file_is_a_new_one(tmp_path: Path) -> None:
    """A process that died while making the file leaves nothing that stands in the way."""
    (tmp_path / "desk.db").touch()
    opened(tmp_path / "desk.db").close()


def test_a_missing_file_is_not_made_unasked(tmp_path: Path) -> None:
    """A mistyped path does not start an empty desk."""
    said = refusal(f"sqlite:///{tmp_path}/desk.db", create=False)
    assert "there is no file" in said
    assert "complaintkit init" in said
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("sqlite://", "names no file"),
        ("sqlite:///:memory:", "names no file"),
        ("sqlite:///desk.db?mode=ro", "names a file and nothing else"),
        ("sqlite://host/desk.db", "names a file and nothing else"),
        ("sqlite:////nowhere/at/all/desk.db", "there is no folder /nowhere/at/all"),
        ("sqlite:////tmp", "is a folder"),
        ("desk.db", "is no URL"),
        ("postgresql://desk:secret@db", "names no database"),
        ("mysql://desk:secret@db/desk", "SQLite files and PostgreSQL databases"),
    ],
)
def test_an_unusable_url_is_refused_with_the_reason(url: str, reason: str) -> None:
    """And with what to write instead; a password in it is not repeated."""
    said = refusal(url)
    assert reason in said
    assert "secret" not in said


def test_what_is_no_database_is_refused_untouched(tmp_path: Path) -> None:
    """A text file stays as it is."""
    file = tmp_path / "notes.txt"
    file.write_text("饭馊了 " * 200, encoding="utf-8")
    before = file.read_bytes()
    assert "is no SQLite database" in refusal(f"sqlite:///{file}")
    assert file.read_bytes() == before


def test_a_database_of_another_program_is_refused_untouched(tmp_path: Path) -> None:
    """Also where that program uses alembic as well."""
    file = tmp_path / "till.db"
    with sqlite3.connect(file) as connection:
        connection.execute("CREATE TABLE alembic_version (version_num)")
        connection.execute("INSERT INTO alembic_version VALUES ('0001')")
    connection.close()
    assert "belongs to another program" in refusal(f"sqlite:///{file}")
    with sqlite3.connect(file) as connection:
        assert connection.execute("SELECT count(*) FROM sqlite_master").fetchone() == (1,)
    connection.close()


@pytest.mark.parametrize(
    ("version", "next_step"), [("0000", "complaintkit upgrade --db sqlite:///"), ("9999", "Upgrade the package")]
)
def test_another_version_is_refused_with_the_way_out(tmp_path: Path, version: str, next_step: str) -> None:
    """Older tables wait for the upgrade command, newer ones for newer software."""
    file = tmp_path / "desk.db"
    opened(file).close()
    with sqlite3.connect(file) as connection:
        connection.execute("UPDATE alembic_version SET version_num = ?", (version,))
    connection.close()
    said = refusal(f"sqlite:///{file}")
    assert version in said
    assert next_step in said


def test_a_damaged_file_is_told_as_such(tmp_path: Path) -> None:
    """Broken pages are an error of the kit, with what to do."""
    file = tmp_path / "desk.db"
    opened(file).close()
    content = bytearray(file.read_bytes())
    content[100:4096] = os.urandom(3996)
    file.write_bytes(content)
    with pytest.raises(StorageError, match="damaged") as caught:
        opened(file)
    assert "backup" in str(caught.value)


def test_a_network_file_system_is_refused(tmp_path: Path) -> None:
    """The deepest mount counts, names with spaces and Chinese too."""
    (tmp_path / "店 1").mkdir()
    mounts = ["disk / ext4 rw 0 0", rf"nas:/x {tmp_path}/店\0401 nfs4 rw 0 0"]
    assert file_system(tmp_path, mounts) == "ext4"
    check_place("sqlite:///a", tmp_path / "desk.db", create=True, mounts=mounts)
    with pytest.raises(ConfigurationError, match="nfs4"):
        check_place("sqlite:///a", tmp_path / "店 1" / "desk.db", create=True, mounts=mounts)


def test_a_link_into_the_network_is_refused(tmp_path: Path) -> None:
    """What counts is where the file really is."""
    (tmp_path / "nas").mkdir()
    (tmp_path / "desk.db").symlink_to(tmp_path / "nas" / "desk.db")
    mounts = [f"nas:/x {tmp_path}/nas cifs rw 0 0"]
    with pytest.raises(ConfigurationError, match="cifs"):
        check_place("sqlite:///a", tmp_path / "desk.db", create=True, mounts=mounts)


def test_settings_are_read_from_a_table() -> None:
    """Durations as people write them; a slip of the keyboard gets a suggestion."""
    plugin = SqlModelStorage.configured({"name": "main", "busy_timeout": "5 s", "driver": "sqlite3"})
    assert (plugin.name, plugin.busy_timeout, plugin.driver) == ("main", timedelta(seconds=5), "sqlite3")
    with pytest.raises(ConfigurationError, match="Did you mean 'busy_timeout'"):
        SqlModelStorage.configured({"name": "main", "busy_timout": "5 s"})


def test_the_newest_sqlite_is_taken() -> None:
    """Whichever module brings it."""
    assert driver_of("sqlite3") is sqlite3
    assert NEWEST.sqlite_version_info >= sqlite3.sqlite_version_info
