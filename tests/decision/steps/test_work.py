"""The work on a case: what each step needs, when it is due, a plan and its answer, what the customer is told. S0.5-S1.9, R8"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import attrs
import pytest

from complaintkit import ConflictError, Customer, Evidence, InvalidInput, Issue, Measure, Money, NotFound, Remedy
from complaintkit.model import commands as c
from complaintkit.model.actor import CUSTOMER
from complaintkit.model.remedy import Proposal
from complaintkit.model.vocabulary import State
from complaintkit.playbook.step import StepRule

HOUR, SECOND = timedelta(hours=1), timedelta(seconds=1)
SOON = [Measure("换货", who="chen", due=HOUR)]
SAMPLE = [Evidence("留样", where="冷柜")]
COUPON = Remedy.coupon(Money(5, "CNY"), valid_days=30)
RESULT: dict[str, Any] = {"result": "已换货", "decisions": {"1": ("not-upheld", "查无此事")}}

STEPS: dict[str, tuple[type[c.Command], str, dict[str, Any]]] = {
    "assess": (c.Assess, "received", {"severity": "low", "approach": "核实"}),
    "record-facts": (c.RecordFacts, "received", {"facts": "在室温放了两小时"}),
    "offer-plan": (c.OfferPlan, "investigated", {"measures": SOON}),
    "resolve": (c.Resolve, "agreed", {"result": "已换货"}),
    "settle": (c.Settle, "received", {"facts": "换货", "agreed": "in-person"}),
}


def needing(matter, step: str, *words: str) -> None:
    """Let a step need these words."""
    matter.rule(steps={step: StepRule(id=step, requires=words)})


def at(matter, state: str, **fields: Any) -> None:
    """Go so far."""
    matter.investigated(**fields) if state == "agreed" else getattr(matter, state)(**fields)
    if state == "agreed":
        matter.agreed()


# ---- what a step needs -----------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("step", "word", "met"),
    [
        ("assess", "answer-expected", {"answer_expected": HOUR}),
        ("assess", "evidence", {"evidence": SAMPLE}),
        ("assess", "category", {"category": "other"}),
        ("record-facts", "root-cause", {"root_cause": "order/entry"}),
        ("record-facts", "evidence", {"evidence": SAMPLE}),
        ("record-facts", "heard", {"heard": ["hu"]}),
        ("offer-plan", "measures", {}),
        ("offer-plan", "decisions", {"decisions": {"1": ("upheld", "属实")}}),
        ("offer-plan", "follow-up", {"follow_up": HOUR}),
        ("resolve", "improvement", {"improvement": "加装温度计"}),
        ("resolve", "apology", {"apology": True}),
        ("resolve", "decisions", RESULT),
        ("settle", "apology", {"apology": True}),
        ("settle", "remedies", {"remedies": [COUPON]}),
    ],
)
def test_a_step_needs_what_its_playbook_says(matter, step, word, met) -> None:
    """Without it nothing of the step happens, and the refusal names the field. S1.8, S1.9"""
    command, state, fields = STEPS[step]
    needing(matter, step, word)
    at(matter, state, **({"category": None} if word == "category" else {}))
    matter.case = matter.case.changed(heard=())

    with pytest.raises(InvalidInput) as error:
        matter.do(command, **{**fields, **({"measures": []} if word == "measures" else {})})
    assert error.value.field == word.replace("-", "_")
    matter.do(command, **{**fields, **met})


@pytest.mark.parametrize(
    ("step", "word", "known"),
    [
        ("assess", "category", {"category": "other"}),
        ("record-facts", "root-cause", {"root_cause": "order/entry"}),
        ("record-facts", "evidence", {"evidence": (Evidence("留样", where="冷柜"),)}),
        ("record-facts", "heard", {"heard": ("hu",)}),
        ("resolve", "apology", {"apology": True}),
    ],
)
def test_what_is_on_record_need_not_be_said_again(matter, step, word, known) -> None:
    """What an earlier step recorded counts. S1.8"""
    command, state, fields = STEPS[step]
    at(matter, state)
    matter.case = matter.case.changed(**known)
    needing(matter, step, word)

    matter.do(command, **fields)


@pytest.mark.parametrize(
    ("decisions", "apology", "refused"),
    [
        (("not-upheld", "not-upheld"), False, False),
        (("upheld", "not-upheld"), False, True),
        (("not-upheld", "partly"), False, True),
        (("upheld", "upheld"), True, False),
    ],
)
def test_what_is_our_fault_takes_an_apology(matter, decisions, apology, refused) -> None:
    """Wholly or in part, one of several things. S4.12"""
    matter.investigated(issues=[Issue("汤也是凉的")])
    matter.agreed()
    needing(matter, "resolve", "apology-if-upheld")
    fields = {"result": "已换货", "apology": apology}
    said = {str(number): (one, "查过") for number, one in enumerate(decisions, 1)}

    if refused:
        with pytest.raises(InvalidInput) as error:
            matter.do(c.Resolve, **fields, decisions=said)
        assert error.value.field == "apology"
    else:
        assert matter.do(c.Resolve, **fields, decisions=said).state == "resolved"


# ---- times to come ---------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("command", "given", "field"),
    [
        (c.Assess, lambda at: {"severity": "low", "approach": "核实", "answer_expected": at}, "answer_expected"),
        (c.OfferPlan, lambda at: {"measures": SOON, "follow_up": at}, "follow_up"),
        (c.OfferPlan, lambda at: {"measures": [*SOON, Measure("赔", who="chen", due=at)]}, "measures[1].due"),
    ],
)
def test_what_is_planned_is_still_to_come(matter, command, given, field) -> None:
    """From this moment on; what is past is refused with its field. S0.5, S0.7"""
    matter.received() if command is c.Assess else matter.investigated()

    with pytest.raises(InvalidInput, match="is past") as error:
        matter.do(command, **given(matter.now - SECOND))
    assert error.value.field == field
    matter.do(command, **given(matter.now))


def test_a_span_counts_from_now(matter) -> None:
    """As a time of day does not. S0.7"""
    matter.received()
    matter.do(c.Assess, severity="low", approach="核实", answer_expected=HOUR)
    assert matter.event("assessed").answer_expected == matter.now + HOUR
    matter.do(c.RecordFacts, facts="在室温放了两小时", heard=["hu"])

    first, second = Measure("换货", who="chen", due=HOUR), Measure("赔", who="hu", due=matter.now + 2 * HOUR)
    matter.do(c.OfferPlan, measures=[first, second], follow_up=3 * HOUR)

    offered = matter.event("plan-offered")
    assert [one.due - matter.now for one in offered.measures] == [HOUR, 2 * HOUR]
    assert (offered.answer_by, offered.decisions, offered.reasons) == (matter.now + 3 * HOUR, {}, None)


def test_a_measure_is_for_somebody_who_works_here(matter) -> None:
    """The refusal names which. S0.7"""
    matter.investigated()

    with pytest.raises(InvalidInput, match="does not work here") as error:
        matter.do(c.OfferPlan, measures=[*SOON, Measure("赔", who="hua", due=HOUR)])
    assert error.value.field == "measures[1].who"


# ---- facts -----------------------------------------------------------------------------------------------------------
def test_an_unknown_category_or_cause_is_refused(matter) -> None:
    """Each with its field. S0.5, S0.6"""
    matter.received()

    for command, fields, field in (
        (c.Assess, {"severity": "low", "approach": "核实", "category": "fod"}, "category"),
        (c.RecordFacts, {"facts": "属实", "root_cause": "odrer"}, "root_cause"),
    ):
        with pytest.raises(InvalidInput) as error:
            matter.do(command, **fields)
        assert error.value.field == field


@pytest.mark.parametrize(
    ("fields", "cause", "causes"),
    [
        ({}, None, {}),
        ({"root_cause": "order/entry"}, "order/entry", {}),
        ({"causes": {"1": "order/entry"}}, "order/entry", {}),
        ({"causes": {"2": "order/entry"}}, None, {"2": "order/entry"}),
    ],
)
def test_the_cause_of_what_the_case_is_handled_as_is_the_cases(matter, fields, cause, causes) -> None:
    """However it was given. R7"""
    matter.received(issues=[Issue("汤也是凉的")])

    matter.do(c.RecordFacts, facts="属实", **fields)

    found = matter.event("facts-recorded")
    assert (found.root_cause, found.causes, found.heard, found.fields) == (cause, causes, None, {})


def test_first_handling_that_was_done_is_on_record(matter) -> None:
    """With what came of it. S1.7"""
    matter.received()

    matter.do(c.DoFirstHandling, result="已撤回")

    assert matter.event("first-handling-done").result == "已撤回"


# ---- a plan, and its answer ------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("what", "remedies", "same"),
    [
        ("更换一份新的米饭", [], True),
        ("更换一份全新的米饭", [], True),
        ("更换一份新米饭", [], True),
        ("更换一份新的米饭。当面道歉", [], False),
        ("更换一份新的米饭和汤，全部免单", [], False),
        ("更换一份新的米饭", [COUPON], False),
    ],
)
def test_a_refused_plan_is_not_offered_again(matter, what, remedies, same) -> None:
    """However it is written now; more of it, or something else given, is another. R8"""
    matter.investigated()
    measures = [Measure("更换一份新的米饭", who="chen", due=HOUR)]
    matter.do(c.OfferPlan, measures=measures)
    matter.answered(accepted=False)
    again = [Measure(what, who="hu", due=2 * HOUR)]

    if same:
        with pytest.raises(InvalidInput, match="R8") as error:
            matter.do(c.OfferPlan, measures=again, remedies=remedies)
        assert error.value.field == "measures"
    else:
        assert len(matter.do(c.OfferPlan, measures=again, remedies=remedies).plans) == 2


def test_less_than_was_refused_is_another_plan(matter) -> None:
    """One of two things, and one of them twice. R8"""
    matter.investigated()
    two = [Measure("更换米饭", who="chen", due=HOUR), Measure("当面道歉", who="chen", due=HOUR)]
    matter.do(c.OfferPlan, measures=two)
    matter.answered(accepted=False)

    with pytest.raises(InvalidInput, match="R8"):
        matter.do(c.OfferPlan, measures=two[::-1])
    matter.do(c.OfferPlan, measures=two[:1])
    matter.answered(accepted=False)
    assert len(matter.do(c.OfferPlan, measures=[two[0], two[0]]).plans) == 3


@pytest.mark.parametrize("answer", [None, True])
def test_only_what_was_refused_is_not_offered_again(matter, answer) -> None:
    """What has no answer yet, or was agreed to, may be put before them once more. R8"""
    matter.investigated()
    matter.do(c.OfferPlan, measures=SOON)
    matter.case = matter.case.changed(
        plans=(attrs.evolve(matter.case.plans[0], accepted=answer),), state=State.INVESTIGATING
    )

    assert len(matter.do(c.OfferPlan, measures=SOON).plans) == 2


def test_the_answer_is_to_the_newest_plan(matter) -> None:
    """An earlier one is out of date, and one that never was is not found. R8"""
    matter.investigated()
    matter.do(c.OfferPlan, measures=SOON)
    first = matter.case.plan.id
    with pytest.raises(NotFound):
        matter.do(c.AnswerPlan, plan="p-0", accepted=True)
    matter.answered(accepted=False)
    matter.do(c.OfferPlan, measures=[Measure("赔", who="chen", due=HOUR)])
    plans = tuple(attrs.evolve(one, accepted=None) for one in matter.case.plans)  # they never said so: R9
    matter.case = matter.case.changed(plans=plans)

    with pytest.raises(ConflictError, match="newest"):
        matter.do(c.AnswerPlan, plan=first, accepted=True)
    with pytest.raises(NotFound):
        matter.do(c.AnswerPlan, plan="p-0", accepted=True)


@pytest.mark.parametrize(("by", "told_to"), [("chen", "chen"), (CUSTOMER, None)])
@pytest.mark.parametrize("accepted", [True, False])
def test_an_answer_mints_what_was_agreed_or_begins_the_next_round(matter, accepted, by, told_to) -> None:
    """Given by staff it is marked as told to them. R8, R9"""
    matter.investigated()
    matter.offered(COUPON)

    case = matter.answered(accepted=accepted, by=by)

    answered = matter.event("plan-answered")
    assert (answered.accepted, answered.told_to) == (accepted, told_to)
    assert ("coupon-minted" in matter.happened) is accepted
    assert (case.cycle, "new-cycle" in matter.happened) == ((1, False) if accepted else (2, True))
    if not accepted:
        assert not matter.event("new-cycle").facts_disputed


def test_a_proposal_is_offered_as_its_remedy(matter) -> None:
    """As somebody chose it of several. S4.10"""
    matter.investigated()
    proposal = Proposal(id="p_1", remedy=COUPON, policy="playbook", rule="sorry", reason={"en": "It was sour."})

    matter.do(c.OfferPlan, measures=SOON, remedies=[proposal])

    assert matter.event("plan-offered").remedies == (COUPON,)


@pytest.mark.parametrize(
    ("about", "filed", "owner", "why"),
    [
        ("chen", False, "shen", ["complained-about"]),
        (None, False, "chen", []),
        ("chen", True, "shen", ["reopened"]),
        (None, True, "chen", ["reopened"]),
    ],
)
def test_who_settled_what_is_about_themselves_has_no_part_in_the_next_round(matter, about, filed, owner, why) -> None:
    """The leader above has it; anybody else keeps it. Of a filed case it is said once who has it. R6, R8"""
    matter.received(received_by="chen")
    matter.do(c.Settle, facts="换货", agreed="in-person")
    matter.case = matter.case.changed(about_staff=about)
    if filed:
        matter.case = matter.case.changed(state=State.ARCHIVED, archived_at=matter.now)

    case = matter.do(c.AnswerSurvey, by=CUSTOMER, outcome=1, process=1)

    assert (case.owner, case.cycle) == (owner, 2)
    assert [line.event.reason for line in matter.draft.lines if line.event.name == "owner-changed"] == why


# ---- settled on the spot ---------------------------------------------------------------------------------------------
def test_what_is_settled_is_minted_told_and_followed_up(matter) -> None:
    """In one step; who has it they know by then. R17, F9"""
    matter.received()
    matter.case = matter.case.changed(customer_told_owner=False)

    case = matter.do(c.Settle, facts="换货", agreed="in-person", remedies=[COUPON])

    assert {"settled", "coupon-minted", "owner-told"} <= set(matter.happened)
    assert case.customer_told_owner


# ---- said and heard --------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("known", [True, False])
def test_what_they_are_told_acknowledges_the_case_once(matter, known) -> None:
    """And tells them who has it. R4, F9"""
    matter.received()
    matter.case = matter.case.changed(acknowledged_at=matter.now if known else None, customer_told_owner=known)

    matter.do(c.Tell, text="正在核实", media=["sms"])

    told = matter.event("told")
    assert (told.text, told.media) == ("正在核实", ("sms",))
    assert ("acknowledged" in matter.happened, "owner-told" in matter.happened) == (not known, not known)
    if not known:
        assert matter.event("acknowledged").via == "told"
    matter.do(c.Tell, text="正在核实")
    assert matter.event("told").media == ()


@pytest.mark.parametrize(("media", "heard"), [(None, False), (["in-person"], True)])
def test_words_that_reach_nobody_tell_nobody(matter, media, heard) -> None:
    """Without a contact nothing goes out, whatever is typed: said in person is said by a medium. R4, F9, S3.5"""
    matter.received(customer=Customer(name="王"))
    matter.do(c.HearCustomer, text="怎么还没消息")
    assert matter.case.unanswered

    case = matter.do(c.Tell, text="正在核实", media=media)

    assert (case.acknowledged_at is not None, not case.unanswered) == (heard, heard)


@pytest.mark.parametrize(
    ("command", "fields", "event", "kept"),
    [
        (c.Note, {"text": "汤也是凉的"}, "noted", "汤也是凉的"),
        (c.HearCustomer, {"text": "还没好吗"}, "customer-heard", "还没好吗"),
    ],
)
def test_what_is_said_is_on_record(matter, command, fields, event, kept) -> None:
    """Among staff, and by the customer. R15"""
    matter.received()

    matter.do(command, **fields)

    assert matter.event(event).text == kept


def test_waiting_for_the_customer_is_on_record_with_its_question(matter) -> None:
    """So that what may pause does, with its cause. R16"""
    matter.investigated()

    case = matter.do(c.WaitForCustomer, question="发票号码？")

    assert (case.waiting_for_customer, matter.event("waiting-for-customer").question) == (True, "发票号码？")


# ---- one thing more --------------------------------------------------------------------------------------------------
def test_one_thing_more_is_about_somebody_who_works_here(matter) -> None:
    """The refusal names the field. R7"""
    matter.investigated()

    with pytest.raises(InvalidInput) as error:
        matter.do(c.RaiseIssue, text="骂人", about_staff="hua")
    assert error.value.field == "about_staff"


@pytest.mark.parametrize(
    ("before", "about", "kept_out"), [(None, "hu", True), ("hu", "hu", False), ("hu", None, False)]
)
def test_the_leader_hears_of_whom_it_has_come_to_be_about(matter, before, about, kept_out) -> None:
    """Once: of whom it was about already they have heard. R6"""
    matter.investigated(about_staff=before)

    matter.do(c.RaiseIssue, text="骂人", about_staff=about)

    assert ("escalated" in matter.happened) is kept_out


@pytest.mark.parametrize(
    ("state", "cycle"), [("resolved", 2), ("cleared-up", 2), ("investigating", 1), ("registered", 1)]
)
def test_one_thing_more_begins_a_round_after_the_result(matter, state, cycle) -> None:
    """However it ended; the facts of the round before are not disputed by it. R7, R8"""
    matter.resolved() if state == "resolved" else matter.investigated()
    if state == "cleared-up":
        matter.do(c.ClearUp, explanation="是调味")
    matter.case = matter.case.changed(state=State(state))

    assert matter.do(c.RaiseIssue, text="骂人").cycle == cycle
    assert [line.event.facts_disputed for line in matter.draft.lines if line.event.name == "new-cycle"] == [False] * (
        cycle - 1
    )


def test_the_round_that_it_begins_is_nobodys_deed(matter) -> None:
    """Whom the words are about may have written them down; the case is open again by the rule, not by them. R6, R8"""
    matter.resolved()
    matter.do(c.RaiseIssue, by="hu", text="骂人", about_staff="hu")

    assert [line.by for line in matter.draft.lines if line.event.name == "new-cycle"] == ["system:desk"]
    assert [line.by for line in matter.draft.lines if line.event.name == "issue-raised"] == ["hu"]


def test_only_what_is_not_registered_yet_is_completed_by_it(matter) -> None:
    """A registered case has had all that it needs. S0.4"""
    matter.investigated()
    matter.case = matter.case.changed(missing=("size",))

    matter.do(c.RaiseIssue, text="骂人")

    assert "completed" not in matter.happened
