"""A canteen's desk on a real SQLite file, and a customer who may ask for what is kept on her."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from complaintkit import Desk
from complaintkit.testing import FakeClock

ORGANISATION = Path(__file__).parents[2] / "docs" / "samples" / "canteen" / "organisation.toml"
Opened = Callable[[], Desk]
AT = "2026-11-21T10:00+08:00"


@pytest.fixture
def clock() -> FakeClock:
    """A Saturday morning in Shanghai."""
    return FakeClock(AT)


@pytest.fixture
def open_desk(tmp_path: Path, clock: FakeClock, founded: Callable[..., None]) -> Iterator[Opened]:
    """Opens desks on one database."""
    opened: list[Desk] = []

    def open_one() -> Desk:
        founded(tmp_path, playbook="canteen-delivery", organisation=ORGANISATION, at=AT)
        opened.append(Desk.open(f"sqlite:///{tmp_path}/desk.db", clock=clock))
        return opened[-1]

    yield open_one
    for desk in opened:
        desk.close()


@pytest.fixture
def desk(open_desk: Opened) -> Desk:
    """One of them."""
    return open_desk()
