"""What a remedy costs us: reckoned from receipt, price list and rate, whatever was declared. F6

A declared cost may raise a value, never lower it. What nothing speaks for has no value: then somebody without limit decides.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from functools import reduce
from operator import add
from typing import overload

from complaintkit.decision.facts import Facts
from complaintkit.decision.money.campaign import is_of_campaign
from complaintkit.decision.money.compensation import row_proposals
from complaintkit.model.case import Case
from complaintkit.model.goods import Item, Purchase, normal_number
from complaintkit.model.money import Money
from complaintkit.model.remedy import Remedy
from complaintkit.model.text import gist

_LARGEST = 10**12
_AT_FACE = frozenset({"refund", "coupon", "discount"})


def values_of(facts: Facts, case: Case, remedies: Iterable[Remedy]) -> tuple[Money | None, ...]:
    """Return the value of each remedy."""
    return tuple(value_of(facts, case, one) for one in remedies)


def value_of(facts: Facts, case: Case, remedy: Remedy) -> Money | None:
    """Return what a remedy costs us, in the playbook's currency: nothing for words, None where nobody can tell."""
    if remedy.only_words:
        return Money(0, facts.playbook.currency)
    if remedy.kind == "apology" or is_foreign(remedy, facts.playbook.currency):
        return None
    reckoned = _reckoned(facts, case, remedy)
    value = max(reckoned, remedy.cost) if reckoned and remedy.cost else reckoned
    return value or None


def total_of(values: Iterable[Money | None], currency: str) -> Money:
    """Add up what is known, in one currency: what was promised in another, before there were limits, counts in none."""
    return reduce(add, (one for one in values if one is not None and one.currency == currency), Money(0, currency))


def is_foreign(remedy: Remedy, currency: str) -> bool:
    """Tell if a remedy names an amount in another currency than the case's."""
    paid = remedy.item.paid if remedy.item else None
    return any(one is not None and one.currency != currency for one in (remedy.value, remedy.cost, paid))


def is_proposed(facts: Facts, case: Case, remedy: Remedy) -> bool:
    """Tell if a row of the playbook or a campaign gives just this: whoever wrote those said what it may cost."""
    return is_of_campaign(remedy) or any(remedy in one.either for one in row_proposals(case, facts))


def kept_values(remedies: tuple[Remedy, ...], values: tuple[Money | None, ...]) -> tuple[Money | None, ...]:
    """Return the values as an event keeps them: none at all where each is what its remedy says."""
    told = tuple(one.face_value for one in remedies)
    kept = tuple(value or face for value, face in zip(values, told, strict=True))
    return () if kept == told else kept


# ---- by kind --------------------------------------------------------------------------------------------------------
def _reckoned(facts: Facts, case: Case, remedy: Remedy) -> Money | None:
    """Return what a remedy of its kind is worth before its declared cost; None where that is not known."""
    pieces = remedy.count or 1
    if remedy.kind in _AT_FACE:
        return _times(remedy.value, pieces)  # until it is redeemed, all of it may be
    if remedy.kind == "points":
        return _points(facts, case, remedy)
    price = price_of(facts, case, remedy.item) if remedy.item else None
    if remedy.kind == "replacement":
        return price
    declared = (_times(remedy.value, pieces), remedy.cost, price)  # of a plugin's kind only its author knows more
    return max((one for one in declared if one is not None), default=None)


def _points(facts: Facts, case: Case, remedy: Remedy) -> Money | None:
    """Return what points are worth at the playbook's rate; without one, what a row or campaign says that they cost."""
    if remedy.count is None:
        return None
    if facts.points is not None and facts.points.worth.currency == facts.playbook.currency:
        return facts.points.worth_of(min(remedy.count, _LARGEST))
    return remedy.cost if is_proposed(facts, case, remedy) else None


def price_of(facts: Facts, case: Case, item: Item) -> Money | None:
    """Return what goods cost, the dearest of what is known: by price list, by receipt; declared more, that. None where none is."""
    one = facts.prices.get(item)
    listed = _times(one, item.quantity) if one is not None and one.currency == facts.playbook.currency else None
    found = [price for price in (listed, *_receipts(facts, case, item)) if price]
    return max((*found, item.paid) if item.paid else found) if found else None


def _receipts(facts: Facts, case: Case, item: Item) -> Iterator[Money]:
    """Yield what the case says was paid for such goods, and said before the actor recorded other goods in their place."""
    yield from _of_receipt(facts, case.purchase, case.items, item)
    for before in case.goods_before:
        if before.by == facts.actor:
            yield from _of_receipt(facts, before.purchase, before.items, item)


def _of_receipt(facts: Facts, purchase: Purchase | None, items: tuple[Item, ...], item: Item) -> Iterator[Money]:
    """Yield what was paid for such goods; at most all of the receipt, where it does not say of each."""
    currency = facts.playbook.currency
    for line in (*items, *(purchase.items if purchase else ())):
        if not is_same_item(item, line):
            continue
        if line.paid is not None and line.paid.currency == currency:
            yield _times(line.paid, item.quantity / line.quantity)
        elif purchase and purchase.paid and purchase.paid.currency == currency:
            yield _times(purchase.paid, item.quantity / line.quantity)


@overload
def _times(one: Money, pieces: Decimal | int) -> Money: ...
@overload
def _times(one: Money | None, pieces: Decimal | int) -> Money | None: ...
def _times(one: Money | None, pieces: Decimal | int) -> Money | None:
    """Return what so many cost, rounded up; no more than can be added up."""
    if one is None:
        return None
    return Money(min(one.amount * pieces, max(Decimal(_LARGEST), one.amount)), one.currency).rounded(mode="up")


def is_same_item(one: Item, other: Item) -> bool:
    """Tell if two items are the same goods: by SKU where both have one, else by name."""
    if one.sku and other.sku:
        return normal_number(one.sku) == normal_number(other.sku)
    return gist(one.name) == gist(other.name)


def paid_of(case: Case, currency: str, *, giver: str) -> Money | None:
    """Return what the customer paid, as far as that bounds this giver: what they raised or took out themselves counts for nothing.

    It is as the case has it: for the purchase, else for its goods; None where nobody wrote it down.
    """
    recorded = [*((one.purchase, one.items) for one in case.goods_before), (case.purchase, case.items)]
    first, *later = (_paid(purchase, items, currency) for purchase, items in recorded)
    found = first
    for change, paid in zip(case.goods_before, later, strict=True):
        if change.by != giver or found is None or (paid is not None and paid < found):
            found = paid
    return found


def _paid(purchase: Purchase | None, items: tuple[Item, ...], currency: str) -> Money | None:
    paid = purchase.paid if purchase else None
    if paid is None:
        lines = purchase.items if purchase and purchase.items else items
        prices = [one.paid for one in lines if one.paid is not None and one.paid.currency == currency]
        return reduce(add, prices) if prices else None
    return paid if paid.currency == currency else None
