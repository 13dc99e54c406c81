"""A digit by SMS answers the survey: from the number that was asked, while it is asked, and nothing else does. S1.10, R8"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from complaintkit import Customer, Measure

WANG = "13800138000"


@pytest.fixture
def asked(house):
    """A case put right, whose customer was asked an hour ago how satisfied they are."""

    def ask(phone=WANG, *, wait=timedelta(hours=21)):
        desk = house.desk
        case = desk.receive("米饭是酸的", by="chen", channel="hotline", unit="no3-school", category="food/sensory",
                            customer=Customer(name="王芳", phone=phone))  # fmt: skip
        case = desk.assess(case, by="chen", severity="normal", approach="核实")
        case = desk.record_facts(case, by="chen", facts="放了两小时", root_cause="storage", heard=["peng"])
        case = desk.offer_plan(case, by="chen", measures=[Measure("换车", who="li", due=timedelta(days=1))])
        case = desk.answer_plan(case, by="chen", plan=case.plan.id, accepted=True, via="phone")
        case = desk.do_measure(case, by="li", measure=case.measures[0].id)
        case = desk.resolve(
            case,
            by="chen",
            result="换了",
            improvement="恒温车",
            apology=True,
            decisions={"1": ("not-upheld", "查无此事")},
        )
        house.clock.advance(wait)
        return case

    return ask


def now(house, said, text, id="s1", **more):
    """Words of this moment."""
    return said(text, id, at=house.clock.now().isoformat(), **more)


@pytest.mark.parametrize(("text", "scores"), [("5", (5, 5)), ("４分", (4, 4)), ("3 4", (3, 4)), (" 5。", (5, 5))])
def test_a_digit_is_the_customers_own_answer(house, said, asked, text, scores):
    """By the number it was asked, in whatever digits a telephone has; pushed again it is one answer. R9"""
    case = asked()

    for _ in range(2):
        house.push(now(house, said, text))

    (found,) = house.cases()
    survey = house.desk.case(case, by="fang").survey
    assert (survey.outcome, survey.process, survey.answered_by) == (*scores, "customer")
    assert house.heard(found) == []


def test_a_one_opens_the_next_round(house, said, asked):
    """Dissatisfied by SMS is as good as by link. R8"""
    case = asked()

    house.push(now(house, said, "1"))

    case = house.desk.case(case, by="fang")
    assert (case.state, case.cycle, case.facts_disputed) == ("investigating", 2, True)


def test_what_comes_after_the_answer_is_a_message_of_the_case(house, said, asked):
    """A second digit is no second answer, and no word of it is lost."""
    case = asked()
    house.push(now(house, said, "5"))
    house.push(now(house, said, "谢谢", "s2", in_reply_to=case.number))
    house.push(now(house, said, "1", "s3", in_reply_to=case.number))

    case = house.desk.case(case, by="fang")
    assert [one.outcome for one in case.surveys] == [5]
    assert house.heard(case) == ["谢谢", "1"]


@pytest.mark.parametrize("text", ["6", "0", "5 很好", "55", "5 people fell ill", "五"])
def test_what_says_more_than_a_score_is_a_message(house, said, asked, text):
    """It goes to the case, and the survey still waits."""
    case = asked()
    house.push(now(house, said, text, in_reply_to=case.number))
    assert house.heard(case) == [text]
    assert house.desk.case(case, by="fang").survey is None


def test_a_strangers_digit_answers_nothing(house, said, asked):
    """Not even by naming the case; it is a matter of their own."""
    case = asked()
    house.push(now(house, said, "5", sender="13900139000", in_reply_to=case.number))
    assert house.desk.case(case, by="fang").survey is None
    assert [one.text for one in house.cases()] == ["米饭是酸的", "5"]


def test_who_can_not_be_proved_answers_nothing(house, said, asked):
    """It waits for a person; a person who takes it in makes it words, for nobody knows whose score it is."""
    case = asked()
    house.push(now(house, said, "5"), channel="open", proof="none")
    (waiting,) = house.desk.inbox.list(by="luo")
    house.desk.inbox.accept(waiting.id, by="luo", case=case.number)
    case = house.desk.case(case, by="fang")
    assert case.survey is None
    assert house.heard(case) == ["5"]


@pytest.mark.parametrize("wait", [timedelta(hours=1), timedelta(days=9)], ids=["too early", "lapsed"])
def test_a_digit_that_nobody_asked_for_is_a_message(house, said, asked, wait):
    """Before the survey is asked, and after it has lapsed."""
    case = asked(wait=wait)
    house.push(now(house, said, "5", in_reply_to=case.number))
    assert house.desk.case(case, by="fang").survey is None
    assert house.heard(case) == ["5"]


def test_a_question_asked_since_is_what_a_digit_answers(house, said, asked):
    """How many fell ill? "3" is no score then."""
    case = asked()
    house.desk.tell(case, by="chen", text="请问有几位同事不舒服？")
    house.clock.advance(timedelta(minutes=5))
    house.push(now(house, said, "3", in_reply_to=case.number))
    assert house.desk.case(case, by="fang").survey is None
    assert house.heard(case) == ["3"]


def test_of_two_cases_the_one_asked_last_is_answered(house, said, asked):
    """Then the other; or the one whose message is answered."""
    first, second = asked(wait=timedelta(hours=2)), asked()
    house.push(now(house, said, "5"))
    assert house.desk.case(second, by="fang").survey is not None
    assert house.desk.case(first, by="fang").survey is None
    house.push(now(house, said, "4", "s2"))
    assert house.desk.case(first, by="fang").survey.outcome == 4


def test_a_filed_case_hears_its_answer(house, said, asked):
    """The customer could not be reached, so it was filed; content by SMS leaves it filed, and not content opens it again."""
    case = asked()
    house.desk.record_follow_up(case, by="chen", satisfied=None)
    house.desk.archive(case, by="chen")
    house.push(now(house, said, "2"))
    case = house.desk.case(case, by="fang")
    assert (case.state, case.cycle) == ("investigating", 2)
    assert len(house.cases()) == 1


def test_two_processes_hear_one_answer(house, said, asked):
    """The same push at both, and two different digits at once: one answer, and the other digit is a message."""
    case, other = asked(), house.open_desk()
    with ThreadPoolExecutor(4) as pool:
        jobs = [
            pool.submit(house.push, now(house, said, digit, f"s{digit}", in_reply_to=case.number), desk=desk)
            for digit in "54"
            for desk in (house.desk, other)
        ]
        assert all(job.result().status == 200 for job in jobs)
    case = house.desk.case(case, by="fang")
    assert len(case.surveys) == 1
    assert house.heard(case) == [str(9 - case.surveys[0].outcome)]


@pytest.mark.parametrize("text", ["不符", " 不符。", "Not so", "ＮＯＴ ＳＯ"])
def test_a_reply_that_it_is_not_so_undoes_what_staff_took_down(house, said, asked, text):
    """By the number the case knows, in either language; pushed again it is one objection, and no new case. R9"""
    case = asked()
    house.desk.answer_survey(case, by="chen", outcome=5, process=5, via="phone")
    house.desk.archive(case, by="chen")

    for _ in range(2):
        house.push(now(house, said, text))

    (found,) = house.cases()
    assert (found.state, found.survey, found.quote is None) == ("resolved", None, False), (
        "they agreed to the plan by phone, too"
    )
    assert [bool(one.objected_at) for one in found.quotes] == [False, True]


@pytest.mark.parametrize("text", ["不符合我的要求", "not so good", "不"])
def test_other_words_are_words(house, said, asked, text):
    """Nothing is undone by what may mean something else."""
    case = asked()
    house.desk.answer_survey(case, by="chen", outcome=5, process=5, via="phone")

    house.push(now(house, said, text, in_reply_to=case.number))

    assert house.desk.case(case, by="fang").survey.satisfied


def test_a_number_that_was_wrong_is_nobodys_any_more(house, said, asked):
    """What its owner writes is a matter of their own, not a word on the case that was corrected. R2"""
    case = asked()
    house.desk.correct(case, by="chen", reason="记错了一位", customer=Customer(name="王芳", phone="13900139000"))

    house.push(now(house, said, "5"))

    assert house.desk.case(case, by="fang").survey is None
