"""Staff propose improvements; each is decided, with the reason, and whoever had it is told. S0.11, S2.9"""

from __future__ import annotations

from datetime import timedelta

import pytest

from complaintkit import Decided, InvalidInput, NotAllowed, System
from complaintkit.delivery.message.carrier import Messages
from complaintkit.delivery.setting import Setting
from complaintkit.testing import open_test_desk


def test_anybody_has_ideas_and_who_answers_for_the_unit_decides(desk) -> None:
    """Within two weeks, on record as late after that. S0.11"""
    idea = desk.ideas.have("收银台放一张价签核对单", by="wei", category="price/label")
    assert (idea.owner, idea.opened_by, idea.due_at - idea.opened_at) == ("xu", "wei", timedelta(days=14))
    assert desk.duties("xu").tasks == (idea,)
    with pytest.raises(NotAllowed):
        desk.ideas.adopt(idea, by="wei", reason="我自己同意")


def test_an_adopted_idea_is_carried_out_by_somebody(desk) -> None:
    """As an improvement, with the idea as its source and what it concerns. S2.9"""
    idea = desk.ideas.have("收银台放一张价签核对单", by="wei", category="price/label")
    decision = Decided("印核对单", who="wei", due=timedelta(days=7))
    adopted = desk.ideas.adopt(idea, by="xu", reason="可行", decisions=[decision])
    [action] = desk.tasks.list(by="wei", kind="action")
    assert (adopted.state, adopted.words["reason"]) == ("adopted", "可行")
    assert (action.source, action.subject) == (idea.number, "category:price/label")


@pytest.mark.parametrize("how", ["adopt", "decline"])
def test_whoever_had_it_is_told_what_became_of_it(desk, how) -> None:
    """Adopted or not. S2.6"""
    idea = desk.ideas.have("收银台放一张价签核对单", by="wei")
    getattr(desk.ideas, how)(idea, by="xu", reason="已有电子价签")
    [told] = [one for one in desk.outbox.list(by=System("t")) if one.name == "task-stepped"]
    assert told.recipient == "wei"


@pytest.mark.parametrize(("how", "state"), [("adopt", "已采纳"), ("decline", "未采纳")])
def test_whoever_had_it_hears_the_reason(how, state) -> None:
    """With the decision, in the message itself. S2.6, S2.9"""
    with open_test_desk() as tried:
        idea = tried.ideas.have("热线旁放一张各食堂的送餐时间表", by="chen")
        getattr(tried.ideas, how)(idea, by=idea.owner, reason="下周起由调度每日更新")
        [told] = [one.text for one in tried.sent if one.message == "task-stepped"]
    assert f"{state}。下周起由调度每日更新" in told


def test_a_message_in_doubt_is_asked_about_at_the_address_of_whoever_it_is_for() -> None:
    """A provider knows it by where it went."""
    with open_test_desk() as tried:
        idea = tried.ideas.have("热线旁放一张各食堂的送餐时间表", by="chen")
        tried.ideas.decline(idea, by=idea.owner, reason="已有")
        [told] = [one for one in tried.sent if one.message == "task-stepped"]
        messages = Messages(Setting.of(tried._door, tried._opened.plugins.notifiers))
        with tried._door.storage.reading() as reader:
            row = next(one for one in reader.outbox() if one.name == "task-stepped")
            asked = messages.question(reader, row, reader.attempts(row.id)[-1])
    assert asked.to is not None
    assert asked.to.address == told.to


def test_a_reason_has_to_be_given(desk) -> None:
    """Not adopted is an answer, silence is none. S0.11"""
    idea = desk.ideas.have("收银台放一张价签核对单", by="wei")
    with pytest.raises(InvalidInput) as error:
        desk.ideas.decline(idea, by="xu", reason=" ")
    assert error.value.field == "reason"
