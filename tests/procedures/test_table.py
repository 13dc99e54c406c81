"""The table of rules is complete: the page, the playbooks, the commands and the tests say the same."""

from __future__ import annotations

import ast
import re
import tomllib
from pathlib import Path

import pytest

from complaintkit import Desk
from complaintkit.model.commands import commands
from complaintkit.playbook import installed_playbooks

HERE = Path(__file__).parent
PAGE = Path(__file__).parents[2] / "docs/reference/procedures.md"
PLAYBOOKS = {"S1": "night-market", "S4": "canteen-delivery"}
RULES = {
    "S1": [f"S1.{number}" for number in range(1, 11)],
    "S4": [f"S4.{number}" for number in (1, 2, 3, 6, 7, 8, 9, 10, 12, 13, 14)],
}
LATER = ["S1.4", "S1.11", "S1.12", "S1.13", "S4.4", "S4.5", "S4.11"]
ROOMS = ("deadline", "escalation", "group", "survey")  # whatever stands there acts, so the page says for which rule
READINGS = {"check-coupon", "duties", "guidance", "proposals"}


def rows(title):
    """The rows below a title of the page, as cells, without its head."""
    section = PAGE.read_text("utf-8").split(f"\n## {title}\n")[1].split("\n## ")[0]
    lines = [line for line in section.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines[2:]]


def rules_of(plan):
    """The rows of one plan, by rule."""
    title = {"S1": "The night market: S1", "S4": "The canteens: S4"}[plan]
    return {cells[0]: cells[1:] for cells in (list(map(str.strip, row)) for row in rows(title))}


def words(cell):
    """What stands in it as code."""
    return re.findall(r"`([^`]+)`", cell)


def data_of(plan):
    """The shipped playbook's tables."""
    return tomllib.loads(installed_playbooks()[PLAYBOOKS[plan]].read_text("utf-8"))


def there(data, path):
    """Whether a key path leads to something."""
    for key in path.split("."):
        if not isinstance(data, dict) or key not in data:
            return False
        data = data[key]
    return True


def proofs_of(plan):
    """The tests of one plan, which are a folder: by name, what they say."""
    trees = [ast.parse(file.read_text("utf-8")) for file in sorted((HERE / plan.lower()).glob("test_*.py"))]
    functions = [one for tree in trees for one in tree.body if isinstance(one, ast.FunctionDef)]
    return {one.name: ast.get_docstring(one) or "" for one in functions if one.name.startswith("test_")}


@pytest.mark.parametrize("plan", PLAYBOOKS)
def test_every_rule_has_its_row(plan):
    """Not one more, not one less; those for later are named, too."""
    assert list(rules_of(plan)) == RULES[plan]
    assert [cells[0] for cells in rows("Not yet")] == LATER
    assert all(len(cells) == 3 and all(cells) for cells in rules_of(plan).values())


@pytest.mark.parametrize(("plan", "rule"), [(plan, rule) for plan, rules in RULES.items() for rule in rules])
def test_what_carries_a_rule_out_is_there(plan, rule):
    """Every line of the playbook that the page names, and every command, exists."""
    _, lines, steps = rules_of(plan)[rule]
    data, known = data_of(plan), {*commands(), *READINGS}

    assert words(lines)
    assert [path for path in words(lines) if not there(data, path)] == []
    assert [word for word in words(steps) if word not in known or not hasattr(Desk, word.replace("-", "_"))] == []


@pytest.mark.parametrize("plan", PLAYBOOKS)
def test_what_acts_is_on_the_page(plan):
    """A deadline, a route, a group or a survey that is added to a playbook has to say there for which rule."""
    page, data = PAGE.read_text("utf-8"), data_of(plan)
    named = {".".join(path.split(".")[:2]) for path in words(page)}

    acting = {f"{room}.{name}" for room in ROOMS for name in data.get(room, {})}
    follows = {
        f"category.{name}.follows.{one}" for name, of in data["category"].items() for one in of.get("follows", {})
    }

    assert acting - {"survey.standing"} <= named  # S1.13, for later
    assert follows <= set(words(page))


@pytest.mark.parametrize("plan", PLAYBOOKS)
def test_what_both_carry_is_in_both(plan):
    """Rules of first responsibility and of standards: in either playbook."""
    data = data_of(plan)
    for cells in rows("Beside the plans' own rules"):
        assert [path for path in words(cells[2]) if not there(data, path)] == []


@pytest.mark.parametrize("plan", PLAYBOOKS)
def test_every_rule_is_proved_by_a_test_that_bears_its_number(plan):
    """The name of a test and the first words of its docstring are the rule's number; no test is of no rule."""
    proved = set()
    for name, said in proofs_of(plan).items():
        number = re.match(rf"test_{plan.lower()}_(\d+)_", name)
        assert number, name
        rule = f"{plan}.{number[1]}"
        assert re.match(rf"{re.escape(rule)}\b", said), name
        proved.add(rule)

    assert proved == set(RULES[plan])


@pytest.mark.parametrize("plan", PLAYBOOKS)
def test_the_playbook_says_which_rule_a_line_carries_out(plan):
    """Every rule on the page stands beside a line of the file, and no number there is one that no plan has."""
    text = installed_playbooks()[PLAYBOOKS[plan]].read_text("utf-8")
    there = set(re.findall(rf"\b{plan}\.\d+\b", text))
    for first, last in re.findall(rf"\b{plan}\.(\d+)-{plan}\.(\d+)\b", text):
        there |= {f"{plan}.{number}" for number in range(int(first), int(last) + 1)}

    assert set(RULES[plan]) <= there
    assert there <= {f"{plan}.{number}" for number in range(1, 15)}
