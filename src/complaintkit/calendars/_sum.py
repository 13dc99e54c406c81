"""Working time added up by blocks of days: where so much of it has passed is searched for, not walked to."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from itertools import accumulate

import attrs

from complaintkit.calendars._calendar import Calendar
from complaintkit.calendars._day import HORIZON, ONE_DAY, day_of

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_TICK = timedelta(microseconds=1)
_DAYS = 16
_LENGTH = _DAYS * (ONE_DAY // _TICK)
_IDLE = HORIZON // _DAYS - 2
"""So many blocks without working time, and the walk over the days has to say whether there is none for too long."""


@attrs.frozen
class Block:
    """The open intervals within so many days, in microseconds since 1970, and how much was worked before each of them."""

    opens: tuple[int, ...]
    closes: tuple[int, ...]
    before: tuple[int, ...]
    total: int


@lru_cache(maxsize=4096)
def block_of(calendar: Calendar, number: int) -> Block:
    """Return a block of a calendar. Remembered: some hundred microseconds the first time."""
    begin, end = number * _LENGTH, (number + 1) * _LENGTH
    first = (_EPOCH + begin * _TICK).date() - 2 * ONE_DAY  # an evening's session and a zone may reach in from there
    days = (day_of(calendar, first + step * ONE_DAY) for step in range(_DAYS + 3))
    all_ = (((opens - _EPOCH) // _TICK, (closes - _EPOCH) // _TICK) for day in days for opens, closes in day.open)
    clipped = [(max(opens, begin), min(closes, end)) for opens, closes in all_]
    inside = [one for one in clipped if one[0] < one[1]]
    sums = (0, *accumulate(closes - opens for opens, closes in inside))
    return Block(tuple(one[0] for one in inside), tuple(one[1] for one in inside), sums[:-1], sums[-1])


def after_working_time(calendar: Calendar, start: datetime, span: timedelta) -> datetime | None:
    """Return the first moment when the calendar has been open for `span`; None where only a walk over the days can tell.

    It is the walk's own moment, to the microsecond; `start` is in UTC, and `span` above zero.
    """
    at = (start - _EPOCH) // _TICK
    number = at // _LENGTH
    block = block_of(calendar, number)
    left = span // _TICK + _worked(block, at)
    idle = 0
    while left > block.total:
        left -= block.total
        idle = 0 if block.total else idle + 1
        number += 1
        if idle > _IDLE:
            return None
        block = block_of(calendar, number)
    index = bisect_left(block.before, left) - 1
    return _EPOCH + timedelta(0, 0, block.opens[index] + left - block.before[index])


def _worked(block: Block, at: int) -> int:
    """Return how much of a block was worked by then."""
    index = bisect_right(block.opens, at) - 1
    if index < 0:
        return 0
    return block.before[index] + min(at, block.closes[index]) - block.opens[index]
