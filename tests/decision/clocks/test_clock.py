"""Deadlines: what starts them and from when, whom they bind, to the minute; another kind, another place. F7, R1, R5, R15"""

from __future__ import annotations

from datetime import datetime, timedelta

import attrs
import pytest

from complaintkit import Customer
from complaintkit.decision import as_of_now, record
from complaintkit.model import commands as c
from complaintkit.model import events as e
from complaintkit.model.actor import CUSTOMER
from complaintkit.model.due import Within
from complaintkit.model.vocabulary import Kind
from tests.decision.clocks.ruling import clock, rules, states

NOBODY = Customer.anonymous(no_contact_because="refused")
AROUND = pytest.mark.parametrize(
    ("minutes", "past"), [(-1, False), (0, True), (1, True)], ids=["before", "at", "after"]
)


# ---- to the minute ---------------------------------------------------------------------------------------------------
def test_a_deadline_is_named_by_its_rule_and_its_line(matter) -> None:
    """So that each round's has a name of its own. R15"""
    rules(matter, it={})

    matter.received()

    places = [place for place, line in enumerate(matter.draft.lines, 1) if line.event.name == "deadline-started"]
    assert clock(matter).id in {f"it-{place}" for place in places}


@AROUND
def test_it_is_late_at_its_minute(matter, minutes, past) -> None:
    """Not a minute before; due at that time, noticed when somebody looked. R15"""
    rules(matter, it={})
    matter.received()
    due = clock(matter).due_at
    matter.later(hours=2, minutes=minutes)

    matter.due()

    assert clock(matter).state == ("breached" if past else "running")
    assert clock(matter).breached_at == (due if past else None)
    assert clock(matter).noticed_at == (matter.now if past else None)


@AROUND
def test_a_warning_goes_out_at_its_minute(matter, minutes, past) -> None:
    """So long before, once, and not when it is late already. S4.2"""
    rules(matter, it={"warn": "30 min"})
    matter.received()
    matter.later(hours=1, minutes=30 + minutes)

    matter.due()

    assert ("deadline-warned" in matter.happened) is past
    assert (clock(matter).warned_at is not None) is past
    if past:
        matter.due()
        assert matter.happened == []
        matter.later(hours=1)
        matter.due()
        assert matter.happened == ["deadline-breached"]


def test_without_a_warning_none_goes_out(matter) -> None:
    """Nothing happens until it is due. S4.2"""
    rules(matter, it={})
    matter.received()
    matter.later(hours=1, minutes=59)

    matter.due()

    assert matter.happened == []
    assert clock(matter).warn_at is None


@pytest.mark.parametrize(("warn", "kept"), [("119 min", True), ("2 h", False), ("3 h", False)])
def test_a_warning_comes_after_the_start(matter, warn, kept) -> None:
    """One that would go out with it, or before, says nothing. S4.2"""
    rules(matter, it={"warn": warn})

    matter.received()

    assert (clock(matter).warn_at is not None) is kept


@pytest.mark.parametrize(("minutes", "state"), [(-1, "met"), (0, "met"), (1, "met-late")])
def test_what_is_done_in_its_last_minute_is_done_in_time(matter, minutes, state) -> None:
    """A breach is on record before it is met late, also where nobody had noticed. R15"""
    rules(matter, it={"stops": ("answer-recorded",)})
    matter.received(kind="inquiry")
    matter.until((clock(matter).due_at + timedelta(minutes=minutes)).isoformat())

    matter.made(record(matter.case, matter.facts(), e.AnswerRecorded(text="八点", resolves=True)))

    assert clock(matter).state == state
    assert ("deadline-breached" in matter.happened) is (state == "met-late")


def test_a_breach_is_noticed_once_and_stays(matter) -> None:
    """Met late, it was late all the same; nothing notices it again. R15"""
    rules(matter, it={"stops": ("told",)})
    matter.received()
    matter.later(hours=3)
    matter.do(c.Note, text="忙")
    assert matter.happened == ["deadline-breached", "noted"]
    assert matter.draft.lines[0].by == "system:desk"

    matter.do(c.Tell, text="正在核实")

    assert matter.happened.count("deadline-breached") == 0
    assert (clock(matter).state, clock(matter).breached_at is not None) == ("met-late", True)
    matter.later(hours=3)
    matter.due()
    assert matter.happened == []


def test_what_fell_due_is_noticed_in_the_order_it_fell_due(matter) -> None:
    """The first of them first, whichever was written first. R15"""
    rules(matter, late={"within": "3 h"}, early={"within": "1 h"})
    matter.received()
    matter.later(hours=5)

    matter.due()

    assert [line.event.rule for line in matter.draft.lines] == ["early", "late"]


def test_looking_changes_nothing(matter) -> None:
    """A case shows what is late, though no worker has noticed; its version is what it was. S2.12"""
    rules(matter, it={})
    case = matter.received()
    matter.later(hours=3)

    shown = as_of_now(case, matter.facts())

    assert shown.deadlines[0].state == "breached"
    assert (shown.version, shown.seq) == (case.version, case.seq)
    assert case.deadlines[0].state == "running"


# ---- from when -------------------------------------------------------------------------------------------------------
def test_it_runs_from_when_the_customer_spoke(matter) -> None:
    """Whoever typed it in later; what starts with a later event runs from that. R1"""
    rules(matter, it={}, other={"starts": "acknowledged"})
    spoke = matter.now - timedelta(minutes=50)
    matter.received(received_at=spoke)
    assert clock(matter).started_at == spoke

    matter.later(minutes=5)
    matter.do(c.Acknowledge)

    assert clock(matter, "other").started_at == matter.now


def test_a_next_round_runs_from_its_own_beginning(matter) -> None:
    """Where a playbook gives it no time of its own it has that of the first, from intake to the result. R8"""
    rules(matter, it={}, other={"stops": ("told",)}, later={"starts": "assessed"}, goods={"categories": ("service",)})
    matter.resolved()
    matter.later(hours=30)

    matter.do(c.AnswerSurvey, by=CUSTOMER, outcome=1, process=1)

    again = [one.name for one in matter.case.deadlines if one.cycle == 2]
    assert again == ["it", "escalation-seen"]  # the dissatisfied go before the group
    assert clock(matter).started_at == matter.now


def test_a_next_round_may_have_a_time_of_its_own(matter) -> None:
    """Then that of the first is not started again. R8"""
    rules(matter, it={}, again={"starts": "new-cycle", "within": "1 h"})
    matter.resolved()

    matter.do(c.AnswerSurvey, by=CUSTOMER, outcome=1, process=1)

    assert [one.name for one in matter.case.deadlines if one.cycle == 2] == ["again", "escalation-seen"]


def test_what_is_settled_on_the_spot_is_resolved_too(matter) -> None:
    """It is followed up and filed in time. R17, S1.10"""
    rules(
        matter, it={"starts": "resolved", "stops": ("archived",)}, other={"starts": "settled", "stops": ("archived",)}
    )
    matter.received()

    matter.do(c.Settle, facts="当场换货", agreed="in-person")

    assert states(matter) == {"it": "running", "other": "running"}


@pytest.mark.parametrize(("category", "minutes"), [("food/sensory", 30), ("service/attitude", 60), ("contract", None)])
def test_a_category_may_have_its_own_time(matter, category, minutes) -> None:
    """That of what is done at once; where nothing is, there is no such deadline. S1.7"""
    rules(matter, it={"within": "of category"})

    matter.received(category=category)

    found = [(one.due_at - one.started_at) for one in matter.case.deadlines if one.name == "it"]
    assert found == ([timedelta(minutes=minutes)] if minutes else [])


def test_it_says_why_it_is_due_then(matter) -> None:
    """Its title, its time and how it was reckoned stay with it. R16"""
    rules(matter, it={"within": "2 working days", "calendar": "office", "until": "midnight", "title": {"en": "Result"}})

    matter.received()

    found = clock(matter)
    assert (found.title, found.within) == ({"en": "Result"}, "2 working days")
    assert "until midnight" in found.explain("en")
    assert found.due_at == datetime.fromisoformat("2026-11-25T00:00+08:00")


def test_working_days_end_at_the_close_unless_the_rule_says_otherwise(matter) -> None:
    """By the named calendar, else by the unit's own. R16"""
    rules(matter, it={"within": "2 working days", "calendar": "office"}, other={"within": "2 working days"})

    matter.received()

    assert clock(matter).due_at == datetime.fromisoformat("2026-11-24T17:30+08:00")
    assert clock(matter, "other").due_at == datetime.fromisoformat("2026-11-24T00:00+08:00")


# ---- whom it binds ---------------------------------------------------------------------------------------------------
def test_it_binds_its_kinds_and_categories(matter) -> None:
    """A category includes what is below it. S1.6"""
    rules(
        matter, food={"categories": ("food",)}, service={"categories": ("service",)}, inquiry={"kinds": (Kind.INQUIRY,)}
    )

    matter.received()

    assert states(matter) == {"food": "running"}


def test_who_can_not_be_reached_need_not_be_told(matter) -> None:
    """What takes the customer is waived with that reason; what does not runs on. R2"""
    stops = ("acknowledged", "survey-answered", "follow-up-recorded", "plan-answered")
    rules(matter, **{one.replace("-", "_"): {"stops": (one,)} for one in stops}, it={})

    matter.received(customer=NOBODY)

    assert states(matter) == {**{one.replace("-", "_"): "waived" for one in stops}, "it": "running"}
    assert {one.reason for one in matter.case.deadlines if one.state == "waived"} == {"no-contact"}
    matter.received()
    assert set(states(matter).values()) == {"running"}


def test_a_contact_that_is_still_to_come_waives_nothing(matter) -> None:
    """Nobody has said that there is none. R2"""
    rules(matter, it={"stops": ("acknowledged",)})

    matter.received(customer=Customer(name="王芳"))

    assert states(matter) == {"it": "running"}


# ---- another kind or category ----------------------------------------------------------------------------------------
def test_what_becomes_a_complaint_owes_what_a_complaint_owes(matter) -> None:
    """From when it was received, as far as it is not done; once. R5"""
    complaint = {"kinds": (Kind.COMPLAINT,)}
    rules(
        matter,
        it=complaint,
        registered={**complaint, "starts": "registered"},
        told={**complaint, "starts": "acknowledged"},
        assessed={**complaint, "starts": "assessed"},
        done={**complaint, "stops": ("acknowledged",)},
        service={**complaint, "categories": ("service",)},
        both={},
        inquiry={"kinds": (Kind.INQUIRY,)},
    )
    matter.received(kind="inquiry")
    matter.do(c.Acknowledge)
    spoke = matter.now
    matter.later(hours=1)

    matter.do(c.Reclassify, kind="complaint")

    assert states(matter) == {
        "both": "running",
        "inquiry": "cancelled",
        "it": "running",
        "registered": "running",
        "told": "running",
    }
    assert [one.name for one in matter.case.deadlines].count("both") == 1
    assert clock(matter).started_at == spoke
    assert clock(matter, "inquiry").reason == "reclassified"


def test_what_is_over_owes_nothing_more(matter) -> None:
    """A case that was answered does not begin again because it is called otherwise. R5"""
    rules(matter, it={"kinds": (Kind.COMPLAINT,)})
    matter.received(kind="inquiry")
    matter.do(c.Resolve, result="八点", decisions={"1": ("not-upheld", "查无此事")})

    matter.made(record(matter.case, matter.facts(), e.Reclassified(kind=Kind.COMPLAINT, category=None, reason=None)))

    assert states(matter) == {}


def test_another_category_has_other_deadlines(matter) -> None:
    """Those of the old one end, those of the new begin. R5"""
    rules(matter, food={"categories": ("food",)}, service={"categories": ("service",)}, both={})
    matter.received()

    matter.do(c.Reclassify, category="service/attitude")

    assert states(matter) == {"food": "cancelled", "both": "running", "service": "running"}


def test_a_date_of_its_own_outlives_another_kind(matter) -> None:
    """What no playbook reckons goes on. R12"""
    matter.received()

    matter.do(c.Reclassify, category="food/spoiled")

    assert states(matter)["evidence-secured"] == "running"


# ---- at another place, put off ---------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("state", "fields", "due"),
    [
        ("running", {"unit": "softpark"}, "2026-11-23T10:30+08:00"),
        ("breached", {"unit": "softpark"}, "2026-11-21T14:00+08:00"),
        ("running", {"channel": "email"}, "2026-11-21T14:00+08:00"),
    ],
)
def test_at_another_place_its_hours_count(matter, state, fields, due) -> None:
    """What runs has another date, which says why; a breach stays one, and what is corrected beside it moves nothing. R15"""
    units = matter.organisation.units
    office = attrs.evolve(units["softpark"], calendar="office")
    matter.organisation = attrs.evolve(matter.organisation, units={**units, "softpark": office})
    rules(matter, it={"within": "2 working hours"})
    matter.received()
    if state == "breached":
        matter.later(hours=3)
        matter.due()

    matter.do(c.Correct, reason="写错了", **fields)

    found = clock(matter)
    assert (found.state, found.due_at) == (state, datetime.fromisoformat(due))
    moved = [line.event for line in matter.draft.lines if line.event.name == "deadline-moved"]
    assert [(one.due_at, bool(one.why)) for one in moved] == ([(found.due_at, True)] if "23T" in due else [])


@pytest.mark.parametrize("warn", ["1 h", None])
def test_what_was_put_off_stays_put_off_over_a_pause(matter, warn) -> None:
    """It is due by both later, and warned of as long before. S3.1, R16"""
    day = timedelta(days=1)
    pausing = {"within": "24 h", "warn": warn, "pauses": ("waiting-for-customer",), "extendable": Within.parse("24 h")}
    rules(matter, it=pausing)
    matter.investigated()
    first = clock(matter).due_at
    matter.do(c.ExtendDeadline, by="shen", deadline="it", until=day, reason="等检测报告", text="明天答复")
    matter.do(c.WaitForCustomer, question="发票号码？")
    matter.later(hours=3)

    matter.do(c.HearCustomer, text="B12")

    due = first + day + timedelta(hours=3)
    assert (clock(matter).due_at, clock(matter).warn_at) == (due, due - timedelta(hours=1) if warn else None)
