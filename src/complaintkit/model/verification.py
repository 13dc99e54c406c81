"""What checking the ledgers found."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime

import attrs

__all__ = ["LedgerHead", "LedgerProblem", "LedgerRoot", "Repair", "Verification"]


@attrs.frozen(kw_only=True)
class LedgerProblem:
    """Something that does not stand as it was written.

    `case` is the number of a case or a task; None for the desk's own ledger, and for what belongs to no case. Where a row differs
    from what the ledger makes of it, `table` and `field` name the place, `kept` is what stands there and `by_ledger` what has to;
    either is None where there is no such row, and where it is nobody's to read.

    >>> LedgerProblem(case="A-261121-001", reason="line 3 was changed").case
    'A-261121-001'
    """

    case: str | None
    reason: str
    table: str = ""
    field: str = ""
    kept: str | None = None
    by_ledger: str | None = None
    next_step: str = ""


@attrs.frozen(kw_only=True)
class Verification:
    """How many cases, tasks, members and lines were checked, and what is wrong with them.

    >>> Verification(cases=2, lines=17).ok
    True
    """

    cases: int
    lines: int
    tasks: int = 0
    members: int = 0
    problems: tuple[LedgerProblem, ...] = ()

    @property
    def ok(self) -> bool:
        """True where everything that was checked stands as it was written."""
        return not self.problems


@attrs.frozen(kw_only=True)
class Repair:
    """What a repair changed, or would change (`applied` says which), and what is `left` to a person.

    >>> Repair(applied=False).rows
    0
    """

    applied: bool
    rows: int = 0
    changes: tuple[LedgerProblem, ...] = ()
    left: tuple[LedgerProblem, ...] = ()


@attrs.frozen(kw_only=True)
class LedgerHead:
    """How many lines a ledger has, and the hash of the last.

    >>> LedgerHead(lines=12, head="9f").lines
    12
    """

    lines: int
    head: str


@attrs.frozen(kw_only=True)
class LedgerRoot:
    """One digest of every line of every ledger up to a `position`, taken `at` a moment.

    Kept elsewhere, it finds what nothing inside the database can: a cut tail, a case taken out, chains made anew by somebody who
    has the key.

    `heads` are those of the cases and tasks, by number: they name what differs.

    >>> from datetime import UTC, datetime
    >>> LedgerRoot(position=17, root="9f", at=datetime(2026, 11, 21, tzinfo=UTC)).position
    17
    """

    position: int
    root: str
    at: datetime
    heads: Mapping[str, LedgerHead] = attrs.field(factory=dict, repr=False)

    def as_data(self, *, whole: bool = True) -> dict[str, object]:
        """Return it for programs and files; `whole` with the head of each case and task."""
        said: dict[str, object] = {"position": self.position, "root": self.root, "at": self.at.isoformat()}
        if whole:
            said["heads"] = {number: [one.lines, one.head] for number, one in self.heads.items()}
        return said

    def as_text(self) -> str:
        """Return it as files and mails hold it: what `complaintkit verify --root` reads."""
        return json.dumps(self.as_data(), indent=1) + "\n"
