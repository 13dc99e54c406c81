"""The reference page of shipped playbooks names what there is."""

import re
from pathlib import Path

from complaintkit.playbook import installed_playbooks

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "playbooks.md"


def test_it_lists_every_playbook():
    """A new one is on the page, or this fails."""
    assert set(re.findall(r"^\| `([a-z-]+)` \|", PAGE.read_text("utf-8"), re.MULTILINE)) == set(installed_playbooks())
