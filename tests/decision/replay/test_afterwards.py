"""What is objected to, reckoned anew, answered late or kept beside: just these fields of a case change. R9, R15, F6"""

from __future__ import annotations

from datetime import timedelta

import pytest

from complaintkit import Remedy
from complaintkit.decision.replay import approval_of
from complaintkit.model import events as e
from complaintkit.model.case import Moment, Quote, Survey
from complaintkit.model.deadline import Deadline
from complaintkit.model.handover import Escalation, Handover
from complaintkit.model.vocabulary import Kind, State
from tests.decision.replay.folding import HOUR, REFUND, approval, changes, folded, plan, said


# ---- objections --------------------------------------------------------------------------------------------------------
def quote(matter, quoted, **fields) -> Quote:
    """Give what the customer is taken to have said."""
    usual = {"id": "q-1", "told_to": "chen", "via": "call", "at": matter.now - HOUR, "cycle": 1, "seq": 7}
    return Quote(quoted=quoted, **{**usual, "before": State.EXECUTING, **fields})


@pytest.mark.parametrize(
    ("quoted", "cycle", "back"),
    [
        ("withdrawn", 1, {"resolved_at": None}),
        ("settled", 1, {"resolved_at": None, "settled": False, "result": None, "apology": False}),
        ("satisfied", 1, {}),
        ("satisfied", 2, None),
        ("plan-refused", 1, None),
        ("dissatisfied", 1, None),
    ],
)
def test_what_they_did_not_say_ended_nothing(matter, quoted, cycle, back) -> None:
    """The case is as it stood, its result with it; what ended nothing, or an earlier round, brings nothing back. R9, R15"""
    ended = {
        "state": State.ARCHIVED,
        "archived_at": matter.now,
        "resolved_at": matter.now,
        "settled": True,
        "result": "换",
        "apology": True,
        "cycle": cycle,
    }
    filed = Moment(event="archived", at=matter.now, by="chen", seq=8)

    _, after = folded(
        matter,
        e.Objected(quote="q-1", quoted=quoted),
        quotes=(quote(matter, quoted),),
        moments=(*matter.case.moments, filed),
        **ended,
    )

    expected = ended if back is None else {**ended, "state": State.EXECUTING, "archived_at": None, **back}
    assert {name: getattr(after, name) for name in ended} == expected
    assert (filed in after.moments) is (back is None)
    assert after.quotes[0].objected_at == matter.now


@pytest.mark.parametrize(("before", "waits"), [(State.PLAN_OFFERED, True), (State.EXECUTING, False)])
def test_an_objection_takes_away_just_what_was_said(matter, before, waits) -> None:
    """The plan is unanswered again, that survey was not given, no clock goes by it; other words stay. R9"""
    given = quote(matter, "withdrawn", before=before, plan="p-1")
    mine, others, later = (
        Survey(cycle=1, at=at, answered_by=by)
        for at, by in ((given.at, "chen"), (given.at, "customer"), (matter.now, "chen"))
    )
    took, kept = (Moment(event="withdrawn", at=given.at, by="chen", seq=seq) for seq in (7, 6))
    plans = (plan(matter, accepted=True), plan(matter, "p-2", accepted=True))

    _, after = folded(
        matter,
        e.Objected(quote="q-1", quoted="withdrawn", text="我没说过"),
        by="customer",
        quotes=(given,),
        surveys=(mine, others, later),
        moments=(kept, took),
        plans=plans,
        waiting_for_customer=not waits,
    )

    assert after.surveys == (others, later)
    assert (kept in after.moments, took in after.moments) == (True, False)
    assert [one.accepted for one in after.plans] == [None, True]
    assert after.waiting_for_customer is waits
    assert after.entries[-1] == said(matter, "said", "我没说过", by="customer")


# ---- deadlines -----------------------------------------------------------------------------------------------------------
def deadline(matter, **fields) -> Deadline:
    """Give a deadline of an hour, which was warned of."""
    usual = {"id": "d-1", "name": "x", "title": {}, "started_at": matter.now, "due_at": matter.now + HOUR}
    return Deadline(**{**usual, "warned_at": matter.now, **fields})


@pytest.mark.parametrize(("warn", "again"), [(1, True), (0, False), (-1, False), (None, False)])
@pytest.mark.parametrize("about", ["h-1", None])
def test_a_deadline_with_another_date_is_warned_of_again(matter, warn, again, about) -> None:
    """Where that is yet to come; its offer lapses with it, no other. R15, F2"""
    until = matter.now + 3 * HOUR
    warn_at = None if warn is None else matter.now + timedelta(minutes=warn)
    offers = tuple(
        Handover(id=id_, case="A", giver="chen", receiver="li", reason="x", offered_at=matter.now, lapses_at=matter.now)
        for id_ in ("h-1", "h-2", "")
    )
    event = e.DeadlineMoved(deadline="d-1", rule="x", due_at=until, warn_at=warn_at)

    _, after = folded(
        matter, event, deadlines=(deadline(matter, for_=about), deadline(matter, id="d-2")), handovers=offers
    )

    assert (after.deadlines[0].due_at, after.deadlines[0].warn_at) == (until, warn_at)
    assert (after.deadlines[0].warned_at is None) is again
    assert after.deadlines[1] == deadline(matter, id="d-2")
    assert [one.lapses_at == until for one in after.handovers[:2]] == [about == "h-1", False]


def test_an_extension_is_what_it_is_longer_by(matter) -> None:
    """And it is warned of again. R15"""
    event = e.DeadlineExtended(deadline="d-1", rule="x", first_due_at=matter.now + HOUR, due_at=matter.now + 3 * HOUR)

    [found] = changes(matter, event, deadlines=(deadline(matter),))["deadlines"]

    assert (found.first_due_at, found.extended_by, found.warned_at) == (matter.now + HOUR, 2 * HOUR, None)


# ---- and what is kept beside ---------------------------------------------------------------------------------------------
def test_a_question_that_nobody_answered_in_time_waits_no_more(matter) -> None:
    """Its time is over by this entry itself. R16"""
    asked = Moment(event="waiting-for-customer", at=matter.now, by="chen", seq=9)

    assert changes(matter, e.CustomerSilent(), moments=(asked,), waiting_for_customer=True) == {
        "waiting_for_customer": False
    }


def test_another_kind_or_category(matter) -> None:
    """What is not said stays; a downgrade that was asked for stays asked where only the category changes. R5"""
    asked = {"reclassification": (Kind.INQUIRY, "chen"), "category": "food/sensory"}

    assert changes(matter, e.Reclassified(kind=Kind.INQUIRY), **asked) == {
        "kind": Kind.INQUIRY,
        "reclassification": None,
    }
    assert changes(matter, e.Reclassified(kind=Kind.COMPLAINT, category="contract"), **asked) == {
        "category": "contract"
    }
    assert changes(matter, e.Reclassified(kind=Kind.COMPLAINT), **asked) == {"reclassification": None}


def test_an_approval_is_used_by_the_promise_that_it_lets(matter) -> None:
    """Whoever approved it answers for it; no other approval is. F6"""
    held = (approval(matter, "a-0", remedies=(Remedy.apology(),)), approval(matter), approval(matter, "a-2"))

    found = changes(matter, e.Settled(agreed="in-person", facts="换", remedies=(REFUND,)), approvals=held)

    assert [one.used for one in found["approvals"]] == [False, True, False]
    assert [(one.giver, one.value) for one in found["promises"]] == [("shen", REFUND.value)]


@pytest.mark.parametrize(
    ("giver", "owner", "owners", "holds"),
    [
        ("chen", "chen", ("chen",), True),
        ("chen", "li", ("chen", "li"), True),  # whoever asked, though the case is another's
        ("li", "li", ("chen", "li"), True),  # who took it over
        ("li", "chen", ("chen", "li"), False),  # who had it before
        ("li", "li", ("sun", "li"), False),  # from somebody else
        ("shen", "shen", ("chen", "shen"), False),  # who approved it
    ],
)
def test_who_holds_an_approval(matter, giver, owner, owners, holds) -> None:
    """Its giver, and who took the case over from them, but for whoever approved it. F6, F2"""
    case = matter.case.changed(approvals=(approval(matter),), owner=owner, owners=owners)

    assert bool(approval_of(case, giver, (REFUND,))) is holds


def test_a_persons_data_are_restricted_and_free_again(matter) -> None:
    """As they wish. R13"""
    assert changes(matter, e.PersonRestricted(because="x")) == {"restricted": True}
    assert changes(matter, e.RestrictionLifted(), restricted=True) == {"restricted": False}


def test_what_was_acknowledged_stays_acknowledged_then(matter) -> None:
    """And whoever lost a contact is told no more, whatever comes after. R4, R13"""
    before = matter.now - HOUR
    assert changes(matter, e.Acknowledged(via="call"), acknowledged_at=before) == {}
    assert changes(matter, e.Acknowledged(via="call"), lost_messages={"o-1": "told"}, calls=("o-1",)) == {
        "acknowledged_at": matter.now,
        "lost_messages": {},
        "calls": (),
    }
    corrected = e.Corrected(corrected=("customer",), customer=matter.case.customer)
    assert folded(matter, corrected, contact_replaced=True)[1].contact_replaced


def test_a_pause_of_a_deadline_that_is_paused_goes_on(matter) -> None:
    """It stood still from its first moment on; it runs again with the reasons it had. R15, R16"""
    before = matter.now - HOUR
    paused = deadline(matter, state="paused", paused_at=before, why={"a": "b"})
    again = e.DeadlinePaused(deadline="d-1", rule="x", cause="waiting-for-customer")
    resumed = e.DeadlineResumed(deadline="d-1", rule="x", due_at=matter.now + HOUR)

    assert folded(matter, again, deadlines=(paused,))[1].deadlines[0].paused_at == before
    assert folded(matter, again, deadlines=(deadline(matter),))[1].deadlines[0].paused_at == matter.now
    assert folded(matter, resumed, deadlines=(paused,))[1].deadlines[0].why == {"a": "b"}


def test_who_receives_a_matter_after_its_time_was_over_says_so(matter) -> None:
    """The meeting stays due from when the group had it. F7"""
    had = matter.now - HOUR
    brought = Escalation(
        id="e-1", route="x", to="x", group=True, reason="x", raised_by="x", raised_at=had, received_at=had
    )

    [found] = changes(matter, e.EscalationReceived(escalation="e-1"), escalations=(brought,))["escalations"]

    assert (found.received_at, found.received_by) == (had, "chen")


def test_what_was_missing_is_added(matter) -> None:
    """In which shifts it happened, where that is known by now. S4.1"""
    found = changes(matter, e.Completed(fields={"b": "2"}, shifts=("early",)), fields={"a": "1"})

    assert (found["fields"], found["shifts"]) == ({"a": "1", "b": "2"}, ("early",))
    assert "shifts" not in changes(matter, e.Completed(), shifts=("late",))


def test_the_first_docket_of_a_number(matter) -> None:
    """Whatever others there are. R19"""
    [found] = changes(matter, e.DocketRecorded(number="D-1", authority="court"))["authority_cases"]

    assert (found.docket.number, found.seq, found.recorded_at) == ("D-1", matter.case.seq + 1, matter.now)


@pytest.mark.parametrize(("late", "state"), [(True, "breached"), (False, "running")])
def test_a_deadline_that_was_not_met_after_all_runs_or_is_breached(matter, late, state) -> None:
    """As it was before. R15, R9"""
    met = deadline(matter, state="met", met_at=matter.now, reason="x", breached_at=matter.now if late else None)

    [found] = changes(matter, e.DeadlineRestored(deadline="d-1", rule="x"), deadlines=(met,))["deadlines"]

    assert (found.state, found.met_at, found.reason) == (state, None, None)


def test_a_clocks_own_events_are_no_moments(matter) -> None:
    """No clock goes by another's. R15"""
    event = e.DeadlineBreached(deadline="d-1", rule="x", due_at=matter.now, noticed_at=matter.now)

    case, after = folded(matter, event, deadlines=(deadline(matter),))

    assert after.moments == case.moments


def test_an_objection_without_words_says_nothing_more(matter) -> None:
    """Nothing is added to what was said. R9"""
    found = changes(matter, e.Objected(quote="q-1", quoted="plan-refused"), quotes=(quote(matter, "plan-refused"),))

    assert "entries" not in found


def test_fields_of_a_form_are_added_to(matter) -> None:
    """By facts, too. S0.5"""
    assert folded(matter, e.FactsRecorded(fields={"b": "2"}), fields={"a": "1"})[1].fields == {"a": "1", "b": "2"}
