"""What a customer says of a case that is filed opens one that follows it: same customer, unit and goods. R14, F9, S0.2"""

from __future__ import annotations

from typing import Final

import attrs

from complaintkit.decision.decide import decide, record
from complaintkit.decision.draft import Draft
from complaintkit.decision.facts import Facts
from complaintkit.decision.permission import guard
from complaintkit.model import commands as c
from complaintkit.model import events as e
from complaintkit.model.case import Case

FOLLOWS: Final = "follows"
FOLLOWED: Final = "followed-by"


def next_case(case: Case, command: c.HearCustomer, facts: Facts) -> c.Receive:
    """Return the command that begins the case of these words.

    A unit that is closed by now gives its cases to the one around it; a category that is gone has to be found anew.

    Raises:
        NotFound: the actor may not see the filed case. R20
    """
    guard.check(Draft(facts, case, lambda *_: None), command)
    units = facts.structure.organisation.units
    around = (one for one in facts.structure.unit_path(case.unit) if one in units and not units[one].closed)
    from_channel = facts.system or command.via in facts.playbook.channels
    return c.Receive(
        text=command.text,
        channel=command.via if command.via and from_channel else case.channel,
        customer=case.customer,
        kind=case.kind,
        unit=next(around, None),
        category=case.category,
        wanted=case.wanted,
        about_staff=case.about_staff if case.about_staff in facts.structure.organisation.staff else None,
        purchase=case.purchase,
        items=case.items,
        fields=case.fields,
    )


def begin_next(case: Case, receive: c.Receive, facts: Facts) -> Draft:
    """Decide the beginning of the case that follows; `facts` are those of the beginning.

    Whoever wrote the words down is responsible for them, where they may receive; else, and where nobody did, whoever had the
    first case, while they work there. F9
    """
    person = facts.person if case.erased else case.person
    known = receive.category is None or receive.category in facts.playbook.categories
    receive = receive if known else attrs.evolve(receive, category=None)
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
    if owner == case.complained_about or owner not in structure.organisation.staff or (away and away.long):
        return None
    works_there = not path.isdisjoint(structure.units_of(owner))
    return owner if works_there and structure.may(owner, "receive") else None
