"""The law of keys: every typed verb of a task does under one key what it does, once; the key stands for nothing else. R14"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import attrs
import pytest

from complaintkit import ConflictError, Customer, Decided, Desk, Item, Period, System, Task
from complaintkit.decision.tables.verb import VERBS
from complaintkit.testing import DeskUnderTest, open_test_desk

SAMPLES = Path(__file__).parents[2] / "docs" / "samples"
MONTH = timedelta(days=30)
LATE = [Decided("货架加锁", who="chen", due=MONTH)]
HOST = System("t")
Given = tuple[tuple[Any, ...], dict[str, Any]]


def case(desk: Desk, phone: str = "13800138000") -> str:
    """Somebody fell ill of one lot."""
    return desk.receive(
        "吃了上吐下泻",
        by="chen",
        channel="service-desk",
        customer=Customer(phone=phone),
        category="safety/food-poisoning",
        unit="river-street",
        items=[Item("酸奶", lot="L1")],
    ).number


def action(desk: Desk, *, finished: bool = False) -> Task:
    """An improvement of chen's."""
    task = desk.actions.open("鲜奶测温", by="xu", who="chen", due=MONTH)
    return desk.actions.finish(task, by="chen", evidence="已办", check_at=MONTH) if finished else task


def check(desk: Desk) -> Task:
    """A check of chen's."""
    return desk.checks.ask("查冷柜", by="xu", who="chen", due=MONTH)


def finding(desk: Desk, *, right: bool = False) -> Task:
    """What a check found."""
    desk.checks.record(check(desk), by="xu", items=["冷柜"], findings=LATE)
    [found] = desk.tasks.list(by=HOST, kind="finding")
    return desk.checks.put_right(found, by="chen", evidence="已锁") if right else found


def idea(desk: Desk) -> Task:
    """An idea of chen's."""
    return desk.ideas.have("早班先补货", by="chen")


def entry(desk: Desk, *, approved: bool = True) -> Task:
    """A frequent question."""
    draft = desk.answers.propose("轮椅在哪里借？", "入口左手边", by="chen")
    return desk.answers.approve(draft, by=draft.owner) if approved else draft


def incident(desk: Desk) -> Task:
    """One of two people ill."""
    case(desk)
    case(desk, "13800138001")
    [found] = desk.tasks.list(by=HOST, kind="incident")
    return found


def ended(desk: Desk) -> Task:
    """One of which nothing is left to do."""
    found = incident(desk)
    desk.incidents.investigate(found, by="zhao", facts="冷链断了")
    desk.incidents.recall(found, by="zhao", evidence="已下架")
    desk.incidents.report_authority(found, by="zhao", at=desk.clock.now())
    desk.incidents.tell_all(found, by="zhao", text="请勿食用")
    for number in found.cases:
        desk.incidents.part(found, number, by="lu", reason="另一批")
    return found


def training(desk: Desk) -> Task:
    """A training that xu holds."""
    return desk.trainings.plan("冷链", by="xu", people=["chen"], due=MONTH)


def assessment(desk: Desk, **proposed: str) -> Task:
    """An assessment of chen, by the service manager; with something proposed if so."""
    task = desk.assessments.ask("chen", **ASK)
    return desk.assessments.assess(task, by="bai", marks=MARKS, **proposed) if proposed else task


def tendency(desk: Desk) -> Task:
    """Something that rises."""
    given = {"count": 5, "expected": "1", "few": False}
    return desk.tasks.open(
        "tendency", None, by="xu", who="xu", due=MONTH, about={"category": "product-quality/food"}, given=given
    )


def event(desk: Desk, *, announced: bool = False) -> Task:
    """An event for members, of chen's."""
    task = desk.members.plan_event("酸奶品鉴会", by="chen", on=MONTH)
    return desk.members.announce(task, by=task.waits_for) if announced else task


MARKS = dict.fromkeys(("attitude", "language", "conduct", "efficiency", "satisfaction"), 4)
ASK: dict[str, Any] = {
    "by": "fu",
    "rule": "staff",
    "period": Period.month(2026, 10, zone="Asia/Shanghai"),
    "due": MONTH,
    "who": "bai",
}
PROPOSED = {"proposal": "reward", "reason": "多位顾客表扬"}
DONE = {"evidence": "已办"}
BECAUSE = {"reason": "另有安排"}


def answered(desk: Desk, **more: str) -> Given:
    """What wei answers who is asked to take one."""
    task = desk.tasks.offer(action(desk), by="chen", to="wei", **BECAUSE)
    assert task.handover
    return (task,), {"by": "wei", "handover": task.handover.id, **more}


VERB: dict[str, Callable[[Desk], Given]] = {
    "tasks.open": lambda desk: (("action", "鲜奶测温"), {"by": "xu", "who": "chen", "due": MONTH}),
    "tasks.step": lambda desk: ((action(desk), "finish"), {"by": "chen", **DONE}),
    "tasks.give": lambda desk: ((action(desk),), {"by": "chen", "to": "zhao", **BECAUSE}),
    "tasks.offer": lambda desk: ((action(desk),), {"by": "chen", "to": "wei", "note": "钥匙在柜台", **BECAUSE}),
    "tasks.accept": answered,
    "tasks.decline": lambda desk: answered(desk, reason="overloaded", note="盘点"),
    "tasks.extend": lambda desk: ((action(desk),), {"by": "zhao", "until": 2 * MONTH, **BECAUSE}),
    "tasks.tie": lambda desk: ((action(desk), case(desk)), {"by": "chen"}),
    "tasks.untie": lambda desk: ((incident(desk), case(desk)), {"by": "lu", "reason": "另一批"}),
    "actions.open": lambda desk: (("鲜奶测温",), {"by": "xu", "who": "chen", "due": MONTH}),
    "actions.finish": lambda desk: ((action(desk),), {"by": "chen", "check_at": MONTH, **DONE}),
    "actions.confirm": lambda desk: ((action(desk, finished=True),), {"by": "xu"}),
    "actions.reopen": lambda desk: ((action(desk, finished=True),), {"by": "xu", "until": MONTH, **BECAUSE}),
    "actions.drop": lambda desk: ((action(desk),), {"by": "xu", **BECAUSE}),
    "checks.ask": lambda desk: (("查冷柜",), {"by": "xu", "who": "chen", "due": MONTH}),
    "checks.record": lambda desk: ((check(desk),), {"by": "xu", "items": ["冷柜"], "findings": LATE}),
    "checks.put_right": lambda desk: ((finding(desk),), {"by": "chen", **DONE}),
    "checks.confirm": lambda desk: ((finding(desk, right=True),), {"by": "xu"}),
    "checks.reopen": lambda desk: ((finding(desk, right=True),), {"by": "xu", "until": MONTH, **BECAUSE}),
    "reviews.call": lambda desk: (("专题会",), {"by": "xu", "due": MONTH}),
    "reviews.hold": lambda desk: (
        (desk.reviews.call("专题会", by="xu", due=MONTH),),
        {"by": "xu", "present": ["xu", "chen"], "minutes": "见附件", "decisions": LATE},
    ),
    "ideas.have": lambda desk: (("早班先补货",), {"by": "chen"}),
    "ideas.adopt": lambda desk: ((found := idea(desk),), {"by": found.owner, "decisions": LATE, **BECAUSE}),
    "ideas.decline": lambda desk: ((found := idea(desk),), {"by": found.owner, **BECAUSE}),
    "answers.propose": lambda desk: (("轮椅在哪里借？", "入口左手边"), {"by": "chen"}),
    "answers.approve": lambda desk: ((found := entry(desk, approved=False),), {"by": found.owner}),
    "answers.retire": lambda desk: ((found := entry(desk),), {"by": found.owner, **BECAUSE}),
    "answers.replace": lambda desk: ((entry(desk),), {"by": "chen", "answer": "改在出口旁"}),
    "incidents.open": lambda desk: (("酸奶涨袋",), {"by": "zhao", "lot": "L9", "unit": "river-street"}),
    "incidents.join": lambda desk: (
        (desk.incidents.open("面包", by="zhao", lot="L9", unit="river-street"), case(desk)),
        {"by": "zhao"},
    ),
    "incidents.part": lambda desk: ((incident(desk), case(desk)), {"by": "lu", "reason": "另一批"}),
    "incidents.grade": lambda desk: (
        (desk.incidents.open("面包", by="zhao", lot="L9", unit="river-street"),),
        {"by": "zhao", "grade": 2},
    ),
    "incidents.investigate": lambda desk: ((incident(desk),), {"by": "zhao", "facts": "冷链断了"}),
    "incidents.tell_all": lambda desk: ((incident(desk),), {"by": "zhao", "text": "请勿食用"}),
    "incidents.recall": lambda desk: ((incident(desk),), {"by": "zhao", **DONE}),
    "incidents.report_authority": lambda desk: (
        (incident(desk),),
        {"by": "zhao", "at": desk.clock.now(), "fields": {"ill": "2"}},
    ),
    "incidents.close": lambda desk: ((ended(desk),), {"by": "zhao"}),
    "incidents.reopen": lambda desk: ((desk.incidents.close(ended(desk), by="zhao"),), {"by": "zhao", **BECAUSE}),
    "trainings.plan": lambda desk: (("冷链",), {"by": "xu", "people": ["chen"], "due": MONTH}),
    "trainings.hold": lambda desk: ((training(desk),), {"by": "xu", "attended": ["chen"]}),
    "trainings.drop": lambda desk: ((training(desk),), {"by": "lu", **BECAUSE}),
    "members.plan_event": lambda desk: (("酸奶品鉴会",), {"by": "chen", "on": MONTH}),
    "members.announce": lambda desk: ((found := event(desk),), {"by": found.waits_for}),
    "members.hold_event": lambda desk: ((event(desk, announced=True),), {"by": "chen", "came": 40}),
    "members.drop_event": lambda desk: ((event(desk),), {"by": "chen", **BECAUSE}),
    "tendencies.answer": lambda desk: ((tendency(desk),), {"by": "xu", "decisions": LATE}),
    "tendencies.dismiss": lambda desk: ((tendency(desk),), {"by": "xu", **BECAUSE}),
    "assessments.ask": lambda desk: (("chen",), ASK),
    "assessments.assess": lambda desk: ((assessment(desk),), {"by": "bai", "marks": MARKS}),
    "assessments.answer": lambda desk: ((assessment(desk, **PROPOSED),), {"by": "chen", "answer": "谢谢"}),
    "assessments.decide": lambda desk: (
        (desk.assessments.answer(assessment(desk, **PROPOSED), by="chen", answer="谢谢"),),
        {"by": "fu", "decision": "agreed", **BECAUSE},
    ),
    "assessments.drop": lambda desk: ((assessment(desk),), {"by": "fu", **BECAUSE}),
}
"""How each verb is called, on a desk where it may be."""


@pytest.fixture
def desk(request: pytest.FixtureRequest) -> DeskUnderTest:
    """The supermarket; the one that assesses its people, for that."""
    verb = getattr(request.node, "callspec", None) and request.node.callspec.params.get("verb", "")
    book = "supermarket-service" if verb and verb.startswith("assessments.") else "supermarket"
    return open_test_desk(playbook=book, organisation=SAMPLES / book / "organisation.toml")


def method(desk: Desk, verb: str) -> Callable[..., Any]:
    """The verb of a desk by its name."""
    noun, _, name = verb.partition(".")
    return getattr(getattr(desk, noun), name)  # type: ignore[no-any-return]


def changes_a_task(desk: Desk, verb: str) -> bool:
    """Whether it takes a person, and gives back a task that it changed."""
    signature = inspect.signature(method(desk, verb))
    return signature.return_annotation == "Task" and not verb.endswith(".show")


def test_every_typed_verb_takes_a_key(desk) -> None:
    """And stands in the list below. R14"""
    found = {name for name in VERBS if "." in name and changes_a_task(desk, name)}
    assert {
        name for name in found if "idempotency_key" not in inspect.signature(method(desk, name)).parameters
    } == set()
    assert found == set(VERB)


@pytest.mark.parametrize("verb", VERB)
def test_twice_under_one_key_is_once(desk, verb) -> None:
    """The first answer again, marked, and nothing written; another request under the key is refused. R14"""
    args, given = VERB[verb](desk)
    done = method(desk, verb)
    first = done(*args, **given, idempotency_key="pos:1")
    desk.clock.advance(timedelta(minutes=1))
    before = len(list(desk.events()))

    again = done(*args, **given, idempotency_key="pos:1")

    assert again == attrs.evolve(first, replayed=True, version=again.version)  # who was told is on record, too
    assert (first.replayed, again.replayed) == (False, True)
    assert len(list(desk.events())) == before
    other = next(one for one in desk.people.organisation(by=HOST).staff if one != given["by"])
    with pytest.raises(ConflictError):
        done(*args, **{**given, "by": other}, idempotency_key="pos:1")
    with pytest.raises(ConflictError):
        desk.ideas.have("换冷柜", by="chen", idempotency_key="pos:1")
    assert len(list(desk.events())) == before
