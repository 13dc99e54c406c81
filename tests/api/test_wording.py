"""The words of both languages: a name for every command, state and field, and text that carries its Chinese."""

from __future__ import annotations

import copy
import json
import pickle
import re
from collections.abc import Callable

import attrs
import pytest

from complaintkit import (
    Contact,
    Customer,
    Docket,
    Evidence,
    Item,
    Kind,
    Measure,
    Member,
    Money,
    Purchase,
    Remedy,
    Severity,
    State,
)
from complaintkit.commands import commands
from complaintkit.desk.intake.form import FIELDS as FORM
from complaintkit.model.bilingual import Bilingual, both, joined, without_stop
from complaintkit.model.remedy import Attachment
from complaintkit.model.vocabulary import Decision, nearest
from complaintkit.model.wording import ANSWERS, COMMANDS, FIELDS, LIMITS, NOUNS, REFUSALS, STATES, WINDOWS, WORDS
from complaintkit.playbook import vocabulary

HAN = re.compile("[\u4e00-\u9fff]")


# ---- the table ------------------------------------------------------------------------------------------------------
VALUES = (Attachment, Contact, Customer, Docket, Evidence, Item, Measure, Member, Money, Purchase, Remedy)


def test_every_command_has_a_name() -> None:
    """Those there are, and those a playbook may speak of."""
    assert set(commands()) | vocabulary.COMMANDS <= set(COMMANDS)


def test_every_state_has_a_name() -> None:
    """And no other word has."""
    assert set(STATES) == set(State)


@pytest.mark.parametrize("kind", [*commands().values(), *VALUES], ids=lambda kind: kind.__name__)
def test_every_field_has_a_name(kind: type[attrs.AttrsInstance]) -> None:
    """A form shows it, and an error names it."""
    assert {field.name for field in attrs.fields(kind)} <= set(FIELDS)


def test_every_word_of_forms_and_playbooks_has_a_name() -> None:
    """What an import can say, what a step can require, who acts and how."""
    said = {part for field in FORM for part in field.split(".")}
    required = {word.replace("-", "_") for words in vocabulary.REQUIREMENTS.values() for word in words}

    assert said | required | {"by", "idempotency_key", "if_version"} <= set(FIELDS)


def test_every_word_of_a_closed_list_has_a_name() -> None:
    """Kinds, severities, decisions, reasons."""
    reasons = vocabulary.DECLINE_REASONS | vocabulary.ESCALATION_REASONS

    assert {*Kind, *Severity, *Decision} | reasons <= set(WORDS)


@pytest.mark.parametrize("table", [ANSWERS, COMMANDS, FIELDS, LIMITS, NOUNS, REFUSALS, STATES, WINDOWS, WORDS])
def test_the_table_is_chinese(table: dict[str, str]) -> None:
    """Names, not words left over; commands told apart."""
    assert all(HAN.search(name) and not re.search("[A-Za-z]", name) for name in table.values())
    assert len(set(COMMANDS.values())) == len(COMMANDS)


# ---- text in two languages ------------------------------------------------------------------------------------------
def test_bilingual_text_is_its_english() -> None:
    """Equal, hashed, written and sent as the English."""
    text = both("is empty", "不能为空")

    assert text == "is empty"
    kept: dict[str, int] = {text: 1}
    assert kept["is empty"] == 1
    assert json.dumps([text]) == '["is empty"]'
    assert f"field {text}" == "field is empty"
    assert type(str(text)) is str


@pytest.mark.parametrize("again", [copy.copy, copy.deepcopy, lambda it: pickle.loads(pickle.dumps(it, 0))])  # noqa: S301
def test_a_copy_keeps_its_chinese(again: Callable[[Bilingual], Bilingual]) -> None:
    """Across processes, too."""
    text = again(both("is empty", "不能为空"))

    assert (type(text), text, text.zh) == (Bilingual, "is empty", "不能为空")


def test_a_template_is_filled_in_each_language() -> None:
    """Parts speak their language, quotation marks are those of the language, what was typed can't break out."""
    text = both(
        "{word!r} is {what}; {near}",
        "{word!r}是{what}；{near}",
        word="a\nb{what}",
        what=both("new", "新的"),
        near=nearest("x", ["x1"]),
    )

    assert text == r"'a\nb{what}' is new; Did you mean 'x1'?"
    assert text.zh == r"“a\nb{what}”是新的；您是不是要写“x1”？"


def test_the_final_stop_goes_in_both() -> None:
    """The sentence around a reason has its own."""
    text = without_stop(both("is empty.", "不能为空。"))

    assert isinstance(text, Bilingual)
    assert (text, text.zh) == ("is empty", "不能为空")
    assert type(without_stop("plain.")) is str


def test_what_is_known_is_named_where_nothing_is_near() -> None:
    """All of it, in the marks of the language."""
    text = nearest("zzz", ["b", "a"])

    named = nearest("upheeld", Decision, WORDS)

    assert (text, text.zh) == ("Known: a, b.", "可选：a、b。")
    assert (named, named.zh) == ("Did you mean 'upheld'?", "您是不是要写“upheld”（成立）？")
    assert not nearest("zzz", [])
    assert joined(["a", both("b", "乙")]).zh == "a、乙"
