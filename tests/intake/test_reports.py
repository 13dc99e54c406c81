"""What became of messages, and who wants none any more. R4"""

from __future__ import annotations

import asyncio
import threading

import attrs
import pytest

from complaintkit import Customer


@pytest.fixture
def case(house):
    """Somebody who can be reached by SMS."""
    return house.desk.receive(
        "饭是酸的",
        by="chen",
        channel="hotline",
        unit="no3-school",
        category="food/sensory",
        customer=Customer(phone="13800138000"),
    )


def entries(house):
    """The outbox by name of message."""
    with house.desk._door.storage.reading() as reader:
        return {row.name: row for row in reader.outbox() if row.recipient == "customer"}


def reference(house, message):
    """What the provider calls a message to the customer."""
    sent = next(one for one in house.vendor.sent if one.message == message and one.to.address == "13800138000")
    return f"SM{house.vendor.sent.index(sent) + 1}"


def report(house, status, **more):
    """As the provider sends it."""
    told = {"what": "report", "reference": reference(house, "received"), "status": status}
    return house.push(told, **more)


@pytest.mark.parametrize("proof", ["signed", "secret-url"])
def test_a_receipt_marks_its_message(house, case, proof):
    """Also where only the address is secret: it can do no more than that."""
    house.deliver()
    for _ in range(2):
        report(house, "delivered", proof=proof)
    assert entries(house)["received"].state == "delivered"


def test_a_report_repeated_moves_a_message_on_only_once(house, case):
    """What the first medium could not do is said twice; the next medium is under way and not given up."""
    house.deliver()
    with house.desk._door.storage.writing() as tx:  # as if another medium had been tried since
        row = entries(house)["received"]
        (attempt,) = tx.attempts(row.id)
        tx.put_attempt(attrs.evolve(attempt, id=f"{row.id}.2", number=2, medium="email", reference="mail-1"))
    report(house, "failed")
    assert entries(house)["received"].state == "sent"


def test_a_report_on_nobodys_message_changes_nothing(house, case):
    """Another system may share the account."""
    house.deliver()
    assert house.push({"what": "report", "reference": "other", "status": "failed"}).body == b"success"
    assert entries(house)["received"].state == "sent"


def test_a_receipt_may_be_quicker_than_our_own_record(house, case):
    """While a message is being sent, its receipt waits a moment for the reference."""
    threads = []

    def at_once(number):
        told = {"what": "report", "reference": f"SM{number}", "status": "delivered"}
        threads.append(threading.Thread(target=house.push, args=(told,)))
        threads[-1].start()

    house.vendor.hook = at_once
    house.deliver()
    for thread in threads:
        thread.join()
    assert entries(house)["received"].state == "delivered"


def test_a_stop_is_kept(house, case):
    """No SMS to that number any more, however it is written; staff are told all the same."""
    house.push({"what": "stop", "sender": "+86 138 0013 8000"})
    house.deliver()
    assert entries(house)["received"].state == "dead"
    assert not [one for one in house.vendor.sent if one.to.address == "13800138000"]


def test_who_writes_again_wants_an_answer(house, case, said):
    """A stop ends with the next word on that address, not with one that was said before it."""
    house.push({"what": "stop", "sender": "13800138000", "at": "2026-11-21T10:00+08:00"})
    house.push(said("早先的话", at="2026-11-21T09:00+08:00"))
    house.deliver()
    assert not [one for one in house.vendor.sent if one.to.address == "13800138000"]
    house.push(said("我等着呢", "m2", at="2026-11-21T10:01+08:00"))
    house.desk.tell(case, by="chen", text="马上")
    house.deliver()
    assert [one.text for one in house.vendor.sent if one.to.address == "13800138000"][-1:] == ["马上"]


def test_start_ends_a_stop(house, case):
    """START opens no case, and lifts what was stopped before it; one that comes late changes nothing; unproved, it waits."""
    house.push({"what": "stop", "sender": "13800138000", "at": "2026-11-21T10:00+08:00"})
    house.push({"what": "stop", "sender": "13800138000", "over": True, "at": "2026-11-21T09:59+08:00"})
    assert len(stops(house)) == 1

    house.push({"what": "stop", "sender": "13800138000", "over": True, "at": "2026-11-21T10:01+08:00"}, proof="none")
    (item,) = house.desk.inbox.list(by="chen")
    assert len(stops(house)) == 1
    assert house.desk.inbox.accept(item.id, by="chen") is None

    assert stops(house) == {}
    assert house.desk.cases(by="chen").count() == 1
    house.deliver()
    assert entries(house)["received"].state in ("sent", "delivered")


def stops(house):
    """What is stopped."""
    with house.desk._opened.storage.reading() as reader:
        return reader.metas("stopped:sms:")


def test_a_stop_that_anybody_may_have_sent_waits_for_a_person(house, case):
    """Else everybody could silence us towards a customer."""
    house.push({"what": "stop", "sender": "13800138000"}, proof="none")
    (item,) = house.desk.inbox.list(by="chen")
    assert item.what == "stop"
    assert house.desk.inbox.accept(item.id, by="chen") is None
    house.deliver()
    assert entries(house)["received"].state == "dead"


def test_intake_works_off_the_loop(house, said):
    """As a web framework calls it."""
    from complaintkit import Envelope

    with pytest.raises(Exception, match="signature"):
        asyncio.run(house.desk.in_thread(house.desk.intake, "line", Envelope(b"[]")))
