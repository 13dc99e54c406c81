"""Messages of care and benefits in a playbook: what can't come true is refused when it is loaded. S3.7, S3.9"""

from __future__ import annotations

from datetime import date

import pytest

from complaintkit.calendars import FESTIVALS, festival_on
from complaintkit.model.care import FESTIVAL_WORDS
from complaintkit.playbook import BenefitRule, load_playbook

WISH = {"on": "birthday", "media": ["sms"], "short": {"zh": "{customer}，生日快乐", "en": "Happy birthday, {customer}"}}


@pytest.fixture
def caring(small, put):
    """The small playbook with a wish, changed in one place."""

    def change(path=(), value=None):
        put(small, ("care", "wish"), dict(WISH))
        put(small, ("customer", "defaults"), {"care-per-month": 2})
        return put(small, path, value) if path else small

    return change


def test_a_wish_is_read(caring):
    """Its occasion, its words, its hour; the name that its message has for a provider."""
    rule = load_playbook(caring(("care", "wish", "at"), "09:30")).cares["wish"]
    assert (rule.on, rule.message.id, rule.at, rule.message.media) == ("birthday", "care:wish", 570, ("sms",))


@pytest.mark.parametrize(
    ("path", "value", "says"),
    [
        (("care", "wish", "on"), "birtday", "Did you mean 'birthday'?"),
        (("care", "wish", "media"), [], "names no way to reach anybody"),
        (("care", "wish", "short"), {"zh": "生日快乐"}, "is missing"),
        (("care", "wish", "short"), {"zh": "{number}", "en": "{number}"}, "{number} is not a field"),
        (("care", "wish", "short"), {"zh": "{benefit}", "en": "{benefit}"}, "says nothing where benefit"),
        (("care", "wish", "short"), {"zh": "{festival}", "en": "{festival}"}, "{festival} is not a field"),
        (("care", "wish", "festivals"), ["mid-autumn"], "is for festivals, and those need it"),
        (("care", "wish", "dates"), {"05-20": {"zh": "店庆", "en": "Our day"}}, "is for festivals, and those need it"),
        (("care", "wish", "at"), "morning", "is no time of day"),
        (("care", "wish", "kinds"), ["complaint"], "is not known here"),
        (("customer", "defaults"), {}, "Say how many messages of care"),
        (("benefit", "x"), {"title": "x", "when": "sometimes"}, "Known: always, birthday, birthday-month."),
    ],
)
def test_what_can_not_come_true_is_refused(caring, refused, path, value, says):
    """With its key path and the next step."""
    assert says in " ".join(refused(caring(path, value)).values())


@pytest.mark.parametrize(
    ("festivals", "dates", "says"),
    [
        (["mid-autum"], {}, "Did you mean 'mid-autumn'?"),
        ([], {}, "is for festivals, and those need it"),
        ([], {"5-20": {"zh": "店庆", "en": "Our day"}}, "is no day of the year"),
        ([], {"02-31": {"zh": "店庆", "en": "Our day"}}, "is no day of the year"),
    ],
)
def test_a_festival_names_a_day(caring, refused, festivals, dates, says):
    """By a word of the kit, or by a date of its own."""
    tables = caring(("care", "wish"), {**WISH, "on": "festival", "festivals": festivals, "dates": dates})
    assert says in " ".join(refused(tables).values())


@pytest.mark.parametrize(
    ("word", "day"),
    [
        ("spring-festival", date(2023, 1, 22)),  # a Sunday: the Saturday before is a day off, and no festival
        ("labour-day", date(2023, 5, 1)),
        ("mid-autumn", date(2020, 10, 1)),  # with the National Day
        ("national-day", date(2020, 10, 1)),
        ("dragon-boat", date(2025, 5, 31)),
        ("new-year", date(2031, 1, 1)),
    ],
)
def test_a_festival_is_on_its_own_day(word, day):
    """Not on a day off around it. S3.9"""
    assert festival_on(word, day.year) == day
    assert FESTIVALS.keys() == FESTIVAL_WORDS.keys()


@pytest.mark.parametrize(
    ("when", "birthday", "has"),
    [
        ("always", None, True),
        ("birthday", "05-17", True),
        ("birthday", "05-18", False),
        ("birthday-month", "05-01", True),
        ("birthday-month", "06-17", False),
        ("birthday-month", None, False),
    ],
)
def test_a_benefit_is_of_some_on_some_days(when, birthday, has):
    """Of its tiers alone, where it names some. S3.7"""
    rule = BenefitRule(id="x", title={}, tiers=("gold",), when=when)
    assert rule.is_for("gold", birthday, "05-17") is has
    assert not rule.is_for("silver", birthday, "05-17")
    assert not rule.is_for(None, birthday, "05-17")
