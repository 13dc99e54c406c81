"""The duty roster: turns by weekday and hour, several a day, some of them past midnight."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import cached_property

import attrs

from complaintkit.model.read_only import read_only
from complaintkit.organisation.hours import DAY, Hours

__all__ = ["Duty", "Turn"]


@attrs.frozen(kw_only=True)
class Turn:
    """On these weekdays (Monday is 0) in these hours, these people. `mon 17:00-02:00` is Monday's, also at 01:00."""

    id: str
    days: frozenset[int]
    hours: tuple[Hours, ...]
    staff: tuple[str, ...]

    def runs(self, local: datetime) -> bool:
        """Tell if the turn is running at this local time of its unit."""
        return self.ends(local) is not None

    def ends(self, local: datetime) -> datetime | None:
        """Return when the turn that runs at this local time ends, by the same wall clock; None where none runs."""
        minute = local.hour * 60 + local.minute
        for back in (0, 1):
            opened = local - timedelta(days=back)
            if opened.weekday() not in self.days:
                continue
            for hours in self.hours:
                if hours.start <= minute + back * DAY < hours.end:
                    midnight = opened.replace(hour=0, minute=0, second=0, microsecond=0)
                    return midnight + timedelta(minutes=hours.end)
        return None


@attrs.frozen(kw_only=True, field_transformer=read_only)
class Duty:
    """A desk never left alone: whose turn it is, else the role in `otherwise`. `unit` None: of every unit. S4.1"""

    id: str
    role: str
    turns: Mapping[str, Turn]
    unit: str | None = None
    hand_on_at_end: bool = False
    otherwise: str | None = None

    @cached_property
    def staff(self) -> frozenset[str]:
        """Everybody who has a turn."""
        return frozenset(one for turn in self.turns.values() for one in turn.staff)
