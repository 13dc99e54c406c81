"""Vendor: a real HTTP server on this machine that plays a vendor, and all its faults.

It works on the socket itself: a vendor that hangs up in the middle of a header is no case for a polite server.
"""

from __future__ import annotations

import socket
import threading
from collections.abc import Mapping
from contextlib import suppress
from types import MappingProxyType
from typing import TYPE_CHECKING, Self

import attrs

from complaintkit.ports.envelope import Envelope
from complaintkit.testing.exchange import Exchange, Fault
from complaintkit.testing.line import Hung, Line

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["Record", "Vendor"]

LIMIT = 30.0
"""Seconds after which a test hangs, rather than waits."""
_TOKEN = Exchange(json={"access_token": "scripted-token", "token_type": "bearer", "expires_in": 7200})
_ASKS_FOR_A_TOKEN = (b"grant_type=", b'"grant_type"')


@attrs.define
class Record:
    """One message that the vendor heard of: how much of it, and how much it said in answer.

    `doubtful` from the moment on from which the vendor may have taken it, `answered` once the answer is complete;
    `enough` are the bytes of the answer that say it all, where what follows them says nothing.
    """

    heard: int = 0
    said: int = 0
    doubtful: bool = False
    answered: bool = False
    enough: int | None = None


class Vendor:
    """A real HTTP server on this machine that plays the vendor, and all its faults.

    `answer` is what it says to every request, until it is given another; `before` are answers by path for what must be
    asked first. A request for a token, known by its `grant_type` (RFC 6749), is answered with one by itself. `fault`
    is what goes wrong with the next message, `None` where nothing does; questions that come before never suffer by it.

    `url` is where it listens, `requests` what it heard, `paths` where to, in the same order. Each connection takes one
    request.

    >>> from urllib.request import urlopen
    >>> with Vendor(Exchange(json={"ok": True})) as vendor, urlopen(f"{vendor.url}/sms?to=1", timeout=5) as reply:
    ...     reply.read(), vendor.requests[-1].query["to"], vendor.paths
    (b'{"ok": true}', '1', ['/sms'])
    """

    url: str
    requests: list[Envelope]

    def __init__(
        self, answer: Exchange | None = None, *, before: Mapping[str, Exchange] = MappingProxyType({})
    ) -> None:
        """Listen at once, until `close`."""
        self.answer = answer or Exchange()
        self.fault: Fault | None = None
        self.requests = []
        self.paths: list[str] = []
        self.records: list[Record] = []
        self._before = dict(before)
        self._over = threading.Event()
        self._threads: list[threading.Thread] = []
        self._listening = socket.create_server(("127.0.0.1", 0), backlog=128)
        self.port: int = self._listening.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self._start(self._accept)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Stop listening, and end what is under way."""
        if self._over.is_set():
            return
        self._over.set()
        with suppress(OSError), socket.create_connection(("127.0.0.1", self.port), timeout=LIMIT):
            pass  # wakes the one that accepts
        for thread in self._threads:
            thread.join(1)
        self._listening.close()

    def talk(self, line: Line) -> None:
        """Hold one connection, from its beginning to its end: override it for a vendor that speaks something else."""
        path = line.peek(b"\r\n").partition(b" ")[2].partition(b" ")[0].partition(b"?")[0].decode("latin-1")
        if path not in self._before:
            self.begin(line)
            line.record.doubtful = True  # from the first byte on: who sees the end of it can't know what was read
        envelope = _heard(line)
        if path not in self._before and any(sign in envelope.body for sign in _ASKS_FOR_A_TOKEN):
            self._before[path] = _TOKEN
            self.records.remove(line.record)
        self.requests.append(envelope)
        self.paths.append(path)
        answer = self._before.get(path, self.answer)
        line.record.enough = None if answer.body else answer.on_the_wire().find(b"\r\n") + 2
        line.conclude(answer.on_the_wire())

    def begin(self, line: Line) -> None:
        """Note that the message itself begins: what goes wrong from here on goes wrong now."""
        line.fault = self.fault
        self.records.append(line.record)

    def _accept(self) -> None:
        while not self._over.is_set():
            with suppress(OSError):
                connection, _ = self._listening.accept()
                self._threads = [thread for thread in self._threads if thread.is_alive()]
                self._start(self._serve, connection)

    def _serve(self, connection: socket.socket) -> None:
        with connection, suppress(Hung, OSError):
            connection.settimeout(LIMIT)
            self.talk(Line(connection, Record(), self._over))

    def _start(self, target: object, *arguments: object) -> None:
        thread = threading.Thread(target=target, args=arguments, name="complaintkit-vendor", daemon=True)  # type: ignore[arg-type]
        self._threads.append(thread)
        thread.start()


def _heard(line: Line) -> Envelope:
    """Return the request, byte for byte; its head is read as HTTP/1.1 writes it."""
    head = line.hear_until(b"\r\n\r\n").decode("latin-1")
    first, *fields = head.rstrip("\r\n").split("\r\n")
    method, target, _ = first.split(" ", 2)
    headers = dict(_field(one) for one in fields)
    lower = {name.lower(): value for name, value in headers.items()}
    if lower.get("transfer-encoding", "").lower() == "chunked":
        body = b"".join(_chunks(line))
    else:
        body = line.hear(int(lower.get("content-length", "0")))
    return Envelope(body, method=method, query=target.partition("?")[2], headers=headers)


def _field(line: str) -> tuple[str, str]:
    name, _, value = line.partition(":")
    return name.strip(), value.strip()


def _chunks(line: Line) -> Iterator[bytes]:
    while size := int(line.hear_until(b"\r\n").partition(b";")[0], 16):
        yield line.hear(size)
        line.hear(2)
    line.hear_until(b"\r\n")
