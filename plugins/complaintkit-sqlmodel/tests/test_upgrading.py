"""An upgrade that is cut off at any of its statements leaves the old tables, and the next one ends it; on both databases."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.config import Config
from complaintkit_sqlmodel import SqlModelStorage
from complaintkit_sqlmodel._open import backend_of
from complaintkit_sqlmodel._postgresql import Postgresql
from complaintkit_sqlmodel._schema import HEAD
from complaintkit_sqlmodel._setting import Settings
from complaintkit_sqlmodel._sqlite import Sqlite
from complaintkit_sqlmodel._storage import SqlStorage
from sqlalchemy import event

from complaintkit.errors import ConfigurationError, StorageError

OLD = "0002"
NAMES = (f"upgraded{number}" for number in itertools.count())


@pytest.fixture(params=["sqlite", "postgresql"])
def old(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of a database of an older version that holds something."""
    if request.param == "sqlite":
        (tmp_path / "desk.db").touch()
        url = f"sqlite:///{tmp_path}/desk.db"
        make_old(url)
        yield url
    else:
        postgresql, name = request.getfixturevalue("postgresql"), next(NAMES)
        url = postgresql.make_empty(name)
        make_old(url)
        yield url
        postgresql.drop(name)


@pytest.fixture(params=["sqlite", "postgresql"])
def newest(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of a database of this version."""
    return f"sqlite:///{tmp_path}/desk.db" if request.param == "sqlite" else str(request.getfixturevalue("lent"))


def make_old(url: str) -> None:
    """Run the first migrations, and put a row down."""
    _, backend = backend_of(url, create=False, settings=Settings())
    engine = backend.engine()
    with engine.connect() as connection, connection.begin():
        cursor: Any = connection.connection.cursor()
        backend.begin(cursor, write=True)
        config = Config()
        config.set_main_option("script_location", "complaintkit_sqlmodel:migrations")
        config.attributes["connection"] = connection
        command.upgrade(config, OLD)
        backend.sign(cursor)
        cursor.execute("INSERT INTO meta (key, value) VALUES ('kept', 'yes')")
        backend.commit(cursor)
    engine.dispose()


@pytest.fixture
def cut_at(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    """Cut the connection off before the statement of this number, as `kill -9` of the program does."""
    wanted = 0
    made = {kind: kind.engine for kind in (Sqlite, Postgresql)}

    def engine(self: Any) -> Any:
        engine, statements = made[type(self)](self), itertools.count(1)

        @event.listens_for(engine, "before_cursor_execute")
        def cut(connection: Any, *_: Any) -> None:
            if next(statements) == wanted:
                connection.connection.driver_connection.close()

        return engine

    for kind in made:
        monkeypatch.setattr(kind, "engine", engine)

    def set_cut(number: int) -> None:
        nonlocal wanted
        wanted = number

    return set_cut


def test_it_is_all_or_nothing(old: str, cut_at: Callable[[int], None]) -> None:
    """Whichever statement it dies before: the version is the old one, and running it again brings everything up to date."""
    for number in itertools.count(1):
        cut_at(number)
        try:
            versions = SqlModelStorage().upgrade(old)
            break
        except StorageError:
            continue
    assert number > 10
    assert versions == (OLD, HEAD)
    with closing(SqlModelStorage().open(old)) as storage:
        assert [*storage.problems(), *storage.damage()] == []
        with storage.reading() as view:
            assert view.meta("kept") == "yes"


def test_who_opened_it_before_an_upgrade_is_told_to_start_again(newest: str) -> None:
    """Old and new software never write side by side: the old one is refused from the upgrade on, as writer and as reader."""
    with closing(SqlModelStorage().open(newest)) as storage, closing(SqlModelStorage().open(newest)) as upgrading:
        assert isinstance(upgrading, SqlStorage)
        with storage.writing() as tx:
            tx.put_meta("a", "before")
        with upgrading.writing() as tx:
            tx.work.run("UPDATE alembic_version SET version_num = '9999'")
        for begin in (storage.writing, storage.reading):
            with pytest.raises(ConfigurationError, match=rf"version 9999, newer than this software's {HEAD}"), begin():
                pass
        upgrading.made = False
        with upgrading.writing() as tx:
            assert tx.meta("a") == "before"
            tx.work.run(f"UPDATE alembic_version SET version_num = '{HEAD}'")  # noqa: S608  our own constant
        with storage.writing() as tx:
            assert tx.meta("a") == "before"
