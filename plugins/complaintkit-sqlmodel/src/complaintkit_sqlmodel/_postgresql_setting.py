"""The settings of a PostgreSQL server without which what was acknowledged could be lost."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Final

from complaintkit_sqlmodel._catalogue import phrase

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import timedelta

    from complaintkit_sqlmodel._setting import Settings
    from complaintkit_sqlmodel._work import Cursor


_OLDEST: Final = 150000
_APART: Final = 5.0  # seconds by which the clocks of two machines may differ
_MUST: Final = {
    "fsync": (frozenset({"on"}), phrase("a power cut can damage the whole database")),
    "full_page_writes": (frozenset({"on"}), phrase("a power cut can leave half a page behind")),
    "synchronous_commit": (
        frozenset({"on", "local", "remote_write", "remote_apply"}),
        phrase("commits are acknowledged before they are on the disk"),
    ),
    "server_encoding": (frozenset({"UTF8"}), phrase("it can't hold what people write")),
    "default_transaction_read_only": (frozenset({"off"}), phrase("nothing can be written")),
    "in_hot_standby": (frozenset({"off"}), phrase("this server is a standby: it can only be read")),
}
_NEXT: Final = {
    "fsync": phrase.template("Set fsync = on in postgresql.conf and reload the server."),
    "full_page_writes": phrase.template("Set full_page_writes = on in postgresql.conf and reload the server."),
    "synchronous_commit": phrase.template("Run: ALTER DATABASE {name} SET synchronous_commit = on"),
    "server_encoding": phrase.template("Make the database anew: createdb --encoding=UTF8 --template=template0 {name}"),
    "default_transaction_read_only": phrase.template("Run: ALTER DATABASE {name} RESET default_transaction_read_only"),
    "in_hot_standby": phrase.template("Name the primary server in the URL; target_session_attrs=read-write finds it."),
}


def timeouts(settings: Settings) -> str:
    """Return what a new connection sets: how long it waits, and when the server ends it because nobody is there."""
    return "; ".join(
        f"SET {name} = {value}"
        for name, value in {
            "lock_timeout": _milliseconds(settings.patience),
            "statement_timeout": _milliseconds(settings.statement_timeout),
            "idle_in_transaction_session_timeout": _milliseconds(settings.idle_timeout),
            "tcp_keepalives_idle": 10,
            "tcp_keepalives_interval": 5,
            "tcp_keepalives_count": 3,
        }.items()
    )


def problems(cursor: Cursor, settings: Settings) -> Iterator[str]:
    """Name the settings that are not as they must be, each with its reason and the next step."""
    cursor.execute(
        "SELECT current_setting('server_version_num')::int, current_setting('server_version'), current_database()"
    )
    (number, version, name), *_ = cursor.fetchall()
    if number < _OLDEST:
        yield str(phrase("PostgreSQL is {version}, it must be 15 or newer. Upgrade the server.", version=version))
    for setting, (good, why) in _MUST.items():
        cursor.execute(f"SELECT current_setting('{setting}')")
        (value,), *_ = cursor.fetchall()
        if value not in good:
            step = _NEXT[setting].filled(**({"name": name} if _NEXT[setting].fields else {}))
            yield str(phrase("{setting} is {value}: {why}. {step}", setting=setting, value=value, why=why, step=step))
    yield from _lost_timeouts(cursor, settings)
    yield from _clock(cursor)


def _lost_timeouts(cursor: Cursor, settings: Settings) -> Iterator[str]:
    """Name what a connection was set to and is not: a pooler that lends a connection by the statement loses it."""
    cursor.execute("SELECT setting::bigint FROM pg_settings WHERE name = 'lock_timeout'")
    (value,), *_ = cursor.fetchall()
    if value != _milliseconds(settings.patience):
        yield str(
            phrase(
                "lock_timeout is {value} ms and not what was set: a pooler stands between. "
                "Have it keep a connection for a session (pool_mode = session).",
                value=value,
            )
        )


def _clock(cursor: Cursor) -> Iterator[str]:
    """Tell that this machine's clock is not the server's: leases are given and judged by the clocks of several machines."""
    before = time.time()
    cursor.execute("SELECT extract(epoch FROM clock_timestamp())::float8")
    (there,), *_ = cursor.fetchall()
    apart = max(before - there, there - time.time())
    if apart > _APART:
        yield str(
            phrase(
                "this machine's clock is {apart} s away from the server's. Have both set by NTP.", apart=round(apart)
            )
        )


def _milliseconds(time: timedelta) -> int:
    return round(time.total_seconds() * 1000)
