"""Whose a date is: theirs who were asked, sent, called, offered the case, or decide the matter; else the owner's. S0.12, F7"""

from __future__ import annotations

from complaintkit.decision.facts import Facts
from complaintkit.decision.people.routing import first_handlers
from complaintkit.decision.people.sight import deciders_of
from complaintkit.model.case import Case
from complaintkit.model.deadline import Deadline
from complaintkit.model.due import Within


def others_owing(facts: Facts, case: Case, deadline: Deadline) -> tuple[str, ...]:
    """Return who has to do what a date is about, where that is not the owner: nobody where it is."""
    if _is_of_first_handling(facts, deadline):
        called = first_handlers(facts, case)
        return () if case.owner in called else called
    people = (
        *((one.id, (one.who,)) for one in case.measures),
        *((one.id, (one.of,)) for one in case.advice),
        *((one.id, (one.who,)) for one in case.dispatches),
        *((one.id, (one.receiver,)) for one in case.handovers),
        *((one.id, deciders_of(facts, case, one)) for one in case.escalations if one.id == deadline.for_),
    )
    return tuple(who for id_, several in people if id_ == deadline.for_ for who in several if who != case.owner)


def _is_of_first_handling(facts: Facts, deadline: Deadline) -> bool:
    """Tell if a date takes its time from the category: only whoever is called for it can keep it. S1.7"""
    rule = facts.playbook.deadlines.get(deadline.name)
    return rule is not None and not isinstance(rule.within, Within)


def next_of_owner(facts: Facts, case: Case) -> Deadline | None:
    """Return the date that the owner has to keep next, what is late already first; None where they have none."""
    own = (one for one in case.open_deadlines if not others_owing(facts, case, one))
    return min(own, key=lambda one: one.due_at, default=None)
