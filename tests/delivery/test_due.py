"""What fell due is settled case by case, and shifts that end hand on: a fault in one stops no other. S4.2, R15"""

from __future__ import annotations

import logging
from datetime import timedelta

import pytest

from complaintkit import ConflictError, NotFound, StorageError
from complaintkit.delivery import due

OTHERS_FIRST = [ConflictError(reason="another was first"), NotFound(what="case", ref="A12")]
ABANDONED = [ZeroDivisionError(), KeyError("shift")]


@pytest.fixture
def faulty(monkeypatch):
    """Has settling one case, or handing on, raise an error."""

    def fault(house, error, case=None):
        def hand_on(door):
            raise error

        def settle(self, ref):
            if ref == case.id:
                raise error
            return settled(self, ref)

        door = type(house.desk._door)
        settled = door.settle_due
        if case is None:
            monkeypatch.setattr(due, "hand_on", hand_on)
        else:
            monkeypatch.setattr(door, "settle_due", settle)

    return fault


def test_running_what_is_due_fires_once(house):
    """A breach is one event, however often and by whomever it is looked for; the number of events is returned. R15"""
    case = house.receive(category="food/sensory")
    assert house.desk.run_due() == 0
    house.clock.advance(timedelta(minutes=15))
    before = len(house.events(case))
    assert house.desk.run_due() == len(house.events(case)) - before > 0
    assert house.desk.run_due() == 0
    assert house.events(case).count("deadline-breached") == 1


def test_offers_of_a_shift_count_beside_the_deadlines(house, monkeypatch):
    """Two offers and nothing due are two; a pass that did something is followed by the next at once. F2"""
    monkeypatch.setattr(due, "hand_on", lambda door: 2)
    assert house.desk.run_due() == 2


@pytest.mark.parametrize("first", [True, False])
@pytest.mark.parametrize("error", [*OTHERS_FIRST, *ABANDONED], ids=repr)
def test_a_case_that_can_not_be_settled_stops_no_other(house, faulty, caplog, error, first):
    """It counts for nothing; the log names it, unless another process was simply first. R15"""
    cases = house.receive(), house.receive()
    bad, good = cases if first else reversed(cases)
    house.clock.advance(timedelta(minutes=15))
    before = len(house.events(good))
    faulty(house, error, bad)

    assert house.desk.run_due() == len(house.events(good)) - before > 0

    logged = [one.getMessage() for one in caplog.records if one.levelno == logging.ERROR]
    assert logged == ([] if error in OTHERS_FIRST else [f"what fell due on {bad.id} can't be settled"])


def test_a_shift_that_can_not_be_handed_on_stops_no_deadline(house, faulty, caplog):
    """The deadlines are settled and counted all the same, and the log says so. F2"""
    case = house.receive()
    house.clock.advance(timedelta(minutes=15))
    before = len(house.events(case))
    faulty(house, ZeroDivisionError())

    assert house.desk.run_due() == len(house.events(case)) - before > 0
    assert "what a shift leaves can't be offered to the next" in caplog.messages


@pytest.mark.parametrize("shift", [False, True])
def test_what_the_database_can_not_do_is_said(house, faulty, shift):
    """It concerns every case, so whoever runs the clock hears of it."""
    case = house.receive()
    house.clock.advance(timedelta(minutes=15))
    faulty(house, StorageError(reason="the disk is full"), None if shift else case)

    with pytest.raises(StorageError, match="the disk is full"):
        house.desk.run_due()
