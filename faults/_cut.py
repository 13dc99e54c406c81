"""A line that is cut: stands between a client and a server, passes so many bytes, then hangs up on both."""

from __future__ import annotations

import socket
import threading
from contextlib import suppress
from typing import Self

import attrs

__all__ = ["Line"]

_AT_ONCE = 65_536


@attrs.define
class Line:
    """Passes bytes on to `port`: so many `up` and `down`, None for all; `passed` are those that did."""

    port: int
    up: int | None = None
    down: int | None = None
    passed: dict[str, int] = attrs.field(factory=lambda: {"up": 0, "down": 0})
    _listening: socket.socket = attrs.field(factory=lambda: socket.create_server(("127.0.0.1", 0)))

    def __enter__(self) -> Self:
        """Listen, on threads of its own."""
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._listening.close()

    @property
    def address(self) -> int:
        """The port on which it listens."""
        return int(self._listening.getsockname()[1])

    def cut(self, *, up: int | None = None, down: int | None = None) -> None:
        """Let only so many bytes pass from now on."""
        self.up, self.down, self.passed = up, down, {"up": 0, "down": 0}

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._listening.accept()
                server = socket.create_connection(("127.0.0.1", self.port))
                for source, target, way in ((client, server, "up"), (server, client, "down")):
                    threading.Thread(target=self._pass, args=(source, target, way), daemon=True).start()

    def _pass(self, source: socket.socket, target: socket.socket, way: str) -> None:
        """Pass bytes on, until there are no more or it is cut; then both ends hear of it."""
        with suppress(OSError):
            while came := source.recv(_AT_ONCE):
                most = getattr(self, way)
                may = len(came) if most is None else max(0, min(len(came), most - self.passed[way]))
                target.sendall(came[:may])
                self.passed[way] += may
                if may < len(came) or (most is not None and self.passed[way] >= most):
                    break
        for one in (source, target):
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()
