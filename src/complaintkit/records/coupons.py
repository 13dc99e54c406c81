"""Coupons as rows: codes drawn so that nobody can guess them, and what a decision minted."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from complaintkit.model.code import LETTERS, CodeFormat, bare
from complaintkit.model.errors import ConflictError
from complaintkit.model.events import CouponMinted
from complaintkit.model.money import Money
from complaintkit.model.phrase import phrase
from complaintkit.ports.row import CouponRow
from complaintkit.records.convert import canonical, to_json

if TYPE_CHECKING:
    from complaintkit.decision import Draft
    from complaintkit.ports.storage import Reader

_USUAL = CodeFormat.parse("{random:4}-{random:4}-{random:4}")  # 60 bits
_TRIES = 20  # a code that is taken is drawn again; a campaign whose codes are all taken is a mistake in its shape


def codes_in(tx: Reader) -> Callable[[str | None], str]:
    """Draws codes that nobody can guess and that no coupon has yet, read in the transaction that decides."""

    def new_code(shape: str | None) -> str:
        wanted = CodeFormat.parse(shape) if shape else _USUAL
        for _ in range(_TRIES):
            code = wanted.make(lambda count: "".join(secrets.choice(LETTERS) for _ in range(count)))
            if tx.coupon(normalised(code)) is None:
                return code
        raise ConflictError(
            reason=phrase("no code of this shape is left"),
            next_step=phrase("Give the campaign longer codes."),
        )

    return new_code


def coupon_rows(draft: Draft) -> list[CouponRow]:
    """The coupons that a decision minted."""
    minted = (line for line in draft.lines if isinstance(line.event, CouponMinted))
    return [_row(draft.case.id, line.event, line.at) for line in minted if isinstance(line.event, CouponMinted)]


def _row(case: str, event: CouponMinted, at: datetime) -> CouponRow:
    remedy = event.remedy
    value = remedy.value or Money(0, "XXX")
    return CouponRow(
        code=normalised(event.code or ""),
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


def normalised(code: str) -> str:
    """A code as it is kept: typed in small letters, without hyphens, with blanks around, it is the same."""
    letters = bare(code)
    return f"{letters[:4]}-{letters[4:8]}-{letters[8:]}" if len(letters) == 12 else letters or code.strip()
