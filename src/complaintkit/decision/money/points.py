"""Points that a person enters by hand: value that we give, within what they may promise; a leader enters more. F6, S3.7"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import attrs

from complaintkit.decision.facts import Facts
from complaintkit.decision.money.budget import Limit
from complaintkit.decision.money.limit import UNVALUED, window_start
from complaintkit.decision.refusal import no_right
from complaintkit.decision.tables.effect import POINTS
from complaintkit.model.errors import NotAllowed
from complaintkit.model.member import Membership
from complaintkit.model.money import Money
from complaintkit.model.phrase import phrase
from complaintkit.model.wording import limit_in_words
from complaintkit.playbook import AuthorityRule

_COMMAND = "credit-member"


@attrs.frozen
class Entry:
    """Points that a person enters for a member, and what they cost us: None where nobody can tell."""

    facts: Facts = attrs.field(repr=False)
    member: Membership = attrs.field(repr=False)
    points: int
    worth: Money | None


def points_of(member: Membership | None) -> int:
    """Return how many points somebody has."""
    known = member.customer.member if member else None
    return (known.points if known else None) or 0


def worth_of(facts: Facts, points: int) -> Money | None:
    """Return what points cost us by the playbook's rate; None where it has none."""
    rate = facts.playbook.points
    if rate is None or rate.worth.currency != facts.playbook.currency:
        return None
    return rate.worth_of(points)


def check_points(entry: Entry) -> None:
    """Refuse points that a person may not give, as a remedy of that worth; a tier, and what is spent, takes the right alone.

    Raises:
        NotAllowed: no role of theirs may give anything, or not as much; names who may.
    """
    facts = entry.facts
    if POINTS.right is not None and not facts.structure.may(facts.actor, POINTS.right):
        raise no_right(facts.actor, POINTS.right)
    limit = _limit_of(entry, facts.actor) if entry.points else None
    if limit is None:
        return
    said = phrase(
        "{who} may not promise as much: {left} is left ({limit})",
        who=facts.actor,
        left=limit.left,
        limit=limit_in_words(limit.name),
    )
    above = facts.structure.chain(facts.actor, entry.member.unit)
    free = next((one for one in above if _limit_of(entry, one) is None), None)
    reason = phrase("{reason}; {person} may", reason=said, person=free) if free else said
    raise NotAllowed(command=_COMMAND, reason=reason, rule="F6")


def _limit_of(entry: Entry, staff: str) -> Limit | None:
    """Return the most generous limit of somebody's roles that is passed; None where one of them is not, or there are none."""
    rules, nothing = entry.facts.playbook.authority, Money(0, entry.facts.playbook.currency)
    if not rules or entry.facts.structure.leader_of(staff, entry.member.unit) is None:
        return None  # nobody is above to be asked: it is on record who entered it
    passed: list[Limit] = []
    for role in entry.facts.structure.roles_of(staff):
        rule = rules.get(role.id)
        limit = _passed(entry, staff, rule) if rule else Limit(name=f"authority.{role.id}", left=nothing)
        if limit is None:
            return None
        passed.append(limit)
    return max(passed, key=lambda one: one.left, default=Limit(name="authority", left=nothing))


def _passed(entry: Entry, staff: str, rule: AuthorityRule) -> Limit | None:
    nothing = Money(0, entry.facts.playbook.currency)
    if rule.remedies is not None and "points" not in rule.remedies:
        return Limit(name=f"authority.{rule.role}.remedies", left=nothing)
    if entry.worth is None:
        return Limit(name=UNVALUED, left=nothing)
    tightest = min(_limits(entry, staff, rule), key=lambda one: one.left, default=None)
    if tightest is None or entry.worth <= tightest.left:
        return None
    return attrs.evolve(tightest, left=max(tightest.left, nothing))


def _limits(entry: Entry, staff: str, rule: AuthorityRule) -> Iterator[Limit]:
    """Yield each limit of a role with what is left of it: what is per case is of a customer and a business day."""
    facts, unit, name = entry.facts, entry.member.unit, f"authority.{rule.role}"
    today = window_start(facts, unit, "business day")
    if rule.per_case is not None:
        yield Limit(name=f"{name}.per-case", left=rule.per_case - _entered(entry, today))
    if rule.four_eyes_above is not None:  # one pair sees it
        yield Limit(name=f"{name}.four-eyes-above", left=rule.four_eyes_above - _entered(entry, today))
    for window, most in rule.per_customer.items():
        since = window_start(facts, unit, window)
        used = facts.records.promised(since=since, customer=entry.member.person)
        yield Limit(name=f"{name}.per-customer.{window}", left=most - used)
    for window, most in rule.per_giver.items():
        since = window_start(facts, unit, window)
        used = facts.records.promised(since=since, giver=staff)
        yield Limit(name=f"{name}.per-giver.{window}", left=most - used)


def _entered(entry: Entry, since: datetime) -> Money:
    return entry.facts.records.entered(since=since, customer=entry.member.person)
