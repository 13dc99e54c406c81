"""What happens to a member: who they are lies in the vault, what they agreed to and what their points come from does not. S3.7"""

from __future__ import annotations

from datetime import datetime

import attrs

from complaintkit.model.customer import Customer
from complaintkit.model.events._happened import Happened, personal, said
from complaintkit.model.money import Money


@attrs.frozen(kw_only=True, eq=False, repr=False)
class MemberEnrolled(Happened):
    """Somebody became a member: where, since when, and who won them. S3.17"""

    person: str
    unit: str
    since: str  # an ISO date
    via: str
    recruited_by: str | None = None
    customer: Customer | None = said()
    birthday: str | None = said()


@attrs.frozen(kw_only=True, eq=False, repr=False)
class MemberUpdated(Happened):
    """Who they are, their tier or their store is another now."""

    unit: str
    customer: Customer | None = said()
    birthday: str | None = said()


@attrs.frozen(kw_only=True, eq=False, repr=False)
class MemberCredited(Happened):
    """They got points, or spent some. S3.7"""

    points: int
    because: str
    paid: Money | None = None
    sale: str | None = personal()


@attrs.frozen(kw_only=True, eq=False, repr=False)
class MemberConsented(Happened):
    """They want these messages by these media: said then, and so. S3.9"""

    kinds: tuple[str, ...]
    media: tuple[str, ...]
    via: str
    given_at: datetime


@attrs.frozen(kw_only=True, eq=False, repr=False)
class MemberConsentWithdrawn(Happened):
    """They want these messages by these media no more."""

    kinds: tuple[str, ...]
    media: tuple[str, ...]
    via: str


@attrs.frozen(kw_only=True, eq=False, repr=False)
class MemberCareOwed(Happened):
    """A message of care is planned, once for each turn of its rule. S3.9"""

    care: str
    turn: str
    entry: str


@attrs.frozen(kw_only=True, eq=False, repr=False)
class MemberLeft(Happened):
    """They are no member any more."""

    reason: str | None = said()
