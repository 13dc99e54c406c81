"""What plugins are handed is a copy, and what they give is made anew: a frozen value can be changed past its class."""

from __future__ import annotations

import copy
from collections.abc import Callable
from enum import Enum
from typing import Any, TypeVar

import attrs

__all__ = ["copied", "fresh", "made_anew"]

T = TypeVar("T")


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
            raise TypeError(f"{kind.__name__} is no class of complaintkit's")
        held = {one.alias: made_anew(getattr(value, one.name)) for one in attrs.fields(kind) if one.init}
        made = kind.__new__(kind)
        getattr(kind, "__attrs_init__", kind.__init__)(made, **held)
        return made
    if kind in {tuple, list, frozenset, set}:
        return kind(map(made_anew, value))
    if isinstance(value, str) and not isinstance(value, Enum):
        return str.__str__(value)  # what XML and HTML readers give are texts of their own kind
    return copied(value)


def fresh(call: Callable[[], Any], *kinds: type) -> Any:  # noqa: ANN401  whatever a plugin gives
    """Return what a plugin gives, made anew where it is of one of these very classes; anything else as it is, to be refused.

    Run it on the plugin's own thread: what hides in a value of ours may be a stranger's.
    """
    given = call()
    return made_anew(given) if type(given) in kinds else given
