"""Whom a message of the playbook goes to: the people behind each of its words. F2, F6, F7, R6, R15, R18, R19, S0.7"""

from __future__ import annotations

import attrs
import pytest

from complaintkit import Docket, Severity
from complaintkit.decision.clocks.dated import AUTHORITY
from complaintkit.model import commands as c
from complaintkit.model import events as e
from complaintkit.model.actor import CUSTOMER, DESK
from complaintkit.model.handover import Dispatch, Handover
from complaintkit.model.issue import RaisedIssue
from complaintkit.model.remedy import Approval
from complaintkit.model.vocabulary import Kind
from complaintkit.organisation import Unit
from tests.decision.conftest import Matter
from tests.decision.telling import HOUR, clock, offered, planned, told

POISONED = "food/illness"


@pytest.fixture
def matter(matter: Matter) -> Matter:
    """Chen has a complaint about food at the school."""
    matter.received()
    return matter


# ---- to whom ------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("to", "who"),
    [
        ("owner", ["chen"]),
        ("first-receiver", ["chen"]),
        ("leader", ["shen"]),
        ("customer", ["customer"]),
        ("quality-head", ["li"]),
        ("duty-manager", ["chen", "zhou"]),
        ("giver", []),
        ("receiver", []),
        ("approver", []),
        ("adviser", []),
        ("group", []),
        ("assignee", []),
        ("answerer", []),
        ("praised", []),
        ("breach.tell", []),
        ("team", ["yan"]),
    ],
)
def test_whom_a_word_of_the_playbook_means(matter, to, who) -> None:
    """On a case where nothing was offered, asked, planned or brought upwards yet. S0.8, F2, F6"""
    assert told(matter, e.Noted(text="在查"), to) == who


def test_who_has_left_is_told_nothing(matter) -> None:
    """Their messages would reach nobody. F8"""
    gone = {"chen": matter.organisation.staff["chen"]}
    matter.only("luo", "fang")
    matter.organisation = attrs.evolve(matter.organisation, departed=gone)

    assert told(matter, e.Noted(text="在查"), "general-manager") == ["fang"]
    assert told(matter, e.Noted(text="在查"), "owner") == []


def test_in_the_place_of_whom_a_complaint_is_about_whoever_is_above_is_told(matter) -> None:
    """Where they are the only one of that role; else the others. Nobody is praised by it. R6"""
    above = matter.structure.leader_of("li", "no3-school")
    matter.case = matter.case.changed(about_staff="li")
    assert told(matter, e.Noted(text="在查"), "quality-head") == [above]
    assert told(matter, e.Noted(text="在查"), "praised") == []
    matter.case = matter.case.changed(about_staff="zhou")
    assert told(matter, e.Noted(text="在查"), "duty-manager") == ["chen"]
    matter.only("chen", "li")
    matter.case = matter.case.changed(about_staff="li")
    assert "li" not in told(matter, e.Noted(text="在查"), "quality-head")


def offer(matter: Matter, giver: str, receiver: str) -> Handover:
    """An offer of now."""
    return Handover(
        id="H1", case="A-1", giver=giver, receiver=receiver, reason="x", offered_at=matter.now, lapses_at=matter.now
    )


def test_the_newest_offer_says_who_gives_and_who_receives(matter) -> None:
    """Not an earlier one. F2"""
    offers = [offer(matter, *both) for both in (("luo", "sun"), ("zhou", "tian"), ("chen", "wu"))]
    matter.case = matter.case.changed(handovers=tuple(offers))

    assert told(matter, e.Noted(text="在查"), "giver") == ["chen"]
    assert told(matter, e.Noted(text="在查"), "receiver") == ["wu"]


def test_the_newest_request_says_who_approves(matter) -> None:
    """Not an earlier one. F6"""
    asked = [
        Approval(id=f"A{of}", case="A-1", giver="chen", approver=of, remedies=(), asked_at=matter.now)
        for of in ("luo", "shen", "li")
    ]
    matter.case = matter.case.changed(approvals=tuple(asked))

    assert told(matter, e.Noted(text="在查"), "approver") == ["li"]


def test_who_is_asked_is_told_when_they_are_asked(matter) -> None:
    """And not of what happens later. S3.2"""
    assert told(matter, e.AdviceAsked(advice="a1", of="ma", question="能退吗"), "adviser") == ["ma"]
    assert told(matter, e.Noted(text="在查"), "adviser") == []


def test_an_alarm_goes_to_the_roles_of_the_category(matter) -> None:
    """Where nobody named a category yet, to nobody. R18"""
    matter.case = matter.case.changed(category=POISONED)
    assert {"chen", "li", "fang", "shen"} <= set(told(matter, e.AlarmRaised(category=POISONED), "alarm"))
    matter.case = matter.case.changed(category=None)
    assert told(matter, e.Noted(text="在查"), "alarm") == []


def test_who_is_sent_is_told_else_who_sees_to_such_a_matter_at_once(matter) -> None:
    """But for whoever is there already and does it; of a matter that needs no first handling nobody. S4.9"""
    sent = e.Dispatched(dispatch="d1", who="dong", what="取回餐箱")
    assert told(matter, sent, "dispatched") == ["dong"]
    assert told(matter, sent, "dispatched", by="dong") == []
    matter.case = matter.case.changed(category=POISONED)
    asked = e.FirstHandlingAsked(category=POISONED)
    assert told(matter, asked, "dispatched", by="system:desk") == ["chen"]
    assert told(matter, asked, "dispatched", by="chen") == []
    matter.case = matter.case.changed(category="contract")
    assert told(matter, e.Noted(text="在查"), "dispatched") == []


def test_a_group_is_told_of_what_is_brought_to_it_with_whom_the_route_names(matter) -> None:
    """Those hear of it once, as it is brought; the group of all that follows. S1.8"""
    matter.do(c.Assess, severity=Severity.MAJOR, approach="核实")
    matter.do(c.Escalate, reason="suspected-poisoning")
    event = matter.event("escalated")
    matter.case = matter.draft.before
    route = attrs.evolve(matter.playbook.escalations[event.route], tell_at_once=("on-site", "quality-head"))
    matter.rule(escalations={**matter.playbook.escalations, event.route: route})

    brought, other = told(matter, event, "group"), told(matter, event, "quality-head")
    unknown = told(matter, attrs.evolve(event, route="none"), "group")
    matter.do(c.Escalate, reason="suspected-poisoning")
    later = told(matter, e.Noted(text="在查"), "group")

    assert "li" in later
    assert "yan" not in later
    assert brought == [*later, "yan"]
    assert unknown == later
    assert other == ["li"]


def test_the_group_is_told_once_that_a_matter_arrived(matter) -> None:
    """By when it meets it knows from then on. F7"""
    matter.do(c.Escalate, reason="suspected-poisoning")
    [one] = matter.case.escalations
    received = e.EscalationReceived(escalation=one.id)
    assert told(matter, received, "owner", by="li") == ["chen"]
    earlier = attrs.evolve(one, received_at=matter.now - HOUR, received_by="li")
    another = attrs.evolve(one, id="another", received_at=matter.now, received_by="li")

    matter.case = matter.case.changed(escalations=(earlier, another))
    assert told(matter, received, "owner", by="li") == []
    matter.case = matter.case.changed(escalations=(attrs.evolve(another, received_at=earlier.received_at), one))
    assert told(matter, received, "owner", by="li") == ["chen"]


def test_who_has_something_to_do_hears_of_it_when_the_customer_agrees(matter) -> None:
    """Each of them, but for whoever took the customer's word down themselves. S0.7"""
    matter.case = offered(planned(matter.case, "ma"), "chen", "li", "dong")
    agreed = e.PlanAnswered(plan="P1", accepted=True)

    assert told(matter, agreed, "assignee", on="measure-assigned", by=CUSTOMER) == ["chen", "li", "dong"]
    assert told(matter, agreed, "assignee", on="measure-assigned", by="chen") == ["li", "dong"]


@pytest.mark.parametrize("late", [False, True])
def test_of_a_date_whose_it_is_hears(matter, late) -> None:
    """A measure's, a question's or a dispatch's, beside who asked or sent them; not the owner. S0.7, S3.2, S4.9"""
    matter.do(c.AskAdvice, by="luo", of="ma", question="能退吗")
    matter.case = planned(matter.case, "li", "chen").changed(
        dispatches=(Dispatch(id="D1", by="sun", who="dong", what="取回餐箱", at=matter.now),),
        handovers=(offer(matter, "zhou", "wu"),),
    )
    case = matter.case
    for about, whose, giver in [
        ("M0", ["li"], ["zhou"]),
        ("M1", [], ["zhou"]),
        (case.advice[0].id, ["ma"], ["luo"]),
        ("D1", ["dong"], ["sun"]),
        (None, [], ["zhou"]),
    ]:
        matter.case = case
        event = clock(matter, about=about, late=late)
        assert told(matter, event, "assignee", by="system:desk") == whose
        assert told(matter, event, "giver", by="system:desk") == giver
    assert told(matter, e.Noted(text="在查"), "assignee") == []


@pytest.mark.parametrize("late", [False, True])
def test_of_the_groups_date_those_hear_who_decide(matter, late) -> None:
    """Each of them, when it is near and when it is missed: the time is theirs, not only the owner's to watch. F7, S0.12, S1.8"""
    matter.do(c.Escalate, by="chen", reason="several-affected")
    group = told(matter, clock(matter, about=matter.case.escalations[0].id, late=late), "assignee", by="system:desk")
    assert sorted(group) == ["dong", "fang", "hu", "li", "luo", "shen"]


@pytest.mark.parametrize(("late", "whose"), [(False, ["wu"]), (True, [])])
def test_of_an_offer_that_lapses_its_receiver_hears_before_and_not_after(matter, late, whose) -> None:
    """Once nobody answered it, it is theirs no more. F2, F3"""
    matter.case = matter.case.changed(handovers=(offer(matter, "zhou", "wu"),))
    assert told(matter, clock(matter, about="H1", late=late), "assignee", by="system:desk") == whose


def test_a_breach_is_told_to_whom_the_deadline_names(matter) -> None:
    """Of a time that the core itself keeps, owner, leader and answerer hear. R15, R16"""
    assert told(matter, clock(matter, "answer", late=True), "breach.tell", by="system:desk") == ["chen", "shen"]
    late = attrs.evolve(matter.playbook.deadlines["result"], breach_tell=("quality-head", "owner", "duty-manager"))
    matter.rule(deadlines={**matter.playbook.deadlines, "result": late})
    breach = clock(matter, "result", late=True)
    assert told(matter, breach, "breach.tell", by="system:desk") == ["li", "chen", "zhou"]
    assert told(matter, breach, "first-receiver", by="system:desk") == ["chen"]
    assert told(matter, clock(matter, "result"), "breach.tell", by="system:desk") == []


# ---- authorities ------------------------------------------------------------------------------------------------------------
def test_who_answers_an_authority_is_told_of_its_docket_and_of_its_date(matter) -> None:
    """Whoever the docket names, else the owner; of no other date, and not once it was answered. R19"""
    recorded = e.DocketRecorded(number="D-1", authority="12345")
    assert told(matter, recorded, "answerer") == ["chen"]
    matter.do(c.RecordDocket, docket=Docket("D-1", authority="12345", answerer="li"))
    assert told(matter, attrs.evolve(recorded, number="D-2"), "answerer") == ["li", "chen"]
    assert told(matter, e.Noted(text="在查"), "answerer") == []
    for late in (False, True):
        assert told(matter, clock(matter, AUTHORITY.id, late=late), "answerer", by="system:desk") == ["li"]
        assert told(matter, clock(matter, "answer", late=late), "answerer", by="system:desk") == []
    [one] = matter.case.authority_cases
    matter.case = matter.case.changed(authority_cases=(attrs.evolve(one, answered_at=matter.now),))
    assert told(matter, clock(matter, AUTHORITY.id), "answerer", by="system:desk") == []


# ---- the team ---------------------------------------------------------------------------------------------------------------
def test_the_team_is_who_works_in_the_unit_else_in_the_nearest_around_it(matter) -> None:
    """Whoever is praised has a message of their own; whom a complaint is about has no part in it. S2.4, R6"""
    matter.seated("sun", units=("no3-school",))
    team = {"yan", "sun"}
    for kind in (Kind.PRAISE, Kind.COMPLAINT):
        for about in (None, "yan", "li"):
            matter.case = matter.case.changed(kind=kind, about_staff=about)
            assert set(told(matter, e.Noted(text="在查"), "team")) == team - {about}
    raised = RaisedIssue(id="2", text="态度差", about_staff="sun")
    matter.case = matter.case.changed(kind=Kind.COMPLAINT, about_staff="li", raised=(RaisedIssue(id="1"), raised))
    assert told(matter, e.Noted(text="在查"), "team") == ["yan"]
    units = {**matter.organisation.units, "stall": Unit(id="stall", title={"zh": "窗口"}, within="no3-school")}
    matter.organisation = attrs.evolve(matter.organisation, units=units)
    matter.case = matter.case.changed(unit="stall", about_staff=None, raised=())
    assert set(told(matter, e.Noted(text="在查"), "team")) == team


def test_what_the_desk_does_is_told_like_anything_else(matter) -> None:
    """The desk is nobody who would know it already. S0.8"""
    assert told(matter, e.OwnerChanged(owner="luo", previous="chen"), "owner", by=f"system:{DESK.name}") == ["luo"]
