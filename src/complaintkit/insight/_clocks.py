"""Deadlines of a report: over all cases, what became of each rule's. R15"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from datetime import timedelta
from statistics import median

import attrs

from complaintkit.insight import figure as f
from complaintkit.insight._cases_behind import Behind
from complaintkit.insight.span import Span
from complaintkit.records.summary import Summary


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

    behind: Behind
    _titles: str = attrs.field(default="", init=False)
    _rules: defaultdict[str, _Rule] = attrs.field(factory=lambda: defaultdict(_Rule), init=False)

    def add(self, case: Summary, span: Span, now: int) -> None:
        """Add the deadlines of one case; what fell due by now counts though no worker has noticed it yet."""
        start, end = span
        if case.titles != self._titles:
            self._titles = case.titles
            for rule, title in Summary.titles_in(case.titles).items():
                self._rules[rule].title = title
        for what, rule, at in case.clocks:
            if start <= at < end:
                self._became(what, rule)
        for rule, at, seconds in case.took:
            if start <= at < end:
                self._rules[rule].took.append(seconds)
        for rule, due in case.running:
            if due <= now and start <= due < end:
                self._became("breached", rule)

    def _became(self, what: str, rule: str) -> None:
        self._rules[rule].became[what] += 1
        self.behind.note(what, rule)

    def figures(self) -> tuple[f.Deadlines, ...]:
        """Return them by the deadline's id; those that nothing became of are left out."""
        found = (rule.figure(key) for key, rule in sorted(self._rules.items()))
        return tuple(
            one for one in found if one.met or one.breached or one.waived or one.extended or one.median is not None
        )
