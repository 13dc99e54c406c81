"""A connection that breaks in the middle of COMMIT: what stands between a desk and its PostgreSQL server."""

from __future__ import annotations

import select
import socket
import threading
from contextlib import suppress
from pathlib import Path
from typing import Final, Literal

__all__ = ["Proxy"]

_PORT: Final = ".s.PGSQL.5432"
_COMMIT: Final = b"COMMIT\x00"


class Proxy:
    """Passes everything on between clients and the server, until it is told to cut.

    `cut` says when: `before` the next COMMIT reaches the server, or `after` the server has done it and before its answer
    gets back. It is then "" again, and `cuts` has counted it. If it is to cut `for_long`, nobody gets through afterwards while
    it is to `refuse`.
    """

    def __init__(self, folder: Path, server: Path) -> None:
        """Listen in a folder for a server whose socket is in another."""
        self.folder = folder
        self.cut: Literal["", "before", "after"] = ""
        self.cuts = 0
        self.for_long = self.refuse = False
        self._server = server / _PORT
        self._listener = socket.socket(socket.AF_UNIX)
        self._listener.bind(str(folder / _PORT))
        self._listener.listen()
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        """Listen no more."""
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        """Pass on what both say, until one has no more to say or is cut off."""
        with client, socket.socket(socket.AF_UNIX) as server, suppress(OSError):
            if not self.refuse:
                server.connect(str(self._server))
                while self._pass_on(client, server):
                    pass

    def _pass_on(self, client: socket.socket, server: socket.socket) -> bool:
        """Pass on what is said next; return False where that was the last."""
        for end in select.select([client, server], [], [])[0]:
            said = end.recv(65_536)
            when = self.cut if end is client and _COMMIT in said else ""
            if when:
                self.cut, self.cuts, self.refuse = "", self.cuts + 1, self.for_long
            if not said or when == "before" or (self.refuse and not when):
                return False
            (server if end is client else client).sendall(said)
            if when == "after":
                while (
                    server not in select.select([client, server], [], [])[0]
                ):  # it waits for all that goes with COMMIT
                    if not (rest := client.recv(65_536)):
                        return False
                    server.sendall(rest)
                server.recv(65_536)  # the answer, which does not get back
                return False
        return True
