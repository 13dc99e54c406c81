"""What checking the ledgers found."""

from __future__ import annotations

import attrs

__all__ = ["LedgerProblem", "Verification"]


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
    """How many cases, tasks and lines were checked, and what is wrong with them.

    >>> Verification(cases=2, lines=17).ok
    True
    """

    cases: int
    lines: int
    tasks: int = 0
    problems: tuple[LedgerProblem, ...] = ()

    @property
    def ok(self) -> bool:
        """True where everything that was checked stands as it was written."""
        return not self.problems
