"""Whatever is typed into a playbook or an organisation: it is sound, or refused by name. Never a traceback."""

import datetime as dt
from copy import deepcopy
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from complaintkit.model.errors import ConfigurationError
from complaintkit.organisation import Structure, check, load_organisation, read_organisation
from complaintkit.playbook import load_playbook, read_playbook

SAMPLE = Path(__file__).parents[2] / "docs" / "samples" / "canteen" / "organisation.toml"
CANTEEN = load_playbook("canteen-delivery")
NONSENSE: tuple[object, ...] = (
    None,
    True,
    0,
    -1,
    10**12,
    1.5,
    float("nan"),
    Decimal("1.5"),
    Decimal("NaN"),
    "",
    " ",
    "24",
    "99999999 days",
    "{",
    "= 1",
    "all",
    "customer",
    "2026-13-01",
    "\x00",
    "\u202e",
    "{number:>99999999999}",
    "\u0662",  # a digit to Python, not to us
    "x" * 5000,
    dt.date(1, 1, 1),
    dt.datetime(2026, 11, 21),  # noqa: DTZ001  without a zone, as TOML allows
    [],
    ["x"],
    [1],
    [[]],
    {},
    {"zh": ""},
    {"x": {"y": {}}},
    {"a": 1},
)


def _paths(table, outer=()):
    for key, value in table.items():
        yield (*outer, key)
        if isinstance(value, dict):
            yield from _paths(value, (*outer, key))


def spoilt(tables, seed):
    """The tables with a few entries replaced, renamed or taken out."""
    random = Random(seed)  # noqa: S311  no secrets here
    for _ in range(random.randint(1, 3)):
        path = random.choice(list(_paths(tables)))
        table = tables
        for key in path[:-1]:
            table = table[key]
        value = table.pop(path[-1])
        match random.choice(["replace", "replace", "rename", "take out"]):
            case "replace":
                table[path[-1]] = deepcopy(random.choice(NONSENSE))
            case "rename":
                table[random.choice(["x", "zh", "", "a.b", f"{path[-1]}s"])] = value
    return tables


@given(seed=st.integers(0, 2**40))
@settings(max_examples=150, deadline=None)
def test_a_playbook_is_sound_or_refused(seed):
    """What loads is stored and comes back; what does not load says where it is wrong."""
    tables = spoilt(CANTEEN.as_data(), seed)

    try:
        playbook = load_playbook(tables)
    except ConfigurationError as error:
        says = (str(error), error.user_message("zh-CN"))
    else:
        says = ("playbook: is sound", "playbook: 没有问题")
        assert read_playbook(playbook.as_data()) == playbook
    assert all("playbook" in one for one in says)


@given(seed=st.integers(0, 2**40))
@settings(max_examples=150, deadline=None)
def test_an_organisation_is_sound_or_refused(seed):
    """What is read and checked answers every question, and is written and read again."""
    tables = spoilt(load_organisation(SAMPLE).as_data(), seed)
    at = dt.datetime(2026, 11, 21, seed % 24, tzinfo=dt.UTC)

    try:
        organisation = read_organisation(tables)
        check(organisation, CANTEEN.roles, CANTEEN.groups)
    except ConfigurationError:
        return
    structure = Structure(organisation, CANTEEN.roles, CANTEEN.groups, CANTEEN.time_zone)
    assert read_organisation(organisation.as_data()) == organisation
    for unit in organisation.units:
        assert structure.on_duty(unit, at)
        assert structure.group("coordination", unit).head in organisation.staff
    for staff in organisation.staff:
        assert structure.acting_for(staff, at) in organisation.staff


def test_exact_numbers_only():
    """Infinity is no limit and not-a-number is no amount."""
    for value in (Decimal("Infinity"), Decimal("NaN"), "1e999999", float("inf")):
        tables: Any = load_playbook("canteen-delivery").as_data()
        tables["authority"]["agent"]["per-case"] = value
        with pytest.raises(ConfigurationError, match=r"authority\.agent\.per-case"):
            load_playbook(tables)
