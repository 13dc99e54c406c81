"""`complaintkit.toml`: which database, playbook and organisation, and which plugins with which settings.

One file for web, worker and command line. Paths in it start at its own folder.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

import attrs

from complaintkit.hooks._reference import Missing, is_reference, resolved
from complaintkit.model.errors import ConfigurationError
from complaintkit.model.phrase import phrase
from complaintkit.model.vocabulary import nearest

if TYPE_CHECKING:
    from os import PathLike

__all__ = ["CONFIG", "DATABASE", "PASSWORD", "Config", "config_for", "read_config"]

CONFIG: Final = "complaintkit.toml"
DATABASE: Final = "COMPLAINTKIT_DB"
"""The environment variable that names the database where nothing else does."""
PASSWORD: Final = "COMPLAINTKIT_DATABASE_PASSWORD"  # noqa: S105  the variable's name
"""The environment variable with the database's password: a URL in a file should not hold it."""


def _names(plugins: Mapping[str, object]) -> str:
    return str(list(plugins))


@attrs.frozen(kw_only=True)
class Config:
    """What `complaintkit.toml` says. Its repr shows neither the database's password nor settings of plugins.

    `playbook` is a name of an installed playbook, or the path of a file; `plugins` are tables by instance, for
    `Plugins.assemble`; `folder` is where relative paths start. `customer_url` is the host's page for customers, with
    `{token}` where theirs stands.
    """

    path: Path
    database: str | None = attrs.field(default=None, repr=False)
    playbook: str | Path | None = None
    organisation: Path | None = None
    customer_url: str | None = None
    required: tuple[str, ...] = ()
    plugins: Mapping[str, Mapping[str, object]] = attrs.field(factory=dict, repr=_names)

    @property
    def folder(self) -> Path:
        """The folder of the file."""
        return self.path.parent


def config_for(database: str | None, file: PathLike[str] | None) -> Config:
    """The file named; else `./complaintkit.toml`, unless a database alone was named; else nothing is configured.

    >>> config_for("sqlite:///desk.db", None).plugins
    {}

    Raises:
        ConfigurationError: as `read_config`.
    """
    if file is not None or (database is None and Path(CONFIG).is_file()):
        return read_config(file)
    return Config(path=Path(CONFIG).absolute())


def read_config(path: PathLike[str] | str | None = None) -> Config:
    """Read a configuration file; `./complaintkit.toml` where none is named.

    Raises:
        ConfigurationError: the file is missing, is no TOML, or says something that can't be: names file and key.
    """
    file = Path(path if path is not None else CONFIG).absolute()
    table = _table(file)
    _known(file, "", table, {"desk", "plugins"})
    desk = _section(file, "desk", table.get("desk", {}))
    _known(file, "desk.", desk, {"database", "playbook", "organisation", "customer_url", "required"})
    organisation = _text(file, desk, "organisation")
    return Config(
        path=file,
        database=_database(file, desk),
        playbook=_playbook(file, desk),
        organisation=file.parent / organisation if organisation else None,
        customer_url=_customer_url(file, desk),
        required=_required(file, desk),
        plugins=_plugins(file, _section(file, "plugins", table.get("plugins", {}))),
    )


def _table(file: Path) -> dict[str, Any]:
    try:
        # Notepad puts a mark in front that TOML does not know; and 9.90 is not a float.
        return tomllib.loads(file.read_bytes().decode("utf-8-sig"), parse_float=Decimal)
    except FileNotFoundError:
        raise _error(
            file,
            "",
            phrase("there is no such file"),
            phrase("Write one: `complaintkit init` begins it."),
        ) from None
    except OSError as error:
        raise _error(
            file,
            "",
            phrase("can't be read: {strerror}", strerror=error.strerror),
            phrase("See to its permissions."),
        ) from None
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise _error(
            file,
            "",
            phrase("line {line} is not UTF-8", line=line),
            phrase("Save it as UTF-8."),
        ) from None
    except tomllib.TOMLDecodeError as error:
        raise _error(
            file,
            "",
            phrase("is not TOML: {error}", error=error),
            phrase("Text stands in quotes, a table in [brackets]."),
        ) from None


def _error(file: Path, key: str, reason: str, next_step: str) -> ConfigurationError:
    return ConfigurationError(where=f"{file}: {key}" if key else str(file), reason=reason, next_step=next_step)


def _known(file: Path, prefix: str, table: Mapping[str, object], known: set[str]) -> None:
    for key in table:
        if key not in known:
            raise _error(file, f"{prefix}{key}", phrase("is not known"), nearest(key, known))


def _section(file: Path, name: str, value: object) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise _error(file, name, phrase("is not a table"), phrase("Write [{name}].", name=name))
    return value


def _text(file: Path, desk: Mapping[str, object], key: str) -> str | None:
    value = desk.get(key)
    if is_reference(value):
        try:
            return resolved(value, file.parent)  # type: ignore[arg-type]  # a reference is a mapping
        except Missing as missing:
            raise _error(file, f"desk.{key}", str(missing), phrase("Set it, or write the value.")) from None
    if value is None or (isinstance(value, str) and value.strip()):
        return value
    raise _error(
        file,
        f"desk.{key}",
        phrase("is not text"),
        phrase('Write {key} = "...".', key=key),
    )


def _playbook(file: Path, desk: Mapping[str, object]) -> str | Path | None:
    """A path has a suffix; a bare name is an installed playbook."""
    said = _text(file, desk, "playbook")
    return file.parent / said if said and Path(said).suffix else said


def _customer_url(file: Path, desk: Mapping[str, object]) -> str | None:
    """Where the host shows customers their matter: a link that can be typed, with one place for the token."""
    url = _text(file, desk, "customer_url")
    if url is None:
        return None
    if not url.isprintable() or " " in url or not url.startswith(("https://", "http://")):
        raise _error(
            file,
            "desk.customer_url",
            phrase("is not a web address"),
            phrase("Write {example}.", example='"https://shop.example/c/{token}"'),
        )
    if url.count("{token}") != 1 or any(sign in url.replace("{token}", "") for sign in "{}"):
        raise _error(
            file,
            "desk.customer_url",
            phrase("has not one place for the token"),
            phrase("End it with {end}.", end='"/{token}"'),
        )
    return url


def _database(file: Path, desk: Mapping[str, object]) -> str | None:
    url = _text(file, desk, "database")
    if url is None:
        return None
    scheme, mark, rest = url.partition("://")
    if not mark:
        raise _error(
            file,
            "desk.database",
            phrase("is not a URL"),
            phrase('Write it like "sqlite:///desk.db".'),
        )
    if scheme.partition("+")[0] == "sqlite":
        return _beside(file, scheme, rest)
    return _with_password(scheme, rest)


def _beside(file: Path, scheme: str, rest: str) -> str:
    """`sqlite:///desk.db` lies beside the file, wherever the program was started."""
    name, mark, options = rest.removeprefix("/").partition("?")
    if not name or name.startswith((":", "file:")) or Path(name).is_absolute():
        return f"{scheme}://{rest}"
    return f"{scheme}:///{(file.parent / name).as_posix()}{mark}{options}"


def _with_password(scheme: str, rest: str) -> str:
    password = os.environ.get(PASSWORD)
    authority, slash, path = rest.partition("/")
    user, at, host = authority.rpartition("@")
    if not password or not at or ":" in user:
        return f"{scheme}://{rest}"
    return f"{scheme}://{user}:{quote(password, safe='')}@{host}{slash}{path}"


def _required(file: Path, desk: Mapping[str, object]) -> tuple[str, ...]:
    value = desk.get("required", [])
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise _error(
            file,
            "desk.required",
            phrase("is not a list of roles"),
            phrase('Write required = ["notifier:sms"].'),
        )
    return tuple(value)


def _plugins(file: Path, tables: Mapping[str, object]) -> Mapping[str, Mapping[str, object]]:
    for instance, table in tables.items():
        where = f"plugins.{instance}"
        if not isinstance(table, Mapping):
            raise _error(
                file,
                where,
                phrase("is not a table"),
                phrase("Write [plugins.{instance}] and the settings below it.", instance=instance),
            )
        if not isinstance(table.get("use", ""), str):
            raise _error(
                file,
                f"{where}.use",
                phrase("is not text"),
                phrase('Write use = "..." with the name of an installed plugin.'),
            )
    return tables  # type: ignore[return-value]  # each was seen to be a table
