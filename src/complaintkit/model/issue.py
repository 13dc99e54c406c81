"""What a customer complains of, where one complaint holds several things: each has its category, its cause, its answer. R7"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import attrs

from complaintkit.model.check import is_text, maybe_word, several
from complaintkit.model.errors import InvalidInput
from complaintkit.model.phrase import phrase
from complaintkit.model.vocabulary import Decision

__all__ = ["MOST", "Issue", "RaisedIssue", "issues_of"]

FIRST: Final = "1"
"""The issue that a case began with."""
NO_CATEGORY: Final = "-"
"""What reports and lists call it where nobody said yet what an issue is."""
MOST: Final = 20
"""So many issues one case holds: what is more than that is several complaints."""


@attrs.frozen
class Issue:
    """One thing more that a customer complains of, and the colleague that it is about. R6, R7

    >>> Issue("收银员态度差", category="service/attitude", about_staff="chen").category
    'service/attitude'
    """

    text: str = attrs.field(validator=is_text)
    category: str | None = attrs.field(default=None, kw_only=True, validator=maybe_word)
    about_staff: str | None = attrs.field(default=None, kw_only=True, validator=maybe_word)


@attrs.frozen(kw_only=True)
class RaisedIssue:
    """One thing that a customer complains of, as the case has it: `id` is what decisions and causes are given by. R7

    `text` is None where its person was erased; `decision` until somebody decided on it.
    """

    id: str
    text: str | None = None
    category: str | None = None
    about_staff: str | None = None
    root_cause: str | None = None
    decision: Decision | None = None
    reasons: str | None = None


def issues_of(values: Iterable[Issue]) -> tuple[Issue, ...]:
    """Convert a list of issues to a tuple."""
    found = several(values, Issue, field="issues")
    if len(found) >= MOST:
        raise InvalidInput(
            field="issues",
            reason=phrase("{count} are too many for one case", count=len(found)),
            next_step=phrase("Take several complaints in."),
        )
    return found
