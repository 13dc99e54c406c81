"""What is decided of each issue, what the customer is told of it, and where else they may turn, in each procedure. R7, R8, R19"""

from __future__ import annotations

from datetime import timedelta

import pytest

from complaintkit import (
    Customer,
    Docket,
    InvalidInput,
    Measure,
    NotAllowed,
    Period,
    System,
)
from complaintkit.organisation import Structure, load_organisation
from tests.houses import HOUSES
from tests.procedures.place import BOOKS, Place

HOST = System("test")


# ---- a decision for each issue ---------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("language", "decided"),
    [("zh", "处理结论：部分成立：等了十分钟，不是半小时"), ("en", "What we decided: partly: 等了十分钟，不是半小时")],
)
def test_a_reply_holds_a_decision_with_its_reasons(place, language, decided):
    """R7: at the latest with the result, and the customer is told it, with the reasons."""
    desk, by = place.desk, leader(place)
    case = place.investigate(
        place.receive(customer=Customer(name="王芳", phone="13800138000", email="w@example.org", language=language))
    )
    planned = "decisions" in BOOKS[place.name].requires("offer-plan")
    held = {"1": ("partly", "等了十分钟，不是半小时。")}
    case = desk.offer_plan(
        case,
        by=place.clerk if place.name != "supermarket-service" else by,
        measures=[Measure("加派人手", who=by, due=timedelta(hours=2))],
        decisions=held if planned else None,
        follow_up=timedelta(days=1),
    )
    case = desk.answer_plan(case, by=place.clerk, plan=case.plan.id, accepted=True, via="phone")
    result = {"result": "已加派一人", "improvement": "高峰加派", "apology": True}
    if not planned:
        with pytest.raises(InvalidInput) as refused:
            desk.resolve(case, by=by, **result)
        assert refused.value.field == "decisions"

    case = desk.resolve(case, by=by, **result, decisions=held)

    assert case.decisions["1"][0] == "partly"
    assert decided in next(one.text for one in reversed(desk.sent) if one.message == "resolved")


@pytest.mark.parametrize(("decision", "ours"), [("upheld", True), ("partly", True), ("not-upheld", False)])
@pytest.mark.parametrize(("language", "sorry"), [("zh", "真诚地向您道歉"), ("en", "We sincerely apologise")])
def test_an_apology_is_for_what_was_our_fault(place, language, sorry, decision, ours):
    """R7, S4.12: what proved true is not closed without one, and the customer reads it; else none is made.

    The market apologises with every result: its text says so (S1.9).
    """
    desk, by = place.desk, leader(place)
    always = "apology" in BOOKS[place.name].requires("resolve")
    case = place.investigate(
        place.receive(customer=Customer(name="王芳", phone="13800138000", email="w@example.org", language=language))
    )
    case = desk.offer_plan(
        case,
        by=by,
        measures=[Measure("加派人手", who=by, due=timedelta(hours=2))],
        decisions={"1": (decision, "查过了")},
        follow_up=timedelta(days=1),
    )
    case = desk.answer_plan(case, by=place.clerk, plan=case.plan.id, accepted=True, via="phone")
    case = desk.do_measure(case, by=by, measure=case.measures[0].id)
    result = {"result": "已加派一人", "improvement": "高峰加派"}
    if ours or always:
        with pytest.raises(InvalidInput) as refused:
            desk.resolve(case, by=by, **result)
        assert refused.value.field == "apology"

    desk.resolve(case, by=by, **result, apology=ours or always)

    told = [one.text for one in desk.sent if one.message == "resolved"]
    assert {sorry in one for one in told} == {ours or always}
    assert [one for one in told if "歉" in one.replace(sorry, "") or "apolog" in one.replace(sorry, "")] == []


# ---- the external route ----------------------------------------------------------------------------------------------
AUTHORITIES = {"12315", "12345", "market-supervision", "consumer-association", "mediation", "court"}
LAW = {"zh": "《消费者权益保护法》第三十九条", "en": "article 39 of the Consumer Protection Law"}


def leader(place: Place) -> str:
    """Who may end what a clerk can't."""
    structure = structure_of(place)
    above = structure.chain(place.clerk, structure.organisation.staff[place.clerk].units[0])
    return next(one for one in (place.clerk, *above) if structure.may(one, "resolve"))


def structure_of(place: Place) -> Structure:
    """The sample's organisation with the playbook's roles."""
    return Structure(load_organisation(HOUSES[place.name]), BOOKS[place.name].roles, BOOKS[place.name].groups)


def test_the_customer_is_told_where_else_to_turn(place):
    """R8: with the name and the contact of the body, what they may ask for there, and what the law gives them."""
    desk, bodies = place.desk, BOOKS[place.name].bodies
    assert set(bodies) == AUTHORITIES
    for language, law in LAW.items():
        for number, (authority, body) in enumerate(bodies.items()):
            customer = Customer(name="王芳", phone=f"1380013800{number}", language=language)
            case = place.receive(customer=customer)
            case = desk.assess(case, by=place.clerk, severity="normal", approach="核实")

            case = desk.refer(case, by=leader(place), authority=authority, told="可另行投诉")

            assert case.state == "external"
            told = [one.text for one in desk.sent if one.message == "other-routes"][-1]
            for said in (body.title[language], body.contact[language], body.gives[language], law):
                assert said in told
    case = desk.assess(place.receive(), by=place.clerk, severity="normal", approach="核实")
    with pytest.raises(InvalidInput, match="no body of"):
        desk.refer(case, by=leader(place), authority="12351", told="可另行投诉")


def test_what_arrives_from_an_authority_is_answered_and_ends_there(place):
    """R19: its number and dates, who answers it by when, our answer, how it ended: on the case, in register and report."""
    desk, dated = place.desk, place.desk.clock.now() - timedelta(hours=20)
    docket = Docket("12345-2026-0042", authority="12345", dated=dated, answer_by=dated + timedelta(days=5))
    case = place.receive(channel="docket", docket=docket)
    [there] = case.authority_cases
    answerer = there.docket.answerer
    assert BOOKS[place.name].bodies["12345"].answered_by in {one.id for one in structure_of(place).roles_of(answerer)}
    [clock] = [one for one in case.open_deadlines if one.name == "authority-answer"]
    assert (clock.started_at, clock.due_at) == (docket.dated, docket.answer_by)
    [duty] = desk.duties(answerer).of_kind("authority")
    assert (duty.case, duty.ref, duty.due_at) == (case.number, docket.number, docket.answer_by)
    assert "answer-authority" in duty.commands
    assert any(one.message == "docket" and docket.number in one.text for one in desk.sent)

    desk.clock.advance(timedelta(days=5))
    desk.run_due()
    assert any(one.message == "deadline-breached" for one in desk.sent)
    case = desk.answer_authority(case.number, by=answerer, text="已道歉并改进")
    assert [one.breached_at is not None for one in case.deadlines if one.name == "authority-answer"] == [True]
    case = desk.record_outcome(case, by=place.clerk, outcome="mediated", text="双方达成调解协议")

    [there] = case.authority_cases
    assert (there.open, there.answered_by, there.outcome) == (False, answerer, "mediated")
    period = Period.month(2026, 11, zone="Asia/Shanghai")
    [row] = [one for one in desk.complaint_register(period, by=HOST).rows if one.number == case.number]
    assert row.told("zh")["authority"] == "12345政务服务便民热线 12345-2026-0042：调解成功"
    figures = desk.report(period, by=HOST).figures
    assert [(one.key, one.count) for one in figures.dockets] == [("12345", 1)]
    assert [(one.key, one.count) for one in figures.outcomes] == [("mediated", 1)]
    told = [one.what for one in desk.timeline_in_words(case, by=place.clerk, language="zh")]
    assert "12345政务服务便民热线已受理，编号12345-2026-0042" in told
    assert "12345政务服务便民热线已办结，工单12345-2026-0042：调解成功" in told
    assert "12345-2026-0042" in desk.registration_form(case, by=place.clerk).to_html("zh")


def test_a_case_is_not_filed_while_an_authority_waits(place):
    """R19: whatever became of it here; a docket without a date is answered within the body's usual time."""
    desk, by = place.desk, leader(place)
    case = place.receive()
    case = desk.record_docket(case, by=place.clerk, docket=Docket("M-7", authority="mediation"))
    [clock] = [one for one in case.open_deadlines if one.name == "authority-answer"]
    assert clock.within == "5 working days"
    case = desk.withdraw(case, by=place.clerk, reason="顾客撤回", via="phone")

    with pytest.raises(NotAllowed, match="M-7") as refused:
        desk.archive(case, by=by)
    assert "answer-authority" in refused.value.allowed

    case = desk.answer_authority(case, by=by, text="顾客已撤回")
    case = desk.archive(case, by=by)
    case = desk.record_outcome(case, by=by, outcome="withdrawn")
    assert (case.state, case.authority_cases[0].outcome) == ("archived", "withdrawn")
