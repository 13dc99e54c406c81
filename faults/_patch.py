"""Changing what runs, in this process: for canaries, and for bugs that are planted."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

__all__ = ["replace"]


def replace(owner: Any, name: str, make: Callable[[Any], Any]) -> None:  # noqa: ANN401  any class or module
    """Put into a class or module what `make` makes of what is there by this name."""
    setattr(owner, name, make(getattr(owner, name)))
