"""Line: one connection to a vendor that counts every byte, and breaks where its fault says so."""

from __future__ import annotations

import socket
import threading
import time
from typing import TYPE_CHECKING

import attrs

if TYPE_CHECKING:
    from complaintkit.testing.exchange import Fault
    from complaintkit.testing.vendor import Record

__all__ = ["Hung", "Line"]

_AT_ONCE = 65_536
SILENCE = 35.0
"""Seconds; longer than any test waits."""


class Hung(Exception):
    """The connection ended: by a fault, or because the other side left."""


@attrs.define
class Line:
    """One connection. What is heard and said is noted in `record`; `fault` is what goes wrong with it."""

    connection: socket.socket
    record: Record
    over: threading.Event
    fault: Fault | None = None
    _held: bytes = b""

    def peek(self, end: bytes) -> bytes:
        """Return what comes first, up to `end`, without taking it."""
        while True:
            seen = self.connection.recv(_AT_ONCE, socket.MSG_PEEK)
            if not seen:
                raise Hung
            if end in seen or len(seen) == _AT_ONCE:
                return seen.partition(end)[0]
            time.sleep(0.001)  # the rest is on its way

    def hear_until(self, end: bytes) -> bytes:
        """Take everything up to and with `end`."""
        while end not in self._held:
            self._more()
        found = self._held.index(end) + len(end)
        return self._take(found)

    def hear(self, size: int) -> bytes:
        """Take so many bytes."""
        while len(self._held) < size:
            self._more()
        return self._take(size)

    def say(self, answer: bytes) -> None:
        """Say something, as far as the fault lets it."""
        if self.fault is not None and self.fault.silent:
            self.over.wait(SILENCE)
            raise Hung
        left = self._let_through(answer)
        self.record.said += left  # before the client can know it
        self.connection.sendall(answer[:left])
        if left < len(answer):
            raise Hung

    def conclude(self, answer: bytes) -> None:
        """Say what ends the exchange: once it is out as a whole, the vendor has taken the message."""
        self.record.answered = self._let_through(answer) == len(answer)  # before the client can know it
        self.say(answer)

    def _let_through(self, answer: bytes) -> int:
        if self.fault is None or self.fault.says is None:
            return 0 if self.fault is not None and self.fault.silent else len(answer)
        return max(0, min(len(answer), self.fault.says - self.record.said))

    def _take(self, size: int) -> bytes:
        taken, self._held = self._held[:size], self._held[size:]
        return taken

    def _more(self) -> None:
        most = _AT_ONCE
        if self.fault is not None and self.fault.hears is not None:
            most = min(most, self.fault.hears - self.record.heard)
        came = self.connection.recv(most) if most > 0 else b""
        self.record.heard += len(came)
        if not came:
            raise Hung
        self._held += came
