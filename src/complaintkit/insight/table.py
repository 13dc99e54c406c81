"""A report as tables of text, for pages and terminals; empty ones are left out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

import attrs

from complaintkit.insight import figure as f
from complaintkit.insight._words import word_in
from complaintkit.model.money import Money
from complaintkit.model.phrase import phrase

if TYPE_CHECKING:
    from complaintkit.insight.report import Report


@attrs.frozen
class Table:
    """A heading, columns, rows: all of them text in one language."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def tables(report: Report, language: str) -> tuple[Table, ...]:
    """Return the report, subject by subject."""
    ours = _Writer(report.figures, report.before, language).tables()
    return tuple(one for one in (*ours, *(_section(one, language) for one in report.sections)) if one.rows)


def heads(report: Report, language: str) -> str:
    """Return the head of a report in two lines: the period; the unit, and the period it is compared with."""
    named = _in_language(report.titles, language) or report.unit or word_in("all", language)
    against = f" · {word_in('before', language)}: {report.against.label}" if report.against else ""
    return f"{word_in('report', language)} {report.period.label}\n{named}{against}"


def tell(value: object, language: str = "en") -> str:
    """Return a value for people; None is a dash.

    >>> tell(Decimal("0.25")), tell(timedelta(hours=30)), tell(None)
    ('0.25', '1 d 6:00', '-')
    """
    if value is None:
        return "-"
    if isinstance(value, timedelta):
        minutes = round(value / timedelta(minutes=1))
        days, rest = divmod(minutes, 1440)
        time = f"{rest // 60}:{rest % 60:02d}"
        return phrase("{days} d {time}", days=days, time=time).to(language) if days else time
    return str(value)


def _section(section: f.Section, language: str) -> Table:
    """Return a plugin's rows, or why there are none; columns stand in the order in which they come up."""
    title = _in_language(section.title, language) or section.key
    if section.problem:
        return Table(title, ("",), ((section.problem,),))
    columns = tuple(dict.fromkeys(column for row in section.rows for column in row))
    return Table(title, columns, tuple(tuple(row.get(one, "") for one in columns) for row in section.rows))


def _in_language(title: Mapping[str, str], language: str) -> str | None:
    """Return the text in that language, else in the one it has."""
    return title.get("zh" if language.lower().startswith("zh") else "en") or next(iter(title.values()), None)


def _percent(share: Decimal | None) -> str:
    return "-" if share is None else f"{share * 100:.1f} %"


@attrs.frozen
class _Writer:
    now: f.Figures
    before: f.Figures
    language: str

    def tables(self) -> Iterator[Table]:
        yield self._numbers("cases", [("cases", self.now.cases, self.before.cases)])
        for name in ("kinds", "categories", "units", "channels", "endings"):
            yield self._shares(name, getattr(self.now, name), getattr(self.before, name))
        yield self._deadlines()
        yield self._numbers("satisfaction", self._pairs("satisfaction", self.now.satisfaction.answers))
        yield self._settled()
        yield self._shares("rounds", self.now.rounds.causes, self.before.rounds.causes)
        yield self._numbers("handovers", self._pairs("handovers", self.now.handovers.offered))
        yield self._shares("declined", self.now.handovers.reasons, self.before.handovers.reasons)
        yield self._shares("exceptions", self.now.exceptions, self.before.exceptions)
        yield self._given()
        yield self._givers()
        yield self._budgets()
        yield self._counts("approvals", self.now.approvals, self.before.approvals)

    def _say(self, *words: str) -> tuple[str, ...]:
        return tuple(word_in(word, self.language) for word in words)

    def _title_of(self, one: f.Share | f.Deadlines | f.Given | f.Budget) -> str:
        return _in_language(one.title, self.language) or one.key

    def _distinct_titles(self, rows: Sequence[f.Share]) -> Mapping[str, str]:
        """Return the title of each, with its id where two playbooks call two things alike."""
        titles = {one.key: self._title_of(one) for one in rows}
        often = Counter(titles.values())
        return {key: self._with_id(title, key) if often[title] > 1 else title for key, title in titles.items()}

    def _with_id(self, title: str, id: str) -> str:
        return phrase("{title} ({id})", title=title, id=id).to(self.language)

    def _titled(self, title: str, columns: Sequence[str], rows: Iterator[tuple[object, ...]]) -> Table:
        return Table(
            word_in(title, self.language),
            self._say(*columns),
            tuple(tuple(tell(one, self.language) for one in row) for row in rows),
        )

    def _numbers(self, title: str, rows: Sequence[tuple[str, object, object]]) -> Table:
        told = ((word_in(word, self.language), now, before) for word, now, before in rows)
        return self._titled(title, ("sort", "count", "before"), told)

    def _pairs(self, name: str, total: int) -> list[tuple[str, object, object]]:
        """List a subject's plain figures, one to a row."""
        now, before = getattr(self.now, name), getattr(self.before, name)
        fields = [field.name for field in attrs.fields(type(now)) if field.name not in ("reasons", "share")]
        worth = total or any(getattr(now, one) for one in fields)
        return [(one, getattr(now, one), getattr(before, one)) for one in fields] if worth else []

    def _shares(self, title: str, now: Sequence[f.Share], before: Sequence[f.Share]) -> Table:
        then = {one.key: one.count for one in before}
        called = self._distinct_titles(now)
        rows = ((called[one.key], one.count, _percent(one.share), then.get(one.key, 0)) for one in now)
        return self._titled(title, ("sort", "count", "share", "before"), rows)

    def _counts(self, title: str, now: Sequence[f.Share], before: Sequence[f.Share]) -> Table:
        """Make a table of sorts that are no shares of one whole, such as what was asked for and what was granted."""
        then = {one.key: one.count for one in before}
        rows = ((self._title_of(one), one.count, then.get(one.key, 0)) for one in now)
        return self._titled(title, ("sort", "count", "before"), rows)

    def _deadlines(self) -> Table:
        then = {one.key: one.share for one in self.before.deadlines}
        rows = (
            (
                self._title_of(one),
                one.met,
                one.breached,
                one.waived,
                _percent(one.share),
                one.median,
                _percent(then.get(one.key)),
            )
            for one in self.now.deadlines
        )
        return self._titled("deadlines", ("sort", "met", "breached", "waived", "share", "median", "before"), rows)

    def _settled(self) -> Table:
        now, before = self.now.settled, self.before.settled
        rows = [("settled", now.count, _percent(now.share), before.count)]
        if now.by_concerned or before.by_concerned:
            rows.append(("by_concerned", now.by_concerned, "", before.by_concerned))
        told = (
            ((word_in(word, self.language), *rest) for word, *rest in rows) if now.count or before.count else iter(())
        )
        return self._titled("settled", ("sort", "count", "share", "before"), told)

    def _given(self) -> Table:
        then = {(one.key, _currency(one.value)): one.value for one in self.before.given}
        rows = (
            (self._title_of(one), one.count, one.value, then.get((one.key, _currency(one.value))))
            for one in self.now.given
        )
        return self._titled("given", ("sort", "count", "value", "before"), rows)

    def _givers(self) -> Table:
        rows = ((one.staff, one.count, one.value, self._limits(one.limits)) for one in self.now.givers)
        return self._titled("givers", ("person", "count", "value", "limits"), rows)

    def _budgets(self) -> Table:
        rows = (
            (self._title_of(one), one.count, one.value, one.over, self._limits(one.limits)) for one in self.now.budgets
        )
        return self._titled("budgets", ("sort", "count", "value", "over", "limits"), rows)

    def _limits(self, limits: Mapping[str, Money]) -> str | None:
        return ", ".join(f"{word_in(window, self.language)} {most}" for window, most in limits.items()) or None


def _currency(value: Money | None) -> str | None:
    return value.currency if value else None
