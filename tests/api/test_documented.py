"""Everything public is documented: an example for each name, arguments and errors for each verb."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import get_args

import pytest

import complaintkit
from complaintkit import Customer, CustomerDoor, Desk, plugin, testing


def verbs(kind: type) -> Iterator[tuple[str, Callable[..., object]]]:
    """Yield what may be called on an instance, by name; not what every object has."""
    found = {name: value for base in reversed(kind.__mro__[:-1]) for name, value in vars(base).items()}
    for name, value in sorted(found.items()):
        if not name.startswith("_") and callable(function := getattr(value, "__func__", value)):
            yield f"{kind.__name__}.{name}", function


VERBS = dict([*verbs(Desk), *verbs(CustomerDoor)])
REFERENCE = Path(__file__).parents[2] / "docs" / "reference"
SILENT = {"Desk.close"}
"""Verbs that raise nothing."""


def said(thing: object) -> str:
    """Return its docstring."""
    return inspect.getdoc(thing) or ""


@pytest.mark.parametrize("name", sorted(set(complaintkit.__all__) - {"__version__"}))
def test_a_public_name_has_an_example(name: str) -> None:
    """One that runs, or a block of code where it takes a customer's link."""
    text = said(getattr(complaintkit, name))

    assert ">>> " in text or "::\n\n    " in text


@pytest.mark.parametrize("name", sorted(VERBS))
def test_a_verb_documents_its_arguments_and_errors(name: str) -> None:
    """Each argument by its name under `Args`, and under `Raises` what may be raised."""
    taken = [one for one in inspect.signature(VERBS[name]).parameters.values() if one.name not in ("self", "cls")]
    _, _, after = said(VERBS[name]).partition("Args:\n")
    documented = {line.strip().partition(":")[0].strip("\\*") for line in after.splitlines() if line.startswith("    ")}

    assert {one.name for one in taken} <= documented
    assert "Raises:\n" in said(VERBS[name]) or name in SILENT


@pytest.mark.parametrize("name", sorted(testing.__all__))
def test_a_name_for_tests_stands_on_its_page(name: str) -> None:
    """Names that are loaded when they are used are no members that Sphinx would find."""
    assert f":: complaintkit.testing.{name}\n" in (REFERENCE / "testing.md").read_text("utf-8")
    assert said(getattr(testing, name))


@pytest.mark.parametrize("union", ["Inbound", "Outcome"])
def test_a_union_says_what_it_is_one_of(union: str) -> None:
    """On the page of authors, each of them by name."""
    page = (REFERENCE / "plugin.md").read_text("utf-8")
    (row,) = (line for line in page.splitlines() if line.startswith(f"| `{union}` |"))

    assert all(f"`{one.__name__}`" in row for one in get_args(getattr(plugin, union)))


def test_the_search_sees_what_is_missing() -> None:
    """A verb without a word about its arguments is found."""

    class Undocumented:
        def tell(self, text: str) -> None:
            """Say something."""

    (told,) = verbs(Undocumented)

    assert "Args:" not in said(told[1])
    assert ">>> " in said(Customer)
