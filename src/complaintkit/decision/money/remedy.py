"""Carrying out what the customer agreed to: by an executor, or by hand; and taking it back. R10, S4.11

A promise goes promised -> ordered -> given; an executor that will not leaves it rejected, one of which nobody knows parked.
A kind that no executor carries out stays promised: the owner sees to it, and records that.
"""

from __future__ import annotations

from complaintkit.decision.draft import Draft
from complaintkit.decision.money.movable import MOVES, too_far
from complaintkit.decision.money.promise import promises_of
from complaintkit.decision.people.standing import works_alone
from complaintkit.decision.replay import LedgerEntry
from complaintkit.model import commands as c
from complaintkit.model import events as e
from complaintkit.model.errors import NotFound
from complaintkit.model.phrase import phrase
from complaintkit.model.remedy import PromisedRemedy


def place_orders(draft: Draft, line: LedgerEntry) -> None:
    """Order what was just agreed to from whoever carries it out; what was put right in person was given in person. R17"""
    if draft.facts.quiet or not draft.case.promises:
        return
    on_the_spot = isinstance(line.event, e.Settled) and line.event.agreed == "in-person"
    for promise in promises_of(draft, line):
        if promise.state != "promised":
            continue
        if promise.remedy.kind in draft.facts.executed:
            draft.add(e.RemedyOrdered(promise=promise.id, order=promise.id))
        elif on_the_spot:
            draft.add(e.RemedyGiven(promise=promise.id))


def _find_movable(draft: Draft, id_: str, word: str) -> PromisedRemedy:
    """Return the promise that a command is about; refuse what has got too far, or is not the actor's to move."""
    found = next((one for one in draft.case.promises if one.id == id_), None)
    if found is None:
        raise NotFound(
            what="promise",
            ref=id_,
            next_step=phrase("Read the case again: it names what was promised."),
        )
    if (refused := MOVES[word](draft.facts, draft.case, found)) is not None:
        raise refused
    return found


def give(draft: Draft, command: c.GiveRemedy) -> None:
    """Record that it was given by hand: at a till off the network, or because no executor carries out this kind."""
    promise = _find_movable(draft, command.promise, command.word)
    draft.add(e.RemedyGiven(promise=promise.id, reference=command.reference, note=command.note))


def order(draft: Draft, command: c.OrderRemedy) -> None:
    """Order it again. What was rejected gets a new key; what a person found not to have been carried out keeps its own."""
    promise = _find_movable(draft, command.promise, command.word)
    again = f"{promise.id}.{draft.case.seq + 1}" if promise.state == "rejected" else promise.order or promise.id
    draft.add(e.RemedyOrdered(promise=promise.id, order=again))


def reverse(draft: Draft, command: c.ReverseRemedy) -> None:
    """Call it off before it was given; after that, take it back: by the executor that gave it, or by hand, as two people say.

    A coupon's code is worth nothing from then on, so nobody's word is needed for that.
    """
    promise = _find_movable(draft, command.promise, command.word)
    if promise.state == "reversing" and not command.by_hand:
        raise too_far(promise)
    has_it = promise.state == "given" or (promise.state == "parked" and promise.reversal is not None)
    if has_it and promise.executor and not command.by_hand:
        key = promise.reversal or f"{promise.order}.reversal-{draft.case.seq + 1}"
        draft.add(e.ReversalOrdered(promise=promise.id, order=key, reason=command.reason))
    elif promise.coupon or promise.state == "reversal-claimed":
        draft.add(e.RemedyReversed(promise=promise.id, reason=command.reason))
    elif command.by_hand or promise.state in ("given", "parked"):
        _claim(draft, promise, command.reason)
    else:
        draft.add(e.RemedyReversed(promise=promise.id, reason=command.reason))


def _claim(draft: Draft, promise: PromisedRemedy, reason: str) -> None:
    """Record that somebody says they have it back; where nobody else works here that is enough, on record. R6"""
    if works_alone(draft.facts, draft.case):
        draft.add(e.ExceptionRecorded(rule="R6", command="reverse-remedy"))
        draft.add(e.RemedyReversed(promise=promise.id, reason=reason))
    else:
        draft.add(e.ReversalClaimed(promise=promise.id, reason=reason))
