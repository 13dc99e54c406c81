"""Carriers: what differs between sending a message by a notifier and carrying out a remedy by an executor."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from typing import Generic, Protocol, TypeAlias, TypeVar

import attrs

from complaintkit.delivery.absence import Absences
from complaintkit.delivery.change import Change
from complaintkit.delivery.service import Service, Stops
from complaintkit.model.customer import Contact
from complaintkit.model.events import Happened
from complaintkit.model.outbox import EntryKind
from complaintkit.ports.notifier import Notification
from complaintkit.ports.outcome import Attempt, Outcome
from complaintkit.ports.storage import AttemptRow, OutboxRow, Reader, Writer


class Session(Protocol):
    """An open connection: a `Sender` or a `RemedyRunner`, as far as they are alike."""

    async def reconcile(self, attempt: Attempt) -> Outcome:
        """Say what became of an attempt."""
        ...


S = TypeVar("S", bound=Session)


# ---- what to do with an entry whose turn has come -------------------------------------------------------------------
@attrs.frozen
class Send(Generic[S]):
    """Call this service; `to` is the address that no record may repeat, `most` how many messages it may have in an hour.

    `part` is a message that may as well go out together with others to the same address.
    """

    service: Service[S]
    call: Callable[[S], Awaitable[Outcome]] = attrs.field(repr=False)
    to: Contact | None = attrs.field(default=None, repr=False)
    most: int | None = None
    part: Notification | None = attrs.field(default=None, repr=False)


@attrs.frozen
class Wait:
    """Not now."""

    until: datetime
    why: str


@attrs.frozen
class Cancel:
    """Not at all: it is not true any more, or there is nobody left to tell."""

    why: str


@attrs.frozen
class MoveOn:
    """Not by this medium."""

    why: str


@attrs.frozen
class Park:
    """It can't even be looked at; a person has to."""

    why: str


Verdict: TypeAlias = Send[S] | Wait | Cancel | MoveOn | Park


@attrs.frozen(kw_only=True)
class Work(Generic[S]):
    """An entry that was taken, and what is to become of it as of `at`, when its case had `seq` events."""

    row: OutboxRow
    verdict: Verdict[S]
    seq: int
    at: datetime


@attrs.frozen(kw_only=True)
class Begun(Generic[S]):
    """An attempt whose end is awaited: `send` was begun, or, without it, what became of an earlier one is asked.

    `known` is its end, where the worker that began it came back late and wrote it down.
    """

    row: OutboxRow
    attempt: AttemptRow
    send: Send[S] | None = None
    known: Outcome | None = None


# ---- the two ways ---------------------------------------------------------------------------------------------------
class Carrier(Protocol[S]):
    """The part of the outbox's flow that depends on the kind of entry. Blocking; nothing here calls a plugin."""

    @property
    def kind(self) -> EntryKind:
        """The entries it carries."""
        ...

    @property
    def services(self) -> Mapping[str, Service[S]]:
        """The notifiers or executors there are, by name, in the order of the settings."""
        ...

    def claim(self, tx: Writer, stops: Stops, absences: Absences, *, limit: int) -> Sequence[OutboxRow]:
        """Return at most `limit` entries whose turn has come."""
        ...

    def judge(self, tx: Reader, row: OutboxRow, stops: Stops) -> tuple[Verdict[S], int]:
        """Return what is to become of an entry now, and how many events its case had when that was decided."""
        ...

    def question(self, tx: Reader, row: OutboxRow, attempt: AttemptRow) -> Attempt:
        """Return an attempt as the service that began it is asked about it."""
        ...

    def event(self, tx: Reader, change: Change, attempt: AttemptRow | None) -> Happened | None:
        """Return what the ledger hears of a change; None where that is nothing."""
        ...

    def late(self, tx: Reader, row: OutboxRow, attempt: AttemptRow) -> Happened | None:
        """Return what the ledger hears where an attempt was accepted once the entry had ended without it; None: nothing."""
        ...
