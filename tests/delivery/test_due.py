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
    """Has settling one case, or what is done beside the dates, raise an error."""

    def fault(house, error, where):
        def beside(door):
            raise error

        def settle(self, ref):
            if ref == where.id:
                raise error
            return settled(self, ref)

        door = type(house.desk._door)
        settled = door.settle_due
        if isinstance(where, str):
            monkeypatch.setattr(due, where, beside)
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


def test_offers_of_a_shift_and_what_comes_again_count_beside_the_dates(house, monkeypatch):
    """Two offers, three rounds and nothing due are five: a pass that did something is followed by the next at once. F2"""
    monkeypatch.setattr(due, "hand_on", lambda door: 2)
    monkeypatch.setattr(due, "open_turns", lambda door: 3)
    assert house.desk.run_due() == 5


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


def test_what_can_not_be_settled_takes_nobodys_place(house, faulty):
    """The most overdue case fails each time: a limit of one still reaches the next. R15"""
    bad = house.receive()
    house.clock.advance(timedelta(minutes=1))
    good = house.receive()
    house.clock.advance(timedelta(minutes=15))
    faulty(house, ZeroDivisionError(), bad)
    before = len(house.events(good))

    assert house.desk.run_due(limit=1) == len(house.events(good)) - before > 0


@pytest.mark.parametrize("limit", [1, 2, 3])
def test_a_pass_settles_no_more_than_it_was_asked_for(house, limit):
    """The most overdue first; the others in the passes that follow. R15"""
    cases = []
    for _ in range(4):
        cases.append(house.receive())
        house.clock.advance(timedelta(minutes=1))
    house.clock.advance(timedelta(minutes=15))
    before = [len(house.events(case)) for case in cases]

    house.desk.run_due(limit=limit)

    settled = [len(house.events(case)) > there for case, there in zip(cases, before, strict=True)]
    assert settled == [True] * limit + [False] * (4 - limit)


@pytest.mark.parametrize(
    ("where", "what"),
    [("hand_on", "what a shift leaves"), ("open_turns", "what comes again"), ("look_nightly", "the nightly look")],
)
def test_what_can_not_be_done_beside_stops_no_deadline(house, faulty, caplog, where, what):
    """A shift, a round: the deadlines are settled and counted all the same, and the log says so. F2"""
    case = house.receive()
    house.clock.advance(timedelta(minutes=15))
    before = len(house.events(case))
    faulty(house, ZeroDivisionError(), where)

    assert house.desk.run_due() == len(house.events(case)) - before > 0
    assert f"{what} can't be seen to" in caplog.messages


@pytest.mark.parametrize("where", [None, "hand_on", "open_turns", "look_nightly"])
def test_what_the_database_can_not_do_is_said(house, faulty, where):
    """It concerns every case, so whoever runs the clock hears of it."""
    case = house.receive()
    house.clock.advance(timedelta(minutes=15))
    faulty(house, StorageError(reason="the disk is full"), where or case)

    with pytest.raises(StorageError, match="the disk is full"):
        house.desk.run_due()
