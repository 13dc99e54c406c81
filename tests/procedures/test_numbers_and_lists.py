"""A number of a report and the list that it leads to hold the same cases, in each procedure that ships. R7, S2.7"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any

import pytest

from complaintkit import Case, ComplaintKitError, Customer, Issue, Period, Report, System
from complaintkit.insight.table import tables
from complaintkit.organisation import load_organisation
from complaintkit.playbook import load_playbook
from complaintkit.testing import DeskUnderTest, open_test_desk
from tests.houses import HOUSES, RECEIVERS

HOST = System("test")
WHOLE = Period.year(2026, zone="Asia/Shanghai")
NOT_SORTED = "-"
BOOKS = {name: load_playbook(name) for name in HOUSES}


def complaint(desk: DeskUnderTest, name: str, chance: random.Random) -> Case:
    """Take one in: of nothing yet, of one thing or of several, of which some are the same, or not sorted."""
    book = BOOKS[name]
    categories = [None, *chance.sample(sorted(book.categories), 4)]
    first, *further = (chance.choice(categories) for _ in range(chance.choice([1, 1, 2, 3, 5])))
    return desk.receive(
        "等了很久",
        by=RECEIVERS[name][0],
        channel=chance.choice(list(book.channels)),
        customer=Customer(name="王芳", phone=f"1380013800{chance.randrange(2)}"),
        category=first,
        issues=[Issue("还有一件事", category=one) for one in further],
        fields=dict.fromkeys(book.categories[first].asks, "18") if first else {},
    )


def changes(desk: DeskUnderTest, name: str, chance: random.Random) -> Iterator[Callable[[Case], Case]]:
    """Yield what may be done to a case that makes another one of it."""
    category = chance.choice(sorted(BOOKS[name].categories))
    earlier = chance.choice([one.number for one in desk.cases(by=HOST)])
    yield lambda case: desk.raise_issue(case, by=HOST, text="停车场没有灯", category=category)
    yield lambda case: desk.raise_issue(case, by=HOST, text="说不清楚")
    yield lambda case: desk.reclassify(case, by=HOST, category=category)
    yield lambda case: desk.reclassify(case, by=HOST, kind="inquiry", reason="只是问问")
    yield lambda case: desk.register(case, by=HOST, category=category)
    yield lambda case: desk.link(case, by=HOST, to=earlier, relation="duplicate")
    yield lambda case: desk.assess(case, by=HOST, severity="normal", approach="核实")
    yield lambda case: desk.withdraw(case, by=HOST, reason="不用管了")


def below(report: Report, what: str, path: str) -> set[str]:
    """Return the cases behind the numbers of what is at or below a path."""
    heads = (f"{what}/{path}", f"{what}/{path}/")
    return {one for key, cases in report.cases.items() if key == heads[0] or key.startswith(heads[1]) for one in cases}


def worked_in(desk: DeskUnderTest, name: str, chance: random.Random) -> None:
    """Take some complaints in, and do to each what its state allows."""
    for _ in range(chance.randrange(1, 7)):
        case = complaint(desk, name, chance)
        for change in chance.sample(list(changes(desk, name, chance)), 3):
            with suppress(ComplaintKitError):  # not in this state
                case = change(case)


def told(report: Report) -> Iterator[tuple[str, int]]:
    """Yield each number that leads to cases, with the figure they stand behind."""
    for table in tables(report, "en"):
        for (row, column), key in table.behind.items():
            if (text := table.rows[row][column]).isdigit():
                yield key, int(text)


@pytest.fixture(params=[(name, seed) for name in HOUSES for seed in range(4)], ids=lambda one: f"{one[0]}-{one[1]}")
def house(request: pytest.FixtureRequest) -> Iterator[tuple[str, DeskUnderTest]]:
    """Each procedure that ships, on several days on which anything may happen."""
    name, seed = request.param
    with open_test_desk(playbook=name, organisation=HOUSES[name], start="2026-11-23T12:00+08:00") as desk:
        worked_in(desk, name, random.Random(f"{name} {seed}"))  # noqa: S311  the same every time
        yield name, desk


def test_each_number_of_a_report_is_the_list_by_its_words(house: tuple[str, DeskUnderTest]) -> None:
    """By category, kind, unit and channel, whatever became of the cases; duplicates count as such, and are listed. R7, R14"""
    name, desk = house
    report = desk.report(WHOLE)
    received, twice = (set(report.cases.get(f"{what}/cases", ())) for what in ("received", "duplicates"))

    def listed(**where: Any) -> set[str]:
        found = desk.cases(by=HOST, period=WHOLE, **where)
        numbers = {one.number for one in found}
        assert found.count() == len(numbers)
        return numbers - twice

    assert listed() == received
    known = {NOT_SORTED, *BOOKS[name].categories}
    for category in known | {one.partition("/")[0] for one in known}:
        assert listed(category=category) == below(report, "category", category), category
    for what in ("kind", "channel"):
        for share in getattr(report.figures, f"{what}s"):
            assert listed(**{what: share.key}) == set(report.cases[f"{what}/{share.key}"])
    for unit in load_organisation(HOUSES[name]).units:
        assert listed(unit=unit) == set(desk.report(WHOLE, unit=unit).cases.get("received/cases", ()))


def test_each_number_of_a_report_is_what_its_cases_add_up_to(house: tuple[str, DeskUnderTest]) -> None:
    """A case counts once in each of its categories and causes; where it counts more often, it says how often. R7, S2.7"""
    _, desk = house
    report = desk.report(WHOLE)

    for key, count in told(report):
        times = report.times.get(key, {})
        assert sum(times.get(one, 1) for one in report.cases.get(key, ())) == count, key
        assert not times or key.partition("/")[0] not in {"category", "cause", "kind", "unit", "channel"}


def test_the_row_of_each_case_is_what_its_ledger_says(house: tuple[str, DeskUnderTest]) -> None:
    """Whatever became of its issues, and in whatever order. R7"""
    _, desk = house
    assert desk.ledger.verify(by=HOST, deep=True).ok
