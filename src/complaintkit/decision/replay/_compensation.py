"""What promises and approvals make of a case. F6"""

from __future__ import annotations

from complaintkit.decision.replay._fold import Line, on, with_changed
from complaintkit.model import events as e
from complaintkit.model.case import Case
from complaintkit.model.remedy import Approval, Coupon, Grant, Remedy

__all__ = ["answered", "granted", "released"]


def granted(case: Case, ref: str, remedies: tuple[Remedy, ...], line: Line, *, state: str) -> tuple[Grant, ...]:
    """The grants of a case after these remedies were promised; who approved them answers for them."""
    giver = next(
        (one.answered_by for one in case.approvals if one.state == "approved" and one.remedies == remedies), None
    )
    new = (
        Grant(id=f"{ref}-{index}", remedy=remedy, giver=giver or line.by, at=line.at, state=state)
        for index, remedy in enumerate(remedies, start=1)
    )
    return (*case.grants, *new)


def answered(grants: tuple[Grant, ...], ref: str, state: str) -> tuple[Grant, ...]:
    """The grants after the offer they belong to was answered."""
    for grant in grants:
        if grant.id.startswith(f"{ref}-") and grant.state == "reserved":
            grants = with_changed(grants, grant.id, state=state)
    return grants


def released(grants: tuple[Grant, ...]) -> tuple[Grant, ...]:
    """The grants after the case ended without an answer: what was only offered counts no more."""
    for grant in grants:
        if grant.state == "reserved":
            grants = with_changed(grants, grant.id, state="released")
    return grants


@on(e.ApprovalAsked)
def _asked(case: Case, event: e.ApprovalAsked, line: Line) -> Case:
    approval = Approval(
        id=event.proposal,
        case=case.number,
        remedies=event.remedies,
        giver=event.giver,
        approver=event.approver,
        asked_at=line.at,
        note=event.note,
    )
    return case.changed(approvals=(*case.approvals, approval))


@on(e.Approved)
def _approved(case: Case, event: e.Approved, line: Line) -> Case:
    return case.changed(approvals=with_changed(case.approvals, event.proposal, state="approved", answered_by=line.by))


@on(e.ApprovalRefused)
def _refused(case: Case, event: e.ApprovalRefused, line: Line) -> Case:
    return case.changed(approvals=with_changed(case.approvals, event.proposal, state="refused", answered_by=line.by))


@on(e.CouponMinted)
def _minted(case: Case, event: e.CouponMinted, _: Line) -> Case:
    if event.code is None or event.remedy.value is None:
        return case
    coupon = Coupon(
        code=event.code, value=event.remedy.value, valid_until=event.valid_until, min_spend=event.remedy.min_spend
    )
    return case.changed(coupons=(*case.coupons, coupon))
