"""Read coupons that were issued from the ledgers of their cases, which outlive the codes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from complaintkit.desk.coupon.till import coupon_of, find_coupon
from complaintkit.model.coupon import Coupon, CouponState, IssuedCoupon
from complaintkit.model.events import CouponMinted, CouponRedeemed, RedemptionReversed
from complaintkit.model.money import Money
from complaintkit.records.ledger import lines_of

if TYPE_CHECKING:
    from complaintkit.decision import LedgerEntry
    from complaintkit.ports.storage import Reader
    from complaintkit.records.case import Loaded
    from complaintkit.records.door import Door


_PAGE = 1000


def cases_with_coupons(reader: Reader) -> Iterator[str]:
    """Yield the ids of cases in which coupons were minted, the newest first."""
    found: dict[str, None] = {}
    after = 0
    while rows := reader.feed(after=after, limit=_PAGE):
        for row in rows:
            if row.name == "coupon-minted":
                found.pop(row.case, None)
                found[row.case] = None
        after = rows[-1].position
    return reversed(found)


def coupons_of(door: Door, reader: Reader, loaded: Loaded) -> Iterator[IssuedCoupon]:
    """Yield the coupons of a case, the latest first."""
    lines = lines_of(reader, loaded.row.id)
    now = door.clock.now()
    for line in reversed(lines):
        if isinstance(line.event, CouponMinted):
            spent = _redemption(lines, line.event.coupon)
            yield IssuedCoupon(
                id=line.event.coupon,
                coupon=_coupon(reader, line.event),
                case=loaded.case.number,
                unit=loaded.case.unit,
                issued_at=line.at,
                state=_state(reader, line.event, spent, now),
                sale=spent.sale if spent else None,
                redemption=spent.redemption if spent else None,
            )


def _redemption(lines: list[LedgerEntry], coupon: str) -> CouponRedeemed | None:
    """Return the redemption that was not reversed, where there is one."""
    back = {line.event.redemption for line in lines if isinstance(line.event, RedemptionReversed)}
    spent = (line.event for line in lines if isinstance(line.event, CouponRedeemed) and line.event.coupon == coupon)
    return next((one for one in spent if one.redemption not in back), None)


def _coupon(reader: Reader, event: CouponMinted) -> Coupon:
    """Return the coupon as the till knows it; without its code where that was erased with the person."""
    if event.code is not None:
        return coupon_of(find_coupon(reader, event.code))
    remedy = event.remedy
    return Coupon(
        code="",
        value=remedy.value or Money(0, "XXX"),
        valid_until=event.valid_until,
        min_spend=remedy.min_spend,
        percent=remedy.percent,
        units=remedy.units,
        campaign=remedy.campaign,
    )


def _state(reader: Reader, event: CouponMinted, spent: CouponRedeemed | None, now: datetime) -> CouponState:
    if spent is not None:
        return CouponState.REDEEMED
    if event.code is not None and find_coupon(reader, event.code).state != "minted":
        return CouponState.VOIDED
    return CouponState.EXPIRED if now >= event.valid_until else CouponState.MINTED
