"""Tally: one case after another goes in, the figures of a period come out. Pure; keeps of a case its number."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Final

import attrs

from complaintkit.decision import LedgerEntry
from complaintkit.insight import figure as f
from complaintkit.insight._budgets import Budgets
from complaintkit.insight._cases_behind import Behind
from complaintkit.insight._clocks import Clocks
from complaintkit.insight._money import Promises
from complaintkit.insight._title import titled
from complaintkit.insight.span import Span, days_of
from complaintkit.model import events as e
from complaintkit.model.money import Money
from complaintkit.model.period import Period
from complaintkit.records.summary import Summary, instant_of, moment_of, summary_of

Words = Mapping[str, str]
GOOD: Final = 4
"""Of a score from 1 to 5: this and more is well."""


def _no_title(_: str) -> Words:
    return {}


def _no_limits(_: str) -> Mapping[str, Money]:
    return {}


@attrs.frozen(kw_only=True)
class Names:
    """Titles in the rules in force, what people are called, and the limits of what they may promise."""

    category: Callable[[str], Words] = _no_title
    cause: Callable[[str], Words] = _no_title
    body: Callable[[str], Words] = _no_title
    unit: Callable[[str], Words] = _no_title
    channel: Callable[[str], Words] = _no_title
    person: Callable[[str], str] = str
    limits: Callable[[str], Mapping[str, Money]] = _no_limits
    budgets: Callable[[str], Mapping[str, Money]] = _no_limits


@attrs.define(kw_only=True)
class Tally:
    """Counts what happened in a period, case by case.

    `units` are those that are counted (None: all); `there` is the period as a unit counts days. `now` decides what is late
    though no worker has noticed it yet. `tasks` are the numbers behind a figure that are no case's.
    """

    period: Period
    now: datetime
    there: Callable[[Period, str], Period]
    units: frozenset[str] | None = None
    names: Names = attrs.field(factory=Names)
    tasks: set[str] = attrs.field(factory=set, init=False)
    _processes: list[int] = attrs.field(factory=list, init=False)  # the scores of surveys: how it was handled
    _outcomes: list[int] = attrs.field(factory=list, init=False)  # and how it ended
    _days: Counter[date] = attrs.field(factory=Counter, init=False)
    _behind: Behind = attrs.field(factory=Behind, init=False)
    _clocks: Clocks = attrs.field(init=False)
    _promises: Promises = attrs.field(init=False)
    _budgets: Budgets = attrs.field(init=False)
    _periods: dict[str, Period] = attrs.field(factory=dict, init=False)
    _spans: dict[str, Span] = attrs.field(factory=dict, init=False)
    _days_of: dict[str, Callable[[datetime], date]] = attrs.field(factory=dict, init=False)
    _now: int = attrs.field(init=False)

    def __attrs_post_init__(self) -> None:
        self._clocks, self._promises, self._budgets = (
            Clocks(self._behind),
            Promises(self._behind),
            Budgets(self._behind),
        )
        self._now = instant_of(self.now)

    def add(self, found: Summary | Sequence[LedgerEntry]) -> Period | None:
        """Add one case, or one task beside the cases: by what is summed up of it, or by its whole ledger.

        Returns:
            The period as its unit counts days; None where no case is counted.
        """
        summary = found if isinstance(found, Summary) else summary_of(found)
        if summary is not None:
            return self._add_case(summary)
        if not isinstance(found, Summary):
            self._add_task(found)
        return None

    def _add_case(self, case: Summary) -> Period | None:
        if not self._counts_unit(case.unit):
            return None
        period = self._period_at(case.unit)
        span = start, end = self._spans[case.unit]
        self._behind.case = case.number
        if start <= case.received < end:
            if case.duplicate:  # the case that goes on for it counts for both
                self._behind.note("duplicates", "cases")
            else:
                self._received(case, period)
        self._clocks.add(case, span, self._now)
        self._promises.add(case, span)
        self._budgets.add(case, span)
        noted, number = self._behind.noted, case.number
        for what, key, at in case.counts:  # by hand, for there are very many
            if start <= at < end:
                noted[what, key].append(number)
        for at, satisfied in case.followed:
            if start <= at < end:
                self._followed_up(satisfied=satisfied)
        for at, process, outcome, told, satisfied in case.answers:
            if start <= at < end:
                self._scored(process, outcome, told=told, satisfied=satisfied)
        return period

    def figures(self) -> f.Figures:
        """Return the figures."""
        behind = self._behind
        settled, rounds = behind.count("ending", "settled"), behind.counts("round").total()
        ended = behind.counts("ended").total()
        return f.Figures(
            cases=behind.count("received", "cases"),
            duplicates=behind.count("duplicates", "cases"),
            kinds=self._shares("kind"),
            categories=self._shares("category", self.names.category),
            causes=self._shares("cause", self.names.cause),
            decisions=self._shares("decision"),
            units=self._shares("unit", self.names.unit),
            channels=self._shares("channel", self.names.channel),
            endings=self._shares("ending"),
            suggestions=self._shares("suggestion"),
            referred=self._shares("referred", self.names.body),
            dockets=self._shares("docket", self.names.body),
            outcomes=self._shares("authority-outcome"),
            deadlines=self._clocks.figures(),
            satisfaction=self._satisfaction(),
            settled=f.Settled(
                count=settled,
                share=f.share_of(settled, ended),
                by_concerned=behind.count("concerned", "settled"),
            ),
            rounds=f.Rounds(
                count=rounds,
                share=f.share_of(rounds, ended),
                causes=self._shares("round"),
            ),
            handovers=f.Handovers(**behind.counts("handover"), reasons=self._shares("declined")),
            exceptions=self._shares("exception"),
            escalations=self._shares("escalation"),
            days=tuple(sorted(self._days.items())),
            given=self._promises.given(),
            givers=self._promises.givers(self.names.limits, self.names.person),
            budgets=self._budgets.figures(self.names.unit, self.names.budgets),
            approvals=tuple(
                attrs.evolve(one, share=None) for one in self._shares("approval")
            ),  # one asked, one answered
        )

    def note(self, number: str, what: str, key: str) -> None:
        """Note a case behind a figure that somebody else counts."""
        self._behind.case = number
        self._behind.note(what, key)

    def cases(self, *, seen: Callable[[str], bool]) -> Mapping[str, Mapping[str, int]]:
        """Return the numbers of the cases behind each figure, those that the reader sees, each with how often it counts."""
        return self._behind.cases(seen=seen)

    # ---- counting ----------------------------------------------------------------------------------------------------
    def _scored(self, process: int, outcome: int, *, told: bool, satisfied: bool) -> None:
        """Add a survey's two scores. R9"""
        self._processes.append(process)
        self._outcomes.append(outcome)
        self._behind.note("satisfaction", "answers")
        if told:
            self._behind.note("satisfaction", "as_told")
        self._said(satisfied=satisfied)

    def _followed_up(self, *, satisfied: bool) -> None:
        self._behind.note("satisfaction", "followed_up")
        self._said(satisfied=satisfied)

    def _said(self, *, satisfied: bool) -> None:
        self._behind.note("satisfaction", "satisfied" if satisfied else "dissatisfied")

    def _counts_unit(self, unit: str) -> bool:
        return self.units is None or unit in self.units

    def _add_task(self, lines: Sequence[LedgerEntry]) -> None:
        """Count where somebody acted alone on a task beside the cases. R6"""
        opened = lines[0].event if lines else None
        if not isinstance(opened, e.TaskOpened) or not self._counts_unit(opened.unit):
            return
        period = self._period_at(opened.unit)
        self._behind.case = opened.number
        for line in lines:
            if isinstance(line.event, e.ExceptionRecorded) and line.at in period:
                self.tasks.add(opened.number)
                self._behind.note("exception", f"{line.event.rule} {opened.kind}:{line.event.command}")

    def _period_at(self, unit: str) -> Period:
        if unit not in self._periods:
            self._periods[unit] = period = self.there(self.period, unit)
            self._days_of[unit] = days_of(period)
            self._spans[unit] = instant_of(period.start), instant_of(period.end)
        return self._periods[unit]

    def _received(self, case: Summary, period: Period) -> None:
        note = self._behind.note
        note("received", "cases")
        if period.dates is not None:
            self._days[self._days_of[case.unit](moment_of(case.received))] += 1
        note("kind", case.kind)
        note("unit", case.unit)
        note("channel", case.channel)
        for what, keys in (("category", case.categories), ("cause", case.causes), ("decision", case.decisions)):
            for key in keys:
                note(what, key)

    def _satisfaction(self) -> f.Satisfaction:
        said = self._behind.counts("satisfaction")
        return f.Satisfaction(
            **said,
            process=_mean(self._processes),
            outcome=_mean(self._outcomes),
            content=f.estimate_of(said["satisfied"], said["satisfied"] + said["dissatisfied"]),
            well_handled=_well(self._processes),
            well_ended=_well(self._outcomes),
        )

    def _shares(self, what: str, title: Callable[[str], Words] | None = None) -> tuple[f.Share, ...]:
        counts = self._behind.counts(what)
        total = counts.total()
        return tuple(
            f.Share(
                key=key,
                title=(title(key) if title else None) or titled(key),
                count=count,
                share=f.share_of(count, total),
            )
            for key, count in sorted(counts.items(), key=lambda one: (-one[1], one[0]))
        )


def _mean(scores: Sequence[int]) -> Decimal | None:
    return (Decimal(sum(scores)) / len(scores)).quantize(Decimal("0.01")) if scores else None


def _well(scores: Sequence[int]) -> f.Estimate:
    """Estimate how many of all customers would give a good score."""
    return f.estimate_of(sum(score >= GOOD for score in scores), len(scores))
