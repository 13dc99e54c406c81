"""Every reason that the rules give themselves is a word of people's, in messages and lists: none is read as the code it is."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterator
from pathlib import Path

from complaintkit import decision
from complaintkit.decision.steps.handover import COMPLAINED_ABOUT
from complaintkit.decision.steps.objection import OBJECTED
from complaintkit.model.wording import SPOKEN, WORDS

_TAKERS = frozenset({"start_cycle", "raise_for", "raise_to_leader", "raise_matter", "move", "leave_to_leader"})
_NAMES = {"COMPLAINED_ABOUT": COMPLAINED_ABOUT, "OBJECTED": OBJECTED}


def given() -> Iterator[str]:
    """The reasons that stand in the rules: of another round, of what goes upwards, of what changes hands."""
    for source in Path(inspect.getfile(decision)).parent.rglob("*.py"):
        for call in ast.walk(ast.parse(source.read_text("utf-8"))):
            if isinstance(call, ast.Call) and getattr(call.func, "id", "") in _TAKERS:
                for value in (*call.args, *(one.value for one in call.keywords if one.arg in {"cause", "reason"})):
                    if isinstance(value, ast.Constant) and isinstance(value.value, str):
                        yield value.value
                    elif isinstance(value, ast.Name) and value.id in _NAMES:
                        yield _NAMES[value.id]


def test_a_reason_is_said_in_words() -> None:
    """A manager reads why a case begins again, not what a program calls it. S0.12"""
    found = set(given())

    assert {"issue-raised", "plan-refused", "dissatisfied", "declined-twice", "handover-lapsed", "ruling"} <= found
    assert found - SPOKEN.keys() - WORDS.keys() == set()
    for word in sorted(found):
        assert not (SPOKEN.get(word) or WORDS[word]).to("zh").isascii(), word
