"""The guard: who may do what to a case now, by effects, lifecycle, standing and the right of their role. R6, R20"""

from __future__ import annotations

from collections.abc import Iterable
from typing import cast

import attrs

from complaintkit.decision.answer import check_first, has_answered
from complaintkit.decision.draft import Draft
from complaintkit.decision.facts import Facts
from complaintkit.decision.people.apart import colleagues, rule_left_out, why_left_out
from complaintkit.decision.people.routing import leaders_above
from complaintkit.decision.people.sight import concerned, sees
from complaintkit.decision.people.standing import has_others, holds, is_about, is_left_out, is_second, judges
from complaintkit.decision.permission.ready import investigates_alone, not_ready
from complaintkit.decision.permission.trained import untrained
from complaintkit.decision.refusal import no_case, no_right
from complaintkit.decision.tables.effect import CONTACT, DUPLICATES, NAMED, OWN_CASE, UNRESTRICTED, Deed, Place, deed_of
from complaintkit.decision.tables.lifecycle import possible
from complaintkit.model import commands as c
from complaintkit.model import events as e
from complaintkit.model.case import DUPLICATE, DUPLICATED, Case
from complaintkit.model.errors import ComplaintKitError, NotAllowed, NotResponsible
from complaintkit.model.phrase import Phrase, joined, phrase
from complaintkit.model.wording import COMMANDS, STATES, path_in_words, word_in

_ON_THE_SPOT = "settle"  # R17: also by the person complained about, on record


def check(draft: Draft, command: c.Command) -> None:
    """Refuse what the actor may not do to this case now; put the exceptions of R6 and R8 on record.

    Raises:
        NotFound: they may not see the case: nobody is told more. R20
        ConflictError: it was answered already. R9
        NotAllowed: the state, the role or a rule stands in the way; names what is possible.
        NotResponsible: it is for somebody who stands otherwise to the case.
    """
    facts, case, word = draft.facts, draft.case, command.word
    if not sees(facts, case):
        raise no_case(getattr(command, "case", case.number))  # as it was named: not even its number, its state
    check_first(case, command, customer=facts.customer)
    if (refused := refusal(facts, case, word)) is not None:
        raise refused
    if _needs_exception(facts, case, word):
        draft.add(e.ExceptionRecorded(rule="R6", command=word))
    if investigates_alone(facts, case, word):
        draft.add(e.ExceptionRecorded(rule="R8", command=word))


def check_deed(draft: Draft, word: str, deed: Deed) -> None:
    """Refuse a part of a command that does more than the command itself, to whoever may not do that.

    Raises:
        NotResponsible: it is for somebody who stands otherwise to the case.
        NotAllowed: no role of theirs gives it, the complaint is about them (R6), or they are the customer (R9).
    """
    facts, case = draft.facts, draft.case
    if facts.system:
        return
    if _judges_own_case(facts, case, deed, word) and has_others(facts, case):
        raise _left_out(facts, case, word)
    if not any(holds(facts, case, place) for place in deed.places):
        raise NotResponsible(by=facts.actor, command=word, owner=case.owner, number=case.number)
    if not _has_right(facts, deed, word):
        raise no_right(facts.actor, word, state=case.state)


def check_contact(facts: Facts, case: Case, ref: str) -> None:
    """Refuse to show the contact of a customer to whoever may not read it; `ref` is how they named the case.

    Raises:
        NotFound: they may not see the case. R20
        NotAllowed: the complaint is about them (R6), they are the customer (R9), or the customer's data are restricted.
    """
    if not sees(facts, case):
        raise no_case(ref)
    if case.restricted:
        raise NotAllowed(command=_READ_CONTACT, reason=_restricted(), state=case.state)
    if _judges_own_case(facts, case, CONTACT, "contact") and has_others(facts, case):
        raise _left_out(facts, case, _READ_CONTACT).naming(facts.structure.called)


def check_apart(facts: Facts, case: Case, word: str) -> None:
    """Refuse a verb beside the commands that bears on a case to whoever has no say in it, while others work here. R6, R9

    Raises:
        NotAllowed: the complaint is about them, or they are the customer.
    """
    if judges(facts, case):
        raise _left_out(facts, case, word)


def allowed(case: Case, facts: Facts) -> frozenset[str]:
    """Return the door words of what the actor can do to this case now, but for what the fields of a command hold."""
    if not sees(facts, case):
        return frozenset()
    return frozenset(word for word in possible(case.state, case.kind) if _is_free(facts, case, word))


def can(facts: Facts, case: Case, word: str) -> bool:
    """Tell if a command is among those that are allowed to the actor now."""
    return sees(facts, case) and _is_free(facts, case, word)


def _is_free(facts: Facts, case: Case, word: str) -> bool:
    return obstacle(facts, case, word) is None and _may_try(facts, case, word)


def _may_try(facts: Facts, case: Case, word: str) -> bool:
    """Tell if the actor has a place that the command is for, and the survey that it answers has no answer yet.

    A case in whose state a plan is answered has one that waits for it.
    """
    deed = _deed_on(case, word)
    places = deed.places - NAMED if facts.system else deed.places
    stands = facts.system or any(holds(facts, case, place) for place in places)
    answered = word == "answer-survey" and has_answered(case, customer=facts.customer)
    return bool(places) and stands and not answered


def refusal(facts: Facts, case: Case, word: str) -> ComplaintKitError | None:
    """Return why the actor may not do this now, with what they may; None where they may."""
    refused = obstacle(facts, case, word)
    found = within_reach(facts, case, refused) if isinstance(refused, NotAllowed) else refused
    return found.naming(facts.structure.called) if found else None


def within_reach(facts: Facts, case: Case, refused: NotAllowed) -> NotAllowed:
    """Return a refusal that names as possible what the actor can do; of what comes first and is for others, it says for whom."""
    first, reason = refused.allowed, cast("str", refused.data["reason"])
    theirs = [one for one in first if can(facts, case, one)] if first else sorted(allowed(case, facts))
    if first and not theirs and not facts.customer and (found := _whose(facts, case, first)):
        step, who = found
        reason = phrase("{reason}; first {step}, by {who}", reason=reason, step=word_in(COMMANDS, step), who=who)
    return NotAllowed(
        command=cast("str", refused.data["command"]),
        reason=reason,
        state=refused.state or case.state,
        allowed=theirs,
        rule=cast("str", refused.data["rule"]),
    )


def _whose(facts: Facts, case: Case, first: Iterable[str]) -> tuple[str, str] | None:
    """Return the first of these steps that somebody can take who has to do with the case, and who that is."""
    people = dict.fromkeys((*concerned(facts, case), *leaders_above(facts, case, case.owner)))
    others = [attrs.evolve(facts, by=one) for one in people if one in facts.structure.organisation.staff]
    return next(((step, one.actor) for step in first for one in others if can(one, case, step)), None)


def obstacle(facts: Facts, case: Case, word: str) -> ComplaintKitError | None:
    """Ask each rule in turn, the plainest first; return the first refusal, naming what comes first, or None."""
    deed = _deed_on(case, word)
    if word not in possible(case.state, case.kind) or (facts.customer and Place.CUSTOMER not in deed.places):
        return NotAllowed(command=word, reason=_why_not(case), state=case.state)
    if case.restricted and deed.effects & UNRESTRICTED:
        return NotAllowed(command=word, reason=_restricted(), state=case.state)
    if facts.quiet and Place.HISTORY in deed.places:
        return None
    if facts.system:
        return not_ready(facts, case, word)
    if _judges_own_case(facts, case, deed, word) and has_others(facts, case):
        return _left_out(facts, case, word)
    if not deed.places <= NAMED and not any(holds(facts, case, place) for place in deed.places):
        return NotResponsible(by=facts.actor, command=word, owner=case.owner, number=case.number)
    if not _has_right(facts, deed, word) and not is_second(facts, case, word):  # who confirms needs none: R5
        return no_right(facts.actor, word, state=case.state)
    return untrained(facts, word) or not_ready(facts, case, word)


def _deed_on(case: Case, word: str) -> Deed:
    """Return what a command does to this case: to undo the only tie that a duplicate has of its own opens it again. R14"""
    own = {relation for relation in case.links.values() if relation != DUPLICATED}
    return DUPLICATES if word == "unlink" and case.duplicate_of and own == {DUPLICATE} else deed_of(word)


def _has_right(facts: Facts, deed: Deed, word: str) -> bool:
    """Tell if a role of theirs gives it."""
    may = facts.structure.may
    return deed.right is None or may(facts.actor, deed.right) or may(facts.actor, word)


# ---- R6, R9 ---------------------------------------------------------------------------------------------------------
def _judges_own_case(facts: Facts, case: Case, deed: Deed, word: str) -> bool:
    spared = word == _ON_THE_SPOT and is_about(facts, case) and facts.actor not in colleagues(facts, case.customer)
    return is_left_out(facts, case) and not spared and bool(deed.effects & OWN_CASE)


def _needs_exception(facts: Facts, case: Case, word: str) -> bool:
    """Tell if R6 is set aside here: nobody else is there, or it is settled on the spot (R17)."""
    return is_left_out(facts, case) and bool(deed_of(word).effects & OWN_CASE)


def _left_out(facts: Facts, case: Case, word: str) -> NotAllowed:
    why, rule = why_left_out(case, facts.actor), rule_left_out(case, facts.actor)
    return NotAllowed(command=word, reason=why, state=case.state, rule=rule)


_READ_CONTACT = phrase("read the contact", context="command").in_english("contact")


# ---- words ----------------------------------------------------------------------------------------------------------
def _restricted() -> Phrase:
    return phrase("the customer's data are restricted")


def _why_not(case: Case) -> Phrase:
    if case.missing:
        return phrase("registration still needs {missing}", missing=joined(path_in_words(one) for one in case.missing))
    return phrase("the case is {state}", state=word_in(STATES, case.state))
