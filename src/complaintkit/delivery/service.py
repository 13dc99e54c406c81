"""The notifiers and executors of a desk, as delivery sees them, and which of them are left alone for now."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractAsyncContextManager
from datetime import datetime, timedelta
from typing import Final, Protocol, TypeVar

import attrs

from complaintkit.model.moment import time_in_words
from complaintkit.model.phrase import phrase
from complaintkit.ports.notifier import MessageSpec, Notifier, Sender, sessions_of
from complaintkit.ports.remedy import RemedyExecutor, RemedyRunner

S_co = TypeVar("S_co", covariant=True)
P = TypeVar("P")
T = TypeVar("T")
log: Final = logging.getLogger("complaintkit.delivery")

_LATEST: Final = timedelta(days=7)  # that a provider's own records are late is a matter of hours
DIGEST: Final = "digest"
"""The name of a message that holds others for one member of staff, as its notifier hears it."""
DIGEST_LONGEST: Final = 300
"""Characters of several messages that go out as they are by what is no mail; longer ones are summed up."""
DIGEST_SPEC: Final = MessageSpec(
    name=DIGEST, language="zh", fields=frozenset({"count", "list"}), longest=DIGEST_LONGEST
)
"""What a notifier is asked of that message."""


class Service(Protocol[S_co]):
    """A notifier or an executor with what it says of itself, read once: its properties are a stranger's code."""

    @property
    def name(self) -> str:
        """The instance."""
        ...

    @property
    def key(self) -> str:
        """The name among what is stopped: a notifier and an executor may have the same."""
        ...

    @property
    def reconcile_after(self) -> timedelta:
        """How late the provider's own records may be."""
        ...

    @property
    def sessions(self) -> int:
        """How many may be open at the same time."""
        ...

    def session(self) -> AbstractAsyncContextManager[S_co]:
        """Return a connection for one batch, not yet open."""
        ...


@attrs.frozen
class NotifierService:
    """A notifier; `bundles` says whether it words digests."""

    name: str
    medium: str
    address_kind: str
    reconcile_after: timedelta
    notifier: Notifier = attrs.field(repr=False)
    bundles: bool = True
    sessions: int = 1

    @property
    def key(self) -> str:
        """The name."""
        return self.name

    def session(self) -> AbstractAsyncContextManager[Sender]:
        """Return a connection for one batch, not yet open."""
        return self.notifier.session()


@attrs.frozen
class ExecutorService:
    """An executor. R10"""

    name: str
    kinds: frozenset[str]
    reconcile_after: timedelta
    executor: RemedyExecutor = attrs.field(repr=False)
    sessions: int = 1

    @property
    def key(self) -> str:
        """The name, told apart from a notifier's."""
        return f"executor {self.name}"

    def session(self) -> AbstractAsyncContextManager[RemedyRunner]:
        """Return a connection for one batch, not yet open."""
        return self.executor.session()


def read_notifiers(
    notifiers: Mapping[str, Notifier], bundles: Callable[[str], bool] = lambda _: True
) -> dict[str, NotifierService]:
    """Return notifiers by name, in the order of the settings; leave out, and name, one that can't say what it serves.

    `bundles` tells which of them word digests: to ask a notifier may take as long as its plugin likes.
    """

    def read(name: str, one: Notifier) -> NotifierService:
        late = _bounded(one.reconcile_after)
        words, sessions = bundles(name), sessions_of(one)
        return NotifierService(name, str(one.medium), str(one.address_kind), late, one, words, sessions)

    return dict(_read("notifier", notifiers, read))


def read_executors(executors: Mapping[str, RemedyExecutor]) -> dict[str, ExecutorService]:
    """Return executors by name, in the order of the settings; leave out, and name, one that can't say what it does."""

    def read(name: str, one: RemedyExecutor) -> ExecutorService:
        late = _bounded(one.reconcile_after)
        return ExecutorService(name, frozenset(map(str, one.kinds)), late, one)

    return dict(_read("executor", executors, read))


def _bounded(late: timedelta) -> timedelta:
    return min(max(late, timedelta(0)), _LATEST)


def _read(what: str, plugins: Mapping[str, P], read: Callable[[str, P], T]) -> Iterator[tuple[str, T]]:
    for name, one in plugins.items():
        try:
            yield name, read(name, one)
        except Exception as error:  # noqa: BLE001  a plugin may raise whatever it likes
            log.warning(
                "%s",
                phrase(
                    "{what} {name} can't say what it serves ({error}): left out",
                    what=what,
                    name=name,
                    error=type(error).__name__,
                ),
            )


@attrs.define
class Stops:
    """Services that are left alone for a while: their fault is ours to mend, no customer pays for it."""

    _until: dict[str, datetime] = attrs.field(factory=dict)
    why: dict[str, str] = attrs.field(factory=dict)

    def stop(self, key: str, *, until: datetime, why: str) -> None:
        """Leave a service alone, and say so in the log, for somebody has to mend it."""
        self._until[key] = until
        self.why[key] = why
        log.warning(
            "%s",
            phrase(
                "{service} is stopped until {until}: {why}",
                service=key,
                until=time_in_words(until),
                why=why,
            ),
        )

    def stopped(self, key: str, now: datetime) -> bool:
        """Say whether a service is still left alone."""
        if key not in self._until or self._until[key] > now:
            return key in self._until
        del self._until[key], self.why[key]
        return False

    def until(self, keys: Iterable[str], now: datetime) -> datetime:
        """Return when the first of these may be called again."""
        return min((self._until[key] for key in keys if key in self._until), default=now)
