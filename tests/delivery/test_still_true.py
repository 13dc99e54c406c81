"""Whether a message is still true when its turn comes: for each thing it may tell of, what makes it untrue. R18"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import attrs
import pytest

from complaintkit import Money, Remedy
from complaintkit.decision.survey import lapses_at
from complaintkit.delivery.message._truth import why_untrue
from complaintkit.delivery.message.occasion import Occasion
from complaintkit.model import events as e
from complaintkit.model.case import Entry, Quote, Survey
from complaintkit.model.deadline import Deadline
from complaintkit.model.handover import Advice, Dispatch, Escalation, Handover
from complaintkit.model.plan import Plan, PlannedMeasure
from complaintkit.model.remedy import PromisedRemedy
from complaintkit.model.vocabulary import Kind, Severity, State
from complaintkit.playbook.vocabulary import EVENTS, TRIGGERS
from complaintkit.testing import FakeClock

ENDS = {"settled", "resolved", "archived", "withdrawn", "cleared-up", "referred"}
AFTER = {
    "told", "customer-quoted", "merged", "survey-due", "survey-answered", "follow-up-recorded", "plan-refused-finally", "praised",
}  # fmt: skip
NEW_OWNER = e.OwnerChanged(owner="li", previous="chen")
NEW_ROUND = e.NewCycle(cycle=2, cause="dissatisfied")
NOW = FakeClock("2026-11-21T10:00+08:00").now()
HEARD = e.CustomerHeard(text="还没好")
RESOLVED = e.Resolved(result="已换货")
ANSWERED = e.PlanAnswered(plan="P-1", accepted=True)
ASSESSED = e.Assessed(severity=Severity.NORMAL)


@pytest.mark.parametrize("on", sorted(EVENTS | TRIGGERS | {"told"}))
def test_a_filed_case_tells_of_its_end_and_of_what_follows(occasion: Callable[..., Occasion], on: str) -> None:
    """What belongs to the work ends with it; an alarm does not. S0.8, R18"""
    why = why_untrue(occasion(on=on, later=[e.Archived(because="done")]))

    assert (why == "the case was archived") is (on not in ENDS | AFTER | {"alarm-raised"})


@pytest.mark.parametrize("kind", list(Kind))
@pytest.mark.parametrize("to", ["customer", "li"])
def test_thanks_for_what_is_no_complaint_outlive_filing(occasion: Callable[..., Occasion], kind: Kind, to: str) -> None:
    """It is filed at once; but staff are asked for nothing any more. S2.4"""
    why = why_untrue(occasion(to=to, kind=kind, later=[e.Archived(because="done")]))

    assert (why is None) is (to == "customer" and kind is not Kind.COMPLAINT)


@pytest.mark.parametrize("on", sorted(EVENTS | TRIGGERS | {"told"}))
def test_of_a_withdrawn_case_only_an_alarm_is_true(occasion: Callable[..., Occasion], on: str) -> None:
    """A hazard stays one. R18"""
    why = why_untrue(occasion(on=on, later=[e.Withdrawn()]))

    assert why == (None if on == "alarm-raised" else "the case was withdrawn")


@pytest.mark.parametrize(
    ("on", "later", "why"),
    [
        ("handover-accepted", NEW_OWNER, "somebody else is responsible by now"),
        ("handover-declined", NEW_OWNER, "somebody else is responsible by now"),
        ("handover-lapsed", NEW_OWNER, "somebody else is responsible by now"),
        ("handover-ruled", NEW_OWNER, "somebody else is responsible by now"),
        ("owner-changed", NEW_OWNER, "somebody else is responsible by now"),
        ("plan-agreed", NEW_OWNER, "somebody else is responsible by now"),
        ("plan-agreed", NEW_ROUND, "another round has begun"),
        ("plan-agreed", RESOLVED, "it is put right by now"),
        ("assessed", ASSESSED, "it was assessed anew"),
        ("resolved", NEW_ROUND, "another round has begun"),
        ("settled", NEW_ROUND, "another round has begun"),
        ("cleared-up", NEW_ROUND, "another round has begun"),
        ("survey-due", NEW_ROUND, "another round has begun"),
        ("waiting-for-customer", NEW_ROUND, "another round has begun"),
        ("customer-reminded", NEW_ROUND, "another round has begun"),
        ("customer-silent", NEW_ROUND, "another round has begun"),
        ("waiting-for-customer", HEARD, "the customer was heard"),
        ("customer-reminded", HEARD, "the customer was heard"),
        ("customer-silent", HEARD, "the customer was heard"),
        ("waiting-for-customer", ANSWERED, "the customer was heard"),
        ("customer-reminded", ANSWERED, "the customer was heard"),
        ("customer-silent", ANSWERED, "the customer was heard"),
    ],
)  # fmt: skip
def test_what_happened_since_makes_it_untrue(occasion, on: str, later: e.Happened, why: str) -> None:
    """Only what came after it, and only what overtakes it."""
    states = {"waiting_for_customer": True}

    assert why_untrue(occasion(on=on, to="li", **states)) is None
    assert why_untrue(occasion(later, on=on, to="li", **states)) is None, "it is the event that the message tells of"
    assert why_untrue(occasion(on=on, to="li", later=[ASSESSED if on != "assessed" else HEARD], **states)) is None
    assert why_untrue(occasion(on=on, to="li", later=[later], **states)) == why


@pytest.mark.parametrize("on", ["waiting-for-customer", "customer-reminded"])
def test_nobody_is_asked_for_what_nobody_waits_for(occasion, on: str) -> None:
    """Nor reminded of it."""
    assert why_untrue(occasion(on=on, waiting_for_customer=False)) == "nothing is waited for any more"
    assert why_untrue(occasion(on=on, waiting_for_customer=True)) is None


def test_that_a_customer_is_silent_is_true_when_nobody_waits_any_more(occasion) -> None:
    """Silence ends the waiting."""
    assert why_untrue(occasion(on="customer-silent", waiting_for_customer=False)) is None


Matters = Callable[[Occasion], dict[str, Any]]


def escalated(occasion: Occasion) -> dict[str, Any]:
    """A matter that a group has before it."""
    matter: dict[str, Any] = {"route": "up", "to": "hu", "group": False, "reason": "beyond-skill", "raised_by": "chen"}
    return {"escalations": (Escalation(id="x-1", raised_at=occasion.now, **matter),)}


def advice(occasion: Occasion) -> dict[str, Any]:
    """A question that waits."""
    return {"advice": (Advice(id="x-1", asked_by="chen", of="li", question="能退吗", asked_at=occasion.now),)}


def dispatched(occasion: Occasion) -> dict[str, Any]:
    """Somebody on the way."""
    return {"dispatches": (Dispatch(id="x-1", by="chen", who="li", what="封存", at=occasion.now),)}


def quoted(occasion: Occasion) -> dict[str, Any]:
    """Words of the customer's, as taken down."""
    said: dict[str, Any] = {
        "quoted": "settled",
        "told_to": "chen",
        "via": "phone",
        "cycle": 1,
        "before": State.RECEIVED,
    }
    return {"quotes": (Quote(id="x-1", at=occasion.now, **said),)}


def offered(occasion: Occasion) -> dict[str, Any]:
    """An offer that waits for an answer."""
    times: dict[str, Any] = {"offered_at": occasion.now, "lapses_at": occasion.now}
    given: dict[str, Any] = {"case": "C-1", "giver": "chen", "receiver": "li", "reason": "beyond-skill"}
    return {"handovers": (Handover(id="x-1", **given, **times),)}


def asking(id_: str, on: str) -> e.Happened:
    """The event that names one of them."""
    match on:
        case "escalated":
            return e.Escalated(escalation=id_, route="up", to="hu", group=False, reason="beyond-skill")
        case "escalation-received":
            return e.EscalationReceived(escalation=id_)
        case "advice-asked":
            return e.AdviceAsked(advice=id_, of="li")
        case "dispatched":
            return e.Dispatched(dispatch=id_, who="li")
        case "handover-offered":
            given: dict[str, Any] = {"giver": "chen", "receiver": "li", "reason": "beyond-skill"}
            return e.HandoverOffered(handover=id_, lapses_at=NOW, **given)
        case _:
            return e.CustomerQuoted(quote=id_, quoted="settled", told_to="chen", via="phone", before=State.RECEIVED)


@pytest.mark.parametrize(
    ("on", "matters", "done", "why"),
    [
        ("escalated", escalated, "decided_at", "the matter was decided"),
        ("escalation-received", escalated, "decided_at", "the matter was decided"),
        ("advice-asked", advice, "answered_at", "the question needs no answer any more"),
        ("dispatched", dispatched, "done_at", "the report is there"),
        ("customer-quoted", quoted, "objected_at", "the customer objected already"),
        ("handover-offered", offered, "state", "the handover needs no answer any more"),
    ],
)
def test_what_was_asked_is_true_until_it_is_answered(occasion, on: str, matters: Matters, done: str, why: str) -> None:
    """That one, whatever became of others."""
    (named, waiting), = matters(occasion()).items()  # fmt: skip
    answered = tuple(attrs.evolve(one, **{done: "declined" if done == "state" else NOW}) for one in waiting)
    others = tuple(attrs.evolve(one, id="x-2") for one in waiting)

    def told(*found: Any) -> str | None:
        return why_untrue(occasion(asking("x-1", on), on=on, to="li", **{named: found}))

    assert told(*waiting) is None
    assert told(*others, *waiting) is None
    assert told(*answered) == told(*answered, *others) == told(*others) == why


@pytest.mark.parametrize(
    ("waits", "later", "why"),
    [
        (True, [], None),
        (True, [NEW_OWNER], "somebody else is responsible by now"),
        (False, [], "the customer has an answer"),
        (False, [NEW_OWNER], "the customer has an answer"),
    ],
)
def test_words_of_the_customers_are_brought_to_whoever_has_to_answer(occasion, waits, later, why) -> None:
    """While they wait for an answer, and to nobody who has given the case away."""
    heard = occasion(HEARD, on="customer-heard", to="chen", later=later)
    id_ = f"{heard.case.number}-w{heard.row.seq if waits else 0}"
    words = Entry(kind="said", by="customer", at=heard.now, text="还没好", id=id_)
    found = occasion(HEARD, on="customer-heard", to="chen", later=later, unanswered=(words,))

    assert why_untrue(found) == why


@pytest.mark.parametrize(
    ("changes", "why"), [({}, None), ({"who": "chen"}, "it was done"), ({"done_at": NOW}, "it was done")]
)
def test_a_measure_is_assigned_to_whoever_has_still_to_do_it(occasion, changes: dict[str, Any], why) -> None:
    """Not to others, nor when it is done. S0.7"""
    task = PlannedMeasure(id="m-1", what="换货", who="li", due=NOW)
    other = attrs.evolve(task, id="m-2", who="chen")
    given = occasion(on="measure-assigned", to="li", measures=(attrs.evolve(task, **changes), other))

    assert why_untrue(given) == why
    assert why_untrue(attrs.evolve(given, case=given.case.changed(resolved_at=NOW))) == "it was done"


@pytest.mark.parametrize("kind", list(Kind))
def test_praise_is_passed_on_while_it_is_praise(occasion, kind: Kind) -> None:
    """Taken down as another kind since, it is none. S2.4"""
    assert why_untrue(occasion(on="praised", to="li", kind=kind)) == (
        None if kind is Kind.PRAISE else "it is no praise any more"
    )


def test_a_survey_is_asked_once(occasion) -> None:
    """Whoever has answered is not asked. S1.10"""
    asked = Survey(cycle=1, outcome=5, process=4)

    assert why_untrue(occasion(on="survey-due")) is None
    assert why_untrue(occasion(on="survey-due", surveys=(asked,))) == "the customer has answered"


@pytest.mark.parametrize(
    ("plans", "cycle", "why"),
    [
        ([("P-1", None)], 1, None),
        ([("P-0", False), ("P-1", None)], 1, None),
        ([("P-1", True)], 1, "the plan was answered"),
        ([("P-1", False)], 1, "the plan was answered"),
        ([("P-1", None), ("P-2", None)], 1, "there is a newer plan"),
        ([("P-1", None)], 2, "there is a newer plan"),
        ([], 1, "there is a newer plan"),
    ],
)
def test_only_the_rounds_newest_plan_asks_for_an_answer(occasion, plans, cycle: int, why: str | None) -> None:
    """While it has none; one of an earlier round is over, whether another was made or not. R8"""
    made = tuple(Plan(id=id_, measures=(), accepted=accepted, cycle=1) for id_, accepted in plans)

    assert why_untrue(occasion(e.PlanOffered(plan="P-1"), on="plan-offered", plans=made, cycle=cycle)) == why


@pytest.mark.parametrize("later", [e.Settled(agreed="in-person"), e.Resolved(), e.ClearedUp()])
def test_only_the_customer_is_spared_the_promise_of_what_they_have(occasion, later: e.Happened) -> None:
    """Staff may read that it was assessed all the same."""
    assert why_untrue(occasion(on="assessed", later=[later])) == "it is put right by now"
    assert why_untrue(occasion(on="assessed", to="li", later=[later])) is None
    assert why_untrue(occasion(on="assessed")) is None, "it is not put right yet"


@pytest.mark.parametrize(("to", "why"), [("customer", "the customer has the result"), ("li", None)])
def test_whoever_has_the_result_hears_of_no_new_owner(occasion, to: str, why: str | None) -> None:
    """The new owner does. F9"""
    assert why_untrue(occasion(on="owner-changed", to=to, resolved_at=NOW)) == why


@pytest.mark.parametrize(("on", "state"), [("deadline-warned", "running"), ("deadline-breached", "breached")])
def test_a_deadline_is_told_of_while_it_stands_so(occasion, on: str, state: str) -> None:
    """A warning while it runs, a breach until it is done; that one, whatever became of others."""
    event: e.Happened = e.DeadlineWarned(deadline="d-1", rule="assess")
    if on == "deadline-breached":
        event = e.DeadlineBreached(deadline="d-1", rule="assess", due_at=NOW, noticed_at=NOW)
    running = Deadline(id="d-1", name="assess", title={}, started_at=NOW, due_at=NOW)
    standing = {"running": running, "breached": attrs.evolve(running, state="breached")}
    ended = attrs.evolve(running, state="met")
    other = attrs.evolve(standing[state], id="d-2")

    def told(*found: Deadline) -> str | None:
        return why_untrue(occasion(event, on=on, to="li", deadlines=found))

    assert told(standing[state]) is None
    assert told(other, standing[state]) is None
    assert told(ended) == told(ended, other) == told(other) == told() == "the deadline is not owed any more"
    assert told(*(one for name, one in standing.items() if name != state)) == "the deadline is not owed any more"


@pytest.mark.parametrize(
    ("asked", "category", "why"),
    [({"food/spoiled": None}, "food/spoiled", None), ({"food/spoiled": NOW}, "food/spoiled", "it was done")],
)
def test_first_handling_is_asked_for_until_it_is_done(occasion, asked, category: str, why: str | None) -> None:
    """Who is to do it at once hears of it while it is owed. S1.7"""
    found = occasion(on="first-handling-asked", to="li", category=category, first_handlings=asked)

    assert why_untrue(found) == why


@pytest.mark.parametrize(
    ("on", "why"), [("merged", "it goes on by its own number"), ("unmerged", "it is a duplicate again")]
)
def test_a_duplicate_is_told_of_as_it_stands(occasion, on: str, why: str) -> None:
    """By whose number it goes on, while it does. R14"""
    duplicate = {"links": {"C-9": "duplicate"}, "filed_in": State.RECEIVED, "state": State.ARCHIVED}
    stands, not_any_more = (duplicate, {}) if on == "merged" else ({}, duplicate)

    assert why_untrue(occasion(on=on, **stands)) is None
    assert why_untrue(occasion(on=on, **not_any_more)) == why


def test_words_that_wait_are_looked_for_among_others(occasion) -> None:
    """Several may wait."""
    heard = occasion(HEARD, on="customer-heard", to="chen")
    words = [
        Entry(kind="said", by="customer", at=heard.now, text="还没好", id=f"{heard.case.number}-w{seq}")
        for seq in (heard.row.seq, heard.row.seq + 1)
    ]

    assert why_untrue(occasion(HEARD, on="customer-heard", to="chen", unanswered=tuple(words))) is None


def test_who_waits_for_the_result_hears_of_a_new_owner(occasion) -> None:
    """Until they have it. F9"""
    assert why_untrue(occasion(on="owner-changed", to="customer", resolved_at=None)) is None


@pytest.mark.parametrize(("minutes", "why"), [(-1, None), (0, "the survey has lapsed"), (1, "the survey has lapsed")])
def test_a_survey_that_has_lapsed_is_not_asked(occasion, minutes: int, why: str | None) -> None:
    """To the minute. S1.10"""
    found = occasion(on="survey-due", resolved_at=NOW)
    until = lapses_at(found.facts, found.case)
    assert until is not None
    facts = attrs.evolve(found.facts, now=until + timedelta(minutes=minutes))

    assert why_untrue(attrs.evolve(found, facts=facts)) == why


TWENTY = Remedy.coupon(Money(20, "CNY"), valid_days=30)


def promised(coupon: str | None, state: str) -> PromisedRemedy:
    """A coupon that was promised, and what became of it."""
    return PromisedRemedy(id=f"p-{coupon}", remedy=TWENTY, giver="chen", at=NOW, state=state, coupon=coupon)


@pytest.mark.parametrize("state", ["given", "parked", "reversed"])
@pytest.mark.parametrize("coupon", ["this", "another"])
def test_a_coupon_is_brought_until_it_is_taken_back(occasion: Callable[..., Occasion], coupon: str, state: str) -> None:
    """This one, not another of the case: its code is worth nothing from then on. F6, S4.11"""
    held = (
        promised("this", state if coupon == "this" else "given"),
        promised("another", state),
        promised(None, "reversed"),
    )
    minted = e.CouponMinted(coupon="this", remedy=TWENTY, valid_until=NOW + timedelta(days=30))

    why = why_untrue(occasion(minted, on="coupon-minted", promises=held))

    assert why == ("the coupon was taken back" if (coupon, state) == ("this", "reversed") else None)
    assert why_untrue(occasion(minted, on="coupon-minted", promises=())) is None
