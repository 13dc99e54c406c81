"""Remedies of a report: what customers were promised, exactly, by kind and by giver. F6"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import attrs

from complaintkit.insight import figure as f
from complaintkit.insight._cases_behind import Behind
from complaintkit.insight._title import titled
from complaintkit.insight.span import Span
from complaintkit.model.money import Money
from complaintkit.records.summary import Summary


@attrs.define
class _Sum:
    count: int = 0
    value: Money | None = None

    def add(self, value: Money | None) -> None:
        self.count += 1
        if value is not None:
            self.value = value if self.value is None else self.value + value


@attrs.define
class Promises:
    """Adds up what was agreed: a plan the customer accepted, what was settled on the spot."""

    behind: Behind
    _kinds: dict[tuple[str, str], _Sum] = attrs.field(factory=dict, init=False)
    _givers: dict[tuple[str, str], _Sum] = attrs.field(factory=dict, init=False)

    def add(self, case: Summary, span: Span) -> None:
        """Add what was agreed on one case."""
        start, end = span
        for at, kind, money, amount, giver in case.given:
            if not start <= at < end:
                continue
            value = None if amount is None else Money(amount, money)
            self._kinds.setdefault((kind, money), _Sum()).add(value)
            self.behind.note("given", f"{kind} {money}")
            if value:
                self._givers.setdefault((giver, money), _Sum()).add(value)
                self.behind.note("giver", f"{giver} {money}")

    def given(self) -> tuple[f.Given, ...]:
        """Return the sums by kind, and by currency where there are several."""
        found = sorted(self._kinds.items())
        return tuple(
            f.Given(key=kind, title=titled(kind), count=one.count, value=one.value) for (kind, _), one in found
        )

    def givers(self, limits: Callable[[str], Mapping[str, Money]], called: Callable[[str], str]) -> tuple[f.Giver, ...]:
        """Return the sums by giver: whoever promised, or approved, and so answers for it."""
        found = sorted(self._givers.items())
        return tuple(
            f.Giver(
                staff=staff,
                name=called(staff),
                count=one.count,
                value=one.value,
                limits={window: most for window, most in limits(staff).items() if most.currency == money},
            )
            for (staff, money), one in found
            if one.value is not None
        )
