"""The night market's plan, from outside: first handling by type, then the leading group. S1.7, S1.8"""

from __future__ import annotations

from datetime import timedelta

import pytest

from complaintkit import NotAllowed

OF_TYPE = {
    "service/waiting": ("xiaolu", "请其说明情况并改进", 10),
    "hygiene/rubbish": ("niu", "现场检查并整改", 10),
    "price/inflated": ("xiaolu", "说明价格构成，公开透明、讲清是否合理", 20),
    "safety/facilities": ("niu", "确保顾客安全", 5),
}


# ---- S1.7 -----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("category", OF_TYPE)
def test_s1_7_first_handling_by_type(market, receive, category):
    """S1.7: each type has its first handling, told to whom it is for, within its own minutes; done, it is met."""
    who, what, minutes = OF_TYPE[category]
    case = receive(category, by="hao")

    assert what in market.told(who)["first-handling"]
    assert what in market.desk.guidance("do-first-handling", by=who, case=case, language="zh")
    assert market.owed(case, "first-handling", by="xiaolu").due_at == market.clock.now() + timedelta(minutes=minutes)
    case = market.desk.do_first_handling(case, by=who, result="已处理")
    assert "first-handling" not in {one.name for one in case.open_deadlines}


def test_s1_7_service_asks_the_stall_to_explain(market, receive):
    """S1.7: in matters of service, and only then, the stall's own person in charge is asked at once; their answer is on record."""
    case = receive("service/attitude")
    assert "请立即说明情况并改进" in market.told("yu")["stall-asked"]
    case = market.desk.ask_advice(case, by="xiaolu", of="yu", question="当时怎么回事？")
    case = market.desk.give_advice(case, by="yu", advice=case.advice[0].id, answer="新人不熟，已换我来")
    assert case.advice[0].answer == "新人不熟，已换我来"

    receive("hygiene/rubbish", unit="b15")

    assert "stall-asked" not in market.told("du")


def test_s1_7_safety_first(market, receive):
    """S1.7, R18: a hazard sounds the alarm at once, also at night, and is late after five minutes."""
    case = receive("safety/facilities")
    assert case.severity == "high"
    for who in ("niu", "guan", "hao"):
        assert "紧急" in market.told(who)["alarm"]

    market.later(minutes=6)

    assert "首次处理" in market.told("xiaolu")["deadline-breached"]
    assert "首次处理" in market.told("hao")["deadline-breached"]


# ---- S1.8 -----------------------------------------------------------------------------------------------------------
def test_s1_8_what_is_not_solved_on_the_spot_goes_to_the_group(market, receive):
    """S1.8: two hours without a solution, and the leading group has it; settled in that time it never does."""
    left, settled = receive(), receive(unit="b15")
    market.desk.settle(settled, by="xiaolu", facts="当场重做一份", agreed="in-person", apology=True)
    market.later(hours=2, minutes=1)

    left, settled = (market.desk.case(one, by="xiaolu") for one in (left, settled))

    assert (left.escalation.to, left.escalation.reason) == ("leading-group", "deadline-breached")
    assert "escalated" in market.told("qin")
    assert settled.escalations == ()


def test_s1_8_a_dissatisfied_customer_goes_to_the_group(market, receive, offer, resolve):
    """S1.8: also what was thought solved is reported when the customer says that it is not."""
    case = resolve(offer(receive()))
    market.later(hours=20)

    case = market.desk.answer_survey(case, by="xiaolu", outcome=1, process=4)

    assert (case.escalation.to, case.escalation.reason, case.cycle) == ("leading-group", "dissatisfied", 2)


def test_s1_8_the_group_meets_within_24_hours_of_receiving_it(market, receive, all_of_it):
    """S1.8, F7: the clock of the meeting runs from the group's own receipt, which has half an hour of its own."""
    case = market.desk.escalate(receive(), by="xiaolu", reason="not-solved-on-the-spot")
    assert market.owed(case, "escalation-seen", by="xiaolu").due_at == market.clock.now() + timedelta(minutes=30)
    assert "meeting" not in {one.name for one in case.open_deadlines}
    market.later(minutes=20)

    case = market.desk.receive_escalation(case, by="hao", escalation=case.escalation.id)

    assert market.owed(case, "meeting", by="hao").due_at == market.clock.now() + timedelta(hours=24)
    assert "证据、双方陈述和具体措施" in market.told("qin")["meeting"]
    market.desk.record_facts(case, by="xiaolu", facts="两人请假", **all_of_it)
    case = market.desk.decide_meeting(
        case, by="qin", escalation=case.escalation.id, decision="限期整改", present=["hao"]
    )
    assert "meeting" not in {one.name for one in case.open_deadlines}
    assert not any(one.breached_at for one in case.deadlines if one.name == "meeting")


def test_s1_8_a_meeting_without_a_decision_is_a_breach(market, receive):
    """S1.8, F7: the group met and decided nothing: on record as a breach, and the matter stays with it."""
    case = market.desk.escalate(receive(), by="xiaolu", reason="dissatisfied")
    case = market.desk.receive_escalation(case, by="hao", escalation=case.escalation.id)

    case = market.desk.adjourn_meeting(case, by="hao", escalation=case.escalation.id, present=["hao", "yu"])

    assert next(one for one in case.deadlines if one.name == "meeting").breached_at
    assert case.escalation is not None


@pytest.mark.parametrize("left_out", ["facts", "evidence", "heard"])
def test_s1_8_the_plan_holds_investigation_evidence_and_statements(market, receive, plan, left_out, all_of_it):
    """S1.8: after an escalation a plan needs investigated facts, evidence, statements and measures; each is asked for by name."""
    case = market.desk.escalate(receive(), by="xiaolu", reason="not-solved-on-the-spot")
    case = market.desk.assess(case, by="xiaolu", severity="normal", approach="查监控")
    found = {name: value for name, value in all_of_it.items() if name != left_out}
    if left_out != "facts":
        market.desk.record_facts(case, by="xiaolu", facts="两人请假", **found)
    given = {"measures": plan("加派一人", "yu"), "follow_up": timedelta(days=2)}

    assert "offer-plan" not in market.desk.allowed(case, by="xiaolu")
    with pytest.raises(NotAllowed, match=f"wants {left_out} on record") as refused:
        market.desk.offer_plan(case, by="xiaolu", **given)

    assert "record-facts" in refused.value.allowed
    market.desk.record_facts(case, by="xiaolu", facts="两人请假", **all_of_it)
    assert market.desk.offer_plan(case, by="xiaolu", **given).state == "plan-offered"


def test_s1_8_the_group_decides_on_facts(market, receive):
    """S1.8: a decision of the group needs an investigation first."""
    case = market.desk.escalate(receive(), by="xiaolu", reason="dissatisfied")
    assert "decide-meeting" not in market.desk.allowed(case, by="qin")
    with pytest.raises(NotAllowed, match="record-facts"):
        market.desk.decide_meeting(case, by="qin", escalation=case.escalation.id, decision="整改", present=["hao"])


def test_s1_8_a_major_incident_has_a_special_meeting(market, receive):
    """S1.8: a major incident goes to a special meeting within four hours, by itself; the manager is told at once."""
    case = receive("safety/fire", text="A07 起火，煤气罐在旁边")

    assert (case.severity, case.escalation.route) == ("major", "special")
    assert "重大" in market.told("qin")["escalated"]
    case = market.desk.receive_escalation(case, by="qin", escalation=case.escalation.id)
    assert market.owed(case, "meeting", by="qin").due_at == market.clock.now() + timedelta(hours=4)
