"""Coupons as rows: what a decision minted, under its code as it is kept."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from complaintkit.model import events as e
from complaintkit.model.code import bare
from complaintkit.model.money import Money
from complaintkit.model.wire import canonical, to_json
from complaintkit.ports.row import CouponRow

if TYPE_CHECKING:
    from complaintkit.decision import Draft


def coupon_rows(draft: Draft) -> list[CouponRow]:
    """Return the rows of the coupons that a decision minted."""
    minted = (line for line in draft.lines if isinstance(line.event, e.CouponMinted))
    return [coupon_row(draft.case.id, line.event, line.at) for line in minted if isinstance(line.event, e.CouponMinted)]


def coupon_row(case: str, event: e.CouponMinted, at: datetime) -> CouponRow:
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
        state="minted",
        issued_at=at,
    )


def normal_code(code: str) -> str:
    """Return a code as it is kept: typed in small letters, without hyphens, with blanks around, it is the same."""
    letters = bare(code)
    return f"{letters[:4]}-{letters[4:8]}-{letters[8:]}" if len(letters) == 12 else letters or code.strip()
