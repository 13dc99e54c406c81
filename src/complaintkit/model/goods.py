"""What was bought: items with SKU and lot, a purchase with its receipt. R21"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal

import attrs

from complaintkit.model.bounds import LARGEST_WHOLE, is_exact, short
from complaintkit.model.check import is_word, maybe_instant, maybe_utc, maybe_word, several
from complaintkit.model.errors import InvalidInput
from complaintkit.model.money import Money, with_currency
from complaintkit.model.phrase import phrase
from complaintkit.model.said import ERASED, PERSONAL

__all__ = ["Item", "Purchase"]


def _quantity(value: Decimal | int) -> Decimal:
    if isinstance(value, float | bool) or not isinstance(value, Decimal | int):
        raise InvalidInput(
            field="quantity",
            reason=phrase("{value!r} is not exact", value=short(value)),
            next_step=phrase("Give an int or a Decimal."),
        )
    if (isinstance(value, int) and abs(value) > LARGEST_WHOLE) or not is_exact(Decimal(value)) or Decimal(value) <= 0:
        raise InvalidInput(
            field="quantity",
            reason=phrase("{value} is not a quantity", value=short(value)),
            next_step=phrase("Give more than zero."),
        )
    return Decimal(value)


def _not_negative(_: object, attribute: attrs.Attribute[Money | None], value: Money | None) -> None:
    if value is not None and with_currency(value, field=attribute.name).amount < 0:
        raise InvalidInput(
            field=attribute.name,
            reason=phrase("{value} is negative", value=value),
            next_step=phrase("Give what was paid."),
        )


@attrs.frozen
class Item:
    """Goods or a service complained of.

    >>> Item("烤鱿鱼", lot="L2291").lot
    'L2291'
    """

    name: str = attrs.field(validator=is_word)
    sku: str | None = attrs.field(default=None, kw_only=True, validator=maybe_word)
    lot: str | None = attrs.field(default=None, kw_only=True, validator=maybe_word)
    quantity: Decimal = attrs.field(default=Decimal(1), kw_only=True, converter=_quantity)
    paid: Money | None = attrs.field(default=None, kw_only=True, validator=_not_negative)


def normal_number(text: str) -> str:
    """Return the number of a receipt, lot or article as it is compared: its letters and digits, of one width, small.

    >>> normal_number("Ａ７－００４２ "), normal_number("a7–0042"), normal_number("0042")
    ('a70042', 'a70042', '42')
    """
    plain = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    letters = "".join(one for one in plain if one.isalnum())
    return letters.lstrip("0") or letters or plain


def items_of(values: Iterable[Item]) -> tuple[Item, ...]:
    """Convert a list of items to a tuple."""
    return several(values, Item, field="items")


@attrs.frozen
class Purchase:
    """A sale: `receipt` is the number of the receipt, delivery note or job.

    >>> Purchase("R1", items=[Item("酸奶", lot="L7", paid=Money("12.80", "CNY"))]).items[0].lot
    'L7'
    """

    receipt: str = attrs.field(validator=is_word, metadata={PERSONAL: ERASED})
    account: str | None = attrs.field(default=None, kw_only=True, validator=maybe_word, metadata={PERSONAL: None})
    at: datetime | None = attrs.field(default=None, kw_only=True, converter=maybe_utc, validator=maybe_instant)
    unit: str | None = attrs.field(default=None, kw_only=True, validator=maybe_word)
    paid: Money | None = attrs.field(default=None, kw_only=True, validator=_not_negative)
    items: tuple[Item, ...] = attrs.field(default=(), kw_only=True, converter=items_of)


@attrs.frozen(kw_only=True)
class ReplacedGoods:
    """Goods as they were recorded, until somebody recorded others in their place."""

    by: str
    purchase: Purchase | None
    items: tuple[Item, ...]
