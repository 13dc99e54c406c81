"""PriceBook knows what goods cost: the host's price list, by which a replacement counts in limits and budgets. F6, R21"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from complaintkit.model.goods import Item
    from complaintkit.model.money import Money

__all__ = ["PriceBook"]


class PriceBook(Protocol):
    """Says what one of some goods costs us. It is asked before anything is promised, outside the transaction that promises.

    The dearest of price list, receipt and what is declared counts. What no list knows, and no receipt says, needs approval.
    """

    @property
    def name(self) -> str:
        """The list: "pos-prices"."""
        ...

    def price(self, item: Item, *, unit: str) -> Money | None:
        """Return what one piece costs in a unit, by SKU or name; None where the list does not have it."""
        ...
