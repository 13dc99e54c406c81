"""Points that people entered, as limits sum them up, held against the ledgers of the members. F6, S3.7"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from complaintkit import Customer, Desk, LedgerProblem, Member, System
from complaintkit.testing import FakeClock
from tests.audit.conftest import AUDITOR, Edit
from tests.houses import HOUSES

AT = "2026-11-21T10:00+08:00"
EDITS = {
    "how many": 'UPDATE "grant" SET value = 0',
    "by whom": "UPDATE \"grant\" SET giver = 'lin'",
    "for whom": "UPDATE \"grant\" SET customer = 'somebody'",
    "that they count": "UPDATE \"grant\" SET state = 'released'",
    "when": "UPDATE \"grant\" SET at = '2025-01-01T00:00:00.000000+00:00'",
    "with the joining": "DELETE FROM \"grant\" WHERE id LIKE '%.1'",
    "all": 'DELETE FROM "grant"',
    "more": 'INSERT INTO "grant" SELECT id || \'x\', "case", ref, kind, giver, customer, unit, business_day, at, currency,'
    ' value, state FROM "grant"',
}


@pytest.fixture
def desk(tmp_path: Path, founded: Callable[..., None]) -> Iterator[Desk]:
    """A store's: two members joined with points, got more by hand and at a till, and spent some; one was erased."""
    founded(tmp_path, playbook="supermarket-service", organisation=HOUSES["supermarket-service"], at=AT)
    with Desk.open(f"sqlite:///{tmp_path}/desk.db", clock=FakeClock(AT)) as desk:
        for number, name in (("1", "王芳"), ("2", "李雷")):
            person = Customer(name=name, phone=f"1380013800{number}", member=Member(number, points=300))
            member = desk.members.enrol(person, by="chen", unit="park-road", via="checkout")
            desk.members.credit(member, 200, by="bai", because="gift")
            desk.members.credit(member, 59, by=System("pos"), because="purchase", sale="S-1")
            desk.members.credit(member, -100, by="chen", because="spent")
        desk.erase_person(person, by="tang")
        yield desk


@pytest.mark.parametrize("what", EDITS)
def test_points_that_people_entered_are_held_against_the_ledger(
    desk: Desk, edit: Edit, problems: Callable[..., list[LedgerProblem]], what: str
) -> None:
    """Else a limit is got round in the table; what is not as it was is named and made again. F6"""
    assert problems(deep=True) == []
    edit(EDITS[what])
    assert {(one.table, one.case is None) for one in problems(deep=True)} == {("grant", False)}

    desk.ledger.rebuild(by=AUDITOR, apply=True)
    assert problems(deep=True) == []


def test_what_a_till_credited_is_in_no_limit(desk: Desk, problems: Callable[..., list[LedgerProblem]]) -> None:
    """A member who joined at a till has no such row, and none is missing. F6"""
    joined = Customer(name="赵云", phone="13800138009", member=Member("9", points=1000))
    desk.members.enrol(joined, by=System("pos"), unit="park-road", via="checkout")
    desk.members.credit("9", 59, by=System("pos"), because="purchase", sale="S-2")
    assert problems(deep=True) == []
