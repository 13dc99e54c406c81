"""Vendors on this machine, each in a process of its own, that take their time to answer: a mail server, and Twilio's API.

python -m benchmarks._vendors smtp 0.005
"""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import AnyStr, Final

__all__ = ["running"]

_ROOT: Final = Path(__file__).parents[1]  # where -m finds us, wherever the rows are measured
_CONTENT: Final = {
    "sid": "SM1",
    "status": "queued",
    "error_code": None,
    "date_created": "Sat, 21 Nov 2026 02:00:01 +0000",
}
_ANSWER: Final = json.dumps(_CONTENT).encode()


@contextmanager
def running(what: str, delay: float) -> Iterator[int]:
    """Run `smtp` or `twilio`, whose every reply takes so many seconds; yield its port."""
    command = [sys.executable, "-m", "benchmarks._vendors", what, str(delay)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=_ROOT) as process:  # noqa: S603  ourselves
        assert process.stdout is not None
        try:
            yield int(process.stdout.readline())
        finally:
            process.terminate()


async def _smtp(delay: float) -> None:
    """Take mail by aiosmtpd, for ever."""
    from aiosmtpd.smtp import SMTP, Envelope

    class Handler:
        async def handle_DATA(self, _1: object, _2: object, envelope: Envelope) -> str:  # noqa: N802  aiosmtpd's name
            return f"250 2.0.0 {len(envelope.content or b'')} bytes queued"

    class Slow(SMTP):
        async def push(self, status: AnyStr) -> None:
            await asyncio.sleep(delay)
            await super().push(status)

    def connection() -> Slow:
        return Slow(Handler(), hostname="localhost", enable_SMTPUTF8=True, loop=asyncio.get_running_loop())

    server = await asyncio.get_running_loop().create_server(connection, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


def _twilio(delay: float) -> None:
    """Take messages as Twilio does, for ever."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"  # a connection carries many requests
        disable_nagle_algorithm = True
        wbufsize = -1

        def do_POST(self) -> None:
            """Take a message."""
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            time.sleep(delay)
            self.send_response(201)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(_ANSWER)))
            self.end_headers()
            self.wfile.write(_ANSWER)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    print(server.server_address[1], flush=True)
    server.serve_forever()


if __name__ == "__main__":
    if sys.argv[1] == "smtp":
        asyncio.run(_smtp(float(sys.argv[2])))
    else:
        _twilio(float(sys.argv[2]))
