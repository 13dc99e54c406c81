"""Deadlines that stop, stand still and go on. R2, R15, R16"""

from __future__ import annotations

from datetime import datetime, timedelta

import attrs
import pytest

from complaintkit import Evidence
from complaintkit.model import commands as c
from complaintkit.model.actor import CUSTOMER
from tests.decision.clocks.ruling import clock, rules, states


# ---- stopping --------------------------------------------------------------------------------------------------------
def test_a_comment_moves_no_clock(matter) -> None:
    """Nor does anything that is not named. R15"""
    rules(matter, it={"stops": ("told",)})
    matter.received()

    matter.do(c.Note, text="忙")
    matter.do(c.HearCustomer, text="怎么样了")

    assert matter.happened == ["customer-heard"]
    assert states(matter) == {"it": "running"}


ENDS = [
    (c.Settle, {"facts": "当场换货", "agreed": "in-person"}),
    (c.Withdraw, {"reason": "不用了", "by": CUSTOMER}),
    (c.ClearUp, {"explanation": "误会"}),
    (c.Refer, {"authority": "12315", "told": "已告知"}),
]


@pytest.mark.parametrize(("command", "fields"), ENDS, ids=["settle", "withdraw", "clear-up", "refer"])
def test_an_end_leaves_nothing_owed(matter, command, fields) -> None:
    """Of the work of the round; who was sent to look still reports. S4.9"""
    rules(
        matter,
        it={"stops": ("told",)},
        sent={"starts": "dispatched", "stops": ("dispatch-reported",)},
        found={"starts": "archived", "stops": ("noted",)},
    )
    matter.investigated()
    matter.do(c.Dispatch, who="li", what="查同批次")

    matter.do(command, **fields)

    assert states(matter) == {"it": "cancelled", "sent": "running"}
    assert clock(matter).reason == matter.event("deadline-cancelled").reason


def test_a_result_leaves_nothing_owed_and_filing_not_even_a_report(matter) -> None:
    """But what begins with it. S4.11"""
    rules(
        matter,
        it={"stops": ("told",)},
        sent={"starts": "dispatched", "stops": ("dispatch-reported",)},
        filed={"starts": "resolved", "stops": ("archived",)},
        asked={"starts": "resolved", "stops": ("told",)},
    )
    matter.investigated()
    matter.do(c.Dispatch, who="li", what="查同批次")
    matter.agreed()
    matter.do(c.Resolve, result="已换货", decisions={"1": ("not-upheld", "查无此事")})
    assert states(matter) == {"it": "cancelled", "sent": "running", "filed": "running", "asked": "running"}

    matter.do(c.RecordFollowUp, satisfied=True)
    matter.do(c.ReportDispatch, by="li", dispatch=matter.case.dispatches[0].id, result="查过了")
    matter.do(c.Archive)

    assert states(matter) == {"it": "cancelled", "sent": "met", "filed": "met", "asked": "cancelled"}


def test_a_new_round_ends_what_the_old_one_owed(matter) -> None:
    """And nothing that began with it. R8"""
    rules(matter, it={"starts": "resolved", "stops": ("archived",)}, again={"starts": "new-cycle"})
    matter.resolved()

    matter.do(c.AnswerSurvey, by=CUSTOMER, outcome=1, process=1)

    assert states(matter) == {"it": "cancelled", "again": "running", "escalation-seen": "running"}
    assert clock(matter).reason == "new-cycle"


def test_an_answer_that_resolves_nothing_stops_nothing(matter) -> None:
    """On a live case it is a word that was given. R8, R15"""
    rules(matter, it={"stops": ("answer-recorded",)})
    matter.received()

    matter.do(c.RecordAnswer, text="已答复", at=matter.now)

    assert states(matter) == {"it": "running"}


def test_each_is_stopped_by_its_own(matter) -> None:
    """Two people sent are two reports; each ends one. S4.9"""
    rules(matter, it={"starts": "dispatched", "stops": ("dispatch-reported", "told")})
    matter.received()
    for who in ("li", "hu"):
        matter.do(c.Dispatch, who=who, what="去看看")
    first = matter.case.dispatches[0].id

    matter.do(c.ReportDispatch, by="li", dispatch=first, result="正常")

    mine = {one.for_: one.state for one in matter.case.deadlines if one.name == "it"}
    assert mine == {first: "met", matter.case.dispatches[1].id: "running"}
    matter.do(c.Tell, text="正在查")  # which is about none of them in particular
    assert {one.state for one in matter.case.deadlines if one.name == "it"} == {"met"}


def test_evidence_is_secured_by_an_assessment_that_says_so(matter) -> None:
    """An assessment that secures nothing leaves it to perish. R12"""
    matter.received()
    matter.do(c.Assess, severity="low", approach="核实")
    assert states(matter)["evidence-secured"] == "running"

    matter.do(c.Assess, severity="low", approach="核实", evidence=[Evidence("留样", where="冰箱")])

    assert states(matter)["evidence-secured"] == "met"


# ---- pausing ---------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("how", ["asked", "offered"])
def test_while_the_customer_owes_us_something_what_may_pause_does(matter, how) -> None:
    """And nothing else; it goes on where it stopped, with its cause on record. R16"""
    rules(matter, it={"pauses": ("waiting-for-customer",), "within": "4 h", "warn": "1 h"}, other={"within": "4 h"})
    matter.investigated()
    due, warn = clock(matter).due_at, clock(matter).warn_at
    matter.later(minutes=30)
    paused_at = matter.now

    matter.do(c.WaitForCustomer, question="小票号?") if how == "asked" else matter.offered()

    assert states(matter) == {"it": "paused", "other": "running"}
    assert (clock(matter).reason, clock(matter).paused_at) == ("waiting-for-customer", paused_at)
    matter.later(hours=10)
    matter.due()
    assert clock(matter).state == "paused"
    matter.do(c.HearCustomer, by=CUSTOMER, text="0042") if how == "asked" else matter.answered(accepted=True)
    assert (clock(matter).state, clock(matter).due_at, clock(matter).warn_at) == (
        "running",
        due + timedelta(hours=10),
        warn + timedelta(hours=10),
    )
    assert clock(matter).pauses == ((paused_at, matter.now, "waiting-for-customer"),)
    assert (clock(matter).paused_at, clock(matter).reason) == (None, None)


def test_a_pause_of_working_days_is_reckoned_in_working_days(matter) -> None:
    """By the calendar and to the end of day that the rule names. R16"""
    rules(
        matter,
        it={"within": "2 working days", "calendar": "office", "until": "midnight", "pauses": ("waiting-for-customer",)},
    )
    matter.received()
    matter.until("2026-11-23T09:00+08:00")
    matter.do(c.WaitForCustomer, question="小票号?")
    matter.until("2026-11-25T09:00+08:00")

    matter.do(c.HearCustomer, text="0042")

    assert clock(matter).due_at == datetime.fromisoformat("2026-11-26T00:00+08:00")
    assert "waiting" in clock(matter).explain("en")


def test_several_pauses_add_up(matter) -> None:
    """Each is kept. R16"""
    rules(matter, it={"within": "4 h", "pauses": ("waiting-for-customer",)})
    matter.received()
    due = clock(matter).due_at
    for _ in range(2):
        matter.do(c.WaitForCustomer, question="小票号?")
        matter.later(hours=2)
        matter.do(c.HearCustomer, text="等一下")

    assert clock(matter).due_at == due + timedelta(hours=4)
    assert len(clock(matter).pauses) == 2


@pytest.mark.parametrize(("minutes", "kept"), [(29, True), (30, False), (31, False)])
def test_a_warning_that_would_be_past_is_dropped(matter, minutes, kept) -> None:
    """When the time left is less than what is warned of. S4.2"""
    rules(matter, it={"within": "1 h", "warn": "30 min", "pauses": ("waiting-for-customer",)})
    matter.received()
    matter.later(minutes=minutes)
    matter.do(c.WaitForCustomer, question="小票号?")
    matter.later(hours=1)

    matter.do(c.HearCustomer, text="0042")

    assert (clock(matter).warn_at is not None) is kept


def test_without_a_warning_none_comes_of_a_pause(matter) -> None:
    """What was never warned of is not. S4.2"""
    rules(matter, it={"within": "1 h", "pauses": ("waiting-for-customer",)})
    matter.received()
    matter.do(c.WaitForCustomer, question="小票号?")
    matter.do(c.HearCustomer, text="0042")

    assert clock(matter).warn_at is None


def test_what_is_late_does_not_pause(matter) -> None:
    """A breach stays owed. R15"""
    rules(matter, it={"pauses": ("waiting-for-customer",)})
    matter.received()
    matter.later(hours=3)

    matter.do(c.WaitForCustomer, question="小票号?")

    assert states(matter) == {"it": "breached"}


def test_a_new_round_ends_a_pause(matter) -> None:
    """A refused plan goes on at once; what outlives the round runs again. R8"""
    rules(matter, it={"starts": "dispatched", "stops": ("dispatch-reported",), "pauses": ("waiting-for-customer",)})
    matter.resolved()
    matter.do(c.Dispatch, who="li", what="去看看")
    matter.case = matter.case.changed(
        deadlines=tuple(attrs.evolve(one, state="paused", cycle=2) for one in matter.case.deadlines if one.name == "it")
    )

    matter.do(c.AnswerSurvey, by=CUSTOMER, outcome=1, process=1)

    assert states(matter) == {"it": "running", "escalation-seen": "running"}
