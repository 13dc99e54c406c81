"""Verbs of compensation: proposals, approval before promising, giving and taking back, a coupon's life. F6, S4.6"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from complaintkit.desk.verbs.base import Verbs

if TYPE_CHECKING:
    from complaintkit.model.actor import By
    from complaintkit.model.case import Case, CaseRef
    from complaintkit.model.coupon import Coupon, Redemption
    from complaintkit.model.money import Money
    from complaintkit.model.period import Period
    from complaintkit.model.remedy import PromisedRemedy, Proposal


class CompensationVerbs(Verbs):
    """Who may promise what."""

    def proposals(self, case: CaseRef, *, by: By) -> tuple[Proposal, ...]:
        """List what the playbook's rows and the policies propose for this case, and whether `by` may promise it. S1.9

        Of the rows in one group the best for the customer; groups add up. What a guard refuses is left out.

        Args:
            case: the case, or its number; it acts on the case as it stands now.
            by: who would promise it.

        Raises:
            NotFound: there is no such case, or `by` may not see it (R20).
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
        """Put what is beyond your authority before the lowest leader who may promise it (`BeyondAuthority.proposal`). F6

        Args:
            case: the case, or its number; it acts on the case as it stands now.
            by: who does it: a staff id, or `System(name)` for a program.
            proposal: the id that `BeyondAuthority.proposal` or `proposals` names.
            note: a word for colleagues.
            idempotency_key: the same key again gives what the first gave, and does nothing.
            if_version: refuse where the case is not at this version any more.

        Raises:
            NotFound: there is no such case, or `by` may not see it (R20).
            NotAllowed: the state, a rule or their role stands in the way; `error.allowed` is what is possible.
            NotResponsible: somebody else is accountable: `error.owner`.
            InvalidInput: a field can't be used; it is named, and what was typed is kept (`error.kept_as`).
            ConflictError: the case is at another version, or the key stood for something else.
        """
        return self._verb("ask-approval", locals())

    def approve(
        self,
        case: CaseRef,
        *,
        by: By,
        proposal: Proposal | str,
        idempotency_key: str | None = None,
        if_version: int | None = None,
    ) -> Case:
        """Let it be promised: exactly this, in this round; it counts towards your limits. Nobody approves their own. F6

        Args:
            case: the case, or its number; it acts on the case as it stands now.
            by: who does it: a staff id, or `System(name)` for a program.
            proposal: the id that `BeyondAuthority.proposal` or `proposals` names.
            idempotency_key: the same key again gives what the first gave, and does nothing.
            if_version: refuse where the case is not at this version any more.

        Raises:
            NotFound: there is no such case, or `by` may not see it (R20).
            NotAllowed: it is their own, somebody else was asked, or it is beyond their own limits (F6); or the state, a
                rule or their role stands in the way; `error.allowed` is what is possible.
            InvalidInput: a field can't be used; it is named, and what was typed is kept (`error.kept_as`).
            ConflictError: the case is at another version, or the key stood for something else.
        """
        return self._verb("approve", locals())

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
        """Refuse to let it be promised, and say why. F6

        Args:
            case: the case, or its number; it acts on the case as it stands now.
            by: who does it: a staff id, or `System(name)` for a program.
            proposal: the id that `BeyondAuthority.proposal` or `proposals` names.
            reason: why, so that the giver can tell the customer something.
            idempotency_key: the same key again gives what the first gave, and does nothing.
            if_version: refuse where the case is not at this version any more.

        Raises:
            NotFound: there is no such case, or `by` may not see it (R20).
            NotAllowed: somebody else was asked (F6); or the state, a rule or their role stands in the way;
                `error.allowed` is what is possible.
            InvalidInput: a field can't be used; it is named, and what was typed is kept (`error.kept_as`).
            ConflictError: the case is at another version, or the key stood for something else.
        """
        return self._verb("refuse-approval", locals())

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

        Args:
            case: the case, or its number; it acts on the case as it stands now.
            by: who does it: a staff id, or `System(name)` for a program.
            promise: the promised remedy, or its id (`case.promises`).
            reference: a receipt's or transfer's number.
            note: a word for colleagues.
            idempotency_key: the same key again gives what the first gave, and does nothing.
            if_version: refuse where the case is not at this version any more.

        Raises:
            NotFound: there is no such case, or `by` may not see it (R20).
            NotAllowed: the state, a rule or their role stands in the way; `error.allowed` is what is possible.
            InvalidInput: a field can't be used; it is named, and what was typed is kept (`error.kept_as`).
            ConflictError: an executor is carrying it out, and nobody knows yet whether it did; or it was given before;
                or the case is at another version, or the key stood for something else.
        """
        return self._verb("give-remedy", locals())

    def order_remedy(
        self,
        case: CaseRef,
        *,
        by: By,
        promise: PromisedRemedy | str,
        idempotency_key: str | None = None,
        if_version: int | None = None,
    ) -> Case:
        """Have an executor carry it out again: what it rejected, or what a person found not to have been carried out. S4.11

        What the customer agrees to is ordered without this, where an executor carries out its kind.

        Args:
            case: the case, or its number; it acts on the case as it stands now.
            by: who does it: a staff id, or `System(name)` for a program.
            promise: the promised remedy, or its id (`case.promises`).
            idempotency_key: the same key again gives what the first gave, and does nothing.
            if_version: refuse where the case is not at this version any more.

        Raises:
            NotFound: there is no such case, or `by` may not see it (R20).
            NotAllowed: the state, a rule or their role stands in the way; `error.allowed` is what is possible.
            NotResponsible: somebody else is accountable: `error.owner`.
            InvalidInput: a field can't be used; it is named, and what was typed is kept (`error.kept_as`).
            ConflictError: the case is at another version, or the key stood for something else.
        """
        return self._verb("order-remedy", locals())

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
        """Call off what was not given yet, or take back what was: by its executor, or `by_hand`, on record. S4.11

        What was set aside in a budget is free again once that is done. What came back by hand counts as such (`reversal-claimed`)
        until another person confirms it, by the same verb. A coupon that was not spent is worth nothing from now on (`voided`).

        Args:
            case: the case, or its number; it acts on the case as it stands now.
            by: who does it: a staff id, or `System(name)` for a program.
            promise: the promised remedy, or its id (`case.promises`).
            reason: why.
            by_hand: True where a person took it back, not an executor; another one confirms it. Of a coupon it says nothing.
            idempotency_key: the same key again gives what the first gave, and does nothing.
            if_version: refuse where the case is not at this version any more.

        Raises:
            NotFound: there is no such case, or `by` may not see it (R20).
            NotAllowed: the state, a rule or their role stands in the way; `error.allowed` is what is possible.
            NotResponsible: somebody else is accountable: `error.owner`.
            InvalidInput: a field can't be used; it is named, and what was typed is kept (`error.kept_as`).
            ConflictError: its coupon was spent, or was not issued here; it is over, or under way; the case is at another
                version, or the key stood for something else.
        """
        return self._verb("reverse-remedy", locals())

    # ---- coupons ------------------------------------------------------------------------------------------------------
    def check_coupon(self, code: str, *, unit: str, spend: Money, by: By | None = None) -> Coupon:
        """Look at a coupon before it is spent. Nothing is held: two tills may both show it, one will spend it.

        Args:
            code: the coupon's code, however it is typed.
            unit: where it is to be spent.
            spend: what the customer pays for this sale.
            by: who stands at the till; the till's own program where none is given.

        Raises:
            CouponRefused: `reason` is unknown, expired, redeemed, other-unit, below-minimum or voided.
            InvalidInput: unit or spend can't be used, or `by` does not work here, or not at that unit (R20).
        """
        from complaintkit.desk.coupon.redemption import check_coupon

        return check_coupon(self._door, code, unit, spend, by)

    def redeem_coupon(self, code: str, *, by: By, sale: str, unit: str, spend: Money) -> Redemption:
        """Spend a coupon for a sale, once: pressing "pay" twice spends it once (`replayed`).

        A sale is the same by its number, its unit and what is paid, within one business day of the unit: tills count anew.
        `value` is what it is worth for this sale, never more than `spend`.

        Args:
            code: the coupon's code, however it is typed.
            by: the cashier: a staff id, or `System(name)` for a till.
            sale: the sale's number at the till.
            unit: where it is spent.
            spend: what the customer pays for this sale.

        Raises:
            CouponRefused: it can't be used, or was spent for another sale: `redeemed`, or `other-sale` where that one
                has the same number, but is of another unit, amount or business day.
            InvalidInput: a field can't be used, or the cashier does not work here, or not at that unit (R20).
        """
        from complaintkit.desk.coupon.redemption import redeem

        return redeem(self._door, code, by, sale=sale, unit=unit, spend=spend)

    def reverse_redemption(self, redemption: str, *, by: By, reason: str) -> Redemption:
        """Give a coupon back because the sale fell through; it can be spent again until it expires. Twice is once.

        Whoever rang it up may, and whoever sees the unit where it was spent, or the coupon's case. R20

        Args:
            redemption: its id (`Redemption.id`).
            by: who does it: a staff id, or `System(name)` for a program.
            reason: why.

        Raises:
            NotFound: there is no such redemption, or it is not theirs to see (R20).
            NotAllowed: they gave this coupon back from a sale of their own before: a second person does, who is named (F6).
            InvalidInput: the reason is empty.
        """
        from complaintkit.desk.coupon.redemption import reverse

        return reverse(self._door, redemption, by, reason)

    def redemptions(self, period: Period, *, unit: str | None = None, by: By | None = None) -> Iterator[Redemption]:
        """Return what was spent in a period and not given back, in order.

        With `by`, only what was spent at units they see, or on coupons of cases that they may see (R20).

        Args:
            period: a `Period`, such as `Period.month(2026, 11, zone=...)`.
            unit: with all that lies within it; everywhere where none is given.
            by: who reads; the host, for everybody, where none is given.

        Raises:
            InvalidInput: `by` does not work here.
            StorageError: the database can't be read.
        """
        from complaintkit.desk.coupon.redemption import redemptions_in

        return redemptions_in(self._door, period, unit, by)
