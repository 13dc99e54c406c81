"""The door's `get answers`: the handbook of frequent questions, what fits a question, what fits a case. S3.2, R20"""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from complaintkit.cli.door._arguments import NAMES_CASE
from complaintkit.cli.door._get import Reading, at_most
from complaintkit.model.wire import as_data

if TYPE_CHECKING:
    from complaintkit.cli.door._session import Session
    from complaintkit.model.actor import By


@attrs.frozen(kw_only=True)
class ReadAnswers(Reading):
    """Approved answers that fit a `case` or a `text`, the most fitting first; those of the handbook where neither is given."""

    case: str | None = attrs.field(default=None, metadata={NAMES_CASE: True})
    text: str | None = None
    unit: str | None = None
    language: str | None = None
    limit: int = attrs.field(default=5, validator=at_most(1000))

    def result(self, session: Session, by: By) -> object:
        """Return the entries."""
        answers = session.desk.answers
        if self.case is not None:
            found = answers.for_case(self.case, by=by, limit=self.limit)
        elif self.text is not None:
            found = answers.search(self.text, by=by, unit=self.unit, language=self.language, limit=self.limit)
        else:
            found = answers.list(by=by, unit=self.unit, language=self.language)[: self.limit]
        return [as_data(one) for one in found]
