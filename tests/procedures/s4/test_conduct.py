"""The canteens' plan, from outside: how customers are dealt with, in time, and in what tone. S4.12-S4.14"""

from __future__ import annotations

import pytest

from complaintkit import (
    BeyondAuthority,
    Contact,
    Customer,
    InvalidInput,
    Money,
    NotAllowed,
    Remedy,
    System,
)


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

    canteen.desk.record_facts(case, by="sun", facts="听了录音，确实打断了客户三次", heard=["wu"])

    assert canteen.desk.offer_handover(case, by="sun", to="luo", reason="beyond-skill").handover.receiver == "luo"


@pytest.mark.parametrize(("decision", "needed"), [("upheld", True), ("partly", True), ("not-upheld", False)])
def test_s4_12_an_apology_where_it_is_our_fault(
    canteen, receive, investigate, offer, her, decision, needed, agree, carry_out
):
    """S4.12: what proved true, wholly or in part, is not closed without an apology; where nothing did, none is extorted."""
    case = carry_out(agree(offer(investigate(receive("service/attitude")), decision=decision)))
    if needed:
        with pytest.raises(InvalidInput) as refused:
            canteen.desk.resolve(case, by="chen", result="已改进话术")
        assert refused.value.field == "apology"

    case = canteen.desk.resolve(case, by="chen", result="已改进话术", apology=needed)

    assert case.apology is needed
    assert "已改进话术" in canteen.told(her)["resolved"]
    assert ("真诚地向您道歉" in canteen.told(her)["resolved"]) is needed


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
    canteen.desk.do_first_handling(case, by="sun", result="已致歉，记录了全过程")
    (mine,) = canteen.desk.duties("sun").cases
    assert mine.next_deadline.name == "assessment"
    canteen.later(hours=20, minutes=1)
    assert "初步评估" in canteen.told("sun")["deadline-near"]
    assert "deadline-breached" not in canteen.told("sun")

    canteen.later(hours=4)

    assert "初步评估" in canteen.told("sun")["deadline-breached"]
    assert "初步评估" in canteen.told("luo")["deadline-breached"]


def test_s4_13_the_result_is_told_in_time(canteen, receive, investigate, offer, her, moment, agree, carry_out):
    """S4.13: by the end of the third working day; told the moment it is there, by SMS, in the words of the result."""
    case = investigate(receive())
    assert canteen.owed(case, "result", by="chen").due_at == moment("2026-11-26T17:30")
    case = carry_out(agree(offer(case)))

    canteen.desk.resolve(case, by="chen", result="保温箱已更换，退还米饭款", improvement="每日检查保温箱", apology=True)

    assert "保温箱已更换，退还米饭款" in canteen.told(her)["resolved"]
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


def test_s4_13_a_result_that_reaches_nobody_is_a_task(canteen, receive, investigate, offer, agree, carry_out):
    """S4.13: the owner has it on their list until the customer was told in another way."""
    nowhere = Customer(name="王芳", contacts=[Contact("wechat", "wxid-1")])  # no notifier here reaches her
    case = carry_out(agree(offer(investigate(receive(customer=nowhere)))))
    case = canteen.desk.resolve(case, by="chen", result="保温箱已更换", apology=True)
    canteen.desk.deliver_blocking()
    assert any(one.ref.startswith("resolved:") for one in canteen.desk.duties("chen").of_kind("message"))

    canteen.desk.tell(case, by="chen", text="已当面告知结果")

    assert canteen.desk.duties("chen").of_kind("message") == ()


# ---- S4.14 ----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("channel", ["hotline", "on-site", None])
@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("zh", ("先处理情绪，再处理内容", "冷静、倾听、理解，不争辩")),
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

    case = canteen.desk.record_facts(case, by="sun", facts="10:02来电，10:05被打断，10:07挂断", heard=["wu"])

    assert (case.facts, case.heard, case.facts_by) == ("10:02来电，10:05被打断，10:07挂断", ("wu",), "sun")


def test_s4_14_a_slip_in_the_steps_name_is_refused(canteen):
    """S4.14: guidance that is asked for under a wrong name is not silently empty."""
    with pytest.raises(InvalidInput, match="recieve"):
        canteen.desk.guidance("recieve", by="sun")
