"""Remedies in words, with their worth, and several things in one sentence."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from complaintkit.model.phrase import CLAUSE, SEMICOLON, Phrase, as_it_is, joined, phrase, without_stop
from complaintkit.model.remedy import Remedy, percent_off
from complaintkit.model.wording import in_sentence


def sentence(parts: Iterable[str]) -> Phrase:
    """Return several things in one sentence, none with a stop of its own."""
    return joined((without_stop(part) for part in parts if part), SEMICOLON)


def begun(text: str) -> str:
    """Return a text as a sentence begins: with a capital, where it begins with a word.

    >>> begun("a refund of 9.90 CNY."), begun("https://shop.example/x"), begun("优惠券20元。")
    ('A refund of 9.90 CNY.', 'https://shop.example/x', '优惠券20元。')
    """
    first, _, _ = text.partition(" ")
    return text[:1].upper() + text[1:] if first.isalpha() else text


def remedy_words(remedy: Remedy) -> Phrase:
    """Say what the customer gets.

    >>> from complaintkit import Money
    >>> remedy_words(Remedy.coupon(Money("20", "CNY"), valid_days=30)).to("zh")
    '优惠券20元（30天内有效）'
    >>> remedy_words(Remedy.refund(Money("9.90", "CNY")))
    'a refund of 9.90 CNY'
    """
    told, worth = in_sentence(remedy.kind), _worth(remedy)
    if remedy.count is not None:
        told = phrase("{count} {kind}", count=remedy.count, kind=told)
    elif worth:
        told = phrase("{kind} of {worth}", kind=told, worth=worth)
    if not remedy.valid_days:
        return told
    return phrase("{remedy} (valid for {days} days)", remedy=told, days=remedy.valid_days)


def coupon_words(remedy: Remedy, *, until: str, units: Sequence[str]) -> Phrase:
    """Say what a coupon is good for, and on what conditions.

    >>> from complaintkit import Money
    >>> coupon = Remedy.coupon(Money("20", "CNY"), valid_days=30, min_spend=Money("100", "CNY"))
    >>> coupon_words(coupon, until="12月21日24:00", units=["一店"]).to("zh")
    '20元，有效期至12月21日24:00，满100元可用，限一店使用。'
    """
    said = [_worth(remedy), phrase("good until {until}", until=until)]
    if remedy.percent is not None and remedy.value:
        said.insert(1, phrase("at most {most}", most=remedy.value.words))
    if remedy.min_spend:
        said.append(phrase("when you spend {amount} or more", amount=remedy.min_spend.words))
    if units:
        said.append(phrase("at {units}", context="coupon", units=joined(units)))
    return phrase("{sentence}.", sentence=joined(said, CLAUSE))


def _worth(remedy: Remedy) -> Phrase:
    if remedy.percent is not None:
        return percent_off(remedy.percent)
    if remedy.item is not None:
        return as_it_is(remedy.item.name)
    return remedy.value.words if remedy.value else as_it_is("")
