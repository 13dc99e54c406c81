"""Numbers of other cases that a line of a ledger or a task names: a reader gets those of cases that they may see. R20"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

import attrs

from complaintkit.model.wire import canonical

if TYPE_CHECKING:
    from complaintkit.decision import LedgerEntry
    from complaintkit.ports.storage import EventRow

UNSEEN: Final = "***"
"""What stands in the place of a number that is not for the reader."""

NAMES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "received": "similar",
        "linked": "to",
        "unlinked": "to",
        "rows-repaired": "cases",
        "task-opened": "cases",
        "task-tied": "case",
        "task-untied": "case",
    }
)
"""The events that name other cases than their own, with the field that does."""


def line_without(line: LedgerEntry, sees: Callable[[str], bool]) -> LedgerEntry:
    """Return a line as somebody reads it who sees so much."""
    field = NAMES.get(line.event.name)
    if field is None:
        return line
    value = getattr(line.event, field)
    shown = _shown(value, sees)
    return line if shown == value else attrs.evolve(line, event=attrs.evolve(line.event, **{field: shown}))


def row_without(row: EventRow, sees: Callable[[str], bool]) -> EventRow:
    """Return a row of the feed as somebody reads it who sees so much."""
    field = NAMES.get(row.name)
    if field is None or not (value := (data := json.loads(row.data)).get(field)):
        return row
    given = tuple(value) if isinstance(value, list) else value
    shown = _shown(given, sees)
    return row if shown == given else attrs.evolve(row, data=canonical({**data, field: shown}))


def _shown(value: str | tuple[str, ...], sees: Callable[[str], bool]) -> str | tuple[str, ...]:
    """Return what is left of the numbers: of several those that are seen, of one itself or a mark."""
    if isinstance(value, tuple):
        return tuple(one for one in value if sees(one))
    return value if sees(value) else UNSEEN
