"""Each rule is carried out and proved, or known to be open; the page of rules says what is so."""

from __future__ import annotations

import re
import runpy
import tomllib
from pathlib import Path
from typing import Any

import pytest

from complaintkit.playbook import installed_playbooks

ROOT = Path(__file__).parents[2]
TOOL = runpy.run_path(str(ROOT / ".ci/rules.py"))
RULES: dict[str, str] = TOOL["rules"]()
OPEN: dict[str, str] = TOOL["open_rules"]()["open"]
PARTLY: dict[str, str] = TOOL["open_rules"]()["partly"]
HOMES = {name: table["playbook"] for name, table in TOOL["tables"]().items() if "playbook" in table}
ACTING = ("deadline", "escalation", "group", "survey", "check", "review")  # what acts says for which rule it does


@pytest.fixture(scope="module")
def proofs() -> dict[str, list[str]]:
    """The tests that prove each rule; all tests are read for it."""
    found: dict[str, list[str]] = TOOL["tests"]()
    return found


def lines(playbook: str) -> dict[str, list[str]]:
    """The lines of a playbook that carry out rules."""
    found: dict[str, list[str]] = TOOL["lines"](installed_playbooks()[playbook])
    return found


def holds(data: Any, path: str) -> bool:
    """Whether a key path, or a room as a whole, is there; a key may be written of several words."""
    if path.endswith(".*"):
        return path[:-2] in data
    return not path or any(
        isinstance(data, dict) and path.startswith(key) and holds(data[key], path[len(key) :].removeprefix("."))
        for key in (data if isinstance(data, dict) else ())
        if path[len(key) : len(key) + 1] in ("", ".")
    )


def test_the_page_says_what_is_so() -> None:
    """`./dev python .ci/rules.py --update` draws it anew."""
    assert TOOL["PAGE"].read_text("utf-8") == TOOL["page"]()


def test_every_rule_is_proved_or_known_to_be_open(proofs: dict[str, list[str]]) -> None:
    """A rule without a test that runs stands in open_rules.toml, with what is missing."""
    assert [rule for rule in RULES if rule not in proofs and not OPEN.get(rule)] == []


def test_no_rule_is_called_open_that_has_its_test(proofs: dict[str, list[str]]) -> None:
    """The list of open rules shrinks: whoever proves one takes it out, or says what is still missing of it."""
    assert [rule for rule in OPEN if rule in proofs] == []
    assert [rule for rule in PARTLY if rule not in proofs] == []
    assert {*OPEN, *PARTLY} <= RULES.keys()


def test_tests_name_rules_that_there_are(proofs: dict[str, list[str]]) -> None:
    """A number in a docstring is one of the list."""
    assert {rule: where for rule, where in proofs.items() if rule not in RULES} == {}


@pytest.mark.parametrize("playbook", installed_playbooks())
def test_playbooks_name_rules_that_there_are(playbook) -> None:
    """And each stands beside, or above, a line that is there."""
    carried, data = lines(playbook), tomllib.loads(installed_playbooks()[playbook].read_text("utf-8"))

    assert carried.keys() <= RULES.keys()
    assert [path for paths in carried.values() for path in paths if not holds(data, path)] == []


@pytest.mark.parametrize("home", HOMES)
def test_a_procedure_carries_out_all_its_rules(home) -> None:
    """Each stands beside a line of its playbook; those that are open need not yet."""
    carried = lines(HOMES[home])
    assert [rule for rule in RULES if rule.startswith(home) and rule not in {*carried, *OPEN}] == []


@pytest.mark.parametrize("playbook", installed_playbooks())
def test_what_acts_says_for_which_rule(playbook) -> None:
    """A deadline, a route, a group, a survey, a check or a review has a rule beside it, or its section has."""
    text = installed_playbooks()[playbook].read_text("utf-8")
    ruled = {path for path, comment in TOOL["comments"](text) if TOOL["named"](comment)}
    data = tomllib.loads(text)

    silent = {
        f"{room}.{name}"
        for room in ACTING
        for name in data.get(room, {})
        if not any(path == f"{room}.*" or f"{path}.".startswith(f"{room}.{name}.") for path in ruled)
    }
    assert silent == set()


@pytest.mark.parametrize("home", HOMES)
def test_a_procedures_tests_bear_their_rules_number(home: str, proofs: dict[str, list[str]]) -> None:
    """In its folder no test is of no rule: its name and the first words of its docstring are the rule's number."""
    tests = {one for where in proofs.values() for one in where if one.startswith(f"tests/procedures/{home.lower()}/")}
    for one in tests:
        number = re.search(rf"::test_{home.lower()}_(\d+)_", one)
        assert number, one
        assert one in proofs[f"{home}.{number[1]}"], one


@pytest.mark.parametrize(
    "page", sorted(one.relative_to(ROOT).as_posix() for one in ROOT.glob("docs/**/*.md") if one != TOOL["PAGE"])
)
def test_what_pages_claim_is_proved(page) -> None:
    """A rule that a page names is one of the list, and none that is open."""
    claimed = TOOL["named"]((ROOT / page).read_text("utf-8"))
    assert claimed - RULES.keys() == set()
    assert claimed & OPEN.keys() == set()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("[a]  # S0.1\n", {"a": "S0.1"}),
        ("# --- who   S0.1\n[a.b]\n[a.c]\n", {"a.*": "S0.1"}),
        ('[a."b/c"]\nx = 1  # S0.1\n', {"a.b/c.x": "S0.1"}),
        ('[a]\ntitle = "#1"  # S0.1\n', {"a": "S0.1"}),
        ("[a]\n# S0.1: so\nx = 1\ny = 2\n", {"a.x": "S0.1"}),
        ('[a]\nx = """\n# S0.1\n"""\n', {}),
        ("# S0.1 in all\nx = 1\n", {}),
    ],
)  # fmt: skip
def test_a_comment_belongs_to_the_line_it_stands_beside(text, found) -> None:
    """Beside it, above it, or above a section for all of a room; what stands above the file is of no line."""
    said = {path: TOOL["named"](comment) for path, comment in TOOL["comments"](text)}
    assert {path: rules for path, rules in said.items() if rules} == {path: {rule} for path, rule in found.items()}
