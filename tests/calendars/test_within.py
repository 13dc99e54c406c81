"""Durations as playbooks write them."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from complaintkit.model.due import Counting, Unit, Within
from complaintkit.model.errors import InvalidInput


@pytest.mark.parametrize(
    ("text", "counting", "span", "again"),
    [
        ("24 h", Counting.ELAPSED, timedelta(hours=24), "24 h"),
        ("15 min", Counting.ELAPSED, timedelta(minutes=15), "15 min"),
        ("7 days", Counting.ELAPSED, timedelta(days=7), "7 days"),
        ("1 day", Counting.ELAPSED, timedelta(days=1), "1 day"),
        ("2 working hours", Counting.WORKING_HOURS, timedelta(hours=2), "2 working hours"),
        ("1 working minute", Counting.WORKING_HOURS, timedelta(minutes=1), "1 working min"),
        ("30 working min", Counting.WORKING_HOURS, timedelta(minutes=30), "30 working min"),
        ("3 working days", Counting.WORKING_DAYS, timedelta(days=3), "3 working days"),
        ("  1   Working  Day ", Counting.WORKING_DAYS, timedelta(days=1), "1 working day"),
        ("２４ hours", Counting.ELAPSED, timedelta(hours=24), "24 h"),
    ],
)
def test_a_duration_is_read_and_written(text, counting, span, again):
    """What is written is understood, also with a Chinese keyboard's digits, and given back in one form."""
    within = Within.parse(text)
    assert (within.counting, within.span, str(within)) == (counting, span, again)


@given(st.integers(1, 2000), st.sampled_from(Unit))
def test_str_is_the_inverse_of_parse(amount, unit):
    """`str` gives a text that reads as the same duration."""
    within = Within(amount, unit)
    assert Within.parse(str(within)) == within


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("3个工作日", 'Write "3 working days"'),
        ("24小时", 'Write "24 h"'),
        ("3 workign days", "Did you mean 'working days'?"),
        ("24 horus", "Did you mean 'hours'?"),
        ("1.5 h", 'Write "90 min"'),
        ("-3 days", 'Write "15 min"'),
        ("0 min", 'Write "15 min"'),
        ("99999999999999999999 h", "Give less"),
        ("100000 days", 'Write "15 min"'),
        ("h", 'Write "15 min"'),
        ("", 'Write "15 min"'),
        (24, 'Write "15 min"'),
        (None, 'Write "15 min"'),
        (True, 'Write "15 min"'),
    ],
)
def test_nonsense_is_refused_with_the_way_out(text, hint):
    """What is no duration is refused under the field's name, and the error says what to write."""
    with pytest.raises(InvalidInput) as refused:
        Within.parse(text, field="deadline.result.within")
    assert refused.value.field == "deadline.result.within"
    assert hint in str(refused.value)


def test_stricter_is_known_only_in_the_same_kind_of_time():
    """An extension may only tighten: five minutes is within ten, but hours and working days do not compare."""
    assert Within.parse("5 min").at_most(Within.parse("1 h"))
    assert not Within.parse("2 h").at_most(Within.parse("1 h"))
    assert not Within.parse("1 h").at_most(Within.parse("3 working days"))


def test_durations_are_told_in_both_languages():
    """People read durations in their own language."""
    assert [Within.parse("3 working days").to(language) for language in ("en", "zh-CN")] == [
        "3 working days",
        "3个工作日",
    ]
    assert Within.parse("24 h").to("zh") == "24小时"
