"""Satisfied or not: asked in time, two scores, the playbook says who is dissatisfied, and that opens the next round. R8, R9"""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from complaintkit import ConflictError, Desk, NotAllowed
from complaintkit.decision.survey import is_dissatisfied, scores_in, waits_for_score
from complaintkit.model.errors import ConfigurationError
from complaintkit.playbook import load_playbook
from complaintkit.records.case import find
from complaintkit.records.link import Purpose

CANTEEN = (
    Path(__file__).parents[2] / "src" / "complaintkit" / "playbook" / "procedures" / "canteen-delivery.toml"
).read_text("utf-8")


@pytest.fixture
def written(tmp_path):
    """The canteen's procedure with another survey."""

    def write(dissatisfied='{ outcome = "<= 2" }', then="new-cycle", after="20 h", lapses="7 days"):
        text = CANTEEN.replace('dissatisfied = { outcome = "<= 2" }', f"dissatisfied = {dissatisfied}")
        text = text.replace('then = "new-cycle"', f'then = "{then}"').replace('after = "20 h"', f'after = "{after}"')
        file = tmp_path / "procedure.toml"
        file.write_text(text.replace('lapses = "7 days"', f'lapses = "{lapses}"'), "utf-8")
        return file

    return write


def survey_door(counter, case, cycle=1):
    """The door of a survey's link."""
    return counter.desk.customer(counter.desk._door.links.token(case.id, cycle, Purpose.SURVEY))


def resolved(counter):
    """Put right, the customer not asked yet."""
    return counter.resolve(counter.offer(counter.receive()))


def test_the_survey_is_asked_when_its_time_has_come(counter):
    """Twenty hours after, not at once; with a link. S1.10, S2.8"""
    case = resolved(counter)
    counter.deliver()
    assert "survey" not in [one.message for one in counter.post.sent]

    counter.clock.advance(timedelta(hours=24))
    door = counter.desk.customer(counter.token("survey"))

    door.answer_survey(outcome=5, process=4, remark="谢谢")
    survey = counter.desk.case(case, by="chen").survey
    assert (survey.outcome, survey.process, survey.satisfied, survey.answered_by) == (5, 4, True, "customer")
    counter.desk.acknowledge(case, by="chen", via="phone")
    assert counter.desk.archive(case, by="chen").state == "archived"


def test_dissatisfied_is_what_the_playbook_says(written):
    """Any of its conditions; at its borders. R8"""
    book = load_playbook(written(dissatisfied='{ outcome = "< 4", process = [1, 2] }'))
    told = {(o, p): is_dissatisfied(book, outcome=o, process=p) for o in range(1, 6) for p in range(1, 6)}
    assert {pair for pair, yes in told.items() if not yes} == {(o, p) for o in (4, 5) for p in (3, 4, 5)}


@pytest.mark.parametrize(
    ("outcome", "process", "state"), [(2, 5, "investigating"), (3, 1, "resolved"), (1, 1, "investigating")]
)
def test_a_dissatisfied_customer_is_handled_again(counter, outcome, process, state):
    """The canteen asks for the outcome. Process and outcome are two scores, kept apart. S3.6, R9"""
    case = resolved(counter)
    survey_door(counter, case).answer_survey(outcome=outcome, process=process)
    case = counter.desk.case(case, by="chen")
    assert (case.state, case.cycle) == (state, 2 if state == "investigating" else 1)
    assert case.facts_disputed is (state == "investigating")


def test_a_case_keeps_the_rule_it_came_with(counter, written):
    """Stricter from tomorrow is stricter for tomorrow's."""
    case = resolved(counter)
    stricter = written('{ outcome = "<= 4" }')
    Desk.open(counter.database, playbook=stricter, clock=counter.clock).close()
    survey_door(counter, case).answer_survey(outcome=4, process=4)
    assert counter.desk.case(case, by="chen").state == "resolved"


def test_answered_twice_the_first_counts(counter):
    """Satisfied or not, the second is told."""
    for outcome in (5, 1):
        case = resolved(counter)
        first, second = survey_door(counter, case), survey_door(counter, case)
        first.answer_survey(outcome=outcome, process=3)
        with pytest.raises(ConflictError):
            second.answer_survey(outcome=6 - outcome, process=3)
        assert [one.outcome for one in counter.desk.case(case, by="chen").surveys] == [outcome]


def test_what_staff_were_told_does_not_silence_the_customer(counter):
    """An agent types five stars; the customer's own word comes after, and counts. R9"""
    case = resolved(counter)
    counter.desk.answer_survey(case, by="chen", outcome=5, process=5, via="phone")
    with pytest.raises(ConflictError):
        counter.desk.answer_survey(case, by="chen", outcome=4, process=5, via="phone")

    survey_door(counter, case).answer_survey(outcome=1, process=1)

    assert counter.desk.case(case, by="chen").cycle == 2


def test_a_case_already_filed_opens_again(counter):
    """Filed without an answer, then the customer answers by the link. R8"""
    case = resolved(counter)
    counter.desk.record_follow_up(case, by="chen", satisfied=None)
    counter.desk.archive(case, by="chen")

    survey_door(counter, case).answer_survey(outcome=1, process=2, remark="没有解决")

    case = counter.desk.case(case, by="chen")
    assert (case.state, case.cycle, case.open) == ("investigating", 2, True)


def test_by_telephone_too(counter):
    """A call afterwards: not content, and it is handled again. S3.6"""
    case = counter.desk.record_follow_up(resolved(counter), by="chen", satisfied=False, remark="没人道歉")
    assert (case.state, case.cycle) == ("investigating", 2)


def test_somebody_asks_first_where_the_playbook_says_so(open_counter, written):
    """then = "follow-up": the case can't be filed as satisfied; the call decides. R8"""
    counter = open_counter()
    with Desk.open(database=counter.database, playbook=written(then="follow-up"), clock=counter.clock):
        case = resolved(counter)
        survey_door(counter, case).answer_survey(outcome=1, process=1)
        assert counter.desk.case(case, by="chen").state == "resolved"
        with pytest.raises(NotAllowed):
            counter.desk.archive(case, by="chen")
        counter.desk.record_follow_up(case, by="chen", satisfied=True, remark="误会")
        assert counter.desk.archive(case, by="chen").state == "archived"


def test_it_goes_upwards_where_the_playbook_says_so(open_counter, written):
    """then = "escalate": a leader has it as well as the next round."""
    counter = open_counter()
    file = written(then="escalate")
    file.write_text(file.read_text("utf-8").replace('"dissatisfied", ', "").replace(', "dissatisfied"', ""), "utf-8")
    with Desk.open(database=counter.database, playbook=file, clock=counter.clock):
        case = resolved(counter)
        survey_door(counter, case).answer_survey(outcome=1, process=1)
        case = counter.desk.case(case, by="chen")
        assert case.cycle == 2
        assert [one.reason for one in case.escalations] == ["dissatisfied"]


def test_no_answer_in_time_is_an_answer(open_counter, written):
    """After the survey has lapsed the case may be filed, and says why. S0.9"""
    counter = open_counter()
    with Desk.open(database=counter.database, playbook=written(lapses="1 h"), clock=counter.clock):
        case = resolved(counter)
        with pytest.raises(NotAllowed):
            counter.desk.archive(case, by="chen")
        counter.clock.advance(timedelta(hours=21))
        assert counter.desk.archive(case, by="chen").state == "archived"
        counter.deliver()
        assert "survey" not in [one.message for one in counter.post.sent]


def test_working_days_are_the_units(open_counter, written):
    """after = "1 working day" from a Friday evening is Monday's, not Saturday's."""
    counter = open_counter()
    counter.clock.advance(timedelta(days=4))  # Friday
    with Desk.open(database=counter.database, playbook=written(after="1 working day"), clock=counter.clock):
        case = resolved(counter)
        with counter.desk._opened.storage.reading() as reader:
            (survey,) = [one for one in reader.outbox(states=frozenset({"ready"})) if one.name == "survey"]
        assert survey.next_at.weekday() in (0, 5)  # Monday where the unit keeps a week, Saturday where it never closes
        assert survey.case == case.id


@pytest.mark.parametrize("wrong", ['{ outcome = "<= two" }', '{ outcome = "bad" }', '{ taste = "<= 2" }'])
def test_a_condition_that_can_never_hold_is_found_at_once(written, wrong):
    """A dissatisfied customer is not overheard for a typing error."""
    with pytest.raises(ConfigurationError, match=r"survey\.satisfaction\.dissatisfied"):
        load_playbook(written(dissatisfied=wrong))


@pytest.mark.parametrize(
    ("text", "scores"),
    [
        ("5", (5, 5)), (" 1\n", (1, 1)), ("４分", (4, 4)), ("2 5", (2, 5)), ("2，5", (2, 5)), ("5分4分", (5, 4)), ("3。", (3, 3)),
        ("", None), ("0", None), ("6", None), ("10", None), ("12", None), ("5 people fell ill", None), ("我要投诉", None),
        ("1 2 3", None), ("12315", None), ("-1", None), ("5.0", None), ("T", None), ("五", None),
    ],
)  # fmt: skip
def test_a_digit_by_sms_is_an_answer(text, scores):
    """One digit for both, or outcome and process; anything more is a word of the customer's, not a score. S1.10"""
    assert scores_in(text) == scores


@pytest.mark.parametrize("text", ["9" * 1_000_000, "\ud83d", "\x00", "5 " * 100_000])
def test_digits_bear_whatever_comes(text):
    """A megabyte, half a character: no score, and no waiting."""
    assert scores_in(text) is None


def test_a_digit_is_a_score_only_while_we_wait_for_one(counter):
    """Asked, not lapsed, not answered; otherwise "5" is what it is."""

    def waiting():
        with counter.desk._opened.storage.reading() as reader:
            found = find(reader, case.number).case
            return waits_for_score(counter.desk._door.facts(reader, found, by="chen"), found)

    case = counter.receive()
    assert not waiting()
    counter.resolve(counter.offer(case))
    assert not waiting()
    counter.clock.advance(timedelta(hours=20))
    assert waiting()
    counter.clock.advance(timedelta(days=6, hours=23))
    assert waiting()
    survey_door(counter, counter.desk.case(case, by="chen")).answer_survey(outcome=4, process=4)
    assert not waiting()


@pytest.mark.parametrize("end", ["withdrawn", "referred"])
def test_nobody_is_asked_about_what_was_given_up_before_it_is_filed_nor_after(counter, end):
    """By nobody, whatever link is used, and no form shows it; what the customer types with it is heard. R8, R9"""
    case = counter.receive()
    token = counter.desk._door.links.token
    if end == "withdrawn":
        counter.desk.customer(token(case.id, 1, Purpose.ANSWER)).withdraw(reason="不用了")
    else:
        case = counter.resolve(counter.offer(case))
        counter.desk.refer(case, by="chen", authority="12315", told="可拨打12315")
    before = counter.desk.case(case, by="chen")
    for state in (before.state, "archived"):
        if state == "archived":
            counter.desk.acknowledge(case, by="chen", via="phone")
            counter.desk.archive(case, by="chen")
        for number, purpose in enumerate((Purpose.ANSWER, Purpose.SURVEY)):
            door = counter.desk.customer(token(case.id, before.cycle, purpose))
            assert "answer_survey" not in door.allowed
            with pytest.raises(NotAllowed):
                door.answer_survey(outcome=1, process=1, remark=f"{state}{number}")
            assert any(f"{state}{number}" in str((one.text, one.entries)) for one in counter.desk.cases(by="fang"))
        with pytest.raises(NotAllowed):
            counter.desk.answer_survey(case, by="chen", outcome=1, process=1, via="phone")
        with pytest.raises(NotAllowed):
            counter.desk.record_follow_up(case, by="chen", satisfied=False, via="phone")
        assert {"answer-survey", "record-follow-up"}.isdisjoint(counter.desk.allowed(case, by="chen"))
        now = counter.desk.case(case, by="chen")
        assert (now.state, now.cycle) == (state, before.cycle)
