"""A pool of connections: a few stay open while nobody needs them, and there are never more than so many."""

from __future__ import annotations

import threading
import time
from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from complaintkit_sqlmodel._work import Connection, Cursor


class NoConnectionFree(Exception):
    """All connections were in use for as long as one may wait."""


class Pool:
    """Any thread may take from it; who waits for a connection longer than `patience` seconds is told so."""

    def __init__(self, connect: Callable[[], Connection], *, kept: int, most: int, patience: float) -> None:
        self._connect = connect
        self._kept = kept
        self._most = most
        self._patience = patience
        self._idle: list[Connection] = []
        self._open = 0
        self._closed = False
        self._changed = threading.Condition()

    def take(self) -> Lent:
        """Lend a connection: one that is open already, else a new one.

        Raises:
            NoConnectionFree: all were in use.
        """
        give_up = time.monotonic() + self._patience
        with self._changed:
            while not self._idle and self._open >= self._most:
                if not self._changed.wait(give_up - time.monotonic()):
                    raise NoConnectionFree
            if self._idle:
                return Lent(self, self._idle.pop())
            self._open += 1
        try:
            return Lent(self, self._connect())
        except BaseException:
            self._forget()
            raise

    def give_back(self, connection: Connection) -> None:
        """Take a connection back that is as good as new; close it where enough are kept."""
        with self._changed:
            if not self._closed and len(self._idle) < self._kept:
                self._idle.append(connection)
                self._changed.notify()
                return
        self.discard(connection)

    def discard(self, connection: Connection) -> None:
        """Close a connection for good."""
        with suppress(Exception):  # of one that is broken, nothing more is wanted
            connection.close()
        self._forget()

    def close(self) -> None:
        """Close what nobody uses now; what is in use is closed when it comes back."""
        with self._changed:
            self._closed = True
            idle, self._idle = self._idle, []
        for connection in idle:
            self.discard(connection)

    def _forget(self) -> None:
        with self._changed:
            self._open -= 1
            self._changed.notify()


class Lent:
    """A connection of the pool while somebody has it. `driver_connection` is the driver's own."""

    def __init__(self, pool: Pool, connection: Connection) -> None:
        self._pool = pool
        self._ended = False
        self.driver_connection = connection

    def cursor(self) -> Cursor:
        """Open a cursor."""
        return self.driver_connection.cursor()

    def close(self) -> None:
        """Give the connection back."""
        if not self._ended:
            self._ended = True
            self._pool.give_back(self.driver_connection)

    def invalidate(self) -> None:
        """Close the connection for good: nobody may have it after this."""
        if not self._ended:
            self._ended = True
            self._pool.discard(self.driver_connection)
