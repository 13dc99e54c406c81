"""A coupon is minted when the customer agrees, in the same transaction: issuing it is only a commit. Taking it back is, too."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from complaintkit.decision.draft import Draft
from complaintkit.model import events as e
from complaintkit.model.errors import ConflictError
from complaintkit.model.phrase import phrase
from complaintkit.model.remedy import PromisedRemedy

COUPONS = frozenset({"coupon", "discount"})
"""What the customer holds a code for, which is spent at a till."""


def mint(draft: Draft, promises: Iterable[PromisedRemedy]) -> None:
    """Mint a coupon for each coupon and discount that was agreed to."""
    for promise in promises:
        remedy = promise.remedy
        if remedy.kind in COUPONS and remedy.value is not None and not draft.facts.quiet:
            draft.add(
                e.CouponMinted(
                    coupon=draft.new_id("c"),
                    remedy=remedy,
                    valid_until=draft.facts.now + timedelta(days=remedy.valid_days or 30),
                    code=draft.facts.records.new_code(remedy.code_format),
                    promise=promise.id,
                )
            )


def cannot_void(promise: PromisedRemedy) -> ConflictError | None:
    """Return why the coupon of a promise can't be taken back: it was spent, or the kit issued none. None where it can."""
    if promise.coupon is None:
        return ConflictError(
            reason=phrase("no coupon was issued for it here"),
            next_step=phrase("Have it taken back where it was issued."),
        )
    if promise.redemption is None:
        return None
    return ConflictError(
        reason=phrase("its coupon was spent"),
        next_step=phrase(
            "If that sale falls through, have the till give the coupon back first (reverse-redemption {id}), then take it back.",
            id=promise.redemption,
        ),
    )
