"""The reference of hooks says what the code says."""

from __future__ import annotations

import inspect
import re
from pathlib import Path

import pytest

from complaintkit.hooks._registry import HOOKS
from complaintkit.hooks.port import OBSERVER, PORTS
from complaintkit.plugin import Plugin

PAGE = Path(__file__).parents[2] / "docs/reference/hooks.md"


def signature(name):
    """As one writes it: annotations are text already."""
    return f"def {name}{inspect.signature(getattr(Plugin, name))}".replace("'", "")


def test_every_hook_is_on_the_page_with_its_exact_signature_in_the_order_of_the_code():
    """Not one more, not one less."""
    written = re.findall(r"^### (\w+)\n\n```py\n(.*?)\n```$", PAGE.read_text(encoding="utf-8"), re.MULTILINE)

    assert written == [(name, signature(name)) for name in HOOKS]


@pytest.mark.parametrize("name", HOOKS)
def test_every_hook_says_when_it_is_called_and_shows_itself_implemented(name):
    """The docstring is what an editor shows."""
    said = inspect.getdoc(getattr(Plugin, name))

    assert said is not None
    assert "Called" in said
    assert "@hookimpl" in said
    assert f"    {signature(name)}:" in said


def test_every_hook_has_a_port():
    """What a hook gives is collected, under a role that `required` can name."""
    assert [port.hook for port in PORTS] + [OBSERVER] == list(HOOKS)
    assert len({port.role for port in PORTS}) == len(PORTS)
