"""Are they satisfied, and what is looked at every day and every month. S1.10, S1.4, S1.12"""

from __future__ import annotations

from collections.abc import Mapping

import attrs

from complaintkit.calendars import Within
from complaintkit.organisation import Words
from complaintkit.playbook.condition import Condition

__all__ = ["CheckRule", "Question", "ReviewRule", "SurveyRule"]


@attrs.frozen(kw_only=True)
class Question:
    """A question: on a scale (lowest, highest), or answered in words."""

    id: str
    words: Words
    scale: tuple[int, int] | None = None
    optional: bool = False


@attrs.frozen(kw_only=True)
class SurveyRule:
    """When whom to ask what; `dissatisfied` says which answers open the next round. R8, R9"""

    id: str
    on: str
    questions: Mapping[str, Question]
    media: tuple[str, ...] = ()
    after: Within | None = None
    lapses: Within | None = None
    dissatisfied: tuple[Condition, ...] = ()
    then: str | None = None


@attrs.frozen(kw_only=True)
class CheckRule:
    """A check that is made regularly by a role, before a time of day in minutes after midnight. S1.4"""

    id: str
    title: Words
    by: str
    every: str
    before: int | None = None


@attrs.frozen(kw_only=True)
class ReviewRule:
    """A regular meeting of a group on the figures. S0.11, S1.12"""

    id: str
    title: Words
    group: str
    every: str
    agenda: tuple[str, ...] = ()
    alert: Mapping[str, str] = attrs.field(factory=dict)
