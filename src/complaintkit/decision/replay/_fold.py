"""Folding a ledger entry into a case: the entry, the folds by event, and what they share."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import attrs
from attrs import evolve

from complaintkit.model import events as e
from complaintkit.model.case import Case


@attrs.frozen(kw_only=True)
class LedgerEntry:
    """An event with its circumstances: when it happened, when it was recorded, who acted, who wrote it down."""

    event: e.Happened
    at: datetime
    by: str
    recorded_at: datetime
    recorded_by: str


Fold = Callable[[Case, Any, LedgerEntry], Case]
FOLDS: dict[type[e.Happened], Fold] = {}
"""What each event does to a case; one that is not here changes nothing but the count."""


def on(*kinds: type[e.Happened]) -> Callable[[Fold], Fold]:
    """Register a fold for events."""

    def register(fold: Fold) -> Fold:
        FOLDS.update(dict.fromkeys(kinds, fold))
        return fold

    return register


def fields_of(event: e.Happened, *names: str) -> dict[str, Any]:
    """Return the named fields of an event that say something."""
    return {name: value for name in names if (value := getattr(event, name))}


def with_changed(values: tuple[Any, ...], id: str, **changes: object) -> tuple[Any, ...]:
    """Return the tuple with the one of that id changed."""
    return tuple(evolve(one, **changes) if one.id == id else one for one in values)
