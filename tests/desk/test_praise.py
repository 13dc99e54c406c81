"""Praise reaches whoever earned it: they are told, and thanked, in every procedure and however it came to be praise. S2.4"""

from __future__ import annotations

from datetime import timedelta

import pytest

from complaintkit import Case, Customer, Kind
from complaintkit.playbook.loading import installed_playbooks
from complaintkit.testing import DeskUnderTest, open_test_desk

WANG = Customer(name="王芳", phone="13800138000")
WORDS = "小伙子帮我把菜提上了三楼"


def colleague(desk: DeskUnderTest) -> str:
    """Somebody else than who hears it."""
    return next(one for one in desk.people.organisation(by="chen").staff if one != "chen")


def heard(desk: DeskUnderTest, kind: Kind, about: str | None) -> Case:
    """Somebody says something of a colleague."""
    return desk.receive(WORDS, by="chen", channel="hotline", kind=kind, customer=WANG, about_staff=about)


def thanks(desk: DeskUnderTest) -> list[str]:
    """What the praised were told."""
    names = {rule.id for rule in desk.playbook(by="chen").messages_on("praised", Kind.PRAISE)}
    return [one.text for one in desk.sent if one.message in names]


def mine(desk: DeskUnderTest, who: str) -> list[str]:
    """What this person read of the customer's words."""
    reach = {one.address for one in desk.people.organisation(by="chen").staff[who].contacts}
    return [one.text for one in desk.sent if one.to in reach and WORDS in one.text]


@pytest.fixture(params=sorted(installed_playbooks()))
def desk(request: pytest.FixtureRequest) -> DeskUnderTest:
    """A desk by each of the playbooks."""
    return open_test_desk(playbook=request.param)


def test_the_praised_are_told_and_thanked(desk: DeskUnderTest) -> None:
    """Once, in the customer's words."""
    heard(desk, Kind.PRAISE, colleague(desk))
    (text,) = thanks(desk)
    assert WORDS in text
    assert "谢谢" in text or "Thank you" in text


@pytest.mark.parametrize("before", [Kind.INQUIRY, Kind.SUGGESTION])
def test_however_it_became_praise(desk: DeskUnderTest, before: Kind) -> None:
    """What was taken in as something else, and is praise from now on."""
    case = heard(desk, before, colleague(desk))
    assert thanks(desk) == []
    desk.reclassify(case, by="chen", kind=Kind.PRAISE, reason="是表扬")
    assert len(thanks(desk)) == 1


@pytest.mark.parametrize("named", ["nobody", "somebody"])
def test_however_it_came_to_say_of_whom(desk: DeskUnderTest, named: str) -> None:
    """Named later, or another than at first: they are thanked, and nobody above is alarmed as over a complaint. S2.4, R6"""
    first, then, *_ = (one for one in desk.people.organisation(by="chen").staff if one != "chen")
    case = heard(desk, Kind.PRAISE, first if named == "somebody" else None)
    before = len(thanks(desk))

    case = desk.correct(case, by="chen", reason="问清了是谁", about_staff=then)

    assert len(thanks(desk)) == before + 1
    assert (case.owner, case.escalations) == ("chen", ())


@pytest.mark.parametrize("kind", [one for one in Kind if one is not Kind.PRAISE])
def test_nothing_else_is_praise(desk: DeskUnderTest, kind: Kind) -> None:
    """Nobody is thanked for a complaint about them."""
    heard(desk, kind, colleague(desk))
    assert thanks(desk) == []


def test_praise_of_nobody_in_particular_thanks_nobody(desk: DeskUnderTest) -> None:
    """It is the team's."""
    heard(desk, Kind.PRAISE, None)
    assert thanks(desk) == []


def test_filed_at_once_or_away_they_are_told_all_the_same(desk: DeskUnderTest) -> None:
    """Praise is filed quickly, and whoever stands in does not get it instead."""
    who = colleague(desk)
    desk.staff_away(who, by=who, start=desk.clock.now(), end=desk.clock.now() + timedelta(days=2))
    heard(desk, Kind.PRAISE, who)
    assert len(thanks(desk)) == 1
    assert mine(desk, who) == thanks(desk)


def test_whoever_is_praised_reads_the_words_once(desk: DeskUnderTest) -> None:
    """The team hears of it, and they are told themselves: not of themselves as of a colleague besides."""
    who = colleague(desk)
    heard(desk, Kind.PRAISE, who)
    assert len(mine(desk, who)) == 1


@pytest.mark.parametrize("said", ["小伙子真好", "小伙子真好。", "小伙子真好！"])
def test_thanks_are_a_sentence_of_their_own(desk: DeskUnderTest, said: str) -> None:
    """Whatever the words end with."""
    desk.receive(said, by="chen", channel="hotline", kind=Kind.PRAISE, customer=WANG, about_staff=colleague(desk))
    (text,) = thanks(desk)
    assert text.endswith(
        (f"{said.rstrip('。')}。谢谢您！", "小伙子真好！谢谢您！", f"{said}. Thank you!", f"{said} Thank you!")
    )
