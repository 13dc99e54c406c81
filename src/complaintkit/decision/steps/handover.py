"""Handing over: an offer, an answer, a lapse, a ruling. The giver stays accountable until somebody takes the case. F2-F5, F8, F9"""

from __future__ import annotations

from typing import Final

from complaintkit.decision.clocks.timing import lapse_time
from complaintkit.decision.draft import Draft
from complaintkit.decision.people.apart import check_left_out, colleagues, is_alone, left_out
from complaintkit.decision.people.escalation import raise_to_leader
from complaintkit.decision.people.meeting import answer_by_ruling
from complaintkit.decision.people.passing import (
    check_decline_reason,
    declined_out,
    find_waiting,
    had_before,
    lapsed_out,
)
from complaintkit.decision.people.routing import first_takers, is_fit, new_holder, successor
from complaintkit.decision.people.standing import holds, may_take
from complaintkit.decision.refusal import stranger
from complaintkit.decision.tables.effect import Place, deed_of
from complaintkit.model import commands as c
from complaintkit.model import events as e
from complaintkit.model.case import Case
from complaintkit.model.did_you_mean import nearest
from complaintkit.model.errors import InvalidInput, NotAllowed
from complaintkit.model.handover import SHIFT_CHANGE, Handover
from complaintkit.model.phrase import phrase
from complaintkit.model.wording import WORDS

COMPLAINED_ABOUT: Final = "complained-about"
"""Why a case moves, and why a leader hears of it: it has come to be about whoever had it. R6"""
RECUSED: Final = "recused"
"""The same where they turn out to be the customer. It does not say so: the ledger outlives what the customer has erased. R9"""


def offer(draft: Draft, command: c.OfferHandover) -> None:
    """Offer the case to somebody who never had it (F3)."""
    case = draft.case
    _check_receiver(draft, command.to)
    _check_new(draft, command.to, command.word)
    listed = _check_reason(draft, command.reason)
    draft.add(
        e.HandoverOffered(
            handover=draft.new_id("h"),
            giver=case.owner,
            receiver=command.to,
            reason=command.reason if listed else e.OWN_WORDS,
            words=None if listed else command.reason,
            note=command.note,
            lapses_at=lapse_time(draft.facts, case, command.to, command.reason),
        )
    )


def _check_new(draft: Draft, to: str, word: str) -> None:
    """Refuse to give a case to somebody who had it, whether they are offered it or take it for somebody else. F3"""
    if to in draft.case.owners:
        raise NotAllowed(command=word, reason=had_before(to), state=draft.case.state, allowed=("escalate",), rule="F3")


def _check_receiver(draft: Draft, to: str) -> None:
    staff = draft.facts.structure.organisation.staff
    if to not in staff:
        raise stranger(to, staff, field="to")
    if to == draft.case.owner:
        raise InvalidInput(
            field="to",
            reason=phrase("{to} is responsible already", to=to),
            next_step=phrase("Name somebody else."),
        )
    _check_fit(draft, to)


def _check_fit(draft: Draft, to: str) -> None:
    """Refuse somebody who has no say in the case (R6, R9), or is away for long (F8)."""
    case, facts = draft.case, draft.facts
    if is_fit(facts, case, to):
        return
    check_left_out(facts, case, to, field="to")
    raise InvalidInput(
        field="to",
        reason=phrase("{to} is away for long (F8)", to=to),
        next_step=phrase("Name {deputy}.", deputy=successor(facts, case, to)),
    )


def _check_reason(draft: Draft, reason: str) -> bool:
    """Refuse a reason that is not of the playbook's list; return False where it has none, and these are somebody's own words."""
    known = draft.facts.playbook.first_responsibility.handover_reasons
    if known and reason not in (*known, SHIFT_CHANGE):
        raise InvalidInput(
            field="reason",
            reason=phrase("{reason!r} is not a reason to hand over", reason=reason),
            next_step=nearest(reason, known, WORDS),
        )
    return bool(known) or reason == SHIFT_CHANGE


def _check_asked(draft: Draft, offer: Handover, word: str) -> None:
    """Refuse to answer for somebody else, but who acts for them. F2"""
    if not may_take(draft.facts, draft.case, offer.receiver):
        reason = phrase("it was offered to {staff}", staff=offer.receiver)
        raise NotAllowed(command=word, reason=reason, state=draft.case.state, allowed=(), rule="F2")


def accept(draft: Draft, command: c.AcceptHandover) -> None:
    """Take the case; the customer is told, and until then the giver keeps that duty (F9)."""
    found = find_waiting(draft.case.handovers, command.handover)
    taker = draft.facts.actor  # who was asked, or acts for them
    _check_new(draft, taker, command.word)
    _check_asked(draft, found, command.word)
    draft.add(e.OwnerChanged(owner=taker, previous=draft.case.owner, reason="handover"))
    draft.add(e.HandoverAccepted(handover=found.id, receiver=taker))
    if not draft.case.customer.reachable:
        draft.add(e.OwnerTold())


def decline(draft: Draft, command: c.DeclineHandover) -> None:
    """Refuse it for a reason of the closed list (F4); two refusals bring it to the leader (F3)."""
    found = find_waiting(draft.case.handovers, command.handover)
    _check_asked(draft, found, command.word)
    check_decline_reason(draft.facts, command.reason)
    draft.add(e.HandoverDeclined(handover=found.id, receiver=found.receiver, reason=command.reason, note=command.note))
    if declined_out(draft.facts, draft.case.handovers):
        with draft.desk_acts():  # the rule brings it up, not whoever declined
            raise_to_leader(draft, reason="declined-twice")


def lapse(draft: Draft, id_: str) -> None:
    """Let an offer lapse that nobody answered in time: the giver goes on, and the leader hears of it (F3)."""
    with draft.desk_acts():
        draft.add(e.HandoverLapsed(handover=id_))
        if lapsed_out(draft.facts, draft.case.handovers):
            raise_to_leader(draft, reason="handover-lapsed")


def rule(draft: Draft, command: c.RuleHandover) -> None:
    """Rule who is accountable from now on: a leader may; it ends bouncing and decides what came up so (F3)."""
    case = draft.case
    if not draft.facts.structure.is_leader_of(draft.facts.actor, case.owner, case.unit):
        reason = phrase("{actor} does not lead {owner}", actor=draft.facts.actor, owner=case.owner)
        raise NotAllowed(command=command.word, reason=reason, state=case.state, rule="F3")
    staff = draft.facts.structure.organisation.staff
    if command.to not in staff:
        raise stranger(command.to, staff, field="to")
    _check_fit(draft, command.to)
    waiting = case.handover.id if case.handover else None
    draft.add(e.HandoverRuled(to=command.to, handover=waiting, ruling=command.ruling))
    answer_by_ruling(draft, command.ruling)
    if command.to != case.owner:
        move(draft, command.to, reason="ruling")


def take_first(draft: Draft, command: c.Command) -> None:
    """Make whoever takes such matters first the owner, by the first thing that they do as one. S4.6

    First handling, and what else is theirs in another place than the owner's, leaves the case where it is. S1.7
    """
    facts, case, places = draft.facts, draft.case, deed_of(command.word).places
    if facts.actor not in first_takers(facts, case) or Place.OWNER not in places:
        return
    if not any(holds(facts, case, place) for place in places - {Place.OWNER}):
        move(draft, facts.actor, reason="taken-first")


def pass_over(draft: Draft) -> None:
    """Take the case, and what was offered, from who has come to have no say in it, by whatever command, intake too. R6, R9, S4.6

    The leader above hears of it. Where nobody else is there they keep it, on record.
    """
    before, case, facts = draft.before, draft.case, draft.facts
    if facts.quiet or not case.open:
        return
    _withdraw_offer(draft)
    owner, had = case.owner, before is not None and before.owner in left_out(facts, before)
    if owner in left_out(facts, case) and not (had and new_holder(facts, case, owner) == owner):
        leave_to_leader(draft)
        with draft.desk_acts():
            raise_to_leader(draft, reason=_why_apart(case, owner))
    elif before is not None and colleagues(facts, before.customer) != colleagues(facts, case.customer):
        with draft.desk_acts():  # nobody says quietly who has a say
            raise_to_leader(draft, reason=RECUSED)


def keep_out(draft: Draft) -> None:
    """Take the case from whom it turned out to be about; the leader above hears of it, whoever has the case. R6, F1

    What was offered to them is void once the command is carried out: `pass_over` sees to that after every one.
    """
    leave_to_leader(draft)
    with draft.desk_acts():
        raise_to_leader(draft, reason=COMPLAINED_ABOUT)


def leave_to_leader(draft: Draft) -> None:
    """Take the case from an owner who has no say in it: the leader above owns it; nobody where nobody else is. R6, R9, F1"""
    was = draft.case.owner
    owner = new_holder(draft.facts, draft.case, was)
    if owner != was:
        with draft.desk_acts():  # the rule takes it from them, not whoever acts
            move(draft, owner, reason=_why_apart(draft.case, was))


def _withdraw_offer(draft: Draft) -> None:
    """Make an offer void to who has come to have no say in the case, while anybody else works here. R6, R9"""
    facts, offer = draft.facts, draft.case.handover
    if offer is not None and offer.receiver in left_out(facts, draft.case) and not is_alone(facts, draft.case):
        draft.add(e.HandoverCancelled(handover=offer.id, reason=_why_apart(draft.case, offer.receiver)))


def _why_apart(case: Case, staff: str) -> str:
    return COMPLAINED_ABOUT if staff in case.complained_about else RECUSED


def drop_offer(draft: Draft) -> None:
    """Make an offer to hand over void, as the case is closed."""
    if draft.case.handover:
        draft.add(e.HandoverCancelled(handover=draft.case.handover.id, reason="closed"))


def move(draft: Draft, to: str, *, reason: str) -> None:
    """Move accountability without an offer: by a ruling, or because the owner is gone (F8)."""
    if draft.case.handover:
        draft.add(e.HandoverCancelled(handover=draft.case.handover.id, reason=reason))
    draft.add(e.OwnerChanged(owner=to, previous=draft.case.owner, reason=reason))
    if not draft.case.customer.reachable:
        draft.add(e.OwnerTold())
