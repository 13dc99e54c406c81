"""The second act, after eleven at night: an alarm, a docket from the city, a shift that changes at midnight."""

from __future__ import annotations

from datetime import timedelta

from complaintkit import Case, Customer, Docket
from complaintkit_demo._catalogue import phrase
from complaintkit_demo._world import World


def sparks(world: World) -> None:
    """Report a hazard: who has to come is alarmed within the minute, quiet hours or not."""
    desk = world.desk
    world.at("23:05")
    world.stage.act(phrase("A hazard in the quiet hours: alarms go out all the same"), "S1.7, R18")
    case = desk.receive(
        "B15的灯串冒火花 / The lights at B15 are giving off sparks",
        by="lu",
        channel="stall",
        unit="b15",
        category="safety/facilities",
        customer=Customer(name="何先生", phone="13800000005"),
    )
    world.at("23:08")
    desk.do_first_handling(case, by="niu", result="断电，疏散两桌客人 / power off, two tables moved away")
    desk.settle(
        case,
        by="lu",
        facts="灯串接头进水，已换新 / water in a plug; the string was replaced",
        agreed="in-person",
        apology=True,
    )
    desk.archive(case, by="lu")


def docket(world: World) -> Case:
    """Take in what the city's own hotline passes on, with the authority's own date."""
    world.at("23:42")
    world.stage.act(phrase("A docket from the city's hotline 12345"), "R19")
    case = world.desk.receive(
        "油烟熏到楼上住户 / Smoke drifts up to the flats",
        by="lu",
        channel="docket",
        unit="a07",
        category="hygiene/conditions",
        customer=Customer(name="楼上住户", phone="13800000006"),
        docket=Docket("12345-1119-0457", authority="12345", answer_by=world.clock.at + timedelta(days=3)),
    )
    world.at("23:47")
    world.desk.do_first_handling(case, by="niu", result="调低排烟口 / turned the flue away")
    return case


def shift(world: World, rubbish: Case, waiting: Case, smoke: Case) -> None:
    """Hand over a batch, each case refusable; what nobody has looked into yet may not pass. F2, F5"""
    desk = world.desk
    world.at("23:50")
    world.stage.act(phrase("The shift changes at midnight: one batch, answered one by one"), "F2, F5")
    batch = desk.hand_over_shift(by="lu", to="ye")
    for one in batch.stayed:
        world.stage.note("✗", phrase("{case}: {reason} ({rule})", case=one.case, reason=one.reason, rule=one.rule))
    world.at("00:04", days=1)
    offers = {one.case: one.id for one in batch.offered}
    desk.accept_handover(rubbish, by="ye", handover=offers[rubbish.number])
    note = "明天小组开会时我不在 / I am off when the group meets"
    desk.decline_handover(waiting, by="ye", handover=offers[waiting.number], reason="absent", note=note)
    world.at("00:10")
    desk.assess(smoke, by="lu", severity="normal", approach="改排烟 / move the smoke elsewhere")
    desk.record_facts(smoke, by="lu", facts="排烟口正对楼道 / the flue faces the stairwell")
    filter_, seen = "加装油烟净化器 / a filter on the flue", "现场核实 / seen on the spot"
    world.offer(smoke, filter_, by="lu", who="yu", days=2, upheld=seen, follow_up=7)
    desk.assess(rubbish, by="ye", severity="normal", approach="加密清运 / collect more often")
    hourly, rare = "垃圾每小时清运一次 / the cart comes every hour", "清运记录属实 / the log says so"
    world.offer(rubbish, hourly, by="ye", who="guan", days=1, upheld=rare, follow_up=7)


def morning(world: World, rubbish: Case) -> None:
    """Send what could wait, now that the quiet hours end; the customer answers by the link in it. R18"""
    world.at("08:29")
    world.stage.act(phrase("The quiet hours end: what could wait goes out"), "F9, R18")
    world.at("08:30")
    door = world.door(rubbish, "plan-offered")
    world.at("08:44")
    world.answer(door, "早该这样 / about time")


def next_night(world: World, rubbish: Case) -> None:
    """Carry the plan out, and tell the customer."""
    world.at("00:30", days=1)
    world.carry_out(rubbish)
    world.desk.resolve(
        rubbish,
        by="ye",
        result="今晚起每小时清运 / every hour from tonight on",
        improvement="排班已改 / the roster says so",
        apology=True,
    )
