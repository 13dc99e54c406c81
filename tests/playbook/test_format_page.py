"""The reference of the format says what is read: every key, every word of the closed lists."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

import complaintkit.playbook
from complaintkit.model.vocabulary import Severity
from complaintkit.playbook import vocabulary

PAGE = (Path(__file__).parents[2] / "docs/reference/playbook-format.md").read_text("utf-8")
SPANS = re.findall(r"(?<!`)`([^`\n]+)`(?!`)", re.sub(r"```.*?```", "", PAGE, flags=re.DOTALL))
SAID = {word for span in SPANS for word in (span, *re.findall(r"[a-z][a-z-]*", span))}
READERS = sorted(Path(complaintkit.playbook.__file__).parent.glob("*.py"))
ASKS = {
    "flag",
    "get",
    "maybe_text",
    "number",
    "one_of",
    "read",
    "require",
    "several",
    "table",
    "tables",
    "text",
    "words",
}
NOT_WRITTEN = {"lineage"}  # by the kit


def keys(path):
    """The keys that a module asks tables for."""
    calls = (node for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Call))
    asked = (one for one in calls if isinstance(one.func, ast.Attribute) and one.func.attr in ASKS and one.args)
    asked = (one for one in asked if not ast.unparse(one.func).startswith("phrase."))  # a table of our own words
    return {key.value for one in asked if isinstance(key := one.args[0], ast.Constant)}


@pytest.mark.parametrize("reader", [path for path in READERS if keys(path)], ids=lambda path: path.stem)
def test_every_key_is_on_the_page(reader):
    """A key that is read and not described is one that nobody will ever write."""
    found = {key for key in keys(reader) if isinstance(key, str) and re.fullmatch(r"[a-z-]+", key)}
    assert found - NOT_WRITTEN - SAID == set()


@pytest.mark.parametrize(
    "words",
    [
        vocabulary.EVENTS | vocabulary.TRIGGERS - {"always"},
        vocabulary.ESCALATION_REASONS,
        vocabulary.DECLINE_REASONS,
        vocabulary.RECIPIENTS,
        vocabulary.TELLABLE,
        vocabulary.PAUSES,
        vocabulary.SURVEY_THEN,
        set(Severity),
    ],
    ids="events escalations declines recipients breaches pauses surveys severities".split(),
)
def test_every_word_of_a_closed_list_is_on_the_page(words):
    """What a playbook may say, as far as it is closed."""
    assert {str(word) for word in words} - SAID == set()


def test_what_steps_can_require_is_on_the_page_and_nothing_else():
    """By step, word for word."""
    section = PAGE.split("\n## Steps\n")[1].split("\n## ")[0]
    rows = re.findall(r"^\| `([a-z-]+)` \| (.*) \|$", section, re.MULTILINE)

    assert {step: set(re.findall(r"`([^`]+)`", words)) for step, words in rows} == vocabulary.REQUIREMENTS
