"""Cases that look alike are told to whoever takes one in, as far as they may see them. R14, R20"""

from __future__ import annotations

from pathlib import Path

import pytest

from complaintkit import Customer, System
from complaintkit.testing import open_test_desk

SAMPLE = Path(__file__).parents[2] / "docs" / "samples" / "supermarket" / "organisation.toml"
WANG = Customer(name="王芳", phone="13800138000")


@pytest.mark.parametrize(
    ("by", "told"),
    [("fan", ["old-town"]), ("jin", ["old-town", "river-street"]), (System("till"), ["old-town", "river-street"])],
)
def test_only_what_they_may_see_is_told(by: str | System, told: list[str]) -> None:
    """A store is not told the numbers of another one's cases; the hotline and a program are."""
    desk = open_test_desk(playbook="supermarket", organisation=SAMPLE)
    known = {
        unit: desk.receive("排队", by=clerk, channel="service-desk", unit=unit, customer=WANG).number
        for unit, clerk in (("river-street", "chen"), ("old-town", "fan"))
    }

    case = desk.receive("又排队", by=by, channel="service-desk", unit="old-town", customer=WANG)

    assert set(case.similar) == {known[unit] for unit in told}


def test_whoever_reads_it_later_is_told_what_they_may_see() -> None:
    """Whoever opened the case and however far they see: by every reading, and by what comes back of a command. R20"""
    desk = open_test_desk(playbook="supermarket", organisation=SAMPLE)
    known = {
        unit: desk.receive("排队", by=clerk, channel="service-desk", unit=unit, customer=WANG).number
        for unit, clerk in (("river-street", "chen"), ("old-town", "fan"))
    }
    case = desk.receive("又排队", by=System("till"), channel="service-desk", unit="old-town", customer=WANG)
    theirs = (known["old-town"],)
    assert set(case.similar) == set(known.values())

    assert desk.case(case, by="fan").similar == theirs
    assert [one.similar for one in desk.cases(by="fan") if one.number == case.number] == [theirs]
    assert desk.note(case, by="fan", text="看过了").similar == theirs
    assert {one.of.similar for one in desk.duties(case.owner, by="fan").owed if one.case == case.number} == {theirs}
    for line in desk.timeline(case, by="fan"):
        assert known["river-street"] not in str(line.event)
    for entry in desk.timeline_in_words(case, by="fan"):
        assert known["river-street"] not in str(entry)
    assert set(desk.case(case, by="jin").similar) == set(known.values())


def test_what_they_may_not_see_takes_nobodys_place() -> None:
    """Twenty newer ones of another store stand before the one that they may be told of. R14, R20"""
    desk = open_test_desk(playbook="supermarket", organisation=SAMPLE)
    mine = desk.receive("排队", by="fan", channel="service-desk", unit="old-town", customer=WANG)
    for _ in range(20):
        desk.receive("排队", by="chen", channel="service-desk", unit="river-street", customer=WANG)

    case = desk.receive("又排队", by="fan", channel="service-desk", unit="old-town", customer=WANG)

    assert case.similar == (mine.number,)
