"""What tests of folds share: an event applied to a case, and what it changed."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import attrs

from complaintkit import Evidence, Measure, Money, Remedy
from complaintkit.decision.replay import LedgerEntry, apply
from complaintkit.model.case import Case, Entry
from complaintkit.model.plan import Plan
from complaintkit.model.remedy import Approval

HOUR = timedelta(hours=1)
COUNTED = {"seq", "version", "moments"}
REFUND = Remedy.refund(Money(5, "CNY"))
RICE = Evidence("留样", where="冰箱")


def folded(matter, event, *, by="chen", **before: Any) -> tuple[Case, Case]:
    """Give the case as it was, with these fields, and as the event made it."""
    case = matter.case.changed(**before)
    line = LedgerEntry(event=event, at=matter.now, by=by, recorded_at=matter.now, recorded_by=by)
    return case, apply(case, line)


def changes(matter, event, *, by="chen", **before: Any) -> dict[str, Any]:
    """Give the fields that an event changes, with what they are then."""
    case, after = folded(matter, event, by=by, **before)
    names = {field.name for field in attrs.fields(Case)} - COUNTED
    return {name: getattr(after, name) for name in names if getattr(after, name) != getattr(case, name)}


def said(matter, kind, text, *, media=(), by="chen", id_="") -> Entry:
    """Give an entry of what is said on the case, as of now."""
    return Entry(kind=kind, by=by, at=matter.now, text=text, media=media, id=id_)


def waiting(matter, text="?", **fields) -> Entry:
    """Give a word of the customer's that waits for its answer."""
    return attrs.evolve(said(matter, "said", text, id_="A-w1"), **fields)


PLAN = {"cycle": 1, "offered_by": "chen", "remedies": ()}


def plan(matter, id_="p-1", **fields) -> Plan:
    """Give a plan with a measure of an hour."""
    measure = Measure("换货", who="sun", due=matter.now + HOUR)
    usual = {"id": id_, "measures": (measure,), "offered_at": matter.now, "answer_by": None}
    return Plan(**{**PLAN, **usual, **fields})


def approval(matter, id_="a-1", **fields) -> Approval:
    """Give an approval of a refund for chen."""
    usual = {
        "case": matter.case.number,
        "remedies": (REFUND,),
        "giver": "chen",
        "approver": "shen",
        "asked_at": matter.now,
    }
    return Approval(id=id_, **{**usual, "state": "approved", "answered_by": "shen", **fields})
