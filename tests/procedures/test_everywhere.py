"""First responsibility and what standards add, played in each procedure that ships, from outside. F1-F9, R1-R21"""

from __future__ import annotations

from datetime import timedelta

import pytest

from complaintkit import (
    BeyondAuthority,
    Customer,
    InvalidInput,
    Item,
    Measure,
    Money,
    NotAllowed,
    NotResponsible,
    Remedy,
    System,
)
from complaintkit.testing import open_test_desk
from tests.houses import HOUSES, RECEIVERS
from tests.procedures.place import BOOKS, Place

HOST = System("test")
BROUGHT_TO_GROUPS = [
    (name, reason)
    for name, book in BOOKS.items()
    for reason in ("dissatisfied", "plan-refused", "not-solved-on-the-spot")
    if (route := book.route(reason)) is not None and route.to in book.groups
]


def test_one_person_is_accountable_from_receipt_to_archive(place):
    """F1: whoever received it, and nobody beside them: others of their rank may not go on with it."""
    case = place.receive()
    assert (case.owner, case.owners) == (place.clerk, (place.clerk,))
    assert [one.case for one in place.desk.duties(place.clerk).owed] == [case.number]
    with pytest.raises(NotResponsible):
        place.desk.assess(case, by=place.colleague, severity="low", approach="核实")


def test_a_handover_is_an_offer(place):
    """F2: until it is taken the giver is accountable and every date runs on."""
    case = place.investigate(place.receive())
    before = {one.name: one.due_at for one in case.open_deadlines}
    case = place.desk.offer_handover(case, by=place.clerk, to=place.colleague, reason="facts are known")
    assert case.owner == place.clerk
    assert before.items() <= {one.name: one.due_at for one in case.open_deadlines}.items()

    case = place.desk.accept_handover(case, by=place.colleague, handover=case.handover.id)

    assert (case.owner, case.owners) == (place.colleague, (place.clerk, place.colleague))
    assert before.items() <= {one.name: one.due_at for one in case.open_deadlines}.items()


def heard(place: Place, message: str) -> list[str]:
    """What a message said to whoever it is for, or who acts for them while they are off; never to the colleague."""
    place.desk.deliver_all()
    theirs = {one.address for one in place.desk.people.organisation(by=HOST).staff[place.colleague].contacts}
    sent = [one for one in place.desk.sent if one.message == message]
    assert not [one for one in sent if one.to in theirs]
    return [one.text for one in sent]


def test_what_was_asked_for_comes_back_to_whoever_is_accountable(place):
    """F5, S0.6, S1.4, S3.2: the answer of whom they asked, the report of whom they sent: once, in words."""
    case = place.desk.ask_advice(place.receive(), by=place.clerk, of=place.colleague, question="几点入柜？")
    case = place.desk.give_advice(case, by=place.colleague, advice=case.advice[0].id, answer="七点半")
    case = place.desk.dispatch(case, by=place.clerk, who=place.colleague, what="去看一下")
    case = place.desk.report_dispatch(case, by=place.colleague, dispatch=case.dispatches[0].id, result="停电了")

    for message, said in (("advice-given", "七点半"), ("dispatch-reported", "停电了")):
        (text,) = heard(place, message)
        assert case.number in text
        assert said in text


def test_the_giver_hears_that_it_was_taken(place):
    """F2: until then they were accountable; from then on they are not, and know it."""
    case = place.investigate(place.receive())
    case = place.desk.offer_handover(case, by=place.clerk, to=place.colleague, reason="facts are known")
    assert heard(place, "handover-accepted") == []

    place.desk.accept_handover(case, by=place.colleague, handover=case.handover.id)

    (text,) = heard(place, "handover-accepted")
    assert case.number in text


def test_it_does_not_come_back_without_a_ruling(place):
    """F3: whoever had it is offered it again by nobody but their leader."""
    case = place.investigate(place.receive())
    case = place.desk.offer_handover(case, by=place.clerk, to=place.colleague, reason="facts are known")
    case = place.desk.accept_handover(case, by=place.colleague, handover=case.handover.id)

    with pytest.raises(NotAllowed):
        place.desk.offer_handover(case, by=place.colleague, to=place.clerk, reason="back again")


def test_not_my_job_is_no_reason(place):
    """F4: a decline gives one of the reasons of the list; the giver stays accountable."""
    case = place.investigate(place.receive())
    case = place.desk.offer_handover(case, by=place.clerk, to=place.colleague, reason="facts are known")
    with pytest.raises(InvalidInput) as refused:
        place.desk.decline_handover(case, by=place.colleague, handover=case.handover.id, reason="not-my-job")
    assert refused.value.field == "reason"

    case = place.desk.decline_handover(case, by=place.colleague, handover=case.handover.id, reason="overloaded")

    assert case.owner == place.clerk


def test_facts_come_before_a_handover_and_before_nothing_else(place):
    """F5: nothing is passed on that is not understood; going upwards, asking and sending somebody wait for nothing."""
    case = place.receive()
    with pytest.raises((InvalidInput, NotAllowed)):
        place.desk.offer_handover(case, by=place.clerk, to=place.colleague, reason="busy")

    case = place.desk.ask_advice(case, by=place.clerk, of=place.colleague, question="怎么回事？")
    case = place.desk.dispatch(case, by=place.clerk, who=place.colleague, what="去看一下")
    case = place.desk.escalate(case, by=place.clerk, reason="beyond-authority")

    assert (len(case.advice), len(case.dispatches), len(case.escalations)) == (1, 1, 1)


def test_what_is_beyond_authority_is_asked_before_it_is_promised(place):
    """F6: refused with whoever may; nothing of it was promised, and nothing is kept of the attempt but the question."""
    case = place.investigate(place.receive())
    with pytest.raises(BeyondAuthority) as refused:
        place.desk.settle(
            case,
            by=place.clerk,
            facts="属实",
            agreed="in-person",
            apology=True,
            remedies=[Remedy.refund(Money(900, "CNY"))],
        )
    case = place.desk.case(case, by=place.clerk)

    assert refused.value.approver not in (place.clerk, None)
    assert (case.promises, case.remedies, case.settled) == ((), (), False)


@pytest.mark.parametrize(("place", "reason"), BROUGHT_TO_GROUPS, indirect=["place"])
def test_a_group_meets_within_its_day(place, reason):
    """F7: where a matter goes to a group, it meets within 24 hours of receiving it; without a decision that is a breach."""
    case = place.desk.escalate(place.receive(), by=place.clerk, reason=reason)
    assert "meeting" not in {one.name for one in case.open_deadlines}  # nobody there has it yet

    place.desk.deliver_all()

    case = place.desk.case(case, by=HOST)
    assert case.escalation.received_at is None  # that a message went out is no receipt
    head = next(
        one
        for one in place.desk.people.organisation(by=HOST).staff
        if "receive-escalation" in place.desk.allowed(case, by=one)
    )
    case = place.desk.receive_escalation(case, by=head, escalation=case.escalation.id)
    (meeting,) = [one for one in case.open_deadlines if one.name == "meeting"]
    assert meeting.due_at == case.escalation.received_at + timedelta(hours=24)
    case = place.desk.adjourn_meeting(case, by=head, escalation=case.escalation.id, present=[head])
    assert any(one.breached_at for one in case.deadlines if one.name == "meeting")


def test_whoever_leaves_leaves_no_case_behind(place):
    """F8: with the same command each of their cases is somebody else's, who works here; the dates run on."""
    case = place.receive()
    before = {one.name: one.due_at for one in case.open_deadlines}

    place.desk.people.left(place.clerk, by=HOST)

    case = place.desk.case(case, by=HOST)
    assert case.owner != place.clerk
    assert case.owner in place.desk.people.organisation(by=HOST).staff
    assert before.items() <= {one.name: one.due_at for one in case.open_deadlines}.items()


def test_the_first_receiver_is_on_record_for_ever(place):
    """F9: also where somebody else types it in, and after it went on."""
    case = place.receive(by=place.colleague, received_by=place.clerk)
    assert (case.first_receiver, case.recorded_by, case.owner) == (place.clerk, place.colleague, place.clerk)
    case = place.investigate(case)
    case = place.desk.offer_handover(case, by=place.clerk, to=place.colleague, reason="facts are known")

    case = place.desk.accept_handover(case, by=place.colleague, handover=case.handover.id)

    assert case.first_receiver == place.clerk


def test_dates_run_from_when_the_customer_spoke(place):
    """R1: written down an hour later, a complaint is an hour old."""
    spoken = place.desk.clock.now() - timedelta(hours=1)
    case = place.receive(received_at=spoken)
    assert (case.received_at, case.recorded_at) == (spoken, place.desk.clock.now())
    started = {one.started_at for one in case.deadlines if one.name in ("assessment", "contact")}
    assert started == {spoken}


def test_what_the_customer_wants_is_recorded(place):
    """R3: in their words."""
    assert place.receive(wanted="重新做一份").wanted == "重新做一份"


def test_less_than_a_complaint_takes_a_reason_and_a_second_person(place):
    """R5: whoever has it asks, somebody else agrees; more of it is made freely."""
    case = place.receive()
    with pytest.raises(InvalidInput):
        place.desk.reclassify(case, by=place.clerk, kind="inquiry")
    case = place.desk.reclassify(case, by=place.clerk, kind="inquiry", reason="只是问一下")
    assert case.kind == "complaint"
    others = (one for one in place.desk.people.organisation(by=HOST).staff if one != place.clerk)
    second = next(one for one in others if "reclassify" in place.desk.allowed(case, by=one))

    case = place.desk.reclassify(case, by=second, kind="inquiry", reason="同意")
    assert case.kind == "inquiry"

    assert place.desk.reclassify(case, by=case.owner, kind="complaint").kind == "complaint"


def test_who_is_complained_about_has_no_say(place):
    """R6: neither is it theirs where somebody else is there, nor do they investigate, decide or file it."""
    case = place.receive(about_staff=place.clerk)
    assert case.owner != place.clerk
    steps = {"assess", "record-facts", "offer-plan", "resolve", "archive", "reclassify"}
    assert not steps & place.desk.allowed(case, by=place.clerk)
    assert steps & place.desk.allowed(case, by=case.owner)


def test_a_breach_stays(place):
    """R15: neither a remark, nor doing it late, nor another owner takes it off the record."""
    case = place.receive()
    place.desk.clock.advance(timedelta(days=6))
    place.desk.run_due()
    late = {one.id for one in place.desk.case(case, by=HOST).deadlines if one.breached_at}
    assert late

    place.desk.note(case, by=place.clerk, text="正在处理")
    place.investigate(place.desk.case(case, by=place.clerk))

    assert late <= {one.id for one in place.desk.case(case, by=HOST).deadlines if one.breached_at}


def test_every_date_can_be_explained(place):
    """R16: by what rule, from when, in which calendar."""
    running = list(place.receive().open_deadlines)
    assert running
    for one in running:
        assert "到期" in one.explain("zh")
        assert "日历：" in one.explain("zh")
        assert "Calendar: " in one.explain("en")


def test_put_right_at_the_counter_in_one_step(place):
    """R17: received, put right, the customer content: by whoever met them, with nothing of the long way owed."""
    case = place.desk.settle(place.receive(), by=place.clerk, facts="当面致歉", agreed="in-person", apology=True)
    assert (case.state, case.settled, case.owner) == ("resolved", True, place.clerk)
    assert not {"assessment", "result", "first-handling"} & {one.name for one in case.open_deadlines}


def test_who_gives_no_contact_is_not_waited_for(place):
    """R2: anonymous with a reason, the complaint is taken like any other; what would have to be told is waived with it."""
    case = place.receive(customer=Customer.anonymous(no_contact_because="refused"))
    assert (case.state, case.missing) == ("registered", ())
    assert not {"acknowledge", "contact"} & {one.name for one in case.open_deadlines}
    assert case.next_deadline is not None


def test_that_they_were_heard_is_on_record_with_how_it_arrived(place):
    """R4: by which medium, and when; in their language."""
    english = Customer(name="Ann Lee", phone="13900139000", language="en")
    case = place.receive(customer=english)
    place.desk.deliver_all()

    (told,) = [one for one in place.desk.sent if one.to == "13900139000"]

    assert case.number in told.text
    assert told.text.isascii() or "responsible" in told.text
    assert place.desk.case(case, by=place.clerk).acknowledged_at == place.desk.clock.now()


def test_dissatisfied_is_handled_again_and_not_closed_by_staff(place):
    """R8: a refused plan opens the next round; the same plan is not put before them twice; nobody files it."""
    given = {"decisions": {"1": ("not-upheld", "查无此事")}, "follow_up": timedelta(days=2)}
    measure = Measure("重做一份", who=place.clerk, due=timedelta(hours=4))
    case = place.investigate(place.receive())
    case = place.desk.offer_plan(case, by=place.clerk, measures=[measure], **given)
    case = place.desk.answer_plan(case, by=place.clerk, plan=case.plan.id, accepted=False, via="phone")
    assert case.cycle == 2
    with pytest.raises(InvalidInput):
        place.desk.offer_plan(case, by=place.clerk, measures=[measure], **given)
    with pytest.raises(NotAllowed):
        place.desk.archive(case, by=place.clerk)

    other = Measure("重做并送上门", who=place.clerk, due=timedelta(hours=6))
    assert place.desk.offer_plan(case, by=place.clerk, measures=[other], **given).state == "plan-offered"


def test_what_staff_take_down_for_them_is_marked(place):
    """R9: two scores; an answer by telephone says who wrote it down and by which way, and the customer may object."""
    case = place.desk.settle(place.receive(), by=place.clerk, facts="当面致歉", agreed="in-person", apology=True)
    place.desk.clock.advance(timedelta(hours=25))

    case = place.desk.answer_survey(case, by=place.clerk, outcome=5, process=3, via="call")

    assert (case.survey.outcome, case.survey.process, case.survey.answered_by) == (5, 3, place.clerk)
    assert case.quote.told_to == place.clerk


def test_a_duplicate_is_tied_and_untied(place):
    """R14: filed as the same matter it goes on in the one that lives; taken apart, it is open again."""
    first, second = place.receive(), place.receive()
    place.desk.link(second, by=place.clerk, to=first.number, relation="duplicate")
    filed = place.desk.case(second, by=place.clerk)
    assert (filed.open, filed.duplicate_of) == (False, first.number)

    again = place.desk.unlink(second, by=place.clerk, to=first.number)

    assert (again.open, again.duplicate_of) == (True, None)


@pytest.mark.parametrize("at", ["2026-11-23T12:00+08:00", "2026-11-24T03:10+08:00"])
@pytest.mark.parametrize("name", HOUSES)
def test_an_alarm_reaches_somebody_at_any_hour(name, at):
    """R18: at noon and in the night: each category with an alarm is told to staff at once, none of them waits."""
    book = BOOKS[name]
    category = next(one for one in book.categories.values() if one.alarm)
    with open_test_desk(playbook=name, organisation=HOUSES[name], start=at) as desk:
        place = Place(desk, name, *RECEIVERS[name])
        asked = dict.fromkeys(category.asks, "yes")
        place.receive(category=category.id, fields=asked)

        assert "alarm" in {one.message for one in desk.sent}


def test_goods_come_with_the_case(place):
    """R21: what it was, its number, the lot and what was paid; found again by the lot."""
    item = Item("样品", sku="JOB-7", lot="L-0417", paid=Money(46, "CNY"))
    case = place.receive(items=[item])
    assert (case.items[0].sku, case.items[0].lot, case.items[0].paid) == ("JOB-7", "L-0417", Money(46, "CNY"))
    assert [one.number for one in place.desk.cases(by=place.clerk, lot="L-0417")] == [case.number]
