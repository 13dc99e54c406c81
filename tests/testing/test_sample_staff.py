"""Whose tests need people and whose organisation names none gets some: one in each role, by names that are documented."""

from pathlib import Path

import pytest

from complaintkit import BeyondAuthority, Customer, Money, Remedy
from complaintkit.errors import ConfigurationError
from complaintkit.testing import open_test_desk
from tests.houses import HOUSES

SAMPLES = Path(__file__).parents[2] / "docs" / "samples"
UNITS = """
[unit.chain]
title = "长青"
kind = "chain"
[unit.east]
title = "华东"
kind = "region"
within = "chain"
[unit.store-7]
title = "七店"
kind = "store"
within = "east"
"""


def written(tmp_path, more=""):
    """An organisation file."""
    path = tmp_path / "organisation.toml"
    path.write_text(UNITS + more, "utf-8")
    return path


def soured(desk, by="chen"):
    """Milk that had gone off, at one of their stores."""
    return desk.receive(
        "牛奶酸了",
        by=by,
        channel="hotline",
        unit="store-7",
        customer=Customer(name="王芳", phone="13800138000"),
    )


@pytest.mark.parametrize("playbook", HOUSES)
def test_everybody_has_a_role_and_every_role_somebody(tmp_path, playbook):
    """One each, with chen receiving, and every case of every unit with an owner. F1"""
    with open_test_desk(playbook=playbook, organisation=written(tmp_path)) as desk:
        case = soured(desk)
        with desk._opened.storage.reading() as reader:
            staff = desk._door.rules.in_force(reader).organisation.staff
            roles = desk._door.facts(reader, None, by="chen").playbook.roles

    assert sorted(role for one in staff.values() for role in one.roles) == sorted(roles)
    assert all(len(one.roles) == 1 for one in staff.values())
    assert case.owner == "chen"


def test_zhao_leads_chen(tmp_path):
    """The lowest who may promise more is the next of the documented names, and the one after them leads that one."""
    with open_test_desk(playbook="supermarket", organisation=written(tmp_path)) as desk:
        for value, approver in ((80, "zhao"), (1500, "zhou"), (4000, "li")):
            with pytest.raises(BeyondAuthority) as refused:
                desk.settle(
                    soured(desk),
                    by="chen",
                    facts="当场道歉",
                    agreed="in-person",
                    remedies=[Remedy.refund(Money(value, "CNY"))],
                )
            assert refused.value.approver == approver


def test_who_is_named_stays_alone(tmp_path):
    """An organisation with staff is taken as it is."""
    desk = open_test_desk(organisation=SAMPLES / "canteen" / "organisation.toml")
    with desk, desk._opened.storage.reading() as reader:
        assert "zhao" not in desk._door.rules.in_force(reader).organisation.staff


@pytest.mark.parametrize("text", ["[unit", "", "[unti.x]\ntitle = 'x'"])
def test_what_is_wrong_with_the_file_is_still_told(tmp_path, text):
    """Sample people don't hide a file that can't be used, and its own name is told."""
    path = tmp_path / "mine.toml"
    path.write_text(text, "utf-8")

    with pytest.raises(ConfigurationError, match=r"mine\.toml"):
        open_test_desk(organisation=path)
