"""Changing what runs, in this process: for canaries, and for bugs that are planted."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

__all__ = ["replace", "replaced"]


def replace(owner: Any, name: str, make: Callable[[Any], Any]) -> None:  # noqa: ANN401  any class or module
    """Put into a class or module what `make` makes of what is there by this name."""
    setattr(owner, name, make(getattr(owner, name)))


@contextmanager
def replaced(owner: Any, name: str, value: Any) -> Iterator[None]:  # noqa: ANN401  any class or module, and what it has
    """Have a class or module hold another value for a while."""
    before = getattr(owner, name)
    setattr(owner, name, value)
    try:
        yield
    finally:
        setattr(owner, name, before)
