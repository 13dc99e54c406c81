"""No hook is collected for nothing: what it brings is asked for where the desk, its worker or the command line works."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import complaintkit
from complaintkit.hooks.port import OBSERVER, PORTS

SOURCE = Path(complaintkit.__file__).parent
BESIDE = {"hooks", "testing"}  # they collect what plugins bring, and try it out


def used():
    """Every attribute that the code beyond the hooks asks for."""
    files = [one for one in SOURCE.rglob("*.py") if not BESIDE & set(one.relative_to(SOURCE).parts)]
    nodes = [node for file in files for node in ast.walk(ast.parse(file.read_text("utf-8")))]
    return {node.attr for node in nodes if isinstance(node, ast.Attribute)}


@pytest.fixture(scope="module")
def attributes():
    """They are read once."""
    return used()


@pytest.mark.parametrize("hook", [OBSERVER, *(port.hook for port in PORTS)])
def test_what_a_hook_brings_is_used(attributes, hook):
    """`plugins.notifiers` and its like; those by which plugins are found or told have methods of their own."""
    own = {
        "complaintkit_storages": "storage_for",
        "complaintkit_playbooks": "load_playbook",
        "complaintkit_calendars": "load_playbook",
    }
    assert own.get(hook, hook.removeprefix("complaintkit_")) in attributes
