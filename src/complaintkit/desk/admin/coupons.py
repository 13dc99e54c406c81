"""Coupons that were issued, and how each of them stands."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

import attrs

from complaintkit.decision.refusal import unknown_unit
from complaintkit.decision.tables.verb import declared
from complaintkit.desk.coupon.issued import IssuedCoupons
from complaintkit.desk.coupon.redemption import coupon_of, find_coupon
from complaintkit.desk.reading.sight import Sight, check_limit, known_reader
from complaintkit.model.check import maybe_string
from complaintkit.model.coupon import CouponState
from complaintkit.model.vocabulary import member_of
from complaintkit.records.sight import cases_seen

if TYPE_CHECKING:
    from complaintkit.model.actor import By
    from complaintkit.model.coupon import IssuedCoupon
    from complaintkit.records.door import Door


@declared("coupons")
@attrs.frozen
class Coupons:
    """Coupons that were issued, and what became of them: `desk.coupons`. Tills use `desk.redeem_coupon` and its kin. R20

    >>> from complaintkit import Customer, Money, Remedy
    >>> from complaintkit.testing import open_test_desk
    >>> with open_test_desk() as desk:
    ...     case = desk.receive(
    ...         "饭是酸的",
    ...         by="chen",
    ...         channel="hotline",
    ...         category="food/sensory",
    ...         customer=Customer(phone="13800138000"),
    ...     )
    ...     gift = Remedy.coupon(Money(10, "CNY"), valid_days=30)
    ...     case = desk.settle(case, by="chen", facts="酸了", agreed="by-phone", remedies=[gift])
    ...     (issued,) = desk.coupons.list(by="chen")
    >>> issued.coupon.value, issued.state.value
    (Money('10.00', 'CNY'), 'minted')
    """

    _door: Door = attrs.field(repr=False)

    def list(
        self,
        *,
        by: By,
        unit: str | None = None,
        state: CouponState | str | None = None,
        after: str | None = None,
        limit: int = 200,
    ) -> tuple[IssuedCoupon, ...]:
        """List coupons, the newest first, of the cases that `by` may see. A code is as good as money: mask it on a screen.

        Args:
            by: who asks.
            unit: only those issued at this unit or within it.
            state: only those that are minted (good), redeemed, expired or voided (taken back).
            after: go on behind the coupon of this `id`, the last one of the page before.
            limit: at most so many, 1 to 10,000.

        Raises:
            InvalidInput: `by` does not work here; there is no such unit or state; the limit is out of range.
            NotFound: there is no coupon of the id `after`, or `by` may not see it.
        """
        wanted = None if state is None else member_of(CouponState, state, field="state")
        most, after = check_limit(limit), maybe_string(after, field="after")
        maybe_string(unit, field="unit")
        with self._door.storage.reading() as reader:
            facts = known_reader(self._door, reader, by)
            of = cases_seen(facts)
            if unit is not None:
                units = facts.structure.organisation.units
                if unit not in units:
                    raise unknown_unit(unit, units)
                of = attrs.evolve(of, units=frozenset({unit, *facts.structure.below(unit)}))
            found = IssuedCoupons(self._door, reader).listed(of, after)
            return tuple(islice((one for one in found if wanted in (None, one.state)), most))

    def show(self, code: str, *, by: By) -> IssuedCoupon:
        """Return a coupon by its code, however that is typed: whoever has the code may look.

        What case it is of hears who may see that; for others `id` and `case` are empty.

        Raises:
            InvalidInput: `by` does not work here.
            CouponRefused: there is none of this code.
        """
        with self._door.storage.reading() as reader:
            sight = Sight.of(self._door, reader, by)
            row = find_coupon(reader, code)
            shown = attrs.evolve(IssuedCoupons(self._door, reader).of_row(row), coupon=coupon_of(row))
            return shown if sight.has_case(row.case) else attrs.evolve(shown, id="", case="")
