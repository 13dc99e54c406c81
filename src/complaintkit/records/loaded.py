"""A case as the storage has it: its row, and what its ledger makes of it."""

from __future__ import annotations

import attrs

from complaintkit.model.case import Case
from complaintkit.ports.storage import CaseRow


@attrs.frozen
class Loaded:
    """A case with the row that it was read by: what is needed to add to it; `kept` is the line up to which its state is kept."""

    row: CaseRow
    case: Case
    kept: int = 0
