"""Tie cases together; one that says the same ends in the earlier one, with all its words, until that is undone. R14"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from complaintkit.decision.clocks.hazard import is_hazard
from complaintkit.decision.draft import Draft
from complaintkit.decision.people.apart import colleagues
from complaintkit.decision.people.sight import sees
from complaintkit.decision.permission import guard
from complaintkit.decision.permission.filing import lacks_remedy
from complaintkit.decision.refusal import READ_AGAIN, no_case
from complaintkit.decision.steps.closing import cover_reopened
from complaintkit.decision.tables.effect import DUPLICATES
from complaintkit.decision.tie import goes_on
from complaintkit.model import commands as c
from complaintkit.model import events as e
from complaintkit.model.actor import CUSTOMER, DESK, actor_name
from complaintkit.model.case import DUPLICATE, DUPLICATED, Case
from complaintkit.model.customer import Customer
from complaintkit.model.errors import ConflictError, InvalidInput, NotAllowed
from complaintkit.model.phone import normal_phone
from complaintkit.model.phrase import Phrase, phrase
from complaintkit.model.vocabulary import Kind

_RELIED_ON: Final = frozenset({DUPLICATE, DUPLICATED})
"""Ties by which a customer's words find their way: another one does not take their place."""


def link(draft: Draft, command: c.Link) -> None:
    """Tie two cases together; nothing is destroyed. A duplicate is filed, and what is said of it reaches the other. R14

    Raises:
        NotFound: there is no such other case, or the actor may not see it. R20
        InvalidInput: it is this very case, or can't be the one that goes on.
        NotAllowed: this one may not end yet.
        ConflictError: they are tied already, and by that tie words find their way.
    """
    case, other = draft.case, _find(draft, command.to)
    if case.links.get(other.number) in _RELIED_ON or goes_on(draft.facts, case, other.number):
        raise ConflictError(reason=phrase("they are linked already"), next_step=READ_AGAIN)
    if command.relation != DUPLICATE:
        draft.add(e.Linked(to=other.number, relation=command.relation))
        return
    guard.check_deed(draft, command.word, DUPLICATES)
    _check_other(draft, other)
    _check_end(draft)
    if case.handover:
        draft.add(e.HandoverCancelled(handover=case.handover.id, reason="closed"))
    draft.add(e.Linked(to=other.number, relation=DUPLICATE, before=str(case.state)))
    draft.add(e.Archived(because=DUPLICATE))


def unlink(draft: Draft, command: c.Unlink) -> None:
    """Undo a tie; what was filed as a duplicate opens again, where it was, and its clocks run from their start. R14, R15

    Raises:
        InvalidInput: they are not tied, the tie is undone on the other, or one goes on where the other was filed.
        NotAllowed: the case that goes on complains of the actor. R6
    """
    case = draft.case
    relation = case.links.get(command.to)
    if relation is None:
        reason = phrase("{to} is not linked", to=command.to)
        raise InvalidInput(field="to", reason=reason, next_step=READ_AGAIN)
    if relation == DUPLICATED:
        raise _other_way(phrase("{to} is the duplicate", to=command.to), phrase("Undo it there."))
    if goes_on(draft.facts, case, command.to):
        raise _other_way(phrase("it is one complaint with {to}", to=command.to), phrase("Leave them linked."))
    filed = case.duplicate_of == command.to
    if filed:
        guard.check_deed(draft, command.word, DUPLICATES)
        if (other := draft.facts.records.other_case(command.to)) is not None:
            guard.check_apart(draft.facts, other, command.word)  # it would be theirs again, and not about them: R6
    draft.add(e.Unlinked(to=command.to))
    if filed:
        cover_reopened(draft)


def taken_over(duplicate: Case) -> Iterator[tuple[e.Happened, str]]:
    """Yield what happens to the case that goes on, and who did it: the tie, and the customer's words that nobody answered."""
    yield e.Linked(to=duplicate.number, relation=DUPLICATED), actor_name(DESK)
    for entry in duplicate.unanswered:
        if entry.text:
            yield e.CustomerHeard(text=entry.text, via=next(iter(entry.media), None)), CUSTOMER


def _find(draft: Draft, ref: str) -> Case:
    if ref in (draft.case.number, draft.case.id):
        raise _other_way(phrase("is this case itself"), phrase("Name the other case."))
    other = draft.facts.records.other_case(ref)
    if other is None or not sees(draft.facts, other):
        raise no_case(ref)
    return other


def _check_other(draft: Draft, other: Case) -> None:
    """Refuse a case that can't go on for this one: filed, a later one, another customer's, or without what this one says."""
    case, to = draft.case, other.number
    if other.duplicate_of:
        main = draft.facts.records.other_case(other.duplicate_of)
        known = main is not None and sees(draft.facts, main)
        instead = phrase("Name {main}.", main=other.duplicate_of) if known else phrase("Name the case that goes on.")
        raise _other_way(phrase("{to} is a duplicate itself", to=to), instead)
    if not other.open:
        raise _other_way(phrase("{to} is filed", to=to), phrase("Link them as what follows."))
    if (other.received_at, other.number) > (case.received_at, case.number):
        reason = phrase("{to} came later, and has more time", to=to)
        raise _other_way(reason, phrase("Make {to} the duplicate of this one.", to=to))
    if not _is_same_customer(case, other):
        raise _other_way(phrase("{to} is another customer's", to=to), phrase("Link them as related."))
    for reason, instead in _forgotten(draft, other):
        raise _other_way(reason, instead)


def _forgotten(draft: Draft, other: Case) -> Iterator[tuple[Phrase, Phrase]]:
    """Yield what the other case does not know of this one, and would be lost with it; what to do first. R5, R6, R8, R9, R18, R19"""
    case, to = draft.case, other.number
    if is_hazard(draft.facts, case) and not is_hazard(draft.facts, other):
        yield phrase("{to} says nothing of the danger", to=to), phrase("Put it into the right category first.")
    if case.kind is Kind.COMPLAINT and other.kind is not Kind.COMPLAINT:
        yield phrase("{to} is no complaint", to=to), phrase("Make it one first.")
    if not case.complained_about <= other.complained_about:
        yield phrase("{to} does not say whom it is about", to=to), phrase("Correct that there first.")
    if not colleagues(draft.facts, case.customer) <= colleagues(draft.facts, other.customer):
        yield phrase("{to} does not have the customer's contact", to=to), phrase("Correct that there first.")
    if not {one.docket.number for one in case.authority_cases} <= {one.docket.number for one in other.authority_cases}:
        yield phrase("{to} has not come from the authority", to=to), phrase("Link them as related.")
    if case.facts_disputed and not other.facts_disputed:
        yield phrase("{to} does not know that the facts are disputed", to=to), phrase("Link them as related.")


def _check_end(draft: Draft) -> None:
    """Refuse to file what is owed here alone: a remedy (S4.11), a report (S4.9), a decision from above (F7)."""
    case = draft.case
    if (refused := lacks_remedy(case, "link")) is not None:
        raise refused
    if not case.open:
        raise _not_yet(case, phrase("it is filed already"), "note")
    if (sent := next((one.who for one in case.dispatches if one.done_at is None), None)) is not None:
        raise _not_yet(case, phrase("{who} was sent and has not reported", who=sent), "report-dispatch")
    if (matter := next((one.to for one in case.escalations if one.open), None)) is not None:
        raise _not_yet(case, phrase("a matter was brought to {to} and is not decided", to=matter), "decide-meeting")


def _not_yet(case: Case, reason: Phrase, instead: str) -> NotAllowed:
    return NotAllowed(command="link", reason=reason, state=case.state, allowed=(instead,), rule="R14")


def _is_same_customer(case: Case, other: Case) -> bool:
    """Tell if both are one customer's; who can't be reached and has no name may have been written down twice."""
    nobody = not case.customer.reachable and not case.customer.name
    return nobody or case.person == other.person or bool(_known_by(case.customer) & _known_by(other.customer))


def _known_by(customer: Customer) -> set[tuple[str, str]]:
    found = {
        (one.kind, normal_phone(one.address) if one.kind == "phone" else one.address.casefold())
        for one in customer.contacts
    }
    if customer.member:
        found.add(("member", customer.member.id))
    if customer.reference:
        found.add(("reference", customer.reference))
    return found


def _other_way(reason: Phrase, next_step: Phrase) -> InvalidInput:
    return InvalidInput(field="to", reason=reason, next_step=next_step)
