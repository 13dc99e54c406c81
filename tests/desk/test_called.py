"""Refusals call colleagues and groups as people do, in every procedure and by every way; programs read their ids. S0.12"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

import complaintkit
from complaintkit import Case, ComplaintKitError, Customer, InvalidInput, NotAllowed, NotFound, NotResponsible, System
from complaintkit.commands import Receive
from complaintkit.model.wording import COMMANDS, word_in
from complaintkit.testing import DeskUnderTest, open_test_desk
from tests.houses import HOUSES, RECEIVERS

SOURCE = Path(complaintkit.__file__).parent
ABOVE = {
    "canteen-delivery": "fang",
    "night-market": "qin",
    "print-shop": "zhao",
    "supermarket": "xu",
    "supermarket-service": "fu",
}
"""Who leads those who meet customers, by the playbook's name."""


@pytest.fixture(params=HOUSES)
def house(request: pytest.FixtureRequest) -> Iterator[tuple[DeskUnderTest, str, str]]:
    """A desk of each procedure that ships, who meets customers there, and a colleague."""
    name = request.param
    with open_test_desk(playbook=name, organisation=HOUSES[name], start="2026-11-25T12:00+08:00") as desk:
        yield desk, *RECEIVERS[name]


def brought_up(desk: DeskUnderTest, clerk: str) -> Case:
    """A complaint that was brought to whoever decides."""
    words = desk.vocabulary(by=clerk)
    case = desk.receive(
        "等了很久",
        by=clerk,
        channel=words.channels[0].id,
        category=words.categories[1].id,
        customer=Customer(name="王芳", phone="13800138000"),
    )
    return desk.escalate(case, by=case.owner, reason="several-affected")


def ids_in(text: str, desk: DeskUnderTest, clerk: str) -> list[str]:
    """The ids of people and groups that a sentence says."""
    words = desk.vocabulary(by=clerk)
    known = [*desk.people.organisation(by=clerk).staff, *(one.id for one in words.groups)]
    return [one for one in known if re.search(rf"(?<![a-z-]){one}(?![a-z-])", text)]


def test_what_stands_beside_a_grey_button_names_people(house: tuple[DeskUnderTest, str, str]) -> None:
    """Whoever looks at it."""
    desk, clerk, _ = house
    case, looked = brought_up(desk, clerk), 0
    for staff in desk.people.organisation(by=clerk).staff:
        try:
            buttons = desk.possible(case, by=staff)
        except NotFound:
            continue
        for one in buttons.values():
            if one.why is not None:
                looked += 1
                assert ids_in(one.why.to("zh"), desk, clerk) == [], one.why
    assert looked


def test_a_refusal_names_who_is_responsible(house: tuple[DeskUnderTest, str, str]) -> None:
    """In Chinese by name; in English, and for programs, by the id that a command takes."""
    desk, clerk, colleague = house
    case = brought_up(desk, clerk)
    with pytest.raises(NotResponsible) as refused:
        desk.tell(case, by=colleague, text="正在核实")

    error = refused.value
    assert (error.owner, error.data["by"]) == (case.owner, colleague)
    assert case.owner in str(error)
    names = desk.people.organisation(by=clerk).staff
    for one in (case.owner, colleague):
        assert names[one].name in error.user_message("zh")
    assert ids_in(error.user_message("zh"), desk, clerk) == []


def test_what_has_to_come_first_names_whose_it_is(house: tuple[DeskUnderTest, str, str]) -> None:
    """And the group that it was brought to, by its title."""
    desk, clerk, _ = house
    case = brought_up(desk, clerk)
    case = desk.settle(case, by=case.owner, facts="更换", agreed="in-person")
    with pytest.raises(NotAllowed) as refused:
        desk.archive(case, by=case.owner)

    assert "decide-meeting" in str(refused.value) or "receive-escalation" in str(refused.value)
    assert ids_in(refused.value.user_message("zh"), desk, clerk) == []


def test_who_may_not_read_the_contact_is_told_so_in_their_language(house: tuple[DeskUnderTest, str, str]) -> None:
    """By their name, and by what it is called. R6"""
    desk, clerk, colleague = house
    case = desk.correct(brought_up(desk, clerk), by=clerk, reason="客户说的是他", about_staff=colleague)
    with pytest.raises((NotAllowed, NotFound)) as refused:
        desk.contact(case, by=colleague, purpose="看看")
    assert ids_in(refused.value.user_message("zh"), desk, clerk) == []
    assert "contact" not in refused.value.user_message("zh")


def absent(desk: DeskUnderTest, clerk: str, other: str) -> None:
    """Send somebody away who is not below."""
    now = desk.clock.now()
    desk.staff_away(other, by=clerk, start=now, end=now + timedelta(days=1))


def own(desk: DeskUnderTest, clerk: str, _: str) -> None:
    """Move one's own cases by a long absence."""
    now = desk.clock.now()
    desk.staff_away(clerk, by=clerk, start=now, end=now + timedelta(days=1), long=True)


@pytest.mark.parametrize("beside", [absent, own])
def test_beside_the_cases_people_are_named_too(
    house: tuple[DeskUnderTest, str, str], beside: Callable[[DeskUnderTest, str, str], None]
) -> None:
    """Where people are administered."""
    desk, clerk, colleague = house
    with pytest.raises(ComplaintKitError) as refused:
        beside(desk, clerk, colleague)
    assert ids_in(refused.value.user_message("zh"), desk, clerk) == []


def test_steps_of_tasks_are_called_as_on_their_buttons(house: tuple[DeskUnderTest, str, str]) -> None:
    """What is refused, and what is possible instead; programs read the words."""
    desk, clerk, _ = house
    leader = ABOVE[desk.playbook(by=clerk).name]
    kinds = {one.id: one for one in desk.vocabulary(by=clerk).tasks}
    with pytest.raises(NotAllowed) as opening:
        desk.actions.open("加盖", by=clerk, who=leader, due=timedelta(days=7))
    task = desk.actions.open("加盖", by=leader, who=clerk, due=timedelta(days=7))
    with pytest.raises(NotAllowed) as refused:
        desk.tasks.step(task, "confirm", by=clerk)

    assert opening.value.data["command"] == "open-task"
    assert "布置任务" in opening.value.user_message("zh")
    said = refused.value.user_message("zh")
    assert (refused.value.data["command"], refused.value.allowed) == ("confirm", ("finish",))
    for word in ("confirm", "finish"):
        assert kinds["action"].step(word).title("zh") in said


def test_whoever_does_not_work_here_reads_no_list_of_who_does(house: tuple[DeskUnderTest, str, str]) -> None:
    """A near id is suggested, the others are not told: neither to a stranger, nor of another store. R20"""
    desk, clerk, colleague = house
    case, staff = brought_up(desk, clerk), desk.people.organisation(by=System("hr")).staff
    ways: dict[str, Callable[[str], object]] = {
        "by": lambda who: list(desk.cases(by=who)),
        "to": lambda who: desk.offer_handover(case, by=case.owner, to=who, reason="shift-ends"),
        "about": lambda who: desk.correct(case, by=case.owner, about_staff=who, reason="听错了"),
        "away": lambda who: desk.people.left(who, by=System("hr")),
    }
    for name, way in ways.items():
        with pytest.raises(ComplaintKitError) as refused:
            way("xyzzy")
        told = refused.value.user_message("en")
        assert [one for one in staff if re.search(rf"(?<![a-z-]){one}(?![a-z-])", told)] == [], name
    with pytest.raises(ComplaintKitError, match=f"Did you mean '{colleague}'"):
        ways["away"](f"{colleague}q")


def test_what_is_called_by_its_title_is_recognised(house: tuple[DeskUnderTest, str, str]) -> None:
    """A category or unit typed as people call it: the refusal says which one is meant."""
    desk, clerk, _ = house
    words = desk.vocabulary(by=clerk)
    titles = [one.title("zh") for one in words.categories]
    heard = {"channel": words.channels[0].id, "customer": Customer(name="王芳", phone="13800138000")}
    alone = [one for one in words.categories if titles.count(one.title("zh")) == 1]

    for one, asked in [*((one, "category") for one in alone), *((one, "unit") for one in words.units)]:
        command = Receive(text="等了很久", **heard, **{asked: one.title("zh")})  # type: ignore[arg-type]  # by name
        with pytest.raises(InvalidInput, match=f"Did you mean '{one.id}'") as refused:
            desk.do(command, by=clerk)
        assert f"“{one.id}”（{one.title('zh')}）" in refused.value.user_message("zh")


def test_each_command_that_is_refused_by_name_has_its_title() -> None:
    """Wherever a refusal names one: in Chinese it is what stands on the button. S0.12"""
    source = "".join(file.read_text(encoding="utf-8") for file in SOURCE.rglob("*.py"))
    named = set(re.findall(r'(?:command=|_COMMAND = |_check_sees_all\(by, )"([a-z_-]+)"', source))
    assert {"close", "rebuild", "approve"} <= named
    assert [one for one in sorted(named) if word_in(COMMANDS, one).to("zh") == one] == []
