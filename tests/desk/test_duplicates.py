"""A complaint that was written down twice ends in the one that goes on; nothing is lost, and it can be undone. R14, F1, R15"""

from __future__ import annotations

from datetime import timedelta

import pytest

from complaintkit import (
    Case,
    Customer,
    Docket,
    InvalidInput,
    Measure,
    Money,
    NotAllowed,
    NotFound,
    NotResponsible,
    Remedy,
)
from complaintkit.model.commands import HearCustomer
from complaintkit.model.errors import ConflictError
from complaintkit.model.events import Archived
from complaintkit.testing import DeskUnderTest, open_test_desk
from tests.houses import HOUSES, RECEIVERS

WANG = Customer(name="王芳", phone="13800138000", language="zh-CN")
LI = Customer(name="李雷", phone="13900139000", language="zh-CN")
SAMPLE = HOUSES["canteen-delivery"]
LATER = timedelta(minutes=7)


@pytest.fixture
def desk() -> DeskUnderTest:
    """A desk of the canteen."""
    return open_test_desk(playbook="canteen-delivery", organisation=SAMPLE)


def received(desk: DeskUnderTest, *, by: str = "chen", customer: Customer = WANG, **more: object) -> Case:
    """Sour rice, a few minutes after what came before."""
    desk.clock.advance(LATER)
    given = {"unit": "no3-school", "category": "food/sensory", "text": "米饭是酸的", **more}
    return desk.receive(by=by, channel="hotline", customer=customer, **given)  # type: ignore[arg-type]


def linked(desk: DeskUnderTest, case: Case, other: Case, *, by: str = "chen") -> Case:
    """File the first as the duplicate of the second."""
    return desk.link(case, by=by, to=other.number, relation="duplicate")


def heard(desk: DeskUnderTest, case: Case) -> list[str | None]:
    """What the customer said on a case, and nobody answered."""
    return [one.text for one in desk.case(case, by="fang").unanswered]


def test_it_is_filed_and_both_say_so(desk: DeskUnderTest) -> None:
    """With the reason; nobody owes anything on it, while the other is as it was. F1, R14"""
    first, second = received(desk), received(desk)
    due = {one.id: one.due_at for one in desk.case(first, by="fang").open_deadlines}

    second = linked(desk, second, first)

    assert (second.open, second.duplicate_of, list(second.open_deadlines)) == (False, first.number, [])
    ends = [one.event for one in desk.timeline(second, by="fang") if isinstance(one.event, Archived)]
    assert [one.because for one in ends] == ["duplicate"]
    first = desk.case(first, by="fang")
    assert first.links == {second.number: "duplicated-by"}
    assert {one.id: one.due_at for one in first.open_deadlines} == due
    assert first.owner == "chen"


def test_what_was_said_and_is_said_of_it_reaches_the_other(desk: DeskUnderTest) -> None:
    """What nobody had answered, and what they say since, by whichever way. R14, S3.5"""
    first, second = received(desk), received(desk)
    desk.hear_customer(second, by="sun", text="还在等", via="phone")
    assert heard(desk, second) == ["还在等"]

    linked(desk, second, first)
    desk.hear_customer(second, by="chen", text="怎么还没人来")
    desk._as_customer(HearCustomer, {"case": second.number, "text": "喂"})

    assert heard(desk, first) == ["还在等", "怎么还没人来", "喂"]


def test_words_go_along_a_chain_to_the_end(desk: DeskUnderTest) -> None:
    """Of a duplicate whose other case was filed since and followed by a third."""
    first, second = received(desk), received(desk)
    linked(desk, second, first)
    desk.withdraw(first, by="chen", reason="顾客说算了")
    desk.archive(first, by="chen")

    third = desk.hear_customer(second, by="chen", text="还是酸的")

    assert third.number not in (first.number, second.number)
    assert third.links == {first.number: "follows"}


def test_undone_it_is_where_it_was_and_its_clocks_run_from_their_start(desk: DeskUnderTest) -> None:
    """What has passed meanwhile is a breach on record; the other is tied no more. R14, R15, F1

    Only the acknowledgement is done: they were told which number lives on. R4
    """
    first, second = received(desk), received(desk, by="zhou")
    due = {one.id: one.due_at for one in second.open_deadlines if one.name != "acknowledge"}
    assert due
    linked(desk, second, first, by="fang")
    desk.clock.advance(timedelta(days=3))

    second = desk.unlink(second, by="fang", to=first.number)

    assert (second.open, second.state, second.owner, second.links) == (True, "registered", "zhou", {})
    assert due.items() <= {one.id: one.due_at for one in second.deadlines if one.open}.items()
    assert all(one.breached_at for one in second.deadlines if one.id in due and due[one.id] < desk.clock.now())
    assert desk.case(first, by="fang").links == {}


@pytest.mark.parametrize("relation", ["duplicate", "related", "follows"])
def test_a_number_that_there_is_not_is_refused(desk: DeskUnderTest, relation: str) -> None:
    """With what to do; and one that is not theirs to see is none for them. R14, R20"""
    case = received(desk)
    for to in ("NO3-SCHOOL-000000-001", "x"):
        with pytest.raises(NotFound) as refused:
            desk.link(case, by="chen", to=to, relation=relation)  # type: ignore[arg-type]
        assert refused.value.next_step


def test_no_circle_and_no_end_that_is_none(desk: DeskUnderTest) -> None:
    """Not to itself, not to a duplicate, not to what is filed, not to a later one; each refusal says what to do. R14"""
    first, second, third = received(desk), received(desk), received(desk)
    for to, hint in ((third, "Make"), (second, "Name the other")):
        with pytest.raises(InvalidInput, match=hint):
            linked(desk, second, to)
    linked(desk, second, first)
    with pytest.raises(InvalidInput, match=first.number):
        linked(desk, third, second)
    with pytest.raises(ConflictError):
        linked(desk, first, second)
    desk.withdraw(first, by="chen", reason="顾客说算了")
    desk.archive(first, by="chen")
    with pytest.raises(InvalidInput, match="follows"):
        linked(desk, third, first)


def test_another_customers_is_related_no_duplicate(desk: DeskUnderTest) -> None:
    """Two who ate of one lot are two complaints; one who was written down without a contact may be the same. R14, R2"""
    first, second = received(desk), received(desk, customer=LI)
    with pytest.raises(InvalidInput, match="related"):
        linked(desk, second, first)
    again = received(desk, customer=Customer(no_contact_because="refused"))

    assert not linked(desk, again, first).open


def test_a_danger_does_not_end_in_what_says_nothing_of_it(desk: DeskUnderTest) -> None:
    """R11, R18."""
    first, second = received(desk), received(desk, category="food/illness")
    with pytest.raises(InvalidInput, match="danger"):
        linked(desk, second, first)


@pytest.mark.parametrize("playbook", HOUSES)
@pytest.mark.parametrize(
    ("kept", "lost", "said"),
    [
        ({}, {"about_staff": "COLLEAGUE"}, "whom it is about"),
        ({"kind": "suggestion"}, {}, "no complaint"),
        ({"kind": "inquiry"}, {}, "no complaint"),
        ({}, {"docket": Docket("12345-2026-0042", authority="12345")}, "authority"),
    ],
)
def test_nothing_ends_in_what_would_forget_it(
    playbook: str, kept: dict[str, object], lost: dict[str, object], said: str
) -> None:
    """Whom a complaint is about, that it is one, and whose it is are not lost by filing it as a duplicate. R5, R6, R19"""
    desk, (clerk, colleague) = open_test_desk(playbook=playbook, organisation=HOUSES[playbook]), RECEIVERS[playbook]
    channel = next(iter(desk.playbook(by=clerk).channels))
    names = {"COLLEAGUE": colleague}
    first, second = (
        desk.receive("不好", by=clerk, channel=channel, customer=WANG, **more)  # type: ignore[arg-type]
        for more in ({key: names.get(str(value), value) for key, value in one.items()} for one in (kept, lost))
    )
    with pytest.raises(InvalidInput, match=said):
        linked(desk, second, first, by=clerk)

    desk.link(second, by=clerk, to=first.number, relation="related")
    assert desk.case(second, by=clerk).open


def test_what_is_promised_is_given_first(desk: DeskUnderTest) -> None:
    """S4.11."""
    first, second = received(desk), received(desk)
    desk.assess(second, by="chen", severity="low", approach="核实")
    case = desk.record_facts(second, by="chen", facts="放了两小时", root_cause="storage", heard=["peng"])
    case = desk.offer_plan(
        case,
        by="chen",
        measures=[Measure("换车", who="li", due=timedelta(days=1))],
        remedies=[Remedy.refund(Money("20.00", "CNY"))],
    )
    desk.answer_plan(case, by="chen", plan=case.plan.id, accepted=True)  # type: ignore[union-attr]

    with pytest.raises(NotAllowed) as refused:
        linked(desk, second, first)

    assert refused.value.rule == "S4.11"


def test_who_may_end_a_case_files_it_as_a_duplicate(desk: DeskUnderTest) -> None:
    """A colleague links what is related; ending it, and undoing that, is for whoever is accountable, or leads them. F1, R20"""
    first, second = received(desk), received(desk)
    with pytest.raises(NotResponsible):
        linked(desk, second, first, by="sun")
    linked(desk, second, first)
    with pytest.raises(NotResponsible):
        desk.unlink(second, by="sun", to=first.number)
    assert "unlink" not in desk.allowed(first, by="chen")
    with pytest.raises(NotAllowed, match="where it was filed"):
        desk.unlink(first, by="chen", to=second.number)


def test_nobody_answers_for_a_duplicate(desk: DeskUnderTest) -> None:
    """Its survey is the other case's. R14"""
    first, second = received(desk), received(desk)
    linked(desk, second, first)
    with pytest.raises(NotAllowed) as refused:
        desk.answer_survey(second, by="chen", outcome=1, process=1)
    assert refused.value.rule == "R14"


@pytest.mark.parametrize("playbook", HOUSES)
def test_in_every_procedure(playbook: str) -> None:
    """By each playbook: filed, heard by the other, undone."""
    desk = open_test_desk(playbook=playbook)
    cases = []
    for _ in range(2):
        desk.clock.advance(LATER)
        cases.append(desk.receive("一样的事", by="chen", channel="hotline", customer=WANG))
    first, second = cases
    second = desk.link(second, by=first.owner, to=first.number, relation="duplicate")
    desk.hear_customer(second, by=first.owner, text="还有一句")
    assert [one.text for one in desk.case(first, by=first.owner).unanswered] == ["还有一句"]
    assert desk.unlink(second, by=first.owner, to=first.number).open


@pytest.mark.parametrize("playbook", HOUSES)
def test_the_customer_hears_which_number_lives_on(playbook: str) -> None:
    """By each playbook, in their language, and again where it is undone; once each. R14"""
    for language, lives_on, undone in (
        ("zh-CN", "今后联系请提供编号", "仍按原编号单独办理"),
        ("en", "Please use", "its own number"),
    ):
        desk, cases = open_test_desk(playbook=playbook), []
        for _ in range(2):
            desk.clock.advance(LATER)
            customer = Customer(name="王芳", phone="13800138000", language=language)
            cases.append(desk.receive("一样的事", by="chen", channel="hotline", customer=customer))
        first, second = cases
        owner = first.owner
        second = desk.link(second, by=owner, to=first.number, relation="duplicate")
        [merged] = [one.text for one in desk.sent if one.message == "merged"]
        assert all(one in merged for one in (second.number, first.number, lives_on)), merged

        desk.unlink(second, by=owner, to=first.number)
        desk.clock.advance(timedelta(days=1))
        [said] = [one.text for one in desk.sent if one.message == "unmerged"]
        assert second.number in said
        assert undone in said
        assert len([one for one in desk.sent if one.message == "merged"]) == 1


def test_a_tie_that_is_no_duplicate_is_told_to_nobody(desk: DeskUnderTest) -> None:
    """Both cases go on as they were."""
    first, second = received(desk), received(desk)
    desk.link(second, by="chen", to=first.number, relation="related")
    desk.unlink(second, by="chen", to=first.number)
    assert not [one for one in desk.sent if one.message in ("merged", "unmerged")]


@pytest.mark.parametrize("when", ["before", "after"])
def test_whom_the_case_that_goes_on_is_about_does_not_open_the_duplicate_again(desk: DeskUnderTest, when: str) -> None:
    """It would be theirs, and about nobody: whoever else may file it undoes that. R6, R14"""
    first, second = received(desk), received(desk)
    others = "fang"
    if when == "before":
        desk.correct(first, by=others, reason="客户说的是她", about_staff="chen")
    linked(desk, second, first, by=others)
    if when == "after":
        desk.correct(first, by=others, reason="客户说的是她", about_staff="chen")
    assert "unlink" not in desk.allowed(second, by="chen")
    with pytest.raises(NotAllowed) as refused:
        desk.unlink(second, by="chen", to=first.number)
    assert refused.value.rule == "R6"
    assert desk.case(second, by=others).duplicate_of == first.number
    assert "unlink" in desk.allowed(second, by=others)
    desk.unlink(second, by=others, to=first.number)


def test_nor_by_name_among_other_ties(desk: DeskUnderTest) -> None:
    """Those they may undo. R6, R14"""
    first, second, third = received(desk), received(desk), received(desk, customer=LI)
    desk.link(second, by="fang", to=third.number)
    linked(desk, second, first, by="fang")
    desk.correct(first, by="fang", reason="客户说的是她", about_staff="chen")
    with pytest.raises(NotAllowed):
        desk.unlink(second, by="chen", to=first.number)
    desk.unlink(second, by="chen", to=third.number)
    assert desk.case(second, by="fang").duplicate_of == first.number
