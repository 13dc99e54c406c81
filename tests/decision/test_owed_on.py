"""Who owes what on a case as it stands: each thing, whose it is, since when and until when, and when it is owed no more. S0.12"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import attrs
import pytest

from complaintkit import Docket, Money, Remedy
from complaintkit.decision.duty import Owed, owed_on
from complaintkit.model.case import Entry
from complaintkit.model.deadline import Deadline
from complaintkit.model.docket import AuthorityCase
from complaintkit.model.duty import DutyKind
from complaintkit.model.handover import Advice, Dispatch, Escalation, Handover
from complaintkit.model.plan import PlannedMeasure
from complaintkit.model.remedy import Approval, PromisedRemedy
from complaintkit.model.vocabulary import Kind, State

HOUR = timedelta(hours=1)


@pytest.fixture
def matter(matter):
    """A dispute about a contract that chen has; an hour later. Nobody takes such a thing first, or has to look at once."""
    contract = attrs.evolve(matter.playbook.categories["contract"], first_taken_by=None)
    matter.rule(categories={**matter.playbook.categories, "contract": contract})
    matter.received(category="contract")
    matter.later(hours=1)
    return matter


def owed(matter, what: DutyKind, **fields: Any) -> list[Owed]:
    """Give what is owed of a kind, where these fields of the case are so."""
    return [one for one in owed_on(matter.facts(), matter.case.changed(**fields)) if one.what is what]


def due(matter, ref: str | None, *hours: int, name: str = "x") -> tuple[Deadline, ...]:
    """Give deadlines that run for something, in so many hours; and one of something else that comes sooner."""
    running = [
        Deadline(id=f"d-{one}", name=name, title={}, started_at=matter.now, due_at=matter.now + one * HOUR, for_=ref)
        for one in hours
    ]
    other = Deadline(id="d-0", name=name, title={}, started_at=matter.now, due_at=matter.now, for_="something else")
    return (*running, other)


def left(matter, staff: str) -> None:
    """Somebody works here no more."""
    here = dict(matter.organisation.staff)
    gone = {staff: here.pop(staff)}
    matter.organisation = attrs.evolve(matter.organisation, staff=here, departed=gone)


# ---- the owner's -------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("state", "waiting", "what"),
    [
        ("investigating", False, DutyKind.OWN),
        ("investigating", True, DutyKind.WAIT),
        ("plan-offered", False, DutyKind.WAIT),
        ("plan-offered", True, DutyKind.WAIT),
        ("executing", False, DutyKind.OWN),
    ],
)
def test_the_owner_has_the_next_step_or_waits_for_the_customer(matter, state, waiting, what) -> None:
    """Due with the nearest deadline that runs. F2"""
    fields = {"state": State(state), "waiting_for_customer": waiting}
    kinds = {DutyKind.OWN, DutyKind.WAIT}

    found = [one for one in owed_on(matter.facts(), matter.case.changed(**fields)) if one.what in kinds]

    assert [(one.staff, one.what, one.ref, one.since, one.due_at) for one in found] == [
        ("chen", what, matter.case.number, matter.case.received_at, matter.case.next_due_at)
    ]


def test_on_a_filed_case_only_late_words_are_owed(matter) -> None:
    """The rest is over. S3.5"""
    word = Entry(kind="said", by="customer", at=matter.now, text="?", id="A-w1")
    advice = (Advice(id="a-1", asked_by="chen", of="li", question="?", asked_at=matter.now),)

    found = owed_on(matter.facts(), matter.case.changed(state=State.ARCHIVED, unanswered=(word,), advice=advice))

    assert [(one.staff, one.what, one.ref, one.since) for one in found] == [
        ("chen", DutyKind.WORDS, "A-w1", matter.now)
    ]


def test_what_somebody_owed_who_has_left_is_owed_by_who_took_their_place(matter) -> None:
    """Whoever it was asked of. F8"""
    advice = (Advice(id="a-1", asked_by="chen", of="zhou", question="?", asked_at=matter.now),)
    left(matter, "zhou")

    assert [one.staff for one in owed(matter, DutyKind.ADVICE, advice=advice)] == ["chen"]  # the deputy


def test_what_a_customer_is_owed(matter) -> None:
    """A message that may be lost, by message or by call; while it is about the owner the leader above speaks. R4, R6"""
    fields = {"lost_messages": {"o-1": "told", "o-2": "told"}, "calls": ("o-2",)}

    for about, staff in ((None, "chen"), ("chen", "shen")):
        [message] = owed(matter, DutyKind.MESSAGE, about_staff=about, **fields)
        [call] = owed(matter, DutyKind.CALL, about_staff=about, **fields)
        assert (message.staff, message.ref, message.since) == (staff, "told:o-1", matter.case.recorded_at)
        assert (call.staff, call.ref) == (staff, "told:o-2")


@pytest.mark.parametrize(
    ("owners", "told", "resolved", "about", "who"),
    [
        (("li", "chen"), False, False, None, ["li"]),
        (("sun", "li", "chen"), False, False, None, ["li"]),
        (("li", "chen"), True, False, None, []),
        (("li", "chen"), False, True, None, []),
        (("chen",), False, False, None, []),
        (("li", "chen"), False, False, "li", ["chen"]),
    ],
)
def test_who_handed_it_on_tells_the_customer_who_has_it(matter, owners, told, resolved, about, who) -> None:
    """Until the result; where it is about them the owner does. F9, R6"""
    fields = {"owners": owners, "customer_told_owner": told, "about_staff": about}
    at = matter.now if resolved else None

    found = owed(matter, DutyKind.TELL_CUSTOMER, resolved_at=at, **fields)

    assert [(one.staff, one.ref) for one in found] == [(one, f"{matter.case.number}-told") for one in who]


@pytest.mark.parametrize(
    ("state", "says", "staff", "passing"),
    [
        ("parked", None, "chen", set()),
        ("reversal-claimed", "chen", "shen", {"chen"}),
        ("reversal-claimed", "shen", "fang", {"shen"}),
        ("reversal-claimed", None, "chen", set()),
        ("parked", "shen", "chen", set()),
    ],
)
def test_whose_a_promise_is_that_takes_a_person(matter, state, says, staff, passing) -> None:
    """The owner's; of what somebody says is back another's, whom nobody stands in for who said it. F6"""
    held = PromisedRemedy(
        id="p-1", remedy=Remedy.refund(Money(5, "CNY")), giver="chen", at=matter.now, state=state, claimed_by=says
    )
    fine = attrs.evolve(held, id="p-2", state="given", claimed_by=None)

    [found] = owed(matter, DutyKind.REMEDY, promises=(held, fine))

    assert (found.staff, found.ref, found.since, found.passing) == (staff, "p-1", matter.now, passing)


# ---- what others are asked for -----------------------------------------------------------------------------------------
@pytest.mark.parametrize("state", [one for one in State if one is not State.ARCHIVED])
def test_a_case_is_taken_first_while_nobody_has_worked_on_it(matter, state) -> None:
    """By each who may. S4.6"""
    contract = attrs.evolve(matter.playbook.categories["contract"], first_taken_by="agent")
    matter.rule(categories={**matter.playbook.categories, "contract": contract})

    found = owed(matter, DutyKind.TAKE, state=state)

    early = state in (State.RECEIVED, State.REGISTERED, State.ASSESSED)
    assert {one.staff for one in found} == ({"sun", "wu", "tian"} if early else set())
    assert {(one.ref, one.since, one.due_at) for one in found} <= {
        (matter.case.number, matter.case.received_at, matter.case.next_due_at)
    }


@pytest.mark.parametrize(
    ("category", "owner", "gone", "done", "staff"),
    [
        ("food/sensory", "sun", (), False, ["chen", "zhou"]),
        ("food/sensory", "chen", (), False, []),  # it is theirs anyway
        ("food/spoiled", "chen", (), False, ["chen", "zhou"]),  # what is dangerous is everybody's
        ("food/sensory", "sun", (), True, []),
        ("hygiene", "chen", ("ma",), False, []),  # nobody holds the role: the owner has it
        ("food/spoiled", "sun", ("chen", "zhou"), False, ["sun"]),
    ],
)
def test_each_who_is_asked_at_once_owes_the_first_handling(begin, category, owner, gone, done, staff) -> None:
    """Until somebody has done it, by its own deadline. S1.7"""
    matter = begin()
    matter.received(category=category)
    matter.only(*(one for one in matter.organisation.staff if one not in gone))
    until = [one for one in matter.case.open_deadlines if one.name == "first-handling"]
    sooner = attrs.evolve(until[0], id="d-0", name="result", due_at=matter.now)
    later = attrs.evolve(until[0], id="d-9", due_at=until[0].due_at + HOUR)

    found = owed(
        matter,
        DutyKind.FIRST_HANDLING,
        owner=owner,
        first_handlings={category: matter.now if done else None},
        deadlines=(later, *until, sooner, attrs.evolve(sooner, name="evidence-secured")),
    )

    assert [one.staff for one in found] == staff
    assert {(one.ref, one.since, one.due_at) for one in found} <= {
        (matter.case.number, matter.case.received_at, until[0].due_at)
    }


@pytest.mark.parametrize("state", [State.EXECUTING, State.RESOLVED])
def test_measures_are_owed_while_the_plan_is_carried_out(matter, state) -> None:
    """Those that are not done. S0.7"""
    planned = PlannedMeasure(id="m-1", what="换货", who="dong", due=matter.now + HOUR)
    done = attrs.evolve(planned, id="m-2", done_at=matter.now)

    found = owed(matter, DutyKind.MEASURE, state=state, measures=(planned, done))

    assert [(one.staff, one.ref, one.due_at) for one in found] == (
        [("dong", "m-1", matter.now + HOUR)] if state is State.EXECUTING else []
    )


def test_what_somebody_was_asked_for_is_theirs_until_they_answer(matter) -> None:
    """By its nearest deadline; nobody takes an offer for them who had the case. F2, F3"""
    now = matter.now
    offer = Handover(id="h-1", case="A", giver="chen", receiver="li", reason="x", offered_at=now, lapses_at=now + HOUR)
    question = Advice(id="a-1", asked_by="chen", of="ma", question="?", asked_at=now)
    errand = Dispatch(id="s-1", by="chen", who="dong", what="取样", at=now)
    fields = {
        "handovers": (offer,),
        "owners": ("sun", "chen"),
        "advice": (question, attrs.evolve(question, id="a-2", answered_at=now)),
        "dispatches": (errand, attrs.evolve(errand, id="s-2", done_at=now)),
        "deadlines": (*due(matter, "a-1", 3, 2, 5), *due(matter, "s-1", 4)),
    }

    [handover] = owed(matter, DutyKind.HANDOVER, **fields)
    assert (handover.staff, handover.ref, handover.since, handover.due_at) == ("li", "h-1", now, now + HOUR)
    assert handover.passing == {"sun", "chen"}
    [advice] = owed(matter, DutyKind.ADVICE, **fields)
    assert (advice.staff, advice.ref, advice.since, advice.due_at) == ("ma", "a-1", now, now + 2 * HOUR)
    [dispatch] = owed(matter, DutyKind.DISPATCH, **fields)
    assert (dispatch.staff, dispatch.ref, dispatch.due_at) == ("dong", "s-1", now + 4 * HOUR)
    [judged] = owed(matter, DutyKind.DISPATCH, about_staff="dong", **fields)
    assert judged.staff == "shen"


@pytest.mark.parametrize(
    ("state", "about", "staff"), [("asked", None, ["shen"]), ("approved", None, []), ("asked", "shen", ["fang"])]
)
def test_an_approval_is_owed_by_whoever_was_asked(matter, state, about, staff) -> None:
    """The leader above them where it is about them. F6, R6"""
    asked = Approval(id="p-1", case="A", remedies=(), giver="chen", approver="shen", asked_at=matter.now, state=state)

    found = owed(matter, DutyKind.APPROVAL, approvals=(asked,), about_staff=about)

    assert [(one.staff, one.ref, one.since) for one in found] == [(one, "p-1", matter.now) for one in staff]


@pytest.mark.parametrize(
    ("answerer", "answer_by", "deadline", "staff", "due_in"),
    [
        ("li", 9, None, "li", 9),
        (None, 9, None, "chen", 9),
        ("li", 9, "D-1", "li", 2),
        ("li", 9, "", "li", 2),  # of a case that was recorded before dockets had clocks of their own
        ("li", None, None, "li", None),
    ],
)
def test_an_authority_is_answered_by_whom_it_names(matter, answerer, answer_by, deadline, staff, due_in) -> None:
    """Else by the owner; by the deadline that runs for it, else by its date. R19"""
    until = matter.now + answer_by * HOUR if answer_by else None
    docket = Docket("D-1", authority="court", answer_by=until, answerer=answerer)
    waits = AuthorityCase(docket=docket, seq=9, recorded_at=matter.now)
    over = attrs.evolve(waits, docket=attrs.evolve(docket, number="D-2"), answered_at=matter.now)
    running = () if deadline is None else due(matter, deadline or None, 2, name="authority-answer")

    met = attrs.evolve(due(matter, "D-1", 1, name="authority-answer")[0], state="met")
    beside = due(matter, "D-1", 1, name="result")

    [found] = owed(matter, DutyKind.AUTHORITY, authority_cases=(waits, over), deadlines=(*running, met, *beside))

    assert (found.staff, found.ref, found.since) == (staff, "D-1", matter.now)
    assert found.due_at == (matter.now + due_in * HOUR if due_in else None)


@pytest.mark.parametrize(("state", "owes"), [("investigating", True), ("withdrawn", False)])
def test_a_downgrade_is_confirmed_by_a_second_person(matter, state, owes) -> None:
    """While the case takes it; not by who asked, for whomever they act. R5"""
    found = owed(matter, DutyKind.CONFIRM, state=State(state), reclassification=(Kind.INQUIRY, "chen"))

    assert [(one.staff, one.ref, one.passing) for one in found] == (
        [("shen", matter.case.number, frozenset({"chen"}))] if owes else []
    )
    assert owed(matter, DutyKind.CONFIRM, reclassification=None) == []


MATTER = {"id": "e-1", "route": "x", "reason": "x", "raised_by": "chen", "group": False, "to": "shen"}


@pytest.mark.parametrize(
    ("change", "what", "staff"),
    [
        ({}, DutyKind.DECIDE, {"shen"}),
        ({"reason": "declined-twice"}, DutyKind.RULE, {"shen"}),
        ({"reason": "handover-lapsed"}, DutyKind.RULE, {"shen"}),
        ({"group": True, "to": "coordination"}, DutyKind.RECEIVE, {"fang", "shen", "luo", "li", "hu", "dong"}),
        (
            {"group": True, "to": "coordination", "received_at": True},
            DutyKind.MEETING,
            {"fang", "shen", "luo", "li", "hu", "dong"},
        ),
        ({"decided_at": True}, None, set()),
    ],
)
def test_a_matter_is_owed_by_who_decides_it(matter, change, what, staff) -> None:
    """A group in person, a leader by who acts for them; by the nearest deadline of it. S1.8, F7, F3"""
    given = {name: matter.now if value is True and name.endswith("_at") else value for name, value in change.items()}
    brought = Escalation(raised_at=matter.now, **{**MATTER, **given})
    kinds = {DutyKind.DECIDE, DutyKind.RULE, DutyKind.RECEIVE, DutyKind.MEETING}
    case = matter.case.changed(escalations=(brought,), deadlines=due(matter, "e-1", 5, 3))

    found = [one for one in owed_on(matter.facts(), case) if one.what in kinds]

    assert {one.what for one in found} == ({what} if what else set())
    assert {one.staff for one in found} == staff
    for one in found:
        assert (one.ref, one.since, one.due_at) == ("e-1", matter.now, matter.now + 3 * HOUR)
        assert one.in_person is brought.group
