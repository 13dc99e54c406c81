"""What is not true any more is not said: looked at when the turn comes, not when it was written. 5.10"""

from __future__ import annotations

from datetime import timedelta

import pytest

from complaintkit import Customer, Measure
from complaintkit.decision import record
from complaintkit.model.events import Completed

WANG = "13800138000"
HOUR = timedelta(hours=1)


def told(house):
    """The names of what the customer got."""
    return [one.message for one in house.sms.to(WANG)]


@pytest.fixture
def investigated(house):
    """A case whose first messages went out, its facts on record."""
    case = house.receive()
    house.deliver()
    case = house.desk.assess(case, by="chen", severity="normal", approach="核实")
    return house.desk.record_facts(case, by="chen", facts="开盖放置两小时", root_cause="storage", heard=["王芳"])


def planned(house, case, what="退货并更换", by="chen"):
    """A plan that the playbook takes."""
    measures = [Measure(what, who="chen", due=2 * HOUR)]
    return house.desk.offer_plan(case, by=by, measures=measures, decisions={"1": ("upheld", "检验属实")})


def resolved(house, case, by="chen"):
    """Agreed to, and done."""
    case = planned(house, case, by=by)
    case = house.desk.answer_plan(case, by=by, plan=case.plan.id, accepted=True, via="phone")
    for measure in case.measures:
        case = house.desk.do_measure(case, by=by, measure=measure.id)
    return house.desk.resolve(
        case, by=by, result="已更换", improvement="加装温控", apology=True, decisions={"1": ("not-upheld", "查无此事")}
    )


def test_a_withdrawn_case_is_not_acknowledged(house):
    """The customer took it back before the message went out."""
    case = house.receive()
    house.desk.withdraw(case, by="chen", reason="打错了")
    assert house.deliver().sent == 1
    assert (house.entry("received").state, house.entry("received").detail) == ("cancelled", "the case was withdrawn")
    assert [one.message for one in house.sms.sent] == ["customer-quoted"], "but asked whether that is so (R9)"
    assert "message-undelivered" not in house.events(case)


def test_nobody_is_told_when_to_expect_what_they_have(house, investigated):
    """Held back through the night, and put right before the morning: no "it is being looked into". R18"""
    resolved(house, investigated)
    house.deliver()
    assert "resolved" in told(house)
    assert "expected-time" not in told(house)
    entry = house.entry("expected-time")
    assert (entry.state, entry.detail) == ("cancelled", "it is put right by now")


def test_an_alarm_is_raised_though_the_complaint_was_withdrawn(house):
    """A hazard stays one. R18"""
    case = house.receive(category="food/spoiled")
    house.desk.withdraw(case, by="chen", reason="算了")
    house.deliver()
    sent = [one for one in house.sms.sent if one.message != "customer-quoted"]
    assert {one.message for one in sent} == {"alarm"}
    assert {one.to.address for one in sent} == {"13900000011", "13900000031"}


def test_a_withdrawal_while_the_batch_is_being_sent_still_stops_what_is_left(house):
    """Between taking a batch and sending its second message, the case may change."""
    case = house.receive()
    done: list[object] = []

    def withdraw(_):
        if not done:
            done.append(house.desk.withdraw(case, by="chen", reason="算了"))

    house.sms.before = withdraw
    house.deliver()
    assert told(house) == ["received", "customer-quoted"]
    assert house.entry("first-handling", "li").state == "cancelled"


@pytest.mark.parametrize("answer", ["accept", "decline", "lapse"])
def test_a_handover_that_was_answered_asks_nobody(house, investigated, answer):
    """Accepted at the desk, declined, or lapsed before its message went out; lapsed also where no worker noticed. F2"""
    house.deliver()
    case = house.desk.offer_handover(investigated, by="chen", to="li", reason="supplier-side")
    if answer == "accept":
        house.desk.accept_handover(case, by="li", handover=case.handover.id)
    elif answer == "decline":
        house.desk.decline_handover(case, by="li", handover=case.handover.id, reason="overloaded")
    else:
        house.clock.advance(HOUR)
    house.deliver()
    assert house.entry("handover-offered", "li").state == "cancelled"


def test_of_two_new_owners_only_the_last_is_told_to_the_customer(house, investigated):
    """Nobody wants two messages about who is responsible, one of them wrong. F9"""
    house.deliver()
    case = house.desk.offer_handover(investigated, by="chen", to="li", reason="supplier-side")
    case = house.desk.accept_handover(case, by="li", handover=case.handover.id)
    case = house.desk.offer_handover(case, by="li", to="shen", reason="supplier-side")
    case = house.desk.accept_handover(case, by="shen", handover=case.handover.id)
    before = len(told(house))
    house.deliver()
    assert told(house)[before:].count("new-owner") == 1
    assert "沈国栋" in next(one.text for one in house.sms.to(WANG) if one.message == "new-owner")
    assert house.entry("yours", "li").state == "cancelled"
    assert house.entry("yours", "shen").state == "sent"


@pytest.mark.parametrize("end", ["settle", "resolve", "clear_up"])
def test_who_has_the_result_is_promised_no_answer(house, investigated, end):
    """Taken over at night, ended before the morning: "the answer still comes by" would be untrue, and nobody owes it. F9"""
    house.deliver()
    case = house.desk.offer_handover(investigated, by="chen", to="li", reason="supplier-side")
    case = house.desk.accept_handover(case, by="li", handover=case.handover.id)
    assert owes_a_word(house)
    before = len(told(house))
    match end:
        case "settle":
            house.desk.settle(case, by="li", facts="已更换", agreed="in-person")
        case "resolve":
            resolved(house, case, by="li")
        case _:
            house.desk.clear_up(case, by="li", explanation="是当地风味")
    house.deliver()
    assert "new-owner" not in told(house)[before:]
    entry = house.entry("new-owner")
    assert (entry.state, entry.detail) == ("cancelled", "the customer has the result")
    assert not owes_a_word(house)


def test_another_round_owes_the_word_again(house, investigated):
    """The result did not satisfy: whoever handed it over keeps the customer informed until they know. F9, R8"""
    case = house.desk.offer_handover(investigated, by="chen", to="li", reason="supplier-side")
    case = house.desk.accept_handover(case, by="li", handover=case.handover.id)
    case = house.desk.clear_up(case, by="li", explanation="是当地风味")
    assert not owes_a_word(house)
    house.desk.answer_survey(case, by="li", outcome=1, process=1, via="phone")
    assert owes_a_word(house)


def owes_a_word(house):
    """Whether the giver has to tell the customer who took over."""
    return bool(house.desk.duties("chen").of_kind("tell-customer"))


def test_a_deadline_that_was_met_warns_nobody(house):
    """Somebody did it while the warning waited."""
    case = house.receive(category="food/sensory")
    house.deliver()
    house.clock.advance(timedelta(minutes=100))
    house.desk.run_due()
    assert house.entry("deadline-near", "chen").state == "ready"
    house.desk.record_facts(case, by="chen", facts="开盖放置两小时")
    house.deliver()
    assert house.entry("deadline-near", "chen").detail == "the deadline is not owed any more"


def test_a_warning_that_came_too_late_to_warn_is_not_sent(house):
    """What is late already is said by the breach, not by the warning."""
    house.receive(category="food/sensory")
    house.deliver()
    house.clock.advance(timedelta(minutes=100))
    house.desk.run_due()
    house.clock.advance(HOUR)
    house.desk.run_due()
    house.deliver()
    assert house.entry("deadline-near", "chen").state == "cancelled"
    assert house.entry("deadline-breached", "chen").state == "sent"


def test_only_the_newest_plan_is_proposed(house, investigated):
    """A plan that was refused at the counter is not sent after the customer; the next one is. R8"""
    case = planned(house, investigated)
    case = house.desk.answer_plan(case, by="chen", plan=case.plan.id, accepted=False, via="phone")
    first = house.entry("plan-offered").id
    case = planned(house, case, "全额退款")
    house.deliver()
    assert told(house).count("plan-offered") == 1
    with house.desk._opened.storage.reading() as reader:
        assert reader.outbox_entry(first).state == "cancelled"


def test_a_plan_that_was_answered_is_not_proposed(house, investigated):
    """The customer said yes on the telephone."""
    case = planned(house, investigated)
    house.desk.answer_plan(case, by="chen", plan=case.plan.id, accepted=True, via="phone")
    house.deliver()
    assert house.entry("plan-offered").detail == "the plan was answered"


def test_a_survey_that_was_answered_is_not_asked_for(house, investigated):
    """Twenty hours later nobody asks who has said it already. S1.10"""
    case = resolved(house, investigated)
    house.deliver()
    assert house.entry("survey").next_at == house.clock.now() + 20 * HOUR
    house.desk.answer_survey(case, by="chen", outcome=5, process=4, via="phone")
    house.clock.advance(25 * HOUR)
    house.deliver()
    assert house.entry("survey").detail == "the customer has answered"


def test_a_survey_of_a_round_that_is_over_is_not_asked_for(house, investigated):
    """Who was dissatisfied is asked about the next one, when it ends. R8"""
    case = resolved(house, investigated)
    house.deliver()
    house.desk.answer_survey(case, by="chen", outcome=1, process=1, via="phone")
    house.clock.advance(25 * HOUR)
    house.deliver()
    assert house.entry("survey").detail == "another round has begun"


def test_a_survey_nobody_answered_is_asked_for_after_filing_too(house, investigated):
    """Filed on the spot, asked the next day: the answer may still open it. R8, S1.10"""
    case = house.desk.settle(investigated, by="chen", facts="已更换", agreed="in-person")
    house.desk.archive(case, by="chen")
    house.deliver()
    house.clock.advance(25 * HOUR)
    house.deliver()
    assert house.entry("survey").state == "sent"


def test_a_survey_that_nobody_may_answer_any_more_is_not_asked_for(house, investigated):
    """No worker ran until it had lapsed. S1.10"""
    house.desk.settle(investigated, by="chen", facts="已更换", agreed="in-person")
    house.clock.advance(timedelta(days=30))
    house.deliver()
    assert house.entry("survey").detail == "the survey has lapsed"


def test_first_handling_is_asked_for_while_it_is_owed(house):
    """What was found out meanwhile overtakes it. S1.7, S4.9"""
    case = house.receive()
    house.desk.record_facts(case, by="chen", facts="开盖放置两小时")
    house.deliver()
    assert house.entry("first-handling", "li").detail == "it was done"


def test_a_filed_case_asks_nobody_to_work_on_it(house):
    """What belongs to the work ends with it; the result still reaches the customer. S0.8"""
    case = house.receive()
    case = house.desk.settle(case, by="chen", facts="已更换", agreed="in-person")
    house.desk.archive(case, by="chen")
    house.deliver()
    assert house.entry("first-handling", "li").detail == "the case was archived"
    assert house.entry("received").detail == "the case was archived"


def test_a_customer_without_contact_any_more_is_not_written_to(house, investigated):
    """Nobody is left to tell: cancelled, not dead."""
    house.desk.tell(investigated, by="chen", text="请留意电话")
    with house.desk._door.changing(investigated.id) as (tx, loaded):
        facts = house.desk._door.facts(tx, loaded.case, by="chen")
        gone = Completed(customer=Customer(no_contact_because="erased"))
        house.desk._door.write(tx, loaded, record(loaded.case, facts, gone))
    before = len(told(house))
    house.deliver()
    assert len(told(house)) == before
    assert house.entry("told").detail == "nobody can be reached"
