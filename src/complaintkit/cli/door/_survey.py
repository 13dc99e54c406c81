"""Standing surveys at the door: put up, shown, answered by a customer or written down by staff, read. S1.13, S3.8, R9"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar

import attrs

from complaintkit.cli._period import typed_period
from complaintkit.cli.door._arguments import NAMES_CASE
from complaintkit.cli.door._get import Reading, at_most
from complaintkit.model.customer import Contact
from complaintkit.model.door_word import door_word
from complaintkit.model.errors import InvalidInput
from complaintkit.model.phrase import phrase
from complaintkit.model.wire import as_data

if TYPE_CHECKING:
    from complaintkit.cli.door._session import Session
    from complaintkit.model.actor import By
    from complaintkit.model.period import Period


@attrs.frozen(kw_only=True)
class ReadSurveyLink(Reading):
    """The link of a unit's standing survey, to put up; it stays the same. `address` is your page, with `{token}` in it."""

    survey: str
    unit: str
    address: str | None = None

    def result(self, session: Session, by: By) -> object:
        """Return its token, and the address that it stands in."""
        return as_data(session.desk.surveys.link(self.survey, self.unit, by=by, address=self.address))


@attrs.frozen(kw_only=True)
class ReadStandingSurvey(Reading):
    """What the token of a link asks: the questions that your page shows."""

    token: str

    def result(self, session: Session, by: By) -> object:  # noqa: ARG002  whoever holds the token may ask
        """Return the survey, its unit and its questions."""
        return as_data(session.desk.standing(self.token))


@attrs.frozen(kw_only=True)
class ReadSurveyAnswers(Reading):
    """Answers with what was said, newest first; `after` is the id of the last one seen, the period as for a report."""

    unit: str | None = None
    survey: str | None = None
    period: str | None = None
    start: str | None = None
    end: str | None = None
    case: str | None = attrs.field(default=None, metadata={NAMES_CASE: True})
    after: str | None = None
    limit: int = attrs.field(default=50, validator=at_most(1000))

    def result(self, session: Session, by: By) -> object:
        """Return one page."""
        found = session.desk.surveys.list(
            by=by,
            unit=self.unit,
            survey=self.survey,
            period=self._asked(session, by),
            case=self.case,
            after=self.after,
            limit=self.limit,
        )
        return [as_data(one) for one in found]

    def _asked(self, session: Session, by: By) -> Period | None:
        if self.period is None and self.start is None and self.end is None:
            return None
        desk = session.desk
        zone = desk.people.zone(self.unit or desk.people.organisation(by=by).root, by=by)
        return typed_period(self.period, self.start, self.end, zone, now=desk.clock.now())


@attrs.frozen(kw_only=True)
class SurveyCommand:
    """An answer to a standing survey; with an idempotency key it is taken once."""

    word: ClassVar[str] = "on-survey"

    def __init_subclass__(cls) -> None:
        """Name it: `RecordSurvey` is `record-survey` at the door."""
        cls.word = door_word(cls.__name__)

    def perform(self, session: Session, by: By, key: str | None) -> None:
        """Take it."""
        raise NotImplementedError


@attrs.frozen(kw_only=True)
class AnswerStanding(SurveyCommand):
    """What a customer answered on your page, by the token of its link. A remark with a `contact` waits in the inbox besides."""

    token: str
    scores: Mapping[str, int | str] = attrs.field(factory=dict)
    remark: str | None = None
    contact: Contact | None = None

    def perform(self, session: Session, by: By, key: str | None) -> None:
        """Take it from a program of yours: staff write down what they are told, marked as such. R9

        Raises:
            InvalidInput: somebody of the staff passes it on.
        """
        if isinstance(by, str):
            raise InvalidInput(
                field="by",
                reason=phrase("answers for a customer"),
                next_step=phrase("Use record-survey, or name the program that the customer answered to."),
            )
        session.desk.answer_standing(
            self.token, self.scores, remark=self.remark, contact=self.contact, idempotency_key=key
        )


@attrs.frozen(kw_only=True)
class RecordSurvey(SurveyCommand):
    """What a customer answered on paper, by phone or in an interview, marked as told to the one who writes it down."""

    survey: str
    unit: str
    scores: Mapping[str, int | str] = attrs.field(factory=dict)
    remark: str | None = None
    case: str | None = attrs.field(default=None, metadata={NAMES_CASE: True})

    def perform(self, session: Session, by: By, key: str | None) -> None:
        """Write it down."""
        session.desk.surveys.record(
            self.survey, self.unit, self.scores, by=by, remark=self.remark, case=self.case, idempotency_key=key
        )


def survey_commands() -> dict[str, type[SurveyCommand]]:
    """List what is done with standing surveys, by its door word."""
    return {kind.word: kind for kind in SurveyCommand.__subclasses__()}
