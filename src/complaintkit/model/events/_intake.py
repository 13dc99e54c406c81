"""What happens when a complaint comes in."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import ClassVar

import attrs

from complaintkit.model.customer import Customer
from complaintkit.model.docket import Docket
from complaintkit.model.events._happened import Happened, personal, said
from complaintkit.model.goods import Item, Purchase
from complaintkit.model.money import Money
from complaintkit.model.remedy import Remedy
from complaintkit.model.vocabulary import Decision, Kind, Severity


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Received(Happened):
    """Somebody was heard: what they said, to whom, by which channel, and who is accountable from now on. S0.3, F1"""

    number: str
    kind: Kind
    unit: str
    channel: str
    playbook: str
    playbook_digest: str
    currency: str
    person: str
    received_at: datetime
    first_receiver: str
    category: str | None = None
    severity: Severity | None = None
    about_staff: str | None = None
    occurred_at: datetime | None = None
    purchase: Purchase | None = None
    items: tuple[Item, ...] = ()
    docket: Docket | None = None
    missing: tuple[str, ...] = ()
    similar: tuple[str, ...] = ()
    shifts: tuple[str, ...] = ()  # that ran when it happened, by the roster as it stood then
    imported: bool = False
    external_id: str | None = personal()
    fields: Mapping[str, str] = personal(attrs.Factory(dict))
    text: str | None = said()
    subject: str | None = said()
    wanted: str | None = said()
    customer: Customer | None = said()


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Completed(Happened):
    """Something that registration still needed was filled in."""

    category: str | None = None
    severity: Severity | None = None
    unit: str | None = None
    purchase: Purchase | None = None
    items: tuple[Item, ...] = ()
    shifts: tuple[str, ...] | None = None  # where another place was given
    missing: tuple[str, ...] = ()
    fields: Mapping[str, str] = personal(attrs.Factory(dict))
    person: str | None = None  # the vault's key of another person than the case was of; None: it stays theirs
    person_was: str | None = None
    loses_contact: bool = False  # an address of the customer is none of the new one's
    customer: Customer | None = said()


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Corrected(Happened):
    """Something that was recorded was wrong: `corrected` names the fields, each with its value and the one it had."""

    corrected: tuple[str, ...]
    person: str | None = None  # the vault's key of another person than the case was of; None: it stays theirs
    person_was: str | None = None
    loses_contact: bool = False  # an address of the customer is none of the new one's
    unit: str | None = None
    unit_was: str | None = None
    channel: str | None = None
    channel_was: str | None = None
    about_staff: str | None = None
    about_staff_was: str | None = None
    issue: str | None = None  # the one whose person it is, where that is not the first
    occurred_at: datetime | None = None
    occurred_at_was: datetime | None = None
    purchase: Purchase | None = None
    purchase_was: Purchase | None = None
    items: tuple[Item, ...] = ()
    items_was: tuple[Item, ...] = ()
    missing: tuple[str, ...] = ()
    shifts: tuple[str, ...] | None = None  # where another place or time was given
    customer: Customer | None = said()
    customer_was: Customer | None = said()
    reason: str | None = said()


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Registered(Happened):
    """Nothing is missing any more: the case is on file. S0.4"""

    category: str | None = None
    severity: Severity | None = None


@attrs.frozen(kw_only=True, eq=False, repr=False)
class SeverityRaised(Happened):
    """It is at least as grave as its category says, by whichever way it came to that category. R11"""

    is_deed: ClassVar[bool] = False

    severity: Severity


@attrs.frozen(kw_only=True, eq=False, repr=False)
class AlarmRaised(Happened):
    """Its category is dangerous: the roles that the playbook names hear of it within minutes, at any hour. R18"""

    is_deed: ClassVar[bool] = False

    category: str


@attrs.frozen(kw_only=True, eq=False, repr=False)
class FirstHandlingAsked(Happened):
    """Its category asks for something at once, by a role. S1.7"""

    is_deed: ClassVar[bool] = False

    category: str


@attrs.frozen(kw_only=True, eq=False, repr=False)
class ContactGained(Happened):
    """The customer can be reached now: what they could not be told is told. R4"""

    is_deed: ClassVar[bool] = False


@attrs.frozen(kw_only=True, eq=False, repr=False)
class OwnerChanged(Happened):
    """Somebody else is accountable now, and why. F1"""

    owner: str
    previous: str | None = None
    reason: str = "received"


@attrs.frozen(kw_only=True, eq=False, repr=False)
class OwnerTold(Happened):
    """The customer knows who is responsible now: the giver's last duty is done. F9"""


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Acknowledged(Happened):
    """The customer knows that they were heard; how they know. R4"""

    via: str
    result: str = "told"


@attrs.frozen(kw_only=True, eq=False, repr=False)
class AttachmentAdded(Happened):
    """A file came with it; its bytes are kept apart, its digest here."""

    attachment: str
    media_type: str
    size: int
    digest: str
    file: str | None = said()


@attrs.frozen(kw_only=True, eq=False, repr=False)
class ExceptionRecorded(Happened):
    """A rule that needs another person was kept by the owner of a business that has none. R6"""

    rule: str
    command: str


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Settled(Happened):
    """Put right on the spot, the customer content. R17"""

    agreed: str
    apology: bool = False
    remedies: tuple[Remedy, ...] = ()
    values: tuple[Money | None, ...] = ()  # what each costs us, where that is not what it says
    decisions: Mapping[str, Decision] = attrs.field(factory=dict)
    facts: str | None = said()
    reasons: Mapping[str, str] | None = said()


@attrs.frozen(kw_only=True, eq=False, repr=False)
class AnswerRecorded(Happened):
    """An answer that was given outside the desk. Of an imported case it is the result (`resolves`), of a live one a word."""

    resolves: bool = False
    text: str | None = said()
