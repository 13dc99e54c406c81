"""What each step must hold before it is taken, and what to bear in mind while taking it."""

from __future__ import annotations

import attrs

from complaintkit.organisation import Words

__all__ = ["StepRule"]


@attrs.frozen(kw_only=True)
class StepRule:
    """A step, by the door word of its command. `after_escalation` None: the same as always.

    `guidance` stands at the step for whoever takes it: emotion first, then content. S4.14
    """

    id: str
    requires: tuple[str, ...] = ()
    after_escalation: tuple[str, ...] | None = None
    guidance: Words = attrs.field(factory=dict)
