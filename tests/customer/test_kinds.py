"""What is no complaint has its own short path and its own words. S2.4, S2.6, S3.1, S3.2"""

from __future__ import annotations

from datetime import timedelta

import pytest

from complaintkit import Kind


def said(counter):
    """What the customer has been sent so far, in order."""
    counter.deliver()
    return [one.message for one in counter.post.sent if one.to.address == "13800138000"]


def test_a_question_is_answered_and_filed(counter):
    """Taken up by whoever heard it; who doesn't know asks; the answer is on record and with the customer. S3.2"""
    case = counter.receive(kind=Kind.INQUIRY)
    case = counter.desk.ask_advice(case, by="chen", of="li", question="周三几点送？")
    counter.desk.give_advice(case, by="li", advice=case.advice[0].id, answer="十一点半")

    case = counter.desk.resolve(case, by="chen", result="周三十一点半送到", decisions={"1": ("not-upheld", "查无此事")})

    assert (case.state, case.result) == ("resolved", "周三十一点半送到")
    assert said(counter) == ["taken-up", "inquiry-answered"]
    assert counter.message("inquiry-answered").text == f"您咨询的事项{case.number}，答复如下：周三十一点半送到"
    assert counter.desk.archive(case, by="chen").state == "archived"


def test_praise_is_thanked_for_and_filed(counter):
    """No apology, no deadline but to see to it at all, no survey. S2.4"""
    case = counter.receive(kind=Kind.PRAISE)
    assert [one.name for one in case.open_deadlines] == ["next-step"]
    counter.desk.archive(case, by="chen")
    counter.clock.advance(timedelta(days=3))
    assert said(counter) == ["thanks"]


@pytest.mark.parametrize(
    ("adopted", "result", "words"),
    [(True, "下周起菜单提供小份", "已采纳"), (False, "冷链装不下", "未采纳")],
)
def test_whoever_suggests_something_hears_what_came_of_it(counter, adopted, result, words):
    """Discussed with the department, decided, and the customer told. S2.6, S3.8"""
    case = counter.receive(kind=Kind.SUGGESTION)
    case = counter.desk.resolve(
        case, by="chen", result=result, adopted=adopted, decisions={"1": ("not-upheld", "查无此事")}
    )
    assert said(counter) == ["taken-up", "suggestion-answered"]
    told = f"感谢您的建议（{case.number}）。采纳情况：{words}。{result}"
    assert counter.message("suggestion-answered").text == told
    assert counter.desk.archive(case, by="chen").state == "archived"


def test_what_becomes_a_complaint_is_told_as_one(counter):
    """An upgrade is free, and from then on its words are those of a complaint. R5"""
    case = counter.receive(kind=Kind.INQUIRY)
    case = counter.desk.reclassify(case, by="chen", kind="complaint")
    counter.resolve(counter.offer(case))
    assert {"plan-offered", "resolved"} & set(said(counter))
    assert "inquiry-answered" not in said(counter)


def test_staff_are_told_of_every_kind(counter):
    """A handover is a handover, also of praise. F2"""
    case = counter.receive(kind=Kind.INQUIRY)
    case = counter.desk.record_facts(case, by="chen", facts="问周三的配送时间")
    counter.desk.offer_handover(case, by="chen", to="li", reason="supplier-side")
    counter.deliver()
    assert "handover-offered" in [one.message for one in counter.post.sent]


def test_what_becomes_a_complaint_owes_what_a_complaint_owes(counter):
    """Filed as a question at ten, known as a complaint at half past: the clocks of receipt started at ten. R5, R15"""
    case = counter.receive(kind=Kind.INQUIRY)
    received = counter.clock.now()
    counter.desk.acknowledge(case, by="chen")
    counter.clock.advance(timedelta(minutes=30))

    case = counter.desk.reclassify(case, by="chen", kind="complaint")

    started = {one.name: one.started_at for one in case.deadlines}
    assert started["assessment"] == received
    assert started["result"] == received  # it was on file from then
    assert "acknowledge" not in started  # they were told
    case = counter.desk.reclassify(case, by="chen", category="food/temperature")
    names = [one.name for one in case.open_deadlines]
    assert len(set(names)) == len(names)


def test_another_category_asks_for_nothing_that_is_done(counter):
    """Known as food only after the facts: nothing is left to verify."""
    case = counter.receive(category="service/attitude")
    counter.desk.assess(case, by="chen", severity="low", approach="核实")
    counter.desk.record_facts(case, by="chen", facts="米饭酸了", root_cause="storage")
    case = counter.desk.reclassify(case, by="chen", category="food/sensory")
    assert "verification" not in {one.name for one in case.open_deadlines}
