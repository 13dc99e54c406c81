"""The words of the kit: a name for every command, state and field."""

from __future__ import annotations

import re

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
from complaintkit.model.evidence import Attachment
from complaintkit.model.phrase import Phrase
from complaintkit.model.vocabulary import Decision
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
def test_the_table_is_chinese(table: dict[str, Phrase]) -> None:
    """Names, not words left over; commands told apart."""
    names = [name.to("zh") for name in table.values()]
    assert all(HAN.search(name) and not re.search("[A-Za-z]", name) for name in names)
    assert len({name.to("zh") for name in COMMANDS.values()}) == len(COMMANDS)
