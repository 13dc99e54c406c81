"""Upwards and sideways: when a case goes to a group or a leader, and how responsibility may pass. S1.8, F2-F7"""

from __future__ import annotations

import attrs

from complaintkit.calendars import Within
from complaintkit.organisation import Words

__all__ = ["EscalationRoute", "FirstResponsibility"]


@attrs.frozen(kw_only=True)
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
