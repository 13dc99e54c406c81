"""The desk that a command works at: named by --db, COMPLAINTKIT_DB, --config or ./complaintkit.toml; and opening it."""

from __future__ import annotations

import functools
import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

import attrs
import click

from complaintkit.cli._anywhere import anywhere
from complaintkit.hooks.configuration import CONFIG, DATABASE, Config, config_for
from complaintkit.model.actor import System
from complaintkit.model.errors import ConfigurationError
from complaintkit.model.phrase import phrase

if TYPE_CHECKING:
    from complaintkit.desk import Desk
    from complaintkit.hooks.plugins import Plugins
    from complaintkit.model.actor import By
    from complaintkit.ports.clock import Clock


F = TypeVar("F", bound=Callable[..., Any])
CLI: Final = System("cli")
"""Who reads on the command line, where nobody is named: it sees everything."""


@attrs.frozen(kw_only=True)
class Place:
    """A desk as it was named on the command line. The file of --config is read for everything that was not said."""

    database: str | None = None
    config: Path | None = None
    playbook: str | None = None
    organisation: Path | None = None

    def open(self, *, clock: Clock | None = None) -> Desk:
        """Open the desk. Nothing is created by a slip of the pen: a new database needs a playbook and an organisation.

        Raises:
            ConfigurationError: nothing was named, it isn't there, or it does not fit.
            StorageError: the database can't be opened.
        """
        from complaintkit.desk import Desk

        settings = self.settings()
        if not self.playbook and not settings.playbook:
            self.must_be_there()
        if not self.organisation and not settings.organisation and self._missing():
            raise ConfigurationError(
                where="organisation",
                reason=phrase("a new database has to be told who works here"),
                next_step=phrase("Give --organisation FILE; `complaintkit init` writes a first one."),
            )
        return Desk.open(
            self.database,
            playbook=named_playbook(self.playbook) if self.playbook else None,
            organisation=self.organisation,
            config=self.config,
            clock=clock,
        )

    def settings(self) -> Config:
        """Read the configuration file; nothing where a database alone was named."""
        return config_for(self.database, self.config)

    def url(self) -> str:
        """Return the database's URL.

        Raises:
            ConfigurationError: none was named.
        """
        url = self.database or self.settings().database or os.environ.get(DATABASE)
        if not url:
            raise ConfigurationError(
                where="database",
                reason=phrase("is not named"),
                next_step=phrase(
                    "Give --db sqlite:///desk.db, set {variable}, or write a {file} (complaintkit init).",
                    variable=DATABASE,
                    file=CONFIG,
                ),
            )
        return url

    def must_be_there(self) -> None:
        """Refuse a database file that isn't there: one would be made under a misspelt name.

        Raises:
            ConfigurationError: there is no such file.
        """
        if file := self._missing():
            raise ConfigurationError(
                where="database",
                reason=phrase("there is no file {file}", file=file),
                next_step=phrase(
                    "Check its name; to begin a new one, name a procedure: --playbook NAME, or `complaintkit init`."
                ),
            )

    def _missing(self) -> Path | None:
        """Return the file of a SQLite database, where there is none."""
        scheme, mark, rest = self.url().partition(":///")
        file = Path(rest.partition("?")[0])
        is_file = mark and scheme.partition("+")[0] == "sqlite" and not rest.startswith(":memory:")
        return file if is_file and not file.exists() else None

    def plugins(self) -> Plugins:
        """Put the plugins together, without a database."""
        from complaintkit.hooks.plugins import Plugins

        settings = self.settings()
        return Plugins.assemble((), settings.plugins, folder=settings.folder, source=settings.source)


def named_playbook(text: str) -> str | Path:
    """Return the name of an installed playbook, or a path.

    >>> named_playbook("canteen-delivery"), named_playbook("rules/shop.toml").name
    ('canteen-delivery', 'shop.toml')
    """
    return Path(text) if Path(text).suffix or "/" in text or "\\" in text else text


database_option = anywhere(
    "--db", "database", metavar="URL", envvar=DATABASE, help="Database, such as sqlite:///desk.db."
)
config_option = anywhere(
    "--config",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help=f"Settings file; ./{CONFIG} by default.",
)
_playbook = click.option("--playbook", metavar="NAME|FILE", help="Playbook to put in force.")
_organisation = click.option(
    "--organisation",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Organisation file to put in force.",
)


def at_place(command: F) -> F:
    """Give a command `place`, by --db and --config."""
    return config_option(database_option(_placed(command, "database", "config")))


def at_place_to_be(command: F) -> F:
    """Give a command that may begin a new database `place`, with --playbook and --organisation."""
    placed = _placed(command, "database", "config", "playbook", "organisation")
    return config_option(database_option(_playbook(_organisation(placed))))


def _placed(command: F, *names: str) -> F:
    @functools.wraps(command)
    def with_place(*args: Any, **options: Any) -> Any:  # noqa: ANN401  whatever the command takes
        """Run the command with the options that name a desk made one."""
        named = {name: options.pop(name) for name in names}
        if named["config"] is not None and _from_environment("database"):
            named["database"] = None  # settings that were named speak for their own database
        return command(*args, place=Place(**named), **options)

    return with_place  # type: ignore[return-value]  # the same command, with its place found


def _from_environment(parameter: str) -> bool:
    source = click.get_current_context().get_parameter_source(parameter)
    return source is click.core.ParameterSource.ENVIRONMENT


def actor_of(text: str) -> By:
    """Read who acts: a staff id, or `system:NAME` for a program.

    >>> actor_of("chen"), actor_of("system:nightly")
    ('chen', System(name='nightly'))
    """
    kind, mark, name = text.partition(":")
    return System(name) if mark and kind == "system" else text


def by_option(text: str, **settings: Any) -> Callable[[F], F]:  # noqa: ANN401  click's settings
    """Make the option --by, read as who acts; `text` says what for."""
    return click.option(
        "--by", metavar="WHO", callback=lambda _, __, value: value and actor_of(value), help=text, **settings
    )


reader_option = by_option("Show what this person may see: a staff id. Default: everything.", default="system:cli")
actor_option = by_option("Who does this: a staff id, or system:NAME.", required=True)
