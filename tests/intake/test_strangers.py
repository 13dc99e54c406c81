"""What strangers send: nothing of it is kept, nothing stops a channel, and somebody can see that it came."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from complaintkit import Envelope, IntakeRejected, PluginError


def kept(house):
    """What was refused and kept."""
    with house.desk._door.storage.reading() as reader:
        return list(reader.refused())


def turned(house):
    """What was turned away, by reason."""
    return {one.reason: one.count for one in house.desk.inbox.turned_away(by="chen")}


def test_what_is_too_large_is_refused_before_anybody_reads_it(house):
    """256 KiB where the channel says nothing: as a word that a host answers with 413; never kept."""
    with pytest.raises(IntakeRejected) as refused:
        house.push_raw(b"x" * (256 * 1024 + 1))
    assert refused.value.reason == "too-large"
    assert kept(house) == []
    assert turned(house) == {"too-large": 1}


@pytest.mark.parametrize("headers", [{"x": "y" * 70_000}, {"x": "\ud800"}, {"\udfff": "x"}])
def test_so_is_what_stands_beside_it(house, headers):
    """Headers that no web server lets through, and halves of characters, reach no plugin."""
    with pytest.raises(IntakeRejected):
        house.desk.intake("line", Envelope(b"[]", headers=headers))
    with pytest.raises(IntakeRejected):
        house.desk.intake("line", Envelope(b"[]", query="k=" + "y" * 70_000))


def test_what_a_session_vouches_for_may_be_a_file(house, said):
    """A member of staff brings more than a stranger may."""
    house.push(said("长" * 100_000), proof="session", staff="chen")
    assert len(house.cases()) == 1


@pytest.mark.parametrize("error", ["OverflowError()", "UnicodeDecodeError('utf-8', b'', 0, 1, '')", "RecursionError()"])
def test_however_the_proof_fails_nothing_is_kept(house, error):
    """A channel that stumbles over what a stranger sent is our fault, and what it stumbled over is still a stranger's."""
    for number in range(20):
        with pytest.raises(PluginError) as failed:
            house.desk.intake("line", Envelope(b"%d" % number * 1000, headers={"raises": error}))
        assert failed.value.kept_as is None
    assert kept(house) == []
    assert turned(house) == {"broken": 20}


def test_a_flood_writes_little(house):
    """The first hundred one by one, then a hundred at a time; what is left when the desk is closed."""
    counter = house.desk._opened.counter
    written = []
    write = type(counter)._write

    def note(self, door):
        written.append(door)
        write(self, door)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(type(counter), "_write", note)
        for _ in range(350):
            counter.count(house.desk._door, "line", "signature")
    assert turned(house) == {"signature": 300}
    assert len(written) == 102
    counter.flush(house.desk._door)
    assert turned(house) == {"signature": 350}


def test_only_some_days_are_remembered(house):
    """A month of them, whoever comes every day."""
    for _ in range(40):
        with pytest.raises(IntakeRejected):
            house.desk.intake("line", Envelope(b"x", headers={"signature": "0"}))
        house.clock.advance(timedelta(days=1))
    days = [one.day for one in house.desk.inbox.turned_away(by="chen")]
    assert len(days) == 30
    assert days == sorted(days, reverse=True)


def test_names_that_strangers_make_up_are_not_counted(house):
    """They would be as many as they like."""
    with pytest.raises(IntakeRejected):
        house.desk.intake("lime", Envelope(b"x"))
    assert turned(house) == {}


def test_what_anybody_may_send_and_nobody_can_read_is_not_kept(house):
    """It has no proof: it is counted like what has a wrong one."""
    with pytest.raises(IntakeRejected):
        house.push_raw(b"{", proof="none")
    with pytest.raises(PluginError):
        house.push_raw(json.dumps([{"what": "crash"}]).encode(), proof="none")
    assert kept(house) == []
    assert turned(house) == {"malformed": 1, "broken": 1}


def test_what_strangers_leave_in_a_day_is_bounded(house, said, monkeypatch):
    """By number and by size, for each channel; told as a word that a host answers with 429; what waits already stays."""
    monkeypatch.setattr("complaintkit.desk.intake.waiting.STRANGERS_A_DAY", 3)
    for number in range(3):
        house.push(said("x", f"m{number}"), proof="none")
    with pytest.raises(IntakeRejected) as refused:
        house.push(said("x", "m3"), proof="none")
    assert refused.value.reason == "too-many"
    house.push(said("x", "m2"), proof="none")  # again is nothing new
    house.push(said("x", "m3"), said("x", "m2"), proof="none")  # nor does one keep the others back
    assert turned(house) == {"too-many": 2}
    house.push(said("y", "m9"), proof="none", channel="open")
    house.clock.advance(timedelta(days=1))
    house.push(said("x", "m3"), proof="none")
    assert len(kept(house)) == 5
    monkeypatch.setattr("complaintkit.desk.intake.waiting.STRANGERS_BYTES", 1000)
    with pytest.raises(IntakeRejected):
        house.push(said("x" * 1000, "m4"), proof="none")
