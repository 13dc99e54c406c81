"""Copy the database, and verify the copy: a backup that nobody looked at is a hope."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from complaintkit.records.audit.check import audit
from complaintkit.records.rules import Rules

if TYPE_CHECKING:
    from pathlib import Path

    from complaintkit.model.verification import Verification
    from complaintkit.records.door import Door


def back_up(door: Door, to: Path) -> Verification:
    """Copy all of it into a new file; return what verifying the copy found."""
    copy = door.storage.back_up(to)
    try:
        return audit(attrs.evolve(door, storage=copy, rules=Rules(load=door.rules.load)), deep=True)
    finally:
        copy.close()
