"""The first act, an evening at the night market: settled on the spot, asked, cleared up, refused."""

from __future__ import annotations

from complaintkit import Case, Contact, Customer, Item, Money, Purchase, Remedy
from complaintkit_demo._catalogue import phrase
from complaintkit_demo._world import World

_SQUID = Item("烤鱿鱼", paid=Money("25.00", "CNY"))


def small_things(world: World) -> None:
    """Put right what takes minutes: a skewer grilled again, a question answered."""
    desk = world.desk
    world.stage.act(phrase("The market opens: put right on the spot"), "S1.5, R17")
    case = desk.receive(
        "My squid is cold in the middle.",
        by="yu",
        channel="stall",
        unit="a07",
        category="service/food",
        customer=Customer(name="Emma Clark", phone="13800000001", language="en"),
        purchase=Purchase("A07-0311", items=[_SQUID]),
    )
    world.at("18:42")
    desk.settle(
        case,
        by="yu",
        facts="第一串没烤透，当场重烤 / the first skewer was underdone; grilled again",
        agreed="in-person",
        remedies=[Remedy.replacement(_SQUID)],
        apology=True,
    )
    desk.archive(case, by="hao")
    world.at("19:05")
    question = desk.receive(
        "今晚几点收摊？有素食吗？ / When do you close? Is there anything vegetarian?",
        by="lu",
        channel="wechat",
        unit="market",
        kind="inquiry",
        category="service",
        customer=Customer(name="小林", contacts=[Contact("wechat", "xiaolin_wx")]),
    )
    desk.resolve(question, by="lu", result="凌晨两点收摊；B15有素豆花 / At two; B15 has plain tofu")
    desk.archive(question, by="lu")


def double_portion(world: World) -> None:
    """Explain the price to whoever sent a signed form from the website: a misunderstanding."""
    desk = world.desk
    world.at("19:30")
    world.stage.act(phrase("A form on the website: a misunderstanding cleared up"), "S1.7, S4.8")
    case = world.posted(
        id="web-7731",
        text="菜单写28元，收了我46元！ / The menu says 28, I was charged 46!",
        name="周先生",
        phone="13800000003",
        unit="a07",
        category="price/inflated",
        receipt="A07-0327",
        price="46.00",
    )
    world.at("19:41")
    desk.do_first_handling(case, by="lu", result="逐项说明价格 / went through the receipt line by line")
    desk.clear_up(case, by="lu", explanation="他点的是双份，加料18元 / he had ordered a double, 18 more")
    desk.record_follow_up(case, by="lu", satisfied=True, via="call", remark="明白了 / I see")
    desk.archive(case, by="lu")


def long_wait(world: World) -> Case:
    """Offer a coupon that the agent may promise; the customer says no, and it goes to the leading group."""
    desk = world.desk
    world.at("20:10")
    world.stage.act(phrase("A long wait: the plan is refused, and it goes up"), "S1.8, R8")
    case = desk.receive(
        "等了四十分钟，没人理我 / Forty minutes, and nobody said a word",
        by="lu",
        channel="stall",
        unit="a07",
        category="service/waiting",
        severity="normal",
        about_staff="yu",
        customer=Customer(name="王芳", phone="13800000004", language="zh-CN"),
    )
    world.at("20:16")
    desk.do_first_handling(case, by="lu", result="于海先做她的一份 / the stall serves her next")
    world.at("20:30")
    desk.assess(case, by="lu", severity="normal", approach="查出餐记录 / look at the stall's tickets")
    desk.record_facts(case, by="lu", facts="一人出餐，漏叫两号 / one cook; two numbers never called", heard=["yu"])
    coupon = desk.proposals(case, by="lu")[0]
    world.at("20:40")
    world.offer(
        case,
        "叫号改电子屏 / numbers go on a screen",
        by="lu",
        who="yu",
        days=3,
        remedies=[coupon],
        upheld="出餐记录属实 / the tickets say so",
        follow_up=1,
    )
    door = world.door(case, "plan-offered")
    world.at("21:05")
    world.answer(door, "优惠券打发人？我要个说法 / A coupon? I want an answer", accepted=False)
    world.at("21:12")
    if escalation := world.now(case).escalation:
        desk.receive_escalation(case, by="hao", escalation=escalation.id)
    return case


def rubbish(world: World) -> Case:
    """Send site services at once; whoever is first asked to take the case over declines."""
    desk = world.desk
    world.at("22:20")
    world.stage.act(phrase("The hotline: first handling; a handover declined"), "S1.7, F2-F5")
    case = world.called(
        "C02旁边的垃圾桶满了，污水流到路上 / The bins by C02 run over onto the path",
        staff="lu",
        customer=("冯女士", "13800000002"),
    )
    case = desk.register(case, by="lu", unit="c02", category="hygiene/rubbish")
    world.refused(lambda: desk.offer_handover(case, by="lu", to="guan", reason="site-services"))
    world.at("22:28")
    desk.do_first_handling(case, by="niu", result="已清运，多放一只桶 / cleared, another bin put up")
    world.at("22:36")
    desk.record_facts(case, by="lu", facts="清运车晚到，垃圾外溢 / the cart came late, bins ran over", heard=["lan"])
    offered = desk.offer_handover(case, by="lu", to="guan", reason="beyond-skill").handover
    world.at("22:44")
    if offered:
        desk.decline_handover(
            case, by="guan", handover=offered.id, reason="overloaded", note="先抢修配电箱 / a switchboard first"
        )
    return case
