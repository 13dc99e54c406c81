"""Approval: asked before anything is promised, bound to exactly what was asked, never one's own. F6, S4.6"""

from __future__ import annotations

from complaintkit.decision.draft import Draft
from complaintkit.decision.facts import Facts
from complaintkit.decision.money.authority import askers, check_currency, find_approver, may_go_beyond
from complaintkit.decision.money.budget import Limit
from complaintkit.decision.money.digest import digest
from complaintkit.decision.money.limit import limit_of
from complaintkit.decision.money.promise import standing_approvals
from complaintkit.decision.money.value import kept_values, values_of
from complaintkit.decision.people.routing import leaders_above
from complaintkit.decision.people.standing import approves_for
from complaintkit.model import commands as c
from complaintkit.model import events as e
from complaintkit.model.case import Case
from complaintkit.model.errors import ConflictError, NotAllowed, NotFound
from complaintkit.model.phrase import phrase
from complaintkit.model.remedy import Approval
from complaintkit.model.wording import limit_in_words


def ask_approval(draft: Draft, command: c.AskApproval) -> None:
    """Put a proposal before the lowest leader who may promise it; asked once while it waits."""
    facts, case = draft.facts, draft.case
    remedies = facts.records.proposal(command.proposal)
    if remedies is None or digest(case, remedies) != command.proposal:
        raise NotFound(
            what="proposal",
            ref=command.proposal,
            next_step=phrase("Offer it anew: it is of another round, or was never made."),
        )
    asked = next((one for one in standing_approvals(case) if one.id == command.proposal), None)
    if asked is not None:
        raise ConflictError(
            reason=phrase("{person} asked for it already", person=asked.giver), next_step=phrase("Read the case again.")
        )
    check_currency(facts, remedies)
    approver = find_approver(facts, case, facts.actor, remedies)
    draft.add(
        e.ApprovalAsked(
            proposal=command.proposal,
            giver=facts.actor,
            approver=approver,
            remedies=remedies,
            values=kept_values(remedies, values_of(facts, case, remedies)),
            note=command.note,
        )
    )


def _waiting(draft: Draft, id_: str) -> Approval:
    found = next((one for one in reversed(draft.case.approvals) if one.id == id_), None)
    if found is None:
        raise NotFound(what="proposal", ref=id_, next_step=phrase("Read the case again."))
    if found.state != "asked":
        state = phrase("approved") if found.state == "approved" else phrase("refused")
        raise ConflictError(
            reason=phrase("it was {state} already", state=state),
            next_step=phrase("Read the case again."),
        )
    return found


def _find_asked(draft: Draft, id_: str, word: str) -> Approval:
    """Return what waits for the actor's answer.

    Raises:
        NotAllowed: somebody else was asked. F6
    """
    found = _waiting(draft, id_)
    if not approves_for(draft.facts, draft.case, found.approver):
        raise NotAllowed(
            command=word, reason=phrase("{person} was asked", person=found.approver), state=draft.case.state, rule="F6"
        )
    return found


def approve(draft: Draft, command: c.Approve) -> None:
    """Approve it, as whoever was asked, who acts for them, or a leader above, within their own authority. F6

    Beyond every limit only on record. Who asked for something in this round is refused before (`permission/ready.py`).
    """
    found = _find_asked(draft, command.proposal, command.word)
    facts, case = draft.facts, draft.case
    if found.cycle != case.cycle:
        raise ConflictError(
            reason=phrase("it was asked for in another round"), next_step=phrase("Read the case again.")
        )
    limit = _limit(facts, case, found)
    if limit is not None and not may_go_beyond(facts, case, facts.actor):
        raise _beyond(facts, case, found, limit)
    if limit is not None:
        draft.add(e.ExceptionRecorded(rule="F6", command=command.word))
    draft.add(e.Approved(proposal=found.id))


def beyond_them(facts: Facts, case: Case) -> NotAllowed | None:
    """Return the refusal of somebody who may approve nothing of what they were asked; None where they may some of it. F6"""
    refused = None
    for found in case.approvals:
        if found.state == "asked" and found.cycle == case.cycle and approves_for(facts, case, found.approver):
            limit = _limit(facts, case, found)
            if limit is None or may_go_beyond(facts, case, facts.actor):
                return None
            refused = _beyond(facts, case, found, limit)
    return refused


def _limit(facts: Facts, case: Case, found: Approval) -> Limit | None:
    """Return what keeps the actor from promising this for its giver."""
    return limit_of(facts, case, facts.actor, found.remedies, giver=found.giver, approval=found)


def _next_above(facts: Facts, case: Case, found: Approval) -> str | None:
    """Return the next leader above the actor within whose limits it is."""
    above = (one for one in leaders_above(facts, case, facts.actor) if one not in askers(case))
    free = (
        one for one in above if limit_of(facts, case, one, found.remedies, giver=found.giver, approval=found) is None
    )
    return next(free, None)


def _beyond(facts: Facts, case: Case, found: Approval, limit: Limit) -> NotAllowed:
    said = phrase(
        "{who} may not promise as much: {left} is left ({limit})",
        who=facts.actor,
        left=limit.left,
        limit=limit_in_words(limit.name),
    )
    above = _next_above(facts, case, found)
    reason = phrase("{reason}; {person} may", reason=said, person=above) if above else said
    return NotAllowed(
        command="approve", reason=reason, state=case.state, allowed=("escalate", "refuse-approval"), rule="F6"
    )


def refuse_approval(draft: Draft, command: c.RefuseApproval) -> None:
    """Refuse it with a reason, so that the giver can tell the customer something."""
    found = _find_asked(draft, command.proposal, command.word)
    draft.add(e.ApprovalRefused(proposal=found.id, reason=command.reason))
