"""What is given, in words: several things in one sentence, remedies with their worth. zh and en; others read English."""

from __future__ import annotations

from complaintkit.model.bilingual import is_chinese
from complaintkit.model.remedy import Remedy
from complaintkit.model.wording import in_sentence


def joined(parts: list[str], language: str) -> str:
    """Several things in one sentence."""
    return (";" if is_chinese(language) else "; ").join(part for part in parts if part)


def remedy_words(remedy: Remedy, language: str) -> str:
    """What the customer gets.

    >>> from complaintkit import Money
    >>> remedy_words(Remedy.coupon(Money("20", "CNY"), valid_days=30), "zh")
    '优惠券20元(30天内有效)'
    >>> remedy_words(Remedy.refund(Money("9.90", "CNY")), "en")
    'a refund of 9.90 CNY'
    """
    chinese, kind = is_chinese(language), in_sentence(remedy.kind, language)
    worth = _worth(remedy, language)
    if remedy.count is not None:
        told = f"{remedy.count}{kind}" if chinese else f"{remedy.count} {kind}"
    else:
        told = f"{kind}{worth}" if chinese or not worth else f"{kind} of {worth}"
    if not remedy.valid_days:
        return told
    return told + (f"({remedy.valid_days}天内有效)" if chinese else f" (valid for {remedy.valid_days} days)")


def _worth(remedy: Remedy, language: str) -> str:
    if remedy.percent is not None:
        return f"{remedy.percent.normalize():f}%"
    if remedy.item is not None:
        return remedy.item.name
    return remedy.value.in_words(language) if remedy.value else ""
