"""The clocks of what others have in hand: an offer, a matter that was brought up, a question. F2, F3, F7, S3.2"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import attrs
import pytest

from complaintkit.decision.duty import owed_on
from complaintkit.decision.outbox import messages
from complaintkit.model import commands as c
from complaintkit.model.actor import CUSTOMER
from complaintkit.model.duty import DutyKind
from tests.decision.clocks.ruling import clock, rules, states


# ---- handovers, escalations ------------------------------------------------------------------------------------------
def test_an_offer_lapses_by_the_core_where_a_playbook_says_nothing(matter) -> None:
    """After half an hour. F3"""
    rules(matter)
    matter.investigated()
    matter.do(c.OfferHandover, to="li", reason="supplier-side")
    found = clock(matter, "handover")
    assert found.due_at - found.started_at == timedelta(minutes=30)
    assert matter.case.handover.lapses_at == found.due_at
    assert found.for_ == matter.case.handover.id

    matter.later(minutes=30)
    matter.due()

    assert (matter.case.handover, clock(matter, "handover").state) == (None, "cancelled")
    assert clock(matter, "handover").breached_at == clock(matter, "handover").due_at


@pytest.mark.parametrize(
    ("lapses", "within", "minutes"),
    [((False, True), "10 min", 10), ((False, False), "10 min", 20), ((False, True), "of category", 30)],
)
def test_an_offer_lapses_by_the_rule_that_says_so(matter, lapses, within, minutes) -> None:
    """Else by the first that it starts; where the category would say how long and does not, by the core's time. F3"""
    offered = {"starts": "handover-offered", "stops": ("handover-accepted", "handover-declined")}
    first, second = ({**offered, "lapses": one} for one in lapses)
    rules(matter, first={**first, "within": "20 min"}, second={**second, "within": within})
    matter.investigated(category="contract")

    matter.do(c.OfferHandover, to="li", reason="supplier-side")

    assert matter.case.handover.lapses_at - matter.now == timedelta(minutes=minutes)


@pytest.mark.parametrize(("until", "at"), [(None, "2026-11-23T17:30+08:00"), ("same-time", "2026-11-23T12:00+08:00")])
def test_an_offer_of_working_days_lapses_when_its_rule_says(matter, until, at) -> None:
    """At the close, where it says nothing. F3, R16"""
    offered = {"starts": "handover-offered", "stops": ("handover-accepted", "handover-declined"), "lapses": True}
    rules(matter, it={**offered, "within": "1 working day", "calendar": "office", "until": until})
    matter.investigated()

    matter.do(c.OfferHandover, to="li", reason="supplier-side")

    assert matter.case.handover.lapses_at == datetime.fromisoformat(at)


def test_of_who_has_no_shift_an_offer_waits_from_now(matter) -> None:
    """Nothing ends by which it could begin. F2"""
    rules(matter)
    matter.investigated()
    matter.handed("li")
    matter.do(c.OfferHandover, by="li", to="zhou", reason="shift-change")
    assert clock(matter, "handover").started_at == matter.now


@pytest.mark.parametrize("how", ["accepted", "declined", "ruled", "cancelled"])
def test_an_offer_that_was_answered_lapses_no_more(matter, how) -> None:
    """However it was. F2"""
    rules(matter)
    matter.investigated()
    offer = matter.do(c.OfferHandover, to="li", reason="supplier-side").handover.id
    if how == "accepted":
        matter.do(c.AcceptHandover, by="li", handover=offer)
    elif how == "declined":
        matter.do(c.DeclineHandover, by="li", handover=offer, reason="overloaded")
    elif how == "ruled":
        matter.do(c.RuleHandover, by="fang", to="chen", ruling="你继续")
    else:
        matter.do(c.Withdraw, by=CUSTOMER)

    assert clock(matter, "handover").state == ("met" if how in ("accepted", "declined") else "cancelled")
    matter.later(hours=1)
    matter.due()
    assert matter.happened == []


def test_only_the_offer_that_waits_lapses(matter) -> None:
    """One that was declined before does not, nor does it keep the next from lapsing. F3"""
    rules(matter)
    matter.investigated()
    first = matter.do(c.OfferHandover, to="li", reason="supplier-side").handover.id
    matter.do(c.DeclineHandover, by="li", handover=first, reason="overloaded")
    matter.do(c.OfferHandover, to="dong", reason="supplier-side")
    matter.later(minutes=31)

    matter.due()

    assert [one.state for one in matter.case.handovers] == ["declined", "lapsed"]


def test_another_deadline_lapses_no_offer(matter) -> None:
    """What is late beside it is late by itself. F3"""
    rules(
        matter,
        it={"within": "10 min"},
        sent={"starts": "dispatched", "stops": ("dispatch-reported",), "within": "10 min"},
    )
    matter.investigated()
    matter.do(c.Dispatch, who="hu", what="去看看")
    matter.do(c.OfferHandover, to="li", reason="supplier-side")
    matter.later(minutes=15)

    matter.due()

    assert matter.case.handover is not None


def test_a_shift_that_is_yet_to_come_answers_when_it_comes(matter) -> None:
    """An offer at the change of shifts waits from then. F2"""
    rules(matter)
    matter.until("2026-11-21T19:30+08:00")
    matter.investigated()
    matter.do(c.OfferHandover, to="zhou", reason="shift-change")
    assert clock(matter, "handover").started_at == datetime.fromisoformat("2026-11-21T20:00+08:00")
    assert matter.case.handover.lapses_at == datetime.fromisoformat("2026-11-21T20:30+08:00")

    matter.investigated()
    matter.do(c.OfferHandover, to="zhou", reason="supplier-side")
    assert clock(matter, "handover").started_at == matter.now
    matter.investigated()
    matter.do(c.OfferHandover, to="wu", reason="shift-change")  # who is there
    assert clock(matter, "handover").started_at == matter.now


@pytest.mark.parametrize(("reason", "hours"), [("several-affected", 24), ("severity-major", 2), ("legal", None)])
def test_a_group_meets_in_its_time_and_a_leader_needs_no_meeting(matter, reason, hours) -> None:
    """From when it was received; a route may be tighter. F7"""
    rules(matter)
    matter.received()
    matter.do(c.Escalate, reason=reason)
    matter.later(minutes=20)
    assert states(matter).get("meeting") is None

    matter.do(c.ReceiveEscalation, by="fang" if hours else "shen", escalation=matter.case.escalation.id)

    found = [one for one in matter.case.deadlines if one.name == "meeting"]
    assert [(one.due_at - one.started_at, one.started_at) for one in found] == (
        [(timedelta(hours=hours), matter.now)] if hours else []
    )


def test_a_group_meets_in_its_time_though_a_leader_received_another_matter_first(matter) -> None:
    """The leader's needs no meeting, and keeps none of the others from being due. F7"""
    rules(matter)
    matter.received()
    for reason, by in (("legal", "shen"), ("several-affected", "fang")):
        matter.do(c.Escalate, reason=reason)
        matter.do(c.ReceiveEscalation, by=by, escalation=matter.case.escalations[-1].id)

    assert [one.for_ for one in matter.case.deadlines if one.name == "meeting"] == [matter.case.escalations[-1].id]


def test_without_a_time_on_the_route_the_rules_own_counts(matter) -> None:
    """Two matters may wait at once, each with its own. F7"""
    rules(matter, meeting={"starts": "escalation-received", "stops": ("meeting-decided",), "within": "5 h"})
    routes = {
        id_: attrs.evolve(one, meeting=None) if id_ == "coordination" else one
        for id_, one in matter.playbook.escalations.items()
    }
    matter.rule(escalations=routes)
    matter.received()
    matter.do(c.Escalate, reason="several-affected")
    matter.do(c.Escalate, reason="severity-major")

    for one in matter.case.escalations:
        matter.do(c.ReceiveEscalation, by="fang", escalation=one.id)

    assert [one.due_at - one.started_at for one in matter.case.deadlines if one.name == "meeting"] == [
        timedelta(hours=5),
        timedelta(hours=2),
    ]


@pytest.mark.parametrize(("to", "raised"), [("coordination", ["coordination"]), (None, [])])
def test_what_is_late_goes_upwards_where_the_rule_says_so(matter, to, raised) -> None:
    """To a group, a role or the leader; by the desk. S4.2"""
    rules(matter, it={"breach_escalate": to})
    matter.received()
    matter.later(hours=3)

    matter.due()

    assert [(one.to, one.reason, one.raised_by) for one in matter.case.escalations] == [
        (one, "deadline-breached", "system:desk") for one in raised
    ]


def test_history_is_followed_by_nothing(matter) -> None:
    """What was late before the desk knew it is on record, and calls nobody. R15"""
    rules(matter, it={"breach_escalate": "leader"})
    matter.received()
    matter.known["quiet"] = True
    matter.later(hours=3)

    matter.due()

    assert (states(matter), matter.case.escalations) == ({"it": "breached"}, ())


# ---- advice that was asked for ---------------------------------------------------------------------------------------
ASKED = {"starts": "advice-asked", "stops": ("advice-given",), "warn": "30 min"}


def asked(matter, *people: str) -> list[str]:
    """Ask each of them; return the questions' ids."""
    matter.received()
    for one in people:
        matter.do(c.AskAdvice, of=one, question="几点出锅？")
    return [one.id for one in matter.case.advice]


def questions(matter) -> dict[str, Any]:
    """The questions that somebody owes an answer to, and by when."""
    return {one.ref: one.due_at for one in owed_on(matter.facts(), matter.case) if one.what == DutyKind.ADVICE}


def test_each_question_has_its_own_time(matter) -> None:
    """Two who were asked owe an answer each, by the playbook's time; one answer stops its own. S3.2"""
    rules(matter, it=ASKED)
    first, second = asked(matter, "li", "hu")
    assert questions(matter) == dict.fromkeys((first, second), matter.now + timedelta(hours=2))

    matter.do(c.GiveAdvice, by="li", advice=first, answer="六点")

    assert {one.for_: one.state for one in matter.case.deadlines if one.name == "it"} == {
        first: "met",
        second: "running",
    }


def test_where_the_playbook_names_no_time_a_question_has_none(matter) -> None:
    """The core asks for none by itself. S3.2"""
    rules(matter)
    asked(matter, "li")
    assert states(matter) == {}


@pytest.mark.parametrize("ends", ["withdrawn", "settled", "resolved"])
def test_nobody_waits_for_advice_when_the_work_has_ended(matter, ends) -> None:
    """It was put right without it: nothing is late, nobody owes an answer; a later question is one of its own. S3.2"""
    rules(matter, it=ASKED)
    matter.investigated()
    matter.do(c.AskAdvice, of="li", question="几点出锅？")
    end: dict[str, Callable[[], Any]] = {
        "withdrawn": lambda: matter.do(c.Withdraw, reason="已和好"),
        "settled": lambda: matter.do(c.Settle, facts="换货", agreed="by-phone"),
        "resolved": lambda: (
            matter.agreed(),
            matter.do(c.Resolve, result="已换货", decisions={"1": ("not-upheld", "查无此事")}),
        ),
    }
    end[ends]()
    assert (states(matter)["it"], questions(matter)) == ("cancelled", {})

    matter.do(c.AskAdvice, of="hu", question="要留样吗？")
    later = matter.case.advice[-1].id
    assert questions(matter) == {later: matter.now + timedelta(hours=2)}

    matter.do(c.GiveAdvice, by="hu", advice=later, answer="要")
    matter.do(
        c.GiveAdvice, by="li", advice=matter.case.advice[0].id, answer="六点"
    )  # nobody owes it, everybody may read it
    assert questions(matter) == {}


def test_a_question_outlives_a_refused_plan(matter) -> None:
    """The next plan needs its answer all the same, by the same date. S3.2, R8"""
    rules(matter, it=ASKED)
    matter.investigated()
    matter.do(c.AskAdvice, of="li", question="几点出锅？")
    owed = questions(matter)
    matter.offered()
    matter.later(minutes=5)
    matter.answered(accepted=False)

    assert matter.case.cycle == 2
    assert questions(matter) == owed != {}


@pytest.mark.parametrize("leaves", [True, False])
def test_who_was_asked_is_reminded_and_who_asked_hears_of_the_breach(matter, leaves) -> None:
    """And the leader above, and whoever was asked. S3.2"""
    rules(matter, it={**ASKED, "breach_tell": ("giver", "leader")})
    asked(matter, "li")
    if leaves:
        matter.do(c.GiveAdvice, by="li", advice=matter.case.advice[0].id, answer="六点")
    matter.later(minutes=91)
    matter.due()
    warned = [one.recipient for one in messages(matter.draft)]
    matter.later(minutes=30)
    matter.due()
    late = [one.recipient for one in messages(matter.draft)]

    assert (warned, late) == (([], []) if leaves else (["chen", "li"], ["chen", "shen", "li"]))


@pytest.mark.parametrize("days", [1, 3, 6])
def test_what_is_done_while_it_stands_still_says_how_long_it_stood(matter, days) -> None:
    """Its date is later by that, with the cause: nothing that was done in time looks late. R15, R16"""
    matter.investigated()
    before = {one.name: one for one in matter.case.deadlines}
    asked = matter.now
    matter.do(c.WaitForCustomer, question="请提供照片")
    paused = {one.name for one in matter.case.deadlines if one.state == "paused"}
    assert paused
    at = matter.later(days=days)
    case = matter.do(c.Settle, facts="当场换货", agreed="in-person")
    for one in case.deadlines:
        assert one.state != "met" or one.breached_at or one.due_at >= one.met_at
        if one.name in paused and one.state == "met" and before[one.name].due_at > asked:
            assert [(start, end, cause) for start, end, cause in one.pauses] == [(asked, at, "waiting-for-customer")]
            assert one.due_at >= before[one.name].due_at  # no working time passed on a Sunday
