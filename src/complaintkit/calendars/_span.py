"""Spans of a day as people write them: "09:00-12:00, 13:00-18:00", "17:00-02:00" over midnight."""

from __future__ import annotations

import re
from itertools import pairwise

import attrs

from complaintkit.model.check import plain
from complaintkit.model.errors import InvalidInput
from complaintkit.model.phrase import phrase
from complaintkit.model.wire import Unfit

DAY = 24 * 60  # minutes
_TIME = re.compile(r"(\d{1,2}):(\d{2})")
_EXAMPLE = phrase('Write "09:00-18:00", or several: "09:00-12:00, 13:00-18:00".')


@attrs.frozen(order=True)
class Span:
    """From `opens` to `closes`, in minutes after midnight of the opening day; beyond 1440 it goes on past midnight.

    >>> str(Span(17 * 60, 26 * 60))
    '17:00-02:00'
    """

    opens: int
    closes: int

    def __str__(self) -> str:
        closes = self.closes if self.closes == DAY else self.closes % DAY
        return f"{clock(self.opens)}-{clock(closes)}"


def clock(minutes: int) -> str:
    """Write minutes after midnight as a clock shows them.

    >>> clock(545)
    '09:05'
    """
    return f"{minutes // 60:02}:{minutes % 60:02}"


def read_time(text: object) -> int:
    """Read "06:00" as minutes after midnight; "24:00" is the end of the day.

    Raises:
        InvalidInput: it is no time of day.
    """
    found = _TIME.fullmatch(plain(text)) if isinstance(text, str) else None
    if found is None or int(found[2]) > 59 or (minutes := int(found[1]) * 60 + int(found[2])) > DAY:
        raise Unfit(text, phrase("is no time of day"), phrase('Write it as "09:00", up to "24:00".'))
    return minutes


def read_spans(text: object) -> tuple[Span, ...]:
    """Read the spans of a day, in order.

    >>> [str(span) for span in read_spans("13:00-18:00, 09:00-12:00")]
    ['09:00-12:00', '13:00-18:00']

    Raises:
        InvalidInput: not spans, or two of them overlap.
    """
    if not isinstance(text, str) or not text.strip():
        raise Unfit(text, phrase("says no hours"), _EXAMPLE)
    spans = sorted(map(_span, plain(text).split(",")))
    for one, other in pairwise(spans):
        if other.opens < one.closes:
            reason = phrase("{one} and {other} overlap", one=one, other=other)
            raise InvalidInput(field="", reason=reason, next_step=phrase("Join them, or part them."))
    if spans[-1].closes - DAY > spans[0].opens:
        reason = phrase("{spans} runs into the next day's {spans2}", spans=spans[-1], spans2=spans[0])
        raise InvalidInput(field="", reason=reason, next_step=phrase("Part them."))
    return tuple(spans)


def _span(text: str) -> Span:
    opens, dash, closes = text.strip().partition("-")
    if not dash:
        raise Unfit(text.strip(), phrase("has no end"), _EXAMPLE)
    start, end = read_time(opens.strip()), read_time(closes.strip())
    if start in (end, DAY):
        raise Unfit(text.strip(), phrase("is no time at all"), phrase('All day long is "00:00-24:00".'))
    return Span(start, end if end > start else end + DAY)
