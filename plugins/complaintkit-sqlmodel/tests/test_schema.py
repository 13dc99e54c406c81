"""The tables: one schema by every way there, total mappings, and what the database itself refuses."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path

import attrs
import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from complaintkit_sqlmodel import SqlModelStorage, tables
from complaintkit_sqlmodel._conversion import decimal_of, ten_thousandths
from complaintkit_sqlmodel._mapping import TABLES, columns_of
from complaintkit_sqlmodel._schema import HEAD
from complaintkit_sqlmodel._sqlite import Sqlite, driver_of
from complaintkit_sqlmodel._storage import SqlStorage
from complaintkit_sqlmodel._types import Exact, UtcDateTime
from sqlalchemy import NullPool, create_engine
from sqlalchemy.dialects import sqlite
from sqlmodel import SQLModel

from complaintkit.errors import ConfigurationError, InvalidInput, StorageError
from complaintkit.ports import storage as port
from complaintkit.testing._storage_rows import event_row, vault_row

DRIVER = driver_of("auto")


def schema_of(file: Path) -> dict[tuple[str, str], str]:
    """Everything a file's schema says, spaces aside."""
    connection = DRIVER.connect(str(file))
    found = connection.execute("SELECT type, name, sql FROM sqlite_master").fetchall()
    connection.close()
    return {(kind, name): " ".join((sql or "").split()) for kind, name, sql in found}


def make_first(file: Path) -> None:
    """Make the tables of the first version."""
    backend = Sqlite(file, driver=DRIVER, patience=timedelta(seconds=5))
    backend.make_place()
    engine = create_engine("sqlite://", creator=backend.connect, module=DRIVER, poolclass=NullPool)
    with engine.connect() as connection:
        config = Config()
        config.set_main_option("script_location", "complaintkit_sqlmodel:migrations")
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
        backend.sign(connection.connection.cursor())
    engine.dispose()


@pytest.fixture
def storage(tmp_path: Path) -> Iterator[SqlStorage]:
    """A new database."""
    storage = SqlModelStorage().open(f"sqlite:///{tmp_path}/desk.db")
    assert isinstance(storage, SqlStorage)
    yield storage
    storage.close()


def test_migrations_lead_to_the_schema_of_a_new_file(tmp_path: Path) -> None:
    """Tables, indices and triggers are the same to the letter, made at once or by every migration in turn."""
    new, migrated = tmp_path / "new.db", tmp_path / "migrated.db"
    SqlModelStorage().open(f"sqlite:///{new}").close()
    migrated.touch()
    assert SqlModelStorage().upgrade(f"sqlite:///{migrated}") == ("", HEAD)
    assert schema_of(migrated) == schema_of(new)
    SqlModelStorage().open(f"sqlite:///{migrated}").close()


def test_alembic_finds_nothing_to_do(tmp_path: Path) -> None:
    """The classes and the newest migration say the same."""
    SqlModelStorage().open(f"sqlite:///{tmp_path}/desk.db").close()
    engine = create_engine(f"sqlite:///{tmp_path}/desk.db", module=DRIVER)
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), tables.metadata) == []
    engine.dispose()


def test_the_newest_migration_is_the_version_we_look_for() -> None:
    """Opening knows it without alembic."""
    config = Config()
    config.set_main_option("script_location", "complaintkit_sqlmodel:migrations")
    assert ScriptDirectory.from_config(config).get_current_head() == HEAD


def test_a_database_of_the_first_version_keeps_what_it_holds(tmp_path: Path) -> None:
    """It is refused until it is asked to be brought up to date; then every row is there, and the new tables are empty."""
    file, url = tmp_path / "desk.db", f"sqlite:///{tmp_path}/desk.db"
    make_first(file)
    connection = DRIVER.connect(str(file), isolation_level=None)
    connection.execute("INSERT INTO meta (key, value) VALUES ('kept', 'yes')")
    connection.close()
    with pytest.raises(ConfigurationError, match="complaintkit upgrade"):
        SqlModelStorage().open(url)

    assert SqlModelStorage().upgrade(url) == ("0001", HEAD)
    storage = SqlModelStorage().open(url)
    with storage.reading() as view:
        assert view.meta("kept") == "yes"
        assert list(view.tasks(port.TaskFilter())) == []
    storage.close()
    SqlModelStorage().open(f"sqlite:///{tmp_path}/new.db").close()
    assert schema_of(file) == schema_of(tmp_path / "new.db")


def test_upgrading_what_is_up_to_date_does_nothing(tmp_path: Path) -> None:
    """And a file that is missing, strange or too new is refused."""
    url = f"sqlite:///{tmp_path}/desk.db"
    with pytest.raises(ConfigurationError, match="there is no file"):
        SqlModelStorage().upgrade(url)
    SqlModelStorage().open(url).close()
    assert SqlModelStorage().upgrade(url) == (HEAD, HEAD)
    connection = DRIVER.connect(f"{tmp_path}/desk.db", isolation_level=None)
    connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    with pytest.raises(ConfigurationError, match="newer than this software"):
        SqlModelStorage().upgrade(url)


def test_an_upgrade_that_fails_changes_nothing(tmp_path: Path) -> None:
    """A version nobody knows is told, and the file stays as it was."""
    url = f"sqlite:///{tmp_path}/desk.db"
    SqlModelStorage().open(url).close()
    connection = DRIVER.connect(f"{tmp_path}/desk.db", isolation_level=None)
    connection.execute("UPDATE alembic_version SET version_num = '0000'")
    connection.close()
    before = schema_of(tmp_path / "desk.db")
    with pytest.raises(ConfigurationError, match="not known here"):
        SqlModelStorage().upgrade(url)
    assert schema_of(tmp_path / "desk.db") == before


def test_every_row_of_the_port_has_its_table() -> None:
    """Field by field, and no column that no row fills."""
    rows = [each for name, each in vars(port).items() if name.endswith("Row") and attrs.has(each)]
    assert set(rows) == set(TABLES)
    for row in rows:
        assert set(columns_of(row)) == set(tables.table_of(TABLES[row]).columns), row


def test_the_metadata_is_our_own() -> None:
    """Other packages of the process that use SQLModel don't get our tables, nor we theirs."""
    assert tables.metadata is not SQLModel.metadata
    assert "ledger" not in SQLModel.metadata.tables


@pytest.mark.parametrize(
    "text",
    [
        "UPDATE ledger SET data = '{}'",
        "DELETE FROM ledger",
        "INSERT OR REPLACE INTO ledger SELECT * FROM ledger",
        "UPDATE vault SET content = x'00'",
        "UPDATE vault SET content = NULL, person = 'another'",
        "UPDATE vault SET salt = x''",
        "DELETE FROM vault",
        "INSERT OR REPLACE INTO vault SELECT * FROM vault",
    ],
)
def test_the_database_refuses_to_rewrite_history(storage: SqlStorage, text: str) -> None:
    """Whoever asks: the ledger only grows, the vault is only emptied."""
    with storage.writing() as tx:
        tx.append([event_row()], [vault_row()], [])
    with pytest.raises(StorageError, match=r"append-only|only be emptied"), storage.writing() as tx:
        tx._work.run(text)
    with storage.reading() as view:
        assert [event.data for event in view.events(["case-1"])] == [event_row().data]
        assert view.vault(["case-1"]) == [vault_row()]


def test_the_vault_can_be_emptied(storage: SqlStorage) -> None:
    """With its salt, or what was said could be guessed and confirmed; and nothing of it stays in the file."""
    with storage.writing() as tx:
        tx.append([event_row()], [attrs.evolve(vault_row(), content=b"smells of bleach")], [])
    with storage.writing() as tx:
        tx._work.run("UPDATE vault SET content = NULL, salt = x'' WHERE person = 'person-1'")
    with storage.reading() as view:
        (row,) = view.vault(["case-1"])
        assert (row.content, row.salt) == (None, b"")
    storage.close()  # the last connection brings the log into the file
    assert isinstance(storage.backend, Sqlite)
    assert b"smells of bleach" not in storage.backend.path.read_bytes()


def test_the_database_itself_allows_one_owner_at_a_time(storage: SqlStorage) -> None:
    """Two open intervals of one case can't stand beside each other, whatever the software does. F1"""
    both = "INSERT INTO owner_interval VALUES ('case-1', 1, 'chen', '', NULL), ('case-1', 2, 'li', '', NULL)"
    with pytest.raises(StorageError, match="somebody else became the owner"), storage.writing() as tx:
        tx._work.run(both)


def test_times_keep_what_they_mean() -> None:
    """09:00 in Shanghai is 01:00 in UTC; a time without a zone is refused, for nobody knows what it means."""
    write = UtcDateTime().bind_processor(sqlite.dialect())
    shanghai = datetime(2026, 11, 30, 9, 0, tzinfo=timezone(timedelta(hours=8)))
    assert write(shanghai) == "2026-11-30T01:00:00.000000+00:00"
    with pytest.raises(InvalidInput, match="no time zone"):
        write(datetime(2026, 11, 30, 9, 0))  # noqa: DTZ001  that is the point


def test_times_sort_as_time_goes() -> None:
    """As text of one width, from the first year to the last, to the microsecond."""
    write = UtcDateTime().bind_processor(sqlite.dialect())
    tick = timedelta(microseconds=1)
    noon = datetime(2026, 11, 30, 12, 0, tzinfo=UTC)
    times = [datetime.min.replace(tzinfo=UTC), noon - tick, noon, noon + tick, datetime.max.replace(tzinfo=UTC)]
    texts = [write(time) for time in times]
    assert texts == sorted(texts)
    assert len({len(text) for text in texts}) == 1


@pytest.mark.parametrize("amount", ["0.00001", "-1", "NaN", "Infinity", "1e30", "9.9.9", "", "0." + "0" * 50 + "1"])
def test_an_amount_that_can_not_be_kept_exactly_is_refused(amount: str) -> None:
    """Rather than rounded."""
    with pytest.raises(InvalidInput):
        decimal_of(amount)


def test_amounts_are_kept_exactly() -> None:
    """In ten-thousandths, which hold every currency."""
    assert ten_thousandths(Decimal("999999999999.9999")) == 9_999_999_999_999_999
    assert Exact().result_processor(sqlite.dialect(), None)(99_000) == Decimal("9.90")
