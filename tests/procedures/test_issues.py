"""Sour milk and a rude cashier: several issues in one complaint, played in each procedure that ships, from outside. R7"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from complaintkit import (
    Case,
    Customer,
    Evidence,
    InvalidInput,
    Issue,
    Measure,
    NotAllowed,
    NotFound,
    NotResponsible,
    Period,
    System,
)
from complaintkit.cli.views.case_data import whole
from complaintkit.playbook import load_playbook
from complaintkit.testing import DeskUnderTest, open_test_desk
from tests.houses import HOUSES, RECEIVERS

HOST = System("test")
TWO = {
    "canteen-delivery": ("service/hotline", "service/attitude"),
    "night-market": ("service/waiting", "service/attitude"),
    "print-shop": ("printing/colour", "service"),
    "supermarket": ("service/waiting", "service/attitude"),
    "supermarket-service": ("service/efficiency", "service/attitude"),
}
NOVEMBER = Period.month(2026, 11, zone="Asia/Shanghai")
HELD = {"1": ("upheld", "确实等了很久"), "2": ("not-upheld", "录音里没有骂人")}


@pytest.fixture(params=HOUSES)
def desk(request: pytest.FixtureRequest) -> Iterator[DeskUnderTest]:
    """Each procedure that ships, at noon of a Monday."""
    with open_test_desk(
        playbook=request.param, organisation=HOUSES[request.param], start="2026-11-23T12:00+08:00"
    ) as desk:
        yield desk


def name_of(desk: DeskUnderTest) -> str:
    """Return the playbook's name."""
    return desk.playbook(by=HOST).name


def complained(desk: DeskUnderTest) -> Case:
    """Somebody waited long and was shouted at."""
    first, second = TWO[name_of(desk)]
    return desk.receive(
        "等了很久",
        by=RECEIVERS[name_of(desk)][0],
        channel=next(iter(desk.playbook(by=HOST).channels)),
        customer=Customer(name="王芳", phone="13800138000", language="zh"),
        category=first,
        issues=[Issue("收银员骂人", category=second)],
        fields=dict.fromkeys(load_playbook(name_of(desk)).categories[first].asks, "18"),
    )


def answered(desk: DeskUnderTest, case: Case) -> Case:
    """Investigate it, offer a plan, agree, and give the result with a decision on each issue."""
    causes = [one for one in desk.playbook(by=HOST).causes if "/" in one] or list(desk.playbook(by=HOST).causes)
    leader = System("leader")
    for one in case.dispatches:
        case = desk.report_dispatch(case, by=one.who, dispatch=one.id, result="看过了")
    case = desk.assess(case, by=leader, severity="normal", approach="核实", evidence=[Evidence("录音", where="前台")])
    found: dict[str, Any] = {"root_cause": causes[0], "causes": {"2": causes[1]}} if causes else {}
    heard = [case.owner]
    case = desk.record_facts(
        case, by=leader, facts="属实", heard=heard, evidence=[Evidence("录音", where="前台")], **found
    )
    measures = [Measure("加派人手", who=case.owner, due=timedelta(hours=2))]
    case = desk.offer_plan(case, by=leader, measures=measures, decisions=HELD, follow_up=timedelta(days=1))
    case = desk.answer_plan(case, by=leader, plan=case.plan.id, accepted=True, via="phone")
    for measure in case.measures:
        case = desk.do_measure(case, by=leader, measure=measure.id)
    return desk.resolve(case, by=leader, result="已加派一人", improvement="高峰加派", apology=True)


def test_each_issue_has_its_answer_and_the_customer_is_told_it(desk) -> None:
    """R7: in one message, under the category's title; the case's JSON holds each with its category, cause and answer."""
    case = complained(desk)
    assert [one.category for one in case.issues] == list(TWO[name_of(desk)])

    case = answered(desk, case)

    told = next(one.text for one in reversed(desk.sent) if one.message == "resolved")
    titles = [desk.playbook(by=HOST).categories[one].title["zh"] for one in TWO[name_of(desk)]]
    assert f"1）{titles[0]}：成立：确实等了很久；2）{titles[1]}：不成立：录音里没有骂人" in told
    issues: Any = whole(case, desk.people.zone(case.unit, by=HOST))["issues"]
    assert [(one["id"], one["decision"]) for one in issues] == [("1", "upheld"), ("2", "not-upheld")]


def test_it_does_not_end_before(desk) -> None:
    """R7: neither settled on the spot nor resolved while one is without a decision; the refusal names it."""
    case = complained(desk)
    with pytest.raises(InvalidInput) as refused:
        desk.settle(
            case, by=System("leader"), facts="道歉", agreed="in-person", apology=True, decisions={"1": HELD["1"]}
        )
    assert (refused.value.field, "收银员骂人" in str(refused.value)) == ("decisions.2", True)

    case = desk.settle(case, by=System("leader"), facts="道歉", agreed="in-person", apology=True, decisions=HELD)

    assert case.state == "resolved"


def test_reports_register_form_and_tendencies_count_each(desk) -> None:
    """R7, S0.10: a case counts in each of its categories and causes, and each decision is counted."""
    case = answered(desk, complained(desk))

    figures = desk.report(NOVEMBER, by=HOST).figures
    assert figures.cases == 1
    assert {one.key for one in figures.categories} == set(TWO[name_of(desk)])
    assert {(one.key, one.count) for one in figures.decisions} == {("upheld", 1), ("not-upheld", 1)}
    assert {one.key for one in figures.causes} == {one.root_cause for one in case.issues if one.root_cause}
    (row,) = desk.complaint_register(NOVEMBER, by=HOST).rows
    titles = [desk.playbook(by=HOST).categories[one].title["zh"] for one in TWO[name_of(desk)]]
    assert row.category["zh"] == "、".join(titles)
    form = desk.registration_form(case, by=HOST).to_html("zh")
    assert "2）收银员骂人" in form
    assert "2）不成立：录音里没有骂人" in form
    assert all(f"☑ {title}" in form for title in titles)


# ---- whom each is about ---------------------------------------------------------------------------------------------
def test_whoever_any_issue_is_about_has_no_part(desk) -> None:
    """R6, R7: of two issues that are about two colleagues, each of them is kept out, from the first second."""
    hears, beside = RECEIVERS[name_of(desk)]
    first, second = TWO[name_of(desk)]
    case = desk.receive(
        "等了很久",
        by=hears,
        channel=next(iter(desk.playbook(by=HOST).channels)),
        customer=Customer(name="王芳", phone="13800138000", language="zh"),
        category=first,
        about_staff=beside,
        issues=[Issue("收银员骂人", category=second, about_staff=hears)],
    )

    assert [one.about_staff for one in case.issues] == [beside, hears]
    assert case.complained_about == {hears, beside}
    assert case.owner not in case.complained_about
    for staff in case.complained_about:
        with pytest.raises((NotAllowed, NotResponsible, NotFound)):
            desk.record_facts(case, by=staff, facts="属实")
        with pytest.raises((NotAllowed, NotFound)):
            desk.contact(case, by=staff, purpose="看看")


def test_an_issue_about_its_owner_takes_the_case_from_them(desk) -> None:
    """R6, R7: raised later, it goes to the leader above at once, who hears of it; the customer is told who has it now. F9"""
    case = complained(desk)
    owner = case.owner

    case = desk.raise_issue(case, by=owner, text="他骂人", about_staff=owner)

    assert case.owner != owner
    assert any(one.reason == "complained-about" for one in case.escalations)
    assert "own" not in {one.what for one in desk.duties(owner, by=owner).owed if one.case == case.number}


def test_whom_an_issue_is_about_is_corrected(desk) -> None:
    """R6, R7: of that issue alone, by its id, with the reason on record; what is no issue of the case is refused."""
    case = complained(desk)
    _, beside = RECEIVERS[name_of(desk)]
    program = System("leader")

    case = desk.correct(case, by=program, reason="看了录像", issue="2", about_staff=beside)
    assert [one.about_staff for one in case.issues] == [None, beside]
    assert case.complained_about == {beside}

    case = desk.correct(case, by=program, reason="另一个人", issue="2", about_nobody=True)
    assert case.complained_about == frozenset()
    for refused in ({"issue": "3", "about_staff": beside}, {"issue": "2", "occurred_at": desk.clock.now()}):
        with pytest.raises(InvalidInput) as error:
            desk.correct(case, by=program, reason="x", **refused)
        assert error.value.field == "issue"


def test_nobody_unknown_is_named_with_an_issue(desk) -> None:
    """R6: the refusal names the issue, and who there is."""
    case = complained(desk)
    with pytest.raises(InvalidInput) as error:
        desk.raise_issue(case, by=case.owner, text="他骂人", about_staff="nobody")
    assert error.value.field == "about_staff"
    with pytest.raises(InvalidInput) as error:
        desk.receive(
            "等了很久",
            by=case.first_receiver,
            channel=case.channel,
            customer=Customer(phone="13800138001"),
            issues=[Issue("骂人", about_staff="nobody")],
        )
    assert error.value.field == "issues[0].about_staff"
