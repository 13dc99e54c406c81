"""The canteens' plan, from outside: somebody is there, and whoever takes it first stays responsible. S4.1-S4.3"""

from __future__ import annotations

from datetime import timedelta

import pytest

from complaintkit import (
    ConfigurationError,
    Contact,
    Customer,
    InvalidInput,
    Money,
    NotAllowed,
    NotResponsible,
    Period,
    Purchase,
    Remedy,
    System,
)


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


@pytest.mark.parametrize(("at", "who"), [("2026-11-24T03:10", "tian"), ("2026-11-29T13:59", "sun")])
def test_s4_1_for_questions_as_for_complaints(canteen, receive, moment, her, at, who):
    """S4.1: at any hour a question has a person and a minute to be taken up, and the customer hears who answers it."""
    canteen.until(moment(at))

    case = receive("service/hotline", by=System("mail"), channel="email", kind="inquiry", text="明天能加二十份吗？")

    assert (case.kind, case.owner) == ("inquiry", who)
    assert case.number in canteen.told(her)["taken-up"]
    assert canteen.owed(case, "taken-up", by=who).due_at == canteen.clock.now() + timedelta(minutes=1)


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
    canteen.desk.tell(case, by="chen", text="录音已调取，正在核实")
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
    case = canteen.desk.rule_handover(case, by="luo", to="dong", ruling="配送环节的问题，由配送队负责")
    assert case.owner == "dong"


def test_s4_3_whose_customer_whose_duty(canteen, receive):
    """S4.3: each region's own executive and kitchen: the west's complaint goes to the west's people."""
    east = canteen.desk.escalate(receive("contract"), by="chen", reason="beyond-authority")
    west = canteen.desk.escalate(receive("contract", unit="softpark"), by="chen", reason="beyond-authority")

    assert (east.escalation.to, west.escalation.to) == ("shen", "tao")


def school(canteen, responsible: str | None, by: str = "fang") -> None:
    """The customer `no3` is this person's, or nobody's."""
    data = canteen.desk.people.organisation(by="fang").as_data()
    data["account"] = {"no3": {"responsible": responsible, "title": "第三中学"}} if responsible else {}
    canteen.desk.set_organisation(data, by=by)


def takes(canteen, staff: str) -> set[str]:
    """The cases that somebody may take first."""
    return {one.case for one in canteen.desk.duties(staff).of_kind("take")}


@pytest.mark.parametrize(
    "named",
    [
        {"customer": Customer(name="王芳", phone="13800138000", reference="no3")},
        {"customer": Customer(name="王芳", phone="13800138000", speaks_for=Customer(reference="no3"))},
        {"purchase": Purchase("D-7", account="no3")},
    ],
    ids=["reference", "speaks for", "account"],
)
def test_s4_3_whose_customer_it_is_takes_it_first(canteen, receive, named):
    """S4.3: whoever wrote it down has it until then; the first thing that the responsible does makes it theirs."""
    school(canteen, "yan")
    case = receive("contract", by="sun", **named)
    assert case.owner == "sun"
    assert takes(canteen, "yan") == {case.number}
    case = canteen.desk.assess(case, by="yan", severity="normal", approach="核对合同")
    assert (case.owner, case.first_receiver) == ("yan", "sun")
    assert takes(canteen, "yan") == set()


def test_s4_3_other_customers_are_nobodys(canteen, receive):
    """S4.3: of another customer, or where nobody is named, it stays with whoever took it in."""
    school(canteen, "yan")
    other = receive("contract", by="sun", customer=Customer(phone="13800138000", reference="no4"))
    assert takes(canteen, "yan") == set()
    with pytest.raises(NotResponsible):
        canteen.desk.assess(other, by="yan", severity="normal", approach="核对合同")


def test_s4_3_what_the_category_says_comes_before(canteen, receive):
    """S4.3, S4.6: food is the duty manager's, whosever customer it is."""
    school(canteen, "yan")
    case = receive("food/sensory", by="sun", customer=Customer(phone="13800138000", reference="no3"))
    assert case.number in takes(canteen, "chen")
    assert takes(canteen, "yan") == set()


def test_s4_3_it_is_never_whose_complaint_it_is_about(canteen, receive):
    """S4.3, R6: nor is it nobody's because they have gone: their successor has it. F8"""
    school(canteen, "yan")
    customer = Customer(phone="13800138000", reference="no3")
    case = receive("contract", by="sun", customer=customer, about_staff="yan")
    assert takes(canteen, "yan") == set()
    canteen.desk.staff_left("yan", by="fang")
    other = receive("contract", by="sun", customer=customer)
    after = {
        staff for staff in canteen.desk.people.organisation(by="fang").staff if other.number in takes(canteen, staff)
    }
    assert after
    assert canteen.desk.case(case, by="sun").open


def test_s4_3_who_leads_both_says_whose_customer_it_is(canteen):
    """S4.3, R20: and nobody who leads neither; an account of nobody who works here is refused."""
    with pytest.raises(NotAllowed):
        school(canteen, "yan", by="shen")
    with pytest.raises(ConfigurationError):
        school(canteen, "nobody")


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("zh", ("以事实为依据", "法律、合同、质量和国家标准", "公平处理", "有关部门各负其责")),
        ("en", ("facts, law, contract, quality and national standards", "is fair", "each department concerned")),
    ],
)
def test_s4_3_a_plan_goes_by_law_and_standards_on_facts(canteen, language, words):
    """S4.3: beside the form by which a plan is made: on facts, by law, contract, quality and national standard, fair."""
    told = canteen.desk.guidance("offer-plan", by="chen", language=language)
    assert [word for word in words if word not in told] == []


def test_s4_3_the_company_coordinates(canteen, receive, investigate, offer, agree):
    """S4.3: where a plan is refused, the departments concerned sit together: the kitchen of the east, not that of the west."""
    case = agree(offer(investigate(receive())), accepted=False)

    assert (case.escalation.to, case.escalation.group) == ("coordination", True)
    told = {who for who in ("fang", "shen", "luo", "li", "hu", "gu", "dong") if "escalated" in canteen.told(who)}
    assert told == {"fang", "shen", "luo", "li", "hu", "dong"}


def test_s4_3_the_responsible_unit_bears_it(canteen, receive, investigate, offer, agree):
    """S4.3, R10: what the customer gets for bad food is charged to the kitchen that cooked it; the customer waits for nobody."""
    case = investigate(receive())
    case = offer(case, remedies=[Remedy.refund(Money("120.00", "CNY"))])

    assert {one.unit for one in canteen.happened(case, "budget-reserved", by="chen")} == {"kitchen-east"}
    assert agree(case).state == "executing"


# ---- S4.5 -----------------------------------------------------------------------------------------------------------
def test_s4_5_each_units_timeliness_is_a_figure(canteen, receive):
    """S4.5: replies in time and handling within limits, of the unit and what lies within it, as figures to judge it by."""
    november = Period.month(2026, 11, zone="Asia/Shanghai")
    case = receive("service/attitude")
    canteen.desk.settle(case, by="chen", facts="已致歉", agreed="by-phone", apology=True)
    receive("service/attitude", unit="softpark")
    canteen.later(days=5)

    figures = {
        unit: {one.key: (one.met, one.breached) for one in canteen.desk.report(november, unit=unit).figures.deadlines}
        for unit in ("no3-school", "softpark")
    }

    assert (figures["no3-school"]["result"], figures["softpark"]["result"]) == ((1, 0), (0, 1))
    assert figures["no3-school"].get("assessment", (1, 0)) == (1, 0)
    assert figures["softpark"]["assessment"] == (0, 1)


# ---- S4.11 ----------------------------------------------------------------------------------------------------------
def test_s4_11_filed_in_time_and_analysed(canteen, receive, investigate, offer, agree, carry_out):
    """S4.11: nothing is left: measures done, the result told, filed within ten working days; counted by type and cause."""
    case = offer(investigate(receive()))
    case = agree(case)
    with pytest.raises((InvalidInput, NotAllowed)):
        canteen.desk.resolve(
            case,
            by="chen",
            result="已更换",
            improvement="换保温箱",
            apology=True,
            decisions={"1": ("not-upheld", "查无此事")},
        )
    case = canteen.desk.resolve(
        carry_out(case),
        by="chen",
        result="已更换",
        improvement="换保温箱",
        apology=True,
        decisions={"1": ("not-upheld", "查无此事")},
    )
    assert canteen.owed(case, "archive", by="chen").due_at < canteen.clock.now() + timedelta(days=15)
    canteen.later(hours=30)
    case = canteen.desk.answer_survey(case, by="chen", outcome=5, process=5)

    case = canteen.desk.archive(case, by="chen")

    assert not list(case.open_deadlines)
    shown = canteen.desk.report(Period.month(2026, 11, zone="Asia/Shanghai"), by="fang").figures
    assert {one.key: one.count for one in shown.categories} == {"food/sensory": 1}
    assert {one.key: one.count for one in shown.causes} == {case.root_cause: 1}
