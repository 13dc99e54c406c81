"""What delivery works with: the door, the notifiers and executors, the times, and chance."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

import attrs

from complaintkit.delivery.route import Route, routes_of
from complaintkit.delivery.till import Till, tills_of
from complaintkit.delivery.timing import Timing
from complaintkit.ports.notifier import Notifier
from complaintkit.ports.remedy import RemedyExecutor
from complaintkit.records.door import Door


@attrs.frozen(kw_only=True)
class Setting:
    """The same for every step. `chance` gives numbers from 0 to 1, for the jitter of pauses."""

    door: Door
    routes: Mapping[str, Route]
    tills: Mapping[str, Till] = attrs.field(factory=dict)
    timing: Timing = attrs.field(factory=Timing)
    chance: Callable[[], float] = random.random

    @classmethod
    def of(
        cls,
        door: Door,
        notifiers: Mapping[str, Notifier],
        timing: Timing | None = None,
        *,
        executors: Mapping[str, RemedyExecutor] | None = None,
    ) -> Setting:
        """For these notifiers and executors, in the order of the settings."""
        return cls(door=door, routes=routes_of(notifiers), tills=tills_of(executors or {}), timing=timing or Timing())

    @property
    def now(self) -> datetime:
        """The desk's time."""
        return self.door.clock.now()

    def reconcile_after(self, notifier: str) -> timedelta:
        """How late a provider's own records may be; nothing is known of one that is gone."""
        route = self.routes.get(notifier)
        return route.reconcile_after if route else timedelta(0)

    def tills_for(self, kind: str) -> list[Till]:
        """The executors of a kind, in the order of the settings."""
        return [till for till in self.tills.values() if kind in till.kinds]
