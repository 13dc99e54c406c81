"""A sale that several complaints name: which they are, what was paid for it, and what they brought back. R21, F6

What a giver writes down of it makes no second sale of it: neither another spelling of its number, nor another amount, nor a number
that they put in its place. Numbers begin anew each day and in each shop, so another day or another shop is another sale.
"""

from __future__ import annotations

from collections.abc import Iterator

import attrs

from complaintkit.decision.facts import Facts
from complaintkit.decision.lookup import MOST
from complaintkit.decision.money.promise import cases_of_complaint
from complaintkit.decision.money.value import is_same_item, paid_of, total_of
from complaintkit.model.case import Case
from complaintkit.model.goods import Item, Purchase, normal_number
from complaintkit.model.money import Money


@attrs.frozen(kw_only=True)
class _Named:
    """A sale as a case names it, or did before somebody recorded another in its place."""

    purchase: Purchase
    items: tuple[Item, ...]

    @property
    def goods(self) -> tuple[Item, ...]:
        """All goods that are named with it."""
        return (*self.items, *self.purchase.items)


@attrs.frozen(kw_only=True)
class Returned:
    """What other complaints brought back for the sale of a case; `left` is what of it may still come back, None without a bound."""

    gone: Money
    left: Money | None


def returned(facts: Facts, case: Case, *, giver: str) -> Returned:
    """Return what other complaints brought back for the same sale, and what is left of it by what all of them say was paid.

    Where they say different amounts, the least counts; where none says any, nothing is left of what something came back for.
    """
    currency = facts.playbook.currency
    nothing, mine = Money(0, currency), paid_of(case, currency, giver=giver)
    others = _others(facts, case, giver)
    if others is None:
        return Returned(gone=nothing, left=nothing)
    back = (one.value for other in others for one in other.promises if one.counts and one.remedy.kind == "refund")
    gone = total_of(back, currency)
    if not gone:
        return Returned(gone=nothing, left=mine)
    wholes = [paid_of(one, currency, giver=giver) for one in (case, *others) if one.purchase and one.purchase.paid]
    whole = min((one for one in wholes if one is not None), default=None)
    if whole is None:
        return Returned(gone=gone, left=mine - gone if mine is not None else nothing)
    return Returned(gone=gone, left=min(whole - gone, mine) if mine is not None else whole - gone)


def _others(facts: Facts, case: Case, giver: str) -> tuple[Case, ...] | None:
    """Return the other complaints of the same sale; None where more name its number than are read."""
    counted = {one.id for one in cases_of_complaint(facts, case)}
    found: dict[str, Case] = {}
    for mine in _named_by(case, frozenset({giver})):
        named = facts.records.of_receipt(mine.purchase.receipt)
        if len(named) >= MOST:
            return None
        for other in named:
            givers = frozenset({giver, *(one.giver for one in other.promises)})
            if other.id not in counted and any(
                _is_same(facts, case.unit, mine, one) for one in _named_by(other, givers)
            ):
                found[other.id] = other
    return tuple(found.values())


def _named_by(case: Case, givers: frozenset[str]) -> Iterator[_Named]:
    """Yield the sale that a case names, and those that it named until one of these people recorded another."""
    recorded = [
        (case.purchase, case.items),
        *((one.purchase, one.items) for one in case.goods_before if one.by in givers),
    ]
    return (_Named(purchase=one, items=items) for one, items in recorded if one is not None and _is_number(one.receipt))


def _is_number(receipt: str) -> bool:
    """Tell if a receipt has a number: what is written where there is none (`无`, `n/a`, `000`) is no sale's."""
    return any(one.isdigit() for one in normal_number(receipt).replace("0", ""))


def _is_same(facts: Facts, unit: str, mine: _Named, theirs: _Named) -> bool:
    """Tell if two cases name one sale; where neither says what was paid in all, they are about the same goods."""
    one, other = mine.purchase, theirs.purchase
    if normal_number(one.receipt) != normal_number(other.receipt) or _are_other_shops(facts, one.unit, other.unit):
        return False
    if one.at and other.at and facts.business_day(unit, one.at) != facts.business_day(unit, other.at):
        return False
    if one.paid is not None or other.paid is not None or not mine.goods or not theirs.goods:
        return True
    return any(is_same_item(a, b) for a in mine.goods for b in theirs.goods)


def _are_other_shops(facts: Facts, one: str | None, other: str | None) -> bool:
    """Tell if these are two units of ours, and neither is within the other."""
    organisation = facts.structure.organisation
    if one is None or other is None or not {one, other} <= set(organisation.units):
        return False
    return one not in organisation.unit_path(other) and other not in organisation.unit_path(one)
