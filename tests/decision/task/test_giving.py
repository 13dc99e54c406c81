"""Whom somebody may give work to: people of their own store, and those around whom they work. R20"""

from __future__ import annotations

import pytest

from complaintkit import System
from complaintkit.decision.task.standing import gives_work


@pytest.mark.parametrize(
    ("by", "staff", "unit", "may"),
    [
        ("hu", "qiu", "kitchen-east", False),  # of the other kitchen
        ("hu", "qiu", "kitchen-west", True),  # works there
        ("hu", "hu", "kitchen-west", True),
        ("hu", "peng", "kitchen-west", True),  # of hu's own kitchen
        ("hu", "dong", "kitchen-west", True),  # everywhere
        ("fang", "qiu", "kitchen-east", True),  # works around all
        (System("nightly"), "qiu", "kitchen-east", False),
        (System("nightly"), "qiu", "kitchen-west", True),
    ],
)
def test_work_is_given_in_one_s_own_store(matter, by, staff, unit, may) -> None:
    """Of another store to nobody but those around whom one works; a program gives it where they work. R20"""
    assert gives_work(matter.facts(by=by), staff, unit) is may


def test_who_works_in_two_stores_is_given_work_in_either(matter) -> None:
    """One that the giver works around is enough. R20"""
    matter.seated("peng", units=("softpark", "kitchen-east"))

    assert gives_work(matter.facts(by="hu"), "peng", "city-hospital")
    assert gives_work(matter.facts(by="hu"), "peng", "kitchen-west")
