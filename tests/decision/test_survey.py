"""The survey: whom a score makes dissatisfied, when it is asked and lapses, what a digit means, whose answer counts. R8, R9"""

from __future__ import annotations

import attrs
import pytest

from complaintkit import ConflictError
from complaintkit.decision import allowed
from complaintkit.decision.answer import has_answered
from complaintkit.decision.survey import (
    asked_at,
    is_dissatisfied,
    is_second_grievance,
    lapses_at,
    scores_in,
    waits_for_score,
)
from complaintkit.model import commands as c
from complaintkit.model.actor import CUSTOMER
from complaintkit.model.due import Within
from complaintkit.model.vocabulary import State
from complaintkit.playbook.condition import Condition


def asks(matter, **changes) -> None:
    """Change the survey of the playbook."""
    matter.rule(surveys={"s": attrs.evolve(matter.playbook.surveys["satisfaction"], **changes)})


def on(fact, operator, *values) -> Condition:
    """A condition on a score."""
    return Condition(fact=fact, operator=operator, values=values)


# ---- dissatisfied ----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("conditions", "scores"),
    [
        ([on("outcome", "<=", "2")], {1, 2}),
        ([on("outcome", "<", "2")], {1}),
        ([on("outcome", ">=", "4")], {4, 5}),
        ([on("outcome", ">", "4")], {5}),
        ([on("outcome", "in", "1", "3")], {1, 3}),
        ([on("outcome", "<", "2"), on("outcome", ">", "4")], {1, 5}),
        ([on("remark", "in", "1"), on("outcome", "in", "1")], {1}),
        ([], {1, 2}),
    ],
    ids=["at-most", "less", "at-least", "more", "any-of", "two", "other-question", "nothing-said"],
)
def test_which_scores_open_the_next_round(matter, conditions, scores) -> None:
    """As the playbook compares them, to the point; any one condition is enough. R8"""
    asks(matter, dissatisfied=tuple(conditions))

    assert {one for one in range(1, 6) if is_dissatisfied(matter.playbook, outcome=one, process=5)} == scores


def test_how_it_was_handled_may_be_asked_too(matter) -> None:
    """The process has its own score. R9"""
    asks(matter, dissatisfied=(on("process", "<=", "2"),), second_grievance=(on("process", "<=", "1"),))

    assert [is_dissatisfied(matter.playbook, outcome=1, process=one) for one in (1, 2, 3)] == [True, True, False]
    assert [is_second_grievance(matter.playbook, outcome=1, process=one) for one in (1, 2, 3)] == [True, False, False]


def test_without_a_survey_after_the_result(matter) -> None:
    """One of another occasion is none: two of five is dissatisfied, and no score a second grievance. R8"""
    asks(matter, on="visited", dissatisfied=(on("outcome", "<=", "4"),), second_grievance=(on("outcome", "<=", "4"),))

    assert [is_dissatisfied(matter.playbook, outcome=one, process=1) for one in (1, 2, 3)] == [True, True, False]
    assert not is_second_grievance(matter.playbook, outcome=1, process=1)


# ---- when ------------------------------------------------------------------------------------------------------------
def test_it_is_asked_after_a_while_and_lapses(matter) -> None:
    """Twenty hours after the result, until seven days after that. S1.10"""
    case = matter.resolved()
    rule = matter.playbook.surveys["satisfaction"]

    assert str(asked_at(rule, matter.facts(), case, ended=case.resolved_at) - case.resolved_at) == "20:00:00"
    assert str(lapses_at(matter.facts(), case) - case.resolved_at) == "7 days, 20:00:00"
    assert asked_at(attrs.evolve(rule, after=None), matter.facts(), case, ended=case.resolved_at) == case.resolved_at


def test_it_lapses_only_where_something_ended(matter) -> None:
    """Not before the result, not without a survey, not where it never lapses. S1.10"""
    assert lapses_at(matter.facts(), matter.investigated()) is None
    case = matter.resolved()
    asks(matter, lapses=None)
    assert lapses_at(matter.facts(), case) is None
    matter.rule(surveys={})
    assert lapses_at(matter.facts(), case) is None


@pytest.mark.parametrize(
    ("after", "waits"),
    [
        ({"hours": 20, "minutes": -1}, False),
        ({"hours": 20}, True),
        ({"days": 7, "hours": 20, "minutes": -1}, True),
        ({"days": 7, "hours": 20}, False),
    ],
    ids=["a-minute-early", "asked", "the-last-minute", "lapsed"],
)
def test_a_digit_is_a_score_from_asking_to_lapsing(matter, after, waits) -> None:
    """Before and after, it is a word of the customer's. S1.10"""
    case = matter.resolved()
    matter.later(**after)

    assert waits_for_score(matter.facts(), case) is waits


def test_a_survey_that_never_lapses_waits_on(matter) -> None:
    """For years. S1.10"""
    case = matter.resolved()
    asks(matter, lapses=None)
    matter.later(days=700)

    assert waits_for_score(matter.facts(), case)


@pytest.mark.parametrize(
    ("end", "waits"),
    [
        ("resolved", True),
        ("settled", True),
        ("cleared-up", True),
        ("archived", True),
        ("withdrawn", False),
        ("investigated", False),
    ],
)
def test_which_ends_are_asked_about(matter, end, waits) -> None:
    """What has a result; neither what was withdrawn nor what goes on. S1.10"""
    if end in ("resolved", "archived"):
        matter.resolved()
    else:
        matter.investigated()
        matter.do(c.Tell, text="是调味")
    if end == "settled":
        matter.do(c.Settle, facts="当场换货", agreed="in-person")
    elif end == "cleared-up":
        matter.do(c.ClearUp, explanation="是调味")
    elif end == "withdrawn":
        matter.do(c.Withdraw, reason="不用了")
    elif end == "archived":
        matter.do(c.RecordFollowUp, satisfied=True)
        matter.do(c.Archive)
    matter.later(hours=21)

    assert waits_for_score(matter.facts(), matter.case) is waits


def test_what_was_withdrawn_and_filed_is_not_asked_about(matter) -> None:
    """Nothing was resolved that anybody could be satisfied with. S0.9"""
    matter.received()
    matter.do(c.Withdraw, reason="顾客要求")
    matter.do(c.Archive)

    matter.later(hours=25)

    assert not waits_for_score(matter.facts(), matter.case)


@pytest.mark.parametrize(
    ("end", "fields"), [(c.Withdraw, {"reason": "不用了"}), (c.Refer, {"authority": "12315", "told": "可拨打12315"})]
)
def test_what_ends_without_a_result_is_not_asked_about_though_an_earlier_round_had_one(matter, end, fields) -> None:
    """The result of that round is on the case still. S0.9, R8"""
    matter.resolved()
    matter.later(hours=21)
    answers(matter, CUSTOMER, 1)
    matter.do(c.RecordFacts, by="li", facts="再查", heard=["hu"])
    matter.offered()
    matter.answered(accepted=False)
    matter.do(end, **fields)
    matter.later(hours=21)

    assert matter.case.result == "已换货"
    for state in (matter.case.state, State.ARCHIVED):
        assert not waits_for_score(matter.facts(), matter.case.changed(state=state))


def test_what_went_on_after_such_an_end_is_asked_about_its_result(matter) -> None:
    """The customer did not take it back, as staff had put it down, and it was opened again. R8, R9"""
    matter.investigated()
    matter.do(c.Withdraw, reason="顾客说算了", via="phone")
    matter.case = matter.case.changed(state=State.ARCHIVED)
    matter.later(hours=1)
    matter.do(c.Object, by=CUSTOMER, text="我没有说过")
    matter.offered()
    matter.answered(accepted=True)
    matter.do(c.Resolve, result="已换货", decisions={"1": ("not-upheld", "查无此事")})
    matter.later(hours=21)

    assert waits_for_score(matter.facts(), matter.case)


def test_whose_words_were_erased_is_not_asked(matter) -> None:
    """Nobody is there who could answer. S0.9"""
    case = matter.resolved()
    matter.later(hours=21)

    assert waits_for_score(matter.facts(), case)
    assert not waits_for_score(matter.facts(), case.changed(erased=True))


def test_what_is_no_complaint_is_not_asked_about(matter) -> None:
    """Nor is anything where there is no survey. S2.4"""
    matter.received(kind="inquiry")
    case = matter.do(c.Resolve, result="八点开门", decisions={"1": ("not-upheld", "查无此事")})
    matter.later(hours=21)
    assert not waits_for_score(matter.facts(), case)

    case = matter.resolved()
    matter.later(hours=21)
    matter.rule(surveys={})
    assert not waits_for_score(matter.facts(), case)


def test_who_has_answered_is_asked_no_more(matter) -> None:
    """The customer themselves: what staff were told leaves them their word, and so does an earlier round. R9"""
    matter.resolved()
    matter.later(hours=21)
    matter.do(c.AnswerSurvey, outcome=4, process=4)
    assert waits_for_score(matter.facts(), matter.case)

    matter.do(c.AnswerSurvey, by=CUSTOMER, outcome=2, process=4)
    matter.do(c.RecordFacts, by="li", facts="再查", heard=["hu"])
    matter.agreed()
    matter.do(c.Resolve, result="退款", decisions={"1": ("not-upheld", "查无此事")})
    matter.later(hours=21)
    assert waits_for_score(matter.facts(), matter.case)

    matter.do(c.AnswerSurvey, by=CUSTOMER, outcome=4, process=4)
    assert not waits_for_score(matter.facts(), matter.case)


# ---- whose answer counts ---------------------------------------------------------------------------------------------
def answers(matter, by, outcome=4) -> bool:
    """Whether an answer is taken."""
    try:
        matter.do(c.AnswerSurvey, by=by, outcome=outcome, process=4)
    except ConflictError:
        return False
    return True


def test_the_first_answer_counts(matter) -> None:
    """A second one by the same, or by staff after the customer, is refused. R9"""
    matter.resolved()

    assert [answers(matter, by) for by in (CUSTOMER, CUSTOMER, "chen")] == [True, False, False]


def test_the_customers_own_word_goes_before_hearsay(matter) -> None:
    """They may still say it after staff did, once. R9"""
    matter.resolved()

    assert [answers(matter, by) for by in ("chen", "chen", CUSTOMER, CUSTOMER)] == [True, False, True, False]


@pytest.mark.parametrize(("satisfied", "taken"), [(True, True), (None, True), (False, False)])
def test_asked_on_the_phone(matter, satisfied, taken) -> None:
    """Content is no score; dissatisfied has opened the next round, in which nothing has ended yet. R9"""
    matter.resolved()
    matter.do(c.RecordFollowUp, satisfied=satisfied)

    assert has_answered(matter.case, customer=True) is not taken
    assert not has_answered(matter.case, customer=False)
    if taken:
        assert answers(matter, "chen")


def test_a_next_round_has_a_survey_of_its_own(matter) -> None:
    """What was answered in the first says nothing of the second, once that has a result. R8"""
    matter.resolved()
    answers(matter, CUSTOMER, 1)
    assert has_answered(matter.case, customer=True)  # the round that it opened is under way
    assert not has_answered(matter.case.changed(cycle=3), customer=True)
    matter.do(c.RecordFacts, by="li", facts="再查", heard=["hu"])
    matter.agreed()
    matter.do(c.Resolve, result="退款", decisions={"1": ("not-upheld", "查无此事")})

    assert not has_answered(matter.case, customer=True)
    assert answers(matter, CUSTOMER)


def test_who_answered_is_asked_no_more_and_keeps_every_other_way(matter) -> None:
    """What has nothing to do with the survey is as free as before. R9, R20"""
    assert not has_answered(matter.investigated(), customer=True)
    matter.resolved()
    before = allowed(matter.case, matter.facts(by=CUSTOMER))
    answers(matter, CUSTOMER)

    assert before - allowed(matter.case, matter.facts(by=CUSTOMER)) == {"answer-survey"}
    assert "archive" in allowed(matter.case, matter.facts(by="chen"))


def test_a_plan_waits_for_its_answer_and_no_longer(matter) -> None:
    """The customer may answer it until they have. R8"""
    matter.investigated()
    matter.offered()
    assert "answer-plan" in allowed(matter.case, matter.facts(by=CUSTOMER))
    for accepted in (True, False):
        matter.case = matter.draft.before if matter.case.plan.accepted else matter.case
        matter.answered(accepted=accepted)
        assert "answer-plan" not in allowed(matter.case, matter.facts(by=CUSTOMER))


def test_a_plan_is_answered_once(matter) -> None:
    """Each plan for itself. R8"""
    matter.investigated()
    first = matter.offered().plan.id
    matter.answered(accepted=False)
    second = matter.offered().plan.id

    with pytest.raises(ConflictError, match="answered already"):
        matter.do(c.AnswerPlan, by=CUSTOMER, plan=first, accepted=True)
    assert matter.do(c.AnswerPlan, by=CUSTOMER, plan=second, accepted=True).plan.accepted


# ---- a reply by SMS --------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("text", "scores"),
    [
        *((text, (5, 5)) for text in ("5", " 5 ", "５", "5分", "5星", "5 分", "5。", "5!")),
        *((text, (2, 5)) for text in ("2 5", "2,5", "2、5", "2分5分", "2 / 5", "２ ５")),
        *((text, None) for text in ("0", "6", "55", "5 5 5", "5人", "", "不满意", "2     5")),
        ("1", (1, 1)),
    ],
)
def test_a_digit_or_two_are_scores(text, scores) -> None:
    """One counts for both; whatever says more is a word. S1.10"""
    assert scores_in(text) == scores


def test_the_time_to_answer_is_the_playbooks(matter) -> None:
    """In working days, too. S1.10"""
    asks(matter, after=None, lapses=Within.parse("1 h"))
    case = matter.resolved()

    assert str(lapses_at(matter.facts(), case) - case.resolved_at) == "1:00:00"
