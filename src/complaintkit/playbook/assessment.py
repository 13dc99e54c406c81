"""Assessments 考核 of the playbook: of whom, by whom, how often, by which list of standards. S3.11, S3.15, S4.5"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import attrs

from complaintkit.model.due import Within
from complaintkit.model.read_only import read_only
from complaintkit.model.table import Table
from complaintkit.organisation import Words
from complaintkit.playbook import vocabulary
from complaintkit.playbook._values import within

__all__ = ["UNITS", "AssessmentRule", "read_assessment"]

UNITS: Final = "units"
"""The word in `of` for an assessment of each unit as a whole."""


@attrs.frozen(kw_only=True, field_transformer=read_only)
class AssessmentRule:
    """An assessment of the people of some roles, or of units, by a role, of each period that ended; each item gets a mark."""

    id: str
    title: Words
    of: tuple[str, ...]
    by: str
    every: str
    items: Mapping[str, Words]
    within: Within | None = None

    @property
    def of_units(self) -> bool:
        """True where units are assessed, not people."""
        return self.of == (UNITS,)


def read_assessment(name: str, table: Table) -> AssessmentRule:
    """Read one `[assessment.<name>]`."""
    for key, example in (("of", '["agent"], or "units"'), ("every", '"month"'), ("items", "{ ... }")):
        table.require(key, example)
    items = table.table("items")
    assessment = AssessmentRule(
        id=name,
        title=table.words("title", required=True),
        of=table.several("of"),
        by=table.text("by", '"..."'),
        every=table.one_of("every", vocabulary.PERIODS, "month"),
        items={key: items.words(key) for key in items.data},
        within=table.read("within", within),
    )
    table.close()
    return assessment
