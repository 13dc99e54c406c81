"""Reports: exact counts by each unit's own days, the same whenever they are made; nobody is blamed for writing down."""

from __future__ import annotations

import json
import re
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, cast

import attrs
import pytest

from complaintkit import (
    BeyondAuthority,
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
from complaintkit.insight import Tally, as_counted
from complaintkit.insight._plots import plots_of
from complaintkit.insight.figure import Deadlines, Figures, Given, Share
from complaintkit.insight.table import tables
from complaintkit.testing import FakeClock
from tests.insight.counted import FANG, NOVEMBER, SHANGHAI, counted, received, settled


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
