"""What a payload turns out to be: a customer's words, a form, a receipt, a goodbye. None acts as staff."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TypeAlias, get_args

import attrs

from complaintkit.model.check import instant, is_word, maybe_word
from complaintkit.model.customer import Contact
from complaintkit.model.errors import InvalidInput
from complaintkit.model.vocabulary import member_of
from complaintkit.ports._check import each, is_a, is_not_negative, is_short_enough, tupled
from complaintkit.ports._frozen import FrozenMap
from complaintkit.ports.envelope import Authentic, Reply

__all__ = [
    "CustomerMessage",
    "DeliveryReport",
    "DeliveryStatus",
    "FormReceived",
    "Ignored",
    "Inbound",
    "MediaRef",
    "Parsed",
    "PollNow",
    "Polled",
    "Stopped",
    "Taken",
    "TakenAs",
]


def _at(value: datetime) -> datetime:
    return instant(value, field="at")


def _maybe_at(value: datetime | None) -> datetime | None:
    return None if value is None else _at(value)


@attrs.frozen
class MediaRef:
    """A picture, voice message or file that the provider keeps, for as long as `gone_after`. R12"""

    reference: str = attrs.field(validator=is_a(str))
    name: str = attrs.field(kw_only=True, validator=is_word)
    media_type: str = attrs.field(kw_only=True, validator=is_word)
    gone_after: timedelta | None = attrs.field(default=None, kw_only=True, validator=is_not_negative)


def _media(values: Sequence[MediaRef]) -> tuple[MediaRef, ...]:
    return tupled(values)


@attrs.frozen
class CustomerMessage:
    """Something a customer said. The desk decides whether it opens a case or belongs to one.

    `external_id` is the provider's own id: the same message pushed three times is one. `in_reply_to` names a message
    of ours where the provider says so. Text may be empty where media came. Its repr shows no words and no person.
    """

    text: str = attrs.field(validator=is_short_enough, repr=False)
    sender: Contact = attrs.field(kw_only=True, validator=is_a(Contact), repr=False)
    external_id: str = attrs.field(kw_only=True, validator=is_word)
    at: datetime = attrs.field(kw_only=True, converter=_at)
    name: str | None = attrs.field(default=None, kw_only=True, validator=maybe_word, repr=False)
    media: tuple[MediaRef, ...] = attrs.field(default=(), kw_only=True, converter=_media, validator=each(MediaRef))
    in_reply_to: str | None = attrs.field(default=None, kw_only=True, validator=maybe_word)
    category: str | None = attrs.field(default=None, kw_only=True, validator=maybe_word)


def _fields(value: Mapping[str, object]) -> FrozenMap[object]:
    if not isinstance(value, Mapping) or not all(isinstance(key, str) for key in value):
        raise InvalidInput(
            field="fields", reason="is not a mapping from names", next_step="Give a dict with text as keys."
        )
    return FrozenMap(value)


def _names(value: Mapping[str, str]) -> FrozenMap[str]:
    if not isinstance(value, Mapping) or not all(isinstance(one, str) for pair in value.items() for one in pair):
        raise InvalidInput(
            field="names",
            reason="is not a mapping from names to names",
            next_step="Give a dict with text as keys and values.",
        )
    return FrozenMap(value)


@attrs.frozen
class FormReceived:
    """A filled form: what it says, by our names for its fields; the desk checks it against the playbook.

    `names` says what the sender calls a field, by ours, where that is another name (`{"paid": "price"}`): what is refused is
    told them under it, and so is what they might have meant.
    """

    fields: FrozenMap[object] = attrs.field(converter=_fields, repr=False)
    external_id: str = attrs.field(kw_only=True, validator=is_word)
    at: datetime | None = attrs.field(default=None, kw_only=True, converter=_maybe_at)
    names: FrozenMap[str] = attrs.field(factory=dict, kw_only=True, converter=_names, eq=False, repr=False)


class DeliveryStatus(StrEnum):
    """What became of a message that we sent."""

    DELIVERED = "delivered"
    FAILED = "failed"
    DEFERRED = "deferred"


def _status(value: DeliveryStatus) -> DeliveryStatus:
    return member_of(DeliveryStatus, value, field="status")


@attrs.frozen
class DeliveryReport:
    """A provider says what became of a message that we sent; `reference` is the one it gave in `Accepted`."""

    reference: str = attrs.field(validator=is_word)
    status: DeliveryStatus = attrs.field(kw_only=True, converter=_status)
    at: datetime = attrs.field(kw_only=True, converter=_at)
    detail: str = attrs.field(default="", kw_only=True, validator=is_short_enough)


@attrs.frozen
class Stopped:
    """The person does not want messages on this address any more; `over`: they want them again (START).

    `external_id` is the provider's own id of it: the same one pushed again, however much later, changes nothing. Without
    one it can be replayed, where its provider signs no time.
    """

    sender: Contact = attrs.field(validator=is_a(Contact), repr=False)
    at: datetime = attrs.field(kw_only=True, converter=_at)
    over: bool = attrs.field(default=False, kw_only=True, validator=is_a(bool))
    external_id: str | None = attrs.field(default=None, kw_only=True, validator=maybe_word)


@attrs.frozen
class PollNow:
    """Nothing was said, but there is something to fetch: the desk calls `poll`."""


@attrs.frozen
class Ignored:
    """Nothing for the desk, and why: an address check, a message type nobody handles."""

    why: str = attrs.field(validator=is_short_enough)


Inbound: TypeAlias = CustomerMessage | DeliveryReport | FormReceived | Stopped | PollNow | Ignored
"""What one payload can hold, in any number. A closed list."""


@attrs.frozen(init=False)
class Parsed:
    """What one payload holds, and the reply its sender waits for.

    >>> Parsed(Ignored("address check"), reply=Reply(b"echo")).items
    (Ignored(why='address check'),)
    """

    items: tuple[Inbound, ...] = attrs.field(validator=each(*get_args(Inbound)))
    reply: Reply = attrs.field(validator=is_a(Reply))

    def __init__(self, *items: Inbound, reply: Reply | None = None) -> None:
        """Hold items and the reply; without a `reply` the sender gets an empty 200."""
        self.__attrs_init__(items, Reply() if reply is None else reply)


class TakenAs(StrEnum):
    """What became of one item."""

    CASE = "case"
    """It is a case, or words on one."""
    KNOWN = "known"
    """It was taken before: nothing came of it."""
    INBOX = "inbox"
    """It waits for a person, who answers for it."""
    REFUSED = "refused"
    """It was not taken: too many came that day of whom nobody knows. Sent later, it may be."""
    NOTED = "noted"
    """It is no complaint: a receipt, a stop, nothing for the desk."""


@attrs.frozen
class Taken:
    """What became of one item of a payload; `field` and `reason` say why it can't be a case by itself.

    A channel with a method `answer(parsed, taken)` tells its sender: `taken` holds one for each item, in their order.
    """

    item: Inbound
    how: TakenAs
    field: str = ""
    reason: str = ""


def _messages(values: Sequence[Authentic]) -> tuple[Authentic, ...]:
    return tupled(values)


@attrs.frozen
class Polled:
    """What a channel fetched over its own connection; `cursor` is where the next poll goes on, at once if `more`.

    Authentic by construction: it never passes `authenticate`, so no envelope from outside can pretend to be polled.
    """

    messages: tuple[Authentic, ...] = attrs.field(converter=_messages, validator=each(Authentic))
    cursor: str = attrs.field(kw_only=True, validator=is_a(str))
    more: bool = attrs.field(default=False, kw_only=True, validator=is_a(bool))
