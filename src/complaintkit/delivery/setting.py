"""The setting of delivery: the door, the notifiers and executors, the times, and chance."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from datetime import datetime

import attrs

from complaintkit.delivery.service import ExecutorService, NotifierService, read_executors, read_notifiers
from complaintkit.delivery.timing import Timing
from complaintkit.ports.notifier import Notifier
from complaintkit.ports.remedy import RemedyExecutor
from complaintkit.records.door import Door


@attrs.frozen(kw_only=True)
class Setting:
    """The same for every step. `chance` gives numbers from 0 to 1, for the jitter of pauses."""

    door: Door
    notifiers: Mapping[str, NotifierService] = attrs.field(factory=dict)
    executors: Mapping[str, ExecutorService] = attrs.field(factory=dict)
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
        bundles: Callable[[str], bool] = lambda _: True,
    ) -> Setting:
        """Return the setting for these notifiers and executors, in the order of the settings; `bundles` tells who words digests."""
        return cls(
            door=door,
            notifiers=read_notifiers(notifiers, bundles),
            executors=read_executors(executors or {}),
            timing=timing or Timing(),
        )

    @property
    def now(self) -> datetime:
        """The desk's time."""
        return self.door.clock.now()

    @property
    def call_until(self) -> datetime:
        """The time by which a call that begins now has ended, or is in doubt."""
        return self.now + self.timing.patience + self.timing.margin
