"""A tendency as it is told: what it is counted of, what it is called, the cases behind it, by when it is answered. S0.10, S4.11"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import attrs
import pytest

from complaintkit import Desk, Task
from complaintkit.delivery import tendency
from complaintkit.delivery.nightly import NEXT_LOOK
from complaintkit.model.actor import DESK
from complaintkit.ports.storage import TallyRow
from complaintkit.records.task import task_facts
from complaintkit.testing import FakeClock
from tests.task.test_nightly import LABEL, complain

DAY, WEEK = timedelta(days=1), timedelta(days=7)
YESTERDAY = date(2026, 11, 20)
SHANGHAI = ZoneInfo("Asia/Shanghai")
FOOD = "category:product-quality/food"


@pytest.fixture(autouse=True)
def counted(desk: Desk) -> None:
    """The desk has counted what there is, as it does at its first look."""
    desk.run_due()


def tally(desk: Desk, subject: str, days: Mapping[date, int], unit: str = "river-street") -> None:
    """So many complaints came up on each of these days."""
    with desk._opened.storage.writing() as tx:
        tx.add_tally([TallyRow(unit=unit, day=day, subject=subject, count=count) for day, count in days.items()])


def weekly(*counts: int, last: date = YESTERDAY) -> dict[date, int]:
    """So many in each week up to and with the last day, all on one day of it."""
    return {last - WEEK * back: count for back, count in enumerate(reversed(counts))}


def told(desk: Desk, unit: str = "river-street") -> tuple[Task, ...]:
    """The worker looks, as if it had not today; the tendencies of a unit."""
    with desk._opened.storage.writing() as tx:
        for key in tx.metas(NEXT_LOOK):
            tx.drop_meta(key)
    desk.run_due()
    return desk.tasks.list(by="lu", kind="tendency", unit=unit, open=None)


def test_a_week_is_compared_with_the_twelve_before_it(desk: Desk, clock: FakeClock) -> None:
    """Up to yesterday, at this week's volume: what came in today is the next look's, what is older is no comparison."""
    tally(desk, FOOD, weekly(60, 12, *[2] * 11, 20))
    tally(desk, FOOD, {YESTERDAY + DAY: 50})
    tally(desk, "all", weekly(60, *[100] * 13))
    [found] = told(desk)
    assert {one: found.values[one] for one in ("count", "expected", "few", "of")} == {
        "count": ("20",), "expected": ("2.8",), "few": ("no",), "of": ("100",),
    }  # fmt: skip
    assert (found.period, found.due_at, found.about) == (
        "2026-11-20", clock.now() + WEEK, {"category": "product-quality/food"},
    )  # fmt: skip


def test_without_any_other_case_it_is_compared_with_its_own_past(desk: Desk) -> None:
    """There is no volume to tell then; and of four cases is said that they are few."""
    for subject in (FOOD, "all"):
        tally(desk, subject, {YESTERDAY - 13 * WEEK + DAY: 1, YESTERDAY: 4})
    [found] = told(desk)
    assert ("of" in found.values, found.values["expected"], found.values["few"]) == (False, ("0.1",), ("yes",))


def test_a_chain_counts_what_all_its_stores_come_to(desk: Desk) -> None:
    """On one day in two stores: both, of the subject and of all. R20"""
    for unit, count in (("river-street", 4), ("old-town", 6)):
        tally(desk, FOOD, weekly(*[0] * 12, count), unit)
        tally(desk, "all", weekly(*[40] * 12, 50), unit)
    [found] = told(desk, "east")
    assert (found.values["count"], found.values["of"]) == (("10",), ("100",))


def test_a_day_whose_cases_were_counted_elsewhere_is_no_day_of_records(desk: Desk) -> None:
    """It is as if nobody had complained: with three weeks to compare with nothing is told, with four it is."""
    tally(desk, FOOD, {YESTERDAY - 5 * WEEK: 0, YESTERDAY: 30})
    tally(desk, FOOD, weekly(1, 1, 1, 0))
    assert told(desk) == ()
    tally(desk, FOOD, {YESTERDAY - 5 * WEEK: 1})
    assert len(told(desk)) == 1


def test_what_goes_on_is_told_once_and_anew_once_it_has_ended(desk: Desk, clock: FakeClock) -> None:
    """Each subject for itself; what is not counted at all any more has ended, too."""
    tally(desk, "all", weekly(*[100] * 13))
    tally(desk, FOOD, {YESTERDAY: 20})
    [first] = told(desk)
    clock.advance(DAY)
    tally(desk, FOOD, {YESTERDAY + DAY: 5})
    tally(desk, "category:price/label", {YESTERDAY + DAY: 25})
    assert {one.subject for one in told(desk)} == {first.subject, "category:price/label"}
    clock.advance(DAY)
    assert len(told(desk)) == 2
    with desk._opened.storage.reading() as reader:
        assert "price/label" in str(reader.meta("tendencies:river-street"))
    clock.advance(WEEK * 15)
    assert len(told(desk)) == 2
    with desk._opened.storage.reading() as reader:
        assert reader.meta("tendencies:river-street") == "[]"


@pytest.mark.parametrize(
    ("subject", "title"),
    [
        (FOOD, "食品"),
        ("category:no-more", None),
        ("cause:supply/quality", "来货质量不合格"),
        ("cause:no-more", None),
        ("cause:product-quality/food", None),  # a category's id
        ("category:supply/quality", None),  # a cause's
        ("lot:product-quality/food", None),
        ("lot:supply/quality", None),
        ("shift:river-street.day", "值班经理：day班，08:00-22:00"),
        ("shift:river-street.no-more", None),
        ("shift:no-more.day", None),
    ],
)
def test_it_is_called_what_its_subject_is_called(desk: Desk, subject: str, title: str | None) -> None:
    """By the playbook and the roster; goods and lots, and what is not there any more, by what they are."""
    tally(desk, "all", weekly(*[100] * 13))
    tally(desk, subject, {YESTERDAY: 30})
    [found] = told(desk)
    what, _, key = subject.partition(":")
    assert (found.about, found.title.get("zh")) == ({what: key}, title)


def test_a_shift_is_named_by_the_playbook_of_the_unit(desk: Desk) -> None:
    """Where that one does not know the role, by the role's id; the id of a shift may hold a dot."""
    tally(desk, "all", weekly(*[100] * 13))
    tally(desk, "shift:river-street.day.early", {YESTERDAY: 30})
    door = desk._door
    with door.storage.writing() as tx:
        facts = task_facts(door, tx, "river-street", by=DESK)
        organisation, roles = facts.structure.organisation, dict(facts.playbook.roles)
        del roles["duty-manager"]
        duty = organisation.duties["river-street"]
        duties = {duty.id: attrs.evolve(duty, turns={"day.early": duty.turns["day"]})}
        elsewhere = attrs.evolve(
            facts,
            playbook=attrs.evolve(facts.playbook, roles=roles),
            structure=attrs.evolve(facts.structure, organisation=attrs.evolve(organisation, duties=duties)),
        )
        [line] = tendency.tell_tendencies(door, tx, elsewhere, "river-street")
    [found] = desk.tasks.list(by="lu", kind="tendency", unit="river-street", open=None)
    assert (line.name, found.title["en"]) == ("task-opened", "duty-manager: shift day.early, 08:00-22:00")


def test_the_cases_behind_it_are_those_of_its_week(
    desk: Desk, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """From the first moment of its seven business days to the last; those about it, however many pages they fill."""
    monkeypatch.setattr(tendency, "_PAGE", 3)
    last = YESTERDAY + 9 * DAY
    tally(desk, "all", weekly(*[100] * 13, last=last))
    tally(desk, FOOD, {last: 30})
    start, minute = datetime(2026, 11, 23, 5, 0, tzinfo=SHANGHAI), timedelta(minutes=1)
    numbers = []
    for at in (start - minute, start, start, start, start + WEEK - minute, start + WEEK - minute, start + WEEK):
        clock.advance(at - clock.now())
        numbers.append(complain(desk))
        complain(desk, LABEL)
    clock.advance(timedelta(hours=5))
    [found] = [one for one in told(desk) if one.subject == FOOD]
    assert found.cases == tuple(sorted(numbers[1:-1]))
