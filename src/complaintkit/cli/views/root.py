"""Read the root of all ledgers that a file holds."""

from __future__ import annotations

import json
from datetime import datetime
from typing import TYPE_CHECKING, Any

from complaintkit.model.errors import InvalidInput
from complaintkit.model.phrase import phrase
from complaintkit.model.toml import unread
from complaintkit.model.verification import LedgerHead, LedgerRoot

if TYPE_CHECKING:
    from pathlib import Path


def read_root(file: Path) -> LedgerRoot:
    """Read a root that was kept.

    Raises:
        InvalidInput: the file can't be read, or holds none.
    """
    try:
        said = _object_in(file.read_text("utf-8-sig"))
        heads = {
            str(name): LedgerHead(lines=int(lines), head=str(head)) for name, (lines, head) in said["heads"].items()
        }
        return LedgerRoot(
            position=int(said["position"]), root=str(said["root"]), at=datetime.fromisoformat(said["at"]), heads=heads
        )
    except OSError as error:
        raise InvalidInput(
            field="root",
            reason=phrase("{file} {reason}", context="file", file=str(file), reason=unread(error)),
            next_step=phrase("Name a file that `complaintkit ledger root --to FILE` wrote."),
        ) from None
    except (ValueError, KeyError, TypeError, AttributeError):
        raise InvalidInput(
            field="root",
            reason=phrase("{file} holds no root of ledgers", file=str(file)),
            next_step=phrase("Name a file that `complaintkit ledger root --to FILE` wrote."),
        ) from None


def _object_in(text: str) -> Any:  # noqa: ANN401  whatever JSON says
    """Return the object that begins on a line of its own: a mail program puts its headers above it, a gateway its footer below."""
    begins = f"\n{text}".find("\n{")
    if begins < 0:
        return json.loads(text)
    found, _ = json.JSONDecoder().raw_decode(text, begins)
    return found
