"""Single steps of the outbox: what is taken, put in doubt, asked about, put aside, and when; fenced by the epoch. 5.7"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import attrs
import pytest
from complaintkit_sqlmodel._writer import SqlWriter

from complaintkit import NotFound, StorageError
from complaintkit.delivery.carrier import MoveOn, Park, Send, Work
from complaintkit.delivery.message.carrier import Messages
from complaintkit.delivery.outbox import Outbox
from complaintkit.delivery.timing import Timing
from complaintkit.model.outbox import AttemptOutcome
from complaintkit.plugin import InDoubt, NotSent
from complaintkit.ports.storage import OutboxRow
from tests.delivery.begun import INSTANT, LATE, LOCKED, MINUTE, SECOND, begun_in, outbox_of


# ---- taking ---------------------------------------------------------------------------------------------------------
def test_a_worker_that_died_before_it_sent_leaves_nothing_behind(house):
    """Claimed, not begun: others may claim it when the lease has run out, and it has had no try."""
    house.receive(category="other")
    outbox_of(house).take(10)
    assert house.deliver().taken == 0
    house.clock.advance(5 * MINUTE)
    assert house.deliver().sent == 1
    assert (house.entry("received").epoch, house.entry("received").attempts) == (2, 1)


@pytest.mark.parametrize(("limit", "taken"), [(1, (1, 0)), (2, (2, 0)), (3, (3, 0)), (4, (3, 1)), (9, (3, 2))])
def test_what_is_asked_about_counts_against_the_limit(house, limit, taken):
    """Questions come first, no more than the limit; what is left of it is sent, and of the rest the next worker takes."""
    house.sms.answers.extend([InDoubt()] * 3)
    for _ in range(3):
        house.receive(category="other")
    house.deliver()
    house.clock.advance(LATE)
    for _ in range(2):
        house.receive(category="other")

    batch, rest = outbox_of(house).take(limit), outbox_of(house).take(9)

    assert (len(batch.doubts), len(batch.rows)) == taken
    assert (len(rest.doubts), len(rest.rows)) == (3 - taken[0], 2 - taken[1])


def test_what_another_worker_asks_about_meanwhile_is_not_counted(house, monkeypatch):
    """Its change came first: this one asks about nothing, and has its whole limit for others."""
    house.sms.answers.append(InDoubt())
    house.receive(category="other")
    house.deliver()
    house.clock.advance(LATE)
    house.receive(category="other")
    monkeypatch.setattr(SqlWriter, "change_outbox", lambda *_, **__: False)

    batch = outbox_of(house).take(1)

    assert (len(batch.doubts), len(batch.rows)) == (0, 1)


# ---- looking --------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("late", [0 * INSTANT, INSTANT], ids=["fresh", "stale"])
def test_what_was_prepared_a_while_ago_is_looked_at_again(house, late):
    """Within `fresh` it goes out as prepared; after that not by a notifier that was stopped meanwhile."""
    house.receive()
    outbox = outbox_of(house)
    row = outbox.take(1).rows[0]
    work = outbox.prepare(row)
    assert isinstance(work.verdict, Send)
    service = work.verdict.service
    outbox.stops.stop(service.key, until=house.clock.now() + timedelta(hours=1), why="no credit")

    house.clock.advance(Timing().fresh + late)
    begun = outbox.begin(work, work.verdict)

    assert (begun is None) is bool(late)
    assert len(house.attempts(row)) == (0 if late else 1)


@pytest.mark.parametrize(
    ("fault", "parked"),
    [(LOCKED, False), (NotFound(what="case", ref="A-1"), True), (KeyError("x"), True)],
    ids=["locked", "missing", "fault"],
)
def test_only_what_can_never_be_looked_at_is_left_to_a_person(house, monkeypatch, caplog, fault, parked):
    """Who reads the log sees why. A storage that can't answer just now says nothing of the entry, which waits."""
    house.receive()
    outbox = outbox_of(house)
    row = outbox.take(1).rows[0]

    def fail(*_: object) -> None:
        raise fault

    monkeypatch.setattr(Messages, "judge", fail)

    if parked:
        assert outbox.prepare(row).verdict == Park("can't be prepared")
        assert caplog.messages == [f"entry {row.id} can't be prepared"]
        return
    with pytest.raises(StorageError) as raised:
        outbox.prepare(row)
    assert raised.value is fault


@pytest.mark.parametrize(
    ("later", "state", "detail"),
    [
        (None, "started", ""),
        ("told", "started", ""),
        ("withdrawn", "cancelled", "the case was withdrawn"),
    ],
)
def test_nothing_goes_out_as_of_a_case_that_has_changed(house, later, state, detail):
    """It is looked at again as the case stands, and what comes of that is kept: sent after all, or not. R18"""
    case = house.receive(category="other")
    outbox = outbox_of(house)
    (row,) = outbox.take(9).rows
    work = outbox.prepare(row)
    assert isinstance(work.verdict, Send)
    if later == "told":
        house.desk.tell(case, by="chen", text="马上处理")
    if later == "withdrawn":
        house.desk.withdraw(case, by="chen", reason="算了")

    begun = outbox.begin(work, work.verdict)

    assert (begun is not None) is (state == "started")
    assert (house.entry("received").state, house.entry("received").detail) == (state, detail)
    assert len(house.attempts(row)) == (state == "started")


def test_a_case_that_changes_at_every_look_is_left_for_the_next_round(house, monkeypatch):
    """Looked at three times in a row; then others have their turn."""
    house.receive(category="other")
    outbox = outbox_of(house)
    (row,) = outbox.take(9).rows
    prepare, looks = Outbox.prepare, []

    def late(self: Outbox[Any], row: OutboxRow) -> Work[Any]:
        looks.append(row.id)
        return attrs.evolve(prepare(self, row), seq=0)

    monkeypatch.setattr(Outbox, "prepare", late)
    work = outbox.prepare(row)
    assert isinstance(work.verdict, Send)

    assert outbox.begin(work, work.verdict) is None

    assert len(looks) - 1 == 3
    assert (house.entry("received").state, house.attempts(row)) == ("ready", [])


def test_what_another_notifier_is_to_send_by_now_is_not_sent_by_this_one(open_house, scripted):
    """The first was stopped while it had this in hand: it comes back for the second."""
    house = open_house(scripted(name="one"), scripted(name="two"))
    case = house.receive(category="other")
    outbox = outbox_of(house)
    (row,) = outbox.take(9).rows
    work = outbox.prepare(row)
    assert isinstance(work.verdict, Send)
    outbox.stops.stop("one", until=house.clock.now() + MINUTE, why="no credit")
    house.desk.tell(case, by="chen", text="马上处理")

    assert outbox.begin(work, work.verdict) is None

    assert (house.entry("received").state, house.attempts(row)) == ("ready", [])


def test_what_can_not_be_begun_now_comes_back_at_once(house):
    """Something happened to the case each time that it was looked at: the next round looks again."""
    house.receive(category="other")
    outbox = outbox_of(house)
    (row,) = outbox.take(9).rows

    outbox.put_aside(row, outbox.prepare(row).verdict)

    found = house.entry("received")
    assert (found.state, found.next_at) == ("ready", house.clock.now() + SECOND)
    assert found.detail == "something happened to the case just now"


def test_plugins_hear_of_what_is_put_aside(house):
    """That a message went out by no medium is told like all that happens. R4"""
    house.receive(category="other")
    told: list[Any] = []
    usual = outbox_of(house)
    outbox = attrs.evolve(
        usual, setting=attrs.evolve(usual.setting, door=attrs.evolve(usual.setting.door, recorded=told.extend))
    )
    (row,) = outbox.take(9).rows

    outbox.put_aside(attrs.evolve(row, medium=len(row.media) - 1), MoveOn("no address"))

    assert next(one.name for one in told) == "message-undelivered"


# ---- ending ---------------------------------------------------------------------------------------------------------
SMS, BUSY = "sms", AttemptOutcome.NOT_SENT


@pytest.mark.parametrize(
    ("before", "last"),
    [
        ([(SMS, BUSY)] * 5, False),
        ([(SMS, BUSY)] * 6, True),
        ([(SMS, BUSY)] * 5 + [("email", BUSY)], False),
        ([(SMS, BUSY)] * 5 + [(SMS, AttemptOutcome.OURS)], False),
        ([(SMS, BUSY)] * 5 + [(SMS, AttemptOutcome.IN_DOUBT)], False),
        ([(SMS, BUSY)] * 6 + [("email", BUSY)], True),
    ],
)
def test_only_failures_of_the_medium_count_as_its_tries(house, before, last):
    """Seven, then the next medium: neither another's, nor what was our own fault, nor what nobody knows."""
    house.receive(category="other")
    outbox, begun = begun_in(house)
    with house.desk._opened.storage.writing() as tx:
        for number, (medium, outcome) in enumerate(before, 2):
            tx.put_attempt(attrs.evolve(begun.attempt, id=f"t-{number}", number=number, medium=medium, outcome=outcome))

    outbox.end(begun, NotSent(detail="busy"))

    row = house.entry("received")
    assert (row.state, row.medium) == (("ready", 1) if last else ("retry", 0))
