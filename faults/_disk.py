"""Between SQLite and the disk: sees each write, truncation, sync, deletion, and if asked each read, and may do otherwise.

SQLite's own way to the system is a table of functions, `sqlite3_vfs`; the driver exports it. What listens here decides
about each operation: do it, do a part of it, fail, or end the process.
"""

from __future__ import annotations

import ctypes
import importlib
import os
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final, Literal, TypeAlias

import attrs
from complaintkit_sqlmodel._sqlite import driver_of

__all__ = ["FULL", "IO_ERROR", "Listener", "Operation", "dying", "listen"]

IO_ERROR: Final = {"read": 266, "write": 778, "truncate": 1546, "sync": 1034, "delete": 2570}
"""SQLite's code for EIO, by what failed."""
FULL: Final = 13
"""Its code for ENOSPC."""

_INT, _INT64, _POINTER = ctypes.c_int, ctypes.c_int64, ctypes.c_void_p
# Names go on as addresses: SQLite keeps them as long as the file.
_OPEN: Final = ctypes.CFUNCTYPE(_INT, _POINTER, _POINTER, _POINTER, _INT, ctypes.POINTER(_INT))
_DELETE: Final = ctypes.CFUNCTYPE(_INT, _POINTER, _POINTER, _INT)
_WRITE: Final = ctypes.CFUNCTYPE(_INT, _POINTER, _POINTER, _INT, _INT64)
_TRUNCATE: Final = ctypes.CFUNCTYPE(_INT, _POINTER, _INT64)
_SYNC: Final = ctypes.CFUNCTYPE(_INT, _POINTER, _INT)


class _Methods(ctypes.Structure):
    """`sqlite3_io_methods`, as far as it is changed here; the rest is carried along."""

    _fields_ = (
        ("version", _INT),
        ("close", _POINTER),
        ("read", _WRITE),
        ("write", _WRITE),
        ("truncate", _TRUNCATE),
        ("sync", _SYNC),
        ("others", _POINTER * 13),
    )


class _File(ctypes.Structure):
    _fields_ = (("methods", ctypes.POINTER(_Methods)),)


class _Vfs(ctypes.Structure):
    """`sqlite3_vfs`, up to what is changed here."""

    _fields_ = (
        ("version", _INT),
        ("size", _INT),
        ("longest", _INT),
        ("next", _POINTER),
        ("name", ctypes.c_char_p),
        ("data", _POINTER),
        ("open", _OPEN),
        ("delete", _DELETE),
    )


@attrs.frozen
class Operation:
    """One thing that SQLite wants done to a file; `do` does it, or its first bytes, and returns SQLite's code."""

    kind: Literal["read", "write", "truncate", "sync", "delete"]
    file: str
    offset: int = 0
    content: bytes = b""
    do: Callable[..., int] = attrs.field(repr=False, eq=False, default=lambda: 0)


Listener: TypeAlias = Callable[[Operation], int]
"""Decides about an operation; returns SQLite's code, 0 where all is well."""

_listener: Listener = lambda operation: operation.do()  # noqa: E731  what there is while nobody listens
_reads = False  # whether it is asked about reading, too
_names: dict[int, str] = {}
_kept: list[Any] = []  # what SQLite calls must not be collected


def listen(listener: Listener | None, *, reads: bool = False) -> None:
    """Ask this listener about each operation of this process from now on, about `reads` as well; None has all done as usual."""
    global _listener, _reads  # a process has one SQLite
    if not _kept:
        _install()
    _listener, _reads = listener or (lambda operation: operation.do()), reads


def dying(at: int, part: float) -> Listener:
    """Return what kills this process at its `at`-th operation, of which a part is done."""
    left = at

    def decide(operation: Operation) -> int:
        nonlocal left
        left -= 1
        if left > 0:
            return operation.do()
        if operation.kind == "write" and part:
            operation.do(int(len(operation.content) * part))
        elif part:
            operation.do()
        os.kill(os.getpid(), signal.SIGKILL)
        return 0

    return decide


def _install() -> None:
    """Put ourselves into the table of the driver that desks use, for the files it opens from now on."""
    package = driver_of("auto").__name__.partition(".")[0]
    module = importlib.import_module("_sqlite3" if package == "sqlite3" else f"{package}._sqlite3")
    library = ctypes.CDLL(str(module.__file__))
    library.sqlite3_vfs_find.restype = ctypes.POINTER(_Vfs)
    vfs = library.sqlite3_vfs_find(None).contents
    opened, deleted = _OPEN.from_buffer_copy(vfs.open), _DELETE.from_buffer_copy(vfs.delete)

    def open_file(table: int, name: int | None, file: int, flags: int, out: Any) -> int:  # noqa: ANN401  of ctypes
        code = int(opened(table, name, file, flags, out))
        if code == 0 and name is not None:
            _names[file] = _name(name)
            _wrap(_File.from_address(file))
        return code

    def delete_file(table: int, name: int, sync: int) -> int:
        return _listener(Operation("delete", _name(name), do=lambda: deleted(table, name, sync)))

    _kept.extend([vfs, opened, deleted, _OPEN(open_file), _DELETE(delete_file)])
    vfs.open, vfs.delete = _kept[-2:]


def _name(address: int) -> str:
    return Path(ctypes.string_at(address).decode()).name


def _wrap(file: _File) -> None:
    """Have the listener asked about what is done to an opened file."""
    usual = file.methods.contents
    ours = _Methods.from_buffer_copy(usual)
    read = _WRITE.from_buffer_copy(usual.read)
    write, truncate = _WRITE.from_buffer_copy(usual.write), _TRUNCATE.from_buffer_copy(usual.truncate)
    sync = _SYNC.from_buffer_copy(usual.sync)

    def do_read(address: int, content: int, size: int, offset: int) -> int:
        def do() -> int:
            return int(read(address, content, size, offset))

        return _listener(Operation("read", _names[address], offset, do=do)) if _reads else do()

    def do_write(address: int, content: int, size: int, offset: int) -> int:
        def do(most: int = size) -> int:
            return int(write(address, content, most, offset))

        return _listener(Operation("write", _names[address], offset, ctypes.string_at(content, size), do))

    def do_truncate(address: int, size: int) -> int:
        return _listener(Operation("truncate", _names[address], size, do=lambda: truncate(address, size)))

    def do_sync(address: int, flags: int) -> int:
        return _listener(Operation("sync", _names[address], do=lambda: sync(address, flags)))

    ours.read, ours.write = _WRITE(do_read), _WRITE(do_write)
    ours.truncate, ours.sync = _TRUNCATE(do_truncate), _SYNC(do_sync)
    _kept.extend([ours, usual])
    file.methods = ctypes.pointer(ours)
