"""What goes through the door: a command with its circumstances, and the case it finds."""

from __future__ import annotations

import hashlib

import attrs

from complaintkit.desk._convert import canonical, to_json
from complaintkit.model import commands as c
from complaintkit.model.actor import By, actor_name
from complaintkit.model.case import Case
from complaintkit.ports.storage import CaseRow

__all__ = ["Loaded", "Request"]


@attrs.frozen(kw_only=True)
class Request:
    """A command with its circumstances."""

    command: c.Command
    by: By
    customer: bool = False
    idempotency_key: str | None = None
    if_version: int | None = None
    quiet: bool = False
    owner: str | None = None

    @property
    def digest(self) -> str:
        """What the key stands for: the same key with another request is refused."""
        actor = "customer" if self.customer else actor_name(self.by)
        said = canonical([self.command.word, actor, to_json(self.command)])
        return hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()


@attrs.frozen
class Loaded:
    """A case as the storage has it, with what is needed to add to it."""

    row: CaseRow
    case: Case
