"""Budgets of a report: the money that units set aside and did not take back. F6"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import attrs

from complaintkit.insight import figure as f
from complaintkit.insight._cases_behind import Behind
from complaintkit.insight.span import Span
from complaintkit.model.money import Money
from complaintkit.records.summary import Summary


@attrs.define
class _Unit:
    value: Money
    count: int = 0
    over: int = 0


@attrs.define
class Budgets:
    """Adds up reservations by the unit that pays."""

    behind: Behind
    _units: dict[tuple[str, str], _Unit] = attrs.field(factory=dict, init=False)

    def add(self, case: Summary, span: Span) -> None:
        """Add what one case took."""
        start, end = span
        for at, unit, currency, amount, over in case.reserved:
            if start <= at < end:
                found = self._units.setdefault((unit, currency), _Unit(Money(0, currency)))
                found.value += Money(amount, currency)
                found.count += 1
                found.over += over
                self.behind.note("budget", f"{unit} {currency}")

    def figures(
        self, title: Callable[[str], Mapping[str, str]], limits: Callable[[str], Mapping[str, Money]]
    ) -> tuple[f.Budget, ...]:
        """Return the sums by the unit that pays."""
        return tuple(
            f.Budget(
                key=unit,
                title=title(unit),
                count=one.count,
                value=one.value,
                over=one.over,
                limits={window: most for window, most in limits(unit).items() if most.currency == currency},
            )
            for (unit, currency), one in sorted(self._units.items())
        )
