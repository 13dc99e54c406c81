"""Lists of coupons, the newest first, of cases that a filter lets through."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sqlalchemy import Integer, exists, tuple_

from complaintkit.ports import storage as port
from complaintkit_sqlmodel._cases import case_conditions
from complaintkit_sqlmodel._listing import Asked, Shape, question
from complaintkit_sqlmodel._query import CASE, COUPON, rows_of
from complaintkit_sqlmodel._statement import Query, given, several

if TYPE_CHECKING:
    from collections.abc import Sequence


_AFTER: Final = tuple_(given("coupon_issued_at_0", COUPON.c.issued_at.type), given("coupon_code_0", COUPON.c.code.type))


def asked_coupons(of: Asked, case: str | None, after: port.CouponRow | None) -> Asked:
    """Return what a list of coupons asks, as shape and values: of the coupons themselves (`coupon_`), and of their cases."""
    own: dict[str, Sequence[object]] = {} if case is None else {"coupon_case": (case,)}
    if after is not None:
        own |= {"coupon_issued_at": (after.issued_at,), "coupon_code": (after.code,)}
    asked = question(own)
    return Asked((*asked.shape, *of.shape), {**asked.values, **of.values})


def coupon_list(shape: Shape) -> Query[port.CouponRow]:
    """Select coupons, the newest first."""
    selection = rows_of(port.CouponRow).order_by(COUPON.c.issued_at.desc(), COUPON.c.code.desc())
    if "coupon_case" in dict(shape):
        selection = selection.where(COUPON.c.case == given("coupon_case_0"))
    if "of_cases" in dict(shape):
        selection = selection.where(COUPON.c.case.in_(several("of_cases", dict(shape)["of_cases"])))
    if "coupon_code" in dict(shape):
        selection = selection.where(tuple_(COUPON.c.issued_at, COUPON.c.code) < _AFTER)
    if conditions := list(case_conditions(shape)):
        selection = selection.where(exists().where(CASE.c.id == COUPON.c.case, *conditions))
    return Query(port.CouponRow, selection.limit(given("limit", Integer)))
