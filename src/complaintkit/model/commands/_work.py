"""Commands of the work on a case."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

import attrs

from complaintkit.model.check import (
    is_text,
    is_word,
    maybe_is_moment,
    maybe_moment,
    maybe_text,
    maybe_word,
    severity_of,
    words,
)
from complaintkit.model.commands._command import (
    OnCase,
    answers,
    decided,
    is_score,
    is_yes_or_no,
    remedies_of,
)
from complaintkit.model.evidence import Attachment, Evidence, attachments_of, evidence_of
from complaintkit.model.plan import Measure, measures_of
from complaintkit.model.remedy import Proposal, Remedy
from complaintkit.model.vocabulary import Decision, Severity


def _heard(values: Iterable[str]) -> tuple[str, ...]:
    return words(values, field="heard")


def _causes(values: Mapping[str, str] | None) -> dict[str, str]:
    return answers(values, field="causes")


def _media(values: Iterable[str]) -> tuple[str, ...]:
    return words(values, field="media")


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Assess(OnCase):
    """Initial assessment: how urgent, how to go about it, when the customer will hear. S0.5"""

    severity: Severity = attrs.field(converter=severity_of)
    approach: str = attrs.field(validator=is_text)
    category: str | None = attrs.field(default=None, validator=maybe_word)
    answer_expected: datetime | timedelta | None = attrs.field(
        default=None, converter=maybe_moment, validator=maybe_is_moment
    )
    evidence: tuple[Evidence, ...] = attrs.field(default=(), converter=evidence_of)


@attrs.frozen(kw_only=True, eq=False, repr=False)
class DoFirstHandling(OnCase):
    """What the category asks for at once has been done: inspected, explained, made safe. S1.7"""

    result: str = attrs.field(validator=is_text)


@attrs.frozen(kw_only=True, eq=False, repr=False)
class RecordFacts(OnCase):
    """What was found out, and why it happened. S0.6"""

    facts: str = attrs.field(validator=is_text)
    root_cause: str | None = attrs.field(default=None, validator=maybe_word)
    evidence: tuple[Evidence, ...] = attrs.field(default=(), converter=evidence_of)
    heard: tuple[str, ...] = attrs.field(default=(), converter=_heard)
    causes: Mapping[str, str] | None = attrs.field(default=None, converter=_causes)
    fields: Mapping[str, str] | None = attrs.field(default=None, converter=answers)


@attrs.frozen(kw_only=True, eq=False, repr=False)
class OfferPlan(OnCase):
    """Propose to the customer what will be done, by whom, until when, and what they get. S0.7"""

    measures: tuple[Measure, ...] = attrs.field(converter=measures_of)
    remedies: tuple[Remedy | Proposal, ...] = attrs.field(default=(), converter=remedies_of)
    decisions: Mapping[str, tuple[Decision, str]] | None = attrs.field(default=None, converter=decided)
    follow_up: datetime | timedelta | None = attrs.field(
        default=None, converter=maybe_moment, validator=maybe_is_moment
    )


@attrs.frozen(kw_only=True, eq=False, repr=False)
class AnswerPlan(OnCase):
    """What the customer says of the plan; by staff it is marked as told to them. R9"""

    plan: str = attrs.field(validator=is_word)
    accepted: bool = attrs.field(validator=is_yes_or_no)
    via: str | None = attrs.field(default=None, validator=maybe_word)
    remark: str | None = attrs.field(default=None, validator=maybe_text)


@attrs.frozen(kw_only=True, eq=False, repr=False)
class DoMeasure(OnCase):
    """A measure of the plan is done, by whoever has it. S0.7"""

    measure: str = attrs.field(validator=is_word)
    result: str | None = attrs.field(default=None, validator=maybe_text)


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Tell(OnCase):
    """Say something to the customer, by their media in order."""

    text: str = attrs.field(validator=is_text)
    media: tuple[str, ...] | None = attrs.field(default=None, converter=attrs.converters.optional(_media))


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Note(OnCase):
    """Say something among staff; never moves a clock. R15"""

    text: str = attrs.field(validator=is_text)
    attachments: tuple[Attachment, ...] = attrs.field(default=(), converter=attachments_of)


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Resolve(OnCase):
    """The plan is carried out: what came of it, what is better now; a suggestion is adopted or not. S1.9, S2.6"""

    result: str = attrs.field(validator=is_text)
    improvement: str | None = attrs.field(default=None, validator=maybe_text)
    apology: bool = False
    decisions: Mapping[str, tuple[Decision, str]] | None = attrs.field(default=None, converter=decided)
    adopted: bool | None = attrs.field(default=None, validator=attrs.validators.optional(is_yes_or_no))


@attrs.frozen(kw_only=True, eq=False, repr=False)
class AnswerSurvey(OnCase):
    """The customer's two scores, 1 to 5: outcome and process. R9"""

    outcome: int = attrs.field(validator=is_score)
    process: int = attrs.field(validator=is_score)
    remark: str | None = attrs.field(default=None, validator=maybe_text)
    via: str | None = attrs.field(default=None, validator=maybe_word)


@attrs.frozen(kw_only=True, eq=False, repr=False)
class RecordFollowUp(OnCase):
    """The customer was asked afterwards: satisfied, not, or could not be reached. S3.6"""

    satisfied: bool | None = attrs.field(default=None, validator=attrs.validators.optional(is_yes_or_no))
    remark: str | None = attrs.field(default=None, validator=maybe_text)
    via: str = attrs.field(default="call", validator=is_word)


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Archive(OnCase):
    """File it: the customer has answered, or the absence of an answer is on record. S0.10"""
