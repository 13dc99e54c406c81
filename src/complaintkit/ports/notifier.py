"""Notifier: how a customer or a member of staff is told. Message name and fields travel beside the text."""

from __future__ import annotations

import copy
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Protocol

import attrs

from complaintkit.model.check import instant, is_word
from complaintkit.model.customer import Contact
from complaintkit.model.errors import InvalidInput
from complaintkit.ports._check import at_least, each, is_a, maybe_a
from complaintkit.ports._frozen import FrozenMap, words

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from contextlib import AbstractAsyncContextManager

    from complaintkit.ports.outcome import Attempt, Outcome

__all__ = ["MessageSpec", "Notification", "Notifier", "Sender"]


def _names(values: Iterable[str]) -> frozenset[str]:
    return frozenset(values)


@attrs.frozen(kw_only=True)
class MessageSpec:
    """A message the loaded playbooks can send, known before any is sent.

    `fields` are the placeholders of its wording, `links` those of them that hold a URL, `longest` the characters of its
    longest rendering that the playbook foresees.
    """

    name: str = attrs.field(validator=is_word)
    language: str = attrs.field(validator=is_word)
    fields: frozenset[str] = attrs.field(default=frozenset(), converter=_names, validator=each(str))
    links: frozenset[str] = attrs.field(default=frozenset(), converter=_names, validator=each(str))
    longest: int = attrs.field(validator=at_least(0))

    def __deepcopy__(self, memo: dict[int, object]) -> MessageSpec:
        """Return a copy of its own: none of its fields can be changed, and each desk that opens hands over hundreds."""
        return copy.copy(self)


def _fields(value: Mapping[str, str]) -> FrozenMap[str]:
    words(value, field="fields")
    return FrozenMap(value)


def _useless(value: datetime | None) -> datetime | None:
    return None if value is None else instant(value, field="useless_after")


@attrs.frozen(kw_only=True)
class Notification:
    """One message to one person, ready to go. Its repr shows no words and no person.

    `id` is the same on every attempt: the provider's idempotency key where it has one. `fields` are the values by name,
    for providers that own the wording; `text` is the wording the playbook rendered. After `useless_after` it is no
    longer true and need not be sent.
    """

    id: str = attrs.field(validator=is_word)
    attempt: int = attrs.field(default=1, validator=at_least(1))
    to: Contact = attrs.field(validator=is_a(Contact), repr=False)
    message: str = attrs.field(validator=is_word)
    language: str = attrs.field(validator=is_word)
    fields: FrozenMap[str] = attrs.field(factory=dict, converter=_fields, repr=False)
    subject: str | None = attrs.field(default=None, validator=maybe_a(str), repr=False)
    text: str = attrs.field(validator=is_a(str), repr=False)
    html: str | None = attrs.field(default=None, validator=maybe_a(str), repr=False)
    case_number: str = attrs.field(validator=is_word)
    useless_after: datetime | None = attrs.field(default=None, converter=_useless)


class Sender(Protocol):
    """An open connection to the provider, for one batch, on one event loop; for one message at a time.

    A notifier that says in `sessions` that it takes several has several of them open at the same time, on one loop.
    """

    async def send(self, notification: Notification) -> Outcome:
        """Send it once. Whatever this raises counts as `InDoubt`."""
        ...

    async def reconcile(self, attempt: Attempt) -> Outcome:
        """Find out what became of an attempt: "cannot tell" (`InDoubt`) is an answer, forgetting is not."""
        ...


class Notifier(Protocol):
    """Sends messages through one provider.

    One that keeps something of them itself, such as files, has `forget(attempts: Sequence[Attempt]) -> None` as well: it erases
    what it keeps of these, or raises where it can't now, and is asked again. The same twice is once.

    One that can send several messages at the same time says how many in an attribute `sessions`, a whole number: so many
    sessions of a batch are open beside each other, each sends one message at a time. Without it there is one. Two messages
    about one case, or to one address, never go at the same time, and none overtakes the other.
    """

    @property
    def name(self) -> str:
        """The instance: "sms", "sms-brand-b"."""
        ...

    @property
    def medium(self) -> str:
        """The medium that playbooks name: "sms", "email", "wechat", "call"."""
        ...

    @property
    def address_kind(self) -> str:
        """The kind of `Contact` it needs: "phone", "email", "wechat"."""
        ...

    @property
    def reconcile_after(self) -> timedelta:
        """The time by which the provider's own records may be late; it is not asked before."""
        ...

    def check(self, messages: Sequence[MessageSpec]) -> Iterable[str]:
        """Name problems with what the playbooks can send, one sentence each: said at start, not at two in the morning."""
        ...

    def session(self) -> AbstractAsyncContextManager[Sender]:
        """Open a connection for one batch."""
        ...


def sessions_of(notifier: Notifier) -> int:
    """Return how many sessions of a notifier may be open at the same time.

    Raises:
        InvalidInput: what it says is no number of sessions.
    """
    given: object = getattr(notifier, "sessions", 1)
    if not isinstance(given, int) or isinstance(given, bool) or given < 1:
        raise InvalidInput(field="sessions", reason=f"{given!r} is no number of sessions", next_step="Give 1 or more.")
    return int(given)
