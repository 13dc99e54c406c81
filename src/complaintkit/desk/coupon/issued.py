"""Coupons that were issued, and what became of them: read from the ledgers of their cases, which outlive the codes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from itertools import islice
from typing import TYPE_CHECKING

import attrs

from complaintkit.decision import sees
from complaintkit.decision.refusal import stranger
from complaintkit.desk.coupon.till import coupon_as_kept, found_coupon
from complaintkit.model.errors import CouponRefused
from complaintkit.model.events import CouponMinted, CouponRedeemed, RedemptionReversed
from complaintkit.model.money import Money
from complaintkit.model.remedy import Coupon

if TYPE_CHECKING:
    from complaintkit.decision import Line
    from complaintkit.model.actor import By
    from complaintkit.ports.storage import Reader
    from complaintkit.records.door import Door
    from complaintkit.records.request import Loaded


_PAGE = 1000


@attrs.frozen(kw_only=True)
class Issued:
    """A coupon, the number and unit of its case, and how it stands: minted, redeemed (for which sale), expired or voided.

    The code is empty where it was erased with the person.
    """

    coupon: Coupon
    case: str
    unit: str
    issued_at: datetime
    state: str
    sale: str | None = None
    redemption: str | None = None


def issued(door: Door, *, by: By, unit: str | None = None, state: str | None = None, limit: int = 200) -> list[Issued]:
    """The newest first, of the cases that this person may read. R20

    Raises:
        InvalidInput: nobody of that id works here.
    """
    with door.storage.reading() as reader:
        found = (
            one
            for case in _cases(reader)
            if (loaded := _readable(door, reader, case, by, unit))
            for one in _of_case(door, reader, loaded)
            if state in (None, one.state)
        )
        return list(islice(found, limit))


def issued_by_code(door: Door, code: str) -> Issued:
    """One, by its code, however it is typed: whoever has the code may look.

    Raises:
        CouponRefused: there is none.
    """
    with door.storage.reading() as reader:
        row = found_coupon(reader, code)
        loaded = door.find(reader, row.case)
        known = coupon_as_kept(row)
        for one in _of_case(door, reader, loaded):
            erased = not one.coupon.code and one.coupon.valid_until == known.valid_until
            if erased or one.coupon.code == known.code:
                return attrs.evolve(one, coupon=known)
        raise CouponRefused(reason="unknown")


def _cases(reader: Reader) -> Iterator[str]:
    """The cases in which coupons were minted, the newest first."""
    found: dict[str, None] = {}
    after = 0
    while rows := reader.feed(after=after, limit=_PAGE):
        for row in rows:
            if row.name == "coupon-minted":
                found.pop(row.case, None)
                found[row.case] = None
        after = rows[-1].position
    return reversed(found)


def _readable(door: Door, reader: Reader, case: str, by: By, unit: str | None) -> Loaded | None:
    loaded = door.find(reader, case)
    facts = door.facts(reader, loaded.case, by=by)
    staff = facts.structure.organisation.staff
    if not facts.system and facts.actor not in staff:
        raise stranger(facts.actor, staff, field="by")
    within = unit is None or unit in facts.structure.unit_path(loaded.case.unit)
    return loaded if within and sees(facts, loaded.case) else None


def _of_case(door: Door, reader: Reader, loaded: Loaded) -> Iterator[Issued]:
    """The latest first."""
    lines = door.lines(reader, loaded.row.id)
    now = door.clock.now()
    for line in reversed(lines):
        if isinstance(line.event, CouponMinted):
            spent = _spent(lines, line.event.coupon)
            yield Issued(
                coupon=_coupon(reader, line.event),
                case=loaded.case.number,
                unit=loaded.case.unit,
                issued_at=line.at,
                state=_state(reader, line.event, spent, now),
                sale=spent.sale if spent else None,
                redemption=spent.redemption if spent else None,
            )


def _spent(lines: list[Line], coupon: str) -> CouponRedeemed | None:
    """The redemption that stands."""
    back = {line.event.redemption for line in lines if isinstance(line.event, RedemptionReversed)}
    spent = (line.event for line in lines if isinstance(line.event, CouponRedeemed) and line.event.coupon == coupon)
    return next((one for one in spent if one.redemption not in back), None)


def _coupon(reader: Reader, event: CouponMinted) -> Coupon:
    """As the till knows it; what is left of it where its code was erased."""
    if event.code is not None:
        return coupon_as_kept(found_coupon(reader, event.code))
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


def _state(reader: Reader, event: CouponMinted, spent: CouponRedeemed | None, now: datetime) -> str:
    if spent is not None:
        return "redeemed"
    if event.code is not None and found_coupon(reader, event.code).state != "minted":
        return "voided"
    return "expired" if now >= event.valid_until else "minted"
