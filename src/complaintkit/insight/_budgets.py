"""Budgets of a report: the money that units set aside and did not take back. F6"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import ClassVar

import attrs

from complaintkit.decision import LedgerEntry
from complaintkit.insight import figure as f
from complaintkit.insight._cases_behind import Behind
from complaintkit.model import events as e
from complaintkit.model.money import Money
from complaintkit.model.period import Period


@attrs.define
class _Unit:
    value: Money
    count: int = 0
    over: int = 0


@attrs.define
class Budgets:
    """Adds up reservations by the unit that pays."""

    READS: ClassVar[tuple[type[e.Happened], ...]] = (e.BudgetReserved, e.BudgetReleased)
    behind: Behind
    _units: dict[tuple[str, str], _Unit] = attrs.field(factory=dict, init=False)

    def add(self, lines: Sequence[LedgerEntry], period: Period) -> None:
        """Add what one case took; a reservation that was released later, whenever, counts for nothing."""
        kept: dict[str, e.BudgetReserved] = {}
        for line in lines:
            match line.event:
                case e.BudgetReserved() as event if line.at in period:
                    kept[event.reservation] = event
                case e.BudgetReleased(reservation=id_):
                    kept.pop(id_, None)
        for one in kept.values():
            self._reserve(one)

    def _reserve(self, event: e.BudgetReserved) -> None:
        currency = event.amount.currency
        unit = self._units.setdefault((event.unit, currency), _Unit(Money(0, currency)))
        unit.value += event.amount
        unit.count += 1
        unit.over += event.over
        self.behind.note("budget", f"{event.unit} {currency}")

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
