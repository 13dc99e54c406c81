"""Authority is arithmetic: what somebody may still promise, in cumulative face value, and who may promise more. F6, S4.6

Limits add up over everything promised: splitting one remedy into two changes nothing. Budgets of units stand beside them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from functools import reduce
from operator import add

import attrs

from complaintkit.calendars import business_day, business_day_bounds
from complaintkit.decision.budget import Limit, budget_limit
from complaintkit.decision.campaign import check_campaigns
from complaintkit.decision.compensation import check_alternatives
from complaintkit.decision.digest import digest
from complaintkit.decision.draft import Draft
from complaintkit.decision.facts import Facts
from complaintkit.decision.routing import leaders_above
from complaintkit.model.case import Case
from complaintkit.model.errors import BeyondAuthority, NotAllowed
from complaintkit.model.money import Money
from complaintkit.model.phrase import Bilingual, Phrase, phrase
from complaintkit.model.remedy import Remedy
from complaintkit.organisation import said
from complaintkit.playbook import AuthorityRule


def check_promise(draft: Draft, remedies: tuple[Remedy, ...]) -> None:
    """Refuse what the actor may not promise, before it is promised. F6

    Raises:
        BeyondAuthority: names the limit, what is left of it, and who may.
        NotAllowed: a program promises value, or nobody may promise as much.
        InvalidInput: a campaign is named that did not propose it; or what one row gives, and what it gives instead.
        ConflictError: a campaign has no more for this customer.
    """
    facts, case = draft.facts, draft.case
    check_campaigns(draft, remedies)
    check_alternatives(draft, remedies)
    if not (facts.authority or facts.budgets) or _approved(case, remedies):
        return
    total = _value(remedies, facts.playbook.currency)
    if facts.system:
        if total:
            raise NotAllowed(command="offer-plan", reason=phrase("a program has no authority over money"))
        return
    limit = limit_of(facts, case, facts.actor, remedies)
    if limit is None:
        return
    approver = find_approver(facts, case, facts.actor, remedies)
    raise BeyondAuthority(
        by=facts.actor,
        limit=limit.name,
        left=limit.left,
        value=total,
        approver=approver,
        approver_name=_title_of(facts, approver),
        proposal=digest(case, remedies),
        field=_field_beyond(remedies, limit.left),
    )


def _title_of(facts: Facts, staff: str) -> Phrase:
    """Name somebody by their title, as a colleague asks for them; a name in Chinese is read by who reads Chinese."""
    title = facts.structure.roles_of(staff)[0].title
    name = facts.structure.organisation.staff[staff].name
    called = phrase(
        "{title} {name}", context="person", title=Bilingual(said(title, "en"), said(title, "zh")), name=name
    )
    return called.in_english(f"{staff}, {said(title, 'en')}")


def _field_beyond(remedies: tuple[Remedy, ...], left: Money) -> str:
    """Return the field of the remedy with which they come to more than is left: its value, where it was given by one."""
    total = Money(0, left.currency)
    for index, one in enumerate(remedies):
        total += one.face_value or Money(0, left.currency)
        if total > left:
            return f"remedies[{index}].value" if one.value is not None else f"remedies[{index}]"
    return "remedies"


def _approved(case: Case, remedies: tuple[Remedy, ...]) -> bool:
    wanted = digest(case, remedies)
    return any(one.id == wanted and one.state == "approved" for one in case.approvals)


def find_approver(facts: Facts, case: Case, giver: str, remedies: tuple[Remedy, ...]) -> str:
    """Return the lowest leader above the giver who may promise this, but nobody who is complained about (R6).

    Raises:
        NotAllowed: nobody may.
    """
    for leader in leaders_above(facts, case, giver):
        if limit_of(facts, case, leader, remedies) is None:
            return leader
    raise NotAllowed(
        command="ask-approval",
        reason=phrase("nobody above may promise as much"),
        state=case.state,
        allowed=("escalate",),
        rule="F6",
    )


def limit_of(facts: Facts, case: Case, staff: str, remedies: tuple[Remedy, ...]) -> Limit | None:
    """Return the limit that keeps somebody from promising these remedies; None where nothing does.

    Of several roles the most generous counts. A role without a row may promise nothing of value.
    """
    if _are_apologies(remedies):
        return None
    of_roles = _limit_of_roles(facts, case, staff, remedies) if facts.authority else None
    return of_roles or budget_limit(facts, case, staff, remedies)


def left_of(facts: Facts, case: Case, staff: str, remedy: Remedy) -> Money | None:
    """Return how much of this kind somebody may still promise here, by the most generous of their roles; None without limit."""
    found: list[Money] = []
    for role in facts.structure.roles_of(staff):
        rule = facts.authority.get(role.id)
        if rule is None or (rule.remedies is not None and remedy.kind not in rule.remedies):
            continue
        tightest = min((one.left for one in _limits(facts, case, staff, rule)), default=None)
        if tightest is None:
            return None
        found.append(max(tightest, Money(0, facts.playbook.currency)))
    return max(found, default=None)


def _limit_of_roles(facts: Facts, case: Case, staff: str, remedies: tuple[Remedy, ...]) -> Limit | None:
    limits: list[Limit] = []
    for role in facts.structure.roles_of(staff):
        rule = facts.authority.get(role.id)
        limit = _limit_of_role(facts, case, staff, rule, remedies) if rule else _none(facts, f"authority.{role.id}")
        if limit is None:
            return None
        limits.append(limit)
    return max(limits, key=lambda one: one.left, default=_none(facts, "authority"))


def _none(facts: Facts, name: str) -> Limit:
    return Limit(name=name, left=Money(0, facts.playbook.currency))


def _are_apologies(remedies: tuple[Remedy, ...]) -> bool:
    """Return whether nothing but apologies is promised: those are anybody's to give."""
    return all(one.kind == "apology" for one in remedies)


def _limit_of_role(
    facts: Facts, case: Case, staff: str, rule: AuthorityRule, remedies: tuple[Remedy, ...]
) -> Limit | None:
    value = _value(remedies, facts.playbook.currency)
    if rule.remedies is not None and any(one.kind not in rule.remedies for one in remedies if one.kind != "apology"):
        return _none(facts, f"authority.{rule.role}.remedies")
    tightest = min(_limits(facts, case, staff, rule), key=lambda one: one.left, default=None)
    if tightest is None or value <= tightest.left:
        return None
    return attrs.evolve(tightest, left=max(tightest.left, Money(0, facts.playbook.currency)))


def _limits(facts: Facts, case: Case, staff: str, rule: AuthorityRule) -> Iterator[Limit]:
    """Yield every limit of a role, with what it still allows."""
    name = f"authority.{rule.role}"
    if rule.per_case is not None:
        used = _sum((one.remedy.face_value for one in case.promises if one.counts), facts.playbook.currency)
        yield Limit(name=f"{name}.per-case", left=rule.per_case - used)
    for window, most in rule.per_customer.items():
        used = facts.records.promised(since=_since(facts, case, window), customer=case.person)
        yield Limit(name=f"{name}.per-customer.{window}", left=most - used)
    for window, most in rule.per_giver.items():
        used = facts.records.promised(since=_since(facts, case, window), giver=staff)
        yield Limit(name=f"{name}.per-giver.{window}", left=most - used)
    if rule.four_eyes_above is not None and not _has_second_pair(facts, case, staff):
        yield Limit(name=f"{name}.four-eyes-above", left=rule.four_eyes_above)


def _has_second_pair(facts: Facts, case: Case, staff: str) -> bool:
    """Return whether two pairs of eyes see it: somebody else asks, and this person approves."""
    return facts.actor != staff or any(one.approver == staff and one.state == "asked" for one in case.approvals)


def _since(facts: Facts, case: Case, window: str) -> datetime:
    """Return when a window began: so many days ago, or with the business day, week, month, quarter or year of the unit."""
    if window.endswith(" days"):
        return facts.now - timedelta(days=int(window.removesuffix(" days")))
    zone = facts.structure.zone_of(case.unit)
    starts = f"{facts.playbook.business_day_starts // 60:02d}:{facts.playbook.business_day_starts % 60:02d}"
    today = business_day(zone, facts.now, starts)
    first = {
        "week": today - timedelta(days=today.weekday()),
        "month": today.replace(day=1),
        "quarter": today.replace(month=(today.month - 1) // 3 * 3 + 1, day=1),
        "year": today.replace(month=1, day=1),
    }.get(window, today)
    return business_day_bounds(zone, first, starts)[0]


def _value(remedies: tuple[Remedy, ...], currency: str) -> Money:
    return _sum((one.face_value for one in remedies), currency)


def _sum(values: Iterable[Money | None], currency: str) -> Money:
    return reduce(add, (one for one in values if one is not None), Money(0, currency))
