"""What happens about money: approvals asked and given. F6, S4.6"""

from __future__ import annotations

from datetime import datetime

import attrs

from complaintkit.model.events._happened import Happened, said
from complaintkit.model.remedy import Remedy


@attrs.frozen(kw_only=True)
class ApprovalAsked(Happened):
    """More than the giver may promise was put before somebody who may. F6"""

    proposal: str
    giver: str
    approver: str
    remedies: tuple[Remedy, ...] = ()
    note: str | None = said()


@attrs.frozen(kw_only=True)
class Approved(Happened):
    """They may promise it: exactly this, in this round."""

    proposal: str


@attrs.frozen(kw_only=True)
class ApprovalRefused(Happened):
    """They may not, and why."""

    proposal: str
    reason: str | None = said()


@attrs.frozen(kw_only=True)
class CouponMinted(Happened):
    """The customer agreed, and holds a coupon from now on. The code is theirs: it stands with what was said."""

    coupon: str
    remedy: Remedy
    valid_until: datetime
    code: str | None = said()


@attrs.frozen(kw_only=True)
class CouponRedeemed(Happened):
    """It was spent for a sale."""

    coupon: str
    redemption: str
    sale: str
    unit: str


@attrs.frozen(kw_only=True)
class RedemptionReversed(Happened):
    """The sale fell through: the coupon can be spent again."""

    redemption: str
    reason: str
