"""Trainings 培训 of the playbook: for which roles, how often, for newcomers, and what waits for them. S0.15, S1.11, S2.11, S3.10"""

from __future__ import annotations

import attrs

from complaintkit.model.due import Within
from complaintkit.model.phrase import phrase
from complaintkit.model.read_only import read_only
from complaintkit.model.table import Table
from complaintkit.organisation import Words
from complaintkit.playbook import vocabulary
from complaintkit.playbook._values import within

__all__ = ["TrainingRule", "read_training"]


@attrs.frozen(kw_only=True, field_transformer=read_only)
class TrainingRule:
    """A training for some roles, held by a role: one each period (`every`), one for newcomers, within so long after they came.

    `gate` names the commands that somebody of these roles may not use until they have attended it, `gate_newcomers` those
    that only whoever came into them by a change of the organisation may not use until then.
    """

    id: str
    title: Words
    roles: tuple[str, ...]
    by: str
    every: str | None = None
    newcomers: bool = False
    within: Within | None = None
    gate: tuple[str, ...] = ()
    gate_newcomers: tuple[str, ...] = ()


def read_training(name: str, table: Table) -> TrainingRule:
    """Read one `[training.<name>]`."""
    table.require("for", '["agent"]')
    training = TrainingRule(
        id=name,
        title=table.words("title", required=True),
        roles=table.several("for"),
        by=table.text("by", '"..."'),
        every=table.one_of("every", vocabulary.PERIODS, "") or None,
        newcomers=table.flag("newcomers"),
        within=table.read("within", within),
        gate=table.several("gate"),
        gate_newcomers=table.several("gate-newcomers"),
    )
    if training.gate_newcomers and not training.newcomers:
        table.wrong(
            "gate-newcomers",
            phrase("no training is planned for newcomers"),
            phrase("Write newcomers = true, too."),
        )
    table.close()
    return training
