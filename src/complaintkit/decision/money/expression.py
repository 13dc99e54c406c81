"""Expressions in compensation rows: a condition, or the value that a row gives. Pure, live and in replay."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from decimal import ROUND_DOWN, Context, Decimal
from typing import TYPE_CHECKING

from complaintkit.decision.facts import Facts
from complaintkit.model.bounds import DIGITS
from complaintkit.model.case import Case
from complaintkit.model.errors import InvalidInput
from complaintkit.model.money import Money
from complaintkit.model.vocabulary import Decision

if TYPE_CHECKING:
    from complaintkit.playbook.expression import Known


_LARGEST = Decimal(10) ** 12
_SMALLEST = Decimal(10) ** -30
_EXACT = Context(prec=DIGITS, rounding=ROUND_DOWN)


def holds(text: str, case: Case, facts: Facts) -> bool:
    """Return whether an `if` holds; it does not where something it asks for is not known."""
    from complaintkit.playbook.expression import TRUTH, read_expression

    try:
        return read_expression(text, TRUTH).work_out(_knowing(case, facts)) is True
    except InvalidInput:  # kept since a version that read more than this one
        return False


def worth(text: str, case: Case, facts: Facts) -> Money | None:
    """Work out a `value = "= ..."` in the playbook's currency; None where it is not known, or nothing."""
    from complaintkit.playbook.expression import NUMBER, read_expression

    try:
        found = read_expression(text, NUMBER).work_out(_knowing(case, facts))
    except InvalidInput:
        return None
    if not isinstance(found, Decimal) or found <= 0:
        return None
    # a third has no last digit: what is below any coin is cut off
    return Money(min(found, _LARGEST).quantize(_SMALLEST, context=_EXACT), facts.playbook.currency)


def _knowing(case: Case, facts: Facts) -> Callable[[str], Known]:
    """Return a function that looks up what the case knows by a name, when the expression comes to it."""

    def know(name: str) -> Known:
        if name in KNOWN:
            return KNOWN[name](case, facts)
        if name.startswith("compensated."):
            days = int(name.removeprefix("compensated.").removesuffix("d"))
            return facts.records.compensated(since=facts.now - timedelta(days=days), customer=case.person).amount
        field = name.removeprefix("fields.")
        return next((text for key, text in case.fields.items() if key.replace("-", "_") == field), None)

    return know


def _waited(case: Case, facts: Facts) -> timedelta:
    return max((case.resolved_at or facts.now) - case.received_at, timedelta(0))


def paid(case: Case, facts: Facts) -> Decimal | None:
    """Return what was paid for the goods complained of, else for the purchase."""
    items = case.items or (case.purchase.items if case.purchase else ())
    money = (items[0].paid if items else None) or (case.purchase.paid if case.purchase else None)
    return money.amount if money is not None and money.currency == facts.playbook.currency else None


def _decision(case: Case) -> str:
    """Return the decision; what was not decided yet counts as upheld: a proposal comes before the decision."""
    return next((decision.value for decision, _ in case.decisions.values()), Decision.UPHELD.value)


KNOWN: Mapping[str, Callable[[Case, Facts], Known]] = {
    "breached": lambda case, _: tuple(one.name for one in case.deadlines if one.breached_at),
    "category": lambda case, _: case.category,
    "channel": lambda case, _: case.channel,
    "cycle": lambda case, _: case.cycle,
    "decision": lambda case, _: _decision(case),
    "kind": lambda case, _: case.kind.value,
    "member.points": lambda case, _: case.customer.member.points if case.customer.member else None,
    "member.tier": lambda case, _: case.customer.member.tier if case.customer.member else None,
    "needs": lambda case, _: tuple(case.customer.needs),
    "paid": paid,
    "root_cause": lambda case, _: case.root_cause,
    "second_grievance": lambda case, _: case.second_grievance,
    "severity": lambda case, _: case.severity.value if case.severity else None,
    "unit": lambda case, _: case.unit,
    "waited": _waited,
    "waited_minutes": lambda case, facts: _waited(case, facts) // timedelta(minutes=1),
}
"""How each name of an expression is looked up."""
