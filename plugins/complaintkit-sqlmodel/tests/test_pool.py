"""Connections are lent to one at a time, kept for the next, and never more than so many."""

import sqlite3
import threading
from collections.abc import Callable
from typing import Any

import pytest
from complaintkit_sqlmodel._pool import NoConnectionFree, Pool


class Opened(list[sqlite3.Connection]):
    """Opens connections and remembers them."""

    def __call__(self) -> Any:
        """Open one more."""
        self.append(sqlite3.connect(":memory:", check_same_thread=False))
        return self[-1]

    def alive(self) -> int:
        """How many are open still."""
        return sum(map(is_open, self))


def is_open(connection: sqlite3.Connection) -> bool:
    """Whether it can be asked anything."""
    try:
        connection.execute("SELECT 1")
    except sqlite3.ProgrammingError:
        return False
    return True


def pool(connect: Callable[[], Any], *, kept: int = 1, most: int = 2, patience: float = 0) -> Pool:
    """A small one."""
    return Pool(connect, kept=kept, most=most, patience=patience)


def test_a_connection_is_lent_again() -> None:
    """To open one costs more than most questions."""
    opened = Opened()
    lender = pool(opened)
    for _ in range(3):
        lender.take().close()
    assert len(opened) == opened.alive() == 1


def test_no_two_have_the_same_connection() -> None:
    """A transaction belongs to one."""
    lender = pool(Opened())
    assert lender.take().driver_connection is not lender.take().driver_connection


def test_more_than_are_kept_are_closed() -> None:
    """Nobody needs them."""
    opened = Opened()
    lender = pool(opened, kept=1, most=3)
    for one in [lender.take() for _ in range(3)]:
        one.close()
    assert (len(opened), opened.alive()) == (3, 1)


def test_there_are_never_more_than_so_many() -> None:
    """Who waits too long is told; once one is back, it can be had."""
    lender = pool(Opened())
    first, _ = lender.take(), lender.take()
    with pytest.raises(NoConnectionFree):
        lender.take()
    first.close()
    lender.take()


def test_a_connection_that_is_thrown_away_makes_place() -> None:
    """It is closed, and never lent again."""
    opened = Opened()
    lender = pool(opened, most=1)
    lender.take().invalidate()
    assert opened.alive() == 0
    assert lender.take().driver_connection is opened[1]


def test_a_connection_that_can_not_be_opened_takes_no_place() -> None:
    """The server may be there again at the next try."""
    opened, tries = Opened(), iter([False, False, True])

    def connect() -> Any:
        """Fail twice."""
        if not next(tries):
            raise OSError
        return opened()

    lender = pool(connect, most=1)
    for _ in range(2):
        with pytest.raises(OSError):  # noqa: PT011  bare, as it is raised above
            lender.take()
    lender.take()


@pytest.mark.parametrize("end", ["close", "invalidate"])
def test_what_was_given_back_is_not_given_back_again(end: str) -> None:
    """Else two would have it."""
    lender = pool(Opened(), kept=2)
    lent = lender.take()
    getattr(lent, end)()
    lent.close()
    lent.invalidate()
    assert lender.take().driver_connection is not lender.take().driver_connection


def test_after_closing_nothing_stays_open() -> None:
    """What is in use is closed when it comes back."""
    opened = Opened()
    lender = pool(opened)
    lent, idle = lender.take(), lender.take()
    idle.close()
    lender.close()
    assert opened.alive() == 1
    lent.close()
    assert opened.alive() == 0


def test_who_waits_gets_the_connection_that_comes_back() -> None:
    """As soon as it is there."""
    lender = pool(Opened(), most=1, patience=60)
    lent, got = lender.take(), []
    waiting = threading.Thread(target=lambda: got.append(lender.take().driver_connection))
    waiting.start()
    lent.close()
    waiting.join()
    assert got == [lent.driver_connection]
