"""The night market's plan, from outside: the leading group, agents and site services. S1.2-S1.4"""

from __future__ import annotations

from datetime import timedelta

import pytest

from complaintkit import InvalidInput, NotAllowed, NotFound, Period, System


# ---- S1.2 -----------------------------------------------------------------------------------------------------------
def test_s1_2_the_leading_group(market, receive, all_of_it):
    """S1.2: head, deputy, the stalls and site services; roles and members are data; the head decides with one more."""
    case = market.desk.escalate(receive(), by="xiaolu", reason="not-solved-on-the-spot")

    assert {who for who in ("qin", "hao", "guan", "yu", "du", "lan") if "escalated" in market.told(who)} == {
        "qin", "hao", "guan", "yu", "du", "lan",
    }  # fmt: skip
    assert "escalated" not in market.told("ye")
    market.desk.record_facts(case, by="xiaolu", facts="两人请假", **all_of_it)
    matter = case.escalation.id
    with pytest.raises(InvalidInput, match="neither head nor deputy"):
        market.desk.decide_meeting(case, by="guan", escalation=matter, decision="停业整顿", present=["yu", "du"])
    with pytest.raises(NotAllowed):
        market.desk.decide_meeting(case, by="ye", escalation=matter, decision="停业整顿", present=["qin"])
    case = market.desk.decide_meeting(case, by="qin", escalation=matter, decision="限期整改", present=["guan"])
    assert case.escalation is None


def test_s1_2_whoever_is_complained_about_stays_out(market, receive, all_of_it):
    """S1.2, R6: the stall's person in charge does not sit in the group over their own case, and is not told of it."""
    case = market.desk.escalate(receive(about_staff="yu"), by="xiaolu", reason="dissatisfied")

    assert "escalated" not in market.told("yu")
    market.desk.record_facts(case, by="xiaolu", facts="属实", **all_of_it)
    with pytest.raises(NotAllowed):
        market.desk.decide_meeting(case, by="yu", escalation=case.escalation.id, decision="不予处理", present=["qin"])


# ---- S1.3 -----------------------------------------------------------------------------------------------------------
def test_s1_3_agents_receive_handle_report_and_stay_in_touch(market, receive, her):
    """S1.3: received and recorded, a first solution given, reported to the group when needed, progress told to the customer."""
    case = receive()
    assert {"do-first-handling", "assess", "settle", "escalate", "tell"} <= market.desk.allowed(case, by="xiaolu")
    assert "13800138000" not in str(case)
    market.desk.do_first_handling(case, by="xiaolu", result="于师傅先给她做了一份")
    market.desk.assess(case, by="xiaolu", severity="normal", approach="查监控")
    assert "预计" in market.told(her)["expected-time"]
    market.desk.tell(case, by="xiaolu", text="监控已调取，明天给您结果")

    assert market.told(her)["told"] == "监控已调取，明天给您结果"
    assert market.owed(case, "next-progress", by="xiaolu").due_at == market.clock.now() + timedelta(hours=24)


def test_s1_3_whoever_leaves_the_customer_waiting_is_told(market, receive, her):
    """S1.3: no word within 24 hours of the last is a breach; past the promised date the customer hears so."""
    case = receive()
    market.desk.assess(case, by="xiaolu", severity="normal", approach="查监控")
    market.later(hours=25)
    assert "告知进展" in market.told("xiaolu")["deadline-breached"]
    assert "delayed" not in market.told(her)

    market.later(days=6)

    assert "未能按时办结" in market.told(her)["delayed"]


# ---- S1.4 -----------------------------------------------------------------------------------------------------------
def test_s1_4_site_services_investigate_what_customers_report(market, receive):
    """S1.4: they are told at once, see that case and no other, write down what they found, and help to handle it."""
    case, other = receive("hygiene/rubbish"), receive("service/waiting")
    assert "现场检查并整改" in market.told("niu")["first-handling"]

    assert [(one.what, one.case) for one in market.desk.duties("niu").owed] == [("first-handling", case.number)]
    assert market.desk.duties("ye").owed == ()  # whoever is accountable is an agent, too

    case = market.desk.do_first_handling(case, by="niu", result="垃圾已清运，地面已冲洗")
    assert market.desk.duties("niu").owed == ()
    case = market.desk.record_facts(case, by="niu", facts="清运车晚到一小时", root_cause="site/rubbish")

    assert (case.facts_by, case.owner) == ("niu", "xiaolu")
    with pytest.raises(NotFound):
        market.desk.case(other, by="niu")


def test_s1_4_whoever_was_sent_reports(market, receive):
    """S1.4: sent to look, they report within half an hour, or the owner and their head hear of it."""
    case = market.desk.dispatch(receive("price/inflated"), by="xiaolu", who="niu", what="核对A07价目牌")
    assert "核对A07价目牌" in market.told("niu")["dispatched"]
    market.later(minutes=31)
    assert "派人回报" in market.told("guan")["deadline-breached"]

    case = market.desk.report_dispatch(case, by="niu", dispatch=case.dispatches[0].id, result="牌价40，实收80")

    assert case.dispatches[0].result == "牌价40，实收80"
    assert "dispatched" not in {one.name for one in case.open_deadlines}


# ---- S1.11 ----------------------------------------------------------------------------------------------------------
def test_s1_11_a_system_with_query_and_analysis(market, receive, her):
    """S1.11: what was recorded is found by type, stall, contact and state, and counted by type and by stall."""
    squid, noodles = receive("service/waiting"), receive("hygiene/pests", unit="b15")

    for wanted, found in (
        ({"category": "service"}, squid), ({"unit": "b15"}, noodles), ({"category": "hygiene", "open": True}, noodles),
    ):  # fmt: skip
        assert [one.number for one in market.desk.cases(by="hao", **wanted)] == [found.number], wanted
    assert {one.number for one in market.desk.cases(by="hao", contact=her)} == {squid.number, noodles.number}
    shown = market.desk.report(Period.month(2026, 11, zone="Asia/Shanghai"), by="hao").figures
    assert {one.key: one.count for one in shown.categories} == {"service/waiting": 1, "hygiene/pests": 1}
    assert {one.key: one.count for one in shown.units} == {"a07": 1, "b15": 1}


def test_s1_11_enough_agents_somebody_is_always_there(market, receive, moment):
    """S1.11: at any hour of the market what comes by itself has an agent; when nobody is there, the supervisor."""
    owners = []
    for at in ("2026-11-21T21:00", "2026-11-22T01:30", "2026-11-22T12:00"):
        market.until(moment(at))
        owners.append(receive(by=System("web"), channel="web").owner)
    assert owners == ["xiaolu", "ye", "hao"]
