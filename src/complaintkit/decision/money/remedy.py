"""Carrying out what the customer agreed to: by an executor, or by hand; and taking it back. R10, S4.11

A promise goes promised -> ordered -> given; an executor that will not leaves it rejected, one of which nobody knows parked.
A kind that no executor carries out stays promised: the owner sees to it, and records that.
"""

from __future__ import annotations

from complaintkit.decision.draft import Draft
from complaintkit.decision.money.limit import could_approve
from complaintkit.decision.money.promise import promises_of
from complaintkit.decision.people.standing import holds, is_second, works_alone
from complaintkit.decision.refusal import READ_AGAIN, no_right
from complaintkit.decision.replay import LedgerEntry
from complaintkit.decision.tables.effect import Place, right_of
from complaintkit.model import commands as c
from complaintkit.model import events as e
from complaintkit.model.errors import ConflictError, InvalidInput, NotAllowed, NotFound, NotResponsible
from complaintkit.model.outbox import OutboxState
from complaintkit.model.phrase import phrase
from complaintkit.model.remedy import PromisedRemedy
from complaintkit.model.wording import PROMISES, word_in

_GIVABLE = frozenset({"promised", "ordered", "rejected", "parked", "reversal-claimed"})
_UNDER_WAY = frozenset({OutboxState.STARTED, OutboxState.IN_DOUBT})


def place_orders(draft: Draft, line: LedgerEntry) -> None:
    """Order what was just agreed to from whoever carries it out; what was put right in person was given in person. R17"""
    event = line.event
    agreed = isinstance(event, e.Settled) or (isinstance(event, e.PlanAnswered) and event.accepted)
    if not agreed or draft.facts.quiet:
        return
    on_the_spot = isinstance(event, e.Settled) and event.agreed == "in-person"
    for promise in promises_of(draft, line):
        if promise.state != "promised":
            continue
        if promise.remedy.kind in draft.facts.executed:
            draft.add(e.RemedyOrdered(promise=promise.id, order=promise.id))
        elif on_the_spot:
            draft.add(e.RemedyGiven(promise=promise.id))


def _find(draft: Draft, id_: str) -> PromisedRemedy:
    found = next((one for one in draft.case.promises if one.id == id_), None)
    if found is None:
        raise NotFound(
            what="promise",
            ref=id_,
            next_step=phrase("Read the case again: it names what was promised."),
        )
    return found


def is_under_way(draft: Draft, promise: PromisedRemedy) -> bool:
    """Return whether a promise is being carried out right now, or nobody knows yet what became of it."""
    return draft.facts.records.order_state(promise.id) in _UNDER_WAY


def _check_idle(draft: Draft, promise: PromisedRemedy) -> None:
    """Refuse to give, call off or order beside it what is with an executor: that is how customers are paid twice.

    Raises:
        ConflictError: it is under way.
    """
    if is_under_way(draft, promise):
        raise ConflictError(
            reason=phrase("it is being carried out, and nobody knows yet whether it was"),
            next_step=phrase("Whoever carries it out is asked; wait for the answer."),
        )


def _refused(promise: PromisedRemedy) -> ConflictError:
    state = word_in(PROMISES, promise.state)
    return ConflictError(reason=phrase("it is {state}", state=state), next_step=READ_AGAIN)


def give(draft: Draft, command: c.GiveRemedy) -> None:
    """Record that it was given by hand: at a till off the network, or because no executor carries out this kind."""
    promise = _find(draft, command.promise)
    _check_idle(draft, promise)
    if promise.state not in _GIVABLE:
        raise _refused(promise)
    draft.add(e.RemedyGiven(promise=promise.id, reference=command.reference, note=command.note))


def order(draft: Draft, command: c.OrderRemedy) -> None:
    """Order it again. What was rejected gets a new key; what a person found not to have been carried out keeps its own."""
    promise = _find(draft, command.promise)
    _check_idle(draft, promise)
    if promise.state not in ("promised", "rejected", "parked"):
        raise _refused(promise)
    if promise.reversal:
        raise ConflictError(
            reason=phrase("it is about taking it back"),
            next_step=phrase("Use reverse-remedy."),
        )
    if promise.remedy.kind not in draft.facts.executed:
        raise InvalidInput(
            field="promise",
            reason=phrase("no executor carries this out here"),
            next_step=phrase("Give it by hand and record that (give-remedy)."),
        )
    again = f"{promise.id}.{draft.case.seq + 1}" if promise.state == "rejected" else promise.order or promise.id
    draft.add(e.RemedyOrdered(promise=promise.id, order=again))


def reverse(draft: Draft, command: c.ReverseRemedy) -> None:
    """Call it off before it was given; after that, take it back: by the executor that gave it, or by hand, as two people say."""
    promise = _find(draft, command.promise)
    _check_idle(draft, promise)
    if promise.state != "reversal-claimed":
        _check_owner(draft, command.word)
    if promise.state in ("reserved", "released", "reversed") or promise.remedy.kind in _SPOKEN:
        raise _refused(promise)
    if promise.state == "reversing" and not command.by_hand:
        raise _refused(promise)
    has_it = promise.state == "given" or (promise.state == "parked" and promise.reversal is not None)
    if has_it and promise.executor and not command.by_hand:
        key = promise.reversal or f"{promise.order}.reversal-{draft.case.seq + 1}"
        draft.add(e.ReversalOrdered(promise=promise.id, order=key, reason=command.reason))
    elif promise.state == "reversal-claimed":
        _confirm(draft, promise, command.reason)
    elif command.by_hand or promise.state in _MAY_HAVE_IT:
        _claim(draft, promise, command.reason)
    else:
        draft.add(e.RemedyReversed(promise=promise.id, reason=command.reason))


def _check_owner(draft: Draft, word: str) -> None:
    """Refuse to whoever may only confirm what another said: it is the owner's to call something off or take it back.

    Raises:
        NotResponsible: somebody else is accountable.
        NotAllowed: no role of theirs may.
    """
    facts, case = draft.facts, draft.case
    if facts.system:
        return
    if not holds(facts, case, Place.OWNER):
        raise NotResponsible(by=facts.actor, command=word, owner=case.owner, number=case.number)
    if not facts.structure.may(facts.actor, right_of(word)):
        raise no_right(facts.actor, word, state=case.state)


def _claim(draft: Draft, promise: PromisedRemedy, reason: str) -> None:
    """Record that somebody says they have it back; where nobody else works here that is enough, on record. R6"""
    if works_alone(draft.facts, draft.case):
        draft.add(e.ExceptionRecorded(rule="R6", command="reverse-remedy"))
        draft.add(e.RemedyReversed(promise=promise.id, reason=reason))
    else:
        draft.add(e.ReversalClaimed(promise=promise.id, reason=reason))


def _confirm(draft: Draft, promise: PromisedRemedy, reason: str) -> None:
    """Take a second person's word that it is back: of who was asked, who leads whoever said it, or could approve as much.

    Raises:
        ConflictError: it is the same person's, or a program's.
        NotAllowed: it is beyond them.
    """
    if draft.facts.system or draft.facts.actor == promise.claimed_by:
        raise ConflictError(
            reason=phrase(
                "{person} said that it is back, and another person has to confirm it", person=promise.claimed_by
            ),
            next_step=phrase("Have a colleague look, who then uses reverse-remedy."),
        )
    if not _is_weighty(draft, promise):
        raise NotAllowed(
            command="reverse-remedy",
            reason=phrase("{person} may not approve as much, nor leads whoever said it", person=draft.facts.actor),
            state=draft.case.state,
            allowed=("escalate",),
            rule="F6",
        )
    draft.add(e.RemedyReversed(promise=promise.id, reason=reason))


def _is_weighty(draft: Draft, promise: PromisedRemedy) -> bool:
    """Tell if the actor's are a second pair of eyes: they were asked, lead the first, or could approve the value. F6"""
    facts, case = draft.facts, draft.case
    return (
        is_second(facts, case, "reverse-remedy")
        or facts.structure.is_leader_of(facts.actor, promise.claimed_by or promise.giver, case.unit)
        or could_approve(facts, case, facts.actor, promise)
    )


_MAY_HAVE_IT = frozenset({"given", "parked", "reversing"})
_SPOKEN = frozenset({"apology", "coupon", "discount"})  # words stay said; a coupon is voided at the till
