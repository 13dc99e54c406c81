"""A coupon's life: minted when the customer agrees, redeemed once, reversed at the till."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from enum import StrEnum

import attrs

from complaintkit.model.check import is_instant, utc
from complaintkit.model.money import Money

__all__ = ["Coupon", "CouponState", "IssuedCoupon", "Redemption"]


@attrs.frozen(kw_only=True)
class Coupon:
    """A coupon's life is core: minted when the customer agrees, redeemed once, reversed at the till.

    `percent` is the share that a discount takes off, up to `value`; `units` are where it is good, everywhere where none is named.

    >>> from datetime import UTC, datetime
    >>> until = datetime(2026, 12, 31, 16, tzinfo=UTC)
    >>> str(Coupon(code="AB2C-DE3F-GH4J", value=Money("20", "CNY"), valid_until=until).value)
    '20.00 CNY'
    """

    code: str
    value: Money
    valid_until: datetime = attrs.field(converter=utc, validator=is_instant)
    min_spend: Money | None = None
    percent: Decimal | None = None
    units: tuple[str, ...] = ()
    campaign: str | None = None


class CouponState(StrEnum):
    """How a coupon stands: good, spent for a sale, out of date, or taken back (`reverse-remedy`).

    >>> CouponState("minted") is CouponState.MINTED
    True
    """

    MINTED = "minted"
    REDEEMED = "redeemed"
    EXPIRED = "expired"
    VOIDED = "voided"


@attrs.frozen(kw_only=True)
class IssuedCoupon:
    """A coupon as `desk.coupons` lists it: number and unit of its case, how it stands, and the sale it was spent for.

    `id` names it in lists and in the ledger, without being worth anything. The code is empty where it was erased with the
    person; whoever holds it can still spend it.

    >>> from complaintkit import Customer
    >>> from complaintkit.testing import open_test_desk
    >>> with open_test_desk() as desk:
    ...     list(desk.coupons.list(by="general-manager"))
    []
    """

    id: str
    coupon: Coupon
    case: str
    unit: str
    issued_at: datetime
    state: CouponState
    sale: str | None = None
    redemption: str | None = None


@attrs.frozen(kw_only=True)
class Redemption:
    """A coupon spent for one sale. Pressing "pay" twice spends it once: `replayed` says so.

    >>> from datetime import UTC, datetime
    >>> coupon = Coupon(code="AB2C-DE3F", value=Money("20", "CNY"), valid_until=datetime(2026, 12, 31, 16, tzinfo=UTC))
    >>> Redemption(id="r-1", coupon=coupon, sale="A12-0042", value=Money("18", "CNY")).replayed
    False
    """

    id: str
    coupon: Coupon
    sale: str
    value: Money
    replayed: bool = False
