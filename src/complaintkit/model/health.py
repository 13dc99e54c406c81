"""Whether somebody runs the desk's clock and its outbox, and what waits where nobody does. R18"""

from __future__ import annotations

from datetime import datetime

import attrs

from complaintkit.model.phrase import Phrase, phrase


@attrs.frozen(kw_only=True)
class Health:
    """When a worker was last seen, and what has waited for one too long; each number is counted up to 100.

    `deadlines` are cases and tasks with a date that has passed, `messages` what should have gone out, `alarms` the urgent
    ones among those. Where `silent`, nothing is sent and nobody is warned in time: `warning` says so, to be shown first.
    `ahead` is a sign of life, or a line of a ledger, that is still to come: a clock was ahead then, or ours is behind. From
    `leap_from` to `leap_to` the clock went on, and nothing was written in between though it should have been: it may be ahead.
    `jumped_to` is what the clock says where it jumped ahead of this process, which goes on without it.
    `to_erase` is what erasures left that has waited for long. Times are in the time zone of the business.

    >>> Health(worker_seen=None, silent=True).warning is None
    True
    >>> Health(worker_seen=None, silent=True, deadlines=2, messages=3, alarms=1).warning.split(". ")[-1]
    'Waiting: 2 dates, 3 messages, 1 of them urgent.'
    """

    worker_seen: datetime | None
    silent: bool
    deadlines: int = 0
    messages: int = 0
    alarms: int = 0
    ahead: datetime | None = None
    leap_from: datetime | None = None
    leap_to: datetime | None = None
    jumped_to: datetime | None = None
    to_erase: int = 0

    @property
    def waits(self) -> bool:
        """Say whether something waits for a worker."""
        return bool(self.deadlines or self.messages)

    @property
    def warning(self) -> Phrase | None:
        """What to show first; None where the clock can be right, and a worker is there, or none ever was and nothing waits."""
        said = [one for one in (self.clock, self._silent, self._unerased) if one is not None]
        first = said.pop(0) if said else None
        for one in said:
            first = phrase("{first} {second}", first=first, second=one)
        return first

    @property
    def _unerased(self) -> Phrase | None:
        """What erasures left, where it has waited for long."""
        if not self.to_erase:
            return None
        return phrase(
            "Still to be erased: {count} (the log of the database, files of plugins). End what reads the database, and start"
            " `complaintkit worker`.",
            count=self.to_erase,
        )

    @property
    def clock(self) -> Phrase | None:
        """What is wrong with the clock, or may be; None where it can be right."""
        if self.jumped_to is not None:
            return phrase(
                "The clock jumped ahead to {at}; this process goes on without it. Set it right; if it is right, start anew.",
                at=f"{self.jumped_to:%Y-%m-%d %H:%M}",
            )
        if self.ahead is not None:
            return phrase(
                "The clock is behind, or was ahead: something was written at {at}, which is still to come. Set the clock"
                " right, then see `complaintkit repair clock`.",
                at=f"{self.ahead:%Y-%m-%d %H:%M}",
            )
        if self.leap_from is not None and self.leap_to is not None:
            return phrase(
                "The clock may be ahead: nothing was written between {before} and {after}. Set it right; if it is right, say"
                " so by `complaintkit repair clock --apply`.",
                before=f"{self.leap_from:%Y-%m-%d %H:%M}",
                after=f"{self.leap_to:%Y-%m-%d %H:%M}",
            )
        return None

    @property
    def _silent(self) -> Phrase | None:
        """What to say of the worker; None where one is there, or where none ever was and nothing waits for one."""
        if not self.silent or not (self.waits or self.worker_seen):
            return None
        if not self.waits:
            return self.silence
        waiting = phrase(
            "Waiting: {deadlines} dates, {messages} messages, {alarms} of them urgent.",
            deadlines=self.deadlines,
            messages=self.messages,
            alarms=self.alarms,
        )
        return phrase("{silence} {waiting}", silence=self.silence, waiting=waiting)

    @property
    def silence(self) -> Phrase:
        """Since when nobody works."""
        if self.worker_seen is None:
            return phrase("No worker was ever here: nothing is sent, nobody is warned. Start `complaintkit worker`.")
        at = f"{self.worker_seen:%Y-%m-%d %H:%M}"
        return phrase("No worker since {at}: nothing is sent, nobody is warned. Start `complaintkit worker`.", at=at)
