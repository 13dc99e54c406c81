"""The two marks of pluggy: what may be implemented, and what is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, TypeVar

import pluggy

__all__ = ["PROJECT", "hookimpl", "hookspec"]

PROJECT: Final = "complaintkit"

F = TypeVar("F", bound=Callable[..., object])

hookspec = pluggy.HookspecMarker(PROJECT)
_hookimpl = pluggy.HookimplMarker(PROJECT)


def hookimpl(method: F) -> F:
    """Mark a method of a `Plugin` as the implementation of the hook it is named after.

    Bare on purpose: no wrappers and no orderings, for nothing here is decided by what was installed last.
    """
    return _hookimpl(method)
