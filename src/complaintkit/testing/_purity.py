"""Watching what a policy reads and calls, while it thinks about a case."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Final, TypeVar

import attrs

from complaintkit.ports._frozen import Declared, FrozenMap

if TYPE_CHECKING:
    from types import FrameType

    from complaintkit.ports.compensation import CaseView


V = TypeVar("V")

_IMPURE_MODULES: Final = frozenset({"time", "_random", "random", "_socket", "posix", "nt", "select", "_sqlite3"})
_ENVIRONMENT: Final = type(os.environ).__getitem__.__code__
_IMPURE_NAMES: Final = frozenset({"datetime.now", "datetime.utcnow", "datetime.today", "date.today", "open", "input"})


class _WatchedWindows(Declared[V]):
    """Notes which windows are read."""

    __slots__ = ("read",)
    read: set[str]

    def __getitem__(self, key: str) -> V:
        self.read.add(f"compensated.{key}")
        return super().__getitem__(key)


class _WatchedFacts(FrozenMap[V]):
    """Notes which facts are read."""

    __slots__ = ("read",)
    read: set[str]

    def __getitem__(self, key: str) -> V:
        self.read.add(key)
        return super().__getitem__(key)

    def __iter__(self) -> Iterator[str]:
        self.read.update(self._held)
        return super().__iter__()


def watched(view: CaseView) -> tuple[CaseView, set[str]]:
    """Return the same view, and a list of what is read of the declared windows and facts from now on."""
    read: set[str] = set()
    windows, facts = _WatchedWindows(view.compensated), _WatchedFacts(view.extra)
    windows.read = facts.read = read
    spied = attrs.evolve(view)
    object.__setattr__(spied, "compensated", windows)  # a converter would make a plain copy
    object.__setattr__(spied, "extra", facts)
    return spied, read


def impure_calls(call: Callable[[], object]) -> set[str]:
    """Return the functions that ask the world, by name, which `call` called. It is called twice: the first time it may import."""
    call()
    found: set[str] = set()

    def see(frame: FrameType, event: str, called: object) -> None:
        by_its_fields = frame.f_code.co_name == "__hash__"
        if event == "c_call" and called is hash and not by_its_fields:
            found.add("hash, which is another one in each process")
        if event == "call" and frame.f_code is _ENVIRONMENT:
            found.add("os.environ")
        if event == "c_call" and (name := _impure(called)):
            found.add(name)

    known, collecting = sys.getprofile(), gc.isenabled()
    gc.disable()  # who hears of collections looks at a clock, as Hypothesis does
    sys.setprofile(see)
    try:
        call()
    finally:
        sys.setprofile(known)
        if collecting:
            gc.enable()
    return found


def _impure(called: object) -> str | None:
    module = getattr(called, "__module__", None) or type(getattr(called, "__self__", None)).__module__
    name = getattr(called, "__qualname__", "")
    if module in _IMPURE_MODULES or name in _IMPURE_NAMES:
        return f"{module}.{name}" if module and module not in {"builtins", "_io", "datetime"} else str(name)
    return None
