"""The canteens' plan, rule by rule, from outside: what S4.1-S4.3, S4.6-S4.10 and S4.12-S4.14 demand happens, and is on record."""

from __future__ import annotations

from datetime import timedelta

import pytest

from complaintkit import (
    BeyondAuthority,
    Contact,
    Customer,
    InvalidInput,
    Item,
    Money,
    NotAllowed,
    NotResponsible,
    Remedy,
    System,
)

RICE = Item("米饭", lot="L2291", paid=Money("120.00", "CNY"))
OF_FOOD = {
    "food/sensory": "中午送来的米饭是酸的",
    "food/spoiled": "The chicken smells off.",
    "food/temperature": "汤送到时已经凉了",
}
OF_SERVICE = {"service/attitude": "热线的人不耐烦", "service/delivery-late": "The lunch came forty minutes late."}


@pytest.fixture
def receive(canteen, wang):
    """Takes a complaint in, about sour rice at a school, on the hotline."""

    def one(category="food/sensory", *, by="chen", **more):
        text = {**OF_FOOD, **OF_SERVICE}.get(category, "中午送来的米饭是酸的")
        given = {"text": text, "channel": "hotline", "unit": "no3-school", "customer": wang, "items": [RICE]}
        return canteen.desk.receive(by=by, category=category, **given | more)

    return one


@pytest.fixture
def investigate(canteen):
    """Assessed, and the facts established: it is true."""

    def one(case, *, by="chen", severity="normal", **more):
        case = canteen.desk.assess(case, by=by, severity=severity, approach="核实,查温控记录")
        given = {"facts": "保温箱故障,米饭在室温放了两小时", "root_cause": "storage", "heard": ["peng"]}
        return canteen.desk.record_facts(case, by=by, **given | more)

    return one


@pytest.fixture
def offer(canteen, plan):
    """A plan for a case that is investigated."""

    def one(case, what="更换保温箱", remedies=(), *, by="chen", decision="upheld"):
        return canteen.desk.offer_plan(
            case, by=by, measures=plan(what, "dong"), remedies=remedies, decisions={"1": (decision, "温控记录为证")}
        )

    return one


def agree(canteen, case, *, by="chen", accepted=True, remark=None):
    """What the customer says of the plan, told to staff on the phone."""
    return canteen.desk.answer_plan(case, by=by, plan=case.plan.id, accepted=accepted, via="phone", remark=remark)


# ---- S4.1 -----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("at", "who"), [("2026-11-24T03:10", "tian"), ("2026-11-29T13:59", "sun"), ("2026-12-31T23:59", "tian")]
)
def test_s4_1_somebody_is_there_around_the_clock(canteen, receive, moment, her, at, who):
    """S4.1: a hotline and a person at any hour of any day: whoever's turn it is has it, and the customer hears so at once."""
    canteen.until(moment(at))

    case = receive("service/hotline", by=System("mail"), channel="email")

    assert case.owner == who
    assert case.number in canteen.told(her)["received"]
    assert case.number in canteen.told(who)["yours"]


def test_s4_1_service_at_the_customers_premises(canteen, receive):
    """S4.1: the one on site takes it and puts it right there; of other canteens they see nothing."""
    case = receive("service/on-site", by="yan", channel="on-site", text="打菜窗口只开了一个")
    case = canteen.desk.settle(case, by="yan", facts="加开一个窗口", agreed="in-person", apology=True)
    assert (case.state, case.owner, case.channel) == ("resolved", "yan", "on-site")

    elsewhere = receive("service/on-site", unit="softpark")

    assert case.number in {one.number for one in canteen.desk.cases(by="yan")}
    assert elsewhere.number not in {one.number for one in canteen.desk.cases(by="yan")}


# ---- S4.2 -----------------------------------------------------------------------------------------------------------
def test_s4_2_whoever_takes_it_first_is_responsible(canteen, receive):
    """S4.2, F1, F9: from the first second, with nobody in between; typed in by somebody else it is still the one who heard it."""
    case = receive("service/attitude", by="sun", received_by="wu")

    assert (case.owner, case.first_receiver, case.recorded_by) == ("wu", "wu", "sun")
    with pytest.raises(NotResponsible):
        canteen.desk.assess(case, by="li", severity="low", approach="核实")
    case = canteen.desk.settle(case, by="wu", facts="已致歉", agreed="by-phone", apology=True)
    assert case.owners == ("wu",)


def test_s4_2_the_reaction_is_prompt(canteen, receive):
    """S4.2, R4: the customer knows within a quarter of an hour, or the leader hears of it."""
    nowhere = Customer(name="王芳", contacts=[Contact("wechat", "wxid-1")])  # no notifier here reaches her
    case = receive("service/attitude", by="sun", customer=nowhere)
    assert canteen.owed(case, "acknowledge", by="sun").due_at == canteen.clock.now() + timedelta(minutes=15)

    canteen.later(minutes=16)

    assert "告知已受理" in canteen.told("luo")["deadline-breached"]
    reached = receive("service/attitude", by="sun")
    canteen.desk.deliver_blocking()
    assert canteen.desk.case(reached, by="sun").acknowledged_at == canteen.clock.now()


def test_s4_2_what_takes_longer_is_followed_up_and_the_customer_told(canteen, receive, investigate, her):
    """S4.2: progress within a day, and again; past the set time the customer is told, the group has it, the owner goes on."""
    case = receive("service/attitude")
    canteen.desk.assess(case, by="chen", severity="normal", approach="听录音")
    assert canteen.owed(case, "progress", by="chen").due_at == canteen.clock.now() + timedelta(hours=24)
    canteen.later(hours=23)
    canteen.desk.tell(case, by="chen", text="录音已调取,正在核实")
    assert canteen.owed(case, "next-progress", by="chen").due_at == canteen.clock.now() + timedelta(hours=24)

    canteen.later(days=3)

    case = canteen.desk.case(case, by="chen")
    assert "未能按时办结" in canteen.told(her)["delayed"]
    assert (case.escalation.to, case.owner) == ("coordination", "chen")
    assert {"progress", "result"} & {one.name for one in case.deadlines if one.breached_at} == {"result"}


# ---- S4.3 -----------------------------------------------------------------------------------------------------------
def test_s4_3_no_shirking(canteen, receive, investigate):
    """S4.3, F2-F4: "not my job" is no reason; the giver stays responsible; after two declines the leader rules."""
    case = investigate(receive("service/delivery-wrong", by="sun"), by="sun")
    case = canteen.desk.offer_handover(case, by="sun", to="dong", reason="delivery-side")
    with pytest.raises(InvalidInput, match="F4"):
        canteen.desk.decline_handover(case, by="dong", handover=case.handover.id, reason="not-my-job")
    case = canteen.desk.decline_handover(case, by="dong", handover=case.handover.id, reason="overloaded")
    assert case.owner == "sun"
    case = canteen.desk.offer_handover(case, by="sun", to="hu", reason="kitchen-side")

    case = canteen.desk.decline_handover(case, by="hu", handover=case.handover.id, reason="beyond-skill")

    assert (case.owner, case.escalation.to, case.escalation.reason) == ("sun", "luo", "declined-twice")
    with pytest.raises(NotAllowed):
        canteen.desk.offer_handover(case, by="sun", to="li", reason="quality-side")
    case = canteen.desk.rule_handover(case, by="luo", to="dong", ruling="配送环节的问题,由配送队负责")
    assert case.owner == "dong"


def test_s4_3_whose_customer_whose_duty(canteen, receive):
    """S4.3: each region's own executive and kitchen: the west's complaint goes to the west's people."""
    east = canteen.desk.escalate(receive("contract"), by="chen", reason="beyond-authority")
    west = canteen.desk.escalate(receive("contract", unit="softpark"), by="chen", reason="beyond-authority")

    assert (east.escalation.to, west.escalation.to) == ("shen", "tao")


def test_s4_3_the_company_coordinates(canteen, receive, investigate, offer):
    """S4.3: where a plan is refused, the departments concerned sit together: the kitchen of the east, not that of the west."""
    case = agree(canteen, offer(investigate(receive())), accepted=False)

    assert (case.escalation.to, case.escalation.group) == ("coordination", True)
    told = {who for who in ("fang", "shen", "luo", "li", "hu", "gu", "dong") if "escalated" in canteen.told(who)}
    assert told == {"fang", "shen", "luo", "li", "hu", "dong"}


def test_s4_3_the_responsible_unit_bears_it(canteen, receive, investigate, offer):
    """S4.3, R10: what the customer gets for bad food is charged to the kitchen that cooked it; the customer waits for nobody."""
    case = investigate(receive())
    case = offer(case, remedies=[Remedy.refund(Money("120.00", "CNY"))])

    assert {one.unit for one in canteen.happened(case, "budget-reserved", by="chen")} == {"kitchen-east"}
    assert agree(canteen, case).state == "executing"


# ---- S4.6 -----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("at", "who"), [("2026-11-23T12:00", "chen"), ("2026-11-24T03:10", "zhou")])
def test_s4_6_the_duty_manager_takes_food_first(canteen, receive, moment, at, who):
    """S4.6: food that comes in by mail or web is the duty manager's at once; service is the hotline's."""
    canteen.until(moment(at))

    assert receive(by=System("web"), channel="web").owner == who
    assert receive("service/attitude", by=System("web"), channel="web").owner in ("sun", "tian")


def test_s4_6_also_where_somebody_else_heard_it(canteen, receive):
    """S4.6, F9: the duty manager is told at once and settles it; the agent who heard it stays accountable, on record."""
    case = receive(by="sun")
    assert "立即核实" in canteen.told("chen")["first-handling"]

    case = canteen.desk.settle(
        case, by="chen", facts="换了一锅", agreed="by-phone", apology=True, remedies=[Remedy.replacement(RICE)]
    )

    assert (case.state, case.owner, case.facts_by) == ("resolved", "sun", "chen")


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

    case = canteen.desk.clear_up(case, by="chen", explanation="糖醋口味,菜单上写得不清楚,我们改一下")

    assert case.state == "cleared-up"
    assert "感谢您的理解" in canteen.told(her)["cleared-up"]
    assert case.dispatches == ()


# ---- S4.9 -----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("category", OF_FOOD)
def test_s4_9_food_is_verified_promptly(canteen, receive, category):
    """S4.9: at once, by the duty manager, and within two hours; else the executive of the area has it."""
    case = receive(category, by="sun")
    assert "立即核实" in canteen.told("chen")["first-handling"]
    assert canteen.owed(case, "verification", by="chen").due_at == canteen.clock.now() + timedelta(hours=2)

    canteen.later(hours=2, minutes=1)

    case = canteen.desk.case(case, by="chen")
    assert ("shen", "deadline-breached") in {(one.to, one.reason) for one in case.escalations}


def test_s4_9_service_is_not_verified_as_food(canteen, receive):
    """S4.9: only food is."""
    case = receive("service/attitude")
    assert "verification" not in {one.name for one in case.open_deadlines}


@pytest.mark.parametrize(("unit", "driver"), [("no3-school", "peng"), ("softpark", "qiu")])
def test_s4_9_what_is_abnormal_is_withdrawn_and_its_kind_inspected(canteen, receive, investigate, unit, driver):
    """S4.9: at once the region's delivery staff are told what to take back, and quality to inspect the lot and its kind."""
    case = investigate(receive(unit=unit), fields={"abnormal": "yes"})

    assert ("replaced", "replacement") in {
        (one.rule, one.remedy.kind) for one in canteen.desk.proposals(case, by="chen")
    }
    withdrawn, inspected = case.dispatches
    assert (withdrawn.who, inspected.who) == (driver, "li")  # at noon no inspector has a turn
    assert "立即撤回并更换" in canteen.told(driver)["dispatched"]
    assert "L2291" in canteen.told(driver)["dispatched"]
    assert "同类食品" in canteen.told("li")["dispatched"]
    assert {one.due_at for one in case.open_deadlines if one.name == "dispatched"} == {
        canteen.clock.now() + timedelta(hours=2)
    }
    case = canteen.desk.report_dispatch(case, by=driver, dispatch=withdrawn.id, result="收回四箱,已换")
    assert [one.for_ for one in case.open_deadlines if one.name == "dispatched"] == [inspected.id]
    case = canteen.desk.report_dispatch(case, by="li", dispatch=inspected.id, result="同批两箱异常,已封存")
    assert not [one for one in case.open_deadlines if one.name == "dispatched"]


def test_s4_9_what_is_replaced_on_the_spot_is_inspected_all_the_same(canteen, receive):
    """S4.9: the customer content in a minute does not end it: food of the same kind is inspected, with a deadline that stays."""
    case = canteen.desk.settle(
        receive(), by="chen", facts="换了一锅", agreed="in-person", remedies=[Remedy.replacement(RICE)]
    )
    assert [one.who for one in case.dispatches] == ["li"]

    canteen.later(hours=3)

    late = [one for one in canteen.desk.case(case, by="chen").deadlines if one.name == "dispatched"]
    assert [one.state for one in late] == ["breached"]
    assert "派人回报" in canteen.told("li")["deadline-breached"]


def test_s4_9_what_is_sound_is_left_alone(canteen, receive, investigate):
    """S4.9: only if abnormal: what proves to be in order sends nobody, and saying it twice sends nobody twice."""
    sound = investigate(receive(), facts="检测正常", fields={"abnormal": "no"})
    assert sound.dispatches == ()

    case = canteen.desk.record_facts(sound, by="chen", facts="复检:酸败", fields={"abnormal": "yes"})
    again = canteen.desk.record_facts(case, by="chen", facts="复检:酸败,已留样", fields={"abnormal": "yes"})

    assert len(case.dispatches) == len(again.dispatches) == 2


# ---- S4.10 ----------------------------------------------------------------------------------------------------------
def test_s4_10_a_plan_needs_clear_facts(canteen, receive, plan):
    """S4.10: no plan before the facts are clear."""
    case = canteen.desk.assess(receive(), by="chen", severity="normal", approach="核实")
    with pytest.raises(InvalidInput) as refused:
        canteen.desk.offer_plan(case, by="chen", measures=plan("更换保温箱", "dong"))
    assert refused.value.field == "facts"


@pytest.mark.parametrize("accepted", [True, False])
def test_s4_10_the_customer_is_told_and_asked(canteen, receive, investigate, offer, her, accepted):
    """S4.10: the plan in words, and what they think of it; their opinion is on record, and a no means another plan."""
    case = offer(investigate(receive()), remedies=[Remedy.refund(Money("60.00", "CNY"))])
    text = canteen.told(her)["plan-offered"]
    for part in ("更换保温箱", "退款60元", "您是否同意,或有什么意见", "https://shop.example/c/"):
        assert part in text
    assert "征求意见" in canteen.desk.guidance("offer-plan", by="chen", case=case)

    case = agree(canteen, case, accepted=accepted, remark="要是再发生怎么办")

    (answer,) = canteen.happened(case, "plan-answered", by="chen")
    assert (answer.remark, answer.told_to) == ("要是再发生怎么办", "chen")
    assert (case.state, case.cycle) == (("executing", 1) if accepted else ("investigating", 2))


def test_s4_10_the_next_plan_has_its_time(canteen, receive, investigate, offer):
    """S4.10, R8: refused, another one is due within two working days, its result within three."""
    case = agree(canteen, offer(investigate(receive())), accepted=False)

    assert canteen.owed(case, "next-proposal", by="chen").started_at == canteen.clock.now()
    assert canteen.owed(case, "next-proposal", by="chen").due_at < canteen.owed(case, "next-result", by="chen").due_at
    assert {one.cycle for one in case.open_deadlines if one.name.startswith("next-")} == {2}


# ---- S4.12 ----------------------------------------------------------------------------------------------------------
def test_s4_12_nothing_is_passed_on_before_it_is_understood(canteen, receive):
    """S4.12, F5: no handover before the facts; what may be done instead is named; the form says so, too."""
    case = receive("service/attitude", by="sun")
    with pytest.raises(NotAllowed) as refused:
        canteen.desk.offer_handover(case, by="sun", to="luo", reason="beyond-skill")
    assert (refused.value.data["rule"], refused.value.allowed) == ("F5", ("record-facts", "escalate", "ask-advice"))
    guidance = canteen.desk.guidance("record-facts", by="sun", case=case)
    assert "没有彻底了解问题之前不转给同事" in guidance
    assert "不在客户面前指责公司或同事" in guidance

    canteen.desk.record_facts(case, by="sun", facts="听了录音,确实打断了客户三次", heard=["wu"])

    assert canteen.desk.offer_handover(case, by="sun", to="luo", reason="beyond-skill").handover.receiver == "luo"


@pytest.mark.parametrize(("decision", "needed"), [("upheld", True), ("partly", True), ("not-upheld", False)])
def test_s4_12_an_apology_where_it_is_our_fault(canteen, receive, investigate, offer, her, decision, needed):
    """S4.12: what proved true, wholly or in part, is not closed without an apology; where nothing did, none is extorted."""
    case = agree(canteen, offer(investigate(receive("service/attitude")), decision=decision))
    if needed:
        with pytest.raises(InvalidInput) as refused:
            canteen.desk.resolve(case, by="chen", result="已改进话术")
        assert refused.value.field == "apology"

    case = canteen.desk.resolve(case, by="chen", result="已改进话术", apology=needed)

    assert case.apology is needed
    assert "已改进话术" in canteen.told(her)["resolved"]


def test_s4_12_a_solution_is_proposed_within_a_limit(canteen, receive, moment):
    """S4.12: two working days, also over a weekend; the owner is warned half a day before."""
    canteen.until(moment("2026-11-27T16:00"))  # a Friday

    case = receive("service/attitude", by="sun")

    assert canteen.owed(case, "proposal", by="sun").due_at == moment("2026-12-01T17:30")
    canteen.until(moment("2026-12-01T13:30"))  # sun is still there
    canteen.later(minutes=1)
    assert "提出方案" in canteen.told("sun")["deadline-near"]


def test_s4_12_expectations_are_managed(canteen, receive, investigate, offer):
    """S4.12: the form says so where a plan is made, and nothing beyond one's authority is promised."""
    case = investigate(receive("service/attitude", by="sun"), by="sun")
    assert "合理引导期望" in canteen.desk.guidance("offer-plan", by="sun", case=case)
    with pytest.raises(BeyondAuthority):
        offer(case, remedies=[Remedy.coupon(Money("300.00", "CNY"), valid_days=30)], by="sun")


# ---- S4.13 ----------------------------------------------------------------------------------------------------------
def test_s4_13_progress_is_tracked_against_the_limits(canteen, receive):
    """S4.13: the owner sees what is due first, is warned before, told after; so is their leader."""
    case = receive("service/attitude", by="sun")
    canteen.desk.acknowledge(case, by="sun", via="phone")
    canteen.desk.do_first_handling(case, by="sun", result="已致歉,记录了全过程")
    (mine,) = canteen.desk.duties("sun").cases
    assert mine.next_deadline.name == "assessment"
    canteen.later(hours=20, minutes=1)
    assert "初步评估" in canteen.told("sun")["deadline-near"]
    assert "deadline-breached" not in canteen.told("sun")

    canteen.later(hours=4)

    assert "初步评估" in canteen.told("sun")["deadline-breached"]
    assert "初步评估" in canteen.told("luo")["deadline-breached"]


def test_s4_13_the_result_is_told_in_time(canteen, receive, investigate, offer, her, moment):
    """S4.13: by the end of the third working day; told the moment it is there, by SMS, in the words of the result."""
    case = investigate(receive())
    assert canteen.owed(case, "result", by="chen").due_at == moment("2026-11-26T17:30")
    case = agree(canteen, offer(case))

    canteen.desk.resolve(case, by="chen", result="保温箱已更换,退还米饭款", improvement="每日检查保温箱", apology=True)

    assert "保温箱已更换,退还米饭款" in canteen.told(her)["resolved"]
    assert "result" not in {one.name for one in canteen.desk.case(case, by="chen").open_deadlines}


def test_s4_13_over_a_long_holiday_the_date_is_still_right(open_house, wang, moment):
    """S4.13: from the eve of National Day 2026 three working days end on the make-up Saturday; the date can be explained."""
    house = open_house("canteen-delivery", "canteen", "2026-09-30T16:00+08:00")

    case = house.desk.receive(
        "米饭酸了", by="chen", channel="hotline", unit="softpark", category="food/sensory", customer=wang
    )

    result = house.owed(case, "result", by="chen")
    assert result.due_at == moment("2026-10-10T17:30")
    assert "10" in result.explain("zh")


def test_s4_13_a_result_that_reaches_nobody_is_a_task(canteen, receive, investigate, offer):
    """S4.13: the owner has it on their list until the customer was told in another way."""
    nowhere = Customer(name="王芳", contacts=[Contact("wechat", "wxid-1")])  # no notifier here reaches her
    case = agree(canteen, offer(investigate(receive(customer=nowhere))))
    case = canteen.desk.resolve(case, by="chen", result="保温箱已更换", apology=True)
    canteen.desk.deliver_blocking()
    assert any(one.startswith("message:resolved") for one in canteen.desk.duties("chen").tasks)

    canteen.desk.tell(case, by="chen", text="已当面告知结果")

    assert not any(one.startswith("message:resolved") for one in canteen.desk.duties("chen").tasks)


# ---- S4.14 ----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("channel", ["hotline", "on-site", None])
@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("zh", ("先处理情绪,再处理内容", "冷静、倾听、理解,不争辩")),
        ("en", ("Emotion first, then content", "calm, listening, sympathy, no arguing")),
    ],
)
def test_s4_14_emotion_first_stands_at_the_step(canteen, channel, language, words):
    """S4.14: in both languages, before there is a case, whoever takes it in."""
    guidance = canteen.desk.guidance("receive", by="sun" if channel else System("form"), language=language)

    for part in words:
        assert part in guidance


def test_s4_14_the_whole_course_is_asked_and_recorded(canteen, receive):
    """S4.14: service says so again at once, and what was found stands on the case, with who was heard."""
    case = receive("service/attitude", by="yan")
    assert "问清并详细记录全过程" in canteen.desk.guidance("do-first-handling", by="sun", case=case)
    assert "问清并详细记录全过程" in canteen.told("sun")["first-handling"]

    case = canteen.desk.record_facts(case, by="sun", facts="10:02来电,10:05被打断,10:07挂断", heard=["wu"])

    assert (case.facts, case.heard, case.facts_by) == ("10:02来电,10:05被打断,10:07挂断", ("wu",), "sun")


def test_s4_14_a_slip_in_the_steps_name_is_refused(canteen):
    """S4.14: guidance that is asked for under a wrong name is not silently empty."""
    with pytest.raises(InvalidInput, match="recieve"):
        canteen.desk.guidance("recieve", by="sun")
