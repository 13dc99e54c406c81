"""The effect of an improvement: which whole days count before and after it, of what, and when the worker judges it. S0.11, S2.7"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

import pytest

from complaintkit import Desk, Task
from complaintkit.insight.effect import Effect
from complaintkit.ports.storage import TallyRow
from complaintkit.testing import FakeClock

DAY, WEEK = timedelta(days=1), timedelta(days=7)
DECIDED = date(2026, 11, 21)
FOOD = "category:product-quality"


def tally(desk: Desk, days: Mapping[date, int], subject: str = FOOD, unit: str = "river-street") -> None:
    """So many complaints came up on each of these days."""
    with desk._opened.storage.writing() as tx:
        tx.add_tally([TallyRow(unit=unit, day=day, subject=subject, count=count) for day, count in days.items()])


@pytest.fixture
def improvement(desk: Desk) -> Task:
    """Decided on 21 November, about what food is like."""
    return desk.actions.open("装冷帘", by="xu", who="chen", due=WEEK, category="product-quality")


def finish(desk: Desk, task: Task) -> Task:
    """It is done, and to be judged in a week."""
    return desk.actions.finish(task, by="chen", evidence="已装，见照片", check_at=WEEK)


def test_eight_weeks_before_the_decision_and_each_whole_day_since_it_was_done_count(desk, clock, improvement) -> None:
    """Neither the day of the decision, nor the one on which it was done, nor today, which is not over."""
    clock.advance(2 * DAY)
    done = finish(desk, improvement)
    clock.advance(12 * DAY)
    finished, today = DECIDED + 2 * DAY, DECIDED + 14 * DAY
    tally(desk, {DECIDED - 57 * DAY: 1000, DECIDED - 56 * DAY: 1, DECIDED - DAY: 2, DECIDED: 1000})
    tally(desk, {finished: 1000, finished + DAY: 4, today - DAY: 8, today: 1000})
    assert desk.actions.effect(done, by="xu") == Effect(before=3, days_before=56, after=12, days_after=11)


@pytest.mark.parametrize(("days", "whole"), [(0, 1), (1, 1), (2, 1), (3, 2)])
def test_before_a_whole_day_has_passed_the_rate_is_that_of_one(
    desk: Desk, clock: FakeClock, improvement: Task, days: int, whole: int
) -> None:
    """There is no rate of no days."""
    done = finish(desk, improvement)
    clock.advance(days * DAY)
    assert desk.actions.effect(done, by="xu").days_after == whole


def test_what_had_to_be_done_otherwise_counts_from_its_last_end(desk, clock, improvement) -> None:
    """What somebody above sent back was not done yet, though it was called so."""
    clock.advance(DAY)
    finish(desk, improvement)
    clock.advance(DAY)
    desk.actions.reopen(improvement, by="xu", reason="帘子太短", until=30 * DAY)
    clock.advance(DAY)
    done = finish(desk, improvement)
    clock.advance(5 * DAY)
    assert desk.actions.effect(done, by="xu").days_after == 4


def test_its_subject_counts_with_all_that_lies_within_it(desk, clock, improvement) -> None:
    """A category with its own categories, in the unit and those within; nothing else that is called alike."""
    for count, subject in ((1, FOOD), (2, f"{FOOD}/food"), (100, f"{FOOD}-other"), (100, "all")):
        tally(desk, {DECIDED - DAY: count}, subject)
    tally(desk, {DECIDED - DAY: 100}, unit="old-town")
    assert desk.actions.effect(improvement, by="xu").before == 3
    clock.advance(DAY)
    higher = desk.actions.open("装冷帘", by="lu", who="lu", unit="east", due=WEEK, category="product-quality")
    assert desk.actions.effect(higher, by="lu").before == 103


def test_it_is_judged_once_at_the_moment_that_was_said(desk, clock, improvement) -> None:
    """Then a person has a week to judge, whom the figures are not put to again. What falls due later is left alone."""
    early, late = (
        desk.actions.open(what, by="xu", who="chen", due=WEEK, category="product-quality")
        for what in ("贴标签", "量温度")
    )
    desk.actions.finish(early, by="chen", evidence="贴了", check_at=WEEK + DAY)
    finish(desk, improvement)
    desk.actions.finish(late, by="chen", evidence="量了", check_at=WEEK + DAY)
    clock.advance(WEEK)
    desk.run_due()
    judged = desk.tasks.show(improvement, by="xu")
    assert ([one.word for one in judged.steps], judged.due_at) == (["finish", "weigh"], clock.now() + WEEK)
    assert [desk.tasks.show(one, by="xu").values.get("after") for one in (early, late)] == [None, None]
    clock.advance(WEEK + DAY)
    desk.run_due()
    assert [one.word for one in desk.tasks.show(improvement, by="xu").steps] == ["finish", "weigh"]
    assert desk.tasks.show(early, by="xu").values["after"] == ("0",)


def test_what_is_about_nothing_that_is_counted_is_a_persons_to_judge(desk, clock) -> None:
    """There are no figures of it."""
    action = desk.actions.open("换灯", by="xu", who="chen", due=WEEK)
    finish(desk, action)
    clock.advance(WEEK)
    desk.run_due()
    assert [one.word for one in desk.tasks.show(action, by="xu").steps] == ["finish"]
