"""What the wrong person tries: to judge their own work, to set others' people to work, to look into what is about them. R6, R20"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from complaintkit import Case, Customer, Desk, InvalidInput, Item, NotAllowed, System, Task, TaskKind

DAY = timedelta(days=1)


def incident(desk: Desk, about: str | None = None) -> tuple[Task, Case]:
    """Two fell ill of one lot; one of them complains about somebody."""
    cases = [
        desk.receive(
            "吃了上吐下泻",
            by="chen",
            channel="service-desk",
            unit="river-street",
            category="safety/food-poisoning",
            items=[Item("酸奶", lot="L1")],
            customer=Customer(phone=phone),
            about_staff=whom,
        )
        for phone, whom in (("13800138000", about), ("13800138001", None))
    ]
    [found] = desk.tasks.list(by="lu", kind="incident")
    return found, cases[1]


def finding(desk: Desk) -> Task:
    """Found by xu, who is to put it right as well."""
    return desk.tasks.open("finding", "地滑", by="xu", who="xu", due=DAY, unit="river-street")


# ---- nobody judges their own ------------------------------------------------------------------------------------------
@pytest.mark.parametrize("step", ["confirm", "reopen"])
def test_who_found_it_and_put_it_right_does_not_judge_it(desk: Desk, step: str) -> None:
    """Somebody above has it then, in their list; they may. R6, S3.14"""
    task = desk.checks.put_right(finding(desk), by="xu", evidence="已铺防滑垫")
    given: dict[str, Any] = {"reason": "还滑", "until": 3 * DAY} if step == "reopen" else {}

    assert (task.waits_for, step in desk.tasks.possible(task, by="xu")) == ("lu", False)
    with pytest.raises(NotAllowed, match="themselves"):
        desk.tasks.step(task, step, by="xu", **given)
    assert desk.tasks.step(task, step, by="lu", **given).state == ("open" if step == "reopen" else "confirmed")


def test_nobody_judges_what_they_did_by_giving_it_away(desk: Desk) -> None:
    """Done by xu, then given to somebody below: xu leads them now, and still did it. R6, S3.6"""
    task = desk.actions.open("查温", by="lu", who="xu", due=DAY, unit="river-street")
    desk.actions.finish(task, by="xu", evidence="已查")
    desk.tasks.give(task, by="xu", to="chen", reason="休假")

    assert desk.tasks.possible(task, by="xu") == ("give", "offer", "tie")
    with pytest.raises(NotAllowed, match="themselves"):
        desk.actions.confirm(task, by="xu")
    assert desk.actions.confirm(task, by="lu").state == "worked"


def test_at_the_top_it_is_on_record(desk: Desk) -> None:
    """Where nobody is above, they judge their own; the exception stays. R6"""
    task = desk.actions.open("查温", by="lu", who="lu", due=DAY, unit="river-street")
    desk.actions.finish(task, by="lu", evidence="已查")

    assert desk.actions.confirm(task, by="lu").state == "worked"
    assert "exception-recorded" in {one.event for one in desk.tasks.timeline(task, by="lu")}


def _open(kind: TaskKind, desk: Desk, **at: Any) -> Task:
    return desk.tasks.open(kind, "查温", who=at["by"], due=DAY, **at)


# ---- others' people ---------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("kind", ["action", "training"])
def test_a_role_in_one_store_gives_no_right_in_another(desk: Desk, kind: str) -> None:
    """The manager of one store sets nobody of another one to work; who is above both does. R20"""
    given: dict[str, Any] = {"who": "fan", "due": DAY, "unit": "old-town"}
    with pytest.raises(InvalidInput, match="is not a unit"):
        desk.tasks.open(kind, "查温", by="xu", **given)
    with pytest.raises(NotAllowed):
        desk.tasks.open(kind, "查温", by="xu", **given | {"unit": None})
    assert desk.tasks.open(kind, "查温", by="lu", **given).unit == "old-town"
    assert desk.tasks.open(kind, "查温", by="yu", **given).unit == "old-town"


OPENED: dict[str, Callable[..., Task]] = {
    "actions": lambda desk, **at: desk.actions.open("查温", who=at["by"], due=DAY, **at),
    "answers": lambda desk, **at: desk.answers.propose("轮椅在哪里借？", "入口左手边", category="service", **at),
    "checks": lambda desk, **at: desk.checks.ask("查温", who=at["by"], due=DAY, **at),
    "ideas": lambda desk, **at: desk.ideas.have("早班先补货", **at),
    "incidents": lambda desk, **at: desk.incidents.open("酸奶涨袋", who=at["by"], lot="L1", **at),
    "incidents, led by whoever it falls to": lambda desk, **at: desk.incidents.open("酸奶涨袋", lot="L1", **at),
    "members": lambda desk, **at: desk.members.plan_event("试吃会", on=DAY, **at),
    "reviews": lambda desk, **at: desk.reviews.call("月度总结", due=DAY, **at),
    "trainings": lambda desk, **at: desk.trainings.plan("测温", people=[at["by"]], due=DAY, **at),
    **{kind: partial(_open, kind) for kind in TaskKind},
}
"""Every way to open a task that names a unit, with oneself as its owner: each noun's own, and each kind by its word."""


@pytest.mark.parametrize("way", OPENED)
@pytest.mark.parametrize("by", ["chen", "xu", "fan"])
def test_nothing_is_opened_in_another_store(desk: Desk, way: str, by: str) -> None:
    """Whoever neither works there nor sees it is told what they are told of a unit that there is not. R20"""
    other, said = "river-street" if by == "fan" else "old-town", []
    for unit in (other, "nowhere-st"):
        with pytest.raises(InvalidInput) as refused:
            OPENED[way](desk, by=by, unit=unit)
        said.append((refused.value.field, refused.value.user_message("en").replace(unit, "-").partition("Did")[0]))
    assert said[0] == said[1]
    assert said[0][0] == "unit"
    assert not desk.tasks.list(by=System("t"))


def test_who_sees_another_store_opens_there_and_so_does_a_program(desk: Desk) -> None:
    """The hotline works for the whole chain, lu leads the region; a program may everywhere. R20"""
    for by in ("jin", "lu"):
        assert desk.members.plan_event("试吃会", by=by, on=DAY, unit="old-town").unit == "old-town"
        assert desk.incidents.open("酸奶涨袋", by=by, who=by, lot=by, unit="old-town").unit == "old-town"
    program = System("nightly")
    assert desk.incidents.open("酸奶涨袋", by=program, who="qin", lot="L9", unit="old-town").unit == "old-town"
    assert desk.ideas.have("早班先补货", by="chen", unit="east").unit == "east"


def test_a_case_of_ones_own_takes_its_task_to_its_store(desk: Desk) -> None:
    """Whoever took a complaint in sees it, wherever it happened. R20, R11"""
    wang, lot = Customer(phone="13800138000"), [Item("酸奶", lot="L1")]
    other = desk.receive("酸奶涨袋", by="chen", channel="service-desk", unit="old-town", customer=wang, items=lot)

    assert (
        desk.incidents.open("酸奶涨袋", by="chen", who="chen", cases=[other.number], unit="old-town").unit == "old-town"
    )
    assert desk.ideas.have("早班先补货", by="chen", cases=[other.number], unit="old-town").unit == "old-town"


@pytest.mark.parametrize("unit", ["east", "hejia"])
def test_nor_does_an_editor_of_one_store_write_the_handbook_of_others(desk: Desk, unit: str) -> None:
    """They may propose for the region, or for the whole chain; who edits there approves. R20, S3.2"""
    draft = desk.answers.propose("轮椅在哪里借？", "入口左手边", by="xu", unit=unit)

    assert {"approve", "retire"}.isdisjoint(desk.tasks.possible(draft, by="xu"))
    with pytest.raises(NotAllowed):
        desk.answers.approve(draft, by="xu")
    assert desk.answers.approve(draft, by=draft.owner).state == "approved"


# ---- incidents --------------------------------------------------------------------------------------------------------
def test_whom_a_case_of_an_incident_is_about_has_no_part_in_it(desk: Desk) -> None:
    """Not by a role that may record facts either; nothing is shown to them as possible. R6"""
    task, case = incident(desk, about="wei")

    assert desk.tasks.possible(task, by="wei") == ()
    for attempt in (
        lambda: desk.incidents.investigate(task, by="wei", facts="没有问题"),
        lambda: desk.tasks.untie(task, case.number, by="wei"),
        lambda: desk.tasks.tie(task, case.number, by="wei"),
        lambda: desk.tasks.give(task, by="wei", to="zhao", reason="你来"),
        lambda: desk.tasks.offer(task, by="wei", to="fan", reason="你来"),
    ):
        with pytest.raises(NotAllowed) as refused:
            attempt()
        assert refused.value.rule == "R6"
    assert "investigate" in desk.tasks.possible(task, by="chen")


def test_nobody_makes_an_incident_of_what_is_about_them(desk: Desk) -> None:
    """Nor brings it into one, nor chooses who leads that: to tie their own case to another is not for them either. R6, R14"""
    customer = Customer(phone="13800138000")
    case = desk.receive(
        "态度差", by="chen", channel="service-desk", unit="river-street", about_staff="xu", customer=customer
    )
    task = desk.incidents.open("酸奶涨袋", by="lu", who="lu", item="酸奶", unit="river-street")
    for attempt in (
        lambda: desk.incidents.open("酸奶", by="xu", item="鲜奶", cases=[case.number]),
        lambda: desk.incidents.open("酸奶", by="xu", who="chen", item="鲜奶", cases=[case.number]),
        lambda: desk.incidents.join(task, case.number, by="xu"),
        lambda: desk.tasks.tie(task, case.number, by="xu"),
        lambda: desk.link(case, by="xu", to=case.number, relation="related"),
    ):
        with pytest.raises(NotAllowed) as refused:
            attempt()
        assert refused.value.rule == "R6"
    assert desk.incidents.join(task, case.number, by="lu").cases == (case.number,)
