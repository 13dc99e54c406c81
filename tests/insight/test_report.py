"""Reports: exact counts by each unit's own days, the same whenever they are made; nobody is blamed for writing down."""

from __future__ import annotations

import json
import re
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, cast
from zoneinfo import ZoneInfo

import attrs
import pytest

from complaintkit import (
    BeyondAuthority,
    Case,
    Customer,
    Desk,
    InvalidInput,
    Item,
    Measure,
    Money,
    NotAllowed,
    Period,
    Remedy,
    Report,
    System,
)
from complaintkit.decision import LedgerEntry
from complaintkit.events import DeadlineMoved, DeadlineStarted
from complaintkit.insight import Tally, as_counted
from complaintkit.insight._plots import plots_of
from complaintkit.insight.figure import Deadlines, Figures, Given, Share
from complaintkit.insight.table import tables
from complaintkit.records.summary import instant_of
from complaintkit.records.summary.clocks import Clocks
from complaintkit.testing import FakeClock, open_test_desk

SHANGHAI = "Asia/Shanghai"
NOVEMBER = Period.month(2026, 11, zone=SHANGHAI)
WINTER = Period.days(date(2026, 11, 1), date(2027, 2, 28), zone=SHANGHAI)
FANG = Customer(name="王芳", phone="13800138000")


def received(desk: Desk, unit: str = "bund", **said: object) -> Case:
    """Sour rice."""
    fields = {"by": "chen", "channel": "hotline", "category": "food/sensory", "customer": FANG, **said}
    return desk.receive("米饭是酸的", unit=unit, **fields)  # type: ignore[arg-type]


def counted(report: Report, what: str) -> dict[str, int]:
    """Counts by key."""
    return {one.key: one.count for one in getattr(report.figures, what)}


def settled(desk: Desk, case: Case, *remedies: Remedy, by: str = "chen") -> Case:
    """Put right at once."""
    return desk.settle(case, by=by, facts="饭是酸的", agreed="in-person", remedies=remedies)


# ---- counts ---------------------------------------------------------------------------------------------------------
def test_what_was_corrected_counts_as_what_it_is(desk: Desk) -> None:
    """The unit, the channel and whom it is about are those of the corrected complaint. S0.14, R17"""
    case = received(desk, "soho")
    settled(desk, case, by="chen")
    desk.correct(case, by="shen", reason="记错了", unit="bund", channel="in-person", about_staff="chen")

    report = desk.report(NOVEMBER)

    assert (counted(report, "units"), counted(report, "channels")) == ({"bund": 1}, {"in-person": 1})
    assert report.figures.settled.by_concerned == 1


def test_counts_and_shares_add_up(desk: Desk) -> None:
    """Counts and shares per kind, category, unit and channel are those of the cases received. S2.7, S0.14"""
    received(desk)
    received(desk, "soho", category="service/attitude", channel="in-person")
    received(desk, "soho", kind="praise", category=None)

    report = desk.report(NOVEMBER)

    assert report.figures.cases == 3
    assert counted(report, "kinds") == {"complaint": 2, "praise": 1}
    assert counted(report, "units") == {"soho": 2, "bund": 1}
    assert counted(report, "channels") == {"hotline": 2, "in-person": 1}
    assert [one.share for one in report.figures.kinds] == [Decimal("0.667"), Decimal("0.333")]
    assert sum(one.count for one in report.figures.categories) == 3
    assert {one.title["zh"] for one in report.figures.units} == {"外滩店", "苏活店"}


def test_what_was_said_twice_counts_once(desk: Desk) -> None:
    """As the case that goes on, and beside it how many said the same; apart again, where that is undone. R14, S2.7"""
    first = received(desk)
    second = received(desk, channel="in-person")
    desk.link(second, by="chen", to=first.number, relation="duplicate")

    report = desk.report(NOVEMBER)

    assert (report.figures.cases, report.figures.duplicates) == (1, 1)
    assert counted(report, "channels") == {"hotline": 1}
    rows = {language: tables(report, language)[0].rows for language in ("en", "zh")}
    assert [row[:2] for row in rows["en"]] == [
        ("Received", "1"),
        ("besides, the same as an earlier one and counted with it", "1"),
    ]
    assert rows["zh"][1][0] == "另有重复反映，并入原事项合并计数"

    desk.unlink(second, by="chen", to=first.number)
    again = desk.report(NOVEMBER)
    assert (again.figures.cases, again.figures.duplicates) == (2, 0)
    assert len(tables(again, "en")[0].rows) == 1


def test_channels_are_called_by_their_titles(desk: Desk) -> None:
    """As the playbook calls them, in both languages; by its id what no playbook has. S2.7"""
    received(desk)

    (channel,) = desk.report(NOVEMBER).figures.channels
    assert (channel.key, channel.title["zh"], channel.title["en"]) == ("hotline", "24小时热线", "Hotline")
    assert "24小时热线" in desk.report(NOVEMBER).to_html("zh-CN")


def test_what_two_playbooks_call_alike_is_told_apart() -> None:
    """A canteen's counter and a market's stall are both 现场: each row says which. S2.7"""
    named = {"stall": "现场", "on-site": "现场", "hotline": "热线"}
    channels = tuple(Share(key=key, title={"zh": title}, count=1, share=None) for key, title in named.items())
    report = Report(period=NOVEMBER, figures=Figures(cases=3, channels=channels))
    table = next(one for one in tables(report, "zh") if one.title == "渠道")
    assert [row[0] for row in table.rows] == ["现场（stall）", "现场（on-site）", "热线"]
    assert {"现场（stall）", "现场（on-site）", "热线"} <= set(
        re.findall(r">([^<>]+)</text>", plots_of(report, "zh")["channels"])
    )


@pytest.mark.parametrize(
    ("name", "rows"),
    [
        ("deadlines", [Deadlines(key=key, title={"zh": "上级决定"}) for key in ("meeting", "decision")]),
        ("approvals", [Share(key=key, title={"zh": "优惠券"}, count=1, share=None) for key in ("coupon", "voucher")]),
        ("given", [Given(key=key, title={"zh": "优惠券"}, count=1, value=None) for key in ("coupon", "voucher")]),
    ],
)
def test_whatever_is_called_alike_is_told_apart(name: str, rows: list[Any]) -> None:
    """Deadlines, remedies: whatever a table has a row for. F5"""
    report = Report(period=NOVEMBER, figures=attrs.evolve(Figures(cases=2), **cast("Any", {name: tuple(rows)})))
    told = [row[0] for table in tables(report, "zh") for row in table.rows]
    assert {f"{rows[0].title['zh']}（{one.key}）" for one in rows} == {one for one in told if "（" in one}


def test_approvals_asked_for_and_given_are_no_shares_of_one_whole(desk: Desk) -> None:
    """One was asked for and granted: two numbers of one matter, not a half each. F6"""
    case = received(desk)
    case = desk.assess(case, by="chen", severity="normal", approach="核实")
    case = desk.record_facts(case, by="chen", facts="饭是酸的")
    with pytest.raises(BeyondAuthority) as refused:
        settled(desk, case, Remedy.refund(Money(800, "CNY")))
    case = desk.ask_approval(case, by="chen", proposal=refused.value.proposal)
    (asked,) = case.approvals
    desk.approve(case, by=asked.approver, proposal=asked.id)

    report = desk.report(NOVEMBER)

    assert [(one.key, one.count, one.share) for one in report.figures.approvals] == [
        ("approved", 1, None),
        ("asked", 1, None),
    ]
    table = next(one for one in tables(report, "zh") if one.title == "审批")
    assert (table.columns, table.rows) == (("", "数量", "上期"), (("批准", "1", "0"), ("报批", "1", "0")))


def test_a_case_counts_as_what_it_is_known_as(desk: Desk) -> None:
    """A category that was found out afterwards counts, not what somebody guessed first."""
    case = received(desk, category="service/attitude")
    desk.assess(case, by="chen", severity="high", approach="核实", category="food/sensory")

    assert counted(desk.report(NOVEMBER), "categories") == {"food/sensory": 1}


def test_a_unit_counts_what_lies_within_it(desk: Desk) -> None:
    """The chain has both shops, a shop its own."""
    received(desk), received(desk, "soho")

    assert desk.report(NOVEMBER, unit="chain").figures.cases == 2
    assert desk.report(NOVEMBER, unit="soho").figures.cases == 1
    with pytest.raises(InvalidInput, match="sohoo"):
        desk.report(NOVEMBER, unit="sohoo")


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


# ---- what customers say, and get ---------------------------------------------------------------------------------------
def test_process_and_outcome_are_two_scores(desk: Desk) -> None:
    """And what staff wrote down for the customer is marked. R9"""
    for process, outcome in ((5, 2), (4, 4)):
        case = settled(desk, received(desk))
        desk.answer_survey(case, by="chen", process=process, outcome=outcome, via="call")

    found = desk.report(NOVEMBER).figures.satisfaction

    assert (found.answers, found.process, found.outcome, found.as_told) == (2, Decimal("4.50"), Decimal("3.00"), 2)
    assert (found.satisfied, found.dissatisfied) == (1, 1)
    assert desk.report(NOVEMBER).figures.rounds.count == 1


def test_what_was_settled_on_the_spot_is_shown(desk: Desk) -> None:
    """Also by the very person complained about, as they may: shown, not hidden. R17"""
    settled(desk, received(desk, about_staff="chen"))
    settled(desk, received(desk))

    found = desk.report(NOVEMBER).figures.settled

    assert (found.count, found.share, found.by_concerned) == (2, Decimal("1.000"), 1)


def test_what_was_given_is_summed_exactly(desk: Desk) -> None:
    """By kind, and by who promised it, beside their limits; what was only offered counts nothing. F6"""
    for value in ("10.10", "10.20"):
        settled(desk, received(desk), Remedy.refund(Money(value, "CNY")))
    case = desk.assess(received(desk), by="chen", severity="high", approach="核实")
    case = desk.record_facts(case, by="chen", facts="放了两小时")
    measure = Measure("换货", who="chen", due=timedelta(days=1))
    offered = desk.offer_plan(case, by="chen", measures=[measure], remedies=[Remedy.refund(Money("5", "CNY"))])

    report = desk.report(NOVEMBER)
    assert [(one.key, one.count, one.value) for one in report.figures.given] == [("refund", 2, Money("20.30", "CNY"))]

    assert offered.plan
    desk.answer_plan(offered, by="chen", plan=offered.plan.id, accepted=True)
    report = desk.report(NOVEMBER)
    assert [one.value for one in report.figures.given] == [Money("25.30", "CNY")]
    assert [(one.staff, one.count, one.value) for one in report.figures.givers] == [("chen", 3, Money("25.30", "CNY"))]
    assert report.figures.givers[0].limits
    name = desk.people.organisation(by=System("test")).staff["chen"].name
    assert report.figures.givers[0].name == name
    assert f"<td>{name}</td>" in report.to_html("zh")


def test_what_was_given_counts_as_limits_count_it(desk: Desk) -> None:
    """Goods by the receipt, whatever somebody said they cost: a report and a limit say the same. F6"""
    case = received(desk, items=[Item("米饭", paid=Money(12, "CNY"))])
    cheap = Remedy.replacement(Item("米饭"), cost=Money("0.01", "CNY"))

    settled(desk, case, cheap)

    report = desk.report(NOVEMBER)
    assert [(one.key, one.value) for one in report.figures.given] == [("replacement", Money(12, "CNY"))]
    assert [(one.staff, one.value) for one in report.figures.givers] == [("chen", Money(12, "CNY"))]


def test_what_budgets_set_aside_is_shown(tmp_path: Path, clock: FakeClock) -> None:
    """By the unit that pays, at cost, beside its limits; what was released was none. F6"""
    sample = Path(__file__).parents[2] / "docs" / "samples" / "canteen" / "organisation.toml"
    with Desk.open(
        f"sqlite:///{tmp_path}/canteen.db", playbook="canteen-delivery", organisation=sample, clock=clock
    ) as desk:
        settled(desk, received(desk, "softpark"), Remedy.refund(Money("9.90", "CNY")))
        case = desk.assess(received(desk, "softpark"), by="chen", severity="high", approach="核实")
        case = desk.record_facts(case, by="chen", facts="放了两小时", root_cause="storage")
        measure = Measure("换货", who="chen", due=timedelta(days=1))
        case = desk.offer_plan(case, by="chen", measures=[measure], remedies=[Remedy.refund(Money("5", "CNY"))])
        both = desk.report(NOVEMBER).figures.budgets
        desk.withdraw(case, by="chen", reason="算了")
        (found,) = desk.report(NOVEMBER).figures.budgets
        page = desk.report(NOVEMBER).to_html("zh-CN")

    assert [(one.key, one.count, one.value) for one in both] == [("kitchen-west", 2, Money("14.90", "CNY"))]
    assert (found.key, found.count, found.value, found.over) == ("kitchen-west", 1, Money("9.90", "CNY"), 0)
    assert set(found.limits) == {"business day", "month"}
    assert "预算占用" in page


def test_handovers_and_their_ends_are_counted(desk: Desk, clock: FakeClock) -> None:
    """Offered, taken, declined with the reason, lapsed. F2-F4"""
    for answer in ("accept", "decline", "lapse"):
        case = desk.assess(received(desk), by="chen", severity="high", approach="核实")
        case = desk.record_facts(case, by="chen", facts="放了两小时")
        case = desk.offer_handover(case, by="chen", to="li", reason="supplier-side")
        assert case.handover
        if answer == "accept":
            desk.accept_handover(case, by="li", handover=case.handover.id)
        elif answer == "decline":
            desk.decline_handover(case, by="li", handover=case.handover.id, reason="overloaded")
    clock.advance(timedelta(hours=12))
    desk.run_due()

    found = desk.report(NOVEMBER).figures.handovers

    assert (found.offered, found.accepted, found.declined, found.lapsed) == (3, 1, 1, 1)
    assert [(one.key, one.count) for one in found.reasons] == [("overloaded", 1)]


# ---- who may see, and who is blamed ------------------------------------------------------------------------------------
def test_people_count_what_they_see(desk: Desk) -> None:
    """A kitchen sees its own report, headquarters all; who sees no unit whole is told that no role lets them. R20"""
    received(desk), received(desk, "soho")

    assert desk.report(NOVEMBER, by="fang").figures.cases == 2
    assert counted(desk.report(NOVEMBER, by="hu"), "units") == {"bund": 1}
    with pytest.raises(NotAllowed):
        desk.report(NOVEMBER, unit="soho", by="hu")
    with pytest.raises(InvalidInput, match="does not work here"):
        desk.report(NOVEMBER, by="stranger")


def test_writing_down_is_no_figure_of_anybody(desk: Desk) -> None:
    """Whoever writes down many complaints stands nowhere in the report for it. R13"""
    for _ in range(3):
        received(desk, by="wu")

    report = desk.report(NOVEMBER)

    assert report.figures.cases == 3
    assert '"wu"' not in report.to_json()
    assert "wu" not in report.to_html("en").split("<body>")[1]


def test_no_customer_is_in_a_report(desk: Desk) -> None:
    """No name, number or word of theirs: it is counted from ledgers alone."""
    settled(desk, received(desk))

    said = desk.report(NOVEMBER).to_json() + desk.report(NOVEMBER).to_html("zh-CN")

    assert not [one for one in ("王芳", "13800138000", "米饭") if one in said]


# ---- as JSON, as a page ------------------------------------------------------------------------------------------------
def test_a_report_is_json_and_a_page_in_both_languages(desk: Desk) -> None:
    """The nightly mail attaches it; a title with markup stays text."""
    settled(desk, received(desk), Remedy.refund(Money("10.10", "CNY")))

    report = desk.report(NOVEMBER, unit="chain")

    data = json.loads(report.to_json())
    assert data["figures"]["given"][0]["value"] == "10.10 CNY"
    assert data["period"] == {"label": "2026-11", "start": "2026-10-31T21:00:00Z", "end": "2026-11-30T21:00:00Z"}
    assert '<html lang="zh-CN">' in report.to_html("zh-CN")
    assert "现场解决" in report.to_html("zh-CN")
    assert "长青" in report.to_html("zh-CN")
    assert "Settled on the spot" in report.to_html()


def test_counting_one_case_at_a_time_is_counting_all(desk: Desk) -> None:
    """The order of cases changes nothing; a ledger that is no case's is passed over."""
    cases = [settled(desk, received(desk)), received(desk, "soho")]
    ledgers = [list(desk.timeline(one, by="fang")) for one in cases]
    now = datetime(2026, 12, 24, tzinfo=UTC)

    found = []
    for order in (ledgers, ledgers[::-1], [[], *ledgers]):
        tally = Tally(period=NOVEMBER, now=now, there=lambda period, _: as_counted(period, SHANGHAI))
        for lines in order:
            tally.add(lines)
        found.append(tally.figures())

    assert found[0] == found[1] == found[2]
    assert found[0].cases == 2


def test_a_period_that_is_none_is_refused(desk: Desk) -> None:
    """A text is no Period; nor do days end before they begin."""
    with pytest.raises(InvalidInput, match="period"):
        desk.report("2026-11")  # type: ignore[arg-type]
    with pytest.raises(InvalidInput):
        Period.days(date(2026, 11, 2), date(2026, 11, 1), zone=SHANGHAI)


def test_exceptions_of_one_person_businesses_are_shown(tmp_path: Path) -> None:
    """Where nobody else is there, the owner judges their own case: on record, and in the report. R6"""
    with Desk.open(f"sqlite:///{tmp_path}/one.db", playbook="canteen-delivery", organisation=alone(tmp_path)) as desk:
        case = desk.receive(
            "态度差", by="wang", channel="hotline", category="service/attitude", customer=FANG, about_staff="wang"
        )
        desk.assess(case, by="wang", severity="normal", approach="道歉")
        today = datetime.now(UTC).date()  # its business day may be yesterday's still, and so last month's

        report = desk.report(Period.days(today - timedelta(days=1), today, zone="UTC"), against=NOVEMBER)

    assert counted(report, "exceptions") == {"R6 assess": 1, "R6 escalate": 1}
    assert "R6 评估" in report.to_html("zh-CN")


def alone(folder: Path) -> Path:
    """A business of one, in every role."""
    from complaintkit.playbook import load_playbook

    roles = ", ".join(f'"{one}"' for one in load_playbook("canteen-delivery").roles)
    file = folder / "organisation.toml"
    file.write_text(
        '[unit.stall]\ntitle = "小摊"\ntime-zone = "UTC"\n'
        f'[staff.wang]\nname = "王"\nroles = [{roles}]\nunits = ["stall"]\nphone = "+8613900000001"\n',
        "utf-8",
    )
    return file
