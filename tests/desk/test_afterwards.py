"""What is said after the end: it opens a case that follows the filed one, or reaches the one that does already. S0.2, F9, R14"""

from __future__ import annotations

from datetime import timedelta

import pytest

from complaintkit import Attachment, Case, ConflictError, Customer, Desk, Docket, NotFound, System
from complaintkit.model.commands import HearCustomer
from complaintkit.playbook.loading import installed_playbooks
from complaintkit.records.link import Purpose
from complaintkit.testing import DeskUnderTest, FakeClock, open_test_desk

WANG = Customer(name="王芳", phone="13800138000", language="zh-CN")
AGAIN = "还是坏的"
OFFICE = System("office")


def say(desk: Desk, case: Case, text: str = AGAIN) -> Case:
    """Have the customer say it through their own door; return the case that heard it."""
    done = desk._as_customer(HearCustomer, {"case": case.number, "text": text, "via": "link"})
    return desk.case(done.case, by=done.case.owner)


def file(desk: Desk, case: Case) -> Case:
    """End it and file it."""
    case = desk.withdraw(case, by=OFFICE, reason="顾客说算了")
    return desk.archive(case, by=OFFICE)


@pytest.fixture(params=sorted(installed_playbooks()))
def any_desk(request: pytest.FixtureRequest) -> DeskUnderTest:
    """A desk by each of the playbooks."""
    return open_test_desk(playbook=request.param)


def test_the_customers_door_still_hears(any_desk: DeskUnderTest) -> None:
    """In every procedure: a case of the same customer, tied both ways, with whoever had the first; and they hear of it."""
    desk = any_desk
    first = file(desk, desk.receive("等了很久", by="chen", channel="hotline", customer=WANG))

    new = say(desk, first)

    assert (new.text, new.unit, new.kind, new.category) == (AGAIN, first.unit, first.kind, first.category)
    assert (new.person, new.owner, new.first_receiver) == (first.person, "chen", "chen")
    assert dict(new.links) == {first.number: "follows"}
    assert dict(desk.case(first, by="chen").links) == {new.number: "followed-by"}
    assert desk.contact(new, by="chen", purpose="回电").contacts == WANG.contacts
    assert desk.case(first, by="chen").state == "archived"
    assert [one for one in desk.sent if one.message == "followed" and new.number in one.text]
    assert [one.case for one in desk.duties("chen").of_kind("own")] == [new.number]


def test_whoever_writes_it_down_is_responsible(any_desk: DeskUnderTest) -> None:
    """In every procedure the one who heard it, where they may receive; whoever may not passes it on. F9"""
    desk = any_desk
    staff = desk.people.organisation(by="chen").staff
    first = file(desk, desk.receive("等了很久", by="chen", channel="hotline", customer=WANG))
    for by in staff:
        try:
            new = desk.hear_customer(first, by=by, text=f"{AGAIN}{by}")
        except NotFound:  # they may not see it
            continue
        number = new.number
        assert number != first.number
        assert desk.case(number, by=new.owner).owner in (by, "chen")
        file(desk, new)


def test_a_program_has_no_case(desk: Desk, case: Case) -> None:
    """What comes in by a channel is whose the first was. F1"""
    first = archived(desk, case)
    new = desk.hear_customer(first, by=System("wecom"), text=AGAIN)
    assert (new.owner, new.recorded_by) == ("chen", "system:wecom")


def archived(desk: Desk, case: Case) -> Case:
    """Settled on the spot, and filed."""
    desk.settle(case, by="chen", facts="当场换货", agreed="by-phone")
    return desk.archive(case, by="chen")


def test_more_words_reach_the_case_that_lives(desk: Desk, case: Case) -> None:
    """By whichever of the numbers: never a third while the second is open; a third once it is filed. R14"""
    first = archived(desk, case)
    second = say(desk, first)
    assert say(desk, first, "喂").number == second.number
    assert [one.text for one in desk.case(second, by="chen").unanswered] == ["喂"]

    desk.acknowledge(second, by="chen", via="phone")
    archived(desk, second)
    third = say(desk, first, "又坏了")
    assert dict(third.links) == {second.number: "follows"}


def test_nobody_who_left_or_is_complained_about_has_the_next(desk: Desk, case: Case) -> None:
    """F8, R6: the roster says who, as for any other case."""
    first = archived(desk, case)
    desk.staff_left("chen", by="fang")
    assert say(desk, first).owner != "chen"

    about = desk.receive("态度不好", by="sun", channel="hotline", unit="no3-school", customer=WANG, about_staff="sun")
    desk.withdraw(about, by="fang", reason="顾客说算了")
    matter = desk.case(about, by="fang").escalation
    assert matter is not None
    desk.decide_meeting(about, by="fang", escalation=matter.id, decision="由店长回访")
    desk.archive(about, by="fang")
    new = desk.hear_customer(about, by="sun", text=AGAIN)
    assert (new.about_staff, new.owner == "sun") == ("sun", False)


def test_files_come_along_and_twice_is_once(desk: Desk, case: Case) -> None:
    """A picture is on the new case; the same request again makes no second one."""
    first = archived(desk, case)
    picture = Attachment("饭.jpg", b"\xff\xd8", media_type="image/jpeg")
    new = desk.hear_customer(first, by="chen", text=AGAIN, attachments=[picture], idempotency_key="k")
    again = desk.hear_customer(first, by="chen", text=AGAIN, attachments=[picture], idempotency_key="k")

    assert new.number == again.number
    assert [one.event.name for one in desk.timeline(new, by="chen")].count("attachment-added") == 1


def test_the_next_case_is_found_by_the_customer(desk: Desk, case: Case) -> None:
    """By their number, as every case of theirs; and its own link opens it."""
    new = say(desk, archived(desk, case))
    assert new.number in {one.number for one in desk.cases(by="chen", contact="13800138000")}


def test_an_erased_person_is_not_known_again(desk: Desk, case: Case) -> None:
    """Words on what is left of their case are a stranger's. R2"""
    first = archived(desk, case)
    desk.erase_person(first.number, by="fang")
    new = desk.hear_customer(first, by="chen", text=AGAIN)
    assert new.person != first.person
    assert new.customer.contacts == ()


def test_the_door_of_a_filed_case_takes_words(desk: Desk, case: Case, clock: FakeClock) -> None:
    """Their scores, too, until the survey lapses, and that they never agreed; nothing else. R9"""
    first = archived(desk, case)
    door = desk.customer(desk._door.links.token(first.id, first.cycle, Purpose.ANSWER))
    assert door.allowed == {"say", "answer_survey", "object"}
    door.say(AGAIN)
    assert desk.case(first, by="chen").links
    clock.advance(timedelta(days=60))
    assert desk.customer(desk._door.links.token(first.id, first.cycle, Purpose.ANSWER)).allowed == {"say", "object"}


# ---- an authority ------------------------------------------------------------------------------------------------------
def docket(desk: DeskUnderTest, number: str = "12345-0042", days: int = 5) -> Docket:
    """One that wants an answer by a date."""
    return Docket(number, authority="12345", answer_by=desk.clock.now() + timedelta(days=days))


def test_an_authoritys_docket_opens_the_case_that_follows(any_desk: DeskUnderTest) -> None:
    """In every procedure: with the customer's words, an owner, the date to answer by; tied both ways; it is answered. R19"""
    desk = any_desk
    first = file(desk, desk.receive("等了很久", by="chen", channel="hotline", customer=WANG))

    new = desk.record_docket(first, by="chen", docket=docket(desk))

    assert (new.number != first.number, new.open, new.owner, new.text) == (True, True, "chen", "等了很久")
    assert (new.person, new.kind, new.docket) == (first.person, "complaint", docket(desk))
    assert [(one.name, one.due_at) for one in new.open_deadlines if one.name == "authority-answer"] == [
        ("authority-answer", docket(desk).answer_by)
    ]
    assert dict(new.links) == {first.number: "follows"}
    filed = desk.case(first, by="chen")
    assert (filed.state, dict(filed.links), filed.authority_cases) == ("archived", {new.number: "followed-by"}, ())
    answered = desk.answer_authority(new, by="chen", text="已更换并致歉。")
    assert [one.open for one in answered.authority_cases] == [False]


def test_a_second_docket_reaches_the_case_that_is_open(any_desk: DeskUnderTest) -> None:
    """One matter, one case: also where the filed number is given once more, and for the customer's own words. R19, R14"""
    desk = any_desk
    first = file(desk, desk.receive("等了很久", by="chen", channel="hotline", customer=WANG))
    new = desk.record_docket(first, by="chen", docket=docket(desk))

    again = desk.record_docket(first, by="chen", docket=docket(desk, "12315-7"))

    assert again.number == new.number
    assert [one.docket.number for one in again.authority_cases] == ["12345-0042", "12315-7"]
    assert say(desk, first).number == new.number


def test_the_same_docket_again_opens_nothing(any_desk: DeskUnderTest) -> None:
    """It was answered, and the case is filed; another date is another wish of the authority's. R19"""
    desk = any_desk
    case = desk.receive("等了很久", by="chen", channel="hotline", customer=WANG, docket=docket(desk))
    first = file(desk, desk.answer_authority(case, by=OFFICE, text="已更换并致歉。"))

    with pytest.raises(ConflictError, match="12345-0042"):
        desk.record_docket(first, by="chen", docket=docket(desk))
    assert desk.cases(by=OFFICE).count() == 1
    later = desk.record_docket(first, by="chen", docket=docket(desk, days=9))
    assert (later.open, dict(later.links)) == (True, {first.number: "follows"})


def test_a_docket_of_an_erased_case_is_taken_all_the_same(any_desk: DeskUnderTest) -> None:
    """What the customer said is gone; the authority's number is what there is. R19"""
    desk = any_desk
    first = file(desk, desk.receive("等了很久", by="chen", channel="hotline", customer=WANG))
    desk.erase_person(first, by=OFFICE)

    new = desk.record_docket(first, by=OFFICE, docket=docket(desk))

    assert (new.open, new.text, new.docket) == (True, "12345 12345-0042", docket(desk))


def test_the_same_key_opens_it_once(any_desk: DeskUnderTest) -> None:
    """A list of an authority's that is read twice. R19"""
    desk = any_desk
    first = file(desk, desk.receive("等了很久", by="chen", channel="hotline", customer=WANG))
    same = docket(desk)

    new, again = [desk.record_docket(first, by=OFFICE, docket=same, idempotency_key="list-1") for _ in range(2)]

    assert new.number == again.number
    assert desk.cases(by=OFFICE).count() == 2
