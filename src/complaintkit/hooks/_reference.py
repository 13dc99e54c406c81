"""`{ env = "NAME" }` and `{ file = "path" }`: values that stand outside the configuration file, secrets above all."""

from __future__ import annotations

import os
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from complaintkit.hooks._secret import know

LARGEST_FILE = 64 * 1024  # bytes; a key or password, not a document


class Missing(Exception):
    """What a reference names isn't there; says so without the value."""


def is_reference(value: object) -> bool:
    """Tell whether a value of the file stands for one elsewhere.

    >>> is_reference({"env": "SMTP_PASSWORD"}), is_reference({"env": "X", "no": "number"})
    (True, False)
    """
    return isinstance(value, Mapping) and len(value) == 1 and next(iter(value)) in {"env", "file"}


def resolve_reference(reference: Mapping[str, object], folder: Path) -> str:
    """Return the text a reference stands for, from now on a secret. A file's path starts at `folder`; its last line break goes.

    Raises:
        Missing: there is no such variable or file, or it is empty.
    """
    ((kind, target),) = reference.items()
    if not isinstance(target, str) or not target:
        raise Missing(f"{{ {kind} = ... }} must name a {'variable' if kind == 'env' else 'file'}")
    found = _variable(target) if kind == "env" else _content(target, folder / target)
    if not found:
        raise Missing(f"{_describe(kind, target)} is empty")
    know(found)
    return found


def know_references(table: object, folder: Path) -> None:
    """Read what all references of a table stand for, so that it is a secret before any code of a plugin runs."""
    if is_reference(table):
        with suppress(Missing):
            resolve_reference(table, folder)  # type: ignore[arg-type]  # a reference is a mapping
    elif isinstance(table, Mapping):
        for one in table.values():
            know_references(one, folder)
    elif isinstance(table, list | tuple):
        for one in table:
            know_references(one, folder)


def _describe(kind: str, target: str) -> str:
    return f"environment variable {target}" if kind == "env" else f"file {target}"


def _variable(name: str) -> str:
    try:
        return os.environ[name]
    except (KeyError, ValueError):
        raise Missing(f"environment variable {name} is not set") from None


def _content(name: str, path: Path) -> str:
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST_FILE + 1)
        text = content.decode("utf-8-sig")
    except OSError as error:
        raise Missing(f"file {name} can't be read: {error.strerror}") from None
    except ValueError:
        raise Missing(f"file {name} is not UTF-8 text") from None
    if len(content) > LARGEST_FILE:
        raise Missing(f"file {name} is larger than {LARGEST_FILE // 1024} KiB")
    return text.rstrip("\r\n")
