"""The external route: the customer is told where to turn, and the cases that authorities have are answered. R8, R19"""

from __future__ import annotations

from datetime import datetime

from complaintkit.decision.clocks.dated import dated
from complaintkit.decision.draft import Draft
from complaintkit.decision.people.apart import check_left_out
from complaintkit.decision.people.routing import people_there
from complaintkit.decision.permission.guard import check_deed
from complaintkit.decision.refusal import future, stranger
from complaintkit.decision.steps.handover import drop_offer
from complaintkit.decision.tables.effect import AMENDS_DOCKET, PUTS_OFF_DOCKET
from complaintkit.model import commands as c
from complaintkit.model import events as e
from complaintkit.model.case import Case
from complaintkit.model.did_you_mean import nearest
from complaintkit.model.docket import AuthorityCase, Docket
from complaintkit.model.errors import InvalidInput, NotFound
from complaintkit.model.phrase import joined, phrase, spoken


def refer(draft: Draft, command: c.Refer) -> None:
    """Record the external route that the customer was told: one of the playbook's bodies, where it names any. R8"""
    bodies = draft.facts.playbook.bodies
    if bodies and command.authority not in bodies:
        raise InvalidInput(
            field="authority",
            reason=phrase("{word!r} is no body of {book}", word=command.authority, book=draft.facts.playbook),
            next_step=nearest(command.authority, bodies, {one.id: spoken(one.title) for one in bodies.values()}),
        )
    drop_offer(draft)
    draft.add(e.Referred(authority=command.authority, told=command.told))


def record_docket(draft: Draft, command: c.RecordDocket) -> None:
    """Record that an authority has the complaint, who answers it and by when. R19

    Raises:
        InvalidInput: it is dated in the future; the answerer does not work here, or the complaint is about them.
        NotResponsible: it puts off what the authority waits for, which is for somebody above the owner.
        NotAllowed: it changes what is on record, and the complaint is about them. R6
    """
    known = _find(draft.case, command.docket)
    before = _due_at(draft, known)
    add_docket(draft, command.docket)
    now = _find(draft.case, command.docket)
    after = _due_at(draft, now)
    if before is not None and (after is None or after > before):
        check_deed(draft, command.word, PUTS_OFF_DOCKET)
    elif known is not None and now is not None and known.docket != now.docket:
        check_deed(draft, command.word, AMENDS_DOCKET)


def add_docket(draft: Draft, docket: Docket) -> None:
    """Put a docket on record; who answers it is named by it, or by the body's role, else it is the owner's."""
    facts = draft.facts
    staff = facts.structure.organisation.staff
    if docket.dated is not None and docket.dated > facts.now:
        raise future(facts, docket.dated, unit=draft.case.unit, field="docket.dated")
    if docket.answerer is not None and docket.answerer not in staff:
        raise stranger(docket.answerer, staff, field="docket.answerer")
    if docket.answerer is not None:
        check_left_out(facts, draft.case, docket.answerer, field="docket.answerer")
    draft.add(
        e.DocketRecorded(
            number=docket.number,
            authority=docket.authority,
            dated=docket.dated,
            answer_by=docket.answer_by,
            answerer=docket.answerer or _of_role(draft, docket.authority),
        )
    )


def _find(case: Case, docket: Docket) -> AuthorityCase | None:
    """Return what is on record of a docket, by its authority and number."""
    known = (one for one in case.authority_cases if one.docket.number == docket.number)
    return next((one for one in known if one.docket.authority == docket.authority), None)


def _due_at(draft: Draft, known: AuthorityCase | None) -> datetime | None:
    """Return by when an authority has our answer, while it is owed; None where it is not, or there is no date."""
    if known is None or not known.open:
        return None
    found = (one for one in dated(draft.facts, draft.case) if one.start.seq == known.seq)
    return next((one.due_at for one in found), None)


def _of_role(draft: Draft, authority: str) -> str | None:
    """Return who holds the role that answers this body now; None where the playbook names none."""
    body = draft.facts.playbook.bodies.get(authority)
    people = people_there(draft.facts, draft.case, body.answered_by) if body and body.answered_by else ()
    return next(iter(people), None)


def answer(draft: Draft, command: c.AnswerAuthority) -> None:
    """Record our answer to an authority; its clock is met. R19"""
    docket = _named(draft, command.docket, [one for one in draft.case.authority_cases if one.open])
    draft.add(e.AuthorityAnswered(docket=docket.number, authority=docket.authority, text=command.text))


def record_outcome(draft: Draft, command: c.RecordOutcome) -> None:
    """Record how it ended there; what was not answered needs no answer any more. R8, R19"""
    docket = _named(draft, command.docket, draft.case.authority_cases)
    draft.add(
        e.OutcomeRecorded(docket=docket.number, authority=docket.authority, outcome=command.outcome, text=command.text)
    )


def _named(draft: Draft, number: str | None, among: tuple[AuthorityCase, ...] | list[AuthorityCase]) -> Docket:
    """Return the docket of this number, or the only one."""
    fitting = [one.docket for one in among if number in (None, one.docket.number)]
    if len(fitting) == 1:
        return fitting[0]
    if not fitting:
        raise NotFound(
            what="docket",
            ref=number or draft.case.number,
            next_step=phrase("Name one of {numbers}.", numbers=joined(one.docket.number for one in among)),
        )
    raise InvalidInput(
        field="docket",
        reason=phrase("there are several: {numbers}", numbers=joined(one.number for one in fitting)),
        next_step=phrase("Say which one."),
    )
