"""A plan: what is done, by whom and by when, and what is given, as it was proposed to the customer. S0.7, S4.10"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

import attrs

from complaintkit.model.check import is_moment, is_text, is_word, moment, several
from complaintkit.model.remedy import Remedy


@attrs.frozen
class Measure:
    """One thing that will be done, by whom and by when. S0.7

    >>> from datetime import timedelta
    >>> Measure("退货并更换", who="chen", due=timedelta(hours=2)).who
    'chen'
    """

    what: str = attrs.field(validator=is_text)
    who: str = attrs.field(kw_only=True, validator=is_word)
    due: datetime | timedelta = attrs.field(kw_only=True, converter=moment, validator=is_moment)


@attrs.frozen(kw_only=True)
class PlannedMeasure:
    """A measure that the customer agreed to, as somebody's task; `done_at` is None until it is done. S0.7"""

    id: str
    what: str
    who: str
    due: datetime
    done_at: datetime | None = None
    done_by: str | None = None
    result: str | None = None


def measures_of(values: Iterable[Measure]) -> tuple[Measure, ...]:
    """Convert a list of measures to a tuple."""
    return several(values, Measure, field="measures")


@attrs.frozen(kw_only=True)
class Plan:
    """What was proposed to the customer, and what they said. S0.7, S4.10

    >>> from datetime import timedelta
    >>> Plan(id="A-1-p7", measures=(Measure("更换", who="chen", due=timedelta(hours=2)),)).accepted is None
    True
    """

    id: str
    measures: tuple[Measure, ...]
    remedies: tuple[Remedy, ...] = ()
    answer_by: datetime | None = None
    offered_by: str = ""
    offered_at: datetime | None = None
    accepted: bool | None = None
    cycle: int = 1
    unanswered_at: datetime | None = None  # when we stopped waiting for the answer; it may still come
