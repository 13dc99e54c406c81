"""Each number of a report leads to its cases, as far as the reader may see; what is waited for names nobody."""

from __future__ import annotations

from datetime import date, timedelta

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from complaintkit import Case, Customer, Desk, Money, Period, Remedy
from complaintkit.insight._cases_behind import Behind
from complaintkit.insight._words import word_in
from complaintkit.insight.figure import estimate_of
from complaintkit.insight.table import tables
from complaintkit.model.duty import DutyKind
from complaintkit.testing import FakeClock, open_test_desk

SHANGHAI = "Asia/Shanghai"
NOVEMBER = Period.month(2026, 11, zone=SHANGHAI)


def received(desk: Desk, unit: str = "bund", **said: object) -> Case:
    """Sour rice."""
    fields = {"by": "chen", "channel": "hotline", "category": "food/sensory", "customer": Customer(phone="13800138000")}
    return desk.receive("米饭是酸的", unit=unit, **{**fields, **said})  # type: ignore[arg-type]


@pytest.fixture
def busy(desk: Desk, clock: FakeClock) -> Desk:
    """A day on which a little of everything happened."""
    for unit, kind in (("bund", "complaint"), ("soho", "complaint"), ("soho", "praise"), ("soho", "inquiry")):
        received(desk, unit, kind=kind, category="food/sensory" if kind == "complaint" else None)
    refund = Remedy.refund(Money(10, "CNY"))
    desk.settle(received(desk), by="chen", facts="饭是酸的", agreed="in-person", remedies=[refund, refund])
    desk.escalate(received(desk), by="chen", reason="beyond-authority")
    ready = desk.record_facts(
        desk.assess(received(desk), by="chen", severity="normal", approach="核实"), by="chen", facts="饭是酸的"
    )
    desk.offer_handover(ready, by="chen", to="luo", reason="expertise")
    clock.advance(timedelta(hours=30))
    return desk


def test_every_number_of_cases_has_as_many_cases_behind_it(busy: Desk) -> None:
    """A case counts once by kind, category, unit and channel; all their cases together are those received. S2.7"""
    report = busy.report(NOVEMBER)

    assert report.figures.cases == len(report.cases["received/cases"]) == 7
    for what, shares in {"kind": "kinds", "category": "categories", "unit": "units", "channel": "channels"}.items():
        found = [(one.count, report.cases[f"{what}/{one.key}"]) for one in getattr(report.figures, shares)]
        assert [count for count, _ in found] == [len(cases) for _, cases in found]
        assert sorted(one for _, cases in found for one in cases) == sorted(report.cases["received/cases"])


MIX = st.lists(
    st.tuples(
        st.sampled_from(["complaint", "inquiry", "praise", "suggestion"]),
        st.sampled_from(["food/sensory", "food/spoiled", "service/attitude", None]),
        st.sampled_from(["s1", "s2", "changqing"]),
        st.sampled_from(["hotline", "in-person"]),
        st.integers(0, 11),
    ),
    max_size=8,
)


@given(MIX)
@settings(max_examples=12, deadline=None)
def test_numbers_add_up_whatever_came_in(mix: list[tuple[str, str | None, str, str, int]]) -> None:
    """Months add up to their quarter, sorts and days to all that were received, and the register has them all. S2.7, S3.12"""
    with open_test_desk(start="2026-10-01T05:00+08:00") as desk:
        for kind, category, unit, channel, days in mix:
            desk.clock.advance(timedelta(days=days))
            known = category if kind == "complaint" else None
            received(desk, unit, kind=kind, category=known, channel=channel)
        desk.clock.advance(timedelta(days=92))
        whole = desk.report(Period.quarter(2026, 4, zone=SHANGHAI))
        months = [desk.report(Period.month(2026, one, zone=SHANGHAI)) for one in (10, 11, 12)]
        units = [desk.report(Period.quarter(2026, 4, zone=SHANGHAI), unit=one) for one in ("s1", "s2")]
        rows = desk.complaint_register(Period.quarter(2026, 4, zone=SHANGHAI), by="chen").rows

    assert whole.figures.cases == len(mix) == len(rows) == sum(one.figures.cases for one in months)
    assert {row.number for row in rows} == set(whole.cases.get("received/cases", ()))
    assert sum(one.figures.cases for one in units) == len([one for one in mix if one[2] != "changqing"])
    assert sum(count for _, count in whole.figures.days) == len(mix)
    for sorts in ("kinds", "categories", "units", "channels"):
        assert sum(one.count for one in getattr(whole.figures, sorts)) == len(mix)
        counts = [one.count for one in getattr(whole.figures, sorts)]
        assert counts == sorted(counts, reverse=True)  # what weighs most comes first
    for rule in whole.figures.deadlines:
        parts = [one for month in months for one in month.figures.deadlines if one.key == rule.key]
        assert (rule.met, rule.breached) == (sum(one.met for one in parts), sum(one.breached for one in parts))


def test_every_number_in_every_table_leads_to_cases(busy: Desk) -> None:
    """Whatever is more than nothing has cases behind it, which add up to it: some count more than once. S2.7"""
    report = busy.report(Period.days(date(2026, 11, 30), date(2026, 12, 1), zone="Asia/Shanghai"))
    numbers = {
        (key, int(table.rows[row][column]))
        for table in tables(report, "en")
        for (row, column), key in table.behind.items()
        if table.rows[row][column].isdigit()
    }

    assert {key.partition("/")[0] for key, count in numbers if count} == {
        *("received", "kind", "category", "unit", "channel", "ending", "met", "breached"),
        *("handover", "escalation", "given", "giver", "waiting"),
    }
    for key, count in numbers:
        times = report.times.get(key, {})
        assert sum(times.get(one, 1) for one in report.cases.get(key, ())) == count, key
    assert {"given/refund CNY", "handover/offered"} <= {key for key, _ in numbers}
    assert any(often == {one: 2} for often in report.times.values() for one in often)


def test_cases_are_named_as_far_as_the_reader_sees_them(busy: Desk) -> None:
    """A kitchen's head sees the numbers of that kitchen's cases; of another's none, whatever is counted. R20"""
    all_of_them = {one.number: one.unit for one in busy.cases(by="fang")}

    for by, units in {"fang": {"bund", "soho"}, "hu": {"bund"}, "gu": {"soho"}}.items():
        named = {one for cases in busy.report(NOVEMBER, by=by).cases.values() for one in cases}
        assert named == {number for number, unit in all_of_them.items() if unit in units}


@pytest.mark.parametrize(
    ("seen", "found"),
    [
        ({"A", "B"}, {"handover/offered": {"A": 2, "B": 1}, "kind/praise": {"B": 1}}),
        ({"A"}, {"handover/offered": {"A": 2}}),
        ({"B", "C"}, {"handover/offered": {"B": 1}, "kind/praise": {"B": 1}}),
        ((), {}),
    ],
)
def test_of_cases_behind_a_number_those_are_named_that_are_seen(
    seen: set[str], found: dict[str, dict[str, int]]
) -> None:
    """Each with how often it counts; a number of which none is seen leads nowhere. R20"""
    behind = Behind()
    for behind.case, what, sort in (
        ("A", "handover", "offered"),
        ("B", "handover", "offered"),
        ("A", "handover", "offered"),
        ("B", "kind", "praise"),
    ):
        behind.note(what, sort)

    assert behind.cases(seen=lambda case: case in seen) == found


def test_what_is_waited_for_is_counted_and_names_nobody(busy: Desk) -> None:
    """Counted as duties are, late ones first; whoever took in many and so owns many stands nowhere. S0.12, R13"""
    waiting = busy.report(NOVEMBER).waiting
    owed = [one for staff in ("chen", "luo", "shen") for one in busy.duties(staff).owed if one.staff == staff]

    own = next(one for one in waiting if one.what == "own")
    assert own.count == len([one for one in owed if one.what is DutyKind.OWN])
    assert own.late == len([one for one in owed if one.what is DutyKind.OWN and one.late])
    assert [one.late for one in waiting] == sorted((one.late for one in waiting), reverse=True)
    assert "staff" not in attrs.fields_dict(type(own))


@pytest.mark.parametrize("kind", DutyKind)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_duty_has_its_words(kind: DutyKind, language: str) -> None:
    """A report says in words what is waited for, in both languages. S0.12"""
    assert word_in(f"waiting {kind}", language) != f"waiting {kind}"


def test_days_add_up_to_the_period(busy: Desk) -> None:
    """Each case received stands on one business day, as its unit counts them."""
    received(busy)  # 16:00 on 1 December; the others at 10:00 on 30 November, which was 02:00 in London
    december = Period.month(2026, 12, zone="Asia/Shanghai")

    assert busy.report(NOVEMBER).figures.days == ((date(2026, 11, 29), 3), (date(2026, 11, 30), 4))
    assert busy.report(december).figures.days == ((date(2026, 12, 1), 1),)
    assert busy.report(Period.month(2026, 10, zone="Asia/Shanghai")).figures.days == ()


@given(st.integers(0, 5000), st.integers(1, 5000))
def test_an_interval_holds_its_share(count: int, total: int) -> None:
    """It lies within 0 and 1 around the share, and is narrower the more have answered. S2.9"""
    count = min(count, total)
    one, more = estimate_of(count, total), estimate_of(count * 4, total * 4)

    assert one.low is not None
    assert one.share is not None
    assert one.high is not None
    assert 0 <= one.low <= one.share <= one.high <= 1
    assert more.high - more.low <= one.high - one.low  # type: ignore[operator]  # there are answers
    assert one.few is (total < 30)


@pytest.mark.parametrize(
    ("count", "total", "low", "high"),
    [(0, 10, "0.000", "0.278"), (5, 10, "0.237", "0.763"), (81, 263, "0.255", "0.366"), (10, 10, "0.722", "1.000")],
)
def test_intervals_are_wilsons(count: int, total: int, low: str, high: str) -> None:
    """As published: Newcombe 1998 for 81 of 263, and the ends of ten answers. S2.9"""
    found = estimate_of(count, total)
    assert (str(found.low), str(found.high)) == (low, high)


def test_thirty_answers_are_not_few() -> None:
    """Fewer are marked, where a share of them is shown. S2.9"""
    assert (estimate_of(9, 29).few, estimate_of(9, 30).few) == (True, False)
