"""Whose a date is: theirs who were asked, sent, offered the case, or have the matter before them; else the owner's. S0.12, F7"""

from __future__ import annotations

from complaintkit.decision.facts import Facts
from complaintkit.decision.people.sight import deciders_of
from complaintkit.model.case import Case
from complaintkit.model.deadline import Deadline


def others_owing(facts: Facts, case: Case, deadline: Deadline) -> tuple[str, ...]:
    """Return who has to do what a date is about, where that is not the owner: nobody where it is."""
    people = (
        *((one.id, (one.who,)) for one in case.measures),
        *((one.id, (one.of,)) for one in case.advice),
        *((one.id, (one.who,)) for one in case.dispatches),
        *((one.id, (one.receiver,)) for one in case.handovers),
        *((one.id, deciders_of(facts, case, one)) for one in case.escalations if one.id == deadline.for_),
    )
    return tuple(who for id_, several in people if id_ == deadline.for_ for who in several if who != case.owner)


def next_of_owner(facts: Facts, case: Case) -> Deadline | None:
    """Return the date that the owner has to keep next, what is late already first; None where they have none."""
    own = (one for one in case.open_deadlines if not others_owing(facts, case, one))
    return min(own, key=lambda one: one.due_at, default=None)
