"""Folds of promises, approvals and budgets. F6"""

from __future__ import annotations

from attrs import evolve

from complaintkit.decision.replay._fold import LedgerEntry, on, with_changed
from complaintkit.model import events as e
from complaintkit.model.case import Case
from complaintkit.model.coupon import Coupon
from complaintkit.model.remedy import Approval, PromisedRemedy, Remedy, Reservation


def promised(case: Case, ref: str, event: e.PlanOffered | e.Settled, line: LedgerEntry, *, state: str) -> Case:
    """Return the case after remedies were promised; who approved them answers for them, and the approval is used."""
    remedies = event.remedies
    approval = approval_of(case, line.by, remedies)
    values = event.values or tuple(one.face_value for one in remedies)
    free = {one.id for one in case.reservations if one.state == "reserved"}
    new = (
        PromisedRemedy(
            id=f"{ref}-{index}",
            remedy=remedy,
            giver=(approval and approval.answered_by) or line.by,
            at=line.at,
            state=_agreed(remedy) if state == "promised" else state,
            reservation=set_aside if approval and (set_aside := f"{approval.id}-{index}") in free else None,
            value=value,
        )
        for index, (remedy, value) in enumerate(zip(remedies, values, strict=True), start=1)
    )
    used = tuple(evolve(one, used=True) if one is approval else one for one in case.approvals)
    promises = (*case.promises, *new)
    return case.changed(promises=promises, approvals=used, reservations=with_spent(case, promises))


def approval_of(case: Case, giver: str, remedies: tuple[Remedy, ...]) -> Approval | None:
    """Return the approval that lets this giver promise just these remedies, on this case, in this round. F6

    The remedies themselves are compared: an id is a digest, and two proposals may be made to share one. Who took the case over from
    the giver holds it in their place, but for whoever approved it.
    """
    return next((one for one in case.approvals if _holds_for(one, case, giver, remedies)), None)


def _holds_for(one: Approval, case: Case, giver: str, remedies: tuple[Remedy, ...]) -> bool:
    if (
        one.state != "approved"
        or one.used
        or (one.case, one.cycle, one.remedies) != (case.number, case.cycle, remedies)
    ):
        return False
    took_over = giver == case.owner and one.giver in case.owners and giver != one.answered_by
    return giver == one.giver or took_over


def _agreed(remedy: Remedy) -> str:
    """Return the state of a promise that is agreed to: words are said and coupons minted at once, all else is to be carried out."""
    return "given" if remedy.kind in _AT_ONCE else "promised"


_AT_ONCE = frozenset({"apology", "coupon", "discount"})


def with_answer(promises: tuple[PromisedRemedy, ...], ref: str, state: str) -> tuple[PromisedRemedy, ...]:
    """Return the promises after the offer they belong to was answered."""
    for promise in promises:
        if promise.id.startswith(f"{ref}-") and promise.state == "reserved":
            promises = with_changed(
                promises, promise.id, state=_agreed(promise.remedy) if state == "promised" else state
            )
    return promises


def with_spent(case: Case, promises: tuple[PromisedRemedy, ...]) -> tuple[Reservation, ...]:
    """Return the reservations after promises were carried out: what stands behind those is spent. F6"""
    given = {one.reservation for one in promises if one.state == "given"}
    return tuple(
        evolve(one, state="spent") if one.id in given and one.state == "reserved" else one for one in case.reservations
    )


def with_released(promises: tuple[PromisedRemedy, ...], *states: str) -> tuple[PromisedRemedy, ...]:
    """Return the promises after the case ended without an answer: what was only offered, or is in `states`, counts no more."""
    for promise in promises:
        if promise.state in ("reserved", *states):
            promises = with_changed(promises, promise.id, state="released")
    return promises


@on(e.ApprovalAsked)
def _asked(case: Case, event: e.ApprovalAsked, line: LedgerEntry) -> Case:
    approval = Approval(
        id=event.proposal,
        case=case.number,
        remedies=event.remedies,
        giver=event.giver,
        approver=event.approver,
        asked_at=line.at,
        note=event.note,
        cycle=case.cycle,
        values=event.values or tuple(one.face_value for one in event.remedies),
    )
    return case.changed(approvals=(*case.approvals, approval))


@on(e.Approved)
def _approved(case: Case, event: e.Approved, line: LedgerEntry) -> Case:
    return _answered(case, event.proposal, state="approved", by=line.by)


@on(e.ApprovalRefused)
def _refused(case: Case, event: e.ApprovalRefused, line: LedgerEntry) -> Case:
    return _answered(case, event.proposal, state="refused", by=line.by)


def _answered(case: Case, id_: str, *, state: str, by: str) -> Case:
    """Return the case after what waits under this id was answered; what was answered before under the same id stays."""
    return case.changed(
        approvals=tuple(
            evolve(one, state=state, answered_by=by) if one.id == id_ and one.state == "asked" else one
            for one in case.approvals
        )
    )


@on(e.CouponMinted)
def _minted(case: Case, event: e.CouponMinted, _: LedgerEntry) -> Case:
    case = case.changed(promises=_with_coupon(case.promises, event))
    if event.code is None or event.remedy.value is None:
        return case
    coupon = Coupon(
        code=event.code,
        value=event.remedy.value,
        valid_until=event.valid_until,
        min_spend=event.remedy.min_spend,
        percent=event.remedy.percent,
        units=event.remedy.units,
        campaign=event.remedy.campaign,
    )
    return case.changed(coupons=(*case.coupons, coupon))


def _with_coupon(promises: tuple[PromisedRemedy, ...], event: e.CouponMinted) -> tuple[PromisedRemedy, ...]:
    """Return the promises, one of them with its coupon.

    Which one earlier versions did not say: it is the next like it of what was agreed to last.
    """
    last = promises[-1].id.rpartition("-")[0] if promises else ""
    like = (
        one.id
        for one in promises
        if one.id.rpartition("-")[0] == last and (one.state, one.coupon, one.remedy) == ("given", None, event.remedy)
    )
    return with_changed(promises, event.promise or next(like, ""), coupon=event.coupon)


@on(e.CouponRedeemed)
def _redeemed(case: Case, event: e.CouponRedeemed, _: LedgerEntry) -> Case:
    spent = (evolve(one, redemption=event.redemption) if one.coupon == event.coupon else one for one in case.promises)
    return case.changed(promises=tuple(spent))


@on(e.RedemptionReversed)
def _given_back(case: Case, event: e.RedemptionReversed, _: LedgerEntry) -> Case:
    free = (evolve(one, redemption=None) if one.redemption == event.redemption else one for one in case.promises)
    return case.changed(promises=tuple(free))


# ---- carrying out ---------------------------------------------------------------------------------------------------
def _changed(case: Case, id_: str, **changes: object) -> Case:
    promises = with_changed(case.promises, id_, **changes)
    return case.changed(promises=promises, reservations=with_spent(case, promises))


@on(e.RemedyOrdered)
def _ordered(case: Case, event: e.RemedyOrdered, _: LedgerEntry) -> Case:
    return _changed(case, event.promise, state="ordered", order=event.order)


@on(e.RemedyGiven)
def _given(case: Case, event: e.RemedyGiven, _: LedgerEntry) -> Case:
    known = next((one for one in case.promises if one.id == event.promise), None)
    # it was on its way back, and was not taken back, after all
    still = known is not None and (known.reversal is not None or known.state == "reversal-claimed")
    executor = known.executor if known and still else event.executor
    reference = event.reference or (known.reference if known and still else None)
    return _changed(case, event.promise, state="given", executor=executor, reference=reference, reversal=None)


@on(e.RemedyRejected)
def _rejected(case: Case, event: e.RemedyRejected, _: LedgerEntry) -> Case:
    return _changed(case, event.promise, state="rejected")


@on(e.RemedyParked)
def _parked(case: Case, event: e.RemedyParked, _: LedgerEntry) -> Case:
    return _changed(case, event.promise, state="parked")


@on(e.ReversalOrdered)
def _reversing(case: Case, event: e.ReversalOrdered, _: LedgerEntry) -> Case:
    return _changed(case, event.promise, state="reversing", reversal=event.order)


@on(e.ReversalClaimed)
def _claimed(case: Case, event: e.ReversalClaimed, line: LedgerEntry) -> Case:
    return _changed(case, event.promise, state="reversal-claimed", claimed_by=line.by)


@on(e.RemedyReversed)
def _reversed(case: Case, event: e.RemedyReversed, _: LedgerEntry) -> Case:
    good = [one.id for one in case.promises if one.coupon and one.state != "reversed"]
    if event.promise in good and len(good) == len(case.coupons):  # else their codes are erased
        place = good.index(event.promise)
        case = case.changed(coupons=(*case.coupons[:place], *case.coupons[place + 1 :]))
    return _changed(case, event.promise, state="reversed")


@on(e.ReversalRejected)
def _kept(case: Case, event: e.ReversalRejected, _: LedgerEntry) -> Case:
    return _changed(case, event.promise, state="given", reversal=None)


# ---- budgets --------------------------------------------------------------------------------------------------------
@on(e.BudgetReserved)
def _set_aside(case: Case, event: e.BudgetReserved, _: LedgerEntry) -> Case:
    new = Reservation(
        id=event.reservation,
        unit=event.unit,
        amount=event.amount,
        business_day=event.business_day,
        periods=event.periods,
        over=event.over,
    )
    promises = with_changed(case.promises, event.reservation, reservation=event.reservation)
    case = case.changed(promises=promises, reservations=(*case.reservations, new))
    return case.changed(reservations=with_spent(case, promises))


@on(e.BudgetReleased)
def _free(case: Case, event: e.BudgetReleased, _: LedgerEntry) -> Case:
    return case.changed(reservations=with_changed(case.reservations, event.reservation, state="released"))
