"""The plugin: its settings, and the door to the database. SQLAlchemy is imported when a database is opened."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Final, Literal

import attrs
from typing_extensions import override

from complaintkit.plugin import Plugin, hookimpl

if TYPE_CHECKING:
    from complaintkit.ports.storage import Storage, StorageProvider
    from complaintkit_sqlmodel._setting import Settings


_SCHEMES: Final = frozenset({"sqlite", "postgresql"})


def _untold(table: str, rows: int) -> None:
    """Tell nobody."""


@attrs.frozen(kw_only=True, eq=False)
class SqlModelStorage(Plugin):
    """Keeps the desk's data in a SQLite file or on a PostgreSQL server.

    >>> SqlModelStorage().name
    'sqlmodel'
    """

    name: str = "sqlmodel"
    busy_timeout: timedelta = attrs.field(
        default=timedelta(seconds=10), metadata={"help": "how long to wait for others who are writing"}
    )
    driver: Literal["auto", "pysqlite3", "sqlite3"] = attrs.field(
        default="auto", metadata={"help": "the module that brings SQLite; auto takes the newest SQLite there is"}
    )

    connections: int = attrs.field(
        default=20,
        validator=attrs.validators.ge(1),
        metadata={"help": "how many connections to the database one process opens at most"},
    )
    statement_timeout: timedelta = attrs.field(
        default=timedelta(seconds=60),
        metadata={"help": "PostgreSQL: how long one statement may take before the server gives it up"},
    )
    idle_timeout: timedelta = attrs.field(
        default=timedelta(seconds=60),
        metadata={"help": "PostgreSQL: after how long without a word the server ends an open transaction"},
    )

    @property
    def schemes(self) -> frozenset[str]:
        """Schemes of the URLs it opens."""
        return _SCHEMES

    @override
    @hookimpl
    def complaintkit_storages(self) -> Iterable[StorageProvider]:
        """Give this plugin as its own provider."""
        yield self

    def open(self, url: str, *, create: bool = True) -> Storage:
        """Open a database, making a new file where there is none, or our tables in an empty database of a server.

        Args:
            url: `sqlite:///desk.db` is a file in the current folder, `sqlite:////srv/desk.db` one by its full path;
                `postgresql://user:password@host/desk` is a database of a server.
            create: False refuses a file that does not exist, or a database without our tables.

        Raises:
            ConfigurationError: the place is unsafe (a network file system), the file is not ours, or its tables are
                older or newer than this software.
            StorageError: it can't be opened just now.
        """
        from complaintkit_sqlmodel._open import open_storage

        return open_storage(url, name=self.name, create=create, settings=self._settings())

    def upgrade(self, url: str) -> tuple[str, str]:
        """Bring the tables of an existing database up to date, in one transaction. Make a backup first.

        Returns:
            The versions before and after; the same where there was nothing to do.

        Raises:
            ConfigurationError: the file is missing, not ours, or newer than this software.
        """
        from complaintkit_sqlmodel._open import upgrade_database

        return upgrade_database(url, settings=self._settings())

    def copy(self, source: str, target: str, told: Callable[[str, int], None] = _untold) -> Mapping[str, int]:
        """Copy a database into a new one, of whichever kind, while nobody else writes to it, and compare them row by row.

        Interrupted, it goes on where it was when it is called again. Until it has ended, no desk opens the copy.

        Args:
            source: the URL of a database whose tables are up to date.
            target: the URL of a new file, or of an empty database of a server.
            told: is given the name of a table and how many of its rows were copied just now.

        Returns:
            The number of rows by table.

        Raises:
            ConfigurationError: one can't be used, or the target holds something else.
            StorageError: they differ, or one of them failed.
        """
        from complaintkit_sqlmodel._copy import copy_database

        return copy_database(source, target, settings=self._settings(), told=told)

    def _settings(self) -> Settings:
        from complaintkit_sqlmodel._setting import Settings

        return Settings(
            patience=self.busy_timeout,
            driver=self.driver,
            connections=self.connections,
            statement_timeout=self.statement_timeout,
            idle_timeout=self.idle_timeout,
        )
