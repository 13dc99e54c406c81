"""What checking the ledgers found."""

from __future__ import annotations

import attrs

__all__ = ["LedgerProblem", "Verification"]


@attrs.frozen(kw_only=True)
class LedgerProblem:
    """A ledger that does not stand as it was written; `case` is the number of a case or a task, None for the desk's own ledger.

    >>> LedgerProblem(case="A-261121-001", reason="line 3 was changed").case
    'A-261121-001'
    """

    case: str | None
    reason: str


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
        """True where every line stands as it was written."""
        return not self.problems
