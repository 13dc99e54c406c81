"""A report as tables of text, for pages and terminals; empty ones are left out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Final, TypeAlias
from zoneinfo import ZoneInfo

import attrs

from complaintkit.decision.task import MACHINES
from complaintkit.insight import figure as f
from complaintkit.insight._cases_behind import key_of
from complaintkit.insight._words import word_in
from complaintkit.insight.member import MemberFigures
from complaintkit.insight.score import Change, Mean
from complaintkit.model.money import Money
from complaintkit.model.phrase import Phrase, joined, phrase
from complaintkit.model.task import TASK_KINDS, TaskKind
from complaintkit.model.wording import window_in_words

if TYPE_CHECKING:
    from complaintkit.insight.report import Report


Titled: TypeAlias = f.Share | f.Deadlines | f.Given | f.Budget


FEW: Final = " *"
"""Beside a share of few answers; what it means stands below the table."""
_SHARES: Final[Mapping[str, str]] = {
    "kinds": "kind",
    "categories": "category",
    "causes": "cause",
    "decisions": "decision",
    "units": "unit",
    "channels": "channel",
    "endings": "ending",
    "suggestions": "suggestion",
    "referred": "referred",
    "dockets": "docket",
    "outcomes": "authority-outcome",
}
_SAID: Final = ("answers", "process", "outcome", "satisfied", "dissatisfied", "as_told", "followed_up")
_HANDED: Final = ("offered", "accepted", "declined", "lapsed", "ruled")


@attrs.frozen
class Table:
    """A heading, columns, rows: all of them text in one language; `note` says how to read them.

    `id` names the subject, `behind` the figure whose cases stand behind a cell, by its row and column.
    """

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    id: str = ""
    behind: Mapping[tuple[int, int], str] = attrs.field(factory=dict)
    note: str | None = None


@attrs.frozen
class Counted:
    """A number, and the name of the figure whose cases stand behind it."""

    value: object
    what: str
    sort: str


def tables(report: Report, language: str) -> tuple[Table, ...]:
    """Return the report, subject by subject."""
    ours = _Writer(report, report.figures, report.before, language).tables()
    return tuple(one for one in (*ours, *(_section(one, language) for one in report.sections)) if one.rows)


def heads(report: Report, language: str) -> str:
    """Return the head of a report in two lines: the period; the unit, and the period it is compared with."""
    named = in_language(report.titles, language) or report.unit or word_in("all", language)
    title = f"{word_in('report', language)} {report.period.called(language)}"
    if report.against is None:
        return f"{title}\n{named}"
    before = phrase("{label}: {text}", label=word_in("before", language), text=report.against.called(language)).to(
        language
    )
    return f"{title}\n{named} · {before}"


def tell(value: object, language: str = "en") -> str:
    """Return a value for people; None is a dash.

    >>> tell(Decimal("0.25")), tell(timedelta(hours=30)), tell(None)
    ('0.25', '1 d 6 h', '-')
    """
    if value is None:
        return "-"
    if isinstance(value, Counted):
        return tell(value.value, language)
    if isinstance(value, f.Estimate):
        return "-" if value.share is None else f"{value.low:.1%} – {value.high:.1%}"
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M}"
    if isinstance(value, timedelta):
        return _lasted(value).to(language)
    return value.in_words(language) if isinstance(value, Money) else str(value)


def _lasted(span: timedelta) -> Phrase:
    """Say how long something took, as nobody reads for a time of the day: by its two largest parts."""
    hours, minutes = divmod(round(span / timedelta(minutes=1)), 60)
    days, rest = divmod(hours, 24)
    if days:
        return phrase("{days} d {hours} h", days=days, hours=rest) if rest else phrase("{days} d", days=days)
    if hours:
        return (
            phrase("{hours} h {minutes} min", hours=hours, minutes=minutes)
            if minutes
            else phrase("{hours} h", hours=hours)
        )
    return phrase("{minutes} min", minutes=minutes)


def _section(section: f.Section, language: str) -> Table:
    """Return a plugin's rows, or why there are none; columns stand in the order in which they come up."""
    title = in_language(section.title, language) or section.key
    if section.problem:
        return Table(title, ("",), ((section.problem,),))
    columns = tuple(dict.fromkeys(column for row in section.rows for column in row))
    return Table(title, columns, tuple(tuple(row.get(one, "") for one in columns) for row in section.rows))


def in_language(title: Mapping[str, str], language: str) -> str | None:
    """Return the text in that language, else in the one it has."""
    return title.get("zh" if language.lower().startswith("zh") else "en") or next(iter(title.values()), None)


def distinct_titles(rows: Iterable[Titled], language: str) -> Mapping[str, str]:
    """Return the title of each by its key, with that where two playbooks, or two units, call two things alike."""
    titles = {one.key: in_language(one.title, language) or one.key for one in rows}
    often = Counter(titles.values())
    with_id = {key: phrase("{title} ({id})", title=title, id=key).to(language) for key, title in titles.items()}
    return {key: with_id[key] if often[title] > 1 else title for key, title in titles.items()}


def percent(share: Decimal | None) -> str:
    """Return a share as people read it; a dash where there is none."""
    return "-" if share is None else f"{share * 100:.1f}%"


@attrs.frozen
class _Writer:
    report: Report
    now: f.Figures
    before: f.Figures
    language: str

    def tables(self) -> Iterator[Table]:
        yield self._numbers("cases", self._received())
        for name, what in _SHARES.items():
            yield self._shares(name, what, getattr(self.now, name), getattr(self.before, name))
        yield self._deadlines()
        yield self._numbers("satisfaction", self._satisfaction())
        yield self._estimates()
        yield self._standing()
        yield self._settled()
        yield self._shares("rounds", "round", self.now.rounds.causes, self.before.rounds.causes)
        yield self._numbers("handovers", self._handovers())
        yield self._shares("decline_reasons", "declined", self.now.handovers.reasons, self.before.handovers.reasons)
        yield self._shares("escalations", "escalation", self.now.escalations, self.before.escalations)
        yield self._shares("exceptions", "exception", self.now.exceptions, self.before.exceptions)
        yield self._given()
        yield self._givers()
        yield self._budgets()
        yield self._counts("approvals", "approval", self.now.approvals, self.before.approvals)
        yield self._incidents()
        yield self._beside()
        yield from self._members()
        yield self._waiting()

    def _members(self) -> Iterator[Table]:
        """Say who became a member where, and won by whom; and what members were sent. S3.9, S3.17"""
        found = self.report.members or MemberFigures()
        units = (
            (in_language(one.title, self.language) or one.unit, one.joined, one.left, one.members)
            for one in found.units
        )
        yield self._titled("members", ("sort", "joined", "left", "there"), units)
        won = ((staff or word_in("nobody", self.language), count) for staff, count in found.won.items())
        yield self._titled("won", ("by", "count"), won)
        yield self._titled("joined_via", ("sort", "count"), found.via.items())
        yield self._titled("cares", ("sort", "count"), found.cares.items())

    def _incidents(self) -> Table:
        """Say how many incidents there were, how soon goods were called back, and how soon they were closed. R11"""
        rows = [
            (one.grade or "-", one.count, one.recalled, one.late, one.to_recall, one.closed, one.to_close)
            for one in self.report.incidents
        ]
        columns = ("grade", "count", "recalled", "late", "to_recall", "closed", "to_close")
        return self._titled("incidents", columns, rows)

    def _beside(self) -> Table:
        """Say what was to be done beside the cases, and how it ended. S0.11"""
        rows = [
            (
                TASK_KINDS[one.kind].to(self.language),
                one.opened,
                " · ".join(f"{self._end(one.kind, state)} {count}" for state, count in one.ends.items()),
                one.late,
                one.open,
            )
            for one in self.report.beside
        ]
        return self._titled("beside", ("sort", "opened", "ended", "late", "open"), rows)

    def _end(self, kind: TaskKind, state: str) -> str:
        return MACHINES[kind].states[state].to(self.language)

    def _received(self) -> list[tuple[str, Counted, int]]:
        """List the cases, and what was said once more where anything was."""
        rows = [("cases", Counted(self.now.cases, "received", "cases"), self.before.cases)]
        if self.now.duplicates or self.before.duplicates:
            again = Counted(self.now.duplicates, "duplicates", "cases")
            rows.append(("duplicates", again, self.before.duplicates))
        return rows

    def _say(self, *words: str) -> tuple[str, ...]:
        return tuple(word_in(word, self.language) for word in words)

    def _titles(self, rows: Iterable[Titled]) -> Mapping[str, str]:
        return distinct_titles(rows, self.language)

    def _titled(
        self, title: str, columns: Sequence[str], rows: Iterable[Sequence[object]], note: str | None = None
    ) -> Table:
        found = list(rows)
        cells = ((at, column, one) for at, row in enumerate(found) for column, one in enumerate(row))
        return Table(
            word_in(title, self.language),
            self._say(*columns),
            tuple(tuple(tell(one, self.language) for one in row) for row in found),
            id=title,
            behind={(at, column): key_of(one.what, one.sort) for at, column, one in cells if isinstance(one, Counted)},
            note=word_in(note, self.language) if note else None,
        )

    def _numbers(self, title: str, rows: Iterable[tuple[str, object, object]]) -> Table:
        told = ((word_in(word, self.language), now, before) for word, now, before in rows)
        return self._titled(title, ("sort", "count", "before"), told)

    def _satisfaction(self) -> list[tuple[str, object, object]]:
        """List what customers said, one thing to a row."""
        now, before = self.now.satisfaction, self.before.satisfaction
        if not (now.content.total or now.answers):
            return []
        return [(one, _counted("satisfaction", one, now), getattr(before, one)) for one in _SAID]

    def _estimates(self) -> Table:
        """Say how far the answers speak for all customers, and for how many they do not say much."""
        now, before = self.now.satisfaction, self.before.satisfaction
        pairs = ((one, getattr(now, one), getattr(before, one)) for one in ("content", "well_handled", "well_ended"))
        rows = [
            (
                word_in(one, self.language),
                f"{was.count} / {was.total}{FEW if was.few else ''}",
                percent(was.share),
                was,
                f"{percent(then.share)}{FEW if then.total and then.few else ''}",
                then,
            )
            for one, was, then in pairs
            if was.total
        ]
        columns = ("sort", "answers", "share", "interval", "before", "interval")
        return self._titled("estimates", columns, rows, note="of_estimates")

    def _standing(self) -> Table:
        """Make the table of standing surveys: each question with its mean, how sure it is, and its change. S2.7"""
        then = {(one.key, one.scale): one.mean for one in self.report.standing_before}
        changes = self.report.changes
        rows = (
            (
                f"{in_language(one.title, self.language) or one.key} ({one.scale[0]}–{one.scale[1]})",
                f"{one.mean.count}{FEW if one.mean.few else ''}",
                one.told,
                one.mean.mean,
                _between(one.mean),
                then[one.key, one.scale].mean if (one.key, one.scale) in then else None,
                _change(changes.get(one.key)),
                _between(changes.get(one.key)),
            )
            for one in self.report.standing
        )
        columns = ("sort", "answers", "told", "mean", "interval", "before", "change", "interval")
        return self._titled("standing", columns, rows, note="of_standing")

    def _handovers(self) -> list[tuple[str, object, object]]:
        now, before = self.now.handovers, self.before.handovers
        worth = any(getattr(now, one) for one in _HANDED)
        return [(one, _counted("handover", one, now), getattr(before, one)) for one in _HANDED] if worth else []

    def _shares(self, title: str, what: str, now: Sequence[f.Share], before: Sequence[f.Share]) -> Table:
        then = {one.key: one.count for one in before}
        called = self._titles(now)
        rows = (
            (called[one.key], Counted(one.count, what, one.key), percent(one.share), then.get(one.key, 0))
            for one in now
        )
        return self._titled(title, ("sort", "count", "share", "before"), rows)

    def _counts(self, title: str, what: str, now: Sequence[f.Share], before: Sequence[f.Share]) -> Table:
        """Make a table of sorts that are no shares of one whole, such as what was asked for and what was granted."""
        then, called = {one.key: one.count for one in before}, self._titles(now)
        rows = ((called[one.key], Counted(one.count, what, one.key), then.get(one.key, 0)) for one in now)
        return self._titled(title, ("sort", "count", "before"), rows)

    def _deadlines(self) -> Table:
        then, called = {one.key: one.share for one in self.before.deadlines}, self._titles(self.now.deadlines)
        rows = (
            (
                called[one.key],
                *(_counted(what, one.key, one, field=what) for what in ("met", "breached", "waived", "extended")),
                percent(one.share),
                one.median,
                percent(then.get(one.key)),
            )
            for one in sorted(self.now.deadlines, key=lambda one: (-one.breached, -one.met, one.key))
        )
        return self._titled(
            "deadlines", ("sort", "met", "breached", "waived", "extended", "share", "median", "before"), rows
        )

    def _settled(self) -> Table:
        now, before = self.now.settled, self.before.settled
        rows: list[tuple[str, object, str, int]] = []
        if now.count or before.count:
            rows.append(("settled", Counted(now.count, "ending", "settled"), percent(now.share), before.count))
            if now.by_concerned or before.by_concerned:
                counted = Counted(now.by_concerned, "concerned", "settled")
                rows.append(("by_concerned", counted, "", before.by_concerned))
        told = ((word_in(word, self.language), *rest) for word, *rest in rows)
        return self._titled("settled", ("sort", "count", "share", "before"), told)

    def _given(self) -> Table:
        """Make the table of what was given, the dearest kind first, and what it is in all."""
        then = {(one.key, _currency(one.value)): one.value for one in self.before.given}
        called = self._titles(self.now.given)
        rows: list[tuple[object, ...]] = [
            (
                called[one.key],
                Counted(one.count, "given", f"{one.key} {_currency(one.value)}"),
                one.value,
                then.get((one.key, _currency(one.value))),
            )
            for one in sorted(self.now.given, key=lambda one: -(one.value.amount if one.value else 0))
        ]
        before = sums(self.before.given)
        for currency, (kinds, count, value) in sums(self.now.given).items():
            if kinds > 1:
                rows.append((word_in("total", self.language), count, value, before.get(currency, (0, 0, None))[2]))
        return self._titled("given", ("sort", "count", "value", "before"), rows)

    def _givers(self) -> Table:
        rows = (
            (
                one.name or one.staff,
                Counted(one.count, "giver", f"{one.staff} {one.value.currency}"),
                one.value,
                self._limits(one.limits),
            )
            for one in sorted(self.now.givers, key=lambda one: -one.value.amount)
        )
        return self._titled("givers", ("person", "count", "value", "limits"), rows)

    def _budgets(self) -> Table:
        called = self._titles(self.now.budgets)
        rows = (
            (
                called[one.key],
                Counted(one.count, "budget", f"{one.key} {one.value.currency}"),
                one.value,
                one.over,
                self._limits(one.limits),
            )
            for one in sorted(self.now.budgets, key=lambda one: -one.value.amount)
        )
        return self._titled("budgets", ("sort", "count", "value", "over", "limits"), rows)

    def _waiting(self) -> Table:
        zone = ZoneInfo(self.report.period.zone or "UTC")
        rows = (
            (
                word_in(f"waiting {one.what}", self.language),
                Counted(one.count, "waiting", one.what),
                one.late,
                one.since.astimezone(zone),
            )
            for one in self.report.waiting
        )
        made_at = self.report.made_at
        note = phrase("As of {time}.", time=tell(made_at.astimezone(zone))).to(self.language) if made_at else None
        return attrs.evolve(self._titled("waiting", ("sort", "count", "late", "since"), rows), note=note)

    def _limits(self, limits: Mapping[str, Money]) -> str | None:
        return (
            joined(
                phrase("{most} {window}", most=most, window=window_in_words(window)) for window, most in limits.items()
            ).to(self.language)
            or None
        )


def _counted(what: str, sort: str, of: object, *, field: str | None = None) -> Counted:
    """Return a number with its figure: `field` of a value, or the one named like the sort."""
    return Counted(getattr(of, field or sort), what, sort)


def _between(one: Mean | Change | None) -> str:
    """Return an interval as people read it."""
    return "-" if one is None or one.low is None else f"{one.low} – {one.high}"


def _change(change: Change | None) -> str:
    return "-" if change is None else f"{change.by:+}"


def sums(given: Iterable[f.Given]) -> Mapping[str, tuple[int, int, Money]]:
    """Add up by currency: how many kinds, how many remedies, and what they are worth."""
    found: dict[str, tuple[int, int, Money]] = {}
    for one in given:
        if one.value is not None:
            kinds, count, value = found.get(one.value.currency, (0, 0, Money(0, one.value.currency)))
            found[one.value.currency] = (kinds + 1, count + one.count, value + one.value)
    return found


def _currency(value: Money | None) -> str | None:
    return value.currency if value else None
