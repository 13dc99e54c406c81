"""`complaintkit.toml`: which database, playbook and organisation, and which plugins with which settings.

One file for web, worker and command line. Paths in it start at its own folder.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

import attrs

from complaintkit.hooks._reference import Missing, is_reference, resolve_reference
from complaintkit.model.errors import InvalidInput
from complaintkit.model.phrase import phrase
from complaintkit.model.problem import Problems, Source
from complaintkit.model.table import Table
from complaintkit.model.toml import read_toml
from complaintkit.model.wire import Unfit, text

if TYPE_CHECKING:
    from os import PathLike

__all__ = ["CONFIG", "DATABASE", "PASSWORD", "Config", "config_for", "read_config"]

CONFIG: Final = "complaintkit.toml"
DATABASE: Final = "COMPLAINTKIT_DB"
"""The environment variable that names the database where nothing else does."""
PASSWORD: Final = "COMPLAINTKIT_DATABASE_PASSWORD"  # noqa: S105  the variable's name
"""The environment variable with the database's password: a URL in a file should not hold it."""

_KEY_KINDS: Final = frozenset({"file", "env", "command"})


def _names(plugins: Mapping[str, object]) -> str:
    return str(list(plugins))


@attrs.frozen(kw_only=True)
class Config:
    """What `complaintkit.toml` says. Its repr shows neither the database's password nor settings of plugins.

    `playbook` is a name of an installed playbook, or the path of a file; `plugins` are tables by instance, for
    `Plugins.assemble`; `folder` is where relative paths start. `customer_url` is the host's page for customers, with
    `{token}` where theirs stands. `attachments` is the folder from below which
    `complaintkit do` attaches files. Once a day the worker writes the root of all ledgers into `root_file`, and mails it to
    `root_mail`. `key` says where the master key of the database is: `{file}`, `{env}` or `{command}`.
    """

    path: Path
    database: str | None = attrs.field(default=None, repr=False)
    playbook: str | Path | None = None
    organisation: Path | None = None
    customer_url: str | None = None
    attachments: Path | None = None
    key: Mapping[str, object] | None = attrs.field(default=None, repr=False)
    root_file: Path | None = None
    root_mail: str | None = attrs.field(default=None, repr=False)
    required: tuple[str, ...] = ()
    plugins: Mapping[str, Mapping[str, object]] = attrs.field(factory=dict, repr=_names)
    source: Source | None = attrs.field(default=None, eq=False, repr=False)

    @property
    def folder(self) -> Path:
        """The folder of the file."""
        return self.path.parent


def config_for(database: str | None, file: PathLike[str] | None) -> Config:
    """Return the file named; else `./complaintkit.toml`, unless a database alone was named; else nothing is configured.

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
        ConfigurationError: the file is missing, is no TOML, or says something that can't be; `problems` holds everything,
            each with file, key, line and column.
    """
    file = Path(path if path is not None else CONFIG).absolute()
    data, source = read_toml(
        file,
        missing=phrase("Write one: `complaintkit init` begins it."),
    )
    problems = Problems(source)
    table = Table(data, problems)
    desk = table.table("desk")
    config = Config(
        path=file,
        database=desk.read("database", partial(_database, file.parent)),
        playbook=desk.read("playbook", partial(_playbook, file.parent)),
        organisation=desk.read("organisation", lambda value: file.parent / _text(file.parent, value)),
        customer_url=desk.read("customer_url", partial(_customer_url, file.parent)),
        attachments=desk.read("attachments", lambda value: file.parent / _text(file.parent, value)),
        root_file=desk.read("root_file", lambda value: file.parent / _text(file.parent, value)),
        root_mail=desk.read("root_mail", partial(_mail_address, file.parent)),
        key=desk.read("key", _key),
        required=desk.read("required", _roles, ()),
        plugins={name: _plugin(one) for name, one in table.tables("plugins")},
        source=source,
    )
    desk.close()
    table.close()
    problems.check()
    return config


def _refused(reason: str, next_step: str) -> InvalidInput:
    """Refuse a value; whoever reads the table knows its key."""
    return InvalidInput(field="", reason=reason, next_step=next_step)


def _text(folder: Path, value: object) -> str:
    """Return the text that stands there, or that is referred to."""
    if is_reference(value):
        try:
            return resolve_reference(value, folder)  # type: ignore[arg-type]  # a reference is a mapping
        except Missing as missing:
            raise _refused(str(missing), phrase("Set it, or write the value.")) from None
    if not text(value).strip():
        raise Unfit(value, phrase("is not text"), phrase("Put it in quotes."))
    return str(value)


def _playbook(folder: Path, value: object) -> str | Path:
    """Return a path where there is a suffix; a bare name is an installed playbook."""
    said = _text(folder, value)
    return folder / said if Path(said).suffix else said


def _customer_url(folder: Path, value: object) -> str:
    """Return where the host shows customers their matter: a link that can be typed, with one place for the token."""
    url = _text(folder, value)
    if not url.isprintable() or " " in url or not url.startswith(("https://", "http://")):
        raise _refused(
            phrase("is not a web address"),
            phrase("Write {example}.", example='"https://shop.example/c/{token}"'),
        )
    if url.count("{token}") != 1 or any(sign in url.replace("{token}", "") for sign in "{}"):
        raise _refused(
            phrase("has not one place for the token"),
            phrase("End it with {end}.", end='"/{token}"'),
        )
    return url


def _mail_address(folder: Path, value: object) -> str:
    address = _text(folder, value).strip()
    name, _, domain = address.rpartition("@")
    if not name or not domain or not address.isprintable() or any(one in address for one in " ,;<>"):
        raise _refused(
            phrase("is no mail address"),
            phrase("Write one, bare: {example}.", example='"audit@shop.example"'),
        )
    return address


def _database(folder: Path, value: object) -> str:
    scheme, mark, rest = _text(folder, value).partition("://")
    if not mark:
        raise _refused(
            phrase("is not a URL"),
            phrase('Write it like "sqlite:///desk.db".'),
        )
    if scheme.partition("+")[0] == "sqlite":
        return _beside(folder, scheme, rest)
    return _with_password(scheme, rest)


def _beside(folder: Path, scheme: str, rest: str) -> str:
    """Let `sqlite:///desk.db` lie beside the file, wherever the program was started."""
    name, mark, options = rest.removeprefix("/").partition("?")
    if not name or name.startswith((":", "file:")) or Path(name).is_absolute():
        return f"{scheme}://{rest}"
    return f"{scheme}:///{(folder / name).as_posix()}{mark}{options}"


def _with_password(scheme: str, rest: str) -> str:
    password = os.environ.get(PASSWORD)
    authority, slash, path = rest.partition("/")
    user, at, host = authority.rpartition("@")
    if not password or not at or ":" in user:
        return f"{scheme}://{rest}"
    return f"{scheme}://{user}:{quote(password, safe='')}@{host}{slash}{path}"


def _key(value: object) -> Mapping[str, object]:
    """Return where the master key is; never the key itself, which has no place in this file."""
    if not isinstance(value, Mapping) or len(value) != 1 or next(iter(value)) not in _KEY_KINDS:
        raise _refused(
            phrase("does not say where the key is"),
            phrase("Write {example}.", example='key = { file = "/etc/complaintkit/desk.key" }'),
        )
    return dict(value)


def _roles(value: object) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise _refused(
            phrase("is not a list of roles"),
            phrase('Write required = ["notifier:sms"].'),
        )
    return tuple(value)


def _plugin(table: Table) -> Mapping[str, object]:
    """Return the table of a plugin, whose settings its own class reads."""
    table.maybe_text("use")
    return table.data
