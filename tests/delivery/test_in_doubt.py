"""An attempt that nobody knows the end of: when it is in doubt, who is asked, and what ends it. 5.7"""

from __future__ import annotations

from datetime import timedelta

import attrs
import pytest

from complaintkit import Customer
from complaintkit.delivery.carrier import Send
from complaintkit.delivery.change import close
from complaintkit.delivery.report import take_report
from complaintkit.model.outbox import AttemptOutcome
from complaintkit.plugin import Accepted, DeliveryReport, DeliveryStatus, InDoubt, NotSent
from tests.delivery.begun import CALL, HOUR, LATE, MINUTE, MOMENTS, begun_in, outbox_of


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


@pytest.mark.parametrize("others", [1, 2, 3])
def test_workers_whose_clocks_are_days_apart_call_once_each_at_most(house, others):
    """Each takes those before it for gone, and calls again where the provider has no record yet; each call is on record. P5"""
    case = house.receive(category="other")
    outbox, first = begun_in(house)
    begun = [(outbox, first)]
    for _ in range(others):
        house.clock.advance(24 * HOUR)  # as this one's clock has it, and all that follow
        mine = outbox_of(house)
        (doubt,) = mine.take(9).doubts
        mine.end(doubt, NotSent())
        (row,) = (one for one in mine.take(9).rows if one.id == first.row.id)
        work = mine.prepare(row)
        assert isinstance(work.verdict, Send)
        again = mine.begin(work, work.verdict)
        assert again
        begun.append((mine, again))

    for worker, one in begun:
        worker.end(one, Accepted(f"late-{one.attempt.number}"))
    assert house.entry("received").state == "sent"
    tries = house.attempts(first.row)
    assert [(one.outcome, one.reference) for one in tries] == [
        (AttemptOutcome.ACCEPTED, f"late-{number}") for number in range(1, others + 2)
    ]
    assert [
        line.event.message for line in house.desk.timeline(case, by="fang") if line.event.name == "message-sent"
    ].count("received") == 1
