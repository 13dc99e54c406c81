"""Words that reach somebody: what a customer says is told to the owner, and is their duty until answered. S3.5, S0.2, F9"""

from __future__ import annotations

import pytest

from complaintkit import Case, Customer, Desk, NotAllowed, System
from complaintkit.model.commands import HearCustomer
from complaintkit.playbook.loading import installed_playbooks
from complaintkit.testing import DeskUnderTest, open_test_desk

WANG = Customer(name="王芳", phone="13800138000", language="zh-CN")
WAYS = ["owner", "colleague", "program", "customer"]


def say(desk: Desk, case: Case, way: str, text: str) -> None:
    """Have the customer say something, by one of the ways there are."""
    if way == "customer":  # as their door does
        desk._as_customer(HearCustomer, {"case": case.number, "text": text, "via": "link"})
        return
    staff = desk.people.organisation(by=case.owner).staff
    colleague = next(one for one in staff if one != case.owner and sees(desk, one, case))
    by = System("wecom") if way == "program" else colleague if way == "colleague" else case.owner
    desk.hear_customer(case, by=by, text=text)


def sees(desk: Desk, staff: str, case: Case) -> bool:
    """Tell if somebody may see the case."""
    return any(one.number == case.number for one in desk.cases(by=staff))


def told(desk: DeskUnderTest, text: str) -> list[str]:
    """The messages that tell somebody what was said."""
    return [one.text for one in desk.sent if one.message == "customer-heard" and text in one.text]


def tasks(desk: Desk, staff: str) -> list[str]:
    """What somebody owes in words."""
    return [one.ref for one in desk.duties(staff).of_kind("words")]


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("playbook", sorted(installed_playbooks()))
def test_each_word_is_somebodys_until_it_is_answered(playbook: str, way: str) -> None:
    """In every procedure, whoever writes it down: told to the owner unless they heard it, theirs until they answer."""
    desk = open_test_desk(playbook=playbook)
    case = desk.receive("等了很久", by="chen", channel="hotline", customer=WANG)

    say(desk, case, way, "怎么还没有人来")

    assert tasks(desk, "chen") == [desk.case(case, by="chen").unanswered[0].id]
    assert len(told(desk, "怎么还没有人来")) == (way != "owner")
    desk.tell(case, by="chen", text="今天下午到")
    assert tasks(desk, "chen") == []


@pytest.mark.parametrize("playbook", sorted(installed_playbooks()))
def test_what_is_over_is_not_filed_over_a_word(playbook: str) -> None:
    """In every procedure; the answer opens the way. S3.5, S0.10"""
    desk = open_test_desk(playbook=playbook)
    case = desk.receive("等了很久", by="chen", channel="hotline", customer=WANG)
    case = desk.withdraw(case, by="chen", reason="顾客说算了")
    say(desk, case, "customer", "其实没有解决")

    with pytest.raises(NotAllowed) as refused:
        desk.archive(case, by="chen")
    assert "acknowledge" in refused.value.allowed
    desk.acknowledge(case, by="chen", via="phone")
    assert desk.archive(case, by="chen").state == "archived"


def test_words_follow_the_case_to_its_new_owner(desk: Desk, investigated: Case) -> None:
    """Whoever has the case has what its customer said. F1, F8"""
    say(desk, investigated, "customer", "怎么还没有人来")
    desk.staff_left("chen", by="fang")
    owner = desk.case(investigated, by="fang").owner

    assert owner != "chen"
    assert (len(tasks(desk, "chen")), len(tasks(desk, owner))) == (0, 1)


def test_a_late_remark_on_a_filed_case_is_read(desk: Desk, case: Case) -> None:
    """A survey may be answered after filing; satisfied opens nothing, and what was added is read all the same. R9"""
    desk.settle(case, by="chen", facts="当场换货", agreed="by-phone")
    desk.archive(case, by="chen")
    desk.answer_survey(case, by="fang", outcome=5, process=5, remark="下次早点送")

    assert len(tasks(desk, "chen")) == 1
    desk.tell(case, by="chen", text="好的，谢谢")
    assert tasks(desk, "chen") == []
    assert desk.case(case, by="chen").state == "archived"


def test_what_is_erased_waits_for_no_answer(desk: Desk, case: Case) -> None:
    """With the person goes what they said, from the duties, too."""
    desk.settle(case, by="chen", facts="当场换货", agreed="by-phone")
    desk.archive(case, by="chen")
    desk.answer_survey(case, by="fang", outcome=5, process=5, remark="下次早点送")
    assert len(tasks(desk, "chen")) == 1

    desk.erase_person(case.number, by="fang")

    assert tasks(desk, "chen") == []
