"""Where the master key is read from: a file only its owner may read, the environment, or a command that fetches it.

Each gives one key, or several, a line each, while one follows another: the first is in force, the others open what was
wrapped before.
"""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from os import PathLike
from pathlib import Path
from shlex import quote
from typing import Final, Protocol

import attrs

from complaintkit.model.errors import ConfigurationError
from complaintkit.model.phrase import phrase
from complaintkit.records.key.master import MasterKey, parse_keys

_SECONDS: Final = 30
_HEAD: Final = """\
# The master key of a complaintkit database. Whoever has it and the database can read everything in it;
# without it nobody can. Keep it where the database is not, and a copy where neither is.
"""


class KeySource(Protocol):
    """What gives the master keys, as often as it is asked: one may follow another while the desk is open."""

    @property
    def where(self) -> str:
        """Where they stand, for people."""

    def read(self) -> tuple[MasterKey, ...]:
        """Return the keys, the one in force first.

        Raises:
            ConfigurationError: there is none, it is not right, or others could read it.
        """


@attrs.frozen
class GivenKey:
    """A key that the host hands over."""

    key: MasterKey
    where: str = "key"

    def read(self) -> tuple[MasterKey, ...]:
        """Return it."""
        return (self.key,)


@attrs.frozen
class FileKey:
    """A file of one line, which nobody but its owner may read."""

    path: Path

    @property
    def where(self) -> str:
        """The path."""
        return str(self.path)

    def read(self) -> tuple[MasterKey, ...]:
        """Read the file.

        Raises:
            ConfigurationError: it is missing, or open to others.
        """
        try:
            with self.path.open(encoding="utf-8") as file:
                mode = os.fstat(file.fileno()).st_mode
                text = file.read()
        except (OSError, ValueError) as error:
            raise ConfigurationError(
                where=self.where,
                reason=phrase(
                    "the key of the database can't be read ({reason})",
                    reason=getattr(error, "strerror", None) or "UTF-8",
                ),
                next_step=phrase(
                    "Put the key file back there, or name its place: key = {example} in complaintkit.toml. "
                    "For a new database `complaintkit key init` makes it.",
                    example='{ file = "..." }',
                ),
            ) from None
        if sys.platform != "win32" and mode & (stat.S_IRWXG | stat.S_IRWXO):
            raise ConfigurationError(
                where=self.where,
                reason=phrase(
                    "others may read the key of the database (mode {mode})", mode=f"{stat.S_IMODE(mode):04o}"
                ),
                next_step=phrase("Run: chmod 600 {path}", path=quote(str(self.where))),
            )
        return parse_keys(text, self.where)

    def write(self, keys: Sequence[MasterKey]) -> None:
        """Replace the file by these keys, whole or not at all, readable by its owner alone."""
        new = self.path.with_name(f"{self.path.name}.{os.getpid()}.new")
        _write_new(new, keys)
        new.replace(self.path)
        _keep_name(self.path.parent)

    def make(self, keys: Sequence[MasterKey]) -> bool:
        """Write these keys where there is no file yet; return False, and do nothing, where there is one."""
        new = self.path.with_name(f"{self.path.name}.{os.getpid()}.new")
        _write_new(new, keys)
        try:
            os.link(new, self.path)
        except FileExistsError:
            return False
        finally:
            new.unlink()
        _keep_name(self.path.parent)
        return True


@attrs.frozen
class EnvironmentKey:
    """A variable of the environment."""

    name: str

    @property
    def where(self) -> str:
        """The variable."""
        return f"${self.name}"

    def read(self) -> tuple[MasterKey, ...]:
        """Read the variable.

        Raises:
            ConfigurationError: it is not set.
        """
        text = os.environ.get(self.name)
        if text is None:
            raise ConfigurationError(
                where="key",
                reason=phrase("environment variable {name} is not set", name=self.name),
                next_step=phrase("Set it to the line of the key file."),
            )
        return parse_keys(text, self.where)


@attrs.frozen
class CommandKey:
    """A program that prints the key, such as one that asks a vault or a chip."""

    command: tuple[str, ...]

    @property
    def where(self) -> str:
        """The program."""
        return self.command[0]

    def read(self) -> tuple[MasterKey, ...]:
        """Run the program, without a shell.

        Raises:
            ConfigurationError: it can't be run, fails or takes longer than half a minute; what it printed is not shown.
        """
        try:
            done = subprocess.run(  # noqa: S603  the settings name it
                self.command, check=True, capture_output=True, timeout=_SECONDS, stdin=subprocess.DEVNULL
            )
            text = done.stdout.decode("utf-8")
        except (OSError, subprocess.SubprocessError, ValueError) as error:
            raise ConfigurationError(
                where="key",
                reason=phrase(
                    "the command {command} gives no key ({error})", command=self.where, error=type(error).__name__
                ),
                next_step=phrase("Run it by hand: it must print the line of the key file."),
            ) from None
        return parse_keys(text, self.where)


def key_source(key: object, folder: Path) -> KeySource:
    """Return what a setting or a caller names: 32 bytes, a path, or `{file}`, `{env}` or `{command}`.

    >>> key_source({"env": "COMPLAINTKIT_KEY"}, Path())
    EnvironmentKey(name='COMPLAINTKIT_KEY')

    Raises:
        ConfigurationError: it names nothing of the kind.
        InvalidInput: the bytes are no key.
    """
    if isinstance(key, bytes):
        return GivenKey(MasterKey(key))
    if isinstance(key, PathLike):
        return FileKey(folder / Path(key))
    if isinstance(key, Mapping) and len(key) == 1:
        ((kind, value),) = key.items()
        if kind == "file" and isinstance(value, str) and value:
            return FileKey(folder / Path(value).expanduser())
        if kind == "env" and isinstance(value, str) and value:
            return EnvironmentKey(value)
        if kind == "command" and isinstance(value, list) and value and all(isinstance(one, str) for one in value):
            return CommandKey(tuple(value))
    raise ConfigurationError(
        where="key",
        reason=phrase("names no key"),
        next_step=phrase(
            "Write {file}, {env} or {command}.",
            file='{ file = "/etc/complaintkit/desk.key" }',
            env='{ env = "COMPLAINTKIT_KEY" }',
            command='{ command = ["fetch-key"] }',
        ),
    )


def key_beside(url: str) -> FileKey | None:
    """Return the key file beside a SQLite file, where a desk looks if nothing else is named; None for other databases.

    >>> key_beside("sqlite:///shop/desk.db").path.name
    'desk.db.key'
    """
    scheme, mark, rest = url.partition(":///")
    name = rest.partition("?")[0]
    if not mark or not name or scheme.partition("+")[0] != "sqlite" or name.startswith(":"):
        return None
    path = Path(name).expanduser().absolute()
    return FileKey(path.with_name(f"{path.name}.key"))


def _write_new(path: Path, keys: Sequence[MasterKey]) -> None:
    """Write keys into a new file, down to the disk."""
    with suppress(FileNotFoundError):
        path.unlink()  # left by a process of this number that was killed
    path.touch(mode=0o600, exist_ok=False)
    with path.open("w", encoding="utf-8") as file:
        file.write(_HEAD + "".join(f"{key.line}\n" for key in keys))
        file.flush()
        os.fsync(file.fileno())


def _keep_name(folder: Path) -> None:
    """Have a new name survive a power cut, where the system can."""
    if sys.platform == "win32":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
