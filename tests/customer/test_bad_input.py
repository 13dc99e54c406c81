"""Bad input at the customer's door: refused by name, nothing typed is lost, nothing of other cases is told. S0.3"""

from __future__ import annotations

import pytest

from complaintkit import Attachment, ComplaintKitError, InvalidInput
from complaintkit.records.link import Purpose

STRANGE_TEXTS = [
    "x",
    "米饭\x00里有\x07虫",
    "\u202e反过来的文字\u202c",
    "<script>alert('x')</script>",
    "'; DROP TABLE cases; --",
    "😡" * 50,
    "字" * 20_000,
    "line one\r\nline two\ttabbed\u2028separated",
    "a lone surrogate \ud83d stays",
    "{number} {0} %s %(x)s ${y} {{z}}",
]


@pytest.fixture
def door(counter):
    """The door of a case that was just taken in."""
    case = counter.receive()
    return counter.desk.customer(counter.desk._door.links.token(case.id, 1, Purpose.ANSWER))


@pytest.mark.parametrize("text", STRANGE_TEXTS, ids=range(len(STRANGE_TEXTS)))
def test_whatever_they_say_is_kept_to_the_letter(counter, door, text):
    """Control characters, marks, HTML, a megabyte."""
    door.say(text)
    assert counter.desk.case(door.number, by="chen").entries[-1].text == text


REFUSED = [
    ("say", "text", {"text": ""}),
    ("say", "text", {"text": " \n\t"}),
    ("say", "text", {"text": "字" * 1_000_001}),
    ("say", "text", {"text": None}),
    ("say", "text", {"text": 7}),
    ("say", "attachments[0]", {"text": "看照片", "attachments": ["photo.jpg"]}),
    ("withdraw", "reason", {"reason": 7}),
    ("withdraw", "reason", {"reason": "字" * 1_000_001}),
    ("answer_survey", "outcome", {"outcome": 0, "process": 5}),
    ("answer_survey", "outcome", {"outcome": 6, "process": 5}),
    ("answer_survey", "outcome", {"outcome": "5", "process": 5}),
    ("answer_survey", "outcome", {"outcome": True, "process": 5}),
    ("answer_survey", "process", {"outcome": 5, "process": None, "remark": "凉了"}),
    ("answer_survey", "process", {"outcome": 5, "process": [5]}),
    ("answer_plan", "plan", {"plan": "", "accepted": True}),
    ("answer_plan", "plan", {"plan": None, "accepted": True}),
    ("answer_plan", "plan", {"plan": "two\nlines", "accepted": True, "remark": "不同意"}),
]


@pytest.mark.parametrize(("verb", "field", "given"), REFUSED, ids=range(len(REFUSED)))
def test_what_cant_be_used_is_refused_by_name_and_kept(counter, door, verb, field, given):
    """The error names the field and the next step in both languages; words are kept for repair."""
    with pytest.raises(InvalidInput) as refused:
        getattr(door, verb)(**given)

    error = refused.value
    assert error.field == field
    assert error.user_message("zh-CN") != error.user_message("en")
    typed = next((given[one] for one in ("text", "remark", "reason") if isinstance(given.get(one), str)), "")
    if typed.strip():
        with counter.desk._opened.storage.reading() as reader:
            (kept,) = reader.refused(id=error.kept_as)
        assert typed[:10] in kept.content.decode()


@pytest.mark.parametrize("accepted", ["yes", 1, None, "0"])
def test_an_answer_is_yes_or_no(counter, accepted):
    """What is neither counts as neither: a form's "0" is not a yes."""
    case = counter.offer(counter.receive())
    door = counter.desk.customer(counter.token("plan-offered"))

    with pytest.raises(InvalidInput) as refused:
        door.answer_plan(case.plan.id, accepted=accepted, remark="再说")

    assert refused.value.field == "accepted"
    assert counter.desk.case(case, by="chen").plan.accepted is None


def test_a_refusal_tells_nothing_of_others(counter):
    """Numbers, names and words of another case stay there."""
    other = counter.offer(counter.receive())
    mine = counter.offer(counter.receive())
    door = counter.desk.customer(counter.desk._door.links.token(mine.id, 1, Purpose.ANSWER))
    attempts = [
        lambda: door.answer_plan(other.plan.id + "x", accepted=True),
        lambda: door.answer_plan("", accepted=True),
        lambda: door.answer_survey(outcome=5, process=5),
        lambda: door.say(""),
    ]
    for attempt in attempts:
        with pytest.raises(ComplaintKitError) as refused:
            attempt()
        said = str(refused.value).replace(other.plan.id + "x", "")
        assert other.number not in said
        assert other.plan.id not in said


def test_what_they_tried_too_early_is_kept(counter, door):
    """No plan, no survey yet: refused, and the remark is not lost."""
    with pytest.raises(ComplaintKitError) as refused:
        door.answer_survey(outcome=1, process=1, remark="太慢了")
    with counter.desk._opened.storage.reading() as reader:
        (kept,) = reader.refused(id=refused.value.kept_as)
    assert "太慢了" in kept.content.decode()


def test_a_photo_with_a_refused_word_is_told_apart(door):
    """A file is no file where it is none."""
    with pytest.raises(InvalidInput):
        door.say("看照片", attachments=[Attachment("饭.jpg", "not bytes", media_type="image/jpeg")])  # type: ignore[arg-type]
