"""Tendencies: what rises against its own past and all cases together is told, once; a busy week and chance alone are not."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise
from math import comb
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from complaintkit.insight._tail import of_shares, of_weeks
from complaintkit.insight.tendency import ENDS, FEW, LEAST, Series, Tendency, rising

TODAY = date(2026, 11, 29)  # a Sunday
DAY = timedelta(days=1)
COUNTS = st.lists(st.integers(0, 6), min_size=91, max_size=91)


def series(counts: list[int], key: str = "food/sensory", end: date = TODAY) -> Series:
    """A subject with so many cases on each of the last days."""
    days = [end - DAY * back for back in range(len(counts) - 1, -1, -1)]
    return Series(
        what="category",
        key=key,
        days={day: tuple(f"{day}-{n}" for n in range(count)) for day, count in zip(days, counts, strict=True) if count},
    )


def volume(*of: Series, rest: int = 0) -> dict[date, int]:
    """All cases by day, and the rest of them."""
    days = {TODAY - DAY * back: rest for back in range(91)}
    for one in of:
        for day, cases in one.days.items():
            days[day] = days.get(day, 0) + len(cases)
    return days


def weekly(past: int, week: int, key: str = "food/sensory") -> Series:
    """A subject with so many cases on the Sunday of each of twelve weeks, and of the last one."""
    return series(([0] * 6 + [past]) * 12 + [0] * 6 + [week], key)


# ---- what is none ---------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("count", [0, 1, 5])
@pytest.mark.parametrize("rest", [None, 0, 1, 50])
def test_nothing_rises_where_nothing_changes(count: int, rest: int | None) -> None:
    """S4.11: every day as many, or none at all, is no tendency, whatever it is compared with."""
    one = series([count] * 91)
    assert (
        rising([one], today=TODAY, volume=None if rest is None else volume(one, rest=rest), since=TODAY - DAY * 90)
        == ()
    )


def test_without_subjects_or_records_nothing_is_said() -> None:
    """A new desk has no tendencies."""
    assert rising([], today=TODAY) == ()
    assert rising([], today=TODAY, since=TODAY - DAY * 90) == ()
    assert rising([series([0])], today=TODAY, volume={}) == ()


def test_a_busy_week_alone_is_no_tendency() -> None:
    """S0.13: three times as many of everything is a busy week; three times as many of one thing is that thing's."""
    sour, late = weekly(8, 24, "food/sensory"), weekly(32, 96, "service/delivery-late")
    assert rising([sour, late], today=TODAY, volume=volume(sour, late)) == ()

    late = weekly(32, 32, "service/delivery-late")
    assert [one.key for one in rising([sour, late], today=TODAY, volume=volume(sour, late))] == ["food/sensory"]


def test_a_larger_share_of_no_more_cases_is_no_tendency() -> None:
    """Where all the rest falls, what stays does not rise."""
    sour, late = weekly(8, 8, "food/sensory"), weekly(80, 2, "service/delivery-late")
    assert rising([sour, late], today=TODAY, volume=volume(sour, late)) == ()


@pytest.mark.parametrize("start", range(7))
def test_a_weekday_is_no_tendency(start: int) -> None:
    """S1.12: a market is busy at week-ends; on whatever day one looks, each weekday stands on both sides as often."""
    one = series([9 if (n + start) % 7 in (5, 6) else 0 for n in range(98)])
    assert rising([one], today=TODAY) == ()
    assert rising([one], today=TODAY, volume=volume(one, rest=2)) == ()


def test_what_always_varies_has_to_rise_by_more() -> None:
    """Twice as many as usual is told of what is steady, and not of what is now none and now many."""
    steady, wild = (
        weekly(20, 44),
        series([n for _ in range(6) for n in (0,) * 6 + (2,) + (0,) * 6 + (38,)] + [0] * 6 + [44]),
    )
    assert sum(map(len, wild.days.values())) == sum(map(len, steady.days.values()))
    assert rising([steady], today=TODAY)
    assert not rising([wild], today=TODAY)


# ---- what is one ----------------------------------------------------------------------------------------------------
def test_a_tendency_says_what_it_rests_on() -> None:
    """S0.10, S2.7: this week and the weeks before, what was expected, how likely it was by chance, and the cases themselves."""
    one = series(([0] * 6 + [1]) * 12 + [0, 0, 0, 0, 2, 3, 2], "色香味口感异常")

    (found,) = rising([one], today=TODAY, volume=volume(one, rest=4))

    assert (found.what, found.key, found.since) == ("category", "色香味口感异常", TODAY)
    assert (found.count, found.of, found.weeks) == (7, 35, (1,) * 12)
    assert str(found.expected) == "1.2"  # 35 x 12 / 348
    assert 0 < found.chance < 12 / 365
    assert found.cases == tuple(case for back in (2, 1, 0) for case in one.days[TODAY - DAY * back])
    assert not found.few


def test_few_cases_are_marked() -> None:
    """Of three cases where there never was one, one less would say something else; of two nothing is told."""
    found = {}
    for count in (LEAST - 1, LEAST, FEW - 1, FEW):
        one = weekly(0, count)
        found[count] = [tendency.few for tendency in rising([one], today=TODAY, volume=volume(one, rest=30))]
    assert found == {LEAST - 1: [], LEAST: [True], FEW - 1: [True], FEW: [False]}


def test_less_than_a_quarter_more_is_not_told() -> None:
    """Of thousands a tenth more is no chance, and no news."""
    assert rising([weekly(4000, 4999)], today=TODAY) == ()
    assert len(rising([weekly(4000, 5000)], today=TODAY)) == 1


@pytest.mark.parametrize(("days", "told"), [(34, False), (35, True), (36, True)])
def test_four_weeks_to_compare_with_come_first(days: int, told: bool) -> None:  # noqa: FBT001  a column of a table
    """Before that nothing is said, whatever happens."""
    one = series([0] * (days - 1) + [30])
    assert bool(rising([one], today=TODAY, since=TODAY - DAY * (days - 1))) is told


def test_records_begin_with_the_first_case_unless_it_is_said() -> None:
    """Weeks before there was a desk are no weeks without complaints."""
    one = series([1] * 20 + [0] * 14 + [40])
    assert rising([one], today=TODAY)[0].weeks == (7, 7, 6, 0)
    assert len(rising([one], today=TODAY, since=TODAY - DAY * 400)[0].weeks) == 12


@pytest.mark.parametrize(("outside", "word"), [(DAY, "tomorrow"), (-DAY * 91, "long ago")])
def test_days_outside_of_the_weeks_do_not_count(outside: timedelta, word: str) -> None:
    """What came in after the last whole day is the next look's."""
    one = weekly(1, 9)
    more = Series(what=one.what, key=one.key, days={**one.days, TODAY + outside: (word,) * 50})
    since = TODAY - DAY * 90
    assert rising([more], today=TODAY, since=since) == rising([one], today=TODAY, since=since)


# ---- laws -----------------------------------------------------------------------------------------------------------
@given(COUNTS, st.integers(0, 8), st.booleans())
@settings(max_examples=25)
def test_one_case_more_is_never_less_of_a_tendency(counts: list[int], rest: int, compared: bool) -> None:  # noqa: FBT001
    """Monotone in the newest count: with one more case today it is told where it was, and by chance no more likely."""
    found = []
    for more in range(4):
        one = series([*counts[:-1], counts[-1] + more])
        found.append(rising([one], today=TODAY, volume=volume(one, rest=rest) if compared else None, false_alarms=300))
    for less, more_of_it in pairwise(found):
        assert bool(more_of_it) >= bool(less)
        assert not less or more_of_it[0].chance <= less[0].chance


@given(st.lists(COUNTS, min_size=2, max_size=4), st.randoms())
@settings(max_examples=25)
def test_the_order_of_subjects_does_not_matter(counts: list[list[int]], chance: Random) -> None:
    """Whoever hands them over, and however."""
    subjects = [series([*one[:-1], one[-1] + 9 * n], str(n)) for n, one in enumerate(counts)]
    found = rising(subjects, today=TODAY, volume=volume(*subjects), false_alarms=300)
    chance.shuffle(subjects)
    assert rising(subjects, today=TODAY, volume=volume(*subjects), false_alarms=300) == found
    assert [one.chance for one in found] == sorted(one.chance for one in found)


@given(COUNTS, st.integers(1, 400))
@settings(max_examples=25)
def test_the_day_of_the_year_does_not_matter(counts: list[int], moved: int) -> None:
    """The same counts some days later are the same tendency."""
    one, later = series(counts), series(counts, end=TODAY + DAY * moved)
    now = [found.chance for found in rising([one], today=TODAY, since=TODAY - DAY * 90, false_alarms=300)]
    then = rising([later], today=TODAY + DAY * moved, since=TODAY + DAY * (moved - 90), false_alarms=300)
    assert [found.chance for found in then] == now


@given(st.integers(1, 30), st.integers(2, 5))
@settings(max_examples=25)
def test_the_same_rise_of_more_cases_is_surer(past: int, times: int) -> None:
    """Scale: twice as many of twice as many are less likely by chance, with and without a volume."""
    for compared in (False, True):
        chances = []
        for scale in (1, 2, 4):
            one = weekly(past * scale, past * scale * times)
            rest = volume(one, rest=5 * scale) if compared else None
            chances += [found.chance for found in rising([one], today=TODAY, volume=rest, false_alarms=365)]
        assert chances == sorted(chances, reverse=True)


@given(st.integers(0, 12), st.integers(0, 12), st.integers(0, 40), st.integers(1, 40))
def test_the_tails_are_the_exact_tests(count: int, past: int, rest: int, rest_past: int) -> None:
    """Fisher's exact test of two shares, and the exact test of two Poisson rates, counted out."""
    of, of_past, both = count + rest, past + rest_past, count + past
    fisher = sum(comb(of, k) * comb(of_past, both - k) for k in range(count, min(of, both) + 1)) / comb(
        of + of_past, both
    )
    assert of_shares(count, of=of, past=past, of_past=of_past, weeks=4) == pytest.approx(fisher)
    poisson = sum(comb(both, k) * 4 ** (both - k) for k in range(count, both + 1)) / 5**both
    assert of_weeks(count, past=past, weeks=4) == pytest.approx(poisson)


@given(st.integers(1, 30), st.integers(0, 30), st.floats(1, 9), st.floats(1, 9))
def test_more_dispersion_makes_far_tails_likelier(more: int, past: int, one: float, other: float) -> None:
    """What varies more than chance lets it reaches far counts more often."""
    low, high = sorted((one, other))
    count = 3 * past + 10 + more
    least = of_weeks(count, past=past * 4, weeks=4, dispersion=low)
    assert of_weeks(count, past=past * 4, weeks=4, dispersion=high) >= least * (1 - 1e-9)  # alike to the last digits


# ---- told once ------------------------------------------------------------------------------------------------------
def look_daily(one: Series, days: int, **how: object) -> list[tuple[Tendency, ...]]:
    """Look every day until today, with what was told before."""
    found: list[tuple[Tendency, ...]] = [()]
    for back in range(days - 1, -1, -1):
        found.append(rising([one], today=TODAY - DAY * back, told=found[-1], **how))  # type: ignore[arg-type]
    return found[1:]


def test_a_tendency_is_told_once_until_it_ends() -> None:
    """It keeps the day on which it began, goes on below where it began, ends, and may begin anew."""
    rise = [1] * 56 + [4] * 7 + [2] * 4 + [1] * 24 + [5] * 7
    looks = look_daily(series(rise), 42)
    begun = [one.since for look in looks for one in look]

    assert len(set(begun)) == 2
    assert [bool(look) for look in looks].count(True) == len(begun)
    first = [look[0] for look in looks if look and look[0].since == begun[0]]
    assert min(one.chance for one in first) < 12 / 365 < max(one.chance for one in first) < ENDS
    assert not looks[20]


def test_a_new_level_becomes_the_usual() -> None:
    """What stays twice as high is told, and is over when the past is like it."""
    looks = look_daily(series([3] * 84 + [7] * 84), 84)
    spans = [bool(look) for look in looks]

    assert spans.index(True) < 7
    assert spans[spans.index(True) :].count(True) < 70
    assert not spans[-1]


def test_what_is_told_of_one_subject_is_not_of_another() -> None:
    """An id may be a category's and a cause's; each is told for itself."""
    one = weekly(8, 15)
    assert not rising([one], today=TODAY, false_alarms=0.5)
    (told,) = rising([one], today=TODAY, false_alarms=365)

    assert rising([one], today=TODAY, told=[told], false_alarms=0.5)
    for other in ({"what": "cause"}, {"key": "food"}):
        away = Series(**{"what": one.what, "key": one.key, "days": one.days, **other})  # type: ignore[arg-type]
        assert not rising([away], today=TODAY, told=[told], false_alarms=0.5)


# ---- how often it errs ----------------------------------------------------------------------------------------------
def draw(chance: Random, rates: list[float], days: int) -> list[Series]:
    """Subjects of which each case of each day is drawn anew: nothing rises."""
    total = sum(rates)
    counts = [[0] * days for _ in rates]
    for day in range(days):
        busy = 0.5 if day % 7 < 5 else 2.0
        for _ in range(sum(chance.random() < total * busy / 100 for _ in range(100))):
            counts[chance.choices(range(len(rates)), rates)[0]][day] += 1
    return [series(one, str(n)) for n, one in enumerate(counts)]


@pytest.mark.parametrize("compared", [True, False])
def test_false_ones_stay_within_the_budget(compared: bool) -> None:  # noqa: FBT001  a column of a table
    """S0.13: where nothing rises, over two years of daily looks at twelve subjects, a third of what is borne, at most."""
    chance, days, borne, false = Random(2026), 365 + 35, 60.0, 0  # noqa: S311  the same each time
    for _ in range(2):
        subjects = draw(chance, [3.0, 2.0, 1.0, 0.5, 0.5, 0.2, 0.2, 0.1, 0.1, 0.05, 0.05, 0.02], days)
        all_cases: dict[date, int] = {}
        for one in subjects:
            for day, cases in one.days.items():
                all_cases[day] = all_cases.get(day, 0) + len(cases)
        told: tuple[Tendency, ...] = ()
        for back in range(364, -1, -1):
            today = TODAY - DAY * back
            told = rising(
                subjects, today=today, volume=all_cases if compared else None, told=told, false_alarms=borne,
                since=TODAY - DAY * (days - 1),
            )  # fmt: skip
            false += sum(one.since == today for one in told)
    assert 0 < false / 2 <= borne / 3


@pytest.mark.parametrize(
    ("base", "times", "least"), [(1, 6, 0.7), (3, 3, 0.6), (10, 2, 0.6), (10, 3, 1.0), (30, 2, 1.0)]
)
def test_a_rise_is_found(base: int, times: int, least: float) -> None:
    """S4.11: among ten subjects, within four weeks, the more often the larger it is."""
    chance, found = Random(base * times), 0  # noqa: S311  the same each time
    for _ in range(10):
        calm = [[sum(chance.random() < base / 140 for _ in range(20)) for _ in range(112)] for _ in range(10)]
        rise = [sum(chance.random() < base * (times - 1) / 140 for _ in range(20)) for _ in range(28)]
        first = [*calm[0][:84], *(was + more for was, more in zip(calm[0][84:], rise, strict=True))]
        subjects = [series(first, "rises"), *(series(one, str(n)) for n, one in enumerate(calm[1:]))]
        looks = (rising(subjects, today=TODAY - DAY * back, volume=volume(*subjects)) for back in range(27, -1, -3))
        found += any(one.key == "rises" for look in looks for one in look)
    assert found / 10 >= least


def test_more_subjects_and_more_looks_share_one_budget() -> None:
    """What is told of one subject by itself may be chance among a hundred; a look a week may be bolder than one a day."""
    one, others = weekly(4, 15), [weekly(4, 4, str(n)) for n in range(99)]
    (alone,) = rising([one], today=TODAY)
    enough = alone.chance * 365  # a budget of which one subject has just as much as it needs

    def told(subjects: list[Series], false_alarms: float, every: int = 1) -> bool:
        return bool(rising(subjects, today=TODAY, false_alarms=false_alarms, every=every))

    assert (told([one], enough * 1.01), told([one], enough * 0.99)) == (True, False)
    assert (told([one, *others], enough * 101), told([one, *others], enough * 99)) == (True, False)
    assert (told([one], enough * 1.01 / 7, 7), told([one], enough * 0.99 / 7, 7)) == (True, False)
