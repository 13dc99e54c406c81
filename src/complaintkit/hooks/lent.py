"""What plugins are handed is a copy, and what they give is copied: a frozen value can be changed past its class."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any, TypeVar

import attrs

__all__ = ["copied", "fresh"]

T = TypeVar("T")


def copied(value: T) -> T:
    """Return a copy, down to the last field, that shares nothing with the value that could be changed.

    >>> from complaintkit.model.remedy import Remedy
    >>> remedy = Remedy.apology()
    >>> copied(remedy) == remedy, copied(remedy) is remedy
    (True, False)
    """
    return copy.deepcopy(value)


def fresh(call: Callable[[], Any], *kinds: type) -> Any:  # noqa: ANN401  whatever a plugin gives
    """Return a copy of what a plugin gives, where it is of one of these very classes; anything else as it is, to be refused.

    The copy is checked as a new one is: something may have been put into the other past its checks. Run it on the
    plugin's own thread: what hides in a value of ours may be a stranger's, and is copied by its own code.
    """
    given = call()
    if type(given) not in kinds:
        return given
    own = copied(given)
    if attrs.has(type(own)):
        attrs.validate(own)
    return own
