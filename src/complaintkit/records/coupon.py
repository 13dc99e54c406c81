"""Coupons as rows: what a decision minted, under its code as it is kept, and what it took back."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Final

import attrs

from complaintkit.model import events as e
from complaintkit.model.code import bare
from complaintkit.model.money import Money
from complaintkit.model.wire import canonical, to_json
from complaintkit.ports.storage import CaseFilter, CouponRow
from complaintkit.records.ledger import lines_of

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator, Sequence

    from complaintkit.decision import Draft, LedgerEntry
    from complaintkit.model.case import Case
    from complaintkit.ports.storage import Reader

_ALL: Final = 10_000  # of one case there are few


def coupon_rows(draft: Draft) -> list[CouponRow]:
    """Return the rows of the coupons that a decision minted."""
    minted = (line for line in draft.lines if isinstance(line.event, e.CouponMinted))
    return [coupon_row(draft.case.id, line.event, line.at) for line in minted if isinstance(line.event, e.CouponMinted)]


def coupon_row(case: str, event: e.CouponMinted, at: datetime, *, state: str = "minted") -> CouponRow:
    """Return the row of a coupon that was minted at this moment."""
    remedy = event.remedy
    value = remedy.value or Money(0, "XXX")
    return CouponRow(
        code=normal_code(event.code or ""),
        case=case,
        remedy=canonical(to_json(remedy)),
        kind=remedy.kind,
        value=value.amount,
        currency=value.currency,
        min_spend=remedy.min_spend.amount if remedy.min_spend else None,
        valid_until=event.valid_until,
        units=remedy.units,
        state=state,
        issued_at=at,
    )


def coupons_of(
    case: Case, lines: Iterable[LedgerEntry], kept: Iterable[CouponRow], *, spent: Container[str] = ()
) -> Iterator[tuple[str, CouponRow]]:
    """Yield each coupon of a case, by the ledger's name for it; where its code was erased, under a code that is kept.

    Of those that are alike, one that is spent by the ledger has a code of those `spent`.
    """
    taken_back, used = voided(case), {one.coupon for one in case.promises if one.redemption}
    minted = [
        (
            one.event,
            coupon_row(case.id, one.event, one.at, state="voided" if one.event.coupon in taken_back else "minted"),
        )
        for one in lines
        if isinstance(one.event, e.CouponMinted)
    ]
    codes = {row.code for event, row in minted if event.code is not None}
    free = [row for row in kept if row.code not in codes]
    for event, row in minted:
        if event.code is None:
            same = [one for one in free if (one.code in spent) == (event.coupon in used)]
            if like := alike(row, same) or alike(row, free):
                free.remove(like[0])
                yield event.coupon, attrs.evolve(row, code=like[0].code)
                continue
        yield event.coupon, row


def alike(row: CouponRow, of: Iterable[CouponRow]) -> list[CouponRow]:
    """Return the rows that say the same under any code, those in the same state first."""
    bare = attrs.evolve(row, code="", state="")
    return sorted(
        (one for one in of if attrs.evolve(one, code="", state="") == bare), key=lambda one: one.state != row.state
    )


def voided(case: Case) -> frozenset[str]:
    """Return the coupons of a case that were taken back, as the ledger names them."""
    return frozenset(one.coupon for one in case.promises if one.coupon and one.state == "reversed")


def voided_rows(tx: Reader, before: Case | None, case: Case) -> Iterator[tuple[CouponRow, CouponRow]]:
    """Yield the row of each coupon that a decision took back, as it is and as it comes to be."""
    new = voided(case) - voided(before) if before else frozenset[str]()
    if before is None or not new:
        return
    kept = rows_of(tx, case.id)
    codes = {row.code for row in kept}
    for name, row in coupons_of(before, lines_of(tx, case.id), kept, spent=spent_of(tx, before, kept)):
        if name in new and row.code in codes:
            yield row, attrs.evolve(row, state="voided")


def spent_of(tx: Reader, case: Case, kept: Iterable[CouponRow]) -> frozenset[str]:
    """Return which codes are spent, where nothing else tells coupons apart: they were erased."""
    return frozenset(row.code for row in kept if tx.redemption(code=row.code)) if case.erased else frozenset()


def rows_of(tx: Reader, case: str) -> Sequence[CouponRow]:
    """Return the rows of a case's coupons, newest first."""
    return tx.coupons(CaseFilter(), case=case, limit=_ALL)


def normal_code(code: str) -> str:
    """Return a code as it is kept: typed in small letters, without hyphens, with blanks around, it is the same."""
    letters = bare(code)
    return f"{letters[:4]}-{letters[4:8]}-{letters[8:]}" if len(letters) == 12 else letters or code.strip()
