"""Incidents: what several complaints have in common, and how one stands: its recall, its report, its cases. R11, R12"""

from __future__ import annotations

import unicodedata
from datetime import datetime

import attrs

from complaintkit.model.evidence import Evidence
from complaintkit.model.phrase import Phrase
from complaintkit.model.task import Task

__all__ = ["Incident", "IncidentCase", "alike"]


def alike(value: str) -> str:
    """Return a value as it is compared: of one width, without spaces around it, its letters large.

    >>> alike(" l2291"), alike("Ｌ２２９１　")
    ('L2291', 'L2291')
    """
    return unicodedata.normalize("NFKC", value).strip().upper()[:80]


@attrs.frozen(kw_only=True)
class IncidentCase:
    """One case of an incident: who has it, how far it is, which evidence was secured and by when more has to be. R12

    `told` is None where nobody can be told: there is no contact.

    >>> from complaintkit import Customer
    >>> from complaintkit.testing import open_test_desk
    >>> with open_test_desk() as desk:
    ...     case = desk.receive(
    ...         "酸奶涨袋",
    ...         by="chen",
    ...         channel="hotline",
    ...         category="food/spoiled",
    ...         customer=Customer(no_contact_because="走了"),
    ...     )
    ...     task = desk.incidents.open("酸奶涨袋", by="chen", lot="L2291", cases=[case.number])
    ...     [one] = desk.incidents.show(task, by="chen").cases
    >>> one.owner == case.owner, one.told, one.evidence_by - case.received_at
    (True, None, datetime.timedelta(seconds=1800))
    """

    number: str
    owner: str
    open: bool
    told: bool | None
    evidence: tuple[Evidence, ...] = ()
    evidence_by: datetime | None = None


@attrs.frozen(kw_only=True)
class Incident:
    """How an incident stands: itself, its recall, its report to the authority, its cases; and what keeps it from being closed.

    >>> from datetime import timedelta
    >>> from complaintkit.testing import open_test_desk
    >>> with open_test_desk() as desk:
    ...     task = desk.incidents.open("酸奶涨袋", by="quality-head", lot="L2291", grade=2)
    ...     standing = desk.incidents.show(task, by="quality-head")
    >>> standing.recall.due_at - task.opened_at == timedelta(hours=48)
    True
    """

    task: Task
    recall: Task | None = None
    report: Task | None = None
    cases: tuple[IncidentCase, ...] = ()
    missing: tuple[Phrase, ...] = ()
