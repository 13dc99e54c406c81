"""What comes by a link has an end: ten pages of text, and so much a day that leads to no case."""

from __future__ import annotations

import pytest

from complaintkit import IntakeRejected, InvalidInput
from complaintkit.model.bounds import LONGEST_SAID


def test_ten_pages_are_heard_and_more_is_refused_and_kept(counter):
    """Whatever the form: the field is named, and the words stay."""
    counter.offer(counter.receive())
    door = counter.desk.customer(counter.token("plan-offered"))
    door.say("字" * LONGEST_SAID)
    with pytest.raises(InvalidInput, match="text: has 20,001 characters; 20,000 are allowed") as refused:
        door.say("字" * (LONGEST_SAID + 1))
    assert refused.value.kept_as
    with pytest.raises(InvalidInput, match="reason"):
        door.withdraw(reason="字" * (LONGEST_SAID + 1))


def test_words_behind_no_link_wait_for_a_person_and_are_not_endless(counter, monkeypatch):
    """Anybody can make a link up: one task for all of it, and only so much a day."""
    monkeypatch.setattr("complaintkit.desk.intake.waiting.STRANGERS_A_DAY", 3)
    for number in range(3):
        counter.desk.hear_by_link("nobody", f"{number}")
    with pytest.raises(IntakeRejected) as refused:
        counter.desk.hear_by_link("nobody", "4")
    assert refused.value.reason == "too-many"
    with pytest.raises(InvalidInput, match="text"):
        counter.desk.hear_by_link("nobody", "字" * (LONGEST_SAID + 1))
    assert len(counter.desk.tasks.list(by="fang", kind="inbox")) == 1
