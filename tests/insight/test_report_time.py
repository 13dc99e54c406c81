"""Which day, and which period, a case and its deadlines count in: each unit's own. S0.14, S2.7, R15"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import attrs
import pytest

from complaintkit import (
    Customer,
    Desk,
    InvalidInput,
    Period,
    System,
)
from complaintkit.decision import LedgerEntry
from complaintkit.events import DeadlineMoved, DeadlineStarted
from complaintkit.records.summary import instant_of
from complaintkit.records.summary.clocks import Clocks
from complaintkit.testing import FakeClock, open_test_desk
from tests.insight.counted import FANG, NOVEMBER, SHANGHAI, WINTER, counted, received


# ---- days -----------------------------------------------------------------------------------------------------------
def test_a_month_ends_when_the_unit_says_that_a_day_ends(desk: Desk, clock: FakeClock) -> None:
    """These kitchens begin at five: 04:59:59 on 1 December is November, 05:00 is December; in Shanghai, not in UTC."""
    clock.advance(timedelta(hours=18, minutes=59, seconds=59))
    received(desk)
    clock.advance(timedelta(seconds=1))
    received(desk)

    assert desk.report(NOVEMBER).figures.cases == 1
    december = desk.report(Period.month(2026, 12, zone=SHANGHAI), unit="bund")
    assert (december.figures.cases, december.before.cases) == (1, 1)
    assert december.period.start == datetime(2026, 11, 30, 21, tzinfo=UTC)


@pytest.mark.parametrize(("at", "november"), [("23:59:59", 1), ("00:00:00", 0)])
def test_a_month_ends_at_midnight_where_nobody_says_otherwise(at: str, november: int) -> None:
    """A print-shop's day is a day."""
    day = "2026-11-30" if november else "2026-12-01"
    with open_test_desk(playbook="print-shop", start=f"{day}T{at}+08:00") as desk:
        unit = next(iter(desk.people.organisation(by=System("test")).units))
        desk.receive("印糊了", by="chen", channel="telephone", unit=unit, customer=FANG)

        assert desk.report(NOVEMBER, unit=unit).figures.cases == november
        assert desk.report(Period.month(2026, 12, zone=SHANGHAI)).figures.cases == 1 - november


def test_each_unit_counts_its_own_days(desk: Desk, clock: FakeClock) -> None:
    """At 05:30 on 1 December in Shanghai it is still November in London: both shops are right at once."""
    clock.advance(timedelta(hours=19, minutes=30))
    received(desk)
    received(desk, "soho")

    assert counted(desk.report(NOVEMBER), "units") == {"soho": 1}
    assert counted(desk.report(Period.month(2026, 12, zone=SHANGHAI)), "units") == {"bund": 1}
    assert counted(desk.report(Period.days(date(2026, 11, 30), zone="Europe/London")), "units") == {"soho": 1}


def test_a_business_day_is_a_span_for_everybody(desk: Desk, clock: FakeClock) -> None:
    """What a unit calls its business day is no calendar day; the nightly report is asked for by it."""
    clock.advance(timedelta(hours=17))  # 03:00, and kitchens begin at five
    received(desk)
    day = desk.business_day("bund")

    report = desk.report(day, unit="bund")

    assert (day.label, report.figures.cases, report.against and report.against.label) == ("2026-11-30", 1, "2026-11-29")
    clock.advance(timedelta(hours=3))
    assert desk.report(desk.business_day("bund"), unit="bund").before.cases == 1


@pytest.mark.parametrize(
    ("period", "before"),
    [
        (Period.month(2027, 1, zone=SHANGHAI), "2026-12"),
        (Period.month(2026, 3, zone="Europe/London"), "2026-02"),
        (Period.quarter(2027, 1, zone=SHANGHAI), "2026-Q4"),
        (Period.quarter(2026, 3, zone="Europe/London"), "2026-Q2"),
        (Period.year(2027, zone=SHANGHAI), "2026"),
        (Period.days(date(2026, 3, 1), zone=SHANGHAI), "2026-02-28"),
        (Period.days(date(2026, 11, 9), date(2026, 11, 15), zone=SHANGHAI), "2026-11-02..2026-11-08"),
    ],
)
def test_the_period_before_is_as_people_count(desk: Desk, period: Period, before: str) -> None:
    """The month before a month, the quarter before a quarter, the year before a year, the week before a week."""
    report = desk.report(period)

    assert report.against is not None
    assert (report.against.label, report.against.end) == (before, period.start)


@pytest.mark.parametrize("year", [2023, 2024])
def test_quarters_and_months_are_the_whole_year(year: int) -> None:
    """One begins where the other ends, without a gap and without a day twice, in leap years too."""
    for parts in (
        [Period.month(year, one, zone=SHANGHAI) for one in range(1, 13)],
        [Period.quarter(year, one, zone=SHANGHAI) for one in range(1, 5)],
    ):
        assert [one.end for one in parts[:-1]] == [one.start for one in parts[1:]]
        assert (parts[0].start, parts[-1].end) == attrs.astuple(Period.year(year, zone=SHANGHAI))[:2]
    with pytest.raises(InvalidInput):
        Period.quarter(year, 5, zone=SHANGHAI)


def test_another_period_to_compare_with(desk: Desk) -> None:
    """The same month of last year, say."""
    last_year = Period.month(2025, 11, zone=SHANGHAI)

    assert desk.report(NOVEMBER, against=last_year).against is last_year


def test_every_day_is_found_however_long_ago(desk: Desk, clock: FakeClock) -> None:
    """Where a day stands in the feed is looked for, not guessed: each has its own, and no other's."""
    days = []
    for _ in range(12):
        days.append(Period.days(clock.now().astimezone(ZoneInfo(SHANGHAI)).date(), zone=SHANGHAI))
        received(desk)
        clock.advance(timedelta(days=5))

    assert [desk.report(day).figures.cases for day in days] == [1] * 12
    empty = Period.days(date(2026, 12, 2), zone=SHANGHAI)
    assert desk.report(empty).figures.cases == 0


# ---- deadlines ------------------------------------------------------------------------------------------------------
def test_a_deadline_is_decided_once(desk: Desk, clock: FakeClock) -> None:
    """Met in time, or late for ever: what is done after its time stays a breach, and its time counts. R15, S4.5"""
    early, late = received(desk), received(desk)
    clock.advance(timedelta(hours=2))
    desk.assess(early, by="chen", severity="high", approach="核实")
    clock.advance(timedelta(hours=40))
    desk.assess(late, by="chen", severity="high", approach="核实")

    both = Period.days(date(2026, 11, 30), date(2026, 12, 2), zone=SHANGHAI)
    found = {one.key: one for one in desk.report(both).figures.deadlines}["assessment"]

    assert (found.met, found.breached, found.share) == (1, 1, Decimal("0.500"))
    assert found.median == timedelta(hours=22)


def test_what_is_late_counts_though_nobody_has_noticed(desk: Desk, clock: FakeClock) -> None:
    """Without a worker a report is right, and says the same once a worker has run."""
    received(desk)
    clock.advance(timedelta(hours=30))
    period = Period.days(date(2026, 11, 30), date(2026, 12, 1), zone=SHANGHAI)

    before = desk.report(period)
    desk.run_due()
    after = desk.report(period)

    assert [one.breached for one in before.figures.deadlines if one.key == "assessment"] == [1]
    assert before.figures.deadlines == after.figures.deadlines


def test_a_deadline_that_waits_for_the_customer_is_not_late(desk: Desk, clock: FakeClock) -> None:
    """While it pauses it falls due for nobody; afterwards it does at its new time, a worker or none. R15, R16"""
    case = desk.assess(received(desk), by="chen", severity="normal", approach="核实")
    (planned,) = (one.due_at for one in case.deadlines if one.name == "result")
    case = desk.wait_for_customer(case, by="chen", question="请发照片")
    clock.advance(planned - clock.now() + timedelta(hours=1))
    assert "result" not in {one.key for one in desk.report(WINTER).figures.deadlines}

    case = desk.hear_customer(case, by="chen", text="发了")
    (due,) = (one.due_at for one in case.deadlines if one.name == "result")
    assert due > clock.now()
    assert "result" not in {one.key for one in desk.report(WINTER).figures.deadlines}
    clock.advance(due - clock.now())
    assert {one.key: one.breached for one in desk.report(WINTER).figures.deadlines}["result"] == 1


def test_a_breach_counts_on_the_day_it_fell_due(desk: Desk, clock: FakeClock) -> None:
    """Noticed on Tuesday, due on Monday: it is Monday's."""
    received(desk)
    clock.advance(timedelta(days=3))
    desk.run_due()

    days = [desk.report(Period.days(date(2026, 12, day), zone=SHANGHAI)) for day in (1, 2, 3)]

    late = [{one.key: one.breached for one in day.figures.deadlines}.get("assessment", 0) for day in days]
    assert late == [1, 0, 0]


def test_what_was_waived_by_mistake_counts_as_what_became_of_it(desk: Desk, clock: FakeClock) -> None:
    """A contact that is given again makes what takes one owed again: late, and not waived. R2, R15"""
    case = received(desk)
    desk.correct(case, by="chen", reason="号码不对", customer=Customer(name="王芳", no_contact_because="没留"))
    waived = {one.key: one.waived for one in desk.report(NOVEMBER).figures.deadlines}
    assert waived["acknowledge"] == 1

    clock.advance(timedelta(hours=1))
    desk.correct(case, by="chen", reason="号码是对的", customer=FANG)

    found = {one.key: one for one in desk.report(NOVEMBER).figures.deadlines}["acknowledge"]
    assert (found.waived, found.breached) == (0, 1)


def test_a_date_that_moved_counts_on_the_day_it_moved_to(clock: FakeClock) -> None:
    """It is late by the date that it has now, noticed or not. R15, R16"""
    other = datetime.fromisoformat("2026-11-29T10:00+08:00")
    moved = LedgerEntry(
        event=DeadlineMoved(deadline="x-2", rule="x", due_at=other),
        at=other,
        by="desk",
        recorded_at=other,
        recorded_by="desk",
    )
    begun = DeadlineStarted(deadline="x-2", rule="x", started_at=other, due_at=clock.now() + timedelta(days=90))
    followed = Clocks.of([attrs.evolve(moved, event=begun), moved])

    assert followed.running == [("x", instant_of(other))]
