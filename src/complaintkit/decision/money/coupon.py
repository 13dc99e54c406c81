"""A coupon is minted when the customer agrees, in the same transaction: issuing it is only a commit."""

from __future__ import annotations

from datetime import timedelta

from complaintkit.decision.draft import Draft
from complaintkit.model import events as e
from complaintkit.model.remedy import Remedy

_COUPONS = frozenset({"coupon", "discount"})


def mint(draft: Draft, remedies: tuple[Remedy, ...]) -> None:
    """Mint a coupon for each coupon and discount that was agreed to."""
    for remedy in remedies:
        if remedy.kind in _COUPONS and remedy.value is not None and not draft.facts.quiet:
            draft.add(
                e.CouponMinted(
                    coupon=draft.new_id("c"),
                    remedy=remedy,
                    valid_until=draft.facts.now + timedelta(days=remedy.valid_days or 30),
                    code=draft.facts.records.new_code(remedy.code_format),
                )
            )
