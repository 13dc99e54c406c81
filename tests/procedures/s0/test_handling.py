"""The supermarket's process, from outside: investigated, planned, told, asked about, filed, counted. S0.6-S0.14"""

from __future__ import annotations

from datetime import timedelta

import attrs
import pytest

from complaintkit import InvalidInput, NotAllowed, Period

NOVEMBER = Period.month(2026, 11, zone="Asia/Shanghai")


# ---- S0.6 -----------------------------------------------------------------------------------------------------------
def test_s0_6_departments_are_consulted(store, receive):
    """S0.6: a department is asked and answers, another is sent and reports, within its time; the owner stays the owner."""
    case = store.desk.assess(receive(), by="chen", severity="normal", approach="查冷柜记录")
    case = store.desk.ask_advice(case, by="chen", of="wei", question="这批牛奶几点入柜？")
    assert store.owed(case, "advice", by="chen").due_at == store.clock.now() + timedelta(hours=4)
    case = store.desk.give_advice(case, by="wei", advice=case.advice[0].id, answer="七点半")
    case = store.desk.dispatch(case, by="chen", who="hao", what="调取冷柜监控")
    assert "调取冷柜监控" in store.told("hao")["dispatched"]
    assert store.owed(case, "dispatched", by="chen").due_at == store.clock.now() + timedelta(hours=2)

    case = store.desk.report_dispatch(case, by="hao", dispatch=case.dispatches[0].id, result="八点到十点停电")

    assert (case.advice[0].answer, case.dispatches[0].result, case.owner) == ("七点半", "八点到十点停电", "chen")


def test_s0_6_evidence_and_root_cause_are_on_record(store, receive, investigate):
    """S0.6: what was found, what proves it, who was heard, and where it comes from."""
    case = investigate(receive())

    assert (case.facts, case.facts_by, case.root_cause, case.heard) == (
        "冷柜停电两小时",
        "chen",
        "storage/temperature",
        ("wei",),
    )
    assert [one.what for one in case.evidence] == ["冷柜温度记录"]


@pytest.mark.parametrize(("language", "word"), [("zh", "根源"), ("en", "the root of it")])
def test_s0_6_the_step_says_to_look_for_the_root(store, language, word):
    """S0.6: and whom to ask."""
    assert word in store.desk.guidance("record-facts", by="chen", language=language)


# ---- S0.7 -----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("left_out", ["facts", "measures", "follow_up"])
def test_s0_7_a_plan_is_whole(store, receive, investigate, plan, left_out):
    """S0.7: no plan without facts, nor without measures, each with who and by when, nor without its follow-up."""
    case = receive()
    if left_out != "facts":
        case = investigate(case)
    measures = [] if left_out == "measures" else plan("冷柜加装报警器", "wei")
    follow_up = None if left_out == "follow_up" else timedelta(days=2)
    decisions = {"1": ("not-upheld", "查无此事")}

    with pytest.raises((InvalidInput, NotAllowed)) as refused:
        store.desk.offer_plan(case, by="chen", measures=measures, follow_up=follow_up, decisions=decisions)
    assert left_out == getattr(refused.value, "field", "facts")


def test_s0_7_what_follows_is_part_of_the_plan(store, receive, investigate, offer):
    """S0.7, S0.8: the procedure asks for a follow-up; it is kept track of by its date, when the customer is asked how it works."""
    assert "follow-up" in store.desk.playbook(by="chen").requires("offer-plan")

    case = offer(investigate(receive()))

    assert store.owed(case, "plan-follow-up", by="chen").due_at == case.plan.answer_by
    case = store.desk.answer_plan(case, by="chen", plan=case.plan.id, accepted=True, via="in-person")
    assert store.owed(case, "plan-follow-up", by="chen").open  # their yes says nothing yet of how it works
    case = store.desk.tell(case, by="chen", text="报警器已装好，一切正常吗？")
    assert "plan-follow-up" not in {one.name for one in case.open_deadlines}


@pytest.mark.parametrize(("language", "words"), [("zh", "处理方案：冷柜加装报警器"), ("en", "What we propose")])
def test_s0_7_once_set_the_customer_is_told(store, receive, investigate, offer, wang, her, language, words):
    """S0.7: the plan with its measures reaches them, in their language; whoever carries it out has it in their list."""
    case = offer(investigate(receive(customer=attrs.evolve(wang, language=language))))

    assert words in store.told(her)["plan-offered"]
    (measure,) = case.plan.measures
    assert (measure.what, measure.who) == ("冷柜加装报警器", "wei")
    case = store.desk.answer_plan(case, by="chen", plan=case.plan.id, accepted=True, via="in-person")
    assert "measure" in {one.what for one in store.desk.duties("wei").owed}


def test_s0_7_while_it_takes_time_the_customer_hears_how_it_stands(store, receive):
    """S0.7: no word within two working days is late."""
    case = store.desk.assess(receive(), by="chen", severity="normal", approach="查冷柜记录")
    assert "progress" in {one.name for one in case.open_deadlines}

    store.later(days=3)

    assert "progress" in {one.name for one in store.desk.case(case, by="chen").deadlines if one.breached_at}
    assert "告知进展" in store.told("chen")["deadline-breached"]


# ---- S0.8 -----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("language", "words"), [("zh", "已处理：已退货"), ("en", "is settled")])
def test_s0_8_the_result_is_told_in_good_time(store, receive, investigate, offer, resolve, wang, her, language, words):
    """S0.8: by the third working day, in the customer's language; that it went out is on record."""
    case = receive(customer=attrs.evolve(wang, language=language))
    assert store.owed(case, "result", by="chen").due_at.date().isoformat() == "2026-11-26"

    case = resolve(offer(investigate(case)))

    assert words in store.told(her)["resolved"]
    sent = store.happened(case, "message-sent", by="chen")
    assert "resolved" in {one.message for one in sent}


def test_s0_8_past_the_date_the_customer_hears_it_and_the_committee_has_it(store, receive, her):
    """S0.8: what is late is told as late, and goes upwards by itself."""
    case = receive()
    store.later(days=5)

    assert "未能按时办结" in store.told(her)["delayed"]
    case = store.desk.case(case, by="xu")
    assert case.escalation is not None


# ---- S0.9 -----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("language", "words"), [("zh", "满意吗"), ("en", "Are you satisfied")])
def test_s0_9_the_customer_is_asked(store, receive, investigate, offer, resolve, wang, her, language, words):
    """S0.9: next day, with a place for opinions and suggestions."""
    case = resolve(offer(investigate(receive(customer=attrs.evolve(wang, language=language)))))
    assert "survey" not in store.told(her)
    store.later(hours=23)
    assert words in store.told(her)["survey"]

    case = store.desk.answer_survey(case, by="chen", outcome=5, process=4, remark="希望冷柜早点修")

    assert (case.survey.outcome, case.survey.process, case.survey.remark) == (5, 4, "希望冷柜早点修")


def test_s0_9_to_answer_is_optional(store, receive, investigate, offer, resolve):
    """S0.9: who says nothing is asked no more; their silence is noted, and the case is filed."""
    case = resolve(offer(investigate(receive())))
    store.later(hours=23)
    with pytest.raises(NotAllowed):
        store.desk.archive(case, by="chen")
    store.later(days=8)

    case = store.desk.archive(case, by="chen")

    (filed,) = store.happened(case, "archived", by="chen")
    assert (case.state, case.cycle, case.survey) == ("archived", 1, None)
    assert filed.because == "no-answer"


def test_s0_9_dissatisfied_it_is_handled_again(store, receive, investigate, offer, resolve):
    """S0.9, R8: another round, with its own dates."""
    case = resolve(offer(investigate(receive())))
    store.later(hours=23)

    case = store.desk.answer_survey(case, by="chen", outcome=1, process=3)

    assert case.cycle == 2
    assert {"next-proposal", "next-result"} <= {one.name for one in case.open_deadlines}


# ---- S0.10 ----------------------------------------------------------------------------------------------------------
def test_s0_10_all_is_filed_and_common_problems_are_counted(store, receive, investigate, offer, resolve):
    """S0.10: within ten working days, with all that happened; the report says what comes up most."""
    case = resolve(offer(investigate(receive())))
    receive("product-quality/food"), receive("service/attitude", text="不理人")
    assert "archive" in {one.name for one in case.open_deadlines}
    store.later(hours=23)
    case = store.desk.answer_survey(case, by="chen", outcome=5, process=5)

    case = store.desk.archive(case, by="chen")

    assert case.archived_at == store.clock.now()
    happened = {line.event.name for line in store.desk.timeline(case, by="chen")}
    assert {"received", "assessed", "facts-recorded", "plan-offered", "resolved", "survey-answered"} <= happened
    counted = {one.key: one.count for one in store.desk.report(NOVEMBER, by="lu").figures.categories}
    assert counted == {"product-quality/food": 2, "service/attitude": 1}


# ---- S0.13 ----------------------------------------------------------------------------------------------------------
def test_s0_13_recorded_found_analysed_and_answered_in_one_system(store, receive, her):
    """S0.13: found by number, type, contact, lot, place and time; counted; the customer answered from it."""
    case, other = receive(), receive("service/attitude", by="fan", unit="old-town", text="不理人", items=[])
    asked = [{"category": "product-quality"}, {"lot": "L1120"}, {"unit": "river-street"}, {"owner": "chen"}]
    for wanted in asked:
        assert [one.number for one in store.desk.cases(by="lu", **wanted)] == [case.number], wanted
    assert {one.number for one in store.desk.cases(by="lu", contact=her)} == {case.number, other.number}
    assert {one.number for one in store.desk.cases(by="lu", period=NOVEMBER)} == {case.number, other.number}
    assert store.desk.report(NOVEMBER, by="lu").figures.cases == 2

    store.desk.tell(case, by="chen", text="冷柜正在检查")

    assert store.told(her)["told"] == "冷柜正在检查"


# ---- S0.14 ----------------------------------------------------------------------------------------------------------
def test_s0_14_its_effect_is_judged_by_feedback_numbers_and_timeliness(store, receive, investigate, offer, resolve):
    """S0.14: how satisfied, how many, how timely; beside the month before."""
    case = resolve(offer(investigate(receive())))
    receive("service/attitude", text="不理人")
    store.later(hours=25)
    store.desk.answer_survey(case, by="chen", outcome=4, process=2)

    report = store.desk.report(NOVEMBER, by="lu")

    assert (report.figures.cases, report.before.cases) == (2, 0)
    assert (report.figures.satisfaction.answers, report.figures.satisfaction.outcome) == (1, 4)
    timely = {one.key: (one.met, one.breached) for one in report.figures.deadlines}
    assert timely["assessment"] == (1, 1)
