"""Programs of tests: several may be started at once, and each ends as it ended."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from multiprocessing import connection, forkserver


def test_a_program_has_ended_as_it_ended_whoever_else_asks(program, monkeypatch):
    """Whoever starts another asks that of all: the answer comes once, and is not lost between the two."""
    sound = forkserver.read_signed

    def slowly(end):
        time.sleep(0.1)
        return sound(end)

    monkeypatch.setattr(forkserver, "read_signed", slowly)
    one = program("raise SystemExit(7)")
    connection.wait([one._process.sentinel], 60)
    with ThreadPoolExecutor() as pool:
        asked, _ = pool.submit(one.poll), pool.submit(program, "")
    assert (asked.result(), one.returncode) == (7, 7)
