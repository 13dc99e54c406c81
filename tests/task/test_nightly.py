"""The worker looks once a business day: what rises is told with its cases, an improvement is judged by its effect. S4.11, S0.11"""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from complaintkit import Customer, Decided, Desk, Task
from complaintkit.delivery.nightly import look_nightly
from complaintkit.testing import FakeClock

DAY, WEEK = timedelta(days=1), timedelta(days=7)
FOOD, LABEL = "product-quality/food", "price/label"


def complain(
    desk: Desk,
    category: str = FOOD,
    unit: str = "river-street",
    by: str = "chen",
    occurred_at: datetime | None = None,
) -> str:
    """Somebody complains; the number."""
    customer = Customer(name="王芳", phone="13800138000")
    case = desk.receive(
        "奶酸了",
        by=by,
        channel="service-desk",
        unit=unit,
        category=category,
        customer=customer,
        occurred_at=occurred_at,
    )
    return case.number


def usual(desk: Desk, clock: FakeClock, weeks: int = 6) -> None:
    """Some weeks as they always are: one about food, three about labels."""
    for _ in range(weeks):
        for category in (FOOD, LABEL, LABEL, LABEL):
            complain(desk, category)
            clock.advance(DAY)
        clock.advance(WEEK - 4 * DAY)


def night(desk: Desk, clock: FakeClock) -> tuple[Task, ...]:
    """The worker looks on the next morning; the tendencies that there are at River Street."""
    clock.advance(DAY)
    desk.run_due()
    return desk.tasks.list(by="lu", kind="tendency", unit="river-street", open=None)


def test_what_rises_is_told_once_with_its_cases(desk, clock) -> None:
    """To whoever holds the reviews of the unit, with the numbers behind it, and the figures. S0.10, S4.11"""
    usual(desk, clock)
    assert night(desk, clock) == ()
    numbers = [complain(desk) for _ in range(15)]
    [found] = night(desk, clock)
    assert (found.owner, found.about, found.values["few"]) == ("xu", {"category": FOOD}, ("no",))
    assert set(numbers) <= set(found.cases)
    assert int(found.values["count"][0]) == len(found.cases)
    assert night(desk, clock) == (found,)  # it goes on, and is not told again
    assert found.number in {one.number for one in desk.duties("xu").tasks}
    assert "倾向性问题" in found.sentence("zh")


def test_a_shift_that_rises_is_told_by_its_role_and_hours(desk, clock) -> None:
    """Complaints of all kinds that came up in one shift more often than before; in words, with the cases behind. S4.11, S1.12"""
    hour = timedelta(hours=1)
    for _ in range(6):
        for category, at in ((FOOD, hour), (LABEL, 11 * hour), (FOOD, 11 * hour), (LABEL, 11 * hour)):
            complain(desk, category, occurred_at=clock.now() - at)  # 09:00, else 23:00 the day before
            clock.advance(DAY)
        clock.advance(WEEK - 4 * DAY)
    assert night(desk, clock) == ()
    numbers = [complain(desk, one, occurred_at=clock.now() - hour) for one in (FOOD, LABEL) * 8]

    found = [one for one in night(desk, clock) if "shift" in one.about]

    assert {one.about["shift"] for one in found} == {"hotline.day", "river-street.day"}
    assert all(set(numbers) <= set(one.cases) for one in found)
    [mine] = [one for one in found if one.about["shift"] == "river-street.day"]
    assert (mine.in_words("zh"), mine.in_words("en")) == (
        "值班经理：day班，08:00-22:00",
        "Duty manager: shift day, 08:00-22:00",
    )
    answered = desk.tendencies.answer(mine, by="xu", decisions=[Decided("早班加人", who="zhao", due=20 * DAY)])
    assert desk.tasks.show(answered.values["decisions"][0], by="xu").subject == "shift:river-street.day"


def test_a_week_as_always_tells_nothing(desk, clock) -> None:
    """Nor does a busy one in which everything rises alike."""
    usual(desk, clock)
    for category in (FOOD, *(LABEL,) * 3) * 3:
        complain(desk, category)
    assert night(desk, clock) == ()


def test_another_store_is_told_nothing(desk, clock) -> None:
    """It is that store's; the chain sees what all stores come to. R20"""
    usual(desk, clock)
    for _ in range(15):
        complain(desk)
    night(desk, clock)
    assert desk.tasks.list(by="yu", kind="tendency", open=None) == ()
    assert {one.unit for one in desk.tasks.list(by="lu", kind="tendency")} >= {"river-street", "hejia"}


def test_an_answer_to_a_tendency_is_an_improvement(desk, clock) -> None:
    """What, who, by when, with what it concerns; or the reason why nothing is to be done. S4.11, S1.12"""
    usual(desk, clock)
    for _ in range(15):
        complain(desk)
    [found] = night(desk, clock)
    decision = Decided("卸货区装冷帘", who="wei", due=20 * DAY)
    answered = desk.tendencies.answer(found, by="xu", decisions=[decision])
    [action] = desk.tasks.list(by="wei", kind="action")
    assert (answered.state, answered.values["decisions"]) == ("answered", (action.number,))
    assert (action.source, action.subject, action.cases) == (found.number, f"category:{FOOD}", found.cases)


@pytest.mark.parametrize(
    ("weeks", "rate", "state", "waits_for"),
    [(0, "0", "worked", ""), (3, "6", "done", "zhao"), (4, "8", "done", "zhao")],
)
def test_an_improvement_is_judged_by_its_effect(desk, clock, weeks, rate, state, waits_for) -> None:
    """Confirmed where the rate fell clearly; else whoever leads its owner judges, with the figures. S0.11, S2.7"""
    for _ in range(8):
        for _ in range(2):
            complain(desk)
        clock.advance(WEEK)
    action = desk.actions.open("装冷帘", by="xu", who="chen", due=WEEK, category="product-quality")
    action = desk.actions.finish(action, by="chen", evidence="已装，见照片")
    for week in range(4):
        clock.advance(WEEK)
        for _ in range(2 if week < weeks else 0):
            complain(desk)
    night(desk, clock)
    judged = desk.tasks.show(action, by="xu")
    assert (judged.values["before"], judged.values["after"]) == (("8",), (rate,))
    assert (judged.state, judged.waits_for, judged.open) == (state, waits_for, bool(waits_for))


def test_it_is_looked_once_a_business_day(desk, clock) -> None:
    """However often the worker comes round."""
    desk.run_due()
    before = [one.position for one in desk.events()]
    clock.advance(timedelta(hours=1))
    desk.run_due()
    assert [one.position for one in desk.events()] == before


def test_it_is_looked_when_the_business_day_begins(desk, clock, monkeypatch) -> None:
    """To the second; what that made is counted, and plugins hear of it. R4"""
    usual(desk, clock)
    for _ in range(15):
        complain(desk)
    desk.run_due()
    start = (clock.now() + DAY).astimezone(ZoneInfo("Asia/Shanghai")).replace(hour=5, minute=0)
    clock.advance(start - clock.now() - timedelta(seconds=1))
    assert look_nightly(desk._door) == 0
    clock.advance(timedelta(seconds=1))
    heard: list[str] = []
    plugins = type(desk._opened.plugins)
    monkeypatch.setattr(plugins, "observed", property(lambda _: True))
    monkeypatch.setattr(plugins, "event_recorded", lambda _, event: heard.append(event.name))
    made = look_nightly(desk._door)
    assert made == heard.count("task-opened") == len(desk.tasks.list(by="lu", kind="tendency", open=None)) > 0
    assert look_nightly(desk._door) == 0
