"""What the ledger hears of a message: that it was sent, or that it went out by no medium; of the rest nothing. R4"""

from __future__ import annotations

from typing import Any

import attrs
import pytest

from complaintkit.delivery.change import Change
from complaintkit.delivery.message.carrier import event_of
from complaintkit.model.events import MessageSent, MessageUndelivered
from complaintkit.model.outbox import OutboxState
from complaintkit.ports.storage import AttemptRow
from complaintkit.testing import FakeClock

LOST = {OutboxState.DEAD, OutboxState.UNDELIVERED, OutboxState.REJECTED, OutboxState.PARKED}
ARRIVED = {OutboxState.SENT, OutboxState.DELIVERED}
NOW = FakeClock("2026-11-21T10:00+08:00").now()


@pytest.fixture
def change(house: Any) -> Change:
    """A message that waits, and goes on as it is."""
    house.receive()
    row = house.entry("received")
    return Change(row, row, why="no address")


def tried(change: Change) -> AttemptRow:
    """One try by SMS."""
    return AttemptRow(
        id="a-1", outbox=change.row.id, epoch=1, number=1, notifier="sms", medium="sms",
        started_at=NOW, reference="ref-1",
    )  # fmt: skip


@pytest.mark.parametrize("state", list(OutboxState))
def test_only_the_end_of_a_message_is_news(change: Change, state: OutboxState) -> None:
    """Sent, or lost; what is to be tried again, or was cancelled, is not."""
    event = event_of(attrs.evolve(change, row=attrs.evolve(change.row, state=state)), tried(change))

    expected = MessageSent if state in ARRIVED else MessageUndelivered if state in LOST else type(None)
    assert type(event) is expected


def test_what_was_sent_names_its_message_its_medium_and_the_providers_reference(change: Change) -> None:
    """So that somebody may ask the provider."""
    sent = attrs.evolve(change.row, state=OutboxState.SENT)

    assert event_of(attrs.evolve(change, row=sent), tried(change)) == MessageSent(
        message="received", outbox=sent.id, recipient="customer", medium="sms", reference="ref-1"
    )
    assert event_of(attrs.evolve(change, before=sent, row=sent), tried(change)) is None, "it was told already"


@pytest.mark.parametrize("tries", [True, False], ids=["tried", "untried"])
def test_what_was_lost_names_why_and_the_medium_if_one_was_tried(change: Change, *, tries: bool) -> None:
    """Somebody has to tell the customer otherwise."""
    lost = attrs.evolve(change.row, state=OutboxState.DEAD)

    assert event_of(attrs.evolve(change, row=lost), tried(change) if tries else None) == MessageUndelivered(
        message="received",
        outbox=lost.id,
        recipient="customer",
        state="dead",
        detail="no address",
        medium="sms" if tries else None,
    )
