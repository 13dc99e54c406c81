"""Approval: asked before anything is promised, bound to exactly what was asked, never one's own. F6, S4.6"""

from __future__ import annotations

from complaintkit.decision.authority import find_approver, limit_of
from complaintkit.decision.digest import digest
from complaintkit.decision.draft import Draft
from complaintkit.decision.standing import approves_for
from complaintkit.model import commands as c
from complaintkit.model import events as e
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
    if any(one.id == command.proposal and one.state != "refused" for one in case.approvals):
        raise ConflictError(
            reason=phrase("it was asked for already"),
            next_step=phrase("Read the case again."),
        )
    approver = find_approver(facts, case, facts.actor, remedies)
    draft.add(
        e.ApprovalAsked(
            proposal=command.proposal, giver=facts.actor, approver=approver, remedies=remedies, note=command.note
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
    if not (draft.facts.actor == found.giver or approves_for(draft.facts, draft.case, found.approver)):
        raise NotAllowed(
            command=word, reason=phrase("{person} was asked", person=found.approver), state=draft.case.state, rule="F6"
        )
    return found


def approve(draft: Draft, command: c.Approve) -> None:
    """Approve it, as whoever was asked, who acts for them, or a leader above, within their own authority; never the giver. F6"""
    found = _find_asked(draft, command.proposal, command.word)
    facts, case = draft.facts, draft.case
    if facts.actor == found.giver:
        raise NotAllowed(
            command=command.word,
            reason=phrase("nobody approves their own"),
            state=case.state,
            rule="R6",
        )
    limit = limit_of(facts, case, facts.actor, found.remedies)
    if limit is not None:
        raise NotAllowed(
            command=command.word,
            reason=phrase(
                "{who} may not promise as much: {left} is left ({limit})",
                who=facts.actor,
                left=limit.left,
                limit=limit_in_words(limit.name),
            ),
            state=case.state,
            rule="F6",
        )
    draft.add(e.Approved(proposal=found.id))


def refuse_approval(draft: Draft, command: c.RefuseApproval) -> None:
    """Refuse it with a reason, so that the giver can tell the customer something."""
    found = _find_asked(draft, command.proposal, command.word)
    draft.add(e.ApprovalRefused(proposal=found.id, reason=command.reason))
