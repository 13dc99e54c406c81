"""Values of the kit as JSON shows them to people and programs: whole, times in the zone of whoever looks."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from datetime import UTC, date, datetime, timedelta, tzinfo
from decimal import Decimal
from enum import Enum
from functools import lru_cache
from pathlib import Path
from typing import Any

import attrs

from complaintkit.model.money import Money


def instant_text(at: datetime) -> str:
    """Write a time in RFC 3339 with its offset; UTC as Z."""
    return _utc_text(at) if at.tzinfo is UTC else at.isoformat().replace("+00:00", "Z")


@lru_cache(maxsize=1024)  # the lines of one command have the same few times
def _utc_text(at: datetime) -> str:
    return f"{at.replace(tzinfo=None).isoformat()}Z"


def as_data(value: object, zone: tzinfo = UTC) -> Any:  # noqa: ANN401  JSON
    """Return any value of the kit, whole: what is not known is null, and times are those of `zone`.

    >>> as_data({"paid": Money("20", "CNY"), "at": datetime(2026, 11, 21, 10, tzinfo=UTC)})
    {'paid': '20.00 CNY', 'at': '2026-11-21T10:00:00Z'}
    """
    if value is None or isinstance(value, bool | int | float) or type(value) is str:
        return value
    if isinstance(value, Mapping):
        return {str(_plain(key, zone)): as_data(one, zone) for key, one in value.items()}
    if isinstance(value, AbstractSet):
        return sorted(as_data(one, zone) for one in value)
    if isinstance(value, list | tuple):
        return [as_data(one, zone) for one in value]
    kind: Any = type(value)
    if attrs.has(kind) and kind is not Money:
        return {field.name.rstrip("_"): as_data(getattr(value, field.name), zone) for field in attrs.fields(kind)}
    return _plain(value, zone)


def _plain(value: object, zone: tzinfo) -> object:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime):
        return instant_text(value.astimezone(zone))
    if isinstance(value, timedelta):
        return f"{value / timedelta(minutes=1):g} min"
    if isinstance(value, bytes):
        return base64.b64encode(value).decode("ascii")
    return str(value) if isinstance(value, Money | Decimal | date | Path | str) else repr(value)
