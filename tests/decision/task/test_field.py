"""How what somebody gives with a step is read by what its field holds; what can't be read names the field."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import attrs
import pytest

from complaintkit import Customer, InvalidInput
from complaintkit.decision.task import MACHINES, Field, Form
from complaintkit.decision.task.field import FARTHEST, LONGEST, MOST, Given, check_impersonal, read_fields
from complaintkit.model.phrase import phrase
from complaintkit.model.task import TaskKind
from tests.decision.task.conftest import AT, facts

MACHINE = attrs.evolve(
    MACHINES[TaskKind.ACTION],
    fields={
        **{form.value: Field(title=phrase("reason", context="task field"), form=form) for form in Form},
        "choice": Field(title=phrase("reason", context="task field"), form=Form.WORD, choices=("a", "b")),
    },
)
"""A kind of task with a field of each form."""
NAMES = tuple(MACHINE.fields)
SECOND = timedelta(seconds=1)
HALF = "\ud800"


def given(said: dict[str, Any], *, needs: tuple[str, ...] = (), may: tuple[str, ...] = NAMES) -> Given:
    """Read what was given."""
    return read_fields(facts(), MACHINE, said, needs=needs, may=may)


def read(name: str, value: Any) -> tuple[str, ...] | None:
    """What a field makes of a value; None where it is refused."""
    try:
        return given({name: value}).values[name]
    except InvalidInput as refused:
        assert refused.field == name  # noqa: PT017  what is refused is asked of many values
        return None


# ---- what is given at all --------------------------------------------------------------------------------------------
def test_what_says_nothing_was_not_given() -> None:
    """No, zero and false say something."""
    assert given({"words": "", "word": None, "staff": [], "lines": ()}) == Given()
    found = given({"flag": False, "number": 0, "words": " 好 "})
    assert (found.values, found.words) == ({"flag": ("no",), "number": ("0",)}, {"words": "好"})


def test_what_is_needed_or_unknown_is_named() -> None:
    """By its field. S0.11"""
    for said, needs, may, field, match in (
        ({"words": ""}, ("words",), (), "words", "is missing"),
        ({}, ("evidence",), (), "evidence", "is missing"),
        ({"words": "好"}, (), ("word",), "words", "does not belong"),
        ({"word": "a", "words": "好"}, ("word",), (), "words", "does not belong"),
    ):
        with pytest.raises(InvalidInput, match=match) as refused:
            given(said, needs=needs, may=may)
        assert refused.value.field == field
    assert given({"words": "好", "until": AT}, needs=("words",), may=("until",)).words == {"words": "好"}


def test_a_moment_that_was_not_given_is_none() -> None:
    """One that was is read back as it is."""
    found = given({"moment": AT})
    assert (found.moment("moment"), found.moment("until")) == (AT, None)


# ---- words -----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("value", "words"), [
    (" 好的 ", "好的"), ("x" * LONGEST, "x" * LONGEST), ("x" * (LONGEST + 1), None), ("  ", None), (3, None), (["好"], None),
])  # fmt: skip
def test_words_are_text_of_a_length(value, words) -> None:
    """To the last character."""
    if words is not None:
        assert given({"words": value}).words == {"words": words}
        return
    with pytest.raises(InvalidInput) as refused:
        given({"words": value})
    assert refused.value.field == "words"


def test_what_is_for_everybody_names_nobody() -> None:
    """No number, no address, none of these customers, by their case; what it was is not repeated. S3.2"""
    known = {"A-1": Customer(name="欧阳娜娜", phone="13800138000"), "A-2": Customer(name="王大力")}
    check_impersonal("what", "凭小票七天内可退", known)
    for text, match in (
        ("请打13900139000", "holds"), ("王大力说的", "of A-2"), ("欧阳娜娜说的", "of A-1"), ("王大力和欧阳娜娜", "of A-1"),
    ):  # fmt: skip
        with pytest.raises(InvalidInput, match=match) as refused:
            check_impersonal("what", text, known)
        assert refused.value.field == "what"
        assert "王大力" not in refused.value.user_message("zh")
    with pytest.raises(InvalidInput) as both:
        check_impersonal("what", "王大力，13900139000", known)
    assert "A-2" not in both.value.user_message("en")


# ---- values ----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("value", "flag"), [
    (True, "yes"), (False, "no"), (" YES ", "yes"), ("true", "yes"), ("no", "no"), ("FALSE", "no"),
    ("maybe", None), (1, None), (0, None), (["yes"], None),
])  # fmt: skip
def test_a_flag_is_yes_or_no(value, flag) -> None:
    """In a form's words, too."""
    assert read("flag", value) == (None if flag is None else (flag,))


@pytest.mark.parametrize(("value", "number"), [
    (3, "3"), (" 1.50 ", "1.5"), (Decimal("2.0"), "2"), (0, "0"), ("-4", "-4"), (100, "100"),
    (Decimal(10) ** 12 - 1, "999999999999"), (Decimal(10) ** 12, None), (-(Decimal(10) ** 12), None),
    (Decimal("1.1E-12"), "0.0000000000011"), (Decimal("1E-12"), None), (Decimal("-1E-12"), None),
    (Decimal("NaN"), None), (Decimal("Infinity"), None),
    (True, None), (1.5, None), ("three", None), ("1e3", None), ("٣", None), ([3], None),
])  # fmt: skip
def test_a_number_is_whole_or_decimal(value, number) -> None:
    """Within what anybody counts; not a flag, not a float."""
    assert read("number", value) == (None if number is None else (number,))


@pytest.mark.parametrize(("value", "at"), [
    (AT, AT), (timedelta(days=14), AT + timedelta(days=14)), ("14 days", AT + timedelta(days=14)),
    (" 2026-12-20T18:00+08:00 ", datetime(2026, 12, 20, 10, tzinfo=UTC)),
    (FARTHEST, AT + FARTHEST), (-FARTHEST, AT - FARTHEST), (FARTHEST + SECOND, None), (-FARTHEST - SECOND, None),
    (timedelta.max, None), (AT.replace(tzinfo=None), None), (datetime.min.replace(tzinfo=timezone(timedelta(hours=8))), None),
    ("soon", None), (7, None), (["14 days"], None),
])  # fmt: skip
def test_a_moment_has_its_zone_or_is_a_span(value, at) -> None:
    """From now on; within a hundred years of it, to the second."""
    assert read("moment", value) == (None if at is None else (at.astimezone(UTC).isoformat(),))


def test_a_date_that_nobody_means_is_said_to_be_out_of_range() -> None:
    """Not to be no date."""
    with pytest.raises(InvalidInput, match="out of range"):
        given({"moment": FARTHEST + SECOND})
    with pytest.raises(InvalidInput, match="not what belongs here"):
        given({"moment": "soon"})


@pytest.mark.parametrize(("name", "value", "found"), [
    ("staff", "chen，wei", ("chen", "wei")), ("staff", ["chen", " wei"], ("chen", "wei")), ("staff", ("chen",), ("chen",)),
    ("staff", "chen, nobody", None), ("staff", ["nobody"], None),
    ("case", "A-1, A-2；A-3;A-4、A-5\nA-6", ("A-1", "A-2", "A-3", "A-4", "A-5", "A-6")),
    ("case", ["A-1", " A-2 "], ("A-1", "A-2")),
    ("case", "A-1, ", ("A-1",)),
    ("case", " , ", None), ("case", {"A-1": 1}, None), ("case", 7, None),
    ("task", ["T-1", ""], None), ("task", ["T-1", 7], None), ("task", ["T-1", "  "], None),
    ("word", "cold-chain", ("cold-chain",)), ("word", HALF, None), ("word", ["a" + HALF], None),
    ("word", "\ud7ff\ue000", ("\ud7ff\ue000",)), ("word", "\udfff", None),
    ("choice", "a", ("a",)), ("choice", "a,b", ("a", "b")), ("choice", "c", None), ("choice", "a,c", None),
    ("lines", "一，二\n\n 三 ", ("一，二", "三")), ("lines", ["一，二", "三"], ("一，二", "三")), ("lines", " \n ", None),
    ("word", ["x"] * MOST, ("x",) * MOST), ("word", ["x"] * (MOST + 1), None),
    ("word", "x" * LONGEST, ("x" * LONGEST,)), ("word", "x" * (LONGEST + 1), None), ("word", ["x" * LONGEST, "x" * 4001], None),
])  # fmt: skip
def test_one_or_several_texts(name, value, found) -> None:
    """Commas of either script part them, but lines; so many, so long, whole, and known where only some are."""
    assert read(name, value) == found


@pytest.mark.parametrize(("value", "marks"), [
    ({"态度": 4}, ("态度=4",)), ({"态度": "5", "用语": 1}, ("态度=5", "用语=1")), ("态度=4, 用语 = 5", ("态度=4", "用语=5")),
    ("态度=4；", ("态度=4",)),
    ({"a": 1, "b": 2, "c": 3}, ("a=1", "b=2", "c=3")), ({"态度": Decimal(3)}, None),
    ({"态度": 0}, None), ({"态度": 6}, None), ({"态度": True}, None), ({"态度": 4.0}, None),
    ({"态度": 4, "用语": 9}, None), ({3: 4}, None), ("态度", None), ("、", None), (["态度=4"], None), (4, None), ({HALF: 4}, None),
    ({str(one): 3 for one in range(MOST)}, tuple(f"{one}=3" for one in range(MOST))),
    ({str(one): 3 for one in range(MOST + 1)}, None),
])  # fmt: skip
def test_marks_are_from_one_to_five(value, marks) -> None:
    """One for each item, in the order given. S3.15"""
    assert read("marks", value) == marks


@pytest.mark.parametrize(("value", "shown"), [
    ("x" * 300, f"'{'x' * 100}' "), (7, "7 "), (10**15, "'int' "), (10**15 - 1, f"{10**15 - 1} "), (True, "True "),
    ([1], "'list' "),
])  # fmt: skip
def test_what_is_refused_is_shown_shortly(value, shown) -> None:
    """The beginning of a long text, the type of what is none."""
    with pytest.raises(InvalidInput) as refused:
        given({"moment": value})
    assert refused.value.user_message("en").startswith(f"moment: {shown}is not what belongs here")
