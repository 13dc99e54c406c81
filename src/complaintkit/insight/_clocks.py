"""Deadlines of a report: over all cases, what became of each rule's. R15"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import timedelta
from statistics import median

import attrs

from complaintkit.insight import figure as f
from complaintkit.insight._cases_behind import Behind
from complaintkit.insight.span import Span
from complaintkit.records.summary import Summary


@attrs.define
class Clocks:
    """Adds up what became of deadlines."""

    behind: Behind
    _read: str = attrs.field(default="", init=False)  # the titles that came last, as JSON
    _titles: dict[str, Mapping[str, str]] = attrs.field(factory=dict, init=False)
    _took: defaultdict[str, list[float]] = attrs.field(factory=lambda: defaultdict(list), init=False)  # seconds

    def add(self, case: Summary, span: Span, now: int) -> None:
        """Add the deadlines of one case; what fell due by now counts though no worker has noticed it yet."""
        start, end = span
        noted, number = self.behind.noted, self.behind.case
        if case.titles != self._read:
            self._read = case.titles
            self._titles |= Summary.titles_in(case.titles)
        for what, rule, at in case.clocks:
            if start <= at < end:
                noted[what, rule].append(number)
        for rule, at, seconds in case.took:
            if start <= at < end:
                self._took[rule].append(seconds)
        for rule, due in case.running:
            if due <= now and start <= due < end:
                noted["breached", rule].append(number)

    def figures(self) -> tuple[f.Deadlines, ...]:
        """Return them by the deadline's id; those that nothing became of are left out."""
        found = (self._figure(rule, title) for rule, title in sorted(self._titles.items()))
        return tuple(
            one for one in found if one.met or one.breached or one.waived or one.extended or one.median is not None
        )

    def _figure(self, rule: str, title: Mapping[str, str]) -> f.Deadlines:
        met, breached = self.behind.count("met", rule), self.behind.count("breached", rule)
        took = self._took.get(rule)
        return f.Deadlines(
            key=rule,
            title=title,
            met=met,
            breached=breached,
            waived=self.behind.count("waived", rule),
            extended=self.behind.count("extended", rule),
            share=f.share_of(met, met + breached),
            median=timedelta(seconds=round(median(took))) if took else None,
        )
