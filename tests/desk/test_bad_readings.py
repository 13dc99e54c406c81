"""What is asked for wrongly is refused by its field, with the reason and the next step: no reading ends in a traceback."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from complaintkit import Case, Cases, ComplaintKitError, ConfigurationError, Desk, InvalidInput, Money, Period, Remedy

NO_CASES: list[object] = [None, 17, b"x", ["a"], {"number": "x"}, datetime(2026, 11, 21, tzinfo=UTC)]
CASE_READINGS: dict[str, Callable[[Desk, Any], object]] = {
    "case": lambda desk, ref: desk.case(ref, by="chen"),
    "allowed": lambda desk, ref: desk.allowed(ref, by="chen"),
    "possible": lambda desk, ref: desk.possible(ref, by="chen"),
    "proposals": lambda desk, ref: desk.proposals(ref, by="chen"),
    "timeline": lambda desk, ref: desk.timeline(ref, by="chen"),
    "timeline_in_words": lambda desk, ref: desk.timeline_in_words(ref, by="chen"),
    "contact": lambda desk, ref: desk.contact(ref, by="chen", purpose="call back"),
    "attachment": lambda desk, ref: desk.attachment(ref, "f1", by="chen", purpose="look"),
    "note": lambda desk, ref: desk.note(ref, by="chen", text="called"),
}


@pytest.mark.parametrize("reading", list(CASE_READINGS))
def test_what_names_no_case_is_refused_by_name(desk: Desk, reading: str) -> None:
    """The first of an empty list is None: whoever passes it on is told so, and what they typed beside it is kept."""
    for wrong in NO_CASES:
        with pytest.raises(InvalidInput, match="Give a Case or its number") as refused:
            CASE_READINGS[reading](desk, wrong)
        assert refused.value.field == "case"
        assert (refused.value.kept_as is not None) == (reading == "note")


@pytest.mark.parametrize("reading", [name for name in CASE_READINGS if name != "attachment"])
def test_spaces_around_a_number_are_no_part_of_it(desk: Desk, case: Case, reading: str) -> None:
    """Whoever pastes one into a form finds the case by every reading, as by every command."""
    CASE_READINGS[reading](desk, f" {case.number} ")


@pytest.mark.parametrize("purpose", [None, "", " ", 5, ["x"]])
def test_a_purpose_is_said_in_words(desk: Desk, case: Case, purpose: Any) -> None:
    """Who reads a contact says what for, or does not read it."""
    with pytest.raises(InvalidInput, match="purpose"):
        desk.contact(case, by="chen", purpose=purpose)


@pytest.mark.parametrize("id", ["\ud800", "a\nb", None, 5, b"x"])
def test_a_file_is_called_by_what_can_be_written(desk: Desk, case: Case, id: Any) -> None:
    """That somebody asked for a file is on record, so its id has to be one that a record can hold."""
    with pytest.raises(InvalidInput, match="id"):
        desk.attachment(case, id, by="chen", purpose="look")


@pytest.mark.parametrize("day", [date.min, date.max, "2026-11-21", 5, datetime(2026, 11, 21, tzinfo=UTC)])
def test_a_business_day_is_one_that_can_be_meant(desk: Desk, day: Any) -> None:
    """No text, no moment, no end of the calendar."""
    with pytest.raises(InvalidInput, match="day"):
        desk.business_day("softpark", day)


@pytest.mark.parametrize("period", ["2026-11", 5, date(2026, 11, 21), {}])
def test_a_period_is_a_period(desk: Desk, period: Any) -> None:
    """Its label is none; also where lists are narrowed by one."""
    with pytest.raises(InvalidInput, match="Period"):
        desk.cases(by="chen", period=period)
    with pytest.raises(InvalidInput, match="Period"):
        list(desk.redemptions(period, by="fang"))


def test_a_coupon_is_spent_in_its_own_currency(desk: Desk, case: Case) -> None:
    """A sale in another is no sale that is too small: the field is named, and which currency to give."""
    settled = desk.settle(
        case, by="fang", facts="sour", agreed="by-phone", remedies=[Remedy.coupon(Money(20, "CNY"), valid_days=30)]
    )
    (coupon,) = settled.coupons
    with pytest.raises(InvalidInput, match="CNY") as refused:
        desk.check_coupon(coupon.code, unit="softpark", spend=Money(50, "EUR"))
    assert refused.value.field == "spend"
    assert desk.check_coupon(coupon.code, unit="softpark", spend=Money(50, "CNY")).code == coupon.code


SHANGHAI = "Asia/Shanghai"
NO_PERIODS: dict[str, tuple[str, Callable[[], object]]] = {
    "the thirteenth month": ("month", lambda: Period.month(2026, 13, zone=SHANGHAI)),
    "month 0": ("month", lambda: Period.month(2026, 0, zone=SHANGHAI)),
    "a month in words": ("month", lambda: Period.month(2026, "11", zone=SHANGHAI)),  # type: ignore[arg-type]
    "a far year": ("year", lambda: Period.month(10**9, 1, zone=SHANGHAI)),
    "year 0": ("year", lambda: Period.year(0, zone=SHANGHAI)),
    "the fifth quarter": ("quarter", lambda: Period.quarter(2026, 5, zone=SHANGHAI)),
    "a day in words": ("first", lambda: Period.days("2026-11-21", zone=SHANGHAI)),  # type: ignore[arg-type]
    "the last day of all": ("last", lambda: Period.days(date(2026, 11, 21), date.max, zone=SHANGHAI)),
    "no zone": ("zone", lambda: Period.month(2026, 11, zone="Mars/Olympus")),
    "a path": ("zone", lambda: Period.month(2026, 11, zone="../../etc/passwd")),
    "no text": ("zone", lambda: Period.month(2026, 11, zone=8)),  # type: ignore[arg-type]
}


@pytest.mark.parametrize("what", list(NO_PERIODS))
def test_what_is_no_period_is_refused_by_its_field(what: str) -> None:
    """No month 13, no zone of nowhere: the field is named, and what to give instead."""
    field, make = NO_PERIODS[what]
    with pytest.raises(InvalidInput) as refused:
        make()
    assert refused.value.field == field
    assert refused.value.next_step


@pytest.mark.parametrize("limit", [0, -1, 10**30, True, "5", None, 1.5])
def test_a_pass_has_a_limit_that_can_be_meant(desk: Desk, limit: Any) -> None:
    """Of messages, of deadlines: a whole number."""
    with pytest.raises(InvalidInput, match="limit"):
        desk.deliver_blocking(limit=limit)
    with pytest.raises(InvalidInput, match="limit"):
        desk.run_due(limit=limit)


NO_TYPES: list[object] = [5, b"x", ["a"], {}, 1.5]
NAMED: dict[str, str] = {"by": "fang", "staff": "chen", "unit": "softpark", "step": "assess"}
PROGRAMS: dict[str, str] = {
    "in_thread": "runs what it is given",
    "keep": "takes an error that was caught, and bytes",
    "backup": "writes a file",
    "close": "takes nothing",
    "open": "opens another desk",
}
RUNNING = {"deliver", "deliver_blocking", "run_due", "work", "work_blocking", "back_up"}


def callables(desk: Desk) -> Iterator[tuple[str, Callable[..., object]]]:
    """Yield the public methods of a desk and of its nouns, by name."""
    nouns = {"": desk} | {
        name: getattr(desk, name)
        for name in dir(type(desk))
        if name[0] != "_" and isinstance(inspect.getattr_static(type(desk), name), property)
    }
    for noun, one in nouns.items():
        if not type(one).__module__.startswith("complaintkit.desk"):
            continue
        for name in dir(type(one)):
            method = getattr(one, name)
            known = name[0] == "_" or name in PROGRAMS or name in RUNNING
            if not known and inspect.ismethod(method) and not inspect.iscoroutinefunction(method):
                yield f"{noun}.{name}", method


def raised(method: Callable[..., Any], case: Case, values: list[object]) -> Iterator[tuple[str, object, Exception]]:
    """Yield what each parameter ends in with each of these values, where it does not go well."""
    parameters = inspect.signature(method).parameters.values()
    needed = [
        one for one in parameters if one.default is one.empty and one.kind not in (one.VAR_KEYWORD, one.VAR_POSITIONAL)
    ]
    given = {one.name: case if one.name == "case" else NAMED.get(one.name, "x") for one in needed}
    for one in parameters:
        for value in values:
            try:
                found = method(**given | {one.name: value})
                if isinstance(found, Cases | Iterator):
                    list(found)
            except Exception as error:  # noqa: BLE001  whatever it is
                yield one.name, value, error


def stumbles(method: Callable[..., Any], case: Case) -> Iterator[str]:
    """Yield each parameter for which a value of another type ends in an error of Python's."""
    for name, wrong, error in raised(method, case, NO_TYPES):
        if not isinstance(error, ComplaintKitError):
            yield f"{name}={wrong!r}: {type(error).__name__}"


def test_no_value_of_another_type_is_a_traceback(desk: Desk, case: Case) -> None:
    """Whatever method of a desk or its nouns is given a number, bytes, a list or a table where something else belongs."""
    found = {name: list(stumbles(method, case)) for name, method in callables(desk)}
    assert len(found) > 150
    wrong = [f"{name}({one})" for name, some in found.items() for one in some]
    assert not wrong, "\n".join(wrong)


def test_no_message_is_as_long_as_what_was_typed(desk: Desk, case: Case) -> None:
    """Whatever is quoted is quoted by its beginning: 200 characters, in either language."""
    long = "长" * 30_000
    told = {
        f"{name}({field})": max(len(str(error)), len(error.user_message("zh")))
        for name, method in callables(desk)
        for field, _, error in raised(method, case, [long])
        if isinstance(error, ComplaintKitError)
    }
    assert len(told) > 150
    assert sorted(name for name, length in told.items() if length > 1_500) == []


@pytest.mark.parametrize(
    ("field", "ask"),
    [
        ("items", lambda desk: desk.import_history(5, by="fang")),
        ("after", lambda desk: desk.duties("chen", after=5)),
        ("language", lambda desk: desk.guidance("assess", by="chen", language=5)),
        ("source", lambda desk: desk.set_organisation(5, by="fang")),
        ("to", lambda desk: desk.backup(5)),
        ("contact", lambda desk: desk.cases(by="chen", contact=5)),
    ],
)
def test_a_value_of_another_type_is_refused_by_its_field(desk: Desk, field: str, ask: Callable[[Desk], object]) -> None:
    """With the reason and the next step."""
    with pytest.raises(InvalidInput, match="int is") as refused:
        ask(desk)
    assert (refused.value.field, bool(refused.value.next_step)) == (field, True)


@pytest.mark.parametrize("nothing", ["", " ", "\u3000"])
def test_what_says_nothing_narrows_no_list(desk: Desk, case: Case, nothing: str) -> None:
    """A telephone number that a customer does not have finds nobody's cases, and not everybody's; so of every word of a list."""
    words = [name for name, one in inspect.signature(desk.cases).parameters.items() if "str" in str(one.annotation)]
    assert {"contact", "unit", "owner", "receipt"} < set(words)
    for name in words:
        if name == "by":
            continue
        asked: dict[str, Any] = {name: nothing}
        with pytest.raises(InvalidInput, match="Leave it out") as refused:
            desk.cases(by="fang", **asked)
        assert refused.value.field == name
    assert [one.number for one in desk.cases(by="fang")] == [case.number]


@pytest.mark.parametrize("contact", ["a\nb", "x" * 300])
def test_a_contact_that_is_none_is_called_by_what_was_asked(desk: Desk, contact: str) -> None:
    """Whoever asks for a contact knows of no address."""
    with pytest.raises(InvalidInput) as refused:
        desk.cases(by="fang", contact=contact)
    assert refused.value.field == "contact"


@pytest.mark.parametrize("after", ["9" * 19, "9" * 400, f"{'9' * 30}-12345678", "1.5", "-1", "１"])
def test_a_position_is_one_that_a_feed_can_have(desk: Desk, after: str) -> None:
    """However many digits it has, it is refused by its own name."""
    with pytest.raises(InvalidInput) as refused:
        list(desk.events(after))
    assert refused.value.field == "after"


def test_a_path_is_told_how_it_is_written(tmp_path: Path) -> None:
    """Whoever names a file by its path is told the URL of it."""
    path: Any = tmp_path / "desk.db"
    with pytest.raises(ConfigurationError, match="sqlite:///"):
        Desk.open(path, playbook="canteen-delivery")
