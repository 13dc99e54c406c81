"""The canteens' plan, from outside: food is verified, withdrawn and inspected; a plan needs clear facts. S4.9, S4.10"""

from __future__ import annotations

from datetime import timedelta

import pytest

from complaintkit import (
    Money,
    NotAllowed,
    Remedy,
)

OF_FOOD = "food/sensory food/spoiled food/temperature".split()


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
    case = canteen.desk.report_dispatch(case, by=driver, dispatch=withdrawn.id, result="收回四箱，已换")
    assert [one.for_ for one in case.open_deadlines if one.name == "dispatched"] == [inspected.id]
    case = canteen.desk.report_dispatch(case, by="li", dispatch=inspected.id, result="同批两箱异常，已封存")
    assert not [one for one in case.open_deadlines if one.name == "dispatched"]


def test_s4_9_what_is_replaced_on_the_spot_is_inspected_all_the_same(canteen, receive, rice):
    """S4.9: the customer content in a minute does not end it: food of the same kind is inspected, with a deadline that stays."""
    case = canteen.desk.settle(
        receive(), by="chen", facts="换了一锅", agreed="in-person", remedies=[Remedy.replacement(rice)]
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

    case = canteen.desk.record_facts(sound, by="chen", facts="复检：酸败", fields={"abnormal": "yes"})
    again = canteen.desk.record_facts(case, by="chen", facts="复检：酸败，已留样", fields={"abnormal": "yes"})

    assert len(case.dispatches) == len(again.dispatches) == 2


# ---- S4.10 ----------------------------------------------------------------------------------------------------------
def test_s4_10_a_plan_needs_clear_facts(canteen, receive, plan):
    """S4.10: no plan before the facts are clear."""
    case = canteen.desk.assess(receive(), by="chen", severity="normal", approach="核实")
    assert "offer-plan" not in canteen.desk.allowed(case, by="chen")
    with pytest.raises(NotAllowed, match="wants facts on record") as refused:
        canteen.desk.offer_plan(case, by="chen", measures=plan("更换保温箱", "dong"))
    assert refused.value.allowed == ("record-facts",)


@pytest.mark.parametrize("accepted", [True, False])
def test_s4_10_the_customer_is_told_and_asked(canteen, receive, investigate, offer, her, accepted, agree):
    """S4.10: the plan in words, and what they think of it; their opinion is on record, and a no means another plan."""
    case = offer(investigate(receive()), remedies=[Remedy.refund(Money("60.00", "CNY"))])
    text = canteen.told(her)["plan-offered"]
    for part in ("更换保温箱", "退款60元", "您是否同意，或有什么意见", "https://shop.example/c/"):
        assert part in text
    assert "征求意见" in canteen.desk.guidance("offer-plan", by="chen", case=case)

    case = agree(case, accepted=accepted, remark="要是再发生怎么办")

    (answer,) = canteen.happened(case, "plan-answered", by="chen")
    assert (answer.remark, answer.told_to) == ("要是再发生怎么办", "chen")
    assert (case.state, case.cycle) == (("executing", 1) if accepted else ("investigating", 2))


def test_s4_10_the_next_plan_has_its_time(canteen, receive, investigate, offer, agree):
    """S4.10, R8: refused, another one is due within two working days, its result within three."""
    case = agree(offer(investigate(receive())), accepted=False)

    assert canteen.owed(case, "next-proposal", by="chen").started_at == canteen.clock.now()
    assert canteen.owed(case, "next-proposal", by="chen").due_at < canteen.owed(case, "next-result", by="chen").due_at
    assert {one.cycle for one in case.open_deadlines if one.name.startswith("next-")} == {2}
