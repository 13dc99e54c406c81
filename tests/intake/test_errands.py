"""What must be fetched: channels that don't call, or only say that there is something; pictures, while they are there."""

from __future__ import annotations

import json
from datetime import timedelta

from complaintkit import Contact
from complaintkit.desk.intake.media import note_media, wanted
from complaintkit.plugin import CustomerMessage, MediaRef


def test_a_mailbox_is_read_from_where_we_were(house, said):
    """Page by page, each message once, also when the cursor was lost on the way."""
    house.vendor.mailbox = [said(f"第{n}封", f"m{n}", sender=f"1380013{n:04}") for n in range(5)]
    house.work()
    assert [case.text for case in house.cases()] == [f"第{n}封" for n in range(5)]
    assert house.vendor.polls[:3] == [None, "2", "4"]
    with house.desk._door.storage.writing() as tx:
        tx.drop_meta("poll:line")
    house.work()
    assert len(house.cases()) == 5


def test_a_call_makes_the_next_look_soon(house, said):
    """Else it is looked at every half minute."""
    house.work()
    house.vendor.mailbox = [said("来了")]
    house.work()
    assert house.cases() == []
    house.push({"what": "poll"})
    house.work()
    assert len(house.cases()) == 1
    house.vendor.mailbox.append(said("又来了", "m2", sender="13900139000"))
    house.clock.advance(timedelta(seconds=31))
    house.work()
    assert len(house.cases()) == 2


def test_a_channel_that_fails_keeps_nobody_back(house, said):
    """Deadlines and messages go on; what it has is fetched when it is there again."""
    house.vendor.mailbox = [said("来了")]
    house.vendor.broken = True
    house.work()
    assert house.cases() == []
    house.vendor.broken = False
    house.clock.advance(timedelta(minutes=3))
    house.work()
    assert len(house.cases()) == 1


def test_a_message_that_can_not_be_read_does_not_stop_the_mailbox(house, said):
    """It is kept, and the rest is taken."""
    house.vendor.mailbox = [said("一"), {"what": "crash"}, said("三", "m3", sender="13900139000")]
    house.work()
    assert len(house.cases()) == 2
    with house.desk._door.storage.reading() as reader:
        assert [json.loads(row.content) for row in reader.refused()][:1] == [[{"what": "crash"}]]


def test_a_picture_is_fetched_and_stays(house, said):
    """The provider throws it away after some days; on the case it stays, once. R12"""
    house.vendor.files["p1.png"] = b"\x89PNG"
    house.push(said("", media=["p1.png"]))
    house.push(said("", media=["p1.png"]))
    (case,) = house.cases()
    assert case.text == "📎 p1.png"
    house.work()
    house.work()
    added = [line.event for line in house.desk.timeline(case, by="fang") if line.event.name == "attachment-added"]
    assert [(one.file, one.size) for one in added] == [("p1.png", 4)]


def test_a_picture_that_can_not_be_had_is_tried_again_then_said(house, said):
    """It is tried again, longer apart; that it is gone is on the case."""
    house.push(said("看图", media=["p1.png"]))
    house.work()
    house.vendor.files["p1.png"] = b"x"
    house.work()
    (case,) = house.cases()
    events = [line.event.name for line in house.desk.timeline(case, by="fang")]
    assert "attachment-added" not in events
    house.clock.advance(timedelta(minutes=2))
    house.work()
    assert "attachment-added" in [line.event.name for line in house.desk.timeline(case, by="fang")]
    house.push(said("再看", "m2", media=["p2.png"], at="2026-11-21T10:02+08:00"))
    house.work()
    house.clock.advance(timedelta(days=8))
    house.work()
    house.clock.advance(timedelta(days=8))
    house.work()
    notes = [line.event.text for line in house.desk.timeline(case, by="fang") if line.event.name == "noted"]
    assert any("could not be fetched" in note for note in notes)


def test_a_picture_that_is_kept_for_ages_is_asked_for_all_the_same(house, said):
    """Some provider's "for ever" is beyond all time; the words it came with are taken."""
    with house.desk._door.storage.writing() as tx:
        media = [MediaRef("p1.png", name="p1.png", media_type="image/png", gone_after=timedelta.max)]
        sender = Contact("phone", "13800138000")
        words = CustomerMessage("看图", sender=sender, external_id="m1", at=house.clock.now(), media=media)
        note_media(tx, "line", "A-1", words)
    with house.desk._door.storage.reading() as reader:
        assert [one.name for one in wanted(reader, house.clock.now())] == ["p1.png"]
