"""Bodies outside 外部途径, to which a complaint may go or from which it comes: name, contact, what they can do. R8, R19"""

from __future__ import annotations

import attrs

from complaintkit.model.due import Within
from complaintkit.model.read_only import read_only
from complaintkit.model.table import Table
from complaintkit.organisation import Words
from complaintkit.playbook._values import within

__all__ = ["Body", "read_body"]


@attrs.frozen(kw_only=True, field_transformer=read_only)
class Body:
    """An authority, an association, mediators, a court: what customers are told of it, and how its cases are answered.

    `gives` is what somebody may ask for there. `answered_by` is a role, the case's owner where it is None; `answer_within`
    counts where a docket of theirs names no date.
    """

    id: str
    title: Words
    contact: Words
    gives: Words = attrs.field(factory=dict)
    answered_by: str | None = None
    answer_within: Within | None = None


def read_body(name: str, table: Table) -> Body:
    """Read one `[body.<name>]`."""
    body = Body(
        id=name,
        title=table.words("title", required=True),
        contact=table.words("contact", required=True),
        gives=table.words("gives"),
        answered_by=table.maybe_text("answered-by"),
        answer_within=table.read("answer-within", within),
    )
    table.close()
    return body
