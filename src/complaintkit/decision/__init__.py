"""Pure functions: (case, command, facts) to events. No storage, no plugins, no clock of its own."""

from complaintkit.decision.breach import as_of_now
from complaintkit.decision.decide import cover, decide, decide_due, record
from complaintkit.decision.draft import Draft
from complaintkit.decision.facts import Facts
from complaintkit.decision.guard import allowed
from complaintkit.decision.possible import possibilities
from complaintkit.decision.replay import LedgerEntry, rebuild
from complaintkit.decision.sight import sees

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
