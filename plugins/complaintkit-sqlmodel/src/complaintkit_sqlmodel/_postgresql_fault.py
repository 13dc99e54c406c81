"""What the errors of a PostgreSQL server mean, by their SQLSTATE."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Final

import psycopg

from complaintkit.errors import ComplaintKitError, InvalidInput, StorageError
from complaintkit_sqlmodel._catalogue import phrase
from complaintkit_sqlmodel._conflict import conflict, not_text

LATER: Final = timedelta(seconds=1)
_AGAIN: Final = phrase("Try again in a moment.")
_DISK: Final = phrase("Free space on the server's disk, then try again.")
_RIGHTS: Final = phrase("Make this user the owner of the database: ALTER DATABASE ... OWNER TO ...")
_LOGIN: Final = phrase("Check user and password of the URL, and pg_hba.conf of the server.")
_STARTING: Final = (phrase("the server is starting or stopping"), _AGAIN)
_DAMAGED: Final = (
    phrase("the database is damaged"),
    phrase("Stop the desk, keep a copy of the server's files, and restore the last backup."),
)
_GONE: Final = (
    phrase("the connection to the server was lost; nothing of this transaction was kept"),
    phrase("Try again; if it lasts, look whether the server runs and can be reached."),
)

_REASONS: Final[dict[str, tuple[str, str]]] = {
    "25006": (
        phrase("the database can only be read: this server is a standby, or was set so"),
        phrase("Name the primary server in the URL; target_session_attrs=read-write finds it."),
    ),
    "25P03": (
        phrase("the server ended a transaction in which nothing was asked for too long"),
        phrase("Do it again; a longer idle_timeout gives more time."),
    ),
    "28000": (phrase("the server does not let this user in"), _LOGIN),
    "28P01": (phrase("the server does not let this user in"), _LOGIN),
    "3D000": (
        phrase("there is no such database"),
        phrase("Make it on the server: createdb --encoding=UTF8 --template=template0 NAME"),
    ),
    "40001": (phrase("somebody else changed the same; nothing was kept"), _AGAIN),
    "40P01": (phrase("two waited for each other; nothing of this one was kept"), _AGAIN),
    "42501": (phrase("this user has not the right to do that"), _RIGHTS),
    "53100": (phrase("the server's disk is full"), _DISK),
    "53200": (phrase("the server is out of memory"), _AGAIN),
    "53300": (
        phrase("the server has no connection free"),
        phrase("Set fewer connections for each process, or a higher max_connections on the server."),
    ),
    "55P03": (phrase("another process is writing"), _AGAIN),
    "57014": (
        phrase("the server took longer than statement_timeout allows"),
        phrase("Try again; a longer statement_timeout gives more time."),
    ),
    "57P01": _STARTING,
    "57P02": _STARTING,
    "57P03": _STARTING,
    "58030": (phrase("the server's disk failed to read or write"), _DAMAGED[1]),
    "XX001": _DAMAGED,
    "XX002": _DAMAGED,
}
# What a server says to whoever is not connected yet, of which the driver keeps no SQLSTATE.
_SAID: Final = {
    'database ".*" does not exist': "3D000",
    'role ".*" does not exist': "28000",
    "no pg_hba.conf entry": "28000",
    "authentication failed": "28P01",
    "too many clients|too many connections|connection slots are reserved": "53300",
    "starting up|shutting down|in recovery mode|not yet accepting connections": "57P03",
}


def meaning(fault: Exception, name: str) -> ComplaintKitError:
    """Return the kit's own error for an error of the driver, or of a value that it can't send."""
    if (wrong := not_text(fault)) is not None:
        return wrong
    if not isinstance(fault, psycopg.Error):
        return _unknown(fault, name)
    if fault.sqlstate in _REASONS:
        return _named(name, *_REASONS[fault.sqlstate])
    if fault.sqlstate is None and isinstance(fault, psycopg.OperationalError):
        return _named(name, *_GONE)
    return _broken_rule(fault) or _unknown(fault, name)


def _broken_rule(fault: psycopg.Error) -> ComplaintKitError | None:
    """Return the error for a rule of the tables, or a value that has no place in them."""
    match fault.sqlstate:
        case "23505":
            return conflict(fault.diag.constraint_name or "")
        case "23502":
            field = f"{fault.diag.table_name}.{fault.diag.column_name}"
            return InvalidInput(field=field, reason=phrase("is missing"), next_step=phrase("Give a value."))
        case "23503":
            return StorageError(
                reason=phrase("a row names a case or an entry that does not exist"),
                next_step=phrase("Add that first."),
            )
        case "22003":
            return not_text(OverflowError())
        case "P0001":
            return StorageError(
                reason=fault.diag.message_primary or str(fault), next_step=phrase("Nothing was changed.")
            )
        case None if "NUL" in str(fault):
            return InvalidInput(
                field="text", reason=phrase("holds a zero character"), next_step=phrase("Type it again.")
            )
    return None


def unreached(fault: Exception, name: str) -> ComplaintKitError:
    """Return the kit's own error for a connection that could not be opened."""
    if getattr(fault, "sqlstate", None) in _REASONS:
        return meaning(fault, name)
    said = str(fault).strip().splitlines()
    for line in reversed(said):  # of several servers, the last one counts
        for words, state in _SAID.items():
            if re.search(words, line):
                return _named(name, *_REASONS[state])
    return _named(
        name,
        phrase("the server does not answer ({why})", why=said[0] if said else type(fault).__name__),
        phrase("Look whether it runs, and check host and port of the URL."),
    )


def _unknown(fault: Exception, name: str) -> ComplaintKitError:
    said = str(fault).strip().splitlines() or [type(fault).__name__]
    return _named(name, said[0], phrase("Report this as a defect of complaintkit-sqlmodel."))


def _named(name: str, reason: str, next_step: str) -> StorageError:
    return StorageError(reason=phrase("{name}: {reason}", name=name, reason=reason), next_step=next_step)
