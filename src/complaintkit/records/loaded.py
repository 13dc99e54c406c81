"""A case as the storage has it: its row, and what its ledger makes of it."""

from __future__ import annotations

from collections.abc import Sequence

import attrs

from complaintkit.model.case import Case
from complaintkit.organisation import Structure
from complaintkit.ports.storage import CaseRow, DutyRow


@attrs.frozen
class Loaded:
    """A case with the row that it was read by: what is needed to add to it.

    `kept` is the line up to which its state is kept; `owed` are the duties that were written with the case as it stands, and the
    structure by which they fall to whom: by another one they were written anew since.
    """

    row: CaseRow
    case: Case
    kept: int = 0
    owed: tuple[Structure, Sequence[DutyRow]] | None = None
