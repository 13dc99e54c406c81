"""Assigner and Classifier: who could take a case, and what a text is about. Both propose; the core decides.

They are asked where a program takes a complaint in. Somebody who hears it in person is its owner, and says what it is about.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

import attrs

from complaintkit.model.check import is_word
from complaintkit.model.errors import InvalidInput
from complaintkit.model.vocabulary import Severity, member_of
from complaintkit.ports._check import is_a

if TYPE_CHECKING:
    from collections.abc import Sequence

    from complaintkit.ports.compensation import CaseView

__all__ = ["Assigner", "Classification", "Classifier"]


class Assigner(Protocol):
    """Names candidates for a case. The core takes the first who is present and competent, else whoever is on duty."""

    @property
    def name(self) -> str:
        """Its name. Assigners are asked in the order in which the settings name their plugins."""
        ...

    def candidates(self, case: CaseView, present: Sequence[str]) -> Sequence[str]:
        """Return staff ids, best first; `present` are the ids of all who could take a case of its unit now."""
        ...


def _maybe_severity(value: Severity | None) -> Severity | None:
    return None if value is None else member_of(Severity, value, field="severity")


def _is_share(_: object, attribute: attrs.Attribute[float], value: float) -> None:
    """Check that somebody who counts in percent, or not at all, is not taken for sure."""
    if isinstance(value, bool) or not 0 <= value <= 1:
        raise InvalidInput(
            field=attribute.name,
            reason=f"{value!r} is no share of 1",
            next_step="Give a number from 0 to 1.",
        )


@attrs.frozen
class Classification:
    """What a text seems to be about; `confidence` from 0 to 1. What is less likely than 0.5 is on record, and changes nothing.

    >>> Classification("food/sensory", confidence=0.8).category
    'food/sensory'
    """

    category: str = attrs.field(validator=is_word)
    severity: Severity | None = attrs.field(default=None, kw_only=True, converter=_maybe_severity)
    confidence: float = attrs.field(default=1.0, kw_only=True, validator=[is_a(float, int), _is_share])


class Classifier(Protocol):
    """Reads a complaint's text, which no other plugin gets, and is logged as a reader: event `text-read`.

    Asked where nobody named a category, one after another in the order of the settings, until one is sure.
    """

    @property
    def name(self) -> str:
        """Recorded with each reading."""
        ...

    def classify(self, text: str, categories: Sequence[str]) -> Classification | None:
        """Return the likeliest of `categories` (ids of the playbook), or None where it can't tell."""
        ...
