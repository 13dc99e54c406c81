"""What each duty asks for: a sentence, and the commands that do it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

from complaintkit.decision.people.apart import left_out
from complaintkit.decision.people.whose import others_owing
from complaintkit.decision.permission.guard import can, obstacle
from complaintkit.decision.permission.ready import not_ready
from complaintkit.decision.tables.lifecycle import possible
from complaintkit.model.duty import DutyKind
from complaintkit.model.errors import NotAllowed
from complaintkit.model.event_words import EVENT_WORDS
from complaintkit.model.phrase import Phrase, as_it_is, joined, phrase, spoken
from complaintkit.model.vocabulary import Kind, State
from complaintkit.model.wording import PROMISES, WORDS, in_sentence, path_in_words, word_in

if TYPE_CHECKING:
    from complaintkit.decision import Facts
    from complaintkit.decision.duty import Owed
    from complaintkit.model.case import Case
    from complaintkit.model.errors import ComplaintKitError


_STEPS: Mapping[State, tuple[str, ...]] = {
    State.RECEIVED: ("register", "settle"),
    State.REGISTERED: ("assess", "settle"),
    State.PLAN_OFFERED: ("answer-plan",),
    State.EXECUTING: ("resolve",),
    State.RESOLVED: ("answer-survey", "record-follow-up", "archive"),
    State.CLEARED_UP: ("answer-survey", "record-follow-up", "archive"),
    State.WITHDRAWN: ("archive",),
    State.EXTERNAL: ("archive",),
    State.ARCHIVED: (),
}
_ENDED = frozenset({State.RESOLVED, State.CLEARED_UP, State.WITHDRAWN, State.EXTERNAL})
_FACTS = ("record-facts", "settle")
_BY_SOMEBODY_ELSE = ("dispatch", "offer-handover", "record-facts")
_PLAN = ("offer-plan", "record-facts", "clear-up")
_SHORT = ("resolve", "archive")
_PASS_ON = ("offer-handover", "record-facts", "escalate", "dispatch")  # F5: the facts first
_MEANWHILE = ("tell", "escalate", "note")

_COMMANDS: Mapping[DutyKind, tuple[str, ...]] = {
    DutyKind.WAIT: ("answer-plan", "hear-customer", "tell", "wait-for-customer", "refer"),
    DutyKind.FIRST_HANDLING: ("do-first-handling",),
    DutyKind.HANDOVER: ("accept-handover", "decline-handover"),
    DutyKind.RULE: ("rule-handover", "decide-meeting"),
    DutyKind.CONFIRM: ("reclassify",),
    DutyKind.ADVICE: ("give-advice",),
    DutyKind.MEASURE: ("do-measure",),
    DutyKind.DISPATCH: ("report-dispatch",),
    DutyKind.APPROVAL: ("approve", "refuse-approval"),
    DutyKind.RECEIVE: ("receive-escalation", "decide-meeting"),
    DutyKind.MEETING: ("decide-meeting", "adjourn-meeting", "receive-escalation"),
    DutyKind.DECIDE: ("receive-escalation", "decide-meeting"),
    DutyKind.WORDS: ("tell", "acknowledge"),
    DutyKind.CALL: ("tell",),
    DutyKind.MESSAGE: ("tell",),
    DutyKind.REMEDY: ("give-remedy", "reverse-remedy"),
    DutyKind.TELL_CUSTOMER: ("tell",),
    DutyKind.AUTHORITY: ("answer-authority", "record-outcome"),
    DutyKind.OVERDUE: ("escalate", "rule-handover", "note"),
}


def commands_of(facts: Facts, what: DutyKind, case: Case) -> tuple[str, ...]:
    """Return the door words that do it, as far as the actor may give them now; where none is, what they may do meanwhile."""
    words = _planned(facts, what, case)
    bar = _bar(facts, case, words)
    if bar is not None:
        words = (*bar.allowed, *(_PASS_ON if _is_for_others(bar) else _MEANWHILE))
    elif _next_is_for_others(facts, what, case, words):
        words = (*words, *_PASS_ON)
    theirs = tuple(dict.fromkeys(one for one in words if can(facts, case, one)))
    if theirs:
        return theirs
    return tuple(one for one in _MEANWHILE if can(facts, case, one))  # who acts for whom it is first: S4.6, F8


def _planned(facts: Facts, what: DutyKind, case: Case) -> tuple[str, ...]:
    """Return the door words that do it, as far as the case takes them in its state."""
    if what is DutyKind.DISPATCH and needs_another(case):
        words = ("record-facts", *_COMMANDS[what])  # R8: they were sent because somebody else has to find the facts
    elif what not in (DutyKind.OWN, DutyKind.TAKE):
        words = _COMMANDS[what]
    elif what is DutyKind.OWN and case.owner in left_out(facts, case):
        words = _PASS_ON  # R6, R9: somebody else has to go on
    else:
        words = _steps(facts, case) + (_SHORT if case.kind is not Kind.COMPLAINT else ())
    takes = possible(case.state, case.kind)
    return tuple(one for one in words if one in takes)


def _bar(facts: Facts, case: Case, words: tuple[str, ...]) -> NotAllowed | None:
    """Return what keeps the actor from the first of these while none is free; None where one is."""
    if any(can(facts, case, one) for one in words):
        return None
    refused = (obstacle(facts, case, one) for one in words)
    return next((one for one in refused if isinstance(one, NotAllowed)), None)


def _next_is_for_others(facts: Facts, what: DutyKind, case: Case, words: tuple[str, ...]) -> bool:
    """Tell if the owner may do something, such as settle on the spot, but has no role that may take the next step. R20"""
    step = obstacle(facts, case, words[0]) if what is DutyKind.OWN and words else None
    return isinstance(step, NotAllowed) and _is_for_others(step)


def _is_for_others(bar: NotAllowed) -> bool:
    """Tell if no role of theirs may: then whoever has one goes on. R20"""
    return bar.data["rule"] == "R20"


def _steps(facts: Facts, case: Case) -> tuple[str, ...]:
    """Return what comes next by the state: a plan once the facts are there, the archive once nothing is in its way."""
    if case.state in _ENDED:
        refused = not_ready(facts, case, "archive")
        return (*_before(refused), *_STEPS[case.state]) if refused else ("archive",)
    if case.state in (State.ASSESSED, State.INVESTIGATING):
        return _PLAN if case.facts_at else _BY_SOMEBODY_ELSE if needs_another(case) else _FACTS
    return _STEPS[case.state]


def _before(refused: ComplaintKitError) -> tuple[str, ...]:
    """Return what a refusal says has to come first."""
    return refused.allowed if isinstance(refused, NotAllowed) else ()


def needs_another(case: Case) -> bool:
    """Tell if the facts are disputed that the owner established: somebody else finds them. R8"""
    return case.facts_disputed and case.owner in case.investigators


def says(facts: Facts, case: Case, owed: Owed, what: DutyKind) -> Phrase:
    """Return what is to be done, in a sentence; where nothing can be done yet, what it waits for."""
    words = _planned(facts, what, case)
    bar = _bar(facts, case, words)
    if bar is None and _next_is_for_others(facts, what, case, words):
        return phrase("Settle {number} at once, or have somebody else go on with it.", number=case.number)
    if bar is None:
        return _SAYS[what](facts, case, owed)
    why = bar.data["reason"]
    if _is_for_others(bar):
        return phrase("Have somebody else go on with {number}: {why}.", number=case.number, why=why)
    return phrase("{number} waits: {why}.", number=case.number, why=why)


def _name(facts: Facts, staff: str) -> str:
    organisation = facts.structure.organisation
    known = organisation.staff.get(staff) or organisation.departed.get(staff)
    return known.name if known else staff


# ---- the owner's ----------------------------------------------------------------------------------------------------
def _own(facts: Facts, case: Case, __: Owed) -> Phrase:
    if case.owner in case.complained_about:
        return phrase("Have somebody else take {number}: it is about you.", number=case.number)
    if case.owner in left_out(facts, case):
        return phrase("Have somebody else take {number}: you are the customer.", number=case.number)
    if case.state in _ENDED:
        return _to_the_archive(facts, case)
    if case.kind is not Kind.COMPLAINT and case.state in (State.REGISTERED, State.ASSESSED, State.INVESTIGATING):
        return phrase("Answer {number}, and file it.", number=case.number)
    if case.state in (State.ASSESSED, State.INVESTIGATING):
        return _to_a_plan(case)
    if case.state is State.RECEIVED:
        missing = joined(path_in_words(one) for one in case.missing)
        return phrase(
            "Complete the registration of {number}: {missing} is missing.", number=case.number, missing=missing
        )
    if case.state is State.REGISTERED:
        return phrase("Assess {number}.", number=case.number)
    return phrase("Carry out the plan of {number}, and tell the customer the result.", number=case.number)


def _to_a_plan(case: Case) -> Phrase:
    if case.facts_at is not None:
        return phrase("Offer the customer of {number} a plan.", number=case.number)
    if needs_another(case):
        return phrase(
            "Have somebody else find out what happened at {number}: the facts are disputed.", number=case.number
        )
    return phrase("Find out what happened at {number}.", number=case.number)


def _to_the_archive(facts: Facts, case: Case) -> Phrase:
    if any(one.owed for one in case.promises):
        return phrase("Give the customer of {number} what they were promised, then file it.", number=case.number)
    refused = not_ready(facts, case, "archive")
    if case.unanswered or refused is None:
        return phrase("File {number}.", number=case.number)
    if isinstance(refused, NotAllowed) and not {"answer-survey", "record-follow-up"} & set(refused.allowed):
        return phrase("{number} waits: {why}.", number=case.number, why=refused.data["reason"])
    return phrase("Ask the customer of {number} whether they are satisfied.", number=case.number)


def _wait(_: Facts, case: Case, __: Owed) -> Phrase:
    if case.state is State.PLAN_OFFERED:
        return phrase("Get the customer's answer to the plan of {number}.", number=case.number)
    return phrase("Wait for the customer of {number}, and ask again in time.", number=case.number)


def _message(facts: Facts, case: Case, owed: Owed) -> Phrase:
    return phrase(
        "Tell {customer} about {number}: a message may not have reached them ({occasion}).",
        customer=_customer(case),
        number=case.number,
        occasion=_occasion(facts, owed),
    )


def _call(facts: Facts, case: Case, owed: Owed) -> Phrase:
    return phrase(
        "Call {customer} about {number}: {occasion}.",
        customer=_customer(case),
        number=case.number,
        occasion=_occasion(facts, owed),
    )


def _customer(case: Case) -> Phrase:
    """Return who is to be spoken to, and where, masked as on the case; the whole is `desk.contact`'s to give."""
    known = case.customer.masked()
    name = known.name or known.reference or phrase("the customer")
    contact = known.contact("phone") or next(iter(known.contacts), None)
    return phrase("{name} ({contact})", name=name, contact=contact.address) if contact else as_it_is(name)


def _occasion(facts: Facts, owed: Owed) -> Phrase:
    """Return what a message tells of, in words."""
    message = owed.ref.partition(":")[0]
    rule = facts.playbook.all_messages.get(message)
    words = EVENT_WORDS.get(rule.on if rule else message)
    return words.rule if words else as_it_is(message)


def _words(_: Facts, case: Case, owed: Owed) -> Phrase:
    word = next(one for one in case.unanswered if one.id == owed.ref)
    return phrase("Answer the customer of {number}, who said: {text}", number=case.number, text=word.text or "")


def _remedy(_: Facts, case: Case, owed: Owed) -> Phrase:
    promise = next(one for one in case.promises if one.id == owed.ref)
    kind, state = in_sentence(promise.remedy.kind), word_in(PROMISES, promise.state)
    if promise.state == "reversal-claimed":
        return phrase(
            "Confirm that the customer of {number} has no longer {kind}, as {person} says.",
            number=case.number,
            kind=kind,
            person=promise.claimed_by,
        )
    return phrase("Give the customer of {number} {kind} ({state}).", number=case.number, kind=kind, state=state)


def _tell(facts: Facts, case: Case, _: Owed) -> Phrase:
    owner = _name(facts, case.owner)
    return phrase("Tell the customer of {number} that {owner} has taken over.", number=case.number, owner=owner)


# ---- what others were asked for -------------------------------------------------------------------------------------
def _take(_: Facts, case: Case, __: Owed) -> Phrase:
    return phrase("Take {number}: such a matter is yours first.", number=case.number)


def _first(facts: Facts, case: Case, _: Owed) -> Phrase:
    first = facts.playbook.first_handling(case.category)
    do = spoken(first.do) if first else ""
    return phrase("First handling of {number}: {do}", number=case.number, do=do)


def _handover(facts: Facts, case: Case, _: Owed) -> Phrase:
    giver = _name(facts, case.handover.giver) if case.handover else ""
    return phrase("Take {number} from {giver}, or decline.", number=case.number, giver=giver)


def _advice(facts: Facts, case: Case, owed: Owed) -> Phrase:
    asked = next(one for one in case.advice if one.id == owed.ref)
    who = _name(facts, asked.asked_by)
    return phrase(
        "Answer {who}'s question on {number}: {question}", who=who, number=case.number, question=asked.question or ""
    )


def _dispatch(_: Facts, case: Case, owed: Owed) -> Phrase:
    sent = next(one for one in case.dispatches if one.id == owed.ref)
    return phrase("Go and report, for {number}: {what}", number=case.number, what=sent.what or "")


def _measure(_: Facts, case: Case, owed: Owed) -> Phrase:
    measure = next(one for one in case.measures if one.id == owed.ref)
    return phrase("Do what the plan of {number} promises: {what}", number=case.number, what=measure.what)


def _approval(facts: Facts, case: Case, owed: Owed) -> Phrase:
    asked = next(one for one in case.approvals if one.id == owed.ref)
    kinds = joined(word_in(WORDS, one.kind) for one in asked.remedies)
    giver = _name(facts, asked.giver)
    return phrase(
        "Approve what {giver} would give on {number}, or refuse: {kinds}.", giver=giver, number=case.number, kinds=kinds
    )


def _authority(facts: Facts, case: Case, owed: Owed) -> Phrase:
    docket = next(one.docket for one in case.authority_cases if one.docket.number == owed.ref)
    body = facts.playbook.bodies.get(docket.authority)
    return phrase(
        "Answer {authority} on {number}, their case {docket}.",
        authority=spoken(body.title) if body else docket.authority,
        number=case.number,
        docket=docket.number,
    )


def _confirm(facts: Facts, case: Case, _: Owed) -> Phrase:
    kind, who = case.reclassification or (case.kind, case.owner)
    name, word = _name(facts, who), word_in(WORDS, kind.value)
    return phrase(
        "Confirm that {number} is no complaint but: {kind}. {who} asks.", number=case.number, kind=word, who=name
    )


def _why(case: Case, owed: Owed) -> Phrase:
    return in_sentence(next(one.reason for one in case.escalations if one.id == owed.ref))


def _receive(_: Facts, case: Case, owed: Owed) -> Phrase:
    return phrase(
        "Receive {number}, which was brought before your group: {why}.", number=case.number, why=_why(case, owed)
    )


def _meeting(_: Facts, case: Case, owed: Owed) -> Phrase:
    return phrase("Meet and decide on {number}: {why}.", number=case.number, why=_why(case, owed))


def _decide(_: Facts, case: Case, owed: Owed) -> Phrase:
    return phrase("Decide on {number}: {why}.", number=case.number, why=_why(case, owed))


def _rule(_: Facts, case: Case, owed: Owed) -> Phrase:
    return phrase("Rule who answers for {number}: {why}.", number=case.number, why=_why(case, owed))


def _overdue(facts: Facts, case: Case, _: Owed) -> Phrase:
    late = min((one for one in case.open_deadlines if one.state != "paused"), key=lambda one: one.due_at)
    whose = [_name(facts, one) for one in others_owing(facts, case, late)] or [_name(facts, case.owner)]
    return phrase(
        "{owner} is late with {number}: {title}.", owner=joined(whose), number=case.number, title=spoken(late.title)
    )


_SAYS: Mapping[DutyKind, Callable[[Facts, Case, Owed], Phrase]] = MappingProxyType(
    {
        DutyKind.OWN: _own,
        DutyKind.WAIT: _wait,
        DutyKind.TAKE: _take,
        DutyKind.FIRST_HANDLING: _first,
        DutyKind.HANDOVER: _handover,
        DutyKind.RULE: _rule,
        DutyKind.CONFIRM: _confirm,
        DutyKind.ADVICE: _advice,
        DutyKind.MEASURE: _measure,
        DutyKind.DISPATCH: _dispatch,
        DutyKind.APPROVAL: _approval,
        DutyKind.RECEIVE: _receive,
        DutyKind.MEETING: _meeting,
        DutyKind.DECIDE: _decide,
        DutyKind.WORDS: _words,
        DutyKind.CALL: _call,
        DutyKind.MESSAGE: _message,
        DutyKind.REMEDY: _remedy,
        DutyKind.TELL_CUSTOMER: _tell,
        DutyKind.AUTHORITY: _authority,
        DutyKind.OVERDUE: _overdue,
    }
)
