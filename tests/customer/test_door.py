"""The customer's own door: opened by the token in their message, for their own matter, in their own name. R8, R9, S3.6"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from complaintkit import Attachment, ConflictError, Customer, CustomerDoor, Kind, NotAllowed, NotFound
from complaintkit.commands import Assess

ENGLISH = Customer(name="Wang Fang", phone="13800138000", language="en-GB")
HERE = {
    "number",
    "coupons",
    "stage",
    "next_news_by",
    "plan",
    "allowed",
    "answer_plan",
    "answer_survey",
    "say",
    "withdraw",
    "object",
}


def by_whom(counter, case, event):
    """Who did it last, as the ledger has it, and the event."""
    line = [one for one in counter.desk.timeline(case, by="chen") if one.event.name == event][-1]
    return line.by, line.event


def test_the_link_in_the_message_opens_their_own_matter(counter):
    """The page of the host, the token in it, and behind it where the matter stands. S0.7"""
    case = counter.offer(counter.receive())

    door = counter.desk.customer(counter.token("plan-offered"))

    assert (door.number, door.stage) == (case.number, "处理方案已提出，等待您的答复。")
    assert door.plan is not None
    assert [(one.what, one.who) for one in door.plan.measures] == [("改用恒温车，第1版", "李建华")]
    assert door.plan.offered_by == "陈卫东"
    assert door.next_news_by is None


def test_nothing_else_is_behind_it():
    """No staff verb, no case, no desk."""
    assert {name for name in dir(CustomerDoor) if not name.startswith("_")} == HERE


def test_the_customer_agrees_in_their_own_name(counter):
    """An answer through the door is the customer's, not as told to staff. R9"""
    case = counter.offer(counter.receive())
    door = counter.desk.customer(counter.token("plan-offered"))

    door.answer_plan(door.plan.id, accepted=True, remark="可以")

    by, event = by_whom(counter, case, "plan-answered")
    assert (by, event.accepted, event.told_to, event.remark) == ("customer", True, None, "可以")
    assert door.stage == "您已同意方案，正在落实。"
    assert counter.desk.case(case, by="chen").state == "executing"


def test_whoever_is_responsible_hears_that_they_said_no(counter):
    """By their own page, without a word beside it: another round begins, and somebody has to know. R8"""
    case = counter.offer(counter.receive())
    door = counter.desk.customer(counter.token("plan-offered"))

    door.answer_plan(door.plan.id, accepted=False)

    assert counter.desk.case(case, by="chen").cycle == 2
    assert f"{case.number}须重新处理" in counter.message("new-cycle").text


def test_whoever_is_responsible_hears_that_they_agreed(counter):
    """By their own page, without a word beside it: the plan is to be carried out, and somebody has to know. S4.10"""
    case = counter.offer(counter.receive())
    door = counter.desk.customer(counter.token("plan-offered"))

    door.answer_plan(door.plan.id, accepted=True)

    assert f"{case.number}：客户已同意处理方案" in counter.message("plan-agreed").text


def test_who_wrote_the_yes_down_needs_no_message(counter):
    """They heard it themselves."""
    case = counter.offer(counter.receive())
    counter.desk.answer_plan(case, by="chen", plan=case.plan.id, accepted=True, via="phone")
    counter.deliver()

    assert "plan-agreed" not in {one.message for one in counter.post.sent}


def test_whoever_is_responsible_hears_that_they_took_it_back(counter):
    """Nobody goes on working at it."""
    case = counter.receive()
    counter.desk.customer(links(counter, case)).withdraw(reason="已当面解决")

    assert f"{case.number}：客户已撤回" in counter.message("withdrawn").text


def test_the_page_knows_which_forms_to_show(counter):
    """What is possible now: a plan once, a survey when it is settled and once; afterwards nothing is asked again. R9"""
    case = counter.offer(counter.receive())
    door = counter.desk.customer(counter.token("plan-offered"))
    assert door.allowed == {"answer_plan", "say", "withdraw"}

    door.answer_plan(door.plan.id, accepted=True)
    assert door.allowed == {"say", "withdraw"}

    counter.desk.resolve(
        counter.carry_out(case), by="chen", result="换了一批", apology=True, decisions={"1": ("not-upheld", "查无此事")}
    )
    door = counter.desk.customer(links(counter, case))
    assert door.allowed == {"say", "answer_survey"}

    door.answer_survey(outcome=5, process=4)
    assert door.allowed == {"say"}


def test_staff_who_answer_for_them_are_named(counter):
    """The same by staff says to whom it was told. R9"""
    case = counter.offer(counter.receive())
    counter.desk.answer_plan(case, by="chen", plan=case.plan.id, accepted=True, via="phone")

    by, event = by_whom(counter, case, "plan-answered")
    assert (by, event.told_to) == ("chen", "chen")


def test_a_refused_plan_opens_the_next_round(counter):
    """Refused: another plan, with a link of its own; the old link ends when the new plan is there. R8"""
    case = counter.offer(counter.receive())
    token = counter.token("plan-offered")
    door = counter.desk.customer(token)
    door.answer_plan(door.plan.id, accepted=False)
    assert (door.stage, door.plan) == ("正在重新调查处理。", None)
    assert door.next_news_by > counter.clock.now()
    door.say("我只要退款")

    again = counter.offer(counter.desk.case(case, by="chen"))

    assert again.cycle == 2
    newer = counter.token("plan-offered")
    assert newer != token
    assert counter.desk.customer(newer).plan.id == again.plan.id
    with pytest.raises(NotFound):
        counter.desk.customer(token)
    door.say("还在吗")  # typed on the page that was open
    assert [one.text for one in counter.desk.case(case, by="chen").unanswered] == ["还在吗"]


def test_they_speak_their_language(counter):
    """Language of the customer, where the procedure speaks it."""
    case = counter.receive(customer=ENGLISH)
    assert counter.desk.customer(links(counter, case)).stage == "It is registered and will be looked into."


def links(counter, case, purpose="answer"):
    """A token as the desk makes it, where no message has brought it yet."""
    from complaintkit.records.link import Purpose

    return counter.desk._door.links.token(case.id, case.cycle, Purpose(purpose))


def test_they_hear_by_when(counter):
    """The next that is owed to them, or what was promised."""
    case = counter.receive()
    door = counter.desk.customer(links(counter, case))
    first = door.next_news_by
    assert first is not None
    assert first.utcoffset() == timedelta(0)

    promised = counter.clock.now() + timedelta(minutes=10)
    counter.desk.acknowledge(case, by="chen")
    counter.desk.assess(case, by="chen", severity="low", approach="核实", answer_expected=promised)

    assert counter.desk.customer(links(counter, case)).next_news_by == promised.astimezone(UTC)


def test_who_says_that_they_complain_has_a_complaint(counter):
    """Of an inquiry that is filed, too: it is linked, and of whoever had the inquiry. R5, F9"""
    case = counter.receive(kind=Kind.INQUIRY)
    counter.desk.resolve(case, by="chen", result="十一点送餐")
    counter.desk.archive(case, by="chen")
    counter.desk.customer(links(counter, case)).say("我要投诉")

    [number] = counter.desk.case(case, by="chen").links
    new = counter.desk.case(number, by="chen")
    assert (new.kind, new.owner, new.text, new.customer) == (Kind.COMPLAINT, "chen", "我要投诉", case.customer)


def test_what_they_say_is_theirs_with_its_picture(counter):
    """A word and a photo, on the case, from the customer; a question of ours is answered by it. R16"""
    case = counter.receive()
    counter.desk.assess(case, by="chen", severity="low", approach="核实")
    counter.desk.wait_for_customer(case, by="chen", question="几点送到的?")
    door = counter.desk.customer(links(counter, case))
    assert door.stage == "我们有情况要向您了解，等待您的回复。"

    door.say("十一点半", attachments=[Attachment("饭.jpg", b"\xff\xd8", media_type="image/jpeg")])

    seen = counter.desk.case(case, by="chen")
    assert (seen.entries[-1].kind, seen.entries[-1].by, seen.entries[-1].text) == ("said", "customer", "十一点半")
    assert not seen.waiting_for_customer
    assert by_whom(counter, case, "attachment-added")[1].file == "饭.jpg"


def test_they_take_it_back(counter):
    """Withdrawn by the customer; afterwards the door shows it, and takes it back no second time."""
    case = counter.receive()
    door = counter.desk.customer(links(counter, case))

    door.withdraw(reason="已当面解决")

    assert by_whom(counter, case, "withdrawn")[0] == "customer"
    assert door.stage == "您已撤回。"
    with pytest.raises(NotAllowed) as refused:
        door.withdraw()
    assert set(refused.value.allowed) <= {"answer-plan", "answer-survey", "hear-customer", "withdraw"}


def test_an_inquirer_has_a_door_too(counter):
    """Whoever came with a question may follow it."""
    case = counter.receive(kind=Kind.INQUIRY)
    assert counter.desk.customer(links(counter, case)).number == case.number


def test_the_customer_does_nothing_of_staffs(counter):
    """Even a request that calls itself the customer's reaches their four words only."""
    case = counter.receive()
    with pytest.raises(NotAllowed):
        counter.desk._as_customer(Assess, {"case": case.number, "severity": "low", "approach": "x"})


def test_answering_twice_tells_the_second(counter):
    """The first answer counts, whether yes or no. R9"""
    for accepted in (True, False):
        case = counter.offer(counter.receive())
        token = counter.token("plan-offered")
        first, second = counter.desk.customer(token), counter.desk.customer(token)
        first.answer_plan(case.plan.id, accepted=accepted)
        with pytest.raises(ConflictError):
            second.answer_plan(case.plan.id, accepted=not accepted)
        assert counter.desk.case(case, by="chen").plans[0].accepted is accepted


def test_a_plan_of_another_case_is_no_plan_here(counter):
    """A token opens its own case only, whatever else is named."""
    mine, other = counter.offer(counter.receive()), counter.offer(counter.receive())
    door = counter.desk.customer(links(counter, mine))

    with pytest.raises(NotFound) as refused:
        door.answer_plan(other.plan.id, accepted=True)

    assert other.plan.accepted is None
    assert "plan" in str(refused.value)


def test_a_filed_case_still_hears_them(counter):
    """Their link shows that it is closed, and takes what they have to say: that opens the case that follows. S0.2"""
    case = counter.receive()
    token = links(counter, case)
    counter.desk.settle(case, by="chen", facts="换了一份", agreed="in-person")
    assert counter.desk.customer(token).stage == "已处理完毕。"
    counter.desk.archive(case, by="chen")

    door = counter.desk.customer(token)
    with pytest.raises(NotAllowed):
        door.withdraw()
    door.say("又是酸的")

    (new,) = counter.desk.case(case, by="chen").links
    assert counter.desk.case(new, by="chen").text == "又是酸的"


def test_looking_changes_nothing(counter):
    """Link scanners fetch; the ledger stays as it was."""
    case = counter.offer(counter.receive())
    token = counter.token("plan-offered")
    before = len(counter.desk.timeline(case, by="chen"))

    for _ in range(3):
        door = counter.desk.customer(token)
        assert [door.number, door.stage, door.plan, door.next_news_by, repr(door)][:1] == [case.number]

    assert len(counter.desk.timeline(case, by="chen")) == before


def test_time_of_news_is_never_past(counter):
    """What we owe and have missed is not promised again."""
    case = counter.receive()
    counter.clock.advance(timedelta(days=2))
    news = counter.desk.customer(links(counter, case)).next_news_by
    assert news is None or news > datetime(2026, 11, 25, 2, tzinfo=UTC)
