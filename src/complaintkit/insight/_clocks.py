"""Deadlines of a report: each is decided once, by being met in time or by falling due. R15"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from statistics import median
from typing import ClassVar

import attrs

from complaintkit.decision import LedgerEntry
from complaintkit.insight import figure as f
from complaintkit.insight._cases_behind import Behind
from complaintkit.model import events as e
from complaintkit.model.period import Period


@attrs.define
class _Clock:
    """One deadline of one case."""

    rule: str
    started_at: datetime
    due_at: datetime
    runs: bool = True
    breached: bool = False
    waived_at: datetime | None = None


@attrs.define
class _Rule:
    """One deadline over all cases."""

    title: Mapping[str, str] = attrs.field(factory=dict)
    became: Counter[str] = attrs.field(factory=Counter)  # met, breached, waived, extended
    took: list[float] = attrs.field(factory=list)  # seconds; eight bytes for each that was done

    def figure(self, key: str) -> f.Deadlines:
        return f.Deadlines(
            key=key,
            title=self.title,
            **self.became,
            share=f.share_of(self.became["met"], self.became["met"] + self.became["breached"]),
            median=timedelta(seconds=round(median(self.took))) if self.took else None,
        )


@attrs.define
class Clocks:
    """Adds up what became of deadlines."""

    READS: ClassVar[tuple[type[e.Happened], ...]] = (
        e.DeadlineStarted,
        e.DeadlineResumed,
        e.DeadlineMoved,
        e.DeadlineExtended,
        e.DeadlinePaused,
        e.DeadlineBreached,
        e.DeadlineMet,
        e.DeadlineWaived,
        e.DeadlineCancelled,
        e.DeadlineRestored,
    )
    behind: Behind
    _rules: defaultdict[str, _Rule] = attrs.field(factory=lambda: defaultdict(_Rule), init=False)

    def add(self, lines: Sequence[LedgerEntry], period: Period, now: datetime) -> None:
        """Add the deadlines of one case."""
        clocks: dict[str, _Clock] = {}
        for line in lines:
            self._one(clocks, line, period)
        self._left(clocks.values(), period, now)

    def figures(self) -> tuple[f.Deadlines, ...]:
        """Return them by the deadline's id; those that nothing became of are left out."""
        found = (rule.figure(key) for key, rule in sorted(self._rules.items()))
        return tuple(
            one for one in found if one.met or one.breached or one.waived or one.extended or one.median is not None
        )

    def _one(self, clocks: dict[str, _Clock], line: LedgerEntry, period: Period) -> None:
        match line.event:
            case e.DeadlineStarted() as event:
                clocks[event.deadline] = _Clock(event.rule, event.started_at, event.due_at)
                self._rules[event.rule].title = event.title
            case e.DeadlinePaused(deadline=id_) if id_ in clocks:
                clocks[id_].runs = False
            case e.DeadlineResumed(deadline=id_, due_at=due_at) if id_ in clocks:
                clocks[id_].runs, clocks[id_].due_at = True, due_at
            case e.DeadlineMoved() | e.DeadlineExtended() as event if event.deadline in clocks:
                self._put_off(clocks[event.deadline], event, line.at, period)
            case e.DeadlineBreached(deadline=id_, rule=rule, due_at=due_at) if id_ in clocks:
                clocks[id_].breached = True
                self._became("breached", rule, due_at, period)
            case e.DeadlineMet(deadline=id_) if id_ in clocks:
                self._met(clocks.pop(id_), line.at, period)
            case e.DeadlineWaived(deadline=id_) if id_ in clocks:
                clocks[id_].runs, clocks[id_].waived_at = False, line.at
            case e.DeadlineCancelled(deadline=id_) if id_ in clocks:
                clocks[id_].runs = False
            case e.DeadlineRestored(deadline=id_) if id_ in clocks:
                clocks[id_].runs, clocks[id_].waived_at = True, None

    def _put_off(
        self, clock: _Clock, event: e.DeadlineMoved | e.DeadlineExtended, at: datetime, period: Period
    ) -> None:
        clock.due_at = event.due_at
        if isinstance(event, e.DeadlineExtended):
            self._became("extended", clock.rule, at, period)

    def _became(self, what: str, rule: str, at: datetime, period: Period) -> None:
        """Count what became of a deadline, if it did within the period."""
        if at in period:
            self._rules[rule].became[what] += 1
            self.behind.note(what, rule)

    def _met(self, clock: _Clock, at: datetime, period: Period) -> None:
        if not clock.breached:
            self._became("met", clock.rule, at, period)
        if at in period:
            self._rules[clock.rule].took.append((at - clock.started_at).total_seconds())

    def _left(self, clocks: Iterable[_Clock], period: Period, now: datetime) -> None:
        """Count what was waived, and what fell due, though no worker has noticed it yet."""
        for clock in clocks:
            if clock.waived_at is not None:
                self._became("waived", clock.rule, clock.waived_at, period)
            if clock.runs and not clock.breached and clock.due_at <= now:
                self._became("breached", clock.rule, clock.due_at, period)
