"""What customers type is heard, whatever has become of their link: by the owner of their case, by a date. R9, R14, S3.5"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from complaintkit import Attachment, ConflictError, InvalidInput, NotAllowed, NotFound
from complaintkit.records.link import Purpose

WORDS = "还是没有人来道歉"
DEEDS: dict[str, dict[str, Any]] = {
    "answer_plan": {"plan": "p", "accepted": True, "remark": WORDS},
    "answer_survey": {"outcome": 2, "process": 3, "remark": WORDS},
    "withdraw": {"reason": WORDS},
    "object": {"text": WORDS},
    "say": {"text": WORDS},
}
"""Every verb of the door, with words of the customer's own."""


def of(counter, case, purpose=Purpose.ANSWER, cycle=1):
    """The token of a round."""
    return counter.desk._door.links.token(case.id, cycle, purpose)


@pytest.fixture
def ended(counter):
    """A case, and a token for its survey that has ended since the page was opened."""
    case = counter.resolve(counter.offer(counter.receive()))
    token = of(counter, case, Purpose.SURVEY)
    door = counter.desk.customer(token)
    counter.clock.advance(timedelta(days=9))
    with pytest.raises(NotFound):
        counter.desk.customer(token)
    return case, token, door


def owed(counter, case):
    """What the owner has to answer, each with the date by which something of the case is due."""
    duties = [one for one in counter.desk.duties("chen").owed if one.case == case.number]
    assert any(one.what == "own" and one.due_at for one in duties)
    return [str(one.says) for one in duties if one.what == "words"]


@pytest.mark.parametrize("deed", DEEDS)
def test_what_is_sent_by_a_link_that_has_ended_is_heard(counter, ended, deed):
    """With what they chose; only that they said it is done, and where it is more than that they are told so."""
    case, _, door = ended
    if deed == "say":
        door.say(WORDS)
    else:
        with pytest.raises(NotFound):
            getattr(door, deed)(**DEEDS[deed])

    [said] = owed(counter, case)
    assert WORDS in said
    assert (deed == "say") != ("链接已失效" in said)
    now = counter.desk.case(case, by="chen")
    assert (now.state, now.survey, now.quotes) == (case.state, None, case.quotes)


def test_scores_that_came_too_late_are_heard(counter, ended):
    """Who is not content says so, with or without words. R8, R9"""
    case, _, door = ended
    with pytest.raises(NotFound):
        door.answer_survey(outcome=1, process=2)
    [said] = owed(counter, case)
    assert "结果1分" in said
    assert "过程2分" in said


@pytest.mark.parametrize("deed", [one for one in DEEDS if one != "say"])
def test_words_of_what_is_refused_are_heard(counter, deed):
    """Whatever stands in the way of the rest, such as an earlier answer: the error says so, the owner reads the words. R9"""
    case = counter.receive()
    door = counter.desk.customer(of(counter, case))
    if deed == "withdraw":
        counter.desk.withdraw(case, by="chen", reason="算了", via="phone")
    with pytest.raises((ConflictError, NotAllowed, NotFound)):
        getattr(door, deed)(**DEEDS[deed])
    assert WORDS in " ".join(owed(counter, case))


def test_a_page_without_a_door_gives_the_words_all_the_same(counter, ended):
    """A page that opens the door anew for each form has none to say it at. S3.5"""
    case, token, _ = ended
    counter.desk.hear_by_link(token, WORDS, attachments=[Attachment("饭.jpg", b"\xff\xd8", media_type="image/jpeg")])
    [said] = owed(counter, case)
    assert WORDS in said
    assert [one.name for one in counter.desk.case(case, by="chen").attachments] == ["饭.jpg"]


def test_what_is_said_of_a_filed_case_opens_the_next(counter, ended):
    """As by any link of theirs. R14"""
    case, token, _ = ended
    counter.desk.record_follow_up(case, by="chen", satisfied=True, via="phone")
    counter.desk.archive(case, by="chen")
    counter.desk.hear_by_link(token, WORDS)
    followed = [number for number, tie in counter.desk.case(case, by="chen").links.items() if tie == "followed-by"]
    [next_case] = [counter.desk.case(one, by="chen") for one in followed]
    assert (next_case.text, next_case.owner) == (WORDS, "chen")
    assert next_case.next_due_at is not None


@pytest.mark.parametrize("token", ["A" * 22, "", "x", None, "令" * 22], ids=range(5))
def test_words_by_a_link_of_nobody_wait_in_the_inbox(counter, token):
    """Whoever may take complaints in finds them there, and makes a case of them; who sent them learns nothing. S0.3"""
    assert (
        counter.desk.hear_by_link(token, WORDS, attachments=[Attachment("饭.jpg", b"x", media_type="image/jpeg")])
        is None
    )
    [item] = counter.desk.inbox.list(by="chen")
    assert WORDS in item.text
    assert "饭.jpg" in item.text
    case = counter.desk.inbox.accept(item.id, by="chen", unit="no3-school", category="other")
    assert (case.owner, WORDS in case.text) == ("chen", True)


@pytest.mark.parametrize("text", ["", "  "])
def test_nothing_is_no_word(counter, ended, text):
    """By either link."""
    for token in (ended[1], "A" * 22):
        with pytest.raises(InvalidInput):
            counter.desk.hear_by_link(token, text)
    assert counter.desk.inbox.list(by="chen") == ()
