"""The notifiers of a desk, as delivery sees them: which medium each serves, and which are left alone for now."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Mapping
from contextlib import AbstractAsyncContextManager
from datetime import datetime, timedelta

import attrs

from complaintkit.ports.notifier import Notifier, Sender

log = logging.getLogger("complaintkit.delivery")


@attrs.frozen
class Route:
    """A notifier with what it says of itself, read once: its properties are a stranger's code."""

    name: str
    medium: str
    address_kind: str
    reconcile_after: timedelta
    notifier: Notifier = attrs.field(repr=False)

    def session(self) -> AbstractAsyncContextManager[Sender]:
        """A connection for one batch."""
        return self.notifier.session()


def routes_of(notifiers: Mapping[str, Notifier]) -> dict[str, Route]:
    """The notifiers by name, in the order of the settings; one that can't say what it serves is left out, and named."""
    return {route.name: route for route in _routes(notifiers)}


def _routes(notifiers: Mapping[str, Notifier]) -> Iterator[Route]:
    for name, one in notifiers.items():
        try:
            yield Route(name, str(one.medium), str(one.address_kind), max(one.reconcile_after, timedelta(0)), one)
        except Exception as error:  # noqa: BLE001  a plugin may raise whatever it likes
            log.warning("notifier %s can't say what it serves (%s): left out", name, type(error).__name__)


@attrs.define
class Stops:
    """Notifiers that are left alone for a while: their fault is ours to mend, no customer's message pays for it."""

    _until: dict[str, datetime] = attrs.field(factory=dict)
    why: dict[str, str] = attrs.field(factory=dict)

    def stop(self, name: str, *, until: datetime, why: str) -> None:
        """Leave it alone; said in the log, for somebody has to mend it."""
        self._until[name] = until
        self.why[name] = why
        log.warning("%s is stopped until %s: %s", name, until.isoformat(timespec="seconds"), why)

    def stopped(self, name: str, now: datetime) -> bool:
        """Whether it is still left alone."""
        if name not in self._until or self._until[name] > now:
            return name in self._until
        del self._until[name], self.why[name]
        return False

    def until(self, names: Iterable[str], now: datetime) -> datetime:
        """When the first of these may be asked again."""
        return min((self._until[name] for name in names if name in self._until), default=now)
