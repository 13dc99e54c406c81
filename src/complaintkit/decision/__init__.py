"""Pure functions: (case, command, facts) to events. No storage, no plugins, no clock of its own.

Names are loaded when they are first used: the tables, which `Desk` looks at when it is made, need none of them.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from complaintkit.decision.afterwards import begin_next, next_case, note_next
    from complaintkit.decision.decide import cover, decide_due, keep_apart, record, take_over
    from complaintkit.decision.draft import Draft
    from complaintkit.decision.facts import Facts
    from complaintkit.decision.history import Past, decide_history
    from complaintkit.decision.people.sight import sees
    from complaintkit.decision.permission.guard import allowed
    from complaintkit.decision.permission.possible import possibilities
    from complaintkit.decision.replay import LedgerEntry, rebuild
    from complaintkit.decision.steps.breach import as_of_now
    from complaintkit.decision.steps.intake import check_receiver
    from complaintkit.decision.steps.upgrade import opens_complaint

_WHERE = {
    "afterwards": "begin_next next_case note_next",
    "decide": "cover decide_due keep_apart record take_over",
    "draft": "Draft",
    "facts": "Facts",
    "history": "Past decide_history",
    "people.sight": "sees",
    "permission.guard": "allowed",
    "permission.possible": "possibilities",
    "replay": "LedgerEntry rebuild",
    "steps.breach": "as_of_now",
    "steps.intake": "check_receiver",
    "steps.upgrade": "opens_complaint",
}
_MODULES = {name: module for module, names in _WHERE.items() for name in names.split()}

__all__ = [
    "Draft",
    "Facts",
    "LedgerEntry",
    "Past",
    "allowed",
    "as_of_now",
    "begin_next",
    "check_receiver",
    "cover",
    "decide_due",
    "decide_history",
    "keep_apart",
    "next_case",
    "note_next",
    "opens_complaint",
    "possibilities",
    "rebuild",
    "record",
    "sees",
    "take_over",
]


def __getattr__(name: str) -> object:
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found: object = getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)
    globals()[name] = found
    return found
