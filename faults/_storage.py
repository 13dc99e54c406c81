"""The storages that faults are tried on, and the folder that a run works in."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from faults._family import StorageUrl

__all__ = ["STORAGES", "workshop"]

STORAGES: Mapping[str, StorageUrl] = {"sqlite": lambda folder: f"sqlite:///{folder}/desk.db"}
_MEMORY: Final = Path("/dev/shm")  # noqa: S108  of Linux: what is killed or cut off here is simulated, not the disk
_ENOUGH: Final = 2 * 10**9


@contextmanager
def workshop() -> Iterator[Path]:
    """Lend a folder, in memory where there is room, that is gone afterwards."""
    roomy = _MEMORY.is_dir() and shutil.disk_usage(_MEMORY).free > _ENOUGH
    folder = Path(tempfile.mkdtemp(prefix="faults-", dir=_MEMORY if roomy else None))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
