"""What each step must hold before it is taken, and what to bear in mind while taking it."""

from __future__ import annotations

import attrs

from complaintkit.model.read_only import read_only
from complaintkit.model.table import Table
from complaintkit.organisation import Words

__all__ = ["StepRule", "read_step"]


@attrs.frozen(kw_only=True, field_transformer=read_only)
class StepRule:
    """A step, by the door word of its command. `after_escalation` None: the same as always.

    `guidance` stands at the step for whoever takes it: emotion first, then content. S4.14
    """

    id: str
    requires: tuple[str, ...] = ()
    after_escalation: tuple[str, ...] | None = None
    guidance: Words = attrs.field(factory=dict)


def read_step(name: str, table: Table) -> StepRule:
    """Read one `[step.<name>]`, with `[step.<name>.after-escalation]` where more is needed then."""
    after = table.table("after-escalation")
    step = StepRule(
        id=name,
        requires=table.several("requires"),
        after_escalation=after.several("requires") if "after-escalation" in table else None,
        guidance=table.words("guidance"),
    )
    after.close()
    table.close()
    return step
