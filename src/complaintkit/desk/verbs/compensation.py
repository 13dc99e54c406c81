"""Verbs of compensation: proposals, approval before promising, giving and taking back, a coupon's life. F6, S4.6"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from complaintkit.desk.verbs.base import Verbs
from complaintkit.model import commands as c

if TYPE_CHECKING:
    from complaintkit.model.actor import By
    from complaintkit.model.case import Case, CaseRef
    from complaintkit.model.money import Money
    from complaintkit.model.period import Period
    from complaintkit.model.remedy import Coupon, PromisedRemedy, Proposal, Redemption


class CompensationVerbs(Verbs):
    """Who may promise what."""

    def proposals(self, case: CaseRef, *, by: By) -> tuple[Proposal, ...]:
        """What the playbook's rows and the policies propose for this case, and whether `by` may promise it.

        Of the rows in one group the best for the customer; groups add up. What a guard refuses is left out.
        """
        from complaintkit.desk._proposals import proposals_for

        return proposals_for(self._door, self._opened.plugins, case, by)

    def ask_approval(
        self,
        case: CaseRef,
        *,
        by: By,
        proposal: Proposal | str,
        note: str | None = None,
        idempotency_key: str | None = None,
        if_version: int | None = None,
    ) -> Case:
        """Put what is beyond your authority before the lowest leader who may promise it (`BeyondAuthority.proposal`). F6"""
        return self._verb(c.AskApproval, locals())

    def approve(
        self,
        case: CaseRef,
        *,
        by: By,
        proposal: Proposal | str,
        idempotency_key: str | None = None,
        if_version: int | None = None,
    ) -> Case:
        """Let it be promised: exactly this, in this round; it counts towards your limits. Nobody approves their own. F6"""
        return self._verb(c.Approve, locals())

    def refuse_approval(
        self,
        case: CaseRef,
        *,
        by: By,
        proposal: Proposal | str,
        reason: str,
        idempotency_key: str | None = None,
        if_version: int | None = None,
    ) -> Case:
        """Don't let it be promised, and say why."""
        return self._verb(c.RefuseApproval, locals())

    # ---- carrying out -----------------------------------------------------------------------------------------------
    def give_remedy(
        self,
        case: CaseRef,
        *,
        by: By,
        promise: PromisedRemedy | str,
        reference: str | None = None,
        note: str | None = None,
        idempotency_key: str | None = None,
        if_version: int | None = None,
    ) -> Case:
        """Record that the customer has what was promised (`case.promises`): given by hand, at a till off the network, say.

        An executor is told no more. S4.11

        Raises:
            ConflictError: an executor is carrying it out, and nobody knows yet whether it did; or it was given before.
        """
        return self._verb(c.GiveRemedy, locals())

    def order_remedy(
        self,
        case: CaseRef,
        *,
        by: By,
        promise: PromisedRemedy | str,
        idempotency_key: str | None = None,
        if_version: int | None = None,
    ) -> Case:
        """Have an executor carry it out again: what it rejected, or what a person found not to have been carried out.

        What the customer agrees to is ordered without this, where an executor carries out its kind.
        """
        return self._verb(c.OrderRemedy, locals())

    def reverse_remedy(
        self,
        case: CaseRef,
        *,
        by: By,
        promise: PromisedRemedy | str,
        reason: str,
        by_hand: bool = False,
        idempotency_key: str | None = None,
        if_version: int | None = None,
    ) -> Case:
        """Call off what was not given yet, or take back what was: by the executor that gave it, or `by_hand`, on record.

        What was set aside in a budget is free again once that is done.
        """
        return self._verb(c.ReverseRemedy, locals())

    # ---- coupons ------------------------------------------------------------------------------------------------------
    def check_coupon(self, code: str, *, unit: str, spend: Money) -> Coupon:
        """Look at a coupon before it is spent. Nothing is held: two tills may both show it, one will spend it.

        Raises:
            CouponRefused: `reason` is unknown, expired, redeemed, other-unit, below-minimum or voided.
        """
        from complaintkit.desk.coupon.till import check_coupon

        return check_coupon(self._door, code, unit, spend)

    def redeem_coupon(self, code: str, *, by: By, sale: str, unit: str, spend: Money) -> Redemption:
        """Spend a coupon for a sale, once. The sale's number is the key: pressing "pay" twice spends it once (`replayed`).

        `value` is what it is worth for this sale, never more than `spend`.

        Raises:
            CouponRefused: it can't be used, or was spent for another sale.
        """
        from complaintkit.desk.coupon.till import redeem

        return redeem(self._door, code, by, sale=sale, unit=unit, spend=spend)

    def reverse_redemption(self, redemption: str, *, by: By, reason: str) -> Redemption:
        """Give a coupon back because the sale fell through; it can be spent again until it expires. Twice is once."""
        from complaintkit.desk.coupon.till import reverse

        return reverse(self._door, redemption, by, reason)

    def redemptions(self, period: Period, *, unit: str | None = None) -> Iterator[Redemption]:
        """What was spent in a period and not given back, in order."""
        from complaintkit.desk.coupon.till import redemptions_in

        return redemptions_in(self._door, period, unit)
