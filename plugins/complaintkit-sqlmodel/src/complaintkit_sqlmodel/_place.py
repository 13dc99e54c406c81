"""Where a SQLite file may be: in a folder that exists, on a disk of this machine, and a database if it is there."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

from complaintkit.errors import ConfigurationError
from complaintkit_sqlmodel._catalogue import phrase

if TYPE_CHECKING:
    from collections.abc import Iterable


# Their locks can't be trusted, and the shared memory of a write-ahead log does not reach other machines.
_NETWORKS: Final = frozenset(
    "afs beegfs ceph cifs coda davfs fuse.ceph fuse.davfs fuse.gcsfuse fuse.glusterfs fuse.rclone fuse.s3fs "
    "fuse.sshfs glusterfs gpfs lustre ncpfs nfs nfs4 smb2 smb3 smbfs".split()
)
_OCTAL: Final = re.compile(r"\\([0-7]{3})")
_MAGIC: Final = b"SQLite format 3\x00"


def path_of(url: str, file: str | None) -> Path:
    """Return the absolute path a URL means; a relative one counts from the current folder, once and for all."""
    if not file or file == ":memory:":
        raise ConfigurationError(
            where=url,
            reason=phrase("names no file, and what is only in memory is lost with the process"),
            next_step=phrase("Name a file: sqlite:///desk.db in this folder, sqlite:////srv/desk.db by its full path."),
        )
    return Path(file).expanduser().absolute()


def check_place(url: str, path: Path, *, create: bool, mounts: Iterable[str] | None = None) -> None:
    """Refuse places where the file can't be, or would not be safe.

    Args:
        url: as it was given, without a password, for messages.
        path: absolute.
        create: whether the file may be missing.
        mounts: lines as in `/proc/self/mounts`, which are read where none are given.
    """
    if not path.parent.is_dir():
        raise ConfigurationError(
            where=url,
            reason=phrase("there is no folder {parent}", parent=path.parent),
            next_step=phrase("Make it first."),
        )
    if path.is_dir():
        raise ConfigurationError(
            where=url,
            reason=phrase("{path} is a folder", path=path),
            next_step=phrase("Name a file in it."),
        )
    if not path.exists() and not create:
        raise ConfigurationError(
            where=url,
            reason=phrase("there is no file {path}", path=path),
            next_step=phrase("Check the path, or make it with: complaintkit init"),
        )
    kind = file_system(path.resolve().parent, mounts)
    if kind in _NETWORKS:
        raise ConfigurationError(
            where=url,
            reason=phrase(
                "{parent} is on a network file system ({kind}), where SQLite can lose or damage data",
                parent=path.parent,
                kind=kind,
            ),
            next_step=phrase("Put the file on a disk of this machine."),
        )
    _check_content(url, path)


def make_file(path: Path) -> None:
    """Make an empty file for its owner alone, for it will hold names and telephone numbers; SQLite's own beside it are like it."""
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))


def file_system(folder: Path, mounts: Iterable[str] | None = None) -> str:
    """Return the kind of file system a folder is on, "" where nobody can say.

    >>> file_system(Path("/srv/shop"), ["disk / ext4 rw 0 0", "nas:/shop /srv/shop nfs4 rw 0 0"])
    'nfs4'
    """
    if sys.platform == "win32":
        return "cifs" if str(folder).startswith("\\\\") else ""
    best, kind = "", ""
    for line in _mounted() if mounts is None else mounts:
        _, point, found, *_ = line.split(" ")
        point = _OCTAL.sub(lambda found: chr(int(found[1], 8)), point)  # a space in a name is written \040
        if folder.is_relative_to(point) and len(point) >= len(best):
            best, kind = point, found
    return kind


def _mounted() -> list[str]:
    try:
        return Path("/proc/self/mounts").read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return []


def _check_content(url: str, path: Path) -> None:
    try:
        with path.open("rb") as file:
            head = file.read(len(_MAGIC))
    except FileNotFoundError:
        return
    except OSError as error:
        raise ConfigurationError(
            where=url,
            reason=phrase("{path} can't be read ({strerror})", path=path, strerror=error.strerror),
            next_step=phrase("Give this user the right to read it."),
        ) from error
    if head and head != _MAGIC:
        raise ConfigurationError(
            where=url,
            reason=phrase("{path} is no SQLite database", path=path),
            next_step=phrase("Name another file."),
        )
