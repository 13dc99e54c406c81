"""What stands on a coupon, in the languages of its slip."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING

from complaintkit_coupons._catalogue import phrase

if TYPE_CHECKING:
    from complaintkit import Coupon, Money


_LABELS = {
    "coupon": phrase("Coupon"),
    "discount": phrase("Discount"),
    "code": phrase("Code"),
    "until": phrase("Valid until"),
    "units": phrase("Good at"),
}


def label(name: str, language: str) -> str:
    """Return a word of ours."""
    return _LABELS[name].to(language)


def in_language(words: Mapping[str, str], language: str) -> str:
    """Return a wording in a language, or in the nearest there is; nothing where there is none.

    >>> in_language({"zh": "致歉券", "en": "Sorry"}, "zh-CN")
    '致歉券'
    """
    for tag in (language, language.partition("-")[0], "und", "en"):
        if tag in words:
            return words[tag]
    return next(iter(words.values()), "")


def worth(coupon: Coupon, language: str) -> str:
    """Say what it takes off: an amount, or a share. Chinese shops say what is left: 20 % off is 8折."""
    most = coupon.value.in_words(language)
    if coupon.percent is None:
        return most
    tenths = (Decimal(100) - coupon.percent) / 10
    left = (
        phrase("{tenths} tenths of the price", tenths=f"{tenths.normalize():f}") if tenths else phrase("nothing to pay")
    )
    off = left.in_english(f"{coupon.percent.normalize():f}% off")
    return phrase("{off}, at most {most}", off=off, most=most).to(language)


def minimum(least: Money, language: str) -> str:
    """Say from how much on it is good."""
    return phrase("When you spend {amount} or more", amount=least.in_words(language)).to(language)
