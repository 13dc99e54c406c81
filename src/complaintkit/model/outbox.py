"""The outbox as one table: where an entry may stand and go from there; and an entry as a person reads it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Final

import attrs


class EntryKind(StrEnum):
    """What an entry of the outbox is."""

    MESSAGE = "message"
    """Sent by a notifier."""
    REMEDY = "remedy"
    """Carried out by an executor."""


class OutboxState(StrEnum):
    """Where an entry of the outbox stands.

    >>> OutboxState("sent") is OutboxState.SENT
    True
    """

    READY = "ready"
    """A message waits for its turn."""
    RETRY = "retry"
    """A message certainly did not leave, and waits for its next turn."""
    LEASED = "leased"
    """One worker has claimed the message and calls nobody yet."""
    OWED = "owed"
    """A remedy waits for its turn; no claim takes it."""
    STARTED = "started"
    """The attempt is committed, and the provider may have been called."""
    IN_DOUBT = "in_doubt"
    """Nobody knows whether it went out; the provider is asked before anything is repeated."""
    SENT = "sent"
    """A provider has the message; a report may follow."""
    DELIVERED = "delivered"
    """The message arrived, or the remedy was carried out."""
    UNDELIVERED = "undelivered"
    """The provider of the last medium reports that the message did not arrive."""
    DEAD = "dead"
    """The message goes out by no medium."""
    REJECTED = "rejected"
    """The remedy will not be carried out; the owner sees to it."""
    PARKED = "parked"
    """No program can find out what became of it; a person has to."""
    CANCELLED = "cancelled"
    """It is not to go out any more."""


class AttemptOutcome(StrEnum):
    """What one attempt came to."""

    ACCEPTED = "accepted"
    REJECTED = "rejected"
    NOT_SENT = "not_sent"
    OURS = "ours"
    """It did not leave through a fault on our side; this does not count as a try."""
    IN_DOUBT = "in_doubt"


_S = OutboxState
_ENDED: Final = {_S.READY, _S.CANCELLED}  # a person brings it back, or gives it up

TRANSITIONS: Mapping[EntryKind, Mapping[OutboxState, frozenset[OutboxState]]] = MappingProxyType(
    {
        EntryKind.MESSAGE: {
            _S.READY: frozenset({_S.LEASED, _S.CANCELLED}),
            _S.RETRY: frozenset({_S.LEASED, _S.CANCELLED}),
            _S.LEASED: frozenset({_S.STARTED, _S.READY, _S.CANCELLED, _S.DEAD, _S.PARKED}),
            _S.STARTED: frozenset({_S.SENT, _S.DELIVERED, _S.READY, _S.RETRY, _S.IN_DOUBT, _S.DEAD, _S.UNDELIVERED}),
            _S.IN_DOUBT: frozenset({_S.SENT, _S.DELIVERED, _S.READY, _S.PARKED, _S.DEAD, _S.UNDELIVERED}),
            _S.SENT: frozenset({_S.DELIVERED, _S.READY, _S.UNDELIVERED}),
            _S.PARKED: frozenset({_S.DELIVERED, _S.UNDELIVERED, *_ENDED}),
            _S.DEAD: frozenset(_ENDED),
            _S.UNDELIVERED: frozenset(_ENDED),
            _S.DELIVERED: frozenset(),
            _S.CANCELLED: frozenset(),
        },
        EntryKind.REMEDY: {
            _S.OWED: frozenset({_S.STARTED, _S.CANCELLED, _S.REJECTED, _S.PARKED}),
            _S.STARTED: frozenset({_S.DELIVERED, _S.REJECTED, _S.OWED, _S.IN_DOUBT}),
            _S.IN_DOUBT: frozenset({_S.DELIVERED, _S.REJECTED, _S.OWED, _S.PARKED}),
            _S.PARKED: frozenset({_S.DELIVERED, _S.CANCELLED}),
            _S.DELIVERED: frozenset(),
            _S.REJECTED: frozenset(),
            _S.CANCELLED: frozenset(),
        },
    }
)
"""Kind and state of an entry to the states it may take next. A lease or a date that is moved is no transition."""

FIRST: Mapping[EntryKind, OutboxState] = MappingProxyType(
    {EntryKind.MESSAGE: OutboxState.READY, EntryKind.REMEDY: OutboxState.OWED}
)
"""The state in which an entry is put."""


def may_become(kind: EntryKind, before: OutboxState, after: OutboxState) -> bool:
    """Say whether an entry in one state may take the other, or stay.

    >>> may_become(EntryKind.MESSAGE, OutboxState.SENT, OutboxState.DELIVERED)
    True
    >>> may_become(EntryKind.REMEDY, OutboxState.DELIVERED, OutboxState.OWED)
    False
    """
    return after is before or after in TRANSITIONS[kind].get(before, ())


@attrs.frozen(kw_only=True)
class OutboxAttempt:
    """One try to send an entry. `outcome` is None while nobody knows it; `reference` is what the provider calls it.

    `digest` is the id under which it went out together with others to the same person; None where it went out by itself.

    >>> from datetime import UTC, datetime
    >>> OutboxAttempt(
    ...     number=1, notifier="sms", medium="sms", started_at=datetime(2026, 11, 21, tzinfo=UTC)
    ... ).outcome is None
    True
    """

    number: int
    notifier: str
    medium: str
    started_at: datetime
    ended_at: datetime | None = None
    outcome: AttemptOutcome | None = None
    reference: str | None = None
    detail: str = ""
    digest: str | None = None


@attrs.frozen(kw_only=True)
class OutboxEntry:
    """A message to send, or a remedy to carry out (`kind`), with its tries.

    `case` is the number of the case or task it is about, `unit` where that is. `name` is the message's name in the
    playbook, `occasion` what it is sent on (`case-registered`); of a remedy both are the id of the promise.
    `recipient` is "customer" or a staff id; `medium` the one of its `media` whose turn it is, None where none is
    left. The wording is rendered when it is sent.

    >>> from complaintkit import Customer
    >>> from complaintkit.testing import open_test_desk
    >>> with open_test_desk() as desk:
    ...     case = desk.receive(
    ...         "饭是酸的",
    ...         by="chen",
    ...         channel="hotline",
    ...         category="food/sensory",
    ...         customer=Customer(phone="13800138000"),
    ...     )
    ...     entry = next(iter(desk.outbox.list(by="general-manager")))
    >>> entry.case == case.number, entry.state.value
    (True, 'ready')
    """

    id: str
    case: str
    unit: str
    kind: EntryKind
    name: str
    occasion: str
    recipient: str
    language: str
    media: tuple[str, ...]
    medium: str | None
    state: OutboxState
    attempts: tuple[OutboxAttempt, ...] = ()
    next_at: datetime | None = None
    useless_after: datetime | None = None
    urgent: bool = False
    created_at: datetime
    detail: str = ""
