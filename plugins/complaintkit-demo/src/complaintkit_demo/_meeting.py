"""The fifth act: the leading group meets, its plan is accepted, and customers say by their own links how it was."""

from __future__ import annotations

from datetime import timedelta

from complaintkit import Case, Evidence, Remedy
from complaintkit_demo._catalogue import phrase
from complaintkit_demo._world import World


def meeting(world: World, case: Case) -> None:
    """Meet within the day, without the stall that is complained about. What is decided holds an investigation. S1.8"""
    desk = world.desk
    world.at("15:40")
    world.stage.act(phrase("The leading group meets"), "S1.8, F7")
    kept = world.clock.at + timedelta(days=7)
    desk.record_facts(
        case,
        by="lu",
        facts="监控：王女士被叫漏两次 / the camera: she was passed over twice",
        evidence=[Evidence("监控 / camera", where="服务台 / service desk", kept_until=kept)],
        heard=["yu", "niu"],
    )
    decision = "A07限期整改，于海当面道歉 / A07 mends it, yu apologises himself"
    world.decide(case, decision, by="qin", present=["hao", "guan"], receive=False)
    world.at("16:10")
    world.offer(
        case,
        "加派一人，电子叫号 / one more cook, numbers on a screen",
        by="lu",
        who="yu",
        days=1,
        remedies=[Remedy.apology()],
        upheld="监控属实 / seen on camera",
        follow_up=1,
    )
    door = world.door(case, "plan-offered")
    world.at("16:45")
    world.answer(door, "这样可以 / good")
    world.at("17:30")
    world.carry_out(case)
    desk.resolve(
        case,
        by="lu",
        result="当面道歉，已加派人手 / apologised, one more cook",
        improvement="电子叫号 / numbers on a screen",
        apology=True,
    )


def content(world: World, case: Case) -> None:
    """Answer the survey, a day after, by the customer's own door. S1.10, R9"""
    world.at("14:00")
    world.door(case, "survey").answer_survey(outcome=4, process=4, remark="下次还来 / I'll be back")


def filed(world: World, *cases: Case) -> None:
    """File what is done."""
    for case in map(world.now, cases):
        if "archive" in world.desk.allowed(case, by=case.owner):
            world.desk.archive(case, by=case.owner)
