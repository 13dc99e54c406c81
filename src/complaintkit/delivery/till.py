"""The executors of a desk, as delivery sees them: which kinds of remedies each carries out. R10"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import AbstractAsyncContextManager
from datetime import timedelta

import attrs

from complaintkit.delivery.route import log
from complaintkit.ports.remedy import RemedyExecutor, RemedyRunner


@attrs.frozen
class Till:
    """An executor with what it says of itself, read once: its properties are a stranger's code."""

    name: str
    kinds: frozenset[str]
    reconcile_after: timedelta
    executor: RemedyExecutor = attrs.field(repr=False)

    @property
    def key(self) -> str:
        """How it is known among what is stopped: a notifier may have the same name."""
        return f"executor {self.name}"

    def session(self) -> AbstractAsyncContextManager[RemedyRunner]:
        """A connection for one batch."""
        return self.executor.session()


def tills_of(executors: Mapping[str, RemedyExecutor]) -> dict[str, Till]:
    """The executors by name, in the order of the settings; one that can't say what it does is left out, and named."""
    return {till.name: till for till in _tills(executors)}


def kinds_of(executors: Mapping[str, RemedyExecutor]) -> frozenset[str]:
    """The kinds of remedies that one of these carries out."""
    return frozenset(kind for till in _tills(executors) for kind in till.kinds)


def _tills(executors: Mapping[str, RemedyExecutor]) -> Iterator[Till]:
    for name, one in executors.items():
        try:
            yield Till(name, frozenset(map(str, one.kinds)), max(one.reconcile_after, timedelta(0)), one)
        except Exception as error:  # noqa: BLE001  a plugin may raise whatever it likes
            log.warning("executor %s can't say what it carries out (%s): left out", name, type(error).__name__)
