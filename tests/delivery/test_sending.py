"""A message's way out: attempts on record, the next medium, retries, doubts, stops."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from complaintkit import Contact, Customer, Desk
from complaintkit.delivery.timing import Timing
from complaintkit.plugin import Accepted, InDoubt, NotSent, Rejected, RejectReason

WANG = "13800138000"
FANG = Customer(name="王芳", phone=WANG)
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


async def hang():
    """Never answers."""
    await asyncio.Event().wait()


# ---- it goes out ----------------------------------------------------------------------------------------------------
def test_the_first_message_acknowledges_the_case(house):
    """The customer is told once, in words that name number and owner, and the delivery is on record. R4"""
    case = house.receive()
    assert house.deliver().sent == len(house.sms.sent)
    assert house.deliver().taken == 0

    (message,) = house.sms.to(WANG)
    assert message.message == "received"
    assert message.text == f"您好，您的投诉{case.number}已受理，负责人陈卫东，11月25日17:30前给您答复。给您添麻烦了。"
    assert message.id == house.entry("received").id
    assert message.fields == {"number": case.number, "owner": "陈卫东", "answer_by": "11月25日17:30"}
    events = house.events(case)
    assert events.index("message-sent") < events.index("acknowledged")
    assert house.desk.case(case, by="fang").acknowledged_at == house.clock.now()


def test_a_provider_that_will_not_report_has_delivered(house):
    """`Accepted(final=True)`: no receipt will follow."""
    house.sms.answers.extend([Accepted("a", final=True)] * 2)
    house.receive()
    house.deliver()
    assert house.entry("received").state == "delivered"
    assert house.entry("first-handling", "li").state == "delivered"


def test_an_attempt_is_on_record_before_the_provider_is_called(house):
    """What dies while it is being sent has left a trace."""
    seen = []

    def look(notification):
        row = house.entry(notification.message, "customer" if notification.to.address == WANG else "li")
        (attempt,) = house.attempts(row)
        seen.append((row.state, attempt.outcome, attempt.notifier, row.lease_until - house.clock.now()))

    house.sms.before = look
    house.receive()
    house.deliver()
    assert seen == [("started", None, "sms", house.timing.patience + MINUTE)] * 2


def test_one_session_serves_a_batch(house):
    """Opened once, closed once, however many messages; and not at all where there are none."""
    for _ in range(3):
        house.receive()
    house.deliver()
    assert (house.sms.sessions, house.sms.open, house.mail.sessions) == (1, 0, 0)
    assert len(house.sms.sent) == 6


def test_a_limit_bounds_a_run(house):
    """A POS asks for a few at a time; urgent ones come first."""
    house.receive()
    house.receive()
    assert house.deliver(limit=3).taken == 3
    assert len(house.sms.sent) == 3
    assert house.deliver(limit=3).taken == 1


def test_the_owner_who_took_over_is_told_to_the_customer(house):
    """The giver's duty to keep the customer informed ends when the message about the new owner went out. F9"""
    case = house.receive()
    house.deliver()
    case = house.desk.record_facts(case, by="chen", facts="开盖放置两小时")
    case = house.desk.offer_handover(case, by="chen", to="li", reason="supplier-side")
    house.deliver()
    case = house.desk.accept_handover(case, by="li", handover=case.handover.id)
    assert not house.desk.case(case, by="li").customer_told_owner
    house.deliver()

    assert house.sms.to(WANG)[-1].message == "new-owner"
    assert "李建华" in house.sms.to(WANG)[-1].text
    assert house.desk.case(case, by="li").customer_told_owner
    assert house.events(case).count("owner-told") == 1


def test_staffs_own_words_go_out_as_they_are(house):
    """What staff write is no template: its braces stay braces."""
    case = house.receive()
    house.deliver()
    house.desk.tell(case, by="chen", text="留样已送检，编号{number}，{owner}会联系您。")
    house.deliver()
    assert house.sms.to(WANG)[-1].text == "留样已送检，编号{number}，{owner}会联系您。"
    assert house.sms.to(WANG)[-1].message == "told"


# ---- the next medium ------------------------------------------------------------------------------------------------
def test_a_rejected_message_goes_on_by_the_next_medium(house):
    """The same entry, in the same run: SMS refuses the number, so it goes by mail."""
    house.sms.answers.extend([Rejected(RejectReason.ADDRESS, f"no such number {WANG}"), Accepted("x")])
    case = house.receive()
    house.deliver()

    row = house.entry("received")
    assert (row.state, row.medium, row.attempts) == ("sent", 1, 2)
    first, second = house.attempts(row)
    assert (first.notifier, first.outcome, second.notifier, second.outcome) == ("sms", "rejected", "mail", "accepted")
    assert WANG not in first.detail  # providers like to repeat an address
    (mail,) = house.mail.sent
    assert mail.to == Contact("email", "wang@customer.example")
    assert mail.subject == f"您的投诉{case.number}已受理"
    assert mail.text.startswith("王芳：\n您好。您于11月21日10:00反映的问题已受理")
    assert mail.id == row.id


def test_without_another_medium_a_message_is_dead_and_that_is_on_record(house):
    """SMS and mail refuse, nobody serves "call": the ledger says so, in our words. R4"""
    house.sms.answers.extend([Rejected(RejectReason.BLOCKED), Accepted("x")])
    house.mail.answers.append(Rejected(RejectReason.CONTENT, "wang@customer.example unwanted"))
    case = house.receive()
    house.deliver()

    row = house.entry("received")
    assert (row.state, row.medium) == ("dead", 2)
    (lost,) = [line.event for line in house.desk.timeline(case, by="fang") if line.event.name == "message-undelivered"]
    assert (lost.message, lost.recipient, lost.state, lost.detail) == ("received", "customer", "dead", "no notifier")
    assert "acknowledged" not in house.events(case)
    house.clock.advance(10 * HOUR)
    house.deliver()
    assert house.entry("received").state == "dead"


def test_a_medium_without_an_address_is_passed_over(house):
    """Nobody is asked to send to an address that there is not."""
    house.receive(customer=Customer(name="王芳", email="wang@customer.example"))
    house.deliver()
    assert house.sms.to(WANG) == []
    assert [one.message for one in house.mail.sent] == ["received"]


def test_of_two_notifiers_of_a_medium_the_first_in_the_settings_sends(open_house, scripted):
    """Settings order decides, not names; the second steps in while the first is stopped."""
    one, two = scripted(name="z"), scripted(name="a")
    both, first, second = open_house(one, two), one.provider, two.provider
    both.receive()
    both.deliver()
    assert (len(first.sent), len(second.sent)) == (2, 0)
    first.answers.append(NotSent(ours=True, detail="account empty"))
    both.receive()
    both.deliver()
    assert len(second.sent) == 1


def test_a_desk_without_notifiers_leaves_the_outbox_to_others(house, tmp_path):
    """A counter's machine without plugins must not use up the messages of a worker that has them."""
    with Desk.open(f"sqlite:///{tmp_path}/desk.db", clock=house.clock) as bare:
        case = bare.receive("迟到", by="chen", channel="hotline", unit="school", category="other", customer=FANG)
        assert bare.deliver_blocking() == 0
    assert house.entry("received").state == "ready"
    assert "message-undelivered" not in house.events(case)


# ---- tries ----------------------------------------------------------------------------------------------------------
def test_what_did_not_leave_is_tried_again_later_and_later(house):
    """Pauses are data, and chance swings them by a fifth."""
    house.chance = lambda: 1.0
    house.sms.answers.extend([NotSent(), Accepted("x"), NotSent()])
    house.receive()
    house.deliver()
    row = house.entry("received")
    assert (row.state, row.next_at - house.clock.now()) == ("retry", timedelta(seconds=36))
    house.deliver()
    assert len(house.sms.to(WANG)) == 1

    house.chance = lambda: 0.0
    house.clock.advance(timedelta(seconds=36))
    house.deliver()
    assert house.entry("received").next_at - house.clock.now() == timedelta(seconds=96)
    house.clock.advance(2 * MINUTE)
    house.deliver()
    assert house.entry("received").state == "sent"
    assert [one.attempt for one in house.sms.to(WANG)] == [1, 2, 3]
    assert len({one.id for one in house.sms.to(WANG)}) == 1


def test_a_provider_says_when_to_come_again(house):
    """Never before that, and a little after, so that not all come at once."""
    house.chance = lambda: 0.5
    house.sms.answers.extend([NotSent(retry_after=HOUR, detail="too fast"), Accepted("x")])
    house.receive()
    house.deliver()
    assert house.entry("received").next_at - house.clock.now() == HOUR * 1.1
    assert house.entry("received").detail == "too fast"


def test_too_many_tries_by_one_medium_are_followed_by_the_next(house):
    """Then nobody waits any longer for a provider that is down."""
    house.timing = Timing(retries=(MINUTE, MINUTE))
    house.sms.answers.extend([NotSent(), Accepted("x"), NotSent(), NotSent()])
    house.receive()
    for _ in range(3):
        house.deliver()
        house.clock.advance(2 * MINUTE)
    row = house.entry("received")
    assert (row.state, row.medium) == ("sent", 1)
    assert [one.outcome for one in house.attempts(row)] == ["not_sent"] * 3 + ["accepted"]


def test_after_the_last_try_of_the_last_medium_a_message_is_dead(house):
    """It does not try for ever."""
    house.timing = Timing(retries=(MINUTE,))
    house.sms.answers.extend([NotSent()] * 2)
    house.receive(customer=Customer(name="王芳", no_contact_because="refused"))
    for _ in range(4):
        house.deliver()
        house.clock.advance(2 * MINUTE)
    lis = house.entry("first-handling", "li")
    assert (lis.state, lis.medium) == ("sent", 1)  # by mail, in the end
    assert len(house.sms.sent) == 2


# ---- our own fault --------------------------------------------------------------------------------------------------
def test_our_own_fault_stops_the_notifier_not_the_message(house):
    """Account empty: nothing more is sent by it in this run, and no message pays for it with a try. 5.8"""
    house.timing = Timing(retries=(), hold=5 * MINUTE)
    house.sms.answers.extend([NotSent(ours=True, detail="account empty")] * 2)
    house.receive()
    done = house.deliver()

    assert (done.sent, len(house.sms.sent)) == (0, 1)
    assert done.stopped == {"sms": "account empty"}
    first, second = house.entry("first-handling", "li"), house.entry("received")
    assert {first.state, second.state} == {"retry", "ready"}
    assert {first.next_at, second.next_at} == {house.clock.now() + 5 * MINUTE}
    assert {one.medium for one in (first, second)} == {0}
    house.clock.advance(5 * MINUTE)
    house.deliver()
    house.clock.advance(5 * MINUTE)
    assert house.deliver().sent == 2


def test_a_session_that_does_not_open_sends_nothing(house):
    """Nothing left, so the first message has had one try, and the others none."""
    house.sms.opening = ConnectionError("vendor.example refused")
    house.receive()
    done = house.deliver()
    assert "ConnectionError" in done.stopped["sms"]
    assert "vendor" not in done.stopped["sms"]
    tries = [len(house.attempts(house.entry(*one))) for one in (("first-handling", "li"), ("received", "customer"))]
    assert tries == [0, 1]

    house.sms.opening = None
    house.clock.advance(6 * MINUTE)
    assert house.deliver().sent == 2


# ---- doubt ----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "answer",
    [InDoubt("cut off"), TimeoutError("13800138000"), SystemExit(1), hang, "ok", None],
    ids=lambda one: getattr(one, "__name__", str(one)),
)
def test_whatever_goes_wrong_is_in_doubt(house, answer):
    """Raised, hung, rubbish: it may have left, so it is not sent again before somebody has asked. 5.8"""
    house.timing = Timing(patience=timedelta(seconds=0.6 if answer is hang else 60))
    house.sms.answers.extend([answer, Accepted("x")])
    house.receive()
    house.deliver()
    row = house.entry("received")
    assert row.state == "in_doubt"
    assert row.next_at == house.clock.now() + 15 * MINUTE
    assert house.attempts(row)[0].outcome == "in_doubt"
    assert WANG not in house.attempts(row)[0].detail

    house.clock.advance(15 * MINUTE - timedelta(seconds=1))
    house.deliver()
    assert (len(house.sms.to(WANG)), house.sms.asked) == (1, [])


def test_a_notifier_that_hangs_is_stopped(house):
    """Its other messages wait; the other notifiers go on."""
    house.timing = Timing(patience=timedelta(seconds=2))
    house.sms.answers.append(hang)
    house.receive()
    assert house.deliver().stopped == {"sms": "it hung"}
    assert len(house.sms.sent) == 1


def _in_doubt(house):
    house.sms.answers.extend([InDoubt("cut off", reference="r-7"), Accepted("x")])
    case = house.receive()
    house.deliver()
    house.clock.advance(15 * MINUTE)
    return case


def test_the_provider_is_asked_and_has_it(house):
    """Then it was sent, and that acknowledges the case; it is not sent twice."""
    case = _in_doubt(house)
    house.deliver()
    (question,) = house.sms.asked
    assert (question.id, question.reference, question.to.address) == (house.entry("received").id, "r-7", WANG)
    assert question.started_at == house.clock.now() - 15 * MINUTE
    row = house.entry("received")
    assert (row.state, row.attempts) == ("sent", 1)
    assert [one.outcome for one in house.attempts(row)] == ["accepted"]
    assert "acknowledged" in house.events(case)
    assert len(house.sms.to(WANG)) == 1


def test_the_provider_is_asked_and_never_had_it(house):
    """Then it is sent again, in the same run, under the same id."""
    _in_doubt(house)
    house.sms.verdicts.append(NotSent(detail="no record"))
    house.deliver()
    assert house.entry("received").state == "sent"
    assert [one.attempt for one in house.sms.to(WANG)] == [1, 2]
    assert len({one.id for one in house.sms.to(WANG)}) == 1


def test_the_provider_is_asked_and_had_refused_it(house):
    """Then it goes on by the next medium."""
    _in_doubt(house)
    house.sms.verdicts.append(Rejected(RejectReason.ADDRESS))
    house.deliver()
    assert (house.entry("received").state, house.entry("received").medium) == ("sent", 1)
    assert len(house.mail.sent) == 1


def test_what_nobody_knows_is_parked_for_a_person(house):
    """Not sent again, not called sent: the case says so, and stays unacknowledged."""
    case = _in_doubt(house)
    house.sms.verdicts.append(InDoubt("no idea"))
    house.deliver()
    row = house.entry("received")
    assert row.state == "parked"
    (lost,) = [line.event for line in house.desk.timeline(case, by="fang") if line.event.name == "message-undelivered"]
    assert (lost.state, lost.message) == ("parked", "received")
    house.clock.advance(48 * HOUR)
    house.deliver()
    assert house.entry("received").state == "parked"
    assert len(house.sms.to(WANG)) == 1


def test_doubt_without_end_has_an_end(house):
    """A server that always hangs and always says "send again" gets as many tries as any other."""
    house.timing = Timing(retries=(MINUTE,), patience=MINUTE)
    house.sms.answers.extend([InDoubt(), Accepted("x"), InDoubt(), InDoubt()])
    house.sms.verdicts.extend([NotSent()] * 3)
    house.receive()
    for _ in range(4):
        house.deliver()
        house.clock.advance(15 * MINUTE)
    assert len(house.sms.to(WANG)) == 2
    assert (house.entry("received").state, house.entry("received").medium) == ("sent", 1)


def test_nobody_can_be_asked_while_the_session_does_not_open(house):
    """It stays in doubt, and is asked about later."""
    _in_doubt(house)
    house.sms.opening = ConnectionError()
    house.deliver()
    row = house.entry("received")
    assert (row.state, row.next_at) == ("in_doubt", house.clock.now() + 15 * MINUTE)
    house.sms.opening = None
    house.clock.advance(15 * MINUTE)
    house.deliver()
    assert house.entry("received").state == "sent"


def test_doubt_about_a_notifier_that_is_gone_ends_with_a_person(open_house, scripted, house):
    """A day is left for a worker that still has it."""
    _in_doubt(house)
    other = open_house(scripted(name="other", medium="call"))
    for _ in range(24):
        other.deliver()
        assert other.entry("received").state == "in_doubt"
        other.clock.advance(HOUR)
    other.deliver()
    assert other.entry("received").state == "parked"
