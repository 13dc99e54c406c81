"""Standing surveys 常设满意度调查 for staff: links and cards to put up, answers told to staff, what was said. S1.13, S3.8"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import attrs

from complaintkit.decision.permission.guard import check_apart
from complaintkit.decision.tables.verb import check_may, declared
from complaintkit.desk.intake.refused import REFUSALS, keep
from complaintkit.desk.reading.sight import check_limit, check_unit, known_reader
from complaintkit.insight.own_days import check_period
from complaintkit.model.check import mapping, string
from complaintkit.model.did_you_mean import nearest
from complaintkit.model.errors import InvalidInput, NotFound
from complaintkit.model.phrase import phrase
from complaintkit.model.survey import StandingSurvey, SurveyAnswer, SurveyLink, SurveyQuestion
from complaintkit.ports.storage import SurveyFilter
from complaintkit.records.link import PLACE
from complaintkit.records.sight import units_seen
from complaintkit.records.survey import Asked, answer_id, checked, keep_answer, read_answers, standing_in

if TYPE_CHECKING:
    from complaintkit.decision import Facts
    from complaintkit.model.actor import By
    from complaintkit.model.case import CaseRef
    from complaintkit.model.period import Period
    from complaintkit.paper import SurveyCard
    from complaintkit.ports.storage import Reader
    from complaintkit.records.door import Door


@declared("surveys")
@attrs.frozen
class Surveys:
    """Surveys that are always on offer (`[survey.standing] on = "always"`): `desk.surveys`. S1.13, S2.3, S3.8

    >>> from complaintkit.testing import open_test_desk
    >>> with open_test_desk(playbook="night-market") as desk:
    ...     link = desk.surveys.link("standing", "s1", by="market-manager")
    ...     desk.answer_standing(link.token, {"market": 4}, remark="垃圾桶太少")
    ...     [(one.scores, one.words) for one in desk.surveys.list(by="market-manager")]
    [({'market': 4}, {'remark': '垃圾桶太少'})]
    """

    _door: Door = attrs.field(repr=False)

    def link(self, survey: str, unit: str, *, by: By, address: str | None = None) -> SurveyLink:
        """Return the link of a unit's survey, to put up at its entrance or on its page: it stays the same.

        Args:
            survey: the survey's id in the playbook, such as `standing`.
            unit: what it asks about.
            by: who puts it up: they see this unit, or work in it.
            address: the host's page, with `{token}` in it; that of customers' links (`customer_url`) where none is given.

        Raises:
            InvalidInput: there is no such unit for them (R20), or no such survey there; `by` does not work here; the address
                has no place for the token.
        """
        if address is not None and PLACE not in string(address, field="address"):
            raise InvalidInput(
                field="address",
                reason=phrase("has no {place}", place=PLACE),
                next_step=phrase("Write it into the address."),
            )
        with self._door.storage.reading() as reader:
            self._asked(reader, survey, unit, by)
        links = self._door.links
        return SurveyLink(links.survey_token(unit, survey), links.survey_link(unit, survey, address))

    def card(self, survey: str, unit: str, *, by: By, address: str | None = None) -> SurveyCard:
        """Return a card to print and put up, with the code to scan.

        Args:
            survey: the survey's id in the playbook.
            unit: what it asks about.
            by: who puts it up: they see this unit, or work in it.
            address: the host's page, with `{token}` in it; that of customers' links where none is given.

        Raises:
            InvalidInput: as for `link`; or there is no address to scan.
        """
        from complaintkit.paper import SurveyCard

        link = self.link(survey, unit, by=by, address=address)
        if not link.url:
            raise InvalidInput(
                field="address",
                reason=phrase("there is no page to scan"),
                next_step=phrase('Give its address, such as "https://shop.example/survey/{{token}}".'),
            )
        with self._door.storage.reading() as reader:
            return SurveyCard(survey=shown(self._door, reader, self._asked(reader, survey, unit, by)), url=link.url)

    def record(
        self,
        survey: str,
        unit: str,
        scores: Mapping[str, int | str],
        *,
        by: By,
        remark: str | None = None,
        case: CaseRef | None = None,
        idempotency_key: str | None = None,
    ) -> None:
        """Write down what a customer answered on paper, by phone or in an interview: marked as told to `by`. S2.3, S3.8, R9

        Args:
            survey: the survey's id in the playbook.
            unit: what it asks about.
            scores: a score for each question, or words where it has no scale.
            by: who writes it down: they see this unit, or work in it, and may `receive`.
            remark: what the customer added.
            case: the matter that it came with, where a customer gave a score of the service with their feedback.
            idempotency_key: the same key again is the same answer.

        Raises:
            InvalidInput: a question is not answered, or a score is off its scale; there is no such unit for them, or survey.
            NotAllowed: no role of `by` may receive, or the case is about them (R6).
            NotFound: there is no such case, or it is not for `by` to see. R20
        """
        door, scores = self._door, mapping(scores, field="scores")
        try:
            with door.storage.writing() as tx:
                facts = known_reader(door, tx, by)
                check_may(facts, "surveys.record")
                asked = self._asked(tx, survey, unit, by)
                found = None if case is None else door.readable(tx, case, by)
                if found is not None:
                    check_apart(door.facts(tx, found.case, by=by), found.case, "answer-survey")
                keep_answer(
                    door,
                    tx,
                    asked,
                    checked(asked.rule, scores, remark),
                    id=answer_id(door, asked, idempotency_key),
                    told_to=facts.actor,
                    case=found.case.number if found else "",
                    person=found.row.person if found else "",
                )
        except REFUSALS as error:
            typed = {"survey": survey, "unit": unit, "scores": dict(scores), "remark": remark, "case": case}
            error.kept_as = keep(door, "record-survey", typed, by, error)
            raise

    def list(
        self,
        *,
        by: By,
        unit: str | None = None,
        survey: str | None = None,
        period: Period | None = None,
        case: str | None = None,
        after: str | None = None,
        limit: int = 100,
    ) -> tuple[SurveyAnswer, ...]:
        """List answers with what was said, newest first: of the units that `by` sees, or works in. R20

        Args:
            by: who reads.
            unit: only of this unit and what lies within it.
            survey: only to this survey.
            period: only those given in it.
            case: only what came with this case, by its number.
            after: go on behind the answer of this id, the last one of the page before.
            limit: at most so many, 1 to 10,000.

        Raises:
            InvalidInput: there is no such unit for them; `by` does not work here; the limit is out of range.
            NotFound: there is no answer of the id `after` among them.
        """
        if period is not None:
            check_period(period)
        with self._door.storage.reading() as reader:
            facts = known_reader(self._door, reader, by)
            units = places(facts)
            if unit is not None:
                check_unit(facts, unit, units)
                wanted = frozenset({unit, *facts.structure.below(unit)})
                units = wanted if units is None else units & wanted
            where = SurveyFilter(
                units=units,
                survey=survey,
                case=case,
                start=period.start if period else None,
                end=period.end if period else None,
            )
            if after is not None and not reader.survey_answers(attrs.evolve(where, id=after), limit=1):
                raise NotFound(what="survey", ref=after, next_step=phrase("Read the list again."))
            return read_answers(reader, reader.survey_answers(where, after=after, limit=check_limit(limit)))

    def _asked(self, reader: Reader, survey: str, unit: str, by: By) -> Asked:
        facts = known_reader(self._door, reader, by)
        check_unit(facts, unit, places(facts))
        found = standing_in(self._door.rules.in_force(reader), unit)
        if string(survey, field="survey") not in found:
            raise InvalidInput(
                field="survey",
                reason=phrase("{survey!r} is always on offer in no playbook of this unit", survey=survey),
                next_step=nearest(survey, found),
            )
        return Asked(unit, found[survey])


def places(facts: Facts) -> frozenset[str] | None:
    """Return the units whose answers somebody reads: those that they see whole, and those they work in; None for all. R20"""
    whole = units_seen(facts)
    return None if whole is None else whole | frozenset(facts.structure.units_of(facts.actor))


def shown(door: Door, reader: Reader, asked: Asked) -> StandingSurvey:
    """Return a survey as it is asked."""
    questions = asked.rule.questions.values()
    return StandingSurvey(
        survey=asked.rule.id,
        unit=asked.unit,
        title=door.rules.in_force(reader).organisation.units[asked.unit].title,
        questions=tuple(
            SurveyQuestion(id=one.id, words=one.words, scale=one.scale, optional=one.optional) for one in questions
        ),
    )
