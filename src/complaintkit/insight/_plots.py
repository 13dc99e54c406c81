"""Which subjects of a report are drawn, and how: by the id of the table that they stand above."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import islice
from typing import TYPE_CHECKING, Final

from complaintkit.insight import figure as f
from complaintkit.insight._plot import Bar, Range, bars, columns, ranges, stacks
from complaintkit.insight._words import word_in
from complaintkit.insight.table import distinct_titles, percent

if TYPE_CHECKING:
    from complaintkit.insight.report import Report

_MOST: Final = 12  # rows of a plot; the table has all
_DAYS, _WEEKS = 45, 200  # up to so many days a column is a day, a week; beyond it a month
_DRAWN: Final = ("kinds", "categories", "causes", "units", "channels")


def plots_of(report: Report, language: str) -> Mapping[str, str]:
    """Return the plots that say something: at least two things to compare."""
    return {name: svg for name, svg in _plots(report, language) if svg}


def _plots(report: Report, language: str) -> Iterator[tuple[str, str]]:
    now, then = report.figures, report.before
    yield "cases", _days(report, language)
    for name in _DRAWN:
        yield name, _shares(word_in(name, language), getattr(now, name), getattr(then, name), language)
    decided = sorted(
        (one for one in now.deadlines if one.met + one.breached), key=lambda one: (-one.breached, -one.met)
    )
    called = distinct_titles(now.deadlines, language)
    rows = [(called[one.key], one.met, one.breached, percent(one.share)) for one in decided]
    yield "deadlines", stacks(word_in("deadlines", language), rows[:_MOST]) if rows else ""
    yield "estimates", _estimates(now.satisfaction, then.satisfaction, language)
    yield "given", _given(now.given, then.given, language)


def _shares(title: str, now: Sequence[f.Share], before: Sequence[f.Share], language: str) -> str:
    then, called = {one.key: one.count for one in before}, distinct_titles(now, language)
    rows = [
        Bar(
            called[one.key],
            one.count,
            was := then.get(one.key, 0),
            f"{one.count} · {percent(one.share)}",
            str(was),
        )
        for one in islice(now, _MOST)
    ]
    return bars(title, rows) if len(rows) > 1 else ""


def _given(now: Sequence[f.Given], before: Sequence[f.Given], language: str) -> str:
    """Draw what was given, where it is all of one currency."""
    worth = {one.key: one.value for one in now if one.value is not None}
    then = {one.key: one.value for one in before if one.value is not None}
    if len(worth) < 2 or len({one.currency for one in (*worth.values(), *then.values())}) > 1:
        return ""
    title = distinct_titles(now, language)
    rows = [
        Bar(
            title[key],
            float(value.amount),
            float(then[key].amount) if key in then else 0.0,
            str(value),
            str(then.get(key, 0)),
        )
        for key, value in sorted(worth.items(), key=lambda one: -one[1].amount)
    ]
    return bars(word_in("given", language), rows[:_MOST])


def _estimates(now: f.Satisfaction, before: f.Satisfaction, language: str) -> str:
    rows = [
        Range(word_in(name, language), span, _span(getattr(before, name)))
        for name in ("content", "well_handled", "well_ended")
        if (span := _span(getattr(now, name)))
    ]
    return ranges(word_in("estimates", language), rows) if rows else ""


def _span(one: f.Estimate) -> tuple[float, float, float] | None:
    if one.share is None or one.low is None or one.high is None:
        return None
    return float(one.share), float(one.low), float(one.high)


def _days(report: Report, language: str) -> str:
    """Draw when cases came in, by day, week or month, whatever gives a picture."""
    dates = report.period.dates
    if dates is None or dates[1] - dates[0] < timedelta(days=2):
        return ""
    first, after = dates
    days = [first + timedelta(days=one) for one in range((after - first).days)]
    name = _name_of(len(days))
    counts: Counter[str] = Counter(dict.fromkeys((name(day) for day in days), 0))
    for day, count in report.figures.days:
        counts[name(day)] += count
    return columns(word_in("cases", language), list(counts.items()))


def _name_of(days: int) -> Callable[[date], str]:
    """Return what a column is called that a day belongs to: the day, its Monday, its month."""
    if days <= _DAYS:
        return lambda day: f"{day:%m-%d}"
    if days <= _WEEKS:
        return lambda day: f"{day - timedelta(days=day.weekday()):%m-%d}"
    return lambda day: f"{day:%Y-%m}"
