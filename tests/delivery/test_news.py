"""What the ledger hears of a message: that it was sent, or that it went out by no medium; of the rest nothing. R4"""

from __future__ import annotations

import attrs
import pytest

from complaintkit.delivery.change import Change
from complaintkit.delivery.message.budget import HELD_BACK
from complaintkit.delivery.message.carrier import event_of
from complaintkit.model.events import MessageSent, MessageUndelivered
from complaintkit.model.outbox import EntryKind, OutboxState
from complaintkit.ports.storage import AttemptRow, OutboxRow
from complaintkit.testing import FakeClock

LOST = {OutboxState.DEAD, OutboxState.UNDELIVERED, OutboxState.REJECTED, OutboxState.PARKED}
ARRIVED = {OutboxState.SENT, OutboxState.DELIVERED}
NOW = FakeClock("2026-11-21T10:00+08:00").now()


@pytest.fixture
def change() -> Change:
    """A message that waits, and goes on as it is."""
    row = OutboxRow(
        id="A-1.2.received.customer",
        case="case-1",
        seq=2,
        kind=EntryKind.MESSAGE,
        name="received",
        recipient="customer",
        person="person-1",
        language="zh",
        media=("sms",),
        next_at=NOW,
        created_at=NOW,
    )
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


def test_what_was_sent_without_a_try_is_no_news(change: Change) -> None:
    """There is no medium by which it went."""
    assert event_of(attrs.evolve(change, row=attrs.evolve(change.row, state=OutboxState.SENT)), None) is None


@pytest.mark.parametrize(
    ("why", "before", "recipient", "told"),
    [
        (HELD_BACK, "", "customer", True),
        (HELD_BACK, "quiet hours", "customer", True),
        (HELD_BACK, HELD_BACK, "customer", False),
        (HELD_BACK, "", "li", False),
        ("quiet hours", "", "customer", False),
    ],
)
def test_that_a_customer_has_to_wait_for_the_hour_to_end_is_told_once(
    change: Change, why: str, before: str, recipient: str, *, told: bool
) -> None:
    """Its owner has it among their duties until it went out; any other pause is no news."""
    row = attrs.evolve(change.row, recipient=recipient)
    event = event_of(Change(attrs.evolve(row, detail=before), row, why), None)

    assert isinstance(event, MessageUndelivered) is told
