"""The fourth act, at the software park: a mail that waits too long; missing meals, a coupon, and a second round."""

from __future__ import annotations

from complaintkit import Case, Customer, Item, Money, Purchase, Remedy
from complaintkit_demo._catalogue import phrase
from complaintkit_demo._world import World

_CHICKEN = Item("鸡腿饭", sku="CH-04", paid=Money("32.00", "CNY"))


def mail(world: World) -> Case:
    """Take in a mail in English, at the busiest hour."""
    world.at("12:30")
    world.stage.act(phrase("An e-mail in English, at the busiest hour"), "S2.2")
    case = world.desk.receive(
        "The chicken in today's lunch box was pink inside.",
        by="sun",
        channel="email",
        unit="office",
        category="food/undercooked",
        customer=Customer(name="Daniel Price", email="d.price@softpark.example", language="en"),
        purchase=Purchase("D-1120-31", items=[_CHICKEN]),
    )
    world.work()
    world.stage.letter(case, "received")
    world.at("12:34")
    world.desk.do_first_handling(case, by="chen", result="已回电，请他留样 / called back; he keeps the box")
    return case


def coupon(world: World) -> Case:
    """Offer a coupon of the campaign, well within the duty manager's authority; it is minted when it is agreed."""
    desk = world.desk
    world.at("13:40")
    world.stage.act(phrase("Three meals short: a coupon within authority"), "S4.6, S4.10")
    case = desk.receive(
        "少了三份饭，三个人没吃上 / Three meals missing, three of us went without",
        by="chen",
        channel="hotline",
        unit="office",
        category="food/quantity",
        severity="normal",
        customer=Customer(name="林小姐", phone="13800000012", language="zh-CN"),
    )
    desk.assess(case, by="chen", severity="normal", approach="核对装车单 / compare the loading list")
    desk.record_facts(case, by="chen", facts="装车漏一箱 / one box stayed on the ramp", heard=["dong"])
    thanks = next(one for one in desk.proposals(case, by="chen") if one.rule == "thanks")
    world.at("13:55")
    measure, upheld = "装车逐箱核对 / every box is ticked off", "装车单属实 / the list says so"
    world.offer(case, measure, by="chen", who="dong", days=1, remedies=[thanks], upheld=upheld)
    world.agree(case, by="chen")
    world.at("14:05")
    world.carry_out(case)
    desk.resolve(
        case,
        by="chen",
        result="已送券并道歉 / a coupon, with our apologies",
        improvement="逐箱核对 / ticked off",
        apology=True,
    )
    return case


def late_mail(world: World, case: Case) -> None:
    """Let nobody get to the mail in two hours: warned, late, and brought upwards by the clock. Then it goes fast."""
    desk = world.desk
    world.stage.act(phrase("Verified too late: the clock brings it upwards"), "S4.2, S4.9")
    world.at("14:38")
    world.decide(case, "马超马上去 / ma goes at once", by="shen")
    world.at("15:05")
    desk.record_facts(case, by="sun", facts="一批烤箱温度不足 / one oven ran too cool", heard=["hu", "ma"])
    world.at("15:20")
    facts = "电话致歉，同意换餐 / called him; he takes another meal"
    desk.settle(case, by="sun", facts=facts, agreed="by-phone", apology=True)


def second_round(world: World, case: Case) -> None:
    """Hear by the customer's own link that it was not enough: somebody else looks into it, and she is content. R8, R9"""
    desk = world.desk
    world.at("10:20")
    world.stage.act(phrase("The day after: dissatisfied, a second round"), "R8, R9")
    door = world.door(case, "survey")
    door.answer_survey(outcome=2, process=3, remark="只给张券，没说为什么 / a coupon, but no word why")
    world.at("10:30")
    world.decide(case, "罗佳重新调查 / luo looks into it anew", by="fang", present=["shen", "luo"])
    desk.rule_handover(case, by="fang", to="luo", ruling="换人处理 / somebody else")
    world.at("11:00")
    facts = "装车员替班，没有清单 / a stand-in loaded without a list"
    desk.record_facts(case, by="luo", facts=facts, heard=["dong", "peng"])
    world.at("11:30")
    measure, remedies = "替班也须持清单 / no list, no loading", [Remedy.apology()]
    world.offer(case, measure, by="luo", who="dong", days=1, remedies=remedies, upheld="属实 / true")
    world.agree(case, by="luo", remark="这才像话 / that is more like it")
    result, lists = "说明原因，已改 / explained, and changed", "凭清单装车 / lists"
    world.carry_out(case)
    desk.resolve(case, by="luo", result=result, improvement=lists, apology=True)


def spent(world: World, case: Case) -> None:
    """Redeem the coupon at the till."""
    world.at("12:30")
    code = world.now(case).coupons[0].code
    world.desk.redeem_coupon(code, by="dong", sale="D-1121-08", unit="office", spend=Money("320.00", "CNY"))


def at_last(world: World, case: Case) -> None:
    """Ask again, a day later: satisfied."""
    world.at("09:00", days=1)
    world.stage.act(phrase("The third day: satisfied"))
    door = world.door(case, "survey")
    door.answer_survey(outcome=5, process=5, remark="这次说清楚了 / this time it was explained")
    world.desk.acknowledge(case, by="luo", via="call")
