"""Deadlines as a playbook would name them, for tests of clocks: one that has these and no others."""

from __future__ import annotations

import attrs

from complaintkit.decision.clocks.awaited import WAITS
from complaintkit.decision.clocks.next_step import NEXT
from complaintkit.decision.clocks.pledge import PLEDGES
from complaintkit.model.due import Within
from complaintkit.model.vocabulary import Kind
from complaintkit.playbook import DeadlineRule


def rules(matter, **named) -> None:
    """Give the playbook these deadlines and no others."""
    usual = {"title": {"en": "It"}, "starts": "received", "stops": ("resolved",), "within": "2 h", "kinds": tuple(Kind)}
    made = {}
    for name, fields in named.items():
        all_of_it = {**usual, **fields}
        for span in ("within", "warn"):
            if isinstance(all_of_it.get(span), str) and all_of_it[span] != "of category":
                all_of_it[span] = Within.parse(all_of_it[span])
        made[name] = DeadlineRule(id=name, **all_of_it)
    unperishable = {id_: attrs.evolve(one, evidence=None) for id_, one in matter.playbook.categories.items()}
    matter.rule(deadlines=made, categories=unperishable)


def clock(matter, name="it"):
    """The newest deadline of that name."""
    return [one for one in matter.case.deadlines if one.name == name][-1]


def states(matter) -> dict[str, str]:
    """What became of each deadline but the core's waits, pledges and next step, of which tests of their own tell."""
    return {one.name: one.state for one in matter.case.deadlines if one.name not in {*WAITS, *PLEDGES, NEXT.id}}
