"""Two vendors on this machine that know what they took: a mail server, and Twilio's API."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from queue import Queue
from typing import Any, Final
from urllib.parse import parse_qs

from aiosmtpd.smtp import SMTP, Envelope

__all__ = ["mail_server", "twilio_server"]

_OFTEN: Final = 0.02  # seconds between two looks whether a server is to end


@contextmanager
def mail_server(handler: object = None) -> Iterator[tuple[int, list[str]]]:
    """Run aiosmtpd; yield its port, and the Message-IDs of what it took, where no `handler` takes it."""
    took: list[str] = []

    class Handler:
        async def handle_DATA(self, _1: object, _2: object, envelope: Envelope) -> str:  # noqa: N802  aiosmtpd's name
            took.append(str(message_from_bytes(envelope.original_content or b"")["Message-ID"]))
            return "250 2.0.0 queued"

    ports: Queue[int] = Queue()
    over: list[Any] = []

    async def serve() -> None:
        loop, end = asyncio.get_running_loop(), asyncio.Event()
        loop.set_exception_handler(lambda *_: None)  # of connections that were cut
        over.append(lambda: loop.call_soon_threadsafe(end.set))
        server = await loop.create_server(lambda: SMTP(handler or Handler(), hostname="localhost"), "127.0.0.1", 0)
        ports.put(server.sockets[0].getsockname()[1])
        await end.wait()
        server.close()

    thread = threading.Thread(target=asyncio.run, args=(serve(),), daemon=True)
    thread.start()
    try:
        yield ports.get(timeout=20), took
    finally:
        over[0]()
        thread.join(5)


@contextmanager
def twilio_server() -> Iterator[tuple[int, list[str]]]:
    """Run what looks like Twilio's API: it takes messages, and can be asked which it took; yield its port and those."""
    took: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            """Take a message, once all of it has come."""
            length = int(self.headers.get("Content-Length", 0))
            body = self.rfile.read(length)
            if len(body) < length:
                return
            took.append(parse_qs(body.decode())["To"][0])
            self._answer(201, _message(len(took)))

        def do_GET(self) -> None:
            """List what was taken."""
            self._answer(200, {"messages": [_message(number) for number in range(1, len(took) + 1)]})

        def _answer(self, status: int, content: dict[str, object]) -> None:
            body = json.dumps(content).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    class Server(ThreadingHTTPServer):
        def handle_error(self, *_: object) -> None:
            """Say nothing of lines that were cut."""

    server = Server(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=(_OFTEN,), daemon=True).start()
    try:
        yield server.server_address[1], took
    finally:
        server.shutdown()
        server.server_close()


def _message(number: int) -> dict[str, object]:
    return {
        "sid": f"SM{number}",
        "status": "queued",
        "error_code": None,
        "date_created": "Sat, 21 Nov 2026 02:00:01 +0000",
    }
