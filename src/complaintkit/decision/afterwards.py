"""What is said of a case that is filed, by customer or authority, opens one that follows it: same customer, unit. R5, R14, R19"""

from __future__ import annotations

from collections.abc import Iterator

import attrs

from complaintkit.decision.decide import decide, record
from complaintkit.decision.draft import Draft
from complaintkit.decision.facts import Facts
from complaintkit.decision.people.apart import left_out
from complaintkit.decision.permission import guard
from complaintkit.model import commands as c
from complaintkit.model import events as e
from complaintkit.model.case import FOLLOWED, FOLLOWS, Case
from complaintkit.model.complaining import complains
from complaintkit.model.docket import Docket
from complaintkit.model.errors import ConflictError
from complaintkit.model.issue import FIRST, Issue
from complaintkit.model.phrase import phrase
from complaintkit.model.vocabulary import Kind


def next_case(case: Case, command: c.HearCustomer | c.RecordDocket, facts: Facts) -> c.Receive:
    """Return the command that begins the case of these words, or of an authority's docket: it has what the customer said. R19

    A unit that is closed by now gives its cases to the one around it; a category that is gone has to be found anew.

    Raises:
        NotFound: the actor may not see the filed case. R20
        ConflictError: the docket is on record there, with that date: nothing new came.
    """
    guard.check(Draft(facts, case, lambda *_: None), command)
    units = facts.structure.organisation.units
    around = (one for one in facts.structure.unit_path(case.unit) if not units[one].closed)
    docket = command.docket if isinstance(command, c.RecordDocket) else None
    if docket is not None:
        _check_new(case, docket)
    text, via = (
        (command.text, command.via) if isinstance(command, c.HearCustomer) else (_said_before(case, command), None)
    )
    from_channel = facts.system or via in facts.playbook.channels
    return c.Receive(
        text=text,
        channel=via if via and from_channel else case.channel,
        docket=docket,
        customer=case.customer,
        kind=Kind.COMPLAINT if docket is not None or complains(text) else case.kind,
        unit=next(around, None),
        category=case.category,
        wanted=case.wanted,
        about_staff=case.about_staff if case.about_staff in facts.structure.organisation.staff else None,
        issues=tuple(_about_others(case, facts)),
        purchase=case.purchase,
        items=case.items,
        fields=case.fields,
    )


def _about_others(case: Case, facts: Facts) -> Iterator[Issue]:
    """Yield the further issues that are about somebody who works here: they have no part in what follows either. R6, R7"""
    for one in case.raised:
        if one.id != FIRST and one.about_staff in facts.structure.organisation.staff:
            known = one.category if one.category in facts.playbook.categories else None
            yield Issue(one.text or case.number, category=known, about_staff=one.about_staff)


def _check_new(case: Case, docket: Docket) -> None:
    """Refuse a docket that a filed case has already, with the same date to answer by: nothing new came."""
    known = ((one.docket.authority, one.docket.number, one.docket.answer_by) for one in case.authority_cases)
    if (docket.authority, docket.number, docket.answer_by) in known:
        raise ConflictError(
            reason=phrase("{docket} is on record, and the case is filed", docket=docket.number),
            next_step=phrase("Record the outcome, or the new date that the authority names."),
        )


def _said_before(case: Case, command: c.RecordDocket) -> str:
    """Return what the customer said: an authority has the same matter. Of an erased case its number there is all there is."""
    return case.text or f"{command.docket.authority} {command.docket.number}"


def begin_next(case: Case, receive: c.Receive, facts: Facts) -> Draft:
    """Decide the beginning of the case that follows; `facts` are those of the beginning.

    Whoever wrote the words down is responsible for them, where they may receive; else, and where nobody did, whoever had the
    first case, while they work there. F9
    """
    person = facts.person if case.erased else case.person
    receive = receive if receive.category in facts.playbook.categories else attrs.evolve(receive, category=None)
    facts = attrs.evolve(facts, person=person, owner=_last_owner(case, facts), follows=True)
    draft = decide(None, receive, facts)
    draft.add(e.Linked(to=case.number, relation=FOLLOWS))
    return draft


def note_next(case: Case, number: str, facts: Facts) -> Draft:
    """Note on the filed case which one follows it; its owner hears of it."""
    return record(case, facts, e.Linked(to=number, relation=FOLLOWED))


def _last_owner(case: Case, facts: Facts) -> str | None:
    """Return who had the filed case, where they still can have one: never whoever it is about (R6)."""
    structure, owner = facts.structure, case.owner
    away = structure.absence(owner, facts.now)
    path = set(structure.unit_path(case.unit))
    if owner in left_out(facts, case) or owner not in structure.organisation.staff or (away and away.long):
        return None
    works_there = not path.isdisjoint(structure.units_of(owner))
    return owner if works_there and structure.may(owner, "receive") else None
