"""The canteens' plan, from outside: the duty manager first, upwards before promises; reasons, misunderstandings. S4.6-S4.8"""

from __future__ import annotations

from datetime import timedelta

import pytest

from complaintkit import (
    BeyondAuthority,
    Money,
    Remedy,
    System,
)


# ---- S4.6 -----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("at", "who"), [("2026-11-23T12:00", "chen"), ("2026-11-24T03:10", "zhou")])
def test_s4_6_the_duty_manager_takes_food_first(canteen, receive, moment, at, who):
    """S4.6: food that comes in by mail or web is the duty manager's at once; service is the hotline's."""
    canteen.until(moment(at))

    assert receive(by=System("web"), channel="web").owner == who
    assert receive("service/attitude", by=System("web"), channel="web").owner in ("sun", "tian")


def test_s4_6_also_where_somebody_else_heard_it(canteen, receive, rice):
    """S4.6, F9: the duty manager is told at once, settles it and is accountable for it; the agent who heard it is on record."""
    case = receive(by="sun")
    assert "立即核实" in canteen.told("chen")["first-handling"]

    case = canteen.desk.settle(
        case, by="chen", facts="换了一锅", agreed="by-phone", apology=True, remedies=[Remedy.replacement(rice)]
    )

    assert (case.state, case.owner, case.facts_by, case.first_receiver) == ("resolved", "chen", "chen", "sun")


def test_s4_6_within_authority_it_is_settled(canteen, receive):
    """S4.6: promptly, in one step, by the duty manager."""
    refund = Remedy.refund(Money("120.00", "CNY"))

    case = canteen.desk.settle(
        receive(), by="chen", facts="米饭酸了", agreed="by-phone", apology=True, remedies=[refund]
    )

    assert (case.state, case.settled) == ("resolved", True)


@pytest.mark.parametrize(("unit", "executive"), [("no3-school", "shen"), ("softpark", "tao")])
def test_s4_6_beyond_it_the_areas_executive_is_asked_before_anything_is_promised(canteen, receive, unit, executive):
    """S4.6, F6: refused with who may; the executive of that area gets what is to be approved, in words, and then it may be."""
    refund = [Remedy.refund(Money("600.00", "CNY"))]
    case = receive(unit=unit)
    given = {"facts": "整批米饭酸了", "agreed": "by-phone", "apology": True, "remedies": refund}
    with pytest.raises(BeyondAuthority) as refused:
        canteen.desk.settle(case, by="chen", **given)
    assert refused.value.approver == executive
    assert canteen.desk.case(case, by="chen").state == "registered"

    canteen.desk.ask_approval(case, by="chen", proposal=refused.value.proposal, note="三百人的午餐")
    assert "退款600元" in canteen.told(executive)["approval-asked"]
    assert "三百人的午餐" in canteen.told(executive)["approval-asked"]
    canteen.desk.approve(case, by=executive, proposal=refused.value.proposal)

    assert canteen.desk.settle(case, by="chen", **given).state == "resolved"


def test_s4_6_reporting_upwards_is_at_once(canteen, receive):
    """S4.6: no facts needed first, the executive is told at any hour, and has a quarter of an hour to take it."""
    case = canteen.desk.escalate(receive(), by="chen", reason="beyond-authority")

    assert "超出权限" in canteen.told("shen")["escalated"]
    assert canteen.owed(case, "escalation-seen", by="chen").due_at == canteen.clock.now() + timedelta(minutes=15)
    canteen.later(minutes=16)
    assert "上级接报" in canteen.told("fang")["deadline-breached"]


# ---- S4.7 -----------------------------------------------------------------------------------------------------------
def test_s4_7_reason_and_demand_are_asked(canteen, receive):
    """S4.7, R3: the form says to ask for both; what the customer wants is on record."""
    guidance = canteen.desk.guidance("receive", by="chen", language="zh")
    assert "问清投诉原因和诉求" in guidance

    assert receive(wanted="换一锅新的").wanted == "换一锅新的"


@pytest.mark.parametrize("expected", [None, timedelta(hours=6)])
def test_s4_7_the_customer_is_told_that_it_takes_time(canteen, receive, her, expected):
    """S4.7: that it must be investigated, and roughly how long: what was promised, else the procedure's own date."""
    case = receive()

    canteen.desk.assess(case, by="chen", severity="normal", approach="核实", answer_expected=expected)

    text = canteen.told(her)["expected-time"]
    assert "正在调查核实" in text
    assert ("18:00" in text) is (expected is not None)
    assert "前有结果" in text


def test_s4_7_in_the_customers_language(canteen, receive, wang, her):
    """S4.7: somebody who speaks English is told in English."""
    import attrs

    case = receive(customer=attrs.evolve(wang, language="en-GB"))
    canteen.desk.assess(case, by="chen", severity="normal", approach="check")
    assert "is being looked into. Expect a result by" in canteen.told(her)["expected-time"]


# ---- S4.8 -----------------------------------------------------------------------------------------------------------
def test_s4_8_a_misunderstanding_is_cleared_up(canteen, receive, her):
    """S4.8: tactfully, as the form says; that is an end of its own, the customer is thanked, nothing is owed for it."""
    case = receive(text="这个菜怎么是酸的")
    assert "委婉解释" in canteen.desk.guidance("clear-up", by="chen", case=case)
    canteen.desk.record_facts(case, by="chen", facts="当天是糖醋排骨")

    case = canteen.desk.clear_up(case, by="chen", explanation="糖醋口味，菜单上写得不清楚，我们改一下")

    assert case.state == "cleared-up"
    assert "感谢您的理解" in canteen.told(her)["cleared-up"]
    assert case.dispatches == ()
