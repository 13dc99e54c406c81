"""Commands that take something in."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import attrs

from complaintkit.model.check import (
    is_instant,
    is_text,
    is_word,
    kind_of,
    maybe_a,
    maybe_instant,
    maybe_severity_of,
    maybe_text,
    maybe_utc,
    maybe_word,
    utc,
)
from complaintkit.model.commands._command import (
    AGREED,
    Agreed,
    Command,
    OnCase,
    answers,
    decided,
    is_yes_or_no,
    one_of,
    remedies_of,
)
from complaintkit.model.customer import Customer, is_customer, maybe_customer
from complaintkit.model.docket import Docket
from complaintkit.model.evidence import Attachment, attachments_of
from complaintkit.model.goods import Item, Purchase, items_of
from complaintkit.model.issue import Issue, issues_of
from complaintkit.model.remedy import Proposal, Remedy
from complaintkit.model.vocabulary import Decision, Kind, Severity


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Receive(Command):
    """Take in what somebody said; receiving never fails for what is not known yet. S0.3"""

    text: str = attrs.field(validator=is_text)
    channel: str = attrs.field(validator=is_word)
    customer: Customer = attrs.field(validator=is_customer)
    unit: str | None = attrs.field(default=None, validator=maybe_word)
    kind: Kind = attrs.field(default=Kind.COMPLAINT, converter=kind_of)
    category: str | None = attrs.field(default=None, validator=maybe_word)
    severity: Severity | None = attrs.field(default=None, converter=maybe_severity_of)
    purchase: Purchase | None = attrs.field(default=None, validator=maybe_a(Purchase))
    items: tuple[Item, ...] = attrs.field(default=(), converter=items_of)
    issues: tuple[Issue, ...] = attrs.field(default=(), converter=issues_of)
    about_staff: str | None = attrs.field(default=None, validator=maybe_word)
    wanted: str | None = attrs.field(default=None, validator=maybe_text)
    subject: str | None = attrs.field(default=None, validator=maybe_text)
    occurred_at: datetime | None = attrs.field(default=None, converter=maybe_utc, validator=maybe_instant)
    received_at: datetime | None = attrs.field(default=None, converter=maybe_utc, validator=maybe_instant)
    received_by: str | None = attrs.field(default=None, validator=maybe_word)
    attachments: tuple[Attachment, ...] = attrs.field(default=(), converter=attachments_of)
    fields: Mapping[str, str] | None = attrs.field(default=None, converter=answers)
    docket: Docket | None = attrs.field(default=None, validator=maybe_a(Docket))
    external_id: str | None = attrs.field(default=None, validator=maybe_word)

    @property
    def complained_about(self) -> frozenset[str]:
        """Whom any of its issues is about, where that is no praise. R6"""
        named = () if self.kind is Kind.PRAISE else (self.about_staff, *(one.about_staff for one in self.issues))
        return frozenset(one for one in named if one)


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Register(OnCase):
    """Complete what registration needs: category, unit, severity, fields. S0.4"""

    category: str | None = attrs.field(default=None, validator=maybe_word)
    severity: Severity | None = attrs.field(default=None, converter=maybe_severity_of)
    unit: str | None = attrs.field(default=None, validator=maybe_word)
    purchase: Purchase | None = attrs.field(default=None, validator=maybe_a(Purchase))
    items: tuple[Item, ...] = attrs.field(default=(), converter=items_of)
    customer: Customer | None = attrs.field(default=None, validator=maybe_customer)
    fields: Mapping[str, str] | None = attrs.field(default=None, converter=answers)


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Correct(OnCase):
    """Correct what was recorded: where it belongs, how it came in, whose it is, whom it is about, when it was, of what."""

    reason: str = attrs.field(validator=is_text)
    unit: str | None = attrs.field(default=None, validator=maybe_word)
    channel: str | None = attrs.field(default=None, validator=maybe_word)
    customer: Customer | None = attrs.field(default=None, validator=maybe_customer)
    about_staff: str | None = attrs.field(default=None, validator=maybe_word)
    about_nobody: bool = attrs.field(default=False, validator=is_yes_or_no)
    issue: str | None = attrs.field(default=None, validator=maybe_word)
    occurred_at: datetime | None = attrs.field(default=None, converter=maybe_utc, validator=maybe_instant)
    purchase: Purchase | None = attrs.field(default=None, validator=maybe_a(Purchase))
    items: tuple[Item, ...] = attrs.field(default=(), converter=items_of)


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Acknowledge(OnCase):
    """The customer was told in person that they were heard. R4"""

    via: str = attrs.field(default="in-person", validator=is_word)


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Settle(OnCase):
    """Received, put right, the customer content: one step, by the person at the counter. R17"""

    facts: str = attrs.field(validator=is_text)
    agreed: Agreed = attrs.field(validator=one_of(*AGREED))
    decisions: Mapping[str, tuple[Decision, str]] | None = attrs.field(default=None, converter=decided)
    remedies: tuple[Remedy | Proposal, ...] = attrs.field(default=(), converter=remedies_of)
    apology: bool = False


@attrs.frozen(kw_only=True, eq=False, repr=False)
class RecordAnswer(OnCase):
    """An answer that was given before the desk knew the case: history. The case is resolved by it."""

    text: str = attrs.field(validator=is_text)
    at: datetime = attrs.field(converter=utc, validator=is_instant)
