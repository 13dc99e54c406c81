"""Checking the ledgers, against the mere reading of their rows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from typing import Any, Final

from benchmarks._row import Job, Prepare, Row, Way
from benchmarks.delivering import opened, receive
from complaintkit import Desk

CASES: Final = 200


def _of_a_desk(work: Callable[[Desk], object]) -> Way:
    """Return the way of doing something with a desk of some hundred cases, again and again."""

    @contextmanager
    def way() -> Iterator[Prepare]:
        with opened() as desk:
            for number in range(CASES):
                receive(desk, number)

            def prepare(times: int) -> Job:
                def job() -> None:
                    for _ in range(times):
                        work(desk)

                return job

            yield prepare

    return way


def _verify(desk: Desk) -> None:
    assert desk.ledger.verify(by="fang").ok


def _read(desk: Desk) -> None:
    """Read what is checked by the storage's own driver."""
    storage: Any = desk._opened.storage  # noqa: SLF001  what seals and what looks twice is taken off
    while hasattr(storage, "inner"):
        storage = storage.inner
    with closing(storage.backend.connect()) as connection:
        for table in ("ledger", "vault"):
            assert connection.cursor().execute(f'SELECT * FROM "{table}" ORDER BY "case", seq').fetchall()


ROWS = (
    Row(
        name="verify",
        what=f"`desk.ledger.verify` of {CASES} cases with ten lines each, and of the file itself",
        unit="check",
        count=1,
        rounds=7,
        ours=_of_a_desk(_verify),
        limit=_of_a_desk(_read),
        against="reading ledger and vault by the driver, unopened",
        at_least={"cpu": 0.4},
        limited_by="the reading and the database's own check alone are 0.4 of a reading; each line is opened (base64, AES-GCM), "
        "its hash made again (JSON, HMAC): that much again in C, and as much once more for rows that are values of Python",
        packages=("complaintkit-sqlmodel", "pysqlite3", "cryptography"),
    ),
)
