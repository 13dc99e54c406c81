"""Coupons that were issued, and how each of them stands."""

from __future__ import annotations

from itertools import dropwhile, islice
from typing import TYPE_CHECKING

import attrs

from complaintkit.decision import sees
from complaintkit.decision.refusal import unknown_unit
from complaintkit.decision.verb import declared
from complaintkit.desk.coupon.issued import cases_with_coupons, coupons_of
from complaintkit.desk.coupon.till import coupon_of, find_coupon
from complaintkit.desk.reading.sight import Sight, check_limit, known_reader
from complaintkit.model.coupon import CouponState
from complaintkit.model.errors import CouponRefused, NotFound
from complaintkit.model.phrase import phrase
from complaintkit.model.vocabulary import member_of
from complaintkit.records.case import find

if TYPE_CHECKING:
    from collections.abc import Iterator

    from complaintkit.decision import Facts
    from complaintkit.model.actor import By
    from complaintkit.model.coupon import IssuedCoupon
    from complaintkit.ports.storage import Reader
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
            state: only those that are minted (good), redeemed, expired or voided.
            after: go on behind the coupon of this `id`, the last one of the page before.
            limit: at most so many, 1 to 10,000.

        Raises:
            InvalidInput: `by` does not work here; there is no such unit or state; the limit is out of range.
            NotFound: there is no coupon of the id `after`, or `by` may not see it.
        """
        wanted = None if state is None else member_of(CouponState, state, field="state")
        most = check_limit(limit)
        with self._door.storage.reading() as reader:
            facts = known_reader(self._door, reader, by)
            if unit is not None and unit not in facts.structure.organisation.units:
                raise unknown_unit(unit, facts.structure.organisation.units)
            found = _behind(self._issued(reader, by, unit), after)
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
            known = coupon_of(row)
            for one in coupons_of(self._door, reader, find(reader, row.case)):
                erased = not one.coupon.code and one.coupon.valid_until == known.valid_until
                if erased or one.coupon.code == known.code:
                    shown = attrs.evolve(one, coupon=known)
                    return shown if sight.has_case(row.case) else attrs.evolve(shown, id="", case="")
            raise CouponRefused(reason="unknown")

    def _issued(self, reader: Reader, by: By, unit: str | None) -> Iterator[IssuedCoupon]:
        for case in cases_with_coupons(reader):
            loaded = find(reader, case)
            facts = self._door.facts(reader, loaded.case, by=by)
            if sees(facts, loaded.case) and _within(facts, loaded.case.unit, unit):
                yield from coupons_of(self._door, reader, loaded)


def _within(facts: Facts, unit: str, around: str | None) -> bool:
    return around is None or around in facts.structure.unit_path(unit)


def _behind(found: Iterator[IssuedCoupon], after: str | None) -> Iterator[IssuedCoupon]:
    """Skip all up to the coupon of this id.

    Raises:
        NotFound: it is not among them.
    """
    if after is None:
        return found
    rest = dropwhile(lambda one: one.id != after, found)
    if next(rest, None) is None:
        raise NotFound(what="coupon", ref=after, next_step=phrase("List them from the start."))
    return rest
