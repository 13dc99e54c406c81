"""What shipped procedures ask for is asked for in the language of whoever reads it: R2, S1.5, S2.3."""

from __future__ import annotations

import re

import pytest

from complaintkit.model.wording import path_in_words
from complaintkit.playbook import load_playbook
from complaintkit.playbook.loading import installed_playbooks


@pytest.mark.parametrize("name", sorted(installed_playbooks()))
def test_whatever_a_form_asks_for_has_chinese_words(name: str) -> None:
    """A case says what is still missing: in words, no field's own name."""
    playbook = load_playbook(name)
    asked = {one for known in (playbook.categories, playbook.channels) for part in known.values() for one in part.asks}
    assert {one for one in asked if re.search("[a-z]", path_in_words(one).to("zh"))} == set()
