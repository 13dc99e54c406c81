"""The categories of a case's further issues in its row, by which lists find it, too; filled in once for older databases. R7"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Final

from complaintkit.model.errors import StorageError
from complaintkit.model.frozen import changed
from complaintkit.model.issue import NO_CATEGORY
from complaintkit.ports.storage import CaseFilter
from complaintkit.records.case import cases_in, load

if TYPE_CHECKING:
    from complaintkit.model.case import Case
    from complaintkit.ports.storage import CaseRow, Reader
    from complaintkit.records.door import Door

LISTED: Final = "issues-listed"
"""Meta: the rows of all cases have the categories of all their issues."""


def other_categories(case: Case) -> tuple[str, ...]:
    """Return the categories of the issues beside the gravest, each once."""
    if not case.raised:
        return ()
    found = dict.fromkeys(one.category or NO_CATEGORY for one in case.issues)
    found.pop(case.category or NO_CATEGORY, None)
    return tuple(found)


def are_listed(reader: Reader) -> bool:
    """Tell if every row has them: those of a database of an earlier version lack them until somebody works on it."""
    try:
        return reader.meta(LISTED) is not None
    except StorageError:  # a setting that does not open is told of by itself
        return True


def list_other_categories(door: Door) -> int:
    """Fill them in where a row lacks them; return in how many. A database of an earlier version has none."""
    with door.storage.reading() as reader:
        lacking = [row.id for row in cases_in(reader, CaseFilter()) if _filled_in(reader, row) != row]
    with door.storage.writing() as tx:
        for id_ in lacking:
            if (row := tx.lock(id_)) is not None:
                tx.replace_row(row, _filled_in(tx, row))
        tx.put_meta(LISTED, "yes")
    return len(lacking)


def _filled_in(reader: Reader, row: CaseRow) -> CaseRow:
    """Return a row with all that its ledger says of them; as it is where that can't be read."""
    try:
        return changed(row, other_categories=other_categories(load(reader, row).case))
    except StorageError as damage:
        logging.getLogger("complaintkit.records").warning("a case is not listed by its other issues: %s", damage)
        return row
