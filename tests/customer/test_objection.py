"""A customer who did not say so: by the link in our message, by a word as a reply, also once it was filed. R9"""

from __future__ import annotations

import pytest

from complaintkit import Customer, NotFound


def test_they_are_asked_and_object_by_the_link(counter) -> None:
    """The message names who took it down, what, and the way to say that it is not so; the case is where it was."""
    case = counter.offer(counter.receive())
    counter.desk.withdraw(case, by="chen", reason="顾客说算了", via="phone")

    told = counter.message("customer-quoted").text
    door = counter.desk.customer(counter.token("customer-quoted"))
    assert "陈卫东已记录：您撤回投诉。若不属实，请回复“不符”。" in told
    assert "object" in door.allowed
    door.object(text="我没有撤回")

    case = counter.desk.case(case, by="chen")
    assert (case.state, case.quote, case.owner) == ("investigating", None, "chen")
    assert [one.told_to for one in case.quotes] == ["chen"]
    assert [one.via for one in case.quotes] == ["phone"]
    assert "object" not in door.allowed


def test_filed_since_it_opens_again_by_the_same_link(counter) -> None:
    """Whoever filed it meanwhile; what they agreed to before that stands."""
    case = counter.offer(counter.receive())
    counter.desk.withdraw(case, by="chen", reason="顾客说算了")
    token = counter.token("customer-quoted")
    counter.desk.archive(case, by="chen")

    counter.desk.customer(token).object()

    case = counter.desk.case(case, by="fang")
    assert case.open
    assert "objected" in {one.reason for one in case.escalations}
    door = counter.desk.customer(token)
    assert "object" not in door.allowed
    assert door.stage == "正在重新调查处理。"


def test_their_own_word_asks_nothing(counter) -> None:
    """Nobody is asked whether they said what they typed themselves."""
    case = counter.offer(counter.receive())
    counter.desk.customer(counter.token("plan-offered")).withdraw()
    counter.deliver()
    assert "customer-quoted" not in {one.message for one in counter.post.sent}
    assert counter.desk.case(case, by="chen").quotes == ()


def test_the_wrong_persons_link_opens_nothing_more(counter) -> None:
    """A mistyped number, corrected: what went there before is no way in, and its words are no words of the case. R2"""
    case = counter.offer(counter.receive())
    theirs = counter.token("plan-offered")
    right = Customer(name="王芳", phone="13900139000")

    counter.desk.correct(case, by="chen", reason="号码记错了一位", customer=right)

    with pytest.raises(NotFound):
        counter.desk.customer(theirs)
    counter.desk.withdraw(case, by="chen", reason="顾客说算了")
    message = counter.message("customer-quoted")
    assert message.to.address.endswith("13900139000")
    assert counter.desk.customer(counter.token("customer-quoted")).number == case.number
    assert [one.number for one in counter.desk.cases(by="fang", contact="13900139000")] == [case.number]
