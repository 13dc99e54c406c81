"""The third act, a day of canteen deliveries: sour rice, its lot inspected, a refund beyond the duty manager's authority."""

from __future__ import annotations

from datetime import timedelta

from complaintkit import BeyondAuthority, Case, Customer, Evidence, Item, Measure, Money, Purchase, Remedy
from complaintkit_demo._catalogue import phrase
from complaintkit_demo._world import World

_BOX = """\
编号,性质,内容,分类,地点,时间,姓名,电话
BOX-1,建议,汤里少放点盐 / less salt in the soup,food,school,2026-11-20 07:28,刘同学,13800000011
BOX-2,表扬,打饭阿姨很耐心 / the lady at the counter is so patient,service/on-site,school,2026-11-20 07:28,李老师,13800000007
BOX-3,投诉,昨天的豆浆是凉的 / yesterday's soy milk was cold,food/temperature,school,2026-11-20 07:28,赵老师,13800000008
"""
_RICE = Item("米饭", lot="L2291", paid=Money("960.00", "CNY"))


def box(world: World) -> list[Case]:
    """Empty the suggestion box at the school: a table with a suggestion, praise and a complaint."""
    desk = world.desk
    world.at("07:30")
    world.stage.act(phrase("Early morning: the suggestion box at the school"), "S3.8, S2.4, S2.6")
    cases = suggestion, _, cold = world.put_in(_BOX, staff="sun")
    world.at("07:50")
    desk.resolve(suggestion, by=suggestion.owner, result="每锅少盐两成 / a fifth less salt", adopted=True)
    facts = "保温桶没盖严，已换桶 / the lid was loose; new urn"
    desk.settle(cold, by=cold.owner, facts=facts, agreed="by-phone", apology=True)
    return cases


def sour_rice(world: World) -> Case:
    """Verify it, take it back and replace it; the lot is inspected. S4.9"""
    desk = world.desk
    world.at("11:42")
    world.stage.act(phrase("Noon: the rice is sour; taken back, its lot inspected"), "S4.6, S4.9")
    case = desk.receive(
        "米饭有酸味，学生不敢吃 / The rice smells sour, the pupils won't eat it",
        by="chen",
        channel="hotline",
        unit="school",
        category="food/spoiled",
        customer=Customer(name="王老师", phone="13800000009", email="wang@no3-school.example", language="zh-CN"),
        purchase=Purchase("D-1120-17", items=[_RICE]),
        wanted="换饭，退款 / other rice, and the money back",
    )
    world.at("11:46")
    desk.do_first_handling(case, by="chen", result="停止供餐，封存该批 / no more of it is served, the lot is set aside")
    world.at("11:50")
    desk.assess(case, by="chen", severity="high", approach="撤回该批次，查冷链 / take the lot back, check the cooling")
    case = desk.record_facts(
        case,
        by="chen",
        facts="L2291装箱后常温放了两小时 / lot L2291 stood warm for two hours",
        root_cause="storage",
        evidence=[Evidence("留样", where="中央厨房冷柜", kept_until=world.clock.at + timedelta(hours=48))],
        heard=["hu", "peng"],
        fields={"abnormal": "yes"},
    )
    told = {
        "peng": "撤回40份，12:15换上新饭 / 40 portions taken back, fresh rice by 12:15",
        "ma": "同批两桶封存，其余合格 / two urns of the lot sealed, the rest is fine",
    }
    world.at("12:16")
    for one in case.dispatches:
        if one.who in told:
            case = desk.report_dispatch(case, by=one.who, dispatch=one.id, result=told[one.who])
    return case


def late_van(world: World) -> None:
    """Settle on site what one can settle who stands in front of the customer."""
    world.at("12:25")
    case = world.desk.receive(
        "饭车晚了二十分钟 / The van is twenty minutes late",
        by="zheng",
        channel="on-site",
        unit="clinic",
        category="service/delivery-late",
        customer=Customer(name="护士长", phone="13800000010"),
    )
    facts = "东门施工，绕行 / roadworks at the east gate"
    world.desk.settle(case, by="zheng", facts=facts, agreed="in-person", apology=True)


def refund(world: World, case: Case) -> None:
    """Ask first: eight hundred is more than the duty manager may promise. It is paid once, though the line goes dead. F6"""
    desk = world.desk
    world.at("12:40")
    world.stage.act(phrase("A refund beyond authority: approved, then promised"), "S4.6, F6")

    def offer() -> Case:
        return desk.offer_plan(
            case,
            by="chen",
            measures=[Measure("装箱后全程冷藏 / cooled from packing on", who="hu", due=timedelta(days=1))],
            remedies=[Remedy.refund(Money("800.00", "CNY"))],
            decisions={"1": ("upheld", "留样发酸 / the sample is sour")},
        )

    refused = world.refused(offer)
    if isinstance(refused, BeyondAuthority):
        desk.ask_approval(case, by="chen", proposal=refused.proposal, note="整箱停供 / a whole delivery lost")
        world.at("12:48")
        desk.approve(case, by=refused.approver or "", proposal=refused.proposal)
    world.at("12:52")
    offer()
    world.at("13:05")
    world.agree(case, by="chen", remark="可以 / fine")
    world.at("13:07")
    world.stage.note(
        "•",
        phrase("the till never answered; {slips} slip. Ask first, never pay twice", slips=world.till.slips),
    )
    world.at("13:20")
    world.carry_out(case)
    world.at("13:30")
    desk.resolve(
        case,
        by="chen",
        result="已换新饭，已退款 / fresh rice, money back",
        improvement="全程冷藏 / cooled all the way",
        apology=True,
    )
