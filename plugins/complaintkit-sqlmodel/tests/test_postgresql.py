"""A database of a PostgreSQL server: checked when it is opened, guarded, brought up to date, whole."""

from __future__ import annotations

import gc
import itertools
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any, TypeAlias

import attrs
import psycopg
import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from complaintkit_sqlmodel import SqlModelStorage, tables
from complaintkit_sqlmodel._postgresql_fault import unreached
from complaintkit_sqlmodel._schema import HEAD
from complaintkit_sqlmodel._storage import SqlStorage

from complaintkit.errors import ConfigurationError, InvalidInput, OutcomeUnknown, StorageError
from complaintkit.ports.storage import AttachmentRow, EventRow
from complaintkit.testing._storage_rows import case_row, event_row, outbox_row, refused_row, vault_row

Step: TypeAlias = Callable[[Any], None]
NAMES = (f"own{number}" for number in itertools.count())
VERSIONS = [f"{number:04}" for number in range(1, int(HEAD) + 1)]


def opened(url: str, **settings: Any) -> SqlStorage:
    """The storage of a database."""
    storage = SqlModelStorage(**settings).open(url)
    assert isinstance(storage, SqlStorage)
    return storage


@pytest.fixture
def storage(lent: str) -> Iterator[SqlStorage]:
    """A database with our tables."""
    with closing(opened(lent)) as storage:
        yield storage


@pytest.fixture
def own(postgresql: Any) -> Iterator[str]:
    """The name of a database of its own, without tables."""
    name = next(NAMES)
    postgresql.make_empty(name)
    yield name
    postgresql.drop(name)


def refusal(url: str, **options: bool) -> str:
    """Why a database is not opened."""
    with pytest.raises((ConfigurationError, StorageError)) as caught:
        SqlModelStorage().open(url, **options)
    return str(caught.value)


def test_an_empty_database_gets_our_tables(postgresql: Any, own: str) -> None:
    """Where somebody asked for a new desk; else it is told, for the name may be mistyped."""
    url = postgresql.url(own)
    assert "complaintkit init" in refusal(url, create=False)
    with closing(opened(url)) as storage:
        assert list(storage.problems()) == []
    with closing(SqlModelStorage().open(url, create=False)) as storage:
        assert list(storage.damage()) == []


def test_who_can_not_be_reached_is_told_with_the_next_step(postgresql: Any, tmp_path: Path) -> None:
    """No server, no database; a password is not repeated."""
    assert "does not answer" in refusal(f"postgresql://desk:secret@/desk?host={tmp_path}")
    assert "createdb" in refusal(postgresql.url("nowhere"))
    assert "secret" not in refusal(f"postgresql://desk:secret@/desk?host={tmp_path}")


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ('database "a" does not exist', "there is no such database"),
        ('role "joe" does not exist', "does not let this user in"),
        ('no pg_hba.conf entry for host "10.0.0.7", user "joe", database "a"', "does not let this user in"),
        ('password authentication failed for user "joe"', "does not let this user in"),
        ("sorry, too many clients already", "no connection free"),
        ('too many connections for database "a"', "no connection free"),
        ("remaining connection slots are reserved for roles with the SUPERUSER attribute", "no connection free"),
        ("the database system is starting up", "starting or stopping"),
        ("the database system is shutting down", "starting or stopping"),
        ("the database system is in recovery mode", "starting or stopping"),
        (
            "the database system is not yet accepting connections\nDETAIL:  Consistent recovery state has not been yet reached.",
            "starting or stopping",
        ),
        ("something that nobody foresaw", "does not answer"),
    ],
)
def test_who_is_not_let_in_is_told_why(said: str, reason: str) -> None:
    """By what the server says, for the driver keeps no code of it; nobody looks for a database where a user is missing."""
    fault = psycopg.OperationalError(f'connection failed: connection to server at "10.0.0.1" failed: FATAL:  {said}')
    assert reason in str(unreached(fault, "a"))


def test_a_user_that_the_server_does_not_know_is_told_so(own: str, postgresql: Any) -> None:
    """The server's own words, as it says them today."""
    stranger = postgresql.url(own).replace("postgres@", "nobody-here@")
    assert "does not let this user in" in refusal(stranger)


def test_a_database_of_another_program_is_refused_untouched(postgresql: Any, own: str) -> None:
    """Also where that program uses alembic as well."""
    with postgresql.connected(own) as connection:
        connection.execute("CREATE TABLE alembic_version (version_num text)")
        connection.execute("INSERT INTO alembic_version VALUES ('0001')")
    assert "belongs to another program" in refusal(postgresql.url(own))
    with postgresql.connected(own) as connection:
        assert connection.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchone() == (1,)


@pytest.mark.parametrize(
    ("setting", "value", "reason"),
    [
        ("synchronous_commit", "off", "acknowledged before they are on the disk"),
        ("default_transaction_read_only", "on", "nothing can be written"),
    ],
)
def test_a_setting_that_loses_what_was_acknowledged_is_refused(
    postgresql: Any, own: str, setting: str, value: str, reason: str
) -> None:
    """By its name, with the reason and what to run. P1"""
    opened(postgresql.url(own)).close()
    with postgresql.connected() as connection:
        connection.execute(f"ALTER DATABASE {own} SET {setting} = {value}")
    said = refusal(postgresql.url(own))
    assert f"{setting} is {value}" in said
    assert reason in said
    assert f"ALTER DATABASE {own}" in said


def test_waiting_has_an_end(storage: SqlStorage, lent: str) -> None:
    """For locks, statements, transactions in which nobody speaks: as the settings say, told in words."""
    patience = timedelta(seconds=0.2)
    with (
        closing(opened(lent, busy_timeout=patience)) as hasty,
        storage.writing() as tx,
        pytest.raises(StorageError, match="another process is writing"),
        hasty.writing(),
    ):
        tx.meta("anything")
    with closing(opened(lent, statement_timeout=patience, idle_timeout=patience)) as hasty:
        with pytest.raises(StorageError, match="statement_timeout"), hasty.reading() as view:
            view._work.run("SELECT pg_sleep(5)")
        with pytest.raises(StorageError, match=r"lost|too long"), hasty.writing() as tx:
            put_late(tx, storage)
        with hasty.writing() as tx:
            tx.put_meta("a", "b")


def put_late(tx: Any, other: SqlStorage) -> None:
    """Say nothing for a while."""
    with other.reading() as view:
        view._work.run("SELECT pg_sleep(0.5)")
    tx.put_meta("a", "b")


def end_all(server: Any) -> None:
    """Have the server end every connection of ours."""
    with server.connected() as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'complaintkit'"
        )


def test_connections_that_the_server_ended_are_opened_anew(storage: SqlStorage, postgresql: Any) -> None:
    """It was restarted: whoever comes next notices nothing, however many connections lay open."""
    views = [storage.reading() for _ in range(4)]
    for view in views:
        view.__enter__().meta("anything")
    for view in views:
        view.__exit__(None, None, None)
    end_all(postgresql)
    with storage.writing() as tx:
        tx.put_meta("a", "b")


def keep(tx: Any) -> None:
    """Write what is sent without waiting for an answer."""
    tx.append([event_row()], [vault_row()], [])


def keep_many(tx: Any) -> None:
    """Write several rows by one statement."""
    tx.put_outbox([outbox_row(f"e{number}") for number in range(5)])


def ask(tx: Any) -> None:
    """Wait for an answer."""
    tx.meta("anything")


def read_all(tx: Any) -> None:
    """Fetch page by page."""
    list(tx.every(EventRow))


def fail(_: Any) -> None:
    """Have the transaction undone."""
    raise StorageError(reason="somebody's own fault", next_step="none")


def nothing(_: Any) -> None:
    """Go straight to the commit."""


@pytest.mark.parametrize("after", [nothing, keep, keep_many, ask, read_all, fail])
@pytest.mark.parametrize("before", [nothing, keep, keep_many, read_all])
def test_a_server_that_dies_leaves_nothing_of_the_driver_behind(
    storage: SqlStorage, postgresql: Any, caplog: pytest.LogCaptureFixture, before: Step, after: Step
) -> None:
    """Wherever it dies, that is said by our error, not by warnings of the driver as well; and the next one goes on."""

    def transact() -> None:
        with storage.writing() as tx:
            before(tx)
            end_all(postgresql)
            after(tx)

    told = OutcomeUnknown if after is nothing else StorageError
    with caplog.at_level("WARNING", logger="psycopg"), pytest.raises(told):
        transact()
    gc.collect()
    assert caplog.messages == []
    with storage.writing() as tx:
        tx.put_meta("a", "b")


def test_no_more_connections_than_the_settings_allow(lent: str) -> None:
    """Whoever comes when all are in use is told to come again."""
    with (
        closing(opened(lent, connections=1, busy_timeout=timedelta(seconds=0.2))) as storage,
        storage.reading(),
        pytest.raises(StorageError, match="all connections are in use"),
        storage.reading(),
    ):
        pass


def test_a_zero_character_is_refused(storage: SqlStorage) -> None:
    """PostgreSQL keeps none in a text."""
    with pytest.raises(InvalidInput, match="zero character"), storage.writing() as tx:
        tx.put_meta("a", "b\x00")


def test_what_is_large_goes_out_whole(storage: SqlStorage) -> None:
    """A file of megabytes, then a question: no transaction waits for an answer to what it has sent by half. P1"""
    content = b"\x89" * 8_000_000
    file = AttachmentRow(
        id="a-1", case="case-1", person="p", media_type="image/png", size=4, digest="d", content=content
    )
    large = attrs.evolve(refused_row(), content=content)
    with storage.writing() as tx:
        tx.append([], [], [file])
        assert tx.case("case-1") is None
        tx.keep_refused(large)
    with storage.reading() as view:
        assert view.attachment("a-1") == file
        assert list(view.refused()) == [large]


@pytest.mark.parametrize(
    "text",
    [
        "UPDATE ledger SET data = '{}'",
        "DELETE FROM ledger",
        "TRUNCATE ledger",
        "INSERT INTO ledger SELECT * FROM ledger ON CONFLICT (\"case\", seq) DO UPDATE SET data = '{}'",
        "UPDATE vault SET content = '\\x00'",
        "UPDATE vault SET content = NULL, person = 'another'",
        "UPDATE vault SET salt = ''",
        "DELETE FROM vault",
        "TRUNCATE vault",
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
    """With its salt, or what was said could be guessed and confirmed."""
    with storage.writing() as tx:
        tx.append([event_row()], [attrs.evolve(vault_row(), content=b"smells of bleach")], [])
    with storage.writing() as tx:
        tx._work.run("UPDATE vault SET content = NULL, salt = '' WHERE person = 'person-1'")
    with storage.reading() as view:
        (row,) = view.vault(["case-1"])
        assert (row.content, row.salt) == (None, b"")


def test_the_database_itself_allows_one_owner_at_a_time(storage: SqlStorage) -> None:
    """Two open intervals of one case can't stand beside each other, whatever the software does. F1"""
    both = "INSERT INTO owner_interval VALUES ('case-1', 1, 'chen', '', NULL), ('case-1', 2, 'li', '', NULL)"
    with pytest.raises(StorageError, match="somebody else became the owner"), storage.writing() as tx:
        tx._work.run(both)


def test_every_text_is_sorted_by_code_points(storage: SqlStorage) -> None:
    """Whatever language the server was set up in."""
    asked = """SELECT relname, attname FROM pg_attribute JOIN pg_class c ON c.oid = attrelid
    JOIN pg_collation l ON l.oid = attcollation
    WHERE relnamespace = current_schema()::regnamespace AND relkind = 'r' AND collname <> 'C'"""
    with storage.reading() as view:
        view._work.run(asked)
        assert {table for table, _ in view._work.cursor.fetchall()} <= {"alembic_version"}


NO_GUARD = "CREATE OR REPLACE FUNCTION ledger_guard() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$"
DAMAGE = {
    "trigger ledger_update": "DROP TRIGGER ledger_update ON ledger",
    "trigger vault_delete": "ALTER TABLE vault DISABLE TRIGGER vault_delete",
    "function ledger_guard": NO_GUARD,
    "index uq_case_number": "DROP INDEX uq_case_number",
    "index uq_owner_interval_case": "DROP INDEX uq_owner_interval_case",
    "constraint fk_duty_case": "ALTER TABLE duty DROP CONSTRAINT fk_duty_case",
    "column case.owner": 'ALTER TABLE "case" ALTER owner DROP NOT NULL',
    "column outbox.more": "ALTER TABLE outbox ADD more text",
}


@pytest.mark.parametrize("what", DAMAGE)
def test_what_was_taken_out_of_the_tables_is_found(postgresql: Any, own: str, what: str) -> None:
    """By name. P7"""
    with closing(opened(postgresql.url(own))) as storage:
        with postgresql.connected(own) as connection:
            connection.execute(DAMAGE[what])
        assert list(storage.damage()) == [f"{own}: the {what} is not as it was made"]


def test_migrations_lead_to_the_tables_of_a_new_database(postgresql: Any, own: str) -> None:
    """From nothing, by every migration in turn, they are the same."""
    url = postgresql.url(own)
    assert SqlModelStorage().upgrade(url) == ("", HEAD)
    with closing(opened(url)) as storage:
        assert list(storage.damage()) == []
        engine = storage.backend.engine()
        with engine.connect() as connection:
            assert compare_metadata(MigrationContext.configure(connection), tables.metadata) == []
        engine.dispose()
    assert SqlModelStorage().upgrade(url) == (HEAD, HEAD)


@pytest.mark.parametrize("version", VERSIONS[:-1])
def test_a_database_of_any_version_is_brought_up_to_date(postgresql: Any, own: str, version: str) -> None:
    """It is refused until it is asked for; then its tables are those of a new one, and its rows are there."""
    url = postgresql.url(own)
    migrated(url, version)
    with postgresql.connected(own) as connection:
        connection.execute("INSERT INTO meta (key, value) VALUES ('kept', 'yes')")
    assert "complaintkit upgrade" in refusal(url)
    assert SqlModelStorage().upgrade(url) == (version, HEAD)
    with closing(opened(url)) as storage:
        assert list(storage.damage()) == []
        with storage.reading() as view:
            assert view.meta("kept") == "yes"


def migrated(url: str, version: str) -> None:
    """Make the tables of an older version."""
    from complaintkit_sqlmodel._open import backend_of
    from complaintkit_sqlmodel._setting import Settings

    _, backend = backend_of(url, create=False, settings=Settings())
    engine = backend.engine()
    with engine.begin() as connection:
        config = Config()
        config.set_main_option("script_location", "complaintkit_sqlmodel:migrations")
        config.attributes["connection"] = connection
        command.upgrade(config, version)
        cursor: Any = connection.connection.cursor()
        backend.sign(cursor)
        connection.commit()
    engine.dispose()


def test_a_database_is_backed_up_by_the_servers_own_tools(storage: SqlStorage, tmp_path: Path) -> None:
    """The refusal says which, and names the key that has to be kept beside."""
    with pytest.raises(ConfigurationError, match="pg_dump") as caught:
        storage.back_up(tmp_path / "copy")
    assert "key file" in str(caught.value)
    assert not (tmp_path / "copy").exists()


def test_positions_have_no_gaps_and_no_doubles(storage: SqlStorage) -> None:
    """Also where transactions were rolled back."""
    jobs: list[Callable[[Any], object]] = [
        lambda tx: tx.append([event_row("a")], [], []),
        lambda tx: tx.append([event_row("a")], [], []),  # refused
        lambda tx: tx.append([event_row("b"), event_row("b", 2)], [], []),
    ]
    said = []
    for job in jobs:
        try:
            with storage.writing() as tx:
                said.append(job(tx))
        except StorageError:
            said.append("refused")
    with storage.writing() as tx:
        tx.add_case(case_row())
        assert [row.position for row in tx.feed(after=0, limit=10)] == [1, 2, 3]
    assert said[0] == 1
    assert said[-1] == 3
