"""Read coupons that were issued from the ledgers of their cases, which outlive the codes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Final

import attrs

from complaintkit.desk.coupon.redemption import coupon_of, find_coupon
from complaintkit.model.coupon import Coupon, CouponState, IssuedCoupon
from complaintkit.model.errors import NotFound
from complaintkit.model.events import CouponMinted, CouponRedeemed, RedemptionReversed
from complaintkit.model.money import Money
from complaintkit.model.phrase import phrase
from complaintkit.ports.storage import CaseFilter
from complaintkit.records.case import find
from complaintkit.records.coupon import coupons_of, rows_of, spent_of, voided
from complaintkit.records.ledger import lines_of

if TYPE_CHECKING:
    from complaintkit.decision import LedgerEntry
    from complaintkit.ports.storage import CouponRow, Reader
    from complaintkit.records.case import Loaded
    from complaintkit.records.door import Door


_PAGE: Final = 200
_ALL: Final = 10_000  # of one case there are few


@attrs.frozen
class IssuedCoupons:
    """The coupons of a desk as their cases' ledgers know them; each case is read once."""

    door: Door
    reader: Reader
    _cases: dict[str, tuple[tuple[CouponRow, IssuedCoupon], ...]] = attrs.field(factory=dict, init=False)

    def listed(self, of: CaseFilter, after: str | None) -> Iterator[IssuedCoupon]:
        """Yield coupons, the newest first, of cases that the filter lets through, behind the one of this id.

        Raises:
            NotFound: no such coupon is among them.
        """
        last = None if after is None else self._row_of(of, after)
        while rows := self.reader.coupons(of, after=last, limit=_PAGE):
            yield from map(self.of_row, rows)
            last = rows[-1]

    def of_row(self, row: CouponRow) -> IssuedCoupon:
        """Return the coupon that a row stands for; without its code where that was erased with the person."""
        if row.case not in self._cases:
            self._cases[row.case] = tuple(self._of_case(row.case))
        known = self._cases[row.case]
        by_code = (one for listed, one in known if listed.code == row.code)
        return next(by_code, None) or self._alike(row, known)

    def _alike(self, row: CouponRow, known: Sequence[tuple[CouponRow, IssuedCoupon]]) -> IssuedCoupon:
        """Return the coupon whose code no list can tell any more, asked for by it: the row that is the same but for that."""
        spent = self.reader.redemption(code=row.code)
        same = (one for listed, one in known if not one.coupon.code and attrs.evolve(listed, code=row.code) == row)
        return min(same, key=lambda one: one.redemption != (spent.id if spent else None))

    def _of_case(self, id: str) -> Iterator[tuple[CouponRow, IssuedCoupon]]:
        """Return the coupons of a case beside their rows; those that lost their code with the person, in their order."""
        rows, loaded = rows_of(self.reader, id), find(self.reader, id)
        coupons = {one.id: one for one in _coupons_of(self.door, self.reader, loaded)}
        spent = spent_of(self.reader, loaded.case, rows)
        named = coupons_of(loaded.case, lines_of(self.reader, id), reversed(rows), spent=spent)
        known = {row.code: coupons.pop(name) for name, row in named if row.code}
        return ((row, known.get(row.code) or coupons.popitem()[1]) for row in reversed(rows))

    def _row_of(self, of: CaseFilter, id: str) -> CouponRow:
        """Return the row of a coupon by its id, which begins with the number of its case.

        Raises:
            NotFound: there is none, or the filter does not let its case through.
        """
        case = self.reader.case(id.rpartition("-")[0])
        rows = self.reader.coupons(of, case=case.id, limit=_ALL) if case else ()
        found = next((row for row in rows if self.of_row(row).id == id), None)
        if found is None:
            raise NotFound(what="coupon", ref=id, next_step=phrase("List them from the start."))
        return found


def _coupons_of(door: Door, reader: Reader, loaded: Loaded) -> Iterator[IssuedCoupon]:
    """Yield the coupons of a case."""
    lines, gone = lines_of(reader, loaded.row.id), voided(loaded.case)
    now = door.clock.now()
    for line in lines:
        if isinstance(line.event, CouponMinted):
            spent = _redemption(lines, line.event.coupon)
            yield IssuedCoupon(
                id=line.event.coupon,
                coupon=_coupon(reader, line.event),
                case=loaded.case.number,
                unit=loaded.case.unit,
                issued_at=line.at,
                state=CouponState.VOIDED if line.event.coupon in gone else _state(line.event, spent, now),
                sale=spent.sale if spent else None,
                redemption=spent.redemption if spent else None,
            )


def good_coupons(door: Door, number: str) -> tuple[Coupon, ...]:
    """Return the coupons of a case that may still be spent."""
    with door.storage.reading() as reader:
        found = _coupons_of(door, reader, find(reader, number))
        return tuple(one.coupon for one in found if one.state is CouponState.MINTED and one.coupon.code)


def _redemption(lines: list[LedgerEntry], coupon: str) -> CouponRedeemed | None:
    """Return the redemption that was not reversed, where there is one."""
    back = {line.event.redemption for line in lines if isinstance(line.event, RedemptionReversed)}
    spent = (line.event for line in lines if isinstance(line.event, CouponRedeemed) and line.event.coupon == coupon)
    return next((one for one in spent if one.redemption not in back), None)


def _coupon(reader: Reader, event: CouponMinted) -> Coupon:
    """Return the coupon as the till knows it; without its code where that was erased with the person."""
    if event.code is not None:
        return coupon_of(find_coupon(reader, event.code))
    remedy = event.remedy
    return Coupon(
        code="",
        value=remedy.value or Money(0, "XXX"),
        valid_until=event.valid_until,
        min_spend=remedy.min_spend,
        percent=remedy.percent,
        units=remedy.units,
        campaign=remedy.campaign,
    )


def _state(event: CouponMinted, spent: CouponRedeemed | None, now: datetime) -> CouponState:
    if spent is not None:
        return CouponState.REDEEMED
    return CouponState.EXPIRED if now >= event.valid_until else CouponState.MINTED
