"""The reference page of shipped playbooks names what there is."""

import ast
import re
from pathlib import Path

from complaintkit.playbook import installed_playbooks

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "playbooks.md"


def test_it_lists_every_playbook():
    """A new one is on the page, or this fails."""
    assert set(re.findall(r"^\| `([a-z-]+)` \|", PAGE.read_text("utf-8"), re.MULTILINE)) == set(installed_playbooks())


def lists(file):
    """Yield the words that stand together in a list, a tuple, a set or as keys."""
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        words = getattr(node, "elts", None) or getattr(node, "keys", ())
        yield {one.value for one in words if isinstance(one, ast.Constant)}


def test_what_is_tried_in_several_playbooks_is_tried_in_all():
    """A test that lists three of them by hand lists all; better it takes them from `tests.houses`."""
    names = set(installed_playbooks())
    short = {
        file.name
        for file in (PAGE.parents[2] / "tests").rglob("*.py")
        for words in lists(file)
        if 2 < len(words & names) < len(names)
    }
    assert short == set()
