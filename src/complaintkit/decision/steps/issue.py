"""Several things in one complaint: each is put down with its category, has a cause, and is answered. R7"""

from __future__ import annotations

from collections.abc import Mapping

from complaintkit.decision.draft import Draft
from complaintkit.decision.facts import Facts
from complaintkit.decision.steps.follow_on import send
from complaintkit.model import events as e
from complaintkit.model.case import Case
from complaintkit.model.did_you_mean import nearest
from complaintkit.model.errors import InvalidInput
from complaintkit.model.issue import MOST, Issue
from complaintkit.model.phrase import joined, phrase
from complaintkit.model.vocabulary import Decision, Kind


def add_issue(draft: Draft, issue: Issue, *, field: str) -> None:
    """Put down one thing more; the gravest is what the case is handled as, and whoever looks at another is sent. R7, R18, S1.7

    Raises:
        InvalidInput: it is no complaint, or one of too many things.
    """
    case, facts = draft.case, draft.facts
    if case.kind is not Kind.COMPLAINT:
        raise InvalidInput(
            field=field,
            reason=phrase("only a complaint has several issues"),
            next_step=phrase("Take it in as a complaint."),
        )
    if len(case.issues) >= MOST:
        raise InvalidInput(
            field=field,
            reason=phrase("{count} are too many for one case", count=len(case.issues) + 1),
            next_step=phrase("Take several complaints in."),
        )
    if issue.category:
        facts.playbook.category(issue.category)
    leads = _gravity(facts, issue.category) > _gravity(facts, case.category)
    beside = case.category if leads else issue.category
    draft.add(
        e.IssueRaised(
            issue=str(len(case.issues) + 1),
            category=issue.category,
            about_staff=issue.about_staff,
            leads=leads,
            text=issue.text,
        ),
    )
    _send_to(draft, beside)


def _gravity(facts: Facts, category: str | None) -> tuple[bool, bool, int]:
    """Return how grave a category is: an alarm before all else, then several of it being an incident, then its severity."""
    known = facts.playbook.categories.get(category or "")
    if known is None:
        return False, False, 0
    return bool(known.alarm), known.incident is not None, known.severity.rank if known.severity else 0


def _send_to(draft: Draft, category: str | None) -> None:
    """Send whoever does the first handling of a category that the case is not handled as; its owner is there anyway. S1.7"""
    case, playbook = draft.case, draft.facts.playbook
    first = playbook.first_handling(category)
    known = [playbook.first_handling(one) for one, at in case.first_handlings.items() if at is not None]
    if draft.facts.quiet or first is None or first in (playbook.first_handling(case.category), *known):
        return
    send(draft, first.by, first.do)


def checked_decisions(
    case: Case, decisions: Mapping[str, tuple[Decision, str]] | None
) -> dict[str, tuple[Decision, str]]:
    """Return the decisions with their reasons.

    Raises:
        InvalidInput: one is on what is no issue of the case.
    """
    check_named(case, decisions, field="decisions")
    return dict(decisions or {})


def check_named(case: Case, by_issue: Mapping[str, object] | None, *, field: str) -> None:
    """Refuse what is said of an issue that the case has not.

    Raises:
        InvalidInput: the case has no such issue.
    """
    known = [one.id for one in case.issues]
    for issue in by_issue or {}:
        if issue not in known:
            raise InvalidInput(
                field=f"{field}.{issue}",
                reason=phrase("is not an issue of this case"),
                next_step=nearest(issue, known),
            )


def check_answered(case: Case, decisions: Mapping[str, tuple[Decision, str]]) -> None:
    """Refuse to end a complaint of several issues while one has no answer. R7

    Raises:
        InvalidInput: one has none; all of them are named.
    """
    left = [one for one in case.undecided if one.id not in decisions]
    if left and case.kind is Kind.COMPLAINT:
        raise InvalidInput(
            field=f"decisions.{left[0].id}",
            reason=phrase(
                "not answered yet: {issues}",
                issues=joined(phrase("{number}) {what}", number=one.id, what=one.text or "-") for one in left),
            ),
            next_step=phrase("Decide on each, with reasons."),
        )
