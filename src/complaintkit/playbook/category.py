"""What is complained of: a tree of categories, with what happens at once and what to ask. S0.1, S1.6, S1.7"""

from __future__ import annotations

import attrs

from complaintkit.calendars import Within
from complaintkit.model.vocabulary import Severity
from complaintkit.organisation import Words

__all__ = ["Category", "EvidenceRule", "FirstHandling"]


@attrs.frozen(kw_only=True)
class FirstHandling:
    """What is done at once, by which role, and within what time. S1.7"""

    do: Words
    by: str
    within: Within | None = None


@attrs.frozen(kw_only=True)
class EvidenceRule:
    """Evidence that perishes: what, how soon it is secured, how long it keeps. R12"""

    what: Words
    secure_within: Within | None = None
    kept_for: Within | None = None


@attrs.frozen(kw_only=True)
class Category:
    """One category. What it does not say itself, it has from the category above: `food/sensory` from `food`.

    `first_taken_by` is the role that takes it first (S4.6), where that is not whoever receives it; `alarm` are the roles told
    within minutes at any hour (R18); `asks` adds up down the tree.
    """

    id: str
    title: Words
    first: FirstHandling | None = None
    first_taken_by: str | None = None
    asks: tuple[str, ...] = ()
    evidence: EvidenceRule | None = None
    severity: Severity | None = None
    alarm: tuple[str, ...] = ()

    @property
    def path(self) -> tuple[str, ...]:
        """This category and those above it, nearest first.

        >>> Category(id="food/sensory", title={}).path
        ('food/sensory', 'food')
        """
        parts = self.id.split("/")
        return tuple("/".join(parts[:depth]) for depth in range(len(parts), 0, -1))

    def is_within(self, wider: str) -> bool:
        """Whether `wider` is this category or one above it."""
        return wider in self.path
