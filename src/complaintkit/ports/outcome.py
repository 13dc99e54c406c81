"""What became of something sent or executed. Closed, because a `bool` can't say "nobody knows"."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum
from typing import TypeAlias

import attrs

from complaintkit.model.check import instant, is_word, maybe_word
from complaintkit.model.customer import Contact
from complaintkit.model.vocabulary import member_of
from complaintkit.ports._check import is_a, is_not_negative, is_short_enough, maybe_a

__all__ = ["Accepted", "Attempt", "InDoubt", "NotSent", "Outcome", "RejectReason", "Rejected"]


class RejectReason(StrEnum):
    """Why a provider will never take this message to this address."""

    ADDRESS = "address"
    BLOCKED = "blocked"
    CONTENT = "content"
    WINDOW_CLOSED = "window-closed"
    UNSUPPORTED = "unsupported"


def _reason(value: RejectReason) -> RejectReason:
    return member_of(RejectReason, value, field="reason")


@attrs.frozen
class Accepted:
    """The provider has it; `reference` is its own id. `final` where no delivery report will follow."""

    reference: str = attrs.field(validator=is_word)
    final: bool = attrs.field(default=False, kw_only=True, validator=is_a(bool))


@attrs.frozen
class Rejected:
    """Final for this address or content: the desk goes on to the next medium."""

    reason: RejectReason = attrs.field(converter=_reason)
    detail: str = attrs.field(default="", validator=is_short_enough)


@attrs.frozen
class NotSent:
    """Certainly did not leave: the desk tries again.

    `ours` where the fault is on our side of the counter (account empty, key wrong): that stops the notifier, not the
    customer's message. A timeout after the first byte went out is `InDoubt`, never this.
    """

    retry_after: timedelta | None = attrs.field(default=None, kw_only=True, validator=is_not_negative)
    detail: str = attrs.field(default="", kw_only=True, validator=is_short_enough)
    ours: bool = attrs.field(default=False, kw_only=True, validator=is_a(bool))


@attrs.frozen
class InDoubt:
    """It may have left. Never sent again before it is reconciled; so is every exception."""

    detail: str = attrs.field(default="", validator=is_short_enough)
    reference: str | None = attrs.field(default=None, kw_only=True, validator=maybe_word)


Outcome: TypeAlias = Accepted | Rejected | NotSent | InDoubt
"""What became of one attempt."""


def _started(value: datetime) -> datetime:
    return instant(value, field="started_at")


@attrs.frozen(kw_only=True)
class Attempt:
    """One earlier attempt that nobody knows the end of: what `reconcile` looks up.

    `id` is the notification's or the order's, `started_at` when it was called, `reference` the provider's id where it
    gave one, `to` the address.
    """

    id: str = attrs.field(validator=is_word)
    started_at: datetime = attrs.field(converter=_started)
    reference: str | None = attrs.field(default=None, validator=maybe_word)
    to: Contact | None = attrs.field(default=None, validator=maybe_a(Contact), repr=False)
