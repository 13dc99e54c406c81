"""The customer's word as staff took it down: marked, confirmed to the customer, and undone where they object. R9"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from complaintkit.decision.draft import Draft
from complaintkit.decision.people.escalation import raise_to_leader
from complaintkit.decision.refusal import READ_AGAIN
from complaintkit.decision.steps.closing import cover_reopened
from complaintkit.decision.steps.handover import leave_to_leader
from complaintkit.decision.steps.work import start_cycle
from complaintkit.decision.tables.effect import DEEDS, Effect, deed_of
from complaintkit.model import commands as c
from complaintkit.model import events as e
from complaintkit.model.case import Case, Quote
from complaintkit.model.errors import ConflictError, NotFound
from complaintkit.model.phrase import phrase
from complaintkit.model.vocabulary import Kind, State

OBJECTED = "objected"
SETTLED = "settled"
ENDING: Final = frozenset({SETTLED, "withdrawn", "satisfied"})
"""What ends a case, or lets it be filed, if the customer has said it."""
_REPLACED = "contact-replaced"
_UNSAID = "not-said"


def _satisfaction(case: Case, _: c.AnswerSurvey | c.RecordFollowUp) -> str | None:
    """Return what they said of the handling, as the procedure reads their scores; None where they were not reached."""
    said = case.surveys[-1].satisfied
    return None if said is None else "satisfied" if said else "dissatisfied"


def _content(case: Case, _: c.Settle) -> str | None:
    """Return that they are content with what was put right on the spot; of a question nobody has to be. R17"""
    return SETTLED if case.kind is Kind.COMPLAINT else None


_SAID: Mapping[str, Callable[[Case, Any], str | None]] = {
    "settle": _content,
    "withdraw": lambda _, __: "withdrawn",
    "answer-plan": lambda _, command: "plan-agreed" if command.accepted else "plan-refused",
    "answer-survey": _satisfaction,
    "record-follow-up": _satisfaction,
}
"""What the customer is taken to have said, by the command that takes it down."""


def _check() -> None:
    """Refuse a command that speaks for the customer and does not say what it has them say."""
    speaking = {word for word, deed in DEEDS.items() if Effect.SPEAKS in deed.effects}
    if speaking != _SAID.keys():
        raise TypeError(f"what customers are quoted with: {speaking ^ _SAID.keys()}")


_check()


def quote(draft: Draft, command: c.Command, *, before: State) -> None:
    """Mark what somebody else than the customer had them say, to whom, by which medium; `before` is the state it found. R9"""
    facts = draft.facts
    if facts.customer or facts.quiet or Effect.SPEAKS not in deed_of(command.word).effects:
        return
    said = _SAID[command.word](draft.case, command)
    if said is not None:
        via = getattr(command, "via", None) or getattr(command, "agreed", None) or _UNSAID
        draft.add(
            e.CustomerQuoted(
                quote=draft.new_id("q"),
                quoted=said,
                told_to=facts.actor,
                via=via,
                before=str(before),
                plan=getattr(command, "plan", None),
            )
        )
        _have_it_confirmed(draft, said)


def _have_it_confirmed(draft: Draft, said: str) -> None:
    """Bring a word that ends a case to the leader where staff replaced the contact by which the customer would object. R9"""
    if draft.case.contact_replaced and said in ENDING:
        with draft.desk_acts():
            raise_to_leader(draft, reason=_REPLACED)


def object_to(draft: Draft, command: c.Object) -> None:
    """Undo what the customer did not say: the case is where it was, its clocks run from their start, owner and leader hear of it.

    What was promised and fell with it is promised anew, in the next round; what they agreed to counts as not answered.
    """
    found = _find(draft.case, command.quote)
    archived = not draft.case.open
    anew = _needs_a_round(draft.case, found)
    draft.add(e.Objected(quote=found.id, quoted=found.quoted, text=command.text, via=command.via))
    if anew:
        start_cycle(draft, cause=OBJECTED, disputed=False)
    if archived and draft.case.open:
        cover_reopened(draft)
    elif found.quoted == SETTLED:
        leave_to_leader(draft)
    if draft.case.open:
        with draft.desk_acts():
            raise_to_leader(draft, reason=OBJECTED)


def _find(case: Case, id_: str | None) -> Quote:
    """Return the quote that is objected to: the one named, else the newest that stands."""
    if id_ is None:
        return case.quote or case.quotes[-1]  # the guard has seen that one stands
    found = next((one for one in case.quotes if one.id == id_), None)
    if found is None:
        raise NotFound(what="quote", ref=id_, next_step=READ_AGAIN)
    if found.objected_at:
        raise ConflictError(reason=phrase("the customer objected to it already"), next_step=READ_AGAIN)
    return found


def _needs_a_round(case: Case, quote: Quote) -> bool:
    """Tell if the work begins a round anew: an agreement is gone, or promises were called off when it was taken back."""
    if quote.cycle != case.cycle:
        return False
    if quote.quoted == "plan-agreed":
        return True
    promised = case.plan is not None and bool(case.plan.remedies)
    return quote.quoted == "withdrawn" and quote.before in (State.PLAN_OFFERED, State.EXECUTING) and promised
