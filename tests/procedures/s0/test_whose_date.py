"""Whose a date is: who has to act is named, an owner hears of their own dates, and a ruling answers. S0.12, F3, S0.12, R6"""

from __future__ import annotations

import pytest

from complaintkit import Issue
from complaintkit.model.duty import DutyKind


def declined(store, case, *people):
    """The case, after each of these was asked to take it, and would not."""
    for who in people:
        case = store.desk.offer_handover(case, by="chen", to=who, reason="供应商问题")
        case = store.desk.decline_handover(case, by=who, handover=case.handover.id, reason="overloaded")
    return case


def test_s0_12_a_ruling_decides_what_two_declines_brought_up(store, receive, investigate):
    """Who answers for it has been said: nothing waits with the leader, nothing is late, and it can be filed. S0.12, F3, F7"""
    case = declined(store, investigate(receive()), "wei", "ding")
    assert (case.escalation.to, case.escalation.open) == ("zhao", True)

    case = store.desk.rule_handover(case, by="xu", to="wei", ruling="魏强负责")

    assert [(one.decision, one.decided_at) for one in case.escalations] == [("魏强负责", store.clock.now())]
    assert not store.desk.duties("zhao").of_kind(DutyKind.RULE)
    store.later(hours=1)
    assert "deadline-breached" not in store.told("zhao")
    assert "escalation-seen" not in [one.name for one in store.desk.case(case, by="wei").open_deadlines]


def test_s0_12_a_ruling_decides_nothing_else(store, receive, investigate):
    """A matter of another kind waits for its own decision. S0.12, F6"""
    case = store.desk.escalate(investigate(receive()), by="chen", reason="beyond-authority")

    case = store.desk.rule_handover(case, by="zhao", to="wei", ruling="魏强负责")

    assert case.escalation.open


def test_s0_12_the_new_owner_is_told_of_their_own_date(store, receive, investigate):
    """Not of when a leader has to look, an adviser to answer, or somebody who was sent to report. S0.12"""
    case = store.desk.ask_advice(investigate(receive()), by="chen", of="wei", question="冷链断了吗？")
    case = store.desk.dispatch(case, by="chen", who="hao", what="调监控")
    case = store.desk.escalate(case, by="chen", reason="beyond-authority")
    theirs = min(one.due_at for one in case.open_deadlines if one.name in {"handling", "progress", "result"})

    store.desk.rule_handover(case, by="zhao", to="ding", ruling="丁琳负责")

    assert f"{theirs.astimezone().day}日" in store.told("ding")["yours"]
    assert theirs > case.next_due_at


@pytest.mark.parametrize(
    ("ask", "whose"),
    [
        (lambda d, case: d.ask_advice(case, by="chen", of="wei", question="冷链断了吗？"), "魏强"),
        (lambda d, case: d.dispatch(case, by="chen", who="hao", what="调监控"), "郝军"),
        (lambda d, case: d.escalate(case, by="chen", reason="beyond-authority"), "赵敏"),
        (lambda d, case: d.escalate(case, by="chen", reason="several-affected"), "客户服务小组"),
    ],
    ids=["advice", "dispatch", "leader", "group"],
)
def test_s0_12_a_missed_date_names_who_has_to_act(store, receive, investigate, ask, whose):
    """Whoever is told knows whom to ask: the owner is responsible for the case, another for this. S0.12"""
    ask(store.desk, investigate(receive()))

    store.later(minutes=31)
    store.later(hours=25)

    assert any(f"，应由{whose}办理。负责人陈洁。" in one.text for one in store.heard.sent)


def test_s0_12_the_owners_own_date_names_nobody_else(store, receive):
    """The owner is named once, as who is responsible. S0.12"""
    receive()

    store.later(hours=25)

    told = [one.text for one in store.heard.sent if "已超时" in one.text]
    assert told
    assert not any("应由" in one for one in told)


def test_s0_12_a_leaders_list_names_who_is_late(store, receive, investigate):
    """A matter that the leader has not looked at is no lateness of the case's owner. S0.12, F7"""
    store.desk.escalate(investigate(receive()), by="chen", reason="beyond-authority")

    store.later(minutes=31)

    (late,) = store.desk.duties("xu").of_kind(DutyKind.OVERDUE)
    assert "应由赵敏办理" in late.says.to("zh")


def test_s0_12_who_is_complained_about_is_told_nothing_by_their_role(store, receive):
    """A missed date of a case about the store manager is told to whoever leads them. S0.12, R6"""
    case = receive("service/attitude", issues=[Issue("店长不管", category="service/attitude", about_staff="xu")])
    store.desk.escalate(case, by="chen", reason="beyond-authority")

    store.later(minutes=31)

    assert "deadline-breached" not in store.told("xu")
    assert "应由赵敏办理" in store.told("lu")["deadline-breached"]


def test_s0_12_first_handling_is_late_with_whoever_was_called_for_it(store, receive):
    """It is not the owner's date: the message and the leader's list name who was sent. S0.12, S1.7"""
    receive("safety/hazard")

    store.later(minutes=10)

    assert "应由郝军办理。负责人陈洁。" in store.told("chen")["deadline-breached"]
    assert any("应由郝军办理" in one.says.to("zh") for one in store.desk.duties("xu").of_kind(DutyKind.OVERDUE))
