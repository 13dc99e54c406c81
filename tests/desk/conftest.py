"""A desk on a real SQLite file, a clock to push, and a small canteen with everybody a rule needs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from complaintkit import Case, Customer, Desk
from complaintkit.testing import FakeClock

SAMPLES = Path(__file__).parents[2] / "docs" / "samples" / "canteen"
FANG = Customer(name="王芳", phone="13800138000")
AT = "2026-11-21T10:00+08:00"


@pytest.fixture
def clock() -> FakeClock:
    """A Saturday morning in Shanghai."""
    return FakeClock(AT)


@pytest.fixture
def open_desk(tmp_path: Path, clock: FakeClock, founded: Callable[..., None]) -> Iterator[Callable[[], Desk]]:
    """Opens desks on one database."""
    opened: list[Desk] = []

    def open_one() -> Desk:
        founded(tmp_path, playbook="canteen-delivery", organisation=SAMPLES / "organisation.toml", at=AT)
        opened.append(Desk.open(f"sqlite:///{tmp_path}/desk.db", clock=clock))
        return opened[-1]

    yield open_one
    for desk in opened:
        desk.close()


@pytest.fixture
def desk(open_desk: Callable[[], Desk]) -> Desk:
    """One of them."""
    return open_desk()


@pytest.fixture
def case(desk: Desk) -> Case:
    """Sour rice, heard by chen, the duty manager."""
    return desk.receive(
        "中午送来的米饭是酸的", by="chen", channel="hotline", unit="no3-school", category="food/sensory", customer=FANG
    )


@pytest.fixture
def investigated(desk: Desk, case: Case) -> Case:
    """Assessed, and the facts are recorded."""
    case = desk.assess(case, by="chen", severity="high", approach="核实并召回同批次")
    return desk.record_facts(case, by="chen", facts="L2291批次在室温放了两小时", root_cause="storage")
