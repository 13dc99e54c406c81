"""A desk of a supermarket: chen and fan at two service desks, ding a duty manager, xu the store manager, yu above all."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from complaintkit import Desk
from complaintkit.testing import FakeClock

ORGANISATION = Path(__file__).parents[2] / "docs" / "samples" / "supermarket" / "organisation.toml"
AT = "2026-11-21T10:00+08:00"


@pytest.fixture
def clock() -> FakeClock:
    """The time."""
    return FakeClock(AT)


@pytest.fixture
def desk(tmp_path: Path, clock: FakeClock, founded: Callable[..., None]) -> Iterator[Desk]:
    """The desk."""
    founded(tmp_path, playbook="supermarket", organisation=ORGANISATION, at=AT)
    with Desk.open(f"sqlite:///{tmp_path}/desk.db", clock=clock) as opened:
        yield opened
