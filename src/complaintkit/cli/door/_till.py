"""What a till asks of the door: look at a coupon, spend it for a sale, give it back. No case is named."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

import attrs

from complaintkit.cli.door._get import Reading
from complaintkit.model.door_word import door_word
from complaintkit.model.money import Money
from complaintkit.model.wire import as_data

if TYPE_CHECKING:
    from complaintkit.cli.door._session import Session
    from complaintkit.model.actor import By
    from complaintkit.model.coupon import Redemption


@attrs.frozen(kw_only=True)
class ReadCheckCoupon(Reading):
    """A coupon before it is spent: what it is worth, and until when. Nothing is held."""

    code: str
    unit: str
    spend: Money

    def result(self, session: Session, by: By) -> object:
        """Return the coupon; one that can't be used here and now is refused with the reason."""
        return as_data(session.desk.check_coupon(self.code, unit=self.unit, spend=self.spend, by=by))


@attrs.frozen(kw_only=True)
class TillCommand:
    """What is done at a till. Its own number is its key: the same again does nothing, and says so."""

    word: ClassVar[str] = "at-till"
    event: ClassVar[str] = ""

    def __init_subclass__(cls) -> None:
        """Name it: `RedeemCoupon` is `redeem-coupon` at the door."""
        cls.word = door_word(cls.__name__)

    def perform(self, session: Session, by: By) -> Redemption:
        """Do it."""
        raise NotImplementedError


@attrs.frozen(kw_only=True)
class RedeemCoupon(TillCommand):
    """Spend a coupon for a sale, once: the sale's number is the key."""

    event: ClassVar[str] = "coupon-redeemed"
    code: str
    sale: str
    unit: str
    spend: Money

    def perform(self, session: Session, by: By) -> Redemption:
        """Spend it; return what it was worth for this sale."""
        return session.desk.redeem_coupon(self.code, by=by, sale=self.sale, unit=self.unit, spend=self.spend)


@attrs.frozen(kw_only=True)
class ReverseRedemption(TillCommand):
    """Give a coupon back because the sale fell through. Twice is once."""

    event: ClassVar[str] = "redemption-reversed"
    redemption: str
    reason: str

    def perform(self, session: Session, by: By) -> Redemption:
        """Return what was given back."""
        return session.desk.reverse_redemption(self.redemption, by=by, reason=self.reason)


def till_commands() -> dict[str, type[TillCommand]]:
    """List what is done at a till, by its door word."""
    return {kind.word: kind for kind in TillCommand.__subclasses__()}
