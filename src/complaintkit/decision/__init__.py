"""Pure functions: (case, command, facts) to events. No storage, no plugins, no clock of its own."""

from complaintkit.decision.decide import cover, decide, decide_due, record
from complaintkit.decision.draft import Draft
from complaintkit.decision.facts import Facts
from complaintkit.decision.people.sight import sees
from complaintkit.decision.permission.guard import allowed
from complaintkit.decision.permission.possible import possibilities
from complaintkit.decision.replay import LedgerEntry, rebuild
from complaintkit.decision.steps.breach import as_of_now

__all__ = [
    "Draft",
    "Facts",
    "LedgerEntry",
    "allowed",
    "as_of_now",
    "cover",
    "decide",
    "decide_due",
    "possibilities",
    "rebuild",
    "record",
    "sees",
]
