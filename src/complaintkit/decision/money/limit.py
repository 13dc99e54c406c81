"""Limits: what keeps somebody from promising remedies: roles, windows, a second pair of eyes, what was paid, budgets. F6, S4.6

Limits add up over everything promised, and over what somebody approved or was asked to approve: splitting one remedy into two
changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal

import attrs

from complaintkit.decision.facts import Facts
from complaintkit.decision.money.budget import Limit, budget_limit
from complaintkit.decision.money.promise import promises_to_count, standing_approvals
from complaintkit.decision.money.sale import returned
from complaintkit.decision.money.value import is_proposed, paid_of, total_of, value_of, values_of
from complaintkit.decision.people.routing import is_highest
from complaintkit.model.case import Case
from complaintkit.model.money import Money
from complaintkit.model.remedy import Approval, PromisedRemedy, Remedy
from complaintkit.playbook import AuthorityRule

UNVALUED = "authority.unvalued"


@attrs.frozen(kw_only=True)
class _Judged:
    """Remedies before the limits of one person: what they cost us, who gives them, and the approval that waits for them."""

    facts: Facts = attrs.field(repr=False)
    case: Case = attrs.field(repr=False)
    staff: str
    remedies: tuple[Remedy, ...]
    values: tuple[Money | None, ...]
    giver: str
    approval: Approval | None = None

    @property
    def total(self) -> Money:
        """What they cost us, as far as that is known."""
        return total_of(self.values, self.facts.playbook.currency)

    @property
    def alone(self) -> bool:
        """Whether one pair of eyes sees it: who gives is who may."""
        return self.giver == self.staff

    @property
    def nothing(self) -> Money:
        """No money."""
        return Money(0, self.facts.playbook.currency)


def limit_of(
    facts: Facts,
    case: Case,
    staff: str,
    remedies: tuple[Remedy, ...],
    *,
    giver: str | None = None,
    approval: Approval | None = None,
) -> Limit | None:
    """Return the limit that keeps somebody from promising these remedies; None where nothing does.

    `giver` is whoever gives them, the actor where nobody else is named: two pairs of eyes see what somebody else approves. An
    `approval` that is being answered does not count against itself. Of several roles the most generous counts. A role without a
    row may promise nothing of value.
    """
    if all(one.only_words for one in remedies):
        return None
    values = approval.values if approval else values_of(facts, case, remedies)
    judged = _Judged(
        facts=facts,
        case=case,
        staff=staff,
        remedies=remedies,
        values=values,
        giver=giver or facts.actor,
        approval=approval,
    )
    of_roles = _limit_of_roles(judged) if facts.authority else None
    return of_roles or _unvalued(judged) or _above_paid(judged) or budget_limit(facts, case, staff, remedies, values)


def left_of(facts: Facts, case: Case, staff: str, remedy: Remedy) -> Money | None:
    """Return how much of this kind somebody may still promise here, by the most generous of their roles; None without limit."""
    judged = _Judged(facts=facts, case=case, staff=staff, remedies=(), values=(), giver=facts.actor)
    found: list[Money] = []
    for role in facts.structure.roles_of(staff):
        rule = facts.authority.get(role.id)
        if rule is None or (rule.remedies is not None and remedy.kind not in rule.remedies):
            continue
        tightest = min((one.left for one in _limits(judged, rule)), default=None)
        if tightest is None:
            return None
        found.append(max(tightest, judged.nothing))
    return max(found, default=None)


def could_approve(facts: Facts, case: Case, staff: str, promise: PromisedRemedy) -> bool:
    """Tell if somebody's own authority reaches what was promised, were they asked for it: they may be the second pair of eyes."""
    judged = _Judged(
        facts=facts,
        case=case.changed(promises=tuple(one for one in case.promises if one.id != promise.id)),
        staff=staff,
        remedies=(promise.remedy,),
        values=(promise.value,),
        giver=promise.claimed_by or promise.giver,
    )
    of_roles = _limit_of_roles(judged) if facts.authority else None
    return of_roles is None and _unvalued(judged) is None


# ---- by role --------------------------------------------------------------------------------------------------------
def _limit_of_roles(judged: _Judged) -> Limit | None:
    limits: list[Limit] = []
    for role in judged.facts.structure.roles_of(judged.staff):
        rule = judged.facts.authority.get(role.id)
        limit = _limit_of_role(judged, rule) if rule else Limit(name=f"authority.{role.id}", left=judged.nothing)
        if limit is None:
            return None
        limits.append(limit)
    return max(limits, key=lambda one: one.left, default=Limit(name="authority", left=judged.nothing))


def _limit_of_role(judged: _Judged, rule: AuthorityRule) -> Limit | None:
    kinds = {one.kind for one in judged.remedies if not one.only_words}
    if rule.remedies is not None and not kinds <= rule.remedies:
        return Limit(name=f"authority.{rule.role}.remedies", left=judged.nothing)
    tightest = min(_limits(judged, rule), key=lambda one: one.left, default=None)
    if tightest is None or judged.total <= tightest.left:
        return None
    return attrs.evolve(tightest, left=max(tightest.left, judged.nothing))


def _limits(judged: _Judged, rule: AuthorityRule) -> Iterator[Limit]:
    """Yield every limit of a role, with what it still allows."""
    facts, case, name = judged.facts, judged.case, f"authority.{rule.role}"
    promised = total_of((one.value for one in promises_to_count(facts, case)), facts.playbook.currency)
    if rule.per_case is not None:
        yield Limit(name=f"{name}.per-case", left=rule.per_case - promised - _approved_here(judged))
    for window, most in rule.per_customer.items():
        since = window_start(facts, case.unit, window)
        used = facts.records.promised(since=since, customer=case.person) - _itself(judged, since)
        yield Limit(name=f"{name}.per-customer.{window}", left=most - used)
    for window, most in rule.per_giver.items():
        since = window_start(facts, case.unit, window)
        used = facts.records.promised(since=since, giver=judged.staff) - _asked_of_them(judged, since)
        yield Limit(name=f"{name}.per-giver.{window}", left=most - used)
    if rule.four_eyes_above is not None and judged.alone:
        yield Limit(name=f"{name}.four-eyes-above", left=rule.four_eyes_above - promised)


def _approved_here(judged: _Judged) -> Money:
    """Add up what this person approved on the case, or was asked to, and nobody has promised yet."""
    theirs = (one for one in standing_approvals(judged.case) if judged.staff == (one.answered_by or one.approver))
    values = (value for one in theirs if one is not judged.approval for value in one.values)
    return total_of(values, judged.facts.playbook.currency)


def _itself(judged: _Judged, since: datetime) -> Money:
    """Return what the approval that is being answered counts for in a window of the customer."""
    asked = judged.approval
    if asked is None or asked.asked_at < since:
        return judged.nothing
    return total_of(asked.values, judged.facts.playbook.currency)


def _asked_of_them(judged: _Judged, since: datetime) -> Money:
    """Return what it counts for in a window of this person: they were asked."""
    asked = judged.approval
    return _itself(judged, since) if asked and asked.approver == judged.staff else judged.nothing


def window_start(facts: Facts, unit: str, window: str) -> datetime:
    """Return when a window began: so many days ago, or with the business day, week, month, quarter or year of the unit."""
    if window.endswith(" days"):
        return facts.now - timedelta(days=int(window.removesuffix(" days")))
    today = facts.business_day(unit)
    first = {
        "week": today - timedelta(days=today.weekday()),
        "month": today.replace(day=1),
        "quarter": today.replace(month=(today.month - 1) // 3 * 3 + 1, day=1),
        "year": today.replace(month=1, day=1),
    }.get(window, today)
    return facts.business_day_bounds(unit, first)[0]


# ---- whatever the role ----------------------------------------------------------------------------------------------
def _unvalued(judged: _Judged) -> Limit | None:
    """Return a limit for what nobody can value, unless this person may promise as much as anybody; above that two see it."""
    if all(one is not None for one in judged.values) or _may_most(judged):
        return None
    return Limit(name=UNVALUED, left=judged.nothing)


def _may_most(judged: _Judged) -> bool:
    """Tell if nobody may promise more: without limit where the playbook knows that, else by its highest."""
    facts = judged.facts
    if not facts.authority:
        return is_highest(facts, judged.case, judged.staff)
    highest = max(map(_height, facts.authority.values()))
    rules = (facts.authority.get(role.id) for role in facts.structure.roles_of(judged.staff))
    mine = [rule for rule in rules if rule is not None and _height(rule) == highest]
    return any(rule.four_eyes_above is None or not judged.alone for rule in mine)


def _height(rule: AuthorityRule) -> tuple[bool, bool, Decimal]:
    """Return how far up a role's authority reaches: all kinds first, without a limit per case next, then the amount."""
    amount = Decimal(0) if rule.per_case is None else rule.per_case.amount
    return rule.remedies is None, rule.per_case is None, amount


def _above_paid(judged: _Judged) -> Limit | None:
    """Return what was paid as a limit to money back, unless somebody else approves, or a row of the playbook gives just that.

    What was paid is no word of the giver's: a receipt that they corrected to more needs a second pair of eyes. What another
    complaint brought back for the same sale is gone, whatever a row gives. R21
    """
    facts, case = judged.facts, judged.case
    back = [one for one in judged.remedies if one.kind == "refund"]
    if not back or not judged.alone:
        return None
    currency = facts.playbook.currency
    sale = returned(facts, case, giver=judged.giver)
    if sale.left is None:
        return None
    own_word = paid_of(case, currency, giver=judged.giver) != paid_of(case, currency, giver="")
    if not own_word and not sale.gone and all(is_proposed(facts, case, one) for one in back):
        return None
    before = (one.value for one in promises_to_count(facts, case) if one.remedy.kind == "refund")
    left = sale.left - total_of(before, currency)
    if total_of((value_of(facts, case, one) for one in back), currency) <= left:
        return None
    return Limit(name="authority.above-paid", left=max(left, judged.nothing))
