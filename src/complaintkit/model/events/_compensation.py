"""What happens about money: approvals, coupons, what is carried out and taken back, budgets. F6, S4.6"""

from __future__ import annotations

from datetime import datetime

import attrs

from complaintkit.model.events._happened import Happened, personal, said
from complaintkit.model.money import Money
from complaintkit.model.remedy import Remedy


@attrs.frozen(kw_only=True, eq=False, repr=False)
class ApprovalAsked(Happened):
    """More than the giver may promise was put before somebody who may. F6"""

    proposal: str
    giver: str
    approver: str
    remedies: tuple[Remedy, ...] = ()
    values: tuple[Money | None, ...] = ()  # what each costs us, where that is not what it says
    note: str | None = said()


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Approved(Happened):
    """They may promise it: exactly this, in this round."""

    proposal: str


@attrs.frozen(kw_only=True, eq=False, repr=False)
class ApprovalRefused(Happened):
    """They may not, and why."""

    proposal: str
    reason: str | None = said()


@attrs.frozen(kw_only=True, eq=False, repr=False)
class CouponMinted(Happened):
    """The customer agreed, and holds a coupon from now on. The code is theirs: it stands with what was said."""

    coupon: str
    remedy: Remedy
    valid_until: datetime
    code: str | None = said()
    promise: str | None = None  # which earlier versions did not say


@attrs.frozen(kw_only=True, eq=False, repr=False)
class CouponRedeemed(Happened):
    """It was spent for a sale, for how much, and how much of that it paid."""

    coupon: str
    redemption: str
    unit: str
    value: Money | None = None
    spend: Money | None = None
    sale: str | None = personal()


@attrs.frozen(kw_only=True, eq=False, repr=False)
class RedemptionReversed(Happened):
    """The sale fell through: the coupon can be spent again."""

    redemption: str
    reason: str | None = said()


@attrs.frozen(kw_only=True, eq=False, repr=False)
class RemedyOrdered(Happened):
    """An executor is to carry a remedy out; `order` is the key it is known by, the same at every attempt. R10"""

    promise: str
    order: str


@attrs.frozen(kw_only=True, eq=False, repr=False)
class RemedyGiven(Happened):
    """The customer has it: an executor said so, or (without `executor`) somebody gave it by hand."""

    promise: str
    executor: str | None = None
    reference: str | None = personal()
    note: str | None = said()


@attrs.frozen(kw_only=True, eq=False, repr=False)
class RemedyRejected(Happened):
    """Whoever carries it out will not: certainly not given, and the owner sees to it."""

    promise: str
    executor: str
    because: str | None = personal()


@attrs.frozen(kw_only=True, eq=False, repr=False)
class RemedyParked(Happened):
    """Nobody knows whether it was carried out, or taken back: a person has to look."""

    promise: str
    executor: str
    because: str | None = personal()


@attrs.frozen(kw_only=True, eq=False, repr=False)
class ReversalOrdered(Happened):
    """An executor is to take a remedy back; `order` is the key that this is known by."""

    promise: str
    order: str
    reason: str | None = said()


@attrs.frozen(kw_only=True, eq=False, repr=False)
class ReversalClaimed(Happened):
    """Somebody says that they took it back by hand: it still counts, until another person confirms that."""

    promise: str
    reason: str | None = said()


@attrs.frozen(kw_only=True, eq=False, repr=False)
class RemedyReversed(Happened):
    """It was taken back, or called off before it was carried out."""

    promise: str
    executor: str | None = None
    reference: str | None = personal()
    reason: str | None = said()


@attrs.frozen(kw_only=True, eq=False, repr=False)
class ReversalRejected(Happened):
    """Whoever carried it out will not take it back: the customer still has it."""

    promise: str
    executor: str
    because: str | None = personal()


@attrs.frozen(kw_only=True, eq=False, repr=False)
class BudgetReserved(Happened):
    """What a remedy costs is set aside in the budget of the unit that pays, on this business day. F6"""

    reservation: str
    unit: str
    amount: Money
    business_day: str
    periods: tuple[str, ...]
    over: bool = False


@attrs.frozen(kw_only=True, eq=False, repr=False)
class BudgetReleased(Happened):
    """What was set aside is free again."""

    reservation: str
    unit: str
    amount: Money
    periods: tuple[str, ...]
    because: str
