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


# ---- shifts -----------------------------------------------------------------------------------------------------------
def shifts(desk: Desk) -> dict[tuple[str, str], int]:
    """The counts by shift alone."""
    return {key: number for key, number in counts(desk).items() if key[1].startswith("shift:")}


def test_a_complaint_counts_under_the_shift_in_which_it_happened(desk, clock) -> None:
    """Of each duty that serves the unit, by when it happened, not by when it was told; where nobody said when, under none. S4.11"""
    received(desk, occurred_at=clock.now() - timedelta(hours=1))  # 09:00
    received(desk, occurred_at=clock.now() - timedelta(hours=9))  # 01:00: nobody has a turn
    received(desk)

    assert shifts(desk) == {
        ("river-street", "shift:hotline.day"): 1,
        ("river-street", "shift:river-street.day"): 1,
    }
    assert same(desk)


def test_a_correction_of_time_or_place_moves_it(desk, clock) -> None:
    """There and back as well; the case itself says in which shifts it was. S4.11"""
    at = clock.now() - timedelta(hours=1)
    case = received(desk, occurred_at=at)
    before = counts(desk)
    corrected = desk.correct(case, by="zhao", occurred_at=at - timedelta(hours=8), reason="是凌晨的事")
    assert (corrected.shifts, shifts(desk)) == ((), {})
    assert same(desk)
    assert desk.correct(corrected, by="zhao", occurred_at=at, reason="看错了").shifts == case.shifts
    assert counts(desk) == before
    moved = desk.correct(case, by="zhao", unit="old-town", reason="在老城店买的")
    assert "river-street.day" not in moved.shifts
    assert shifts(desk) == {("old-town", f"shift:{one}"): 1 for one in moved.shifts}
    assert same(desk)


def test_another_roster_changes_no_count(desk, clock) -> None:
    """What was counted stays as it was counted, and nothing drifts when the case moves on. S4.11"""
    case = received(desk, occurred_at=clock.now() - timedelta(hours=1))
    before = shifts(desk)
    data = desk.people.organisation(by="lu").as_data()
    del data["duty"]["hotline"]
    desk.set_organisation(data, by="lu")

    desk.reclassify(case, by="chen", category="price/label", reason="其实是价签")

    assert shifts(desk) == before
    assert same(desk)
