"""A case with the key of its words: whoever asks for the one opens it by the other, so one statement answers both."""

from __future__ import annotations

from typing import Any, Final

from complaintkit.ports import storage as port

OWN_KEY: Final = "person:c-"
"""Before a case's id: the owner of the key of what was said in it."""


class Case:
    """The row of a case, and that of its key, if it has one."""

    def __init__(self, *, key_owner: str | None, key_wrapped: bytes, key_master: str, **case: Any) -> None:  # noqa: ANN401  columns
        """Take all columns of both."""
        self.case = port.CaseRow(**case)
        self.key = None if key_owner is None else port.KeyRow(owner=key_owner, wrapped=key_wrapped, master=key_master)
