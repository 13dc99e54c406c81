"""Read the root of all ledgers that a file holds."""

from __future__ import annotations

import json
from datetime import datetime
from typing import TYPE_CHECKING

from complaintkit.model.errors import InvalidInput
from complaintkit.model.phrase import phrase
from complaintkit.model.verification import LedgerHead, LedgerRoot

if TYPE_CHECKING:
    from pathlib import Path


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
