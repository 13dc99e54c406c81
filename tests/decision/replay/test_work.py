"""What the work on a case makes of it: just these fields change; words that wait, messages that may be lost. R7, S3.5, R4"""

from __future__ import annotations

import attrs
import pytest

from complaintkit import Customer, Docket, Money, Remedy
from complaintkit.decision.replay import LedgerEntry, apply, rebuild
from complaintkit.model import events as e
from complaintkit.model.case import Moment
from complaintkit.model.docket import AuthorityCase
from complaintkit.model.handover import Escalation
from complaintkit.model.issue import RaisedIssue
from complaintkit.model.plan import Measure
from complaintkit.model.remedy import PromisedRemedy
from complaintkit.model.vocabulary import Decision, Kind, Severity, State
from tests.decision.replay.folding import HOUR, RICE, changes, folded, plan, said, waiting


# ---- the count ---------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("event", "by", "version"),
    [
        (e.Noted(text="a"), "chen", 1),
        (e.Noted(text="a"), "system:desk", 0),
        (e.AlarmRaised(category="food"), "chen", 0),
        (e.DeadlineWarned(deadline="d-1", rule="x"), "chen", 0),
    ],
    ids=["a deed", "the desk's", "what follows from it", "a clock"],
)
def test_each_entry_is_counted_and_what_somebody_did_makes_forms_stale(matter, event, by, version) -> None:
    """Clocks don't. R1"""
    case, after = folded(matter, event, by=by)

    assert (after.seq - case.seq, after.version - case.version) == (1, version)


@pytest.mark.parametrize(
    ("media", "reachable", "counts"), [((), True, True), ((), False, False), (("sms",), False, True)]
)
def test_words_that_reach_nobody_are_no_moment(matter, media, reachable, counts) -> None:
    """No clock goes by them. R4"""
    who = Customer(phone="13800138000") if reachable else Customer(no_contact_because="没留")
    case, after = folded(matter, e.Told(media=media, text="a"), customer=who)

    assert [one.event for one in after.moments[len(case.moments) :]] == (["told"] if counts else [])


def test_a_moment_says_what_it_is_about(matter) -> None:
    """An unanswered plan too; a plan that is answered is one of its own. R16"""
    for event, about in (
        (e.CustomerSilent(plan="p-1"), "p-1"),
        (e.CustomerSilent(), None),
        (e.PlanAnswered(plan="p-1", accepted=True), None),
        (e.EscalationReceived(escalation="e-1"), "e-1"),
    ):
        matters = (
            Escalation(id="e-1", route="x", to="x", group=True, reason="x", raised_by="x", raised_at=matter.now),
        )
        case, after = folded(matter, event, escalations=matters)
        assert after.moments[-1] == Moment(event=event.name, at=matter.now, by="chen", seq=case.seq + 1, about=about)


def test_a_case_begins_with_its_first_moment_and_its_docket(matter) -> None:
    """Both are the first entry of its ledger; of an erased customer nothing is known. R19"""
    docket = Docket("D-1", authority="court")
    event = e.Received(
        number="A-1",
        kind=Kind.COMPLAINT,
        unit="no3-school",
        channel="docket",
        playbook="x",
        playbook_digest="x",
        currency="CNY",
        person="x",
        received_at=matter.now,
        first_receiver="chen",
        docket=docket,
    )

    case = apply(None, LedgerEntry(event=event, at=matter.now, by="chen", recorded_at=matter.now, recorded_by="sun"))

    assert case.authority_cases == (AuthorityCase(docket=docket, seq=1, recorded_at=matter.now),)
    assert case.moments == (Moment(event="received", at=matter.now, by="chen", seq=1),)
    assert (case.version, case.seq) == (1, 1)
    assert (case.customer, case.owner, case.owners, case.recorded_by) == (Customer(), "chen", ("chen",), "sun")


# ---- the work ------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("state", "after"), [("received", "assessed"), ("registered", "assessed"), ("executing", None)]
)
def test_an_assessment(matter, state, after) -> None:
    """The first one moves the case on; what was promised by it is promised from now on; evidence may be erased. R2"""
    until = matter.now + HOUR
    event = e.Assessed(severity=Severity.HIGH, answer_expected=until, approach="核实", evidence=(RICE,))

    found = changes(matter, event, state=State(state), evidence=())

    expected = {"severity": Severity.HIGH, "approach": "核实", "evidence": (RICE,), "answer_expected": until}
    assert found == expected | {"answer_expected_since": matter.case.seq + 1} | (
        {"state": State(after)} if after else {}
    )
    assert changes(matter, e.Assessed(severity=Severity.HIGH), severity=Severity.HIGH, state=State.EXECUTING) == {}
    kept = {"severity": Severity.HIGH, "answer_expected_since": 2, "evidence": (RICE,), "state": State.EXECUTING}
    assert changes(matter, e.Assessed(severity=Severity.HIGH, category="contract"), **kept) == {"category": "contract"}


def test_first_handlings_are_kept_by_category(matter) -> None:
    """Of what has no category, too. S1.7"""
    before = {"contract": None, "food/sensory": None}
    found = changes(matter, e.FirstHandlingDone(), first_handlings=before, category="contract")

    assert found == {"first_handlings": {"contract": matter.now, "food/sensory": None}}
    asked = e.FirstHandlingAsked(category="service")
    assert changes(matter, asked, first_handlings=before) == {"first_handlings": {**before, "service": None}}
    assert changes(matter, e.FirstHandlingDone(), category=None, first_handlings={}) == {
        "first_handlings": {"": matter.now}
    }


def test_facts(matter) -> None:
    """What is erased adds nothing. S0.5"""
    event = e.FactsRecorded(
        root_cause="process/x", causes={"2": "people/y"}, fields={"a": "1"}, facts="查了", heard=("hu",)
    )
    two = (RaisedIssue(id="1"), RaisedIssue(id="2"))
    found = changes(
        matter, attrs.evolve(event, evidence=(RICE,)), state=State.ASSESSED, raised=two, facts_disputed=True
    )

    assert found == {
        "state": State.INVESTIGATING,
        "facts": "查了",
        "facts_at": matter.now,
        "facts_by": "chen",
        "facts_disputed": False,
        "investigators": ("chen",),
        "heard": ("hu",),
        "evidence": (RICE,),
        "fields": {"a": "1"},
        "raised": (RaisedIssue(id="1"), RaisedIssue(id="2", root_cause="people/y")),
        "root_cause": "process/x",
    }
    assert changes(matter, e.FactsRecorded(), state=State.EXECUTING, facts_at=matter.now, facts_by="chen") == {
        "investigators": ("chen",)
    }


@pytest.mark.parametrize("accepted", [True, False])
def test_a_plan_is_answered(matter, accepted) -> None:
    """Its measures become tasks, its promises are to be carried out, or count no more; those of others stay. R8"""
    refund = Remedy.refund(Money(5, "CNY"))
    held = [
        PromisedRemedy(id=id_, remedy=refund, giver="chen", at=matter.now, state=state)
        for id_, state in (("p-1-1", "reserved"), ("p-2-1", "reserved"), ("p-1-2", "given"))
    ]
    plans = (plan(matter, remedies=(refund,)), plan(matter, "p-2"))
    event = e.PlanAnswered(plan="p-1", accepted=accepted)

    found = changes(
        matter, event, plans=plans, promises=tuple(held), state=State.PLAN_OFFERED, waiting_for_customer=True
    )

    assert [one.state for one in found["promises"]] == ["promised" if accepted else "released", "reserved", "given"]
    assert found["state"] is (State.EXECUTING if accepted else State.INVESTIGATING)
    assert [one.accepted for one in found["plans"]] == [accepted, None]
    assert found["waiting_for_customer"] is False
    assert found.get("remedies", ()) == ((refund,) if accepted else ())
    assert [(one.id, one.who) for one in found.get("measures", ())] == ([("p-1-m1", "sun")] if accepted else [])


def test_a_plan_that_is_not_known_is_answered_all_the_same(matter) -> None:
    """History may not hold it. R15"""
    found = changes(matter, e.PlanAnswered(plan="p-9", accepted=True), state=State.PLAN_OFFERED)

    assert found == {"state": State.EXECUTING}


def test_an_erased_plan_has_no_measures(matter) -> None:
    """Nobody knows what was to be done. R13"""
    event = e.PlanOffered(plan="p-1", measures=None, decisions={"1": Decision.UPHELD}, reasons=None)

    found = changes(matter, event)

    assert (found["plans"][0].measures, found["decisions"]) == ((), {"1": (Decision.UPHELD, None)})


@pytest.mark.parametrize(
    "ends", [e.Resolved(result="换"), e.ClearedUp(explanation="x"), e.Withdrawn(), e.Referred(authority="x")]
)
def test_what_ends_a_case_waits_for_nobody(matter, ends) -> None:
    """From then on it is over. R8"""
    found = changes(matter, ends, waiting_for_customer=True)

    assert (found["waiting_for_customer"], found["resolved_at"]) == (False, matter.now)


# ---- words -----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("via", ["sms", None])
def test_what_a_customer_says_is_kept_and_waits(matter, via) -> None:
    """With the medium, where it is known; by its place in the ledger. S3.5"""
    media = (via,) if via else ()
    before = waiting(matter)
    found = changes(matter, e.CustomerHeard(via=via, text="还没好"), by="sun", unanswered=(before,))

    assert found["entries"][-1] == said(matter, "said", "还没好", media=media, by="sun")
    word = said(matter, "said", "还没好", media=media, by="sun", id_=f"{matter.case.number}-w{matter.case.seq + 1}")
    assert found["unanswered"] == (before, word)


@pytest.mark.parametrize(
    ("event", "by", "waits"),
    [
        (e.CustomerHeard(text="a"), "chen", True),
        (e.PlanAnswered(plan="p-1", accepted=False, remark="a"), "customer", True),
        (e.PlanAnswered(plan="p-1", accepted=False, remark="a"), "chen", False),
        (e.SurveyAnswered(outcome=5, process=5, satisfied=True, remark="a"), "customer", True),
        (e.SurveyAnswered(outcome=5, process=5, satisfied=True, remark="a"), "chen", False),
        (e.FollowUpRecorded(satisfied=False, remark="a"), "sun", True),
        (e.FollowUpRecorded(satisfied=False, remark="a"), "chen", False),
        (e.SurveyAnswered(outcome=5, process=5, satisfied=True), "customer", False),
        (e.Noted(text="a"), "sun", False),
    ],
)
def test_which_words_wait_for_an_answer(matter, event, by, waits) -> None:
    """A remark that the owner writes down was said to them, and answered then. S3.5"""
    assert [one.text for one in folded(matter, event, by=by)[1].unanswered] == (["a"] if waits else [])


@pytest.mark.parametrize(
    ("event", "answers"),
    [
        (e.Told(media=("call",)), True),
        (e.WaitingForCustomer(question="?"), True),
        (e.Resolved(result="a"), True),
        (e.ClearedUp(explanation="a"), True),
        (e.Withdrawn(), True),
        (e.AnswerRecorded(text="a"), True),
        (e.PersonErased(because="x"), True),
        (e.Acknowledged(via="call"), True),
        (e.Acknowledged(via="sms", result="sent"), False),
        (e.FollowUpRecorded(satisfied=True), True),
        (e.FollowUpRecorded(satisfied=None), False),
        (e.Noted(text="a"), False),
        (e.NewCycle(cycle=2, cause="x"), False),
    ],
)
def test_who_speaks_with_the_customer_answers_what_waits(matter, event, answers) -> None:
    """A message that went out by itself, and a call that reached nobody, answer nothing. S3.5, S0.2"""
    assert bool(folded(matter, event, unanswered=(waiting(matter),))[1].unanswered) is not answers


QUESTION, HEARD = ("waiting-for-customer", None), ("customer-heard", None)


@pytest.mark.parametrize(
    ("happened", "waits"),
    [
        ([], False),
        ([QUESTION], True),
        ([QUESTION, HEARD], False),
        ([HEARD, QUESTION], True),
        ([QUESTION, ("plan-answered", None)], False),
        ([QUESTION, ("new-cycle", None)], False),
        ([QUESTION, ("customer-silent", None)], False),
        ([QUESTION, ("customer-silent", "p-9")], True),
        ([QUESTION, ("told", None)], True),
        ([HEARD], False),
    ],
)
def test_a_question_waits_whatever_becomes_of_a_plan(matter, happened, waits) -> None:
    """Until it is answered, or its own time is over, or the next round begins. R16"""
    moments = tuple(
        Moment(event=event, at=matter.now, by="chen", seq=number, about=about)
        for number, (event, about) in enumerate(happened, 1)
    )
    plans = {"plans": (plan(matter),), "state": State.PLAN_OFFERED}

    _, of_the_plan = folded(matter, e.CustomerSilent(plan="p-1"), moments=moments, **plans)
    _, of_the_question = folded(matter, e.CustomerSilent(), moments=moments, **plans)

    assert (of_the_plan.plans[0].unanswered_at, of_the_plan.waiting_for_customer) == (matter.now, waits)
    assert (of_the_question.plans[0].unanswered_at, of_the_question.waiting_for_customer) == (None, True)


@pytest.mark.parametrize(
    ("state", "accepted", "unanswered", "waits"),
    [
        ("plan-offered", None, False, True),
        ("plan-offered", None, True, False),
        ("plan-offered", False, False, False),
        ("investigating", None, False, False),
    ],
)
def test_a_plan_waits_whatever_else_the_customer_says(matter, state, accepted, unanswered, waits) -> None:
    """Until it is answered, or its time is over; in another state none does. R16"""
    offered = plan(matter, accepted=accepted, unanswered_at=matter.now if unanswered else None)
    fields = {"plans": (offered,), "state": State(state), "waiting_for_customer": not waits}

    assert folded(matter, e.CustomerHeard(text="a"), **fields)[1].waiting_for_customer is waits


# ---- messages ----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("recipient", "medium", "state", "lost", "calls"),
    [
        ("customer", "sms", "parked", {"o-1": "told", "o-2": "told"}, ("o-1",)),
        ("customer", "call", "parked", {"o-1": "told", "o-2": "told"}, ("o-1", "o-2")),
        ("customer", "call", "in_doubt", {"o-1": "told", "o-2": "told"}, ("o-1", "o-2")),
        ("customer", "call", "failed", {"o-1": "told", "o-2": "told"}, ("o-1",)),
        ("chen", "call", "parked", {"o-1": "told"}, ("o-1",)),
    ],
)
def test_a_message_that_may_be_lost_is_kept_until_somebody_sees_to_it(
    matter, recipient, medium, state, lost, calls
) -> None:
    """The customer's; a call is somebody's to make. R4"""
    event = e.MessageUndelivered(message="told", outbox="o-2", recipient=recipient, medium=medium, state=state)
    before = {"lost_messages": {"o-1": "told"}, "calls": ("o-1",)}

    _, after = folded(matter, event, **before)
    _, sent = folded(matter, e.MessageSent(message="told", outbox="o-1", recipient="customer", medium="sms"), **before)

    assert (after.lost_messages, after.calls) == (lost, calls)
    assert (sent.lost_messages, sent.calls) == ({}, ())


def test_an_apology_stays_one(matter) -> None:
    """A result that says none takes it back from nobody. S4.12"""
    for before, now in ((False, False), (False, True), (True, False), (True, True)):
        assert folded(matter, e.Resolved(result="a", apology=now), apology=before)[1].apology is (before or now)


@pytest.mark.parametrize("resolves", [True, False])
def test_an_answer_of_before_is_the_result_of_what_is_over(matter, resolves) -> None:
    """Of a live case it ends nothing, and no clock goes by it. R15"""
    case, after = folded(matter, e.AnswerRecorded(text="已退款", resolves=resolves))

    assert (after.state is State.RESOLVED, after.result, after.resolved_at) == (
        (True, "已退款", matter.now) if resolves else (False, None, None)
    )
    assert after.entries[-1] == said(matter, "answered", "已退款")
    assert (len(after.moments) > len(case.moments)) is resolves


def test_no_clock_goes_by_what_no_playbook_can_name(matter) -> None:
    """A message that went out is no moment. R15"""
    case, after = folded(matter, e.MessageSent(message="told", outbox="o-1", recipient="customer", medium="sms"))

    assert after.moments == case.moments


def test_a_case_begins_with_being_received(matter) -> None:
    """Nothing is no case; nor is anything that comes before. R1"""
    line = LedgerEntry(event=e.Noted(text="a"), at=matter.now, by="chen", recorded_at=matter.now, recorded_by="chen")

    with pytest.raises(ValueError, match="no events"):
        rebuild([], id="case-1")
    with pytest.raises(ValueError, match="begins with received"):
        rebuild([line], id="case-1")


def test_only_a_measure_with_a_date_is_somebodys_task(matter) -> None:
    """What is due so long after the agreement was given its date with the offer. S0.7"""
    dated = plan(matter)
    both = attrs.evolve(dated, measures=(Measure("再看", who="sun", due=HOUR), *dated.measures))

    found = changes(matter, e.PlanAnswered(plan="p-1", accepted=True), plans=(both,))["measures"]

    assert [one.id for one in found] == ["p-1-m2"]


def test_a_second_grievance_stays_marked(matter) -> None:
    """Whatever is noted after it. S1.1"""
    marked = e.SecondGrievanceMarked(text="态度不好")
    assert folded(matter, marked)[1].second_grievance
    assert folded(matter, e.Noted(text="a"), second_grievance=True)[1].second_grievance
    assert not folded(matter, e.Noted(text="a"))[1].second_grievance
