"""Incidents: complaints of one cause under one lead, with a recall, a report and one word to all. R11, R12, S4.9"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from complaintkit import (
    Case,
    ComplaintKitError,
    Customer,
    Desk,
    InvalidInput,
    Issue,
    Item,
    NotAllowed,
    NotFound,
    Period,
    System,
    Task,
)
from complaintkit.testing import open_test_desk

ORGANISATION = Path(__file__).parents[2] / "docs" / "samples" / "supermarket" / "organisation.toml"
HOUR = timedelta(hours=1)
ILL = "safety/food-poisoning"
SPOILED = "product-quality/food"
PROGRAM = System("t")
EVIDENCE = "三店已下架封存，共38箱"


def ill(desk: Desk, phone: str = "13800138000", *, lot: str | None = "L1", **more: Any) -> Case:
    """Somebody fell ill of yoghurt."""
    given: dict[str, Any] = {"category": ILL, "unit": "river-street", "items": [Item("酸奶", lot=lot)] if lot else []}
    customer = Customer(phone=phone) if phone else Customer(no_contact_because="refused")
    return desk.receive("吃了上吐下泻", by="chen", channel="service-desk", customer=customer, **{**given, **more})


def incidents(desk: Desk, **which: Any) -> tuple[Task, ...]:
    """Those there are."""
    return desk.tasks.list(by="lu", kind="incident", open=None, **which)


def poisoning(desk: Desk) -> Task:
    """The one of two complaints about one lot."""
    ill(desk)
    ill(desk, "13800138001")
    [incident] = incidents(desk)
    return incident


# ---- by itself ------------------------------------------------------------------------------------------------------
def test_the_second_complaint_of_illness_about_one_lot_is_an_incident_at_once(desk) -> None:
    """In its own transaction: under the duty manager, with both cases, a recall in 24 hours, a report in two. R11"""
    first = ill(desk)
    assert incidents(desk) == ()
    second = ill(desk, "13800138001", items=[Item("酸奶 原味", lot=" ｌ１ ")])
    [incident] = incidents(desk)
    assert (incident.owner, incident.subject) == ("zhao", "lot:L1")
    assert incident.cases == (first.number, second.number)
    standing = desk.incidents.show(incident, by="zhao")
    assert standing.recall is not None
    assert standing.report is not None
    assert standing.recall.due_at == second.received_at + 24 * HOUR
    assert standing.report.due_at == second.received_at + 2 * HOUR
    assert [desk.case(one, by="zhao").owner for one in incident.cases] == [first.owner, second.owner]


@pytest.mark.parametrize(
    "other",
    [
        {"lot": "L2", "items": [Item("面包", lot="L2")]},
        {"category": SPOILED},
        {"unit": "old-town", "by": "fan"},
        {"kind": "inquiry"},
    ],
    ids=" ".join,
)
def test_what_is_not_alike_makes_none(desk, other) -> None:
    """Another lot and dish, no illness, another store, no complaint. R11"""
    ill(desk)
    given = {"category": ILL, "unit": "river-street", "items": [Item("酸奶", lot="L1")], "by": "chen"}
    shared = {**given, **{key: value for key, value in other.items() if key != "lot"}}
    desk.receive("不舒服", channel="service-desk", customer=Customer(phone="13800138001"), **shared)
    assert incidents(desk) == ()


def test_complaints_far_apart_make_none(desk, clock) -> None:
    """Within 72 hours of each other by the playbook, to the minute. R11"""
    ill(desk)
    clock.advance(72 * HOUR + timedelta(minutes=1))
    last = ill(desk, "13800138001")
    assert incidents(desk) == ()
    clock.advance(72 * HOUR)
    ill(desk, "13800138002")
    [incident] = incidents(desk)
    assert incident.cases[0] == last.number
    assert len(incident.cases) == 2


def test_what_they_share_may_be_learned_later(desk) -> None:
    """By a correction: the incident opens then, and a third case joins when its lot is known. R11"""
    ill(desk)
    second, third = ill(desk, "13800138001", lot=None), ill(desk, "13800138002", lot=None)
    assert incidents(desk) == ()
    desk.correct(second, by="chen", reason="问到批号", items=[Item("酸奶", lot="L1")])
    [incident] = incidents(desk)
    assert second.number in incident.cases
    assert third.number not in incident.cases
    desk.correct(third, by="chen", reason="问到批号", items=[Item("酸奶", lot="L1")])
    [incident] = incidents(desk)
    assert third.number in incident.cases
    assert len(incident.cases) == 3


def test_whatever_shares_the_lot_joins_and_stays_a_case(desk) -> None:
    """Of any category, in any store; another dish of the store does not. R11, R14"""
    poisoning(desk)
    sour = ill(desk, "13800138003", category=SPOILED)
    elsewhere = desk.receive(
        "酸奶胀袋",
        by="fan",
        channel="service-desk",
        unit="old-town",
        category=SPOILED,
        customer=Customer(phone="13800138004"),
        items=[Item("酸奶", lot="L1")],
    )
    bread = ill(desk, "13800138005", category=SPOILED, items=[Item("面包", lot="B7")])
    [incident] = incidents(desk)
    assert {sour.number, elsewhere.number} <= set(incident.cases)
    assert bread.number not in incident.cases
    assert desk.case(sour, by="chen").owner == "chen"


FOREIGN = """
schema = 1
name = "foreign"
version = "1"
extends = "supermarket"
base = "1.2"
[category.product-quality]
incident = { of = ["lot"], from = 2 }
"""


def test_any_issue_of_a_complaint_makes_it_one_of_an_incident(tmp_path) -> None:
    """What its gravest issue is hides no other: neither in the earlier complaint nor in the later. R7, R11"""
    (tmp_path / "foreign.toml").write_text(FOREIGN, "utf-8")
    hurt: dict[str, Any] = {"category": "safety/injury", "issues": [Issue("酸奶里有玻璃", category=SPOILED)]}
    with open_test_desk(playbook=tmp_path / "foreign.toml", organisation=ORGANISATION) as desk:
        first, second = ill(desk, **hurt), ill(desk, "13800138001", **hurt)
        [incident] = incidents(desk)
    assert (first.category, second.category) == ("safety/injury", "safety/injury")
    assert (incident.subject, incident.about["category"]) == ("lot:L1", "product-quality")
    assert incident.cases == (first.number, second.number)


def test_an_issue_raised_later_makes_it_one_of_an_incident(desk, clock) -> None:
    """When it is raised, with those there were before. R7, R11"""
    first, second = ill(desk), ill(desk, "13800138001", category="safety")
    assert incidents(desk) == ()
    desk.raise_issue(second, by="chen", text="吃了又吐又泻", category=ILL)
    [incident] = incidents(desk)
    assert incident.cases == (first.number, second.number)


def test_an_issue_of_another_kind_keeps_no_complaint_out_of_an_incident(desk) -> None:
    """About a dish and its category: one of several issues is of it; what only begins with the same word is not. R7, R11"""
    ill(desk, lot=None, items=[Item("凉皮")])
    ill(desk, "13800138001", lot=None, items=[Item("凉皮")])
    [incident] = incidents(desk)
    assert incident.subject == "item:凉皮"
    third = ill(desk, "13800138002", items=[Item("凉皮")], category="safety", issues=[Issue("吐了", category=ILL)])
    other = ill(desk, "13800138003", items=[Item("凉皮")], category="safety")
    [incident] = incidents(desk)
    assert third.number in incident.cases
    assert other.number not in incident.cases


def test_the_alarm_of_an_incident_is_given_once(desk) -> None:
    """To each whom its category alarms, at any hour, however many join. R11, R18"""
    incident = poisoning(desk)
    ill(desk, "13800138002")
    told = [one for one in desk.outbox.list(by=PROGRAM, limit=1000) if one.name.startswith("task-")]
    alarms = [one.recipient for one in told if one.name == "task-opened"]
    assert len(alarms) == len(set(alarms))
    assert {"zhao", "hao", "wei", "xu"} <= set(alarms)
    assert incidents(desk)[0].number == incident.number


def test_nobody_leads_an_incident_that_is_about_them(desk) -> None:
    """Neither by itself nor by hand. R6, R11"""
    case = ill(desk)
    ill(desk, "13800138001", about_staff="zhao")
    [incident] = incidents(desk)
    assert incident.owner != "zhao"
    with pytest.raises(NotAllowed):
        desk.incidents.open("酸奶", by="chen", who="zhao", lot="L9", cases=incident.cases)
    alone = desk.incidents.open("酸奶", by="chen", lot="L9", cases=[case.number])
    assert alone.owner == "zhao"
    with pytest.raises(NotAllowed):
        desk.incidents.join(alone, incident.cases[1], by="zhao")  # it is about zhao
    joined = desk.incidents.join(alone, incident.cases[1], by="lu")
    assert joined.owner != "zhao"
    assert joined == desk.tasks.show(alone, by="lu")
    with pytest.raises(NotAllowed):
        desk.tasks.give(alone, by="lu", to="zhao", reason="值班")


# ---- by hand --------------------------------------------------------------------------------------------------------
def test_somebody_opens_one_and_complaints_join(desk) -> None:
    """About a till: those of the same store, as long as it is open. R11"""
    incident = desk.incidents.open("3号收银台多收钱", by="xu", who="ding", till="3号")
    price: dict[str, Any] = {"category": "price", "lot": None, "fields": {"till": "3号"}}
    case = ill(desk, "13800138001", **price)
    other = desk.receive(
        "多收",
        by="fan",
        channel="service-desk",
        unit="old-town",
        category="price",
        customer=Customer(phone="13800138002"),
        fields={"till": "3号"},
    )
    found = desk.tasks.show(incident, by="ding")
    assert case.number in found.cases
    assert other.number not in found.cases
    parted = desk.incidents.part(incident, case.number, by="lu", reason="另一批")
    assert parted.cases == ()
    assert desk.case(case, by="chen").open
    assert desk.incidents.join(incident, case.number, by="ding").cases == (case.number,)


@pytest.mark.parametrize(("grade", "hours"), [(1, 24), (2, 48), (3, 72)])
def test_goods_are_called_back_by_grade_from_when_the_risk_was_known(desk, clock, grade, hours) -> None:
    """24, 48, 72 hours. R11"""
    known = clock.now() - HOUR
    incident = desk.incidents.open("酸奶胀袋", by="xu", lot="L9", grade=grade, known_at=known)
    recall = desk.incidents.show(incident, by="xu").recall
    assert recall is not None
    assert recall.due_at == known + hours * HOUR
    for who in ("xu", "lu", PROGRAM):
        with pytest.raises(NotAllowed):
            desk.tasks.extend(recall, by=who, until=recall.due_at + HOUR, reason="来不及")


def test_a_graver_grade_is_sooner_and_a_milder_one_never_later(desk) -> None:
    """Whoever says it. R11"""
    incident = desk.incidents.open("酸奶胀袋", by="xu", who="zhao", lot="L9")
    assert desk.incidents.show(incident, by="zhao").recall is None
    with pytest.raises(InvalidInput):
        desk.incidents.recall(incident, by="zhao", evidence=EVIDENCE)
    due = []
    for grade in (2, 3, 1, 2):
        desk.incidents.grade(incident, by="zhao", grade=grade)
        recall = desk.incidents.show(incident, by="zhao").recall
        assert recall is not None
        assert recall.due_at is not None
        due.append((recall.due_at - incident.opened_at) / HOUR)
    assert due == [48, 48, 24, 24]
    with pytest.raises(InvalidInput):
        desk.incidents.grade(incident, by="zhao", grade=4)


def test_a_late_recall_stays_on_record(desk, clock) -> None:
    """And is done all the same. R11, R15"""
    incident = poisoning(desk)
    clock.advance(25 * HOUR)
    desk.run_due()
    desk.incidents.recall(incident, by="zhao", evidence=EVIDENCE)
    standing = desk.incidents.show(incident, by="zhao")
    assert standing.recall is not None
    assert standing.report is not None
    assert len(standing.recall.breaches) == len(standing.report.breaches) == 1
    assert (standing.recall.open, standing.report.open) == (False, True)


# ---- one matter -----------------------------------------------------------------------------------------------------
def test_what_was_found_is_offered_to_each_case(desk) -> None:
    """As a note, with the cause; whose case it is takes it over. R11"""
    incident = poisoning(desk)
    desk.incidents.investigate(incident, by="zhao", facts="冷链断了六小时", cause="storage")
    for number in incident.cases:
        noted = [one.text or "" for one in desk.case(number, by="zhao").entries if one.kind == "noted"]
        assert any("冷链断了六小时" in text and incident.number in text for text in noted)
        assert desk.case(number, by="zhao").facts is None
    with pytest.raises(InvalidInput):
        desk.incidents.investigate(incident, by="zhao", facts="不明", cause="moon")


def test_all_concerned_are_told_once_for_each_contact(desk) -> None:
    """Who complained twice is told once, who left no contact not at all; who joins later is told the same. R2, R11"""
    incident = poisoning(desk)
    again, silent = ill(desk, "13800138000"), ill(desk, "")
    text = "请勿食用该批酸奶，凭小票退款"
    desk.incidents.tell_all(incident, by="zhao", text=text)

    def told() -> list[str]:
        cases = (desk.case(one, by="zhao") for one in desk.tasks.show(incident, by="zhao").cases)
        return [one.number for one in cases for entry in one.entries if entry.kind == "told" and entry.text == text]

    assert len(told()) == 2
    assert silent.number not in told()
    late = ill(desk, "13800138009")
    standing = {one.number: one.told for one in desk.incidents.show(incident, by="zhao").cases}
    assert (standing[late.number], standing[again.number], standing[silent.number]) == (False, True, None)
    desk.incidents.tell_all(incident, by="zhao", text=text)
    assert len(told()) == 3
    assert late.number in told()


def test_the_report_to_the_authority_is_a_form_and_goes_on_record(desk, clock) -> None:
    """With what is known, and the playbook's fields to be filled in. R11"""
    incident = poisoning(desk)
    form = desk.incidents.form(incident, by="zhao", language="zh")
    assert "批次：L1" in form
    assert "患病人数：________" in form
    clock.advance(HOUR)
    with pytest.raises(InvalidInput):
        desk.incidents.report_authority(incident, by="zhao", at=clock.now() + HOUR)
    with pytest.raises(InvalidInput):
        desk.incidents.report_authority(incident, by="zhao", at=clock.now(), fields={"moon": "1"})
    done = desk.incidents.report_authority(
        incident, by="zhao", at=clock.now(), reference="沪市监-77", fields={"ill": "2"}
    )
    assert (done.state, done.words["reference"]) == ("reported", "沪市监-77")
    assert "患病人数：2" in desk.incidents.form(incident, by="zhao", language="zh")
    with pytest.raises(NotAllowed):
        desk.incidents.report_authority(incident, by="zhao", at=clock.now())


def test_it_is_closed_when_everything_is_done_and_all_its_cases_have_ended(desk, clock) -> None:
    """By no way before: each refusal names what is still to be done; samples are shown together. R11, R12"""
    incident = poisoning(desk)
    for close in (desk.incidents.close, lambda task, by: desk.tasks.step(task, "close", by=by)):
        with pytest.raises(NotAllowed):
            close(incident, by="zhao")
    standing = desk.incidents.show(incident, by="zhao")
    assert all(one.evidence_by is not None for one in standing.cases)
    assert len(standing.missing) == 6
    desk.incidents.investigate(incident, by="zhao", facts="冷链断了")
    desk.incidents.recall(incident, by="zhao", evidence=EVIDENCE)
    desk.incidents.report_authority(incident, by="zhao", at=clock.now())
    desk.incidents.tell_all(incident, by="zhao", text="请勿食用")
    assert [str(one).partition(":")[0] for one in desk.incidents.show(incident, by="zhao").missing] == [
        "evidence not secured",
        "not ended",
    ]
    for number in incident.cases:
        desk.incidents.part(incident, number, by="xu", reason="另一批")
    closed = desk.incidents.close(incident, by="zhao")
    assert not closed.open
    assert desk.incidents.reopen(closed, by="xu", reason="又有一起").open


def test_who_may_not_see_an_incident_learns_nothing_of_it(desk) -> None:
    """Nor of its cases. R20"""
    incident = poisoning(desk)
    for ask in (desk.incidents.show, desk.incidents.form):
        with pytest.raises(NotFound):
            ask(incident, by="fan")
    with pytest.raises(NotFound):
        desk.incidents.open("酸奶", by="fan", lot="L1", cases=incident.cases)


# ---- the report -----------------------------------------------------------------------------------------------------
def test_the_report_says_how_many_and_how_soon(desk, clock) -> None:
    """By grade: how many, how soon goods were called back, how soon it was closed, what was late. R11, S2.7"""
    first = poisoning(desk)
    clock.advance(3 * HOUR)
    desk.incidents.recall(first, by="zhao", evidence=EVIDENCE)
    desk.incidents.open("面包发霉", by="zhao", lot="L9", unit="river-street", grade=2)
    clock.advance(50 * HOUR)
    desk.run_due()

    report = desk.report(Period.month(2026, 11, zone="Asia/Shanghai"))

    assert [(one.grade, one.count, one.recalled, one.late, one.to_recall) for one in report.incidents] == [
        ("1", 1, 1, 0, 3 * HOUR),
        ("2", 1, 0, 1, None),
    ]
    assert "同源事件（按召回等级）" in report.to_html("zh")
    assert "Incidents, by grade of the recall" in report.to_html("en")
    assert report.as_data()["incidents"][0]["count"] == 1


# ---- a case that is let go -------------------------------------------------------------------------------------------
def test_whoever_leads_an_incident_lets_no_case_of_it_go(desk) -> None:
    """What it owes is not escaped by untying: somebody above does, who never led it, and says why. R11, R12"""
    incident = poisoning(desk)
    case = incident.cases[0]
    for let_go in (desk.tasks.untie, desk.incidents.part):
        for by in ("zhao", "chen", PROGRAM):
            with pytest.raises((NotAllowed, NotFound)):
                let_go(incident, case, by=by, reason="不是一回事")
        with pytest.raises(InvalidInput) as refused:
            let_go(incident, case, by="lu", reason="")
        assert refused.value.field == "reason"
    assert desk.tasks.show(incident, by="zhao").cases == incident.cases

    assert case not in desk.tasks.untie(incident, case, by="lu", reason="吃的是另一批").cases
    assert "吃的是另一批" in str(desk.tasks.timeline(incident, by="lu")[-1])


def test_who_led_it_before_lets_none_go_either(desk) -> None:
    """Given to somebody below, it is still theirs in that. R11"""
    incident = poisoning(desk)
    desk.tasks.give(incident, by="lu", to="xu", reason="店长来")
    desk.tasks.give(incident, by="xu", to="zhao", reason="还是你来")
    with pytest.raises(NotAllowed, match="somebody else above"):
        desk.incidents.part(incident, incident.cases[0], by="xu", reason="不是一回事")
    assert len(desk.incidents.part(incident, incident.cases[0], by="lu", reason="另一批").cases) == 1


WAYS_OUT: Mapping[str, Callable[[Desk, Case], object]] = {
    "withdraw": lambda desk, case: desk.withdraw(case, by="chen", reason="算了"),
    "reclassify": lambda desk, case: desk.reclassify(case, by="chen", category="service/attitude", reason="不是"),
    "correct": lambda desk, case: desk.correct(case, by="chen", reason="看错了", items=[Item("面包", lot="L9")]),
    "another customer": lambda desk, case: desk.correct(
        case, by="chen", reason="不是他", customer=Customer(phone="13911112222")
    ),
    "settle": lambda desk, case: desk.settle(case, by="chen", facts="肠胃炎", agreed="in-person"),
}


@pytest.mark.parametrize("way", WAYS_OUT)
def test_no_other_way_leads_out_of_an_incident(desk, way) -> None:
    """However a case goes on, it stays one of the incident's, and its customer has to be told. R11"""
    incident = poisoning(desk)
    case = desk.case(incident.cases[0], by="chen")
    with suppress(ComplaintKitError):
        WAYS_OUT[way](desk, case)
    desk.incidents.investigate(incident, by="zhao", facts="三号柜温度过高")
    desk.incidents.tell_all(incident, by="zhao", text="请勿食用")
    standing = desk.incidents.show(incident, by="zhao")
    assert case.number in {one.number for one in standing.cases}
    with pytest.raises(NotAllowed, match="not called back"):
        desk.incidents.close(incident, by="zhao")


def test_nobody_leads_an_incident_once_an_issue_of_it_is_about_them(desk) -> None:
    """However they come to be named, and however the case came to belong to it: somebody else leads it at once. R6, R7, R11"""
    incident = poisoning(desk)
    assert incident.owner == "zhao"
    desk.raise_issue(incident.cases[0], by="chen", text="当班的人不让退", about_staff="zhao")
    assert desk.tasks.show(incident, by="lu").owner != "zhao"
