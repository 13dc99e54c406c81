"""Budgets in the storage: read where a decision is made, debited by one conditional update where it is kept. F6"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from complaintkit.model import events as e
from complaintkit.model.errors import ConflictError
from complaintkit.model.money import Money
from complaintkit.model.phrase import phrase

if TYPE_CHECKING:
    from complaintkit.decision import Draft, Facts
    from complaintkit.ports.storage import Writer


TIMES: Final = 3
"""How often a decision is made anew because others spent the budget meanwhile; after that it counts as spent."""
_NO_LIMIT: Final = "100000000000000"


class BudgetSpent(ConflictError):
    """Others spent the budget between the decision and its keeping; `limit` names it. Never seen outside."""

    def __init__(self, limit: str) -> None:
        super().__init__(reason=phrase("{limit} was spent meanwhile", limit=limit))
        self.limit = limit


def keep_reservations(tx: Writer, draft: Draft) -> None:
    """Debit what a decision set aside, and give back what it released.

    Raises:
        BudgetSpent: somebody else was faster; nothing of the decision may be kept.
    """
    for line in draft.lines:
        if isinstance(line.event, e.BudgetReserved):
            _debit(tx, draft.facts, line.event)
        elif isinstance(line.event, e.BudgetReleased):
            for period in line.event.periods:
                tx.release(budget=line.event.unit, period=period, **_of(line.event.amount))


def _debit(tx: Writer, facts: Facts, event: e.BudgetReserved) -> None:
    from complaintkit.decision.money.budget import limit_of_period

    for period in event.periods:
        limit = limit_of_period(facts, event.unit, period)
        ceiling = _NO_LIMIT if event.over or limit is None else str(limit.amount)
        if not tx.reserve(budget=event.unit, period=period, limit=ceiling, **_of(event.amount)):
            raise BudgetSpent(f"budget.{event.unit}.{period.partition(':')[0]}")


def _of(amount: Money) -> dict[str, str]:
    return {"currency": amount.currency, "amount": str(amount.amount)}
