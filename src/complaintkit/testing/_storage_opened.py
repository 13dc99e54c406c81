"""How the rules get at a storage: opened on a folder of the test, closed at its end."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from complaintkit.ports.storage import Storage


T = TypeVar("T")


class Opened:
    """What all rules share."""

    def open(self, folder: Path) -> Storage:
        """Open the database that is kept in `folder`; twice is the same database."""
        raise NotImplementedError("Override open() and return your storage.")

    @contextmanager
    def opened(self, folder: Path) -> Iterator[Storage]:
        """Give a storage for the length of a test."""
        storage = self.open(folder)
        try:
            yield storage
        finally:
            storage.close()


def at_once(*jobs: Callable[[], T]) -> list[T]:
    """Run each in a thread of its own; return what they returned, in order. What one raises is raised."""
    with ThreadPoolExecutor(len(jobs)) as pool:
        return [job.result(timeout=60) for job in [pool.submit(job) for job in jobs]]
