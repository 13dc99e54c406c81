"""The times of delivery: how long a call may take, how often it is tried, how often the worker looks."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import attrs


@attrs.frozen(kw_only=True)
class Timing:
    """Times as data; the defaults suit a desk with mail and SMS.

    >>> Timing().wait(1, lambda: 0.5)
    datetime.timedelta(seconds=30)
    """

    retries: tuple[timedelta, ...] = (
        timedelta(seconds=30),
        timedelta(minutes=2),
        timedelta(minutes=10),
        timedelta(minutes=30),
        timedelta(hours=2),
        timedelta(hours=6),
    )
    """Pauses after what certainly did not leave; one try more than there are pauses, then the next medium."""
    jitter: float = 0.2
    """The share by which a pause is longer or shorter, so that a hundred messages do not come back at once."""
    lease: timedelta = timedelta(minutes=5)
    """How long a claimed entry waits for its turn before others may claim it."""
    patience: timedelta = timedelta(minutes=15)
    """How long one call may take, then it is in doubt: a mail server may think for 10 minutes (RFC 5321, 4.5.3.2.6)."""
    margin: timedelta = timedelta(minutes=1)
    """How much longer than `patience` the lease of a started entry is."""
    hold: timedelta = timedelta(minutes=5)
    """How long a notifier or executor that was stopped is left alone."""
    longest: timedelta = timedelta(days=1)
    """How long a provider may put us off at most: a longer pause is a slip, and would be for ever."""
    fresh: timedelta = timedelta(minutes=1)
    """How long what was prepared may wait before it is looked at again."""
    abandoned: timedelta = timedelta(hours=24)
    """How long what is in doubt waits for the notifier that sent it, where no worker has that one any more."""
    grace: timedelta = timedelta(seconds=10)
    """How long a worker that is told to stop waits for what is being sent."""
    poll: timedelta = timedelta(seconds=2)
    """How often the worker looks."""
    beat: timedelta = timedelta(seconds=30)
    """How often the worker leaves a sign of life."""

    @property
    def most(self) -> int:
        """How often one medium is tried."""
        return len(self.retries) + 1

    def wait(self, tries: int, chance: Callable[[], float], *, at_least: timedelta | None = None) -> timedelta:
        """Return the pause after the `tries`-th try, never shorter than `at_least`; `chance` gives numbers from 0 to 1."""
        pause = self.retries[min(tries, len(self.retries)) - 1] if self.retries else timedelta(0)
        swung = pause * (1 + self.jitter * (2 * chance() - 1))
        if at_least is None:
            return swung
        return max(swung, at_least * (1 + self.jitter * chance()))
