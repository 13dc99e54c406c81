"""A case as authorities have it, as a row of paper says it. R19"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import attrs

from complaintkit.decision.clocks.dated import AUTHORITY
from complaintkit.model.case import Case
from complaintkit.model.phrase import Phrase, phrase, spoken
from complaintkit.model.text import Words
from complaintkit.model.wording import WORDS
from complaintkit.paper.titles import Titles, printed


@attrs.frozen(kw_only=True)
class AuthorityRow:
    """A case as an authority has it: its number there, by when it wants an answer, when that was given, how it ended. R19"""

    title: Words
    number: str
    answer_by: datetime | None = None
    answered_at: datetime | None = None
    outcome: str | None = None

    def told(self) -> Phrase:
        """Say how far it has got there."""
        named = phrase("{authority} {number}", authority=spoken(self.title), number=self.number)
        return phrase("{label}: {text}", label=named, text=self._stands())

    def _stands(self) -> Phrase:
        if self.outcome:
            return printed(WORDS, self.outcome)
        if self.answered_at:
            return phrase("answered {at}", at=time_of(self.answered_at))
        return phrase("answer by {at}", at=time_of(self.answer_by))


def at_authorities(case: Case, titles: Titles) -> Iterator[AuthorityRow]:
    """Yield the case as each authority has it. R19"""
    due = {one.started_by: one.due_at for one in case.deadlines if one.name == AUTHORITY.id}
    for one in case.authority_cases:
        by = due.get(one.seq, one.docket.answer_by)
        yield AuthorityRow(
            title=titles.body(one.docket.authority),
            number=one.docket.number,
            answer_by=by.astimezone(titles.zone) if by else None,
            answered_at=one.answered_at.astimezone(titles.zone) if one.answered_at else None,
            outcome=one.outcome,
        )


def time_of(at: datetime | None) -> str:
    """Return a time as paper says it; a dash where there is none."""
    return f"{at:%Y-%m-%d %H:%M}" if at else "-"
