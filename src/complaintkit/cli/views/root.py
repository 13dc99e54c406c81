"""The root of all ledgers as a file holds it, and back."""

from __future__ import annotations

import json
from datetime import datetime
from typing import TYPE_CHECKING, Any

from complaintkit.model.errors import InvalidInput
from complaintkit.model.phrase import phrase
from complaintkit.model.verification import LedgerHead, LedgerRoot

if TYPE_CHECKING:
    from pathlib import Path


def root_as_data(root: LedgerRoot, *, whole: bool = True) -> dict[str, Any]:
    """Return a root for programs and files; `whole` with the head of each case and task."""
    said: dict[str, Any] = {"position": root.position, "root": root.root, "at": root.at.isoformat()}
    if whole:
        said["heads"] = {number: [one.lines, one.head] for number, one in root.heads.items()}
    return said


def read_root(file: Path) -> LedgerRoot:
    """Read a root that was kept.

    Raises:
        InvalidInput: the file can't be read, or holds none.
    """
    try:
        said = json.loads(file.read_text("utf-8"))
        heads = {
            str(name): LedgerHead(lines=int(lines), head=str(head)) for name, (lines, head) in said["heads"].items()
        }
        return LedgerRoot(
            position=int(said["position"]), root=str(said["root"]), at=datetime.fromisoformat(said["at"]), heads=heads
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        raise InvalidInput(
            field="root",
            reason=phrase("{file} holds no root of ledgers", file=str(file)),
            next_step=phrase("Name a file that `complaintkit ledger root --to FILE` wrote."),
        ) from None
