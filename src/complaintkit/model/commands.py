"""Every verb as a frozen command: what goes through the one door.

The law of names: command `OfferHandover` = verb `desk.offer_handover` = door word `offer-handover` = event
`handover-offered`. A verb's signature is its command's fields plus `by`, `idempotency_key` and `if_version`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import ClassVar, Literal

import attrs

from complaintkit.model.case import Case, CaseRef
from complaintkit.model.check import (
    decision_of,
    is_instant,
    is_text,
    is_word,
    kind_of,
    maybe_instant,
    maybe_is_moment,
    maybe_moment,
    maybe_severity_of,
    maybe_text,
    maybe_utc,
    maybe_word,
    severity_of,
    utc,
    words,
)
from complaintkit.model.customer import Customer
from complaintkit.model.errors import InvalidInput
from complaintkit.model.goods import Docket, Item, Purchase, items_of
from complaintkit.model.remedy import (
    Attachment,
    Evidence,
    Measure,
    Proposal,
    Remedy,
    attachments_of,
    evidence_of,
    measures_of,
)
from complaintkit.model.vocabulary import Decision, Kind, Severity, nearest

Media = Sequence[str] | None
Agreed = Literal["in-person", "by-phone", "in-writing"]
_AGREED = ("in-person", "by-phone", "in-writing")


def _one_of(*known: str) -> Callable[[object, attrs.Attribute[str], str], None]:
    def check(_: object, attribute: attrs.Attribute[str], value: str) -> None:
        if value not in known:
            raise InvalidInput(
                field=attribute.name, reason=f"{value!r} is not known", next_step=nearest(str(value), known)
            )

    return check


def _case(value: CaseRef) -> str:
    if isinstance(value, Case):
        return value.number
    if not isinstance(value, str) or not value.strip() or not value.isprintable():
        raise InvalidInput(field="case", reason=f"{value!r} names no case", next_step="Give a Case or its number.")
    return value.strip()


def _remedies(values: Sequence[Remedy | Proposal]) -> tuple[Remedy | Proposal, ...]:
    found = tuple(values)
    for index, value in enumerate(found):
        if not isinstance(value, Remedy | Proposal):
            raise InvalidInput(
                field=f"remedies[{index}]",
                reason=f"{value!r} is not a remedy",
                next_step="Give Remedy.coupon(...) or a proposal.",
            )
    return found


def _fields(values: Mapping[str, str] | None) -> dict[str, str]:
    for name, value in (values or {}).items():
        if not isinstance(value, str) or not isinstance(name, str):
            raise InvalidInput(field=f"fields.{name}", reason="is not text", next_step="Give a string.")
    return dict(values or {})


def _decisions(values: Mapping[str, tuple[Decision | str, str]] | None) -> dict[str, tuple[Decision, str]]:
    return {issue: (decision_of(decision), reasons) for issue, (decision, reasons) in (values or {}).items()}


def _is_score(_: object, attribute: attrs.Attribute[int], value: int) -> None:
    if isinstance(value, bool) or value not in (1, 2, 3, 4, 5):
        raise InvalidInput(field=attribute.name, reason=f"{value!r} is no score", next_step="Give 1 to 5.")


@attrs.frozen(kw_only=True)
class Command:
    """What every command is: a frozen value, checked when it is made."""

    word: ClassVar[str] = "command"

    def __init_subclass__(cls) -> None:
        """`OfferHandover` is `offer-handover` at the door and `offer_handover` as a verb."""
        cls.word = re.sub(r"(?<!^)([A-Z])", r"-\1", cls.__name__).lower()


@attrs.frozen(kw_only=True)
class OnCase(Command):
    """A command about one case, named by its number, its id, or a snapshot of it."""

    case: str = attrs.field(converter=_case)


# ---- intake ---------------------------------------------------------------------------------------------------------
@attrs.frozen(kw_only=True)
class Receive(Command):
    """Take in what somebody said; receiving never fails for what is not known yet. S0.3"""

    text: str = attrs.field(validator=is_text)
    channel: str = attrs.field(validator=is_word)
    customer: Customer = attrs.field(validator=attrs.validators.instance_of(Customer))
    unit: str | None = attrs.field(default=None, validator=maybe_word)
    kind: Kind = attrs.field(default=Kind.COMPLAINT, converter=kind_of)
    category: str | None = attrs.field(default=None, validator=maybe_word)
    severity: Severity | None = attrs.field(default=None, converter=maybe_severity_of)
    purchase: Purchase | None = None
    items: tuple[Item, ...] = attrs.field(default=(), converter=items_of)
    about_staff: str | None = attrs.field(default=None, validator=maybe_word)
    wanted: str | None = attrs.field(default=None, validator=maybe_text)
    subject: str | None = attrs.field(default=None, validator=maybe_text)
    occurred_at: datetime | None = attrs.field(default=None, converter=maybe_utc, validator=maybe_instant)
    received_at: datetime | None = attrs.field(default=None, converter=maybe_utc, validator=maybe_instant)
    received_by: str | None = attrs.field(default=None, validator=maybe_word)
    attachments: tuple[Attachment, ...] = attrs.field(default=(), converter=attachments_of)
    fields: Mapping[str, str] | None = attrs.field(default=None, converter=_fields)
    docket: Docket | None = None
    external_id: str | None = attrs.field(default=None, validator=maybe_word)


@attrs.frozen(kw_only=True)
class Register(OnCase):
    """Complete what registration needs: category, unit, severity, fields. S0.4"""

    category: str | None = attrs.field(default=None, validator=maybe_word)
    severity: Severity | None = attrs.field(default=None, converter=maybe_severity_of)
    unit: str | None = attrs.field(default=None, validator=maybe_word)
    purchase: Purchase | None = None
    items: tuple[Item, ...] = attrs.field(default=(), converter=items_of)
    customer: Customer | None = None
    fields: Mapping[str, str] | None = attrs.field(default=None, converter=_fields)


@attrs.frozen(kw_only=True)
class Acknowledge(OnCase):
    """The customer was told in person that they were heard. R4"""

    via: str = attrs.field(default="in-person", validator=is_word)


@attrs.frozen(kw_only=True)
class Settle(OnCase):
    """Received, put right, the customer content: one step, by the person at the counter. R17"""

    facts: str = attrs.field(validator=is_text)
    agreed: Agreed = attrs.field(validator=_one_of(*_AGREED))
    remedies: tuple[Remedy | Proposal, ...] = attrs.field(default=(), converter=_remedies)
    apology: bool = False


@attrs.frozen(kw_only=True)
class RecordAnswer(OnCase):
    """An answer that was given before the desk knew the case: history. The case is resolved by it."""

    text: str = attrs.field(validator=is_text)
    at: datetime = attrs.field(converter=utc, validator=is_instant)


# ---- work -----------------------------------------------------------------------------------------------------------
@attrs.frozen(kw_only=True)
class Assess(OnCase):
    """Initial assessment: how urgent, how to go about it, when the customer will hear. S0.5"""

    severity: Severity = attrs.field(converter=severity_of)
    approach: str = attrs.field(validator=is_text)
    category: str | None = attrs.field(default=None, validator=maybe_word)
    answer_expected: datetime | timedelta | None = attrs.field(
        default=None, converter=maybe_moment, validator=maybe_is_moment
    )
    evidence: tuple[Evidence, ...] = attrs.field(default=(), converter=evidence_of)


@attrs.frozen(kw_only=True)
class DoFirstHandling(OnCase):
    """What the category asks for at once has been done: inspected, explained, made safe. S1.7"""

    result: str = attrs.field(validator=is_text)


@attrs.frozen(kw_only=True)
class RecordFacts(OnCase):
    """What was found out, and why it happened. S0.6"""

    facts: str = attrs.field(validator=is_text)
    root_cause: str | None = attrs.field(default=None, validator=maybe_word)
    evidence: tuple[Evidence, ...] = attrs.field(default=(), converter=evidence_of)
    heard: tuple[str, ...] = attrs.field(default=(), converter=words)
    fields: Mapping[str, str] | None = attrs.field(default=None, converter=_fields)


@attrs.frozen(kw_only=True)
class OfferPlan(OnCase):
    """Propose to the customer what will be done, by whom, until when, and what they get. S0.7"""

    measures: tuple[Measure, ...] = attrs.field(converter=measures_of)
    remedies: tuple[Remedy | Proposal, ...] = attrs.field(default=(), converter=_remedies)
    decisions: Mapping[str, tuple[Decision, str]] | None = attrs.field(default=None, converter=_decisions)
    follow_up: datetime | timedelta | None = attrs.field(
        default=None, converter=maybe_moment, validator=maybe_is_moment
    )


@attrs.frozen(kw_only=True)
class AnswerPlan(OnCase):
    """What the customer says of the plan; by staff it is marked as told to them. R9"""

    plan: str = attrs.field(validator=is_word)
    accepted: bool = attrs.field(validator=attrs.validators.instance_of(bool))
    via: str | None = attrs.field(default=None, validator=maybe_word)
    remark: str | None = attrs.field(default=None, validator=maybe_text)


@attrs.frozen(kw_only=True)
class Tell(OnCase):
    """Say something to the customer, by their media in order."""

    text: str = attrs.field(validator=is_text)
    media: tuple[str, ...] | None = attrs.field(default=None, converter=attrs.converters.optional(words))


@attrs.frozen(kw_only=True)
class Note(OnCase):
    """Say something among staff; never moves a clock. R15"""

    text: str = attrs.field(validator=is_text)
    attachments: tuple[Attachment, ...] = attrs.field(default=(), converter=attachments_of)


@attrs.frozen(kw_only=True)
class Resolve(OnCase):
    """The plan is carried out: what came of it, what is better now. S1.9"""

    result: str = attrs.field(validator=is_text)
    improvement: str | None = attrs.field(default=None, validator=maybe_text)
    apology: bool = False


@attrs.frozen(kw_only=True)
class AnswerSurvey(OnCase):
    """The customer's two scores, 1 to 5: outcome and process. R9"""

    outcome: int = attrs.field(validator=_is_score)
    process: int = attrs.field(validator=_is_score)
    remark: str | None = attrs.field(default=None, validator=maybe_text)
    via: str | None = attrs.field(default=None, validator=maybe_word)


@attrs.frozen(kw_only=True)
class RecordFollowUp(OnCase):
    """The customer was asked afterwards: satisfied, not, or could not be reached. S3.6"""

    satisfied: bool | None = None
    remark: str | None = attrs.field(default=None, validator=maybe_text)
    via: str = attrs.field(default="call", validator=is_word)


@attrs.frozen(kw_only=True)
class Archive(OnCase):
    """File it: the customer has answered, or the absence of an answer is on record. S0.10"""


# ---- other ways to end ----------------------------------------------------------------------------------------------
@attrs.frozen(kw_only=True)
class ClearUp(OnCase):
    """It was a misunderstanding: explained tactfully and cleared up. S4.8"""

    explanation: str = attrs.field(validator=is_text)


@attrs.frozen(kw_only=True)
class Withdraw(OnCase):
    """The customer takes it back."""

    reason: str | None = attrs.field(default=None, validator=maybe_text)


@attrs.frozen(kw_only=True)
class Refer(OnCase):
    """No agreement: the customer was told the external route (12315, ombudsman). R8"""

    authority: str = attrs.field(validator=is_word)
    told: str = attrs.field(validator=is_text)


@attrs.frozen(kw_only=True)
class Reclassify(OnCase):
    """Another kind or category. Downgrading a complaint takes a reason and a second person; upgrading is free. R5"""

    kind: Kind | None = attrs.field(default=None, converter=attrs.converters.optional(kind_of))
    category: str | None = attrs.field(default=None, validator=maybe_word)
    reason: str | None = attrs.field(default=None, validator=maybe_text)


@attrs.frozen(kw_only=True)
class MarkSecondGrievance(OnCase):
    """The way it was handled made a second grievance 二次不满: a mark on the first case. S1.1"""

    text: str = attrs.field(validator=is_text)


@attrs.frozen(kw_only=True)
class Link(OnCase):
    """Tie two cases together; nothing is merged away, and a link can be undone. R14"""

    to: str = attrs.field(converter=_case)
    relation: Literal["duplicate", "related", "follows"] = attrs.field(
        default="related",
        validator=_one_of("duplicate", "related", "follows"),
    )


@attrs.frozen(kw_only=True)
class Unlink(OnCase):
    """Undo a link. R14"""

    to: str = attrs.field(converter=_case)


@attrs.frozen(kw_only=True)
class WaitForCustomer(OnCase):
    """The customer owes us something: deadlines that may pause do, with this cause. R16"""

    question: str = attrs.field(validator=is_text)


@attrs.frozen(kw_only=True)
class HearCustomer(OnCase):
    """What the customer said since; ends a pause."""

    text: str = attrs.field(validator=is_text)
    via: str | None = attrs.field(default=None, validator=maybe_word)


# ---- first responsibility -------------------------------------------------------------------------------------------
@attrs.frozen(kw_only=True)
class OfferHandover(OnCase):
    """Offer the case to somebody; you stay accountable until they take it. F2"""

    to: str = attrs.field(validator=is_word)
    reason: str = attrs.field(validator=is_word)
    note: str | None = attrs.field(default=None, validator=maybe_text)


@attrs.frozen(kw_only=True)
class AcceptHandover(OnCase):
    """Take the case: from here on you are accountable. F2"""

    handover: str = attrs.field(validator=is_word)


@attrs.frozen(kw_only=True)
class DeclineHandover(OnCase):
    """Refuse it, for a reason of the closed list; "not my job" is not on it. F4"""

    handover: str = attrs.field(validator=is_word)
    reason: str = attrs.field(validator=is_word)
    note: str | None = attrs.field(default=None, validator=maybe_text)


@attrs.frozen(kw_only=True)
class RuleHandover(OnCase):
    """A leader rules who is accountable: the end of bouncing. F3"""

    to: str = attrs.field(validator=is_word)
    ruling: str = attrs.field(validator=is_text)


@attrs.frozen(kw_only=True)
class AskAdvice(OnCase):
    """Ask somebody who knows; you stay accountable. S3.2, F5"""

    of: str = attrs.field(validator=is_word)
    question: str = attrs.field(validator=is_text)


@attrs.frozen(kw_only=True)
class GiveAdvice(OnCase):
    """Answer a question that was asked of you."""

    advice: str = attrs.field(validator=is_word)
    answer: str = attrs.field(validator=is_text)


@attrs.frozen(kw_only=True)
class Dispatch(OnCase):
    """Send somebody to look or to help, at once; you stay accountable. S1.7, F5"""

    who: str = attrs.field(validator=is_word)
    what: str = attrs.field(validator=is_text)


@attrs.frozen(kw_only=True)
class ReportDispatch(OnCase):
    """What somebody who was sent found and did."""

    dispatch: str = attrs.field(validator=is_word)
    result: str = attrs.field(validator=is_text)


# ---- upwards --------------------------------------------------------------------------------------------------------
@attrs.frozen(kw_only=True)
class Escalate(OnCase):
    """Bring it upwards: never delayed, no handover. S1.8, S4.6, F6"""

    reason: str = attrs.field(validator=is_word)
    note: str | None = attrs.field(default=None, validator=maybe_text)


@attrs.frozen(kw_only=True)
class ReceiveEscalation(OnCase):
    """The group, or the leader, has it: the clock of the meeting starts. F7"""

    escalation: str = attrs.field(validator=is_word)


@attrs.frozen(kw_only=True)
class HoldMeeting(OnCase):
    """The group met. A meeting that ends without a decision does not stop the clock. F7"""

    escalation: str = attrs.field(validator=is_word)
    present: tuple[str, ...] = attrs.field(converter=words)
    minutes: str | None = attrs.field(default=None, validator=maybe_text)


@attrs.frozen(kw_only=True)
class DecideMeeting(OnCase):
    """What the group, or the leader, decided. S1.8"""

    escalation: str = attrs.field(validator=is_word)
    decision: str = attrs.field(validator=is_text)
    present: tuple[str, ...] = attrs.field(default=(), converter=words)


def commands() -> dict[str, type[Command]]:
    """Every command by its door word.

    >>> commands()["offer-handover"].__name__
    'OfferHandover'
    """
    found: dict[str, type[Command]] = {}
    waiting = [Command]
    while waiting:
        for kind in waiting.pop().__subclasses__():
            waiting.append(kind)
            if kind is not OnCase:
                found[kind.word] = kind
    return dict(sorted(found.items()))


__all__ = ["Command", "OnCase", "commands"]
__all__ += sorted(kind.__name__ for kind in commands().values())
