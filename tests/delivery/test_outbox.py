"""Single steps of the outbox: what is taken, put in doubt, asked about, put aside, and when; fenced by the epoch. 5.7"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import attrs
import pytest
from complaintkit_sqlmodel._writer import SqlWriter

from complaintkit import Customer, NotFound, StorageError
from complaintkit.delivery.carrier import Begun, MoveOn, Park, Send, Work
from complaintkit.delivery.change import close
from complaintkit.delivery.message.carrier import Messages
from complaintkit.delivery.outbox import Outbox
from complaintkit.delivery.report import take_report
from complaintkit.delivery.service import Stops
from complaintkit.delivery.setting import Setting
from complaintkit.delivery.timing import Timing
from complaintkit.model.outbox import AttemptOutcome
from complaintkit.plugin import Accepted, DeliveryReport, DeliveryStatus, InDoubt, NotSent
from complaintkit.ports.storage import OutboxRow

INSTANT = timedelta(microseconds=1)
SECOND, MINUTE, HOUR = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)
CALL = 16 * MINUTE  # what a call may take, and the margin after it
LATE = 15 * MINUTE  # after which the provider of these tests can be asked
LOCKED = StorageError(reason="the database is locked")
MOMENTS = pytest.mark.parametrize(("late", "then"), [(-SECOND, False), (0 * SECOND, True), (SECOND, True)])


def outbox_of(house: Any, *, notifiers: bool = True) -> Outbox[Any]:
    """A worker's messages, one step at a time; or those of one that has no notifier."""
    setting = Setting.of(house.desk._door, house.desk._opened.plugins.notifiers if notifiers else {}, Timing())
    return Outbox(setting, Messages(setting), Stops())


def begun_in(house: Any) -> tuple[Outbox[Any], Begun[Any]]:
    """An attempt that was begun, as of somebody who is away now."""
    outbox = outbox_of(house)
    (row,) = outbox.take(10).rows
    work = outbox.prepare(row)
    assert isinstance(work.verdict, Send)
    begun = outbox.begin(work, work.verdict)
    assert begun
    return outbox, begun


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


# ---- in doubt -------------------------------------------------------------------------------------------------------
@MOMENTS
def test_what_a_worker_began_and_left_is_in_doubt(house, late, then):
    """From the end of its lease on; its last try is closed, those before it stay as they ended."""
    house.receive(category="other")
    outbox, begun = begun_in(house)
    ended = attrs.evolve(begun.attempt, ended_at=house.clock.now(), outcome=AttemptOutcome.NOT_SENT, detail="busy")
    tries = [ended, attrs.evolve(ended, id="two", number=2), attrs.evolve(begun.attempt, id="three", number=3)]
    with house.desk._opened.storage.writing() as tx:
        for one in tries:
            tx.put_attempt(one)

    house.clock.advance(CALL + late)
    assert outbox.take(9).doubts == ()

    row, last = house.entry("received"), house.attempts(begun.row)[-1]
    assert row.state == ("in_doubt" if then else "started")
    assert (row.epoch, row.next_at) == (
        (begun.row.epoch + 1, begun.row.lease_until + LATE) if then else (begun.row.epoch, None)
    )
    assert last.outcome == (AttemptOutcome.IN_DOUBT if then else None)
    assert house.attempts(begun.row)[:-1] == tries[:-1]


def test_a_try_that_has_its_end_keeps_it(house):
    """The worker wrote it down, and no more: what it knew is not made a doubt."""
    house.receive(category="other")
    outbox, begun = begun_in(house)
    ended = attrs.evolve(begun.attempt, ended_at=house.clock.now(), outcome=AttemptOutcome.ACCEPTED, reference="r-1")
    with house.desk._opened.storage.writing() as tx:
        tx.put_attempt(ended)
    house.clock.advance(CALL)
    outbox.take(9)

    assert house.entry("received").state == "in_doubt"
    assert house.attempts(begun.row) == [ended]


def test_what_only_others_can_ask_about_keeps_nothing_back(house):
    """Begun with a notifier that others have: what is ours, before it and after, is in doubt. 5.7"""
    begun = []
    for notifier in ("sms", "gone", "sms"):
        house.receive(category="other")
        outbox, one = begun_in(house)
        begun.append(one.row.id)
        with house.desk._opened.storage.writing() as tx:
            tx.put_attempt(attrs.evolve(one.attempt, notifier=notifier))
    house.clock.advance(CALL)
    outbox.take(9)

    with house.desk._opened.storage.reading() as reader:
        states = [found.state for id in begun if (found := reader.outbox_entry(id))]
    assert states == ["in_doubt", "started", "in_doubt"]


def test_a_call_begun_by_a_clock_that_was_ahead_is_asked_about(house):
    """Its lease would end next year: it is in doubt now, and asked about when a call that began now would have ended."""
    house.receive(category="other")
    outbox, begun = begun_in(house)
    with house.desk._opened.storage.writing() as tx:
        ahead = attrs.evolve(begun.row, lease_until=house.clock.now() + timedelta(days=400))
        assert tx.change_outbox(ahead, if_epoch=begun.row.epoch)
    outbox.take(9)
    row = house.entry("received")
    assert (row.state, row.next_at) == ("in_doubt", house.clock.now() + CALL + LATE)


@MOMENTS
@pytest.mark.parametrize("state", ["started", "in_doubt"])
def test_what_nobody_has_the_notifier_of_waits_a_day(house, state, late, then):
    """A day in which workers looked for whoever has it; then no one else can be expected. 5.7"""
    house.receive(category="other")
    outbox, _ = begun_in(house)
    house.clock.advance(CALL)
    if state == "in_doubt":
        outbox.take(9)
        house.clock.advance(LATE)
    without = outbox_of(house, notifiers=False)
    for _ in range(23):
        assert without.take(9).doubts == ()
        house.clock.advance(HOUR)
    without.take(9)
    house.clock.advance(HOUR + late)

    doubts = without.take(9).doubts

    assert bool(doubts) is then
    assert house.entry("received").state == ("in_doubt" if then else state)


@MOMENTS
def test_a_provider_is_asked_when_its_records_are_there(house, late, then):
    """Not before, and by one worker: whoever asks has the entry until the question has its end."""
    house.receive(category="other")
    outbox, begun = begun_in(house)
    house.clock.advance(CALL)
    outbox.take(9)
    house.clock.advance(LATE + late)

    doubts = outbox.take(9).doubts

    assert [one.attempt.id for one in doubts] == ([begun.attempt.id] if then else [])
    assert outbox_of(house).take(9).doubts == ()
    if then:
        assert doubts[0].row == house.entry("received")
        assert (doubts[0].known, doubts[0].row.next_at) == (None, house.clock.now() + CALL)


def test_a_provider_that_is_stopped_is_asked_later(house):
    """When it may be called again; the others are asked meanwhile."""
    house.sms.answers.append(InDoubt())
    house.mail.answers.append(InDoubt())
    house.receive(category="other")
    house.receive(category="other", customer=Customer(name="李", email="li@customer.example"))
    house.deliver()
    house.clock.advance(LATE)
    outbox = outbox_of(house)
    outbox.stops.stop("sms", until=house.clock.now() + MINUTE, why="no credit")

    assert [one.attempt.notifier for one in outbox.take(9).doubts] == ["mail"]
    house.clock.advance(MINUTE)
    assert [one.attempt.notifier for one in outbox.take(9).doubts] == ["sms"]


def test_a_question_that_nobody_can_be_asked_waits(house):
    """As long as said, and in the hands of whoever took it last: a worker that was fenced off changes nothing. 5.7"""
    house.receive(category="other")
    outbox, _ = begun_in(house)
    house.clock.advance(CALL)
    outbox.take(9)
    house.clock.advance(LATE)
    (first,) = outbox.take(9).doubts
    house.clock.advance(CALL)
    (second,) = outbox.take(9).doubts

    outbox.ask_later(second, until=house.clock.now() + 5 * MINUTE)
    outbox.ask_later(first, until=house.clock.now() + MINUTE)

    assert (house.entry("received").state, house.entry("received").next_at) == (
        "in_doubt",
        house.clock.now() + 5 * MINUTE,
    )


@pytest.mark.parametrize(
    ("outcome", "reference", "known"),
    [
        (AttemptOutcome.ACCEPTED, "r-1", "r-1"),
        (AttemptOutcome.ACCEPTED, None, "its own id"),
        (AttemptOutcome.IN_DOUBT, "r-1", None),
        (AttemptOutcome.NOT_SENT, None, None),
    ],
)
def test_only_that_it_was_taken_saves_the_question(house, outcome, reference, known):
    """Written down by the worker that came back late; by the provider's reference, or the entry's own id."""
    house.receive(category="other")
    outbox, begun = begun_in(house)
    house.clock.advance(CALL)
    outbox.take(9)
    with house.desk._opened.storage.writing() as tx:
        tx.put_attempt(attrs.evolve(house.attempts(begun.row)[0], outcome=outcome, reference=reference))
    house.clock.advance(LATE)

    (doubt,) = outbox.take(9).doubts

    assert doubt.known == (known and Accepted(begun.row.id if known == "its own id" else known))


def test_who_comes_back_late_changes_nothing(house, caplog):
    """Fenced by the epoch: the entry went on without them, and the case hears of one delivery; the log says what came."""
    case = house.receive(category="other")
    outbox, begun = begun_in(house)
    for pause in (16 * MINUTE, 15 * MINUTE):
        house.clock.advance(pause)
        house.deliver()
    assert house.entry("received").state == "sent"
    assert outbox.end(begun, NotSent()) is False
    assert caplog.messages == [f"entry {begun.row.id}: not_sent, but another worker has it by now"]
    assert house.entry("received").state == "sent"
    assert house.attempts(house.entry("received"))[0].outcome == "accepted"
    assert house.events(case).count("message-sent") == 1


@pytest.mark.parametrize("outcome", [Accepted("r-1"), NotSent(detail="busy")], ids=["taken", "not sent"])
def test_an_open_try_gets_its_end_though_the_entry_went_on(house, outcome):
    """The provider's report came before its answer: the entry stays as reported, and the try is told to its end. R4"""
    house.receive(category="other")
    outbox, begun = begun_in(house)
    told = DeliveryReport("r-1", status=DeliveryStatus.DELIVERED, at=house.clock.now())
    assert take_report(house.desk._door, begun.row.id, told)

    assert outbox.end(begun, outcome) is False

    assert house.entry("received").state == "delivered"
    assert house.attempts(begun.row) == [close(begun.attempt, outcome, now=house.clock.now())]


def test_a_worker_that_never_had_the_notifier_leaves_the_doubt_to_others(house, open_house, scripted):
    """Only who has it knows when its records can be there; for a day they are waited for. 5.7"""
    house.receive(category="other")
    begun_in(house)
    other = open_house(scripted(name="other", medium="email", address_kind="email"))
    house.clock.advance(16 * MINUTE)
    assert other.deliver().taken == 0
    assert house.entry("received").state == "started"

    house.deliver()
    assert house.entry("received").state == "in_doubt"
    house.clock.advance(15 * MINUTE - timedelta(seconds=1))
    house.deliver()
    assert house.sms.asked == []
    house.clock.advance(timedelta(seconds=1))
    house.deliver()
    assert len(house.sms.asked) == 1


def test_what_began_with_a_notifier_that_nobody_has_ends_with_a_person(house, open_house, scripted):
    """After a day it is nobody's any more."""
    house.receive(category="other")
    begun_in(house)
    other = open_house(scripted(name="other", medium="email", address_kind="email"))
    house.clock.advance(CALL)
    for _ in range(25):
        other.deliver()
        house.clock.advance(HOUR)
    assert house.entry("received").state == "parked"


def test_news_that_come_late_save_the_question(house):
    """The message was taken, and whoever sent it says so while it is in doubt: nobody is asked, nothing is sent again."""
    house.receive(category="other")
    outbox, begun = begun_in(house)
    house.clock.advance(16 * MINUTE)
    house.deliver()
    assert outbox.end(begun, Accepted("late-1")) is False
    house.clock.advance(15 * MINUTE)
    house.deliver()
    assert house.entry("received").state == "sent"
    assert (house.sms.asked, house.sms.sent) == ([], [])
    assert house.attempts(house.entry("received"))[0].reference == "late-1"


def test_a_providers_word_about_a_try_is_the_last(house):
    """Whoever came back late thought that it had not left; asked, the provider has it: so it stands on record. 5.7"""
    house.receive(category="other")
    outbox, begun = begun_in(house)
    house.clock.advance(CALL)
    outbox.take(9)
    outbox.end(begun, NotSent(detail="busy"))
    house.clock.advance(LATE)
    (doubt,) = outbox.take(9).doubts

    assert outbox.end(doubt, Accepted("r-1")) is True

    (tried,) = house.attempts(begun.row)
    assert (tried.outcome, tried.reference, house.entry("received").state) == ("accepted", "r-1", "sent")


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
