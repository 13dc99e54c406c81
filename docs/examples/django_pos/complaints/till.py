"""Coupons at the till: looked at when scanned, spent when paid, given back when the sale falls through."""

from datetime import date, timedelta

from django.db import transaction
from django.utils.translation import get_language

from complaintkit import Coupon, CouponRefused, Money, Period, Redemption, System

from .desk import desk
from .models import Sale, Tender
from .translate import CURRENCY

NIGHT = System("pos-nightly")


def scanned(code: str, sale: Sale) -> Coupon | str:
    """What the coupon is worth, or why it can't be used. Nothing is held: two tills may show it, one will spend it."""
    try:
        return desk().check_coupon(code, unit=sale.shop.code, spend=Money(sale.total, CURRENCY))
    except CouponRefused as refused:
        return refused.user_message(get_language() or "zh-CN")


def paid(sale: Sale, code: str, cashier: str) -> Redemption | str:
    """Spend it for this sale. The receipt is the key: pressing "pay" twice spends it once.

    Till and desk have a database each, so one of them goes first. It is the coupon: one that was spent for a sale that
    never came to be is found and given back (`give_back_lost`); a discount for a coupon not spent would be lost.
    """
    try:
        done = desk().redeem_coupon(
            code, by=cashier, sale=sale.receipt, unit=sale.shop.code, spend=Money(sale.total, CURRENCY)
        )
    except CouponRefused as refused:
        return refused.user_message(get_language() or "zh-CN")
    with transaction.atomic():
        Tender.objects.get_or_create(
            reference=done.id, defaults={"sale": sale, "kind": "coupon", "amount": done.value.amount}
        )
    return done


def cancelled(sale: Sale, cashier: str) -> None:
    """The sale fell through: its coupons can be spent again."""
    for tender in sale.tenders.filter(kind="coupon"):
        desk().reverse_redemption(tender.reference, by=cashier, reason="sale-cancelled")
        tender.delete()


def day_that_ended(shop: str) -> Period:
    """The last whole business day, as the shop counts days: what is sold at 01:30 may belong to the day before."""
    running = date.fromisoformat(desk().business_day(shop).label)
    return desk().business_day(shop, running - timedelta(days=1))


def give_back_lost(shop: str, day: Period) -> list[str]:
    """Coupons spent on a day for sales that never were: given back. The receipts."""
    lost = [
        spent
        for spent in desk().redemptions(day, unit=shop)
        if not Sale.objects.filter(receipt=spent.sale, finished=True).exists()
    ]
    for spent in lost:
        desk().reverse_redemption(spent.id, by=NIGHT, reason="sale-not-finished")
    return [spent.sale for spent in lost]
