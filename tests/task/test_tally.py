"""Daily counts are what counting all cases would give, whatever was done to them and in whatever order. S4.11, R14"""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from typing import Any

import pytest

from complaintkit import Case, Customer, Desk, Item, Purchase, System
from complaintkit.records.tally import recount

WANG = Customer(name="王芳", phone="13800138000")
MILK = Purchase("R-1", items=[Item("鲜牛奶", lot="L7")])


def received(desk: Desk, category: str = "product-quality/food", **more: Any) -> Case:
    """A complaint at River Street."""
    return desk.receive("奶酸了", by="chen", channel="service-desk", category=category, customer=WANG, **more)


def counts(desk: Desk) -> dict[tuple[str, str], int]:
    """All days together."""
    with desk._opened.storage.reading() as reader:
        found = Counter[tuple[str, str]]()
        for row in reader.tally(first=date(2026, 1, 1), after=date(2028, 1, 1)):
            found[row.unit, row.subject] += row.count
    return {key: number for key, number in found.items() if number}


def same(desk: Desk) -> bool:
    """Nothing was to be mended."""
    return recount(desk._door) == 0


def test_a_complaint_counts_under_all_that_it_is_about(desk) -> None:
    """Its category, its goods, their lot, its cause once that is known, and among all."""
    case = received(desk, purchase=MILK)
    desk.record_facts(case, by="chen", facts="冷柜停电", root_cause=cause_of(desk))
    unit = "river-street"
    assert counts(desk) == {
        (unit, "all"): 1,
        (unit, "category:product-quality/food"): 1,
        (unit, "item:鲜牛奶"): 1,
        (unit, "lot:L7"): 1,
        (unit, f"cause:{cause_of(desk)}"): 1,
    }
    assert same(desk)


def cause_of(desk: Desk) -> str:
    """A root cause that the playbook knows, or any where it has no list."""
    causes = getattr(desk.playbook(by="chen"), "causes", {})
    return next(iter(causes), "power-cut")


def test_what_a_case_becomes_moves_its_count(desk) -> None:
    """There and back leaves what was: by category, by kind, by a correction of its unit. R5"""
    case = received(desk)
    before = counts(desk)
    desk.reclassify(case, by="chen", category="price/label", reason="其实是价签")
    assert ("river-street", "category:price/label") in counts(desk)
    desk.reclassify(case, by="chen", category="product-quality/food", reason="看错了")
    assert counts(desk) == before
    desk.correct(case, by="zhao", unit="old-town", reason="在老城店买的")
    assert counts(desk) == {("old-town", subject): number for (_, subject), number in before.items()}
    assert same(desk)


def test_inquiries_and_duplicates_do_not_count(desk) -> None:
    """A question is no complaint, and one complaint told twice is one. R14"""
    desk.receive("几点关门？", by="chen", channel="service-desk", kind="inquiry", customer=WANG)
    assert counts(desk) == {}
    first, second = received(desk), received(desk)
    desk.link(second, by="chen", to=first.number, relation="duplicate")
    assert counts(desk)["river-street", "all"] == 1
    assert same(desk)


def test_erasing_a_person_changes_no_count(desk) -> None:
    """It named nobody."""
    case = desk.withdraw(received(desk, purchase=MILK), by="chen", reason="不投诉了", via="in-person")
    desk.archive(case, by="chen")
    before = counts(desk)
    desk.erase_person(case, by=System("crm"))
    assert counts(desk) == before


@pytest.mark.parametrize(("local", "day"), [("04:59", "2026-11-21"), ("05:00", "2026-11-22")])
def test_a_day_begins_when_the_business_day_does(desk, clock, local, day) -> None:
    """At five in the supermarket: what comes at night belongs to the day before."""
    clock.advance(timedelta(days=1, hours=-10, minutes=int(local[:2]) * 60 + int(local[3:])))
    received(desk)
    with desk._opened.storage.reading() as reader:
        assert {str(row.day) for row in reader.tally(first=date(2026, 1, 1), after=date(2028, 1, 1))} == {day}


def test_a_database_that_was_never_counted_is_counted_once(desk) -> None:
    """As after an upgrade: by the worker, when it first looks at what comes again."""
    received(desk, purchase=MILK)
    before = counts(desk)
    with desk._opened.storage.inner.inner.writing() as tx:
        tx._work.run("DELETE FROM tally", [])
    desk.run_due()
    assert counts(desk) == before
