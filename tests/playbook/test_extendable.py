"""What a playbook may let a leader put off, and what it may not. S3.1, R11, R12"""

from __future__ import annotations

from typing import Any

import pytest

from complaintkit import ConfigurationError
from complaintkit.model.phrase import phrase
from complaintkit.playbook import Playbook, load_playbook, read_playbook
from complaintkit.playbook._strictness import is_stricter

FIXED = "first-handling dispatched handover escalation-seen meeting".split()
PLAYBOOK = load_playbook("canteen-delivery")


def with_extendable(name: str) -> Playbook:
    """The canteen's procedure, with one deadline that may be put off."""
    data: dict[str, Any] = dict(PLAYBOOK.as_data())
    data["deadline"] = {**data["deadline"], name: {**data["deadline"][name], "extendable": "24 h"}}
    return read_playbook(data)


def test_a_result_may_be_put_off() -> None:
    """S3.1: as far as the playbook says; where it says nothing, not at all."""
    assert str(with_extendable("result").deadlines["result"].extendable) == "24 h"
    assert PLAYBOOK.deadlines["result"].extendable is None


@pytest.mark.parametrize("name", FIXED)
def test_what_is_done_at_once_may_not(name) -> None:
    """First handling, who was sent, an answer between us. S1.7, F2, F7"""
    with pytest.raises(ConfigurationError) as refused:
        with_extendable(name)
    assert str(phrase("this can't be put off")) in str(refused.value)


def test_an_extension_allows_no_more() -> None:
    """S3.1: what may only be tighter may be put off less, never more, and nothing that the base does not let be."""
    for base, new, fits in (("3 days", "2 days", True), ("3 days", "4 days", False), (None, "1 h", False)):
        assert is_stricter(("deadline", "result", "extendable"), new, base) is fits
