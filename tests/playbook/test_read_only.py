"""What a desk hands out of its procedure and its people is read-only, all the way down: nobody changes the rules by a reading."""

import copy
import json
import pickle
from collections.abc import Mapping
from typing import Any

import attrs
import pytest

from complaintkit.model.actor import System
from complaintkit.model.read_only import ReadOnly
from complaintkit.organisation import load_organisation
from complaintkit.playbook import load_playbook, read_playbook
from complaintkit.testing import open_test_desk
from tests.houses import HOUSES

BY = System("screen")


def changeable(value, path=""):
    """Yield where something stands that could be changed: a plain dict or a list, in whatever frozen value."""
    if isinstance(value, list | set) or (isinstance(value, Mapping) and type(value) is dict):
        yield path
    if isinstance(value, Mapping):
        for key, one in value.items():
            yield from changeable(one, f"{path}.{key}")
    elif isinstance(value, tuple | frozenset):
        for one in value:
            yield from changeable(one, f"{path}[]")
    elif attrs.has(type(value)):
        for field in attrs.fields(type(value)):
            yield from changeable(getattr(value, field.name), f"{path}.{field.name}")


@pytest.mark.parametrize("name", HOUSES)
def test_nothing_of_a_procedure_can_be_changed(name):
    """Nor of one that was kept and is read again: the digest says what it is."""
    book = load_playbook(name)

    assert not list(changeable(book))
    assert not list(changeable(read_playbook(book.as_data())))
    assert not list(changeable(book.all_messages))


@pytest.mark.parametrize("name", HOUSES)
def test_nothing_of_an_organisation_can_be_changed(name):
    """Units, staff, duty, seats and what they are called."""
    assert not list(changeable(load_organisation(HOUSES[name])))


def test_what_a_desk_hands_out_is_what_it_goes_by():
    """A screen that writes into a reading is told so, and the desk goes on by its own rules."""
    with open_test_desk() as desk:
        book, people = desk.playbook(by=BY), desk.people.organisation(by=BY)
        for mapping, way, given in (
            (book.deadlines, "pop", ("assessment",)),
            (book.categories, "clear", ()),
            (book.categories["food"].title, "update", ({"zh": "x"},)),
            (book.data["deadline"], "setdefault", ("x", {})),
            (book.roles, "__ior__", ({},)),
            (people.staff, "__setitem__", ("chen", None)),
            (people.staff, "__delitem__", ("chen",)),
            (people.units, "popitem", ()),
        ):
            with pytest.raises(TypeError, match="read-only"):
                getattr(mapping, way)(*given)

        assert desk.playbook(by=BY).as_data() == load_playbook("canteen-delivery").as_data()


def test_a_copy_is_anybody_s_own():
    """As a dict, by copying deeply, as JSON; and whole in another process."""
    words: Any = ReadOnly({"zh": ReadOnly({"a": (1, 2)})})

    assert type(dict(words)) is type(words | {}) is type(words.copy()) is dict
    assert copy.deepcopy(words) == {"zh": {"a": [1, 2]}}
    assert type(copy.deepcopy(words)["zh"]) is dict
    assert json.loads(json.dumps(words)) == {"zh": {"a": [1, 2]}}
    assert type(pickle.loads(pickle.dumps(words))) is ReadOnly  # noqa: S301  our own
    assert load_playbook("print-shop").as_data()["languages"] == ["zh", "en"]
