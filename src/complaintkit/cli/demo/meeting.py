"""The demo's fifth act: the leading group meets, its plan is accepted, and customers say by their own links how it was."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from complaintkit.model.remedy import Evidence, Measure, Remedy

if TYPE_CHECKING:
    from complaintkit.cli.demo.world import World
    from complaintkit.model.case import Case


def meeting(world: World, case: Case) -> None:
    """Within the day, and without the stall that is complained about. What it decides holds an investigation. S1.8"""
    desk = world.desk
    world.at("15:40")
    world.stage.act("领导小组开会", "The leading group meets (S1.8, F7)")
    desk.record_facts(
        case,
        by="lu",
        facts="监控：王女士被叫漏两次 / the camera: she was passed over twice",
        evidence=[
            Evidence("监控 / camera", where="服务台 / service desk", kept_until=world.clock.at + timedelta(days=7))
        ],
        heard=["yu", "niu"],
    )
    escalation = world.now(case).escalation
    if escalation:
        desk.decide_meeting(
            case,
            by="qin",
            escalation=escalation.id,
            decision="A07限期整改，于海当面道歉 / A07 mends it, yu apologises himself",
            present=["hao", "guan"],
        )
    world.at("16:10")
    measure = Measure("加派一人，电子叫号 / one more cook, numbers on a screen", who="yu", due=timedelta(days=1))
    desk.offer_plan(
        case,
        by="lu",
        measures=[measure],
        remedies=[Remedy.apology()],
        decisions={"1": ("upheld", "监控属实 / seen on camera")},
        follow_up=timedelta(days=1),
    )
    door = world.door(case, "plan-offered")
    world.at("16:45")
    if door.plan:
        door.answer_plan(door.plan.id, accepted=True, remark="这样可以 / good")
    world.at("17:30")
    desk.resolve(
        case,
        by="lu",
        result="当面道歉，已加派人手 / apologised, one more cook",
        improvement="电子叫号 / numbers on a screen",
        apology=True,
    )


def content(world: World, case: Case) -> None:
    """The survey, a day after, by the customer's own door. S1.10, R9"""
    world.at("14:00")
    door = world.door(case, "survey")
    door.answer_survey(outcome=4, process=4, remark="下次还来 / I'll be back")


def filed(world: World, *cases: Case) -> None:
    """What is done is filed."""
    for case in map(world.now, cases):
        if "archive" in world.desk.allowed(case, by=case.owner):
            world.desk.archive(case, by=case.owner)
