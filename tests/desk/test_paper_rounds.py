"""A case in its second round: paper says which round a result is of, with its plan and what the customer thought of it. R8"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from html import unescape

import pytest

from complaintkit import Case, Customer, Desk, Measure, Period
from complaintkit.testing import FakeClock, open_test_desk


@pytest.fixture
def desk() -> Iterator[Desk]:
    """The sample's canteens."""
    with open_test_desk(start="2026-11-30T10:00+08:00") as made:
        yield made


def box(desk: Desk, case: Case, label: str, language: str = "zh") -> str | None:
    """What stands in a box of the case's form; None where there is no such box."""
    page = desk.registration_form(case, by="duty-manager").to_html(language)
    found = dict(re.findall(r"<small>(.*?)</small><div>(.*?)</div></div>", page))
    return unescape(re.sub("<[^>]+>", "", found[label])) if label in found else None


def handled(desk: Desk, case: Case, what: str) -> Case:
    """A plan that was agreed to and carried out."""
    case = desk.record_facts(case, by="duty-manager", facts=f"{what}之前查过", heard=["chen"])
    case = desk.offer_plan(
        case, by="duty-manager", measures=[Measure(what, who="duty-manager", due=timedelta(hours=4))]
    )
    case = desk.answer_plan(case, by="duty-manager", plan=case.plan.id, accepted=True, via="call")
    for one in case.measures:
        case = desk.do_measure(case, by="duty-manager", measure=one.id)
    return desk.resolve(
        case, by="duty-manager", result=f"{what}好了", decisions={"1": ("upheld", "属实")}, apology=True
    )


def assessed(desk: Desk) -> Case:
    """The first round begins."""
    case = desk.receive(
        "饭是酸的",
        by="duty-manager",
        channel="hotline",
        category="food/sensory",
        customer=Customer(phone="13800138000"),
    )
    return desk.assess(case, by="duty-manager", severity="high", approach="当面核实")


def dissatisfied(desk: Desk, case: Case) -> Case:
    """The customer is not satisfied: the next round begins."""
    case = desk.answer_survey(case, by="duty-manager", outcome=1, process=2, remark="还是酸", via="call")
    assert case.cycle == 2
    return case


def test_a_result_stands_with_its_own_round(desk: Desk) -> None:
    """The box of this round's result is empty until it has one; the earlier round has its plan, result, scores and remark."""
    first = handled(desk, assessed(desk), "换保温箱")
    assert (box(desk, first, "处理结果"), box(desk, first, "前几轮处理情况")) == ("换保温箱好了", None)

    second = dissatisfied(desk, first)
    assert box(desk, second, "处理结果") == ""
    assert box(desk, second, "前几轮处理情况") == "第1轮：换保温箱；换保温箱好了；满意度（过程/结果）2 / 1；还是酸"
    assert box(desk, second, "earlier rounds", "en") == "round 1: 换保温箱; 换保温箱好了; satisfaction 2 / 1; 还是酸"


def test_a_refused_plan_is_a_round_without_a_result(desk: Desk) -> None:
    """It was offered, and the customer did not take it."""
    case = desk.record_facts(assessed(desk), by="duty-manager", facts="保温箱坏了")
    measures = [Measure("换保温箱", who="duty-manager", due=timedelta(hours=4))]
    case = desk.offer_plan(case, by="duty-manager", measures=measures)
    case = desk.answer_plan(case, by="duty-manager", plan=case.plan.id, accepted=False, via="call")
    assert box(desk, case, "前几轮处理情况") == "第1轮：换保温箱；顾客未接受方案"


def test_the_register_says_which_round_a_result_is_of(desk: Desk) -> None:
    """In its column, until this round has one of its own; as data the result stays as it was typed."""
    period = Period.month(2026, 11, zone="Asia/Shanghai")
    first = handled(desk, assessed(desk), "换保温箱")
    assert isinstance(desk.clock, FakeClock)
    [row] = desk.complaint_register(period, by="duty-manager").rows
    assert (row.told("zh")["result"], row.round) == ("换保温箱好了", None)

    dissatisfied(desk, first)
    [row] = desk.complaint_register(period, by="duty-manager").rows
    assert (row.told("zh")["result"], row.told("en")["result"]) == ("第1轮：换保温箱好了", "round 1: 换保温箱好了")
    assert (row.result, row.round) == ("换保温箱好了", 1)
