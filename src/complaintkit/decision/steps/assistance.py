"""Help that is no handover: advice asked and given, somebody sent to look. F5, S1.7, S3.2"""

from __future__ import annotations

from complaintkit.decision.draft import Draft
from complaintkit.decision.people.apart import check_left_out
from complaintkit.decision.people.standing import was_asked, was_sent
from complaintkit.decision.refusal import READ_AGAIN, stranger
from complaintkit.model import commands as c
from complaintkit.model import events as e
from complaintkit.model.errors import ConflictError, NotAllowed, NotFound
from complaintkit.model.handover import Advice, Dispatch
from complaintkit.model.phrase import phrase


def _works_here(draft: Draft, staff: str, field: str) -> None:
    known = draft.facts.structure.organisation.staff
    if staff not in known:
        raise stranger(staff, known, field=field)


def ask_advice(draft: Draft, command: c.AskAdvice) -> None:
    """Ask somebody for advice; whoever asks stays accountable."""
    _works_here(draft, command.of, "of")
    draft.add(e.AdviceAsked(advice=draft.new_id("a"), of=command.of, question=command.question))


def give_advice(draft: Draft, command: c.GiveAdvice) -> None:
    """Record the advice of whoever was asked; it is given once."""
    found = _find_mine(draft, draft.case.advice, command.advice, command.word)
    draft.add(e.AdviceGiven(advice=found, answer=command.answer))


def dispatch(draft: Draft, command: c.Dispatch) -> None:
    """Send somebody to look, whatever is not known yet: a hazard doesn't wait. F5"""
    _works_here(draft, command.who, "who")
    check_left_out(draft.facts, draft.case, command.who, field="who")
    draft.add(e.Dispatched(dispatch=draft.new_id("d"), who=command.who, what=command.what))


def report_dispatch(draft: Draft, command: c.ReportDispatch) -> None:
    """Record the report of whoever was sent; it is given once."""
    found = _find_mine(draft, draft.case.dispatches, command.dispatch, command.word)
    draft.add(e.DispatchReported(dispatch=found, result=command.result))


def _find_mine(draft: Draft, known: tuple[Advice, ...] | tuple[Dispatch, ...], id_: str, word: str) -> str:
    found = next((one for one in known if one.id == id_), None)
    if found is None:
        raise NotFound(what="task", ref=id_, next_step=READ_AGAIN)
    person, done = (found.of, found.answered_at) if isinstance(found, Advice) else (found.who, found.done_at)
    if done:
        raise ConflictError(reason=phrase("it was answered already"), next_step=READ_AGAIN)
    mine = was_asked if isinstance(found, Advice) else was_sent
    if not mine(draft.facts, draft.case, person):
        reason = phrase("{person} was asked", person=person)
        raise NotAllowed(command=word, reason=reason, state=draft.case.state)
    return id_
