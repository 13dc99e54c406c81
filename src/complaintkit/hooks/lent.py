"""What plugins are handed is a copy, and what they give is made anew: a frozen value can be changed past its class."""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from decimal import Decimal
from enum import Enum
from itertools import islice
from typing import Any, Final, TypeVar

import attrs

from complaintkit.hooks.stranger import kind_of

__all__ = ["copied", "fresh", "made_anew", "made_plain"]

T = TypeVar("T")

_DEEPEST: Final = 5
_MOST_ENTRIES: Final = 10_000  # of one table: what never ends must not fill the memory
_PLAIN: Final = frozenset({bool, int, float, Decimal, date, time, datetime, type(None)})


def copied(value: T) -> T:
    """Return a copy, down to the last field, that shares nothing with the value that could be changed.

    >>> from complaintkit.model.remedy import Remedy
    >>> remedy = Remedy.apology()
    >>> copied(remedy) == remedy, copied(remedy) is remedy
    (True, False)
    """
    return copy.deepcopy(value)


def made_anew(value: Any) -> Any:  # noqa: ANN401  whatever a value of ours holds
    """Return a value of ours made anew by its class, down to the last field: checked as when it was first made.

    >>> from complaintkit.model.money import Money
    >>> made_anew((Money(5, "CNY"),))
    (Money('5.00', 'CNY'),)

    Raises:
        TypeError: a class of somebody else's stands in it: its comparisons and properties would run here.
        InvalidInput: something was put into it that its class refuses.
    """
    kind = type(value)
    if attrs.has(kind):
        if kind.__module__.partition(".")[0] != __name__.partition(".")[0]:
            raise TypeError(f"{kind_of(kind)} is no class of complaintkit's")
        held = {one.alias: made_anew(getattr(value, one.name)) for one in attrs.fields(kind) if one.init}
        made = kind.__new__(kind)
        getattr(kind, "__attrs_init__", kind.__init__)(made, **held)
        return made
    if kind in {tuple, list, frozenset, set}:
        return kind(map(made_anew, value))
    if isinstance(value, str) and not isinstance(value, Enum):
        return str.__str__(value)  # what XML and HTML readers give are texts of their own kind
    return copied(value)


def made_plain(value: Any, *, deep: int = _DEEPEST) -> Any:  # noqa: ANN401  whatever a table holds
    """Return a table as dictionaries, lists and plain values of its own: nothing of a stranger's is left to run later.

    >>> made_plain({"week": {"mon": ("10:00-22:00",)}})
    {'week': {'mon': ['10:00-22:00']}}

    Raises:
        TypeError: something in it is no such thing, or there is too much of it.
    """
    if deep and isinstance(value, Mapping):
        return {
            made_plain(key, deep=0): made_plain(one, deep=deep - 1) for key, one in islice(value.items(), _MOST_ENTRIES)
        }
    if deep and isinstance(value, list | tuple):
        return [made_plain(one, deep=deep - 1) for one in islice(value, _MOST_ENTRIES)]
    if isinstance(value, str):
        return str.__str__(value)
    if type(value) in _PLAIN:
        return value
    raise TypeError(f"a {kind_of(value)}, which no file could hold")


def fresh(call: Callable[[], Any], *kinds: type) -> Any:  # noqa: ANN401  whatever a plugin gives
    """Return what a plugin gives, made anew where it is of one of these very classes; anything else as it is, to be refused.

    Run it on the plugin's own thread: what hides in a value of ours may be a stranger's.
    """
    given = call()
    return made_anew(given) if type(given) in kinds else given
