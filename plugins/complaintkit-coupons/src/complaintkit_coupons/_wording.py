"""What stands on a coupon, in Chinese and in English."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING

from complaintkit import Money

if TYPE_CHECKING:
    from complaintkit import Coupon


_LABELS: Mapping[str, Mapping[str, str]] = {
    "coupon": {"zh": "优惠券", "en": "Coupon"},
    "discount": {"zh": "折扣券", "en": "Discount"},
    "code": {"zh": "券码", "en": "Code"},
    "until": {"zh": "有效期至", "en": "Valid until"},
    "units": {"zh": "适用门店", "en": "Good at"},
}
_SIGNS = {"CNY": "元"}


def label(name: str, language: str) -> str:
    """Return a word of ours."""
    return in_language(_LABELS[name], language)


def in_language(words: Mapping[str, str], language: str) -> str:
    """Return a wording in a language, or in the nearest there is; nothing where there is none.

    >>> in_language({"zh": "致歉券", "en": "Sorry"}, "zh-CN")
    '致歉券'
    """
    for tag in (language, language.partition("-")[0], "und", "en"):
        if tag in words:
            return words[tag]
    return next(iter(words.values()), "")


def _is_chinese(language: str) -> bool:
    return language.partition("-")[0] == "zh"


def _plain(number: Decimal) -> str:
    return f"{number.normalize():f}"


def amount(money: Money, language: str) -> str:
    """Write money as a shop does.

    >>> from complaintkit import Money
    >>> amount(Money("10.00", "CNY"), "zh"), amount(Money("10.50", "CNY"), "en")
    ('10元', '10.50 CNY')
    """
    if _is_chinese(language) and money.currency in _SIGNS:
        whole = money.amount == money.amount.to_integral_value()
        return f"{_plain(money.amount) if whole else str(money).partition(' ')[0]}{_SIGNS[money.currency]}"
    return str(money)


def worth(coupon: Coupon, language: str) -> str:
    """Say what it takes off: an amount, or a share. Chinese shops say what is left: 20 % off is 8折."""
    if coupon.percent is None:
        return amount(coupon.value, language)
    most = amount(coupon.value, language)
    if not _is_chinese(language):
        return f"{_plain(coupon.percent)}% off, at most {most}"
    left = (Decimal(100) - coupon.percent) / 10
    return f"{_plain(left)}折，最多减{most}" if left else f"全免，最多减{most}"


def minimum(least: Money, language: str) -> str:
    """Say from how much on it is good."""
    said = amount(least, language)
    return f"满{said}可用" if _is_chinese(language) else f"When you spend {said} or more"
