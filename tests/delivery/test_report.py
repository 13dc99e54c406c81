"""What a provider reports later: delivered, or not after all. R4"""

from __future__ import annotations

from datetime import timedelta

import pytest

from complaintkit import NotFound
from complaintkit.delivery.carrier import Send
from complaintkit.delivery.message.carrier import Messages
from complaintkit.delivery.outbox import Outbox
from complaintkit.delivery.report import take_report
from complaintkit.delivery.service import Stops
from complaintkit.delivery.setting import Setting
from complaintkit.plugin import Accepted, DeliveryReport, DeliveryStatus, InDoubt, NotSent
from complaintkit.records.stream import changing


@pytest.fixture
def report(house):
    """Reports on the customer's first message."""

    def say(status, reference="r-1"):
        told = DeliveryReport(reference, status=status, at=house.clock.now(), detail="13800138000 unknown")
        return take_report(house.desk._door, house.entry("received").id, told)

    return say


@pytest.fixture
def begun(house):
    """Takes the customer's first message and begins its call; gives the outbox, and the attempt."""

    def begin():
        house.receive()
        setting = Setting.of(house.desk._door, house.desk._opened.plugins.notifiers)
        outbox = Outbox(setting, Messages(setting), Stops())
        (work,) = [outbox.prepare(row) for row in outbox.take(9).rows if row.name == "received"]
        assert isinstance(work.verdict, Send)
        return outbox, outbox.begin(work, work.verdict)

    return begin


def test_a_receipt_ends_it(house, report):
    """Delivered is delivered, however often it is said, and whatever is said after."""
    house.sms.answers.extend([Accepted("r-1")])
    house.receive()
    house.deliver()
    assert report("deferred") is False
    assert report("delivered") is True
    assert house.entry("received").state == "delivered"
    assert report("delivered") is False
    assert report("failed") is False


def test_what_did_not_arrive_goes_on_by_the_next_medium(house, report):
    """The number was switched off for good: the same entry, by mail."""
    house.sms.answers.extend([Accepted("r-1")])
    house.receive()
    house.deliver()
    assert report("failed") is True
    house.deliver()
    assert (house.entry("received").state, house.entry("received").medium) == ("sent", 1)
    assert len(house.mail.sent) == 1


def test_what_did_not_arrive_by_the_last_medium_is_on_record(house, report):
    """Undelivered, in our own words: the provider's hold a number."""
    house.sms.answers.extend([Accepted("r-1")])
    case = house.receive()
    house.deliver()
    for _ in range(2):
        report("failed", house.attempts(house.entry("received"))[-1].reference)
        house.deliver()
    (lost,) = [line.event for line in house.desk.timeline(case, by="fang") if line.event.name == "message-undelivered"]
    assert house.entry("received").state == "dead"  # nobody serves "call"
    assert "138" not in lost.detail


def test_a_report_on_what_was_given_up_changes_nothing(house, report):
    """That the number was dead is said twice; the mail that went out instead is not given up for it."""
    house.sms.answers.extend([Accepted("r-1")])
    house.receive()
    house.deliver()
    report("failed")
    house.deliver()
    assert report("failed") is False
    assert (house.entry("received").state, house.entry("received").medium) == ("sent", 1)


def test_a_late_receipt_ends_it_too(house, report):
    """The number was said to be dead and the message went by mail; that the SMS arrived after all is delivered. R4"""
    house.sms.answers.extend([Accepted("r-1")])
    house.receive()
    house.deliver()
    report("failed")
    house.deliver()
    assert report("delivered") is True
    assert house.entry("received").state == "delivered"


def test_a_report_meets_the_entry_as_it_stands(house, begun, report, monkeypatch):
    """While the report came in, the worker heard that it did not leave; it is sent again, and nothing is confirmed."""
    outbox, attempt = begun()

    def meanwhile(door, ref):
        outbox.end(attempt, NotSent())
        return changing(door, ref)

    monkeypatch.setattr("complaintkit.delivery.report.changing", meanwhile)

    assert report("delivered") is False
    assert house.entry("received").state == "retry"


def test_a_receipt_ends_a_doubt(house, report):
    """It has left after all: that acknowledges the case, and nobody is asked any more."""
    house.sms.answers.extend([InDoubt(reference="r-1")])
    case = house.receive()
    house.deliver()
    assert "acknowledged" not in house.events(case)
    assert report("delivered") is True
    assert "acknowledged" in house.events(case)
    house.clock.advance(timedelta(hours=2))
    house.deliver()
    assert house.sms.asked == []


def test_a_report_on_nothing_is_refused(house):
    """There is no such message."""
    told = DeliveryReport("r", status=DeliveryStatus.DELIVERED, at=house.clock.now())
    with pytest.raises(NotFound):
        take_report(house.desk._door, "nothing", told)


def test_a_receipt_fences_off_who_was_about_to_ask(house, report):
    """A worker that can't ask after all puts nothing back in doubt that has arrived meanwhile."""
    house.sms.answers.extend([InDoubt(reference="r-1")])
    house.receive()
    house.deliver()
    house.clock.advance(timedelta(minutes=15))
    setting = Setting.of(house.desk._door, house.desk._opened.plugins.notifiers)
    outbox = Outbox(setting, Messages(setting), Stops())
    (begun,) = outbox.take(1).doubts

    assert report("delivered") is True
    outbox.ask_later(begun, until=house.clock.now() + timedelta(minutes=15))

    assert house.entry("received").state == "delivered"
