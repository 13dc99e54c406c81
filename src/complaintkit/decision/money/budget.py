"""Budgets of units: reserved when a remedy is approved or offered, spent when it is given, else released. F6

Budgets count what a remedy costs us (`decision/money/value.py`), on the business day on which it was reserved. The nearest unit
outwards that has a budget pays; where a row of the playbook proposes just this remedy, the kind of unit that it names
(`borne-by`), and none where that has no budget. Beyond a budget goes only somebody from around that unit.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

import attrs

from complaintkit.decision.draft import Draft
from complaintkit.decision.facts import Facts
from complaintkit.decision.money.compensation import row_proposals
from complaintkit.decision.money.promise import promises_of
from complaintkit.decision.replay import LedgerEntry
from complaintkit.model import events as e
from complaintkit.model.case import Case
from complaintkit.model.errors import NotAllowed
from complaintkit.model.money import Money
from complaintkit.model.phrase import phrase
from complaintkit.model.remedy import Remedy, Reservation
from complaintkit.model.wording import limit_in_words
from complaintkit.playbook import BudgetRule

_LAPSES = frozenset({"withdrawn", "cleared-up", "referred", "archived", "settled", "resolved", "new-cycle"})


@attrs.frozen(kw_only=True)
class Limit:
    """The tightest limit in somebody's way: its name in the playbook, and what it still allows."""

    name: str
    left: Money


# ---- how much, of which budget --------------------------------------------------------------------------------------
def _payer(facts: Facts, case: Case, remedy: Remedy) -> tuple[str, BudgetRule] | None:
    """Return the unit that pays, with its budget: of the kind that the row behind the remedy names, else the nearest."""
    if not facts.budgets:
        return None
    named = _borne_by(facts, case, remedy)
    organisation = facts.structure.organisation
    for unit in organisation.unit_path(case.unit):
        rule = facts.budgets.get(organisation.units[unit].kind or "")
        if rule is not None and named in (None, rule.id):
            return unit, rule
    return None


def _borne_by(facts: Facts, case: Case, remedy: Remedy) -> str | None:
    """Return the kind of unit that a row names for just this remedy (S4.3); None where no row does."""
    rules = facts.playbook.compensation
    if all(rule.borne_by is None for rule in rules.values()):
        return None
    return next((rules[one.rule].borne_by for one in row_proposals(case, facts) if remedy in one.either), None)


def _limits(rule: BudgetRule, unit: str) -> Mapping[str, Money]:
    return {**rule.limits, **rule.units.get(unit, {})}


def _period(window: str, day: date) -> str:
    """Return the span of time in which a business day counts.

    >>> _period("month", date(2026, 11, 30)), _period("week", date(2026, 12, 1)), _period("quarter", date(2026, 12, 1))
    ('month:2026-11', 'week:2026-11-30', 'quarter:2026-Q4')
    """
    spans = {
        "week": date.fromordinal(day.toordinal() - day.weekday()).isoformat(),
        "month": f"{day:%Y-%m}",
        "quarter": f"{day.year}-Q{(day.month + 2) // 3}",
        "year": f"{day.year}",
    }
    return f"{window}:{spans.get(window, day.isoformat())}"


def limit_of_period(facts: Facts, unit: str, period: str) -> Money | None:
    """Return the limit in force for a unit in a period; None where there is none any more."""
    rule = facts.budgets.get(facts.structure.organisation.units[unit].kind or "")
    return _limits(rule, unit).get(period.partition(":")[0]) if rule else None


def _left(facts: Facts, unit: str, window: str, limit: Money, pending: Iterable[e.BudgetReserved] = ()) -> Money:
    if _name(unit, window) in facts.spent:
        return Money(0, limit.currency)
    period = _period(window, facts.business_day(unit))
    taken = [one.amount for one in pending if one.unit == unit]
    return limit - sum(taken, facts.records.reserved(unit, period))


def _name(unit: str, window: str) -> str:
    return f"budget.{unit}.{window}"


# ---- who may go beyond ----------------------------------------------------------------------------------------------
def budget_limit(
    facts: Facts, case: Case, staff: str, remedies: tuple[Remedy, ...], values: tuple[Money | None, ...]
) -> Limit | None:
    """Return the limit of a budget that keeps somebody from promising these remedies at these values; None where nothing does."""
    short: list[Limit] = []
    for unit, rule, cost in _charges(facts, case, remedies, values):
        if rule.over == "escalate" and may_overspend(facts, staff, unit):
            continue
        for window, most in _limits(rule, unit).items():
            left = _left(facts, unit, window, most)
            if cost > left:
                short.append(Limit(name=_name(unit, window), left=max(left, Money(0, left.currency))))
    return min(short, key=lambda one: one.left, default=None)


def _charges(
    facts: Facts, case: Case, remedies: tuple[Remedy, ...], values: tuple[Money | None, ...]
) -> Iterator[tuple[str, BudgetRule, Money]]:
    """Return what each budget would be charged; splitting one remedy into two changes nothing."""
    found: dict[str, tuple[BudgetRule, Money]] = {}
    for remedy, cost in zip(remedies, values, strict=True):
        payer = _payer(facts, case, remedy)
        if cost and payer:
            unit, rule = payer
            found[unit] = rule, found[unit][1] + cost if unit in found else cost
    return ((unit, rule, cost) for unit, (rule, cost) in found.items())


def may_overspend(facts: Facts, staff: str, unit: str) -> bool:
    """Return whether somebody may go beyond a unit's budget: they may promise every kind, and work around it or lead all."""
    structure = facts.structure
    rules = [facts.authority[role.id] for role in structure.roles_of(staff) if role.id in facts.authority]
    if not any(rule.remedies is None for rule in rules):
        return False
    around = structure.unit_path(unit)[1:]
    return not set(structure.units_of(staff)).isdisjoint(around) or structure.leader_of(staff) is None


def check_payers(draft: Draft, unit: str) -> None:
    """Refuse to move a case whose promises another unit would pay for then, but to somebody who answers for both. S4.3, F6

    Else whoever has spent the budget of their own unit would promise on another's, and take the case back.
    """
    facts, by = draft.facts, draft.facts.actor
    for one in draft.case.reservations:
        if facts.system or one.state == "released" or _pays_for(facts, unit, one) == one.unit:
            continue
        may = [staff for staff in (by, *facts.structure.chain(by)) if _answers_for(facts, staff, {one.unit, unit})]
        if by not in may:
            raise NotAllowed(
                command="correct",
                reason=phrase("{unit} pays for what was promised; {who} may move it", unit=one.unit, who=may[0]),
                state=draft.case.state,
                rule="S4.3",
            )


def _pays_for(facts: Facts, unit: str, reservation: Reservation) -> str | None:
    """Return which unit of the same kind would pay, if the case were of `unit`."""
    units = facts.structure.organisation.units
    kind = units[reservation.unit].kind if reservation.unit in units else None
    return next((one for one in facts.structure.organisation.unit_path(unit) if units[one].kind == kind), None)


def _answers_for(facts: Facts, staff: str, units: set[str]) -> bool:
    return facts.structure.leader_of(staff) is None or all(may_overspend(facts, staff, one) for one in units)


# ---- keeping the books ----------------------------------------------------------------------------------------------
def keep_books(draft: Draft, line: LedgerEntry) -> None:
    """Set aside what an event approved or offered, and give back what it brought to nothing."""
    if line.event.name.startswith(("budget-", "deadline-")) or draft.facts.quiet:  # neither is a reason to give back
        return
    if isinstance(line.event, e.Approved):
        approval = next(one for one in reversed(draft.case.approvals) if one.id == line.event.proposal)
        for index, (remedy, value) in enumerate(zip(approval.remedies, approval.values, strict=True), start=1):
            _reserve(draft, f"{approval.id}-{index}", remedy, value, giver=line.by)
    elif isinstance(line.event, e.PlanOffered | e.Settled):
        for promise in promises_of(draft, line):
            if promise.reservation is None:
                _reserve(draft, promise.id, promise.remedy, promise.value, giver=promise.giver)
    if draft.case.reservations:
        _release(draft, line.event)


def _reserve(draft: Draft, id_: str, remedy: Remedy, cost: Money | None, *, giver: str) -> None:
    facts = draft.facts
    payer = _payer(facts, draft.case, remedy)
    if not cost or payer is None:
        return
    unit, rule = payer
    pending = [line.event for line in draft.lines if isinstance(line.event, e.BudgetReserved)]
    limits, day = _limits(rule, unit), facts.business_day(unit)
    lefts = [Limit(name=_name(unit, one), left=_left(facts, unit, one, most, pending)) for one, most in limits.items()]
    short = min((one for one in lefts if cost > one.left), key=lambda one: one.left, default=None)
    if short is not None and not (rule.over == "escalate" and may_overspend(facts, giver, unit)):
        raise _refused(draft, short)
    draft.add(
        e.BudgetReserved(
            reservation=id_,
            unit=unit,
            amount=cost,
            business_day=day.isoformat(),
            periods=tuple(_period(window, day) for window in limits),
            over=short is not None,
        )
    )


def _refused(draft: Draft, limit: Limit) -> NotAllowed:
    """Refuse what makes another unit pay whose budget is spent."""
    said, left = limit_in_words(limit.name), max(limit.left, Money(0, limit.left.currency))
    return NotAllowed(
        command="offer-plan",
        reason=phrase("{left} is left ({limit})", left=left, limit=said),
        state=draft.case.state,
        rule="F6",
    )


def _release(draft: Draft, event: e.Happened) -> None:
    """Give back to its day what was reserved for a promise that was refused, lapsed, called off or taken back."""
    used = {one.reservation: one for one in draft.case.promises}
    for one in draft.case.reservations:
        promise = used.get(one.id)
        if one.state == "released" or (promise and promise.state not in ("released", "reversed")):
            continue
        if promise is None and event.name not in _LAPSES:
            continue  # approved, and not offered yet
        draft.add(
            e.BudgetReleased(
                reservation=one.id, unit=one.unit, amount=one.amount, periods=one.periods, because=event.name
            )
        )
