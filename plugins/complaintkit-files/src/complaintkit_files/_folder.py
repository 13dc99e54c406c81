"""A folder whose files are whole and durable: written apart, forced to disk, then named."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import suppress
from itertools import chain, takewhile
from pathlib import Path

PART = ".part"


def write(path: Path, content: bytes) -> None:
    """Make `path` hold `content`: wholly or not at all, whatever dies meanwhile. `sync` its folder to make that last.

    The file is for its owner alone, whatever the folder lets others do: messages hold names and addresses.

    Raises:
        OSError: it could not be written; nothing has changed.
    """
    part = path.with_name(f".{path.name}.{secrets.token_hex(4)}{PART}")
    try:
        descriptor = _opened(part)
        try:
            left = memoryview(content)
            while left:
                left = left[os.write(descriptor, left) :]
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        os.replace(part, path)  # noqa: PTH105  a Path of it would be made in vain
    except BaseException:
        with suppress(OSError):
            part.unlink(missing_ok=True)
        raise


def _opened(path: Path) -> int:
    """Open a new file, in a folder that is made if there is none."""
    for_its_owner = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    try:
        return os.open(path, for_its_owner, 0o600)
    except FileNotFoundError:
        _make(path.parent)
        return os.open(path, for_its_owner, 0o600)


def sync(folder: Path) -> None:
    """Force the names in `folder` to disk: without it, a power cut may take a new one away again.

    Raises:
        OSError: it can't be said whether they will last.
    """
    if os.name == "nt":  # Windows opens no folders, and keeps names by its journal
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def finished(folder: Path) -> Iterator[str]:
    """Return names of the messages in `folder`; none where there is no folder."""
    with suppress(FileNotFoundError), os.scandir(folder) as entries:
        yield from (entry.name for entry in entries if not entry.name.startswith("."))


def unfinished(folder: Path) -> Iterator[Path]:
    """Return what dying processes left behind."""
    with suppress(FileNotFoundError), os.scandir(folder) as entries:
        yield from (Path(entry.path) for entry in entries if entry.name.endswith(PART))


def _make(folder: Path) -> None:
    """Make a missing folder, for its owner alone: messages hold names and addresses. One that exists stays as it is."""
    missing = takewhile(lambda one: not one.exists(), chain((folder,), folder.parents))
    for one in reversed(list(missing)):
        one.mkdir(mode=0o700, exist_ok=True)
        sync(one.parent)
