"""A summary as a value, and as the few bytes that it is kept in: counts with their moments, no word of anybody."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Final

import attrs

from complaintkit.model.wire import in_order

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND: Final = timedelta(microseconds=1)
_READ: Final = json.JSONDecoder().decode


def instant_of(at: datetime) -> int:
    """Return a moment as a number that is quickly compared: microseconds since 1970, exactly.

    >>> instant_of(datetime(2026, 11, 20, 4, 0, 0, 1, tzinfo=UTC))
    1795147200000001
    """
    return (at - _EPOCH) // _MICROSECOND


def moment_of(instant: int) -> datetime:
    """Return the moment of a number.

    >>> moment_of(instant_of(datetime(2026, 11, 20, 4, tzinfo=UTC))).isoformat()
    '2026-11-20T04:00:00+00:00'
    """
    return _EPOCH + instant * _MICROSECOND


@attrs.frozen
class Summary:
    """What reports of any period count of one case, as its ledger stands; all moments are instants.

    Args:
        number: of the case.
        kind: as it is known now, as all up to `decisions` are.
        categories: the ids of those of all its issues, "-" where there is none.
        unit: whose case it is.
        channel: by which it came.
        causes: the ids of the root causes of its issues.
        decisions: what was decided on each of them.
        received: when the customer spoke.
        duplicate: whether another case goes on for it.
        titles: of its deadlines, by rule, as JSON: so many cases have the same that it is read once for all of them.
        counts: what happened: under which figure it counts, as what, when.
        clocks: what became of deadlines: what, of which rule, when.
        running: deadlines that nobody met or missed yet: the rule, when it is missed.
        took: deadlines that were met: the rule, when, after how many seconds.
        followed: follow-ups in which the customer said something: when, whether they were satisfied.
        answers: of surveys: when, the score of the process, that of the outcome, whether staff were told it, whether satisfied.
        given: remedies that were agreed: when, the kind, the currency, the value, who answers for it.
        reserved: money that was set aside and not taken back: when, the unit, the currency, how much, whether beyond the budget.
    """

    number: str
    kind: str
    categories: Sequence[str]
    unit: str
    channel: str
    causes: Sequence[str]
    decisions: Sequence[str]
    received: int
    duplicate: bool
    titles: str
    counts: Sequence[tuple[str, str, int]]
    clocks: Sequence[tuple[str, str, int]]
    running: Sequence[tuple[str, int]]
    took: Sequence[tuple[str, int, float]]
    followed: Sequence[tuple[int, bool]]
    answers: Sequence[tuple[int, int, int, bool, bool]]
    given: Sequence[tuple[int, str, str, str | None, str]]
    reserved: Sequence[tuple[int, str, str, str, bool]]

    @staticmethod
    def titles_in(text: str) -> Mapping[str, Mapping[str, str]]:
        """Return the titles of deadlines, by rule."""
        found: Mapping[str, Mapping[str, str]] = _READ(text)
        return found

    @staticmethod
    def titles_of(titles: Mapping[str, Mapping[str, str]]) -> str:
        """Return the titles of deadlines as JSON."""
        return in_order(titles)

    def content(self) -> bytes:
        """Return the bytes that it is kept in; the same for the same ledger."""
        return in_order(attrs.astuple(self, recurse=False)).encode("utf-8", "surrogatepass")

    @classmethod
    def read(cls, content: bytes) -> Summary:
        """Read it from its bytes.

        Raises:
            ValueError, TypeError: these are not written so.
        """
        return cls(*_READ(content.decode("utf-8", "surrogatepass")))
