"""Near-duplicates: open cases of the same contact, member, receipt or lot, told when a complaint comes in. R14"""

from __future__ import annotations

from collections.abc import Sequence

import attrs

from complaintkit.ports.storage import CaseFilter, Reader, TokenRow

_ALIKE = frozenset({"phone", "email", "wechat", "receipt", "lot", "member"})


def find_alike(tx: Reader, tokens: Sequence[TokenRow], seen: CaseFilter) -> tuple[str, ...]:
    """Find open cases of the same contact, receipt, member or lot among those that somebody sees; return at most ten numbers.

    They are told, never merged by themselves. R14
    """
    found: dict[str, None] = {}
    for one in tokens:
        if one.kind in _ALIKE:
            where = attrs.evolve(seen, open=True, tokens=frozenset({one.token}))
            found.update(dict.fromkeys(row.number for row in tx.cases(where, after=None, limit=10)))
    return tuple(sorted(found)[:10])
