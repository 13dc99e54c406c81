"""Authority: what somebody may promise alone, and who may promise more. F6, S4.6

The limits themselves stand in `decision/money/limit.py`, what a remedy counts for in `decision/money/value.py`.
"""

from __future__ import annotations

from collections.abc import Iterator

from complaintkit.decision.draft import Draft
from complaintkit.decision.facts import Facts
from complaintkit.decision.money.campaign import check_campaigns
from complaintkit.decision.money.compensation import check_alternatives
from complaintkit.decision.money.digest import digest
from complaintkit.decision.money.limit import UNVALUED, limit_of
from complaintkit.decision.money.value import is_foreign, kept_values, total_of, values_of
from complaintkit.decision.people.routing import leaders_above, top
from complaintkit.decision.people.standing import works_alone
from complaintkit.decision.replay import approval_of
from complaintkit.model import events as e
from complaintkit.model.case import Case
from complaintkit.model.errors import BeyondAuthority, InvalidInput, NotAllowed
from complaintkit.model.money import Money
from complaintkit.model.phrase import Bilingual, Phrase, phrase
from complaintkit.model.remedy import Remedy
from complaintkit.organisation import said


def check_promise(draft: Draft, remedies: tuple[Remedy, ...]) -> tuple[Money | None, ...]:
    """Refuse what the actor may not promise, before it is promised; return what each costs us, as an event keeps it. F6

    Raises:
        BeyondAuthority: names the limit, what is left of it, and who may.
        NotAllowed: a program promises value, or nobody may promise as much.
        InvalidInput: a campaign is named that did not propose it; or what one row gives, and what it gives instead; or an
            amount is in another currency; or nothing says what it costs, and nobody is above to ask.
        ConflictError: a campaign has no more for this customer.
    """
    facts, case = draft.facts, draft.case
    check_campaigns(draft, remedies)
    check_alternatives(draft, remedies)
    approval = approval_of(case, facts.actor, remedies)
    if approval is not None:
        return kept_values(remedies, approval.values)
    values = values_of(facts, case, remedies)
    if facts.authority or facts.budgets:
        check_currency(facts, remedies)
        _check_limits(draft, remedies, values)
    return kept_values(remedies, values)


def check_currency(facts: Facts, remedies: tuple[Remedy, ...]) -> None:
    """Refuse amounts that limits can't count.

    Raises:
        InvalidInput: an amount is in another currency than the playbook's.
    """
    for index, one in enumerate(remedies):
        if is_foreign(one, facts.playbook.currency):
            raise InvalidInput(
                field=f"remedies[{index}]",
                reason=phrase(
                    "its amounts are not in {currency}, in which limits count", currency=facts.playbook.currency
                ),
                next_step=phrase("Give its worth in {currency}.", currency=facts.playbook.currency),
            )


def _check_limits(draft: Draft, remedies: tuple[Remedy, ...], values: tuple[Money | None, ...]) -> None:
    facts, case = draft.facts, draft.case
    total = total_of(values, facts.playbook.currency)
    if facts.system:
        if total or None in values:
            raise NotAllowed(command="offer-plan", reason=phrase("a program has no authority over money"))
        return
    limit = limit_of(facts, case, facts.actor, remedies)
    if limit is None:
        return
    if works_alone(facts, case):
        draft.add(e.ExceptionRecorded(rule="F6", command="approve"))
        return
    unknown = next((index for index, one in enumerate(values) if one is None), None) if limit.name == UNVALUED else None
    reason, next_step = ("", "") if unknown is None else _no_value(remedies[unknown])
    try:
        approver = find_approver(facts, case, facts.actor, remedies)
    except NotAllowed:
        if unknown is None:
            raise
        raise InvalidInput(field=_field_of(remedies[unknown], unknown), reason=reason, next_step=next_step) from None
    raise BeyondAuthority(
        by=facts.actor,
        limit=limit.name,
        left=limit.left,
        value=total,
        approver=approver,
        approver_name=_title_of(facts, approver),
        proposal=digest(case, remedies),
        field=_field_beyond(remedies, values, limit.left) if unknown is None else _field_of(remedies[unknown], unknown),
        reason=reason,
        next_step=next_step,
    )


def _title_of(facts: Facts, staff: str) -> Phrase:
    """Name somebody by their title, as a colleague asks for them; a name in Chinese is read by who reads Chinese."""
    title = facts.structure.roles_of(staff)[0].title
    name = facts.structure.organisation.staff[staff].name
    called = phrase(
        "{title} {name}", context="person", title=Bilingual(said(title, "en"), said(title, "zh")), name=name
    )
    return called.in_english(f"{staff}, {said(title, 'en')}")


def _field_beyond(remedies: tuple[Remedy, ...], values: tuple[Money | None, ...], left: Money) -> str:
    """Return the field of the remedy with which they come to more than is left: its value, where it was given by one."""
    total = Money(0, left.currency)
    for index, (one, value) in enumerate(zip(remedies, values, strict=True)):
        total += value or Money(0, left.currency)
        if total > left:
            return f"remedies[{index}].value" if one.value is not None else f"remedies[{index}]"
    return "remedies"


# ---- what has no value ----------------------------------------------------------------------------------------------
def _field_of(remedy: Remedy, index: int) -> str:
    """Return the field that would say what a remedy costs."""
    field = {"replacement": "item", "points": "count"}.get(remedy.kind, "value")
    return f"remedies[{index}].{field}"


def _no_value(remedy: Remedy) -> tuple[Phrase, Phrase]:
    """Say why nobody can tell what a remedy costs us, and what helps."""
    if remedy.kind == "points":
        return (
            phrase("the playbook does not say what points are worth"),
            phrase('Ask for approval; or write points = "100 points = 1 CNY" into the playbook.'),
        )
    if remedy.kind == "replacement":
        return (
            phrase("neither a receipt nor a price list says what it costs"),
            phrase("Record what was paid for it (items, purchase), or ask for approval."),
        )
    return phrase("it says no value"), phrase("Give its value, or ask for approval.")


# ---- who may --------------------------------------------------------------------------------------------------------
def find_approver(facts: Facts, case: Case, giver: str, remedies: tuple[Remedy, ...]) -> str:
    """Return the lowest leader above the giver who may promise this, but nobody who is complained about (R6).

    Where nobody above may, that is a group's to decide; once it has, and where there is none, whoever is above all may, on record.

    Raises:
        NotAllowed: nobody may.
    """
    above = tuple(leaders_to_ask(facts, case, giver))
    for leader in above:
        if limit_of(facts, case, leader, remedies, giver=giver) is None:
            return leader
    if above and may_go_beyond(facts, case, above[-1]):
        return above[-1]
    raise NotAllowed(
        command="ask-approval",
        reason=phrase("nobody above may promise as much"),
        state=case.state,
        allowed=("escalate",),
        rule="F6",
    )


def may_go_beyond(facts: Facts, case: Case, staff: str) -> bool:
    """Tell if somebody may approve more than anybody's limit, on record: above all, and no group there or it has decided."""
    decided = any(one.group and one.decided_at for one in case.escalations)
    return staff == top(facts, case) and (decided or not facts.playbook.groups)


def leaders_to_ask(facts: Facts, case: Case, giver: str) -> Iterator[str]:
    """Yield who is above the giver, nearest first, but nobody who asked for something, nor who is complained about. R6"""
    return (one for one in leaders_above(facts, case, giver) if one not in askers(case))


def askers(case: Case) -> frozenset[str]:
    """Return who asked for an approval in this round: they approve nothing in it, for it would be their own by another way. F6"""
    return frozenset(one.giver for one in case.approvals if one.cycle == case.cycle)
