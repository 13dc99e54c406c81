"""The night market's plan, from outside: daily checks and regular meetings. S1.4, S1.12"""

from __future__ import annotations

from datetime import timedelta

import pytest

from complaintkit import Decided, Period

DAY = timedelta(days=1)


# ---- S1.4 -----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("rule", ["hygiene", "safety"])
def test_s1_4_hygiene_and_safety_are_checked_daily(market, moment, rule):
    """S1.4: by site services, on each evening that the market opens; what was not looked at is late, then missed."""
    market.until(moment("2026-11-22T12:00"))
    market.desk.run_due()
    (check,) = [one for one in market.desk.tasks.list(by="guan", kind="check") if one.about["rule"] == rule]
    assert check in market.desk.duties(check.owner).tasks

    market.later(days=1, hours=1)

    states = {
        one.period: one.state
        for one in market.desk.tasks.list(by="guan", kind="check", open=None)
        if one.about["rule"] == rule
    }
    assert states["2026-11-22"] == "missed"
    assert states["2026-11-23"] == "due"


@pytest.mark.parametrize(
    ("rule", "items"),
    [("hygiene", ("conditions", "rubbish", "pests")), ("safety", ("fire", "power", "facilities"))],
)
def test_s1_4_a_check_says_what_to_look_at(market, rule, items):
    """S1.4: hygiene by what customers complain of, safety with the upkeep of facilities: listed, in both languages."""
    listed = market.desk.playbook(by="guan").checks[rule].items
    assert set(items) <= set(listed)
    assert all(one["zh"] and one["en"] for one in listed.values())


def test_s1_4_what_a_check_finds_is_put_right(market, moment):
    """S1.4: upkeep of facilities: by somebody named, until a date, with evidence; who found it looks at it again."""
    market.until(moment("2026-11-22T12:00"))
    market.desk.run_due()
    check = next(one for one in market.desk.tasks.list(by="guan", kind="check") if one.about["rule"] == "safety")
    assert check.owner == "niu"

    found = Decided("B15灭火器过期", who="du", due=DAY, place="B15")
    made = market.desk.checks.record(check, by="niu", items=["fire", "power"], findings=[found])

    (finding,) = market.desk.tasks.list(by="du", kind="finding")
    assert (made.state, finding.owner, finding.about["place"]) == ("made", "du", "B15")
    finding = market.desk.checks.put_right(finding, by="du", evidence="已更换")
    assert not market.desk.checks.confirm(finding, by="niu").open


# ---- S1.12 ----------------------------------------------------------------------------------------------------------
def test_s1_12_meetings_look_at_the_figures(market, receive):
    """S1.12: held by the leading group after each month, on what the report counts by type beside the month before."""
    receive("service/waiting"), receive("hygiene/pests", unit="b15")
    market.desk.run_due()
    market.later(days=12)
    review = market.desk.tasks.list(by="qin", kind="review")[0]
    november = Period.month(2026, 11, zone="Asia/Shanghai")
    assert (review.owner, review.period) == ("qin", "2026-11")
    shown = market.desk.report(november, by="qin")
    assert {one.key: str(one.share) for one in shown.figures.categories} == {
        "service/waiting": "0.500", "hygiene/pests": "0.500",
    }  # fmt: skip

    held = market.desk.reviews.hold(
        review,
        by="qin",
        present=["qin", "hao", "guan"],
        minutes="虫害投诉占一半，卫生检查改为一天两次",
        decisions=[Decided("卫生检查改为一天两次", who="guan", due=7 * DAY, category="hygiene")],
    )

    (action,) = market.desk.tasks.list(by="guan", kind="action")
    assert (held.state, action.about["category"]) == ("held", "hygiene")


def test_s1_12_when_the_mix_changes_the_strategy_is_adjusted(market, receive, usual_weeks):
    """S1.12: a type that rises against the others is told to the head of the group, who says what is done about it."""
    usual_weeks(market, lambda: receive("service/waiting"), lambda: receive("hygiene/pests"))
    numbers = {receive("hygiene/pests").number for _ in range(15)}
    market.later(days=1)
    found = next(one for one in market.desk.tasks.list(by="qin", kind="tendency") if "category" in one.about)
    assert found.about["category"].startswith("hygiene")
    assert numbers <= set(found.cases)

    decided = [Decided("虫害消杀改为每周两次", who="guan", due=7 * DAY)]
    answered = market.desk.tendencies.answer(found, by=found.owner, decisions=decided)

    (action,) = market.desk.tasks.list(by="guan", kind="action")
    assert (answered.state, action.source) == ("answered", found.number)


# ---- S1.13 ----------------------------------------------------------------------------------------------------------
def test_s1_13_the_market_is_rated_without_a_complaint(market, moment):
    """S1.13: by the code at the entrance, in no name; one stall or all of it, counted month by month with how sure it is."""
    tokens = {unit: market.desk.surveys.link("standing", unit, by="qin").token for unit in ("market", "a07")}
    for score in (5, 5, 4):
        market.desk.answer_standing(tokens["market"], {"market": score})
    market.until(moment("2026-12-03T20:00"))
    market.desk.answer_standing(tokens["a07"], {"market": 2}, remark="等得太久")

    november, december = (Period.month(2026, month, zone="Asia/Shanghai") for month in (11, 12))
    report = market.desk.report(december, against=november)

    (now,), (before,) = report.standing, report.standing_before
    assert (str(before.mean.mean), before.mean.count, before.mean.few) == ("4.67", 3, True)
    assert (str(now.mean.mean), now.mean.count) == ("2.00", 1)
    assert not report.changes["standing/market"].sure
    assert "对夜市整体满意吗？" in report.to_html("zh")


def test_s1_13_words_reach_whom_they_concern(market):
    """S1.13, R20: a stall reads what was said at its own; the market's people all of it; no other stall."""
    token = market.desk.surveys.link("standing", "a07", by="qin").token
    market.desk.answer_standing(token, {"market": 2}, remark="等得太久")

    said = {by: [one.words["remark"] for one in market.desk.surveys.list(by=by)] for by in ("qin", "yu", "du")}

    assert said == {"qin": ["等得太久"], "yu": ["等得太久"], "du": []}
