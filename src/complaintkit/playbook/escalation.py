"""Upwards and sideways: when a case goes to a group or a leader, and how responsibility may pass. S1.8, F2-F7"""

from __future__ import annotations

import attrs

from complaintkit.model.due import Within
from complaintkit.model.phrase import phrase
from complaintkit.model.read_only import read_only
from complaintkit.model.table import Table
from complaintkit.organisation import Words
from complaintkit.playbook._values import within

__all__ = ["EscalationRoute", "FirstResponsibility", "read_escalation", "read_first_responsibility"]


@attrs.frozen(kw_only=True, field_transformer=read_only)
class EscalationRoute:
    """For these reasons to this group or role, which meets within `meeting` of receiving it (F7)."""

    id: str
    title: Words
    when: tuple[str, ...]
    to: str
    meeting: Within | None = None
    tell_at_once: tuple[str, ...] = ()


@attrs.frozen(kw_only=True)
class FirstResponsibility:
    """How strictly responsibility passes. A playbook may be stricter than the core, never looser: F1-F9 stay on.

    `handover_reasons` empty: a handover gives its reason in free words.
    """

    decline_reasons: tuple[str, ...] = ("absent", "conflict-of-interest", "facts-missing", "beyond-skill", "overloaded")
    declines_before_leader: int = 2
    lapses_before_leader: int = 1
    handover_tells_customer: bool = True
    handover_reasons: tuple[str, ...] = ()


def read_escalation(name: str, table: Table) -> EscalationRoute:
    """Read one `[escalation.<name>]`."""
    table.require("when", '["plan-refused"]')
    route = EscalationRoute(
        id=name,
        title=table.words("title"),
        when=table.several("when"),
        to=table.text("to", '"..."'),
        meeting=table.read("meeting", within),
        tell_at_once=table.several("tell-at-once"),
    )
    table.close()
    return route


def read_first_responsibility(table: Table) -> FirstResponsibility:
    """Read `[first-responsibility]`, where every number may only be stricter than the core's. F3"""
    usual = FirstResponsibility()
    rules = FirstResponsibility(
        decline_reasons=table.several("decline-reasons") or usual.decline_reasons,
        declines_before_leader=_stricter(table, "declines-before-leader", usual.declines_before_leader),
        lapses_before_leader=_stricter(table, "lapses-before-leader", usual.lapses_before_leader),
        handover_tells_customer=table.flag("handover-tells-customer", default=True),
        handover_reasons=table.several("handover-reasons"),
    )
    if not rules.handover_tells_customer:
        table.wrong(
            "handover-tells-customer",
            phrase("the customer is told who took over: F9 can't be switched off"),
            phrase("Leave it true."),
        )
    table.close()
    return rules


def _stricter(table: Table, key: str, most: int) -> int:
    number = table.number(key, most)
    if not 1 <= number <= most:
        table.wrong(
            key,
            phrase("{number} is not between 1 and {most}", number=number, most=most),
            phrase("F3 may be made stricter, never looser."),
        )
    return number
