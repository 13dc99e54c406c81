"""What can't be read of one case stops nobody else: dates fall due, messages go out. R15, R4"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from complaintkit import DamagedError
from tests.database import tables

pytestmark = pytest.mark.sqlite("a server keeps no text in a time's column")


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE ledger SET name = 'sang' WHERE \"case\" = :case",
        'DELETE FROM ledger WHERE "case" = :case',
        "UPDATE \"case\" SET received_at = 'soon' WHERE id = :case",
    ],
    ids=["a line", "all lines", "the row"],
)
def test_damage_to_one_case_stops_no_other(
    open_house: Callable[..., Any], tmp_path: Path, damage: str, caplog: pytest.LogCaptureFixture
) -> None:
    """Its own entries wait, and the log names it; the other customer is told, the other's missed date is on record."""
    house = open_house()
    damaged, sound = house.receive(category="food/sensory"), house.receive(category="food/sensory")
    with tables(tmp_path / "desk.db") as database, database.unguarded():
        assert database.run(damage, case=damaged.id)
    after = open_house()
    with caplog.at_level(logging.ERROR, "complaintkit.delivery"):
        after.clock.advance(timedelta(minutes=15))
        after.desk.run_due()
        after.deliver()

    assert "deadline-breached" in after.events(sound)
    assert sound.number in {one.case_number for one in after.sms.sent}
    assert damaged.number not in {one.case_number for one in after.sms.sent}
    assert any("complaintkit verify" in str(one.exc_info or one.getMessage()) for one in caplog.records)
    with pytest.raises(DamagedError):
        after.desk.case(damaged.id, by="fang")
