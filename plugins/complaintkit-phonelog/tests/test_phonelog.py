"""Calls as they are written down, and messages that a person says."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, timezone

import pytest
from complaintkit_phonelog import Phonelog

from complaintkit import Contact
from complaintkit.errors import IntakeRejected
from complaintkit.plugin import (
    Attempt,
    CustomerMessage,
    DeliveryReport,
    DeliveryStatus,
    Envelope,
    Ignored,
    InDoubt,
    Parsed,
)
from complaintkit.testing import ChannelContract, notification

SHANGHAI = timezone(timedelta(hours=8))
AT = datetime(2026, 11, 21, 10, 5, tzinfo=SHANGHAI)
CALL: dict[str, object] = {
    "id": "c1", "way": "out", "number": "13800138000", "at": "2026-11-21T10:05+08:00", "outcome": "reached", "seconds": 200,
    "summary": "客户同意重做", "task": "n-1",
}  # fmt: skip
LINE = "☎ chen → 138****8000, 2026-11-21 10:05 +08:00, reached, 3:20"


def written(staff: str | None = "chen", **said: object) -> Envelope:
    """A call as the host hands it on."""
    return Envelope(json.dumps({**CALL, **said}).encode(), staff=staff, received_at=AT)


class TestChannel(ChannelContract):
    """The host's session is the proof."""

    plugin = Phonelog
    settings: Mapping[str, object] = {"name": "phone"}
    genuine: Mapping[str, Envelope] = {"out": written(), "in": written(id="c2", way="in", task=None)}
    forged: Mapping[str, Envelope] = {"nobody's": written(staff=None)}


def read(**said: object) -> Parsed:
    """What it says."""
    (channel,) = Phonelog(name="phone").complaintkit_channels()
    return channel.parse(channel.authenticate(written(**said)))  # type: ignore[arg-type]


def test_a_call_made_for_a_task() -> None:
    """Ends it, and brings the customer's words."""
    said = CustomerMessage(
        f"{LINE}\n客户同意重做", sender=Contact("phone", "13800138000"), external_id="c1", at=AT, in_reply_to="n-1"
    )
    assert read().items == (DeliveryReport("n-1", status=DeliveryStatus.DELIVERED, at=AT, detail=LINE), said)


@pytest.mark.parametrize("number", ["13800138000", "+86 138 0013 8000", "021-6329 0000"])
@pytest.mark.parametrize("way", ["in", "out"])
def test_the_whole_number_is_the_contacts_alone(way: str, number: str) -> None:
    """Lists, logs and messages show what was said: the number stands masked in it. R20"""
    found = read(way=way, number=number).items
    assert [one.sender.address for one in found if isinstance(one, CustomerMessage)] == [number]
    said = [one.text if isinstance(one, CustomerMessage) else one.detail for one in found]  # type: ignore[union-attr]
    assert all(number not in str(one) and "****" in str(one) for one in said)


@pytest.mark.parametrize(
    ("outcome", "status"),
    [
        ("no-answer", DeliveryStatus.DEFERRED),
        ("busy", DeliveryStatus.DEFERRED),
        ("wrong-number", DeliveryStatus.FAILED),
    ],
)
def test_a_call_in_vain(outcome: str, status: DeliveryStatus) -> None:
    """Says so, and puts no words into the customer's mouth."""
    (report,) = read(outcome=outcome, summary="").items
    assert isinstance(report, DeliveryReport)
    assert report.status is status
    assert isinstance(read(outcome=outcome, task=None).items[0], Ignored)


@pytest.mark.parametrize(
    "said",
    [{"way": "up"}, {"outcome": "fine"}, {"at": "2026-11-21T10:05"}, {"at": "today"}, {"seconds": -1}, {"seconds": True},
     {"seconds": 90_000}, {"number": " "}, {"id": None}, {"smmary": "x"}, {"summary": 5}],
)  # fmt: skip
def test_what_is_no_call_is_refused(said: dict[str, object]) -> None:
    """With the field that is wrong, and why, in both languages."""
    with pytest.raises(IntakeRejected) as refused:
        read(**said)
    field, _, why = str(refused.value.data["field"]).partition(": ")
    assert field == next(iter(said))
    assert why.startswith(("is ", "'"))
    assert f"{field}：" in refused.value.user_message("zh")
    assert why not in refused.value.user_message("zh")


def test_a_message_is_a_task_until_somebody_called() -> None:
    """Sending is a doubt, asking leaves it one: only a person knows."""

    async def one() -> tuple[object, object]:
        (notifier,) = Phonelog(name="phone").complaintkit_notifiers()
        assert (notifier.medium, notifier.address_kind, list(notifier.check([]))) == ("call", "phone", [])
        async with notifier.session() as sender:
            message = notification(to=Contact("phone", "13800138000"))
            return await sender.send(message), await sender.reconcile(Attempt(id="n-1", started_at=datetime.now(UTC)))

    sent, asked = asyncio.run(one())
    assert isinstance(sent, InDoubt)
    assert sent.reference is not None
    assert asked == InDoubt("to be called by a person", reference="n-1")
