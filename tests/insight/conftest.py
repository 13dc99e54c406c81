"""A chain with a shop in Shanghai and one in London, on a real SQLite file; a clock to push."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from complaintkit import Desk
from complaintkit.testing import FakeClock

CHAIN = """
[unit.chain]
title = { zh = "长青", en = "Changqing" }
kind = "company"
calendar = "hotline"
time-zone = "Asia/Shanghai"
[unit.bund]
title = { zh = "外滩店", en = "The Bund" }
kind = "canteen"
within = "chain"
[unit.soho]
title = { zh = "苏活店", en = "Soho" }
kind = "canteen"
within = "chain"
time-zone = "Europe/London"
"""
PEOPLE = {
    "fang": ("general-manager", "chain"),
    "shen": ("area-executive", "chain"),
    "chen": ("duty-manager", "chain"),
    "luo": ("customer-service-manager", "chain"),
    "wu": ("agent", "chain"),
    "li": ("quality-head", "chain"),
    "ma": ("quality", "chain"),
    "hu": ("kitchen-head", "bund"),
    "gu": ("kitchen-head", "soho"),
    "dong": ("delivery-head", "chain"),
    "peng": ("delivery", "chain"),
    "bai": ("on-site", "soho"),
}
Opened = Callable[..., Desk]


@pytest.fixture
def clock() -> FakeClock:
    """The morning of the last day of a month in Shanghai."""
    return FakeClock("2026-11-30T10:00+08:00")


@pytest.fixture
def open_desk(tmp_path: Path, clock: FakeClock) -> Iterator[Opened]:
    """Opens desks on one database."""
    people = "".join(
        f'[staff.{id_}]\nname = "{id_}"\nroles = ["{role}"]\nunits = ["{unit}"]\nphone = "+8613900000001"\n'
        for id_, (role, unit) in PEOPLE.items()
    )
    (tmp_path / "organisation.toml").write_text(CHAIN + people, "utf-8")
    opened: list[Desk] = []

    def open_one() -> Desk:
        opened.append(
            Desk.open(
                f"sqlite:///{tmp_path}/desk.db",
                playbook="canteen-delivery",
                organisation=tmp_path / "organisation.toml",
                clock=clock,
            )
        )
        return opened[-1]

    yield open_one
    for desk in opened:
        desk.close()


@pytest.fixture
def desk(open_desk: Opened) -> Desk:
    """One of them."""
    return open_desk()
