"""Scores of standing surveys: what a mean of few answers says of all customers, and what a change does. S2.7, S1.13"""

from __future__ import annotations

import random
from collections import Counter
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from complaintkit.insight import Mean, Scores
from complaintkit.insight.score import change_of, changes, mean_of

SCALE = (1, 5)
COUNTS = st.dictionaries(st.integers(1, 5), st.integers(1, 400), min_size=1)
CUSTOMERS = {  # how often all customers would give 1, 2, 3, 4, 5
    "content": (2, 3, 10, 35, 50),
    "split": (45, 3, 4, 3, 45),
    "even": (20, 20, 20, 20, 20),
    "nearly all": (0, 0, 0, 10, 90),
    "angry": (70, 15, 5, 5, 5),
}


def dice(seed: str) -> random.Random:
    """Chance that is the same in every run."""
    return random.Random(seed)  # noqa: S311  answers, no secrets


@given(COUNTS)
def test_the_mean_lies_in_its_interval_and_the_interval_on_the_scale(scores: dict[int, int]) -> None:
    """The mean is that of the scores alone; all who answered the same do not make it certain. S2.7"""
    found = mean_of(scores, SCALE)
    count = sum(scores.values())
    exact = Fraction(sum(score * often for score, often in scores.items()), count)
    assert found.mean is not None
    assert found.low is not None
    assert found.high is not None
    assert abs(Fraction(found.mean) - exact) <= Fraction(1, 200)
    assert 1 <= found.low <= found.mean <= found.high <= 5
    assert found.count == count
    if count < 100:
        assert found.low < found.high
    assert found.few == (count < 30)


@given(COUNTS)
def test_more_of_the_same_answers_make_it_surer(scores: dict[int, int]) -> None:
    """Four times as many answers of the same kind: never a wider interval. S2.7"""
    one, four = mean_of(scores, SCALE), mean_of({score: 4 * often for score, often in scores.items()}, SCALE)
    assert four.high - four.low <= one.high - one.low + Decimal("0.01")  # type: ignore[operator]  # there are answers


@pytest.mark.parametrize("customers", CUSTOMERS)
@pytest.mark.parametrize("asked", [5, 12, 30, 100])
def test_the_interval_holds_what_all_customers_say_as_often_as_it_claims(customers: str, asked: int) -> None:
    """Of 1,000 surveys of so many customers nineteen in twenty hold the mean of all, as near as few answers allow. S2.7"""
    chance, weights = dice(f"{customers} {asked}"), CUSTOMERS[customers]
    true = sum(score * weight for score, weight in enumerate(weights, 1)) / sum(weights)
    held = 0
    for _ in range(1000):
        found = mean_of(Counter(chance.choices(range(1, 6), weights, k=asked)), SCALE)
        held += float(found.low or 0) - 0.005 <= true <= float(found.high or 0) + 0.005
    assert held >= 925


@pytest.mark.parametrize("customers", CUSTOMERS)
def test_a_change_that_is_called_sure_is_seldom_chance(customers: str) -> None:
    """Two surveys of the same customers: at most one in twenty says that something changed, with some slack. S2.7"""
    chance, weights = dice(customers), CUSTOMERS[customers]
    wrong = 0
    for _ in range(1000):
        now, before = (mean_of(Counter(chance.choices(range(1, 6), weights, k=40)), SCALE) for _ in range(2))
        change = change_of(now, before)
        wrong += change is not None and change.sure
    assert wrong <= 70


def test_a_change_needs_answers_in_both_periods() -> None:
    """Nothing is compared with nothing. S2.7"""
    some = mean_of({4: 3}, SCALE)
    assert change_of(some, Mean()) is None
    assert change_of(Mean(), some) is None
    assert mean_of({}, SCALE) == Mean()


def test_a_question_whose_scale_was_changed_is_not_compared_with_itself() -> None:
    """4 of 5 and 4 of 10 are different answers; each scale stands by itself. S2.7"""
    now, before = Scores(), Scores()
    now.add("standing", {"store": (4, 1, 10)}, told=False)
    before.add("standing", {"store": (4, 1, 5), "queue": (2, 1, 5)}, told=True)
    now.add("standing", {"queue": (3, 1, 5)}, told=True)
    figures = [one.figures(lambda survey, question: {"en": f"{survey} {question}"}) for one in (now, before)]
    assert [(one.key, one.scale, one.told, one.title["en"]) for one in figures[0]] == [
        ("standing/queue", (1, 5), 1, "standing queue"),
        ("standing/store", (1, 10), 0, "standing store"),
    ]
    assert set(changes(*figures)) == {"standing/queue"}
