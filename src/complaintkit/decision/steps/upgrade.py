"""What a customer outright calls a complaint is one: the case becomes one, or where it can't any more, one follows it. R5"""

from __future__ import annotations

from complaintkit.decision.draft import Draft
from complaintkit.decision.facts import Facts
from complaintkit.decision.steps.intake import still_missing
from complaintkit.decision.tables.lifecycle import ALLOWED
from complaintkit.model import commands as c
from complaintkit.model import events as e
from complaintkit.model.case import Case
from complaintkit.model.complaining import complains
from complaintkit.model.vocabulary import Kind, State


def has_category(facts: Facts, case: Case) -> bool:
    """Tell if it has the category that a complaint needs, or can still be given one when it is registered. S1.6"""
    needed = "category" in facts.playbook.requires("register")
    return bool(case.category) or not needed or case.state is State.RECEIVED


def opens_complaint(facts: Facts, case: Case, words: c.HearCustomer) -> bool:
    """Tell if these words open a complaint of their own: the case they are said on is none, and can't become one. R5"""
    return _is_new_complaint(case, words.text) and not _can_become_one(facts, case)


def upgrade(draft: Draft, text: str) -> None:
    """Make it a complaint where its customer says outright that they complain; it still needs what a complaint needs. R5"""
    if _is_new_complaint(draft.case, text) and _can_become_one(draft.facts, draft.case):
        draft.add(e.Reclassified(kind=Kind.COMPLAINT))
        note_missing(draft)


def note_missing(draft: Draft) -> None:
    """Put on record what registration needs of it as it is now."""
    if draft.case.state is State.RECEIVED and (missing := still_missing(draft.facts, draft.case)) != draft.case.missing:
        draft.add(e.Completed(missing=missing))


def _is_new_complaint(case: Case, text: str) -> bool:
    return case.kind is not Kind.COMPLAINT and complains(text)


def _can_become_one(facts: Facts, case: Case) -> bool:
    return "reclassify" in ALLOWED[case.state] and has_category(facts, case)
