"""The lifecycle of ten commands beside what others take for it: a help desk, and a library of event sourcing."""

from __future__ import annotations

from functools import partial
from typing import Any, Final

from benchmarks._peer import peer
from benchmarks._row import Row
from benchmarks.lifecycle import SCENARIOS, at_a_desk

_HELPDESK: Final = ("django-helpdesk==2.6.1", "Django==5.2.19")
_EVENTSOURCING: Final = ("eventsourcing==9.5.6",)


def _row(name: str, script: str, peers: tuple[str, ...], **said: Any) -> Row:
    return Row(
        name=name,
        what="ten commands from the first word to the archive, SQLite, WAL and FULL",
        unit="case",
        count=20,
        ours=partial(at_a_desk, SCENARIOS["lifecycle"]),
        limit=peer(script, peers),
        packages=("complaintkit-sqlmodel", "pysqlite3"),
        peers=peers,
        **said,
    )


ROWS: Final = (
    _row(
        "lifecycle-helpdesk",
        "django_helpdesk",
        _HELPDESK,
        against="django-helpdesk's own form and `update_ticket`, without its mails",
        at_least={"cpu": 8},
        limited_by="deciding, clocks, sealing; a ticket has none of them",
    ),
    _row(
        "lifecycle-events",
        "event_sourcing",
        _EVENTSOURCING,
        against="the `eventsourcing` library keeping as many events, and nothing else",
        at_least={"cpu": 1},
        limited_by="deciding, clocks, sealing, and the rows beside the events",
    ),
)
