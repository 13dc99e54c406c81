"""The reference page of shipped playbooks names what there is."""

import re
from fnmatch import fnmatchcase
from pathlib import Path

import pytest

from complaintkit.playbook import installed_playbooks, load_playbook

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "playbooks.md"


def paths(data, above=()):
    """Every key path of the data, those of tables and of values."""
    for key, value in data.items():
        yield ".".join((*above, key))
        if isinstance(value, dict):
            yield from paths(value, (*above, key))


def test_it_lists_every_playbook():
    """A new one is on the page, or this fails."""
    assert set(re.findall(r"^\| `([a-z-]+)` \|", PAGE.read_text("utf-8"), re.MULTILINE)) == set(installed_playbooks())


@pytest.mark.parametrize("name", ["supermarket", "print-shop"])
def test_every_line_that_carries_out_a_rule_is_there(name):
    """What the page names, the playbook holds."""
    there = list(paths(load_playbook(name).as_data()))
    section = PAGE.read_text("utf-8").partition(f"| in `{name}` |")[2].partition("\n\n")[0]
    named = re.findall(r"`([a-z-]+\.[a-z.*-]+)`", section)
    missing = [one for one in named if not any(fnmatchcase(path, one) for path in there)]

    assert len(named) > 15
    assert [one for one in missing if not one.startswith("member.")] == []  # facts, which rows may ask for
