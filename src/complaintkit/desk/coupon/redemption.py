"""Follow a coupon's life at the till: looked at when scanned, spent once for a sale, given back when the sale falls through."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING

import attrs

from complaintkit.calendars import business_day
from complaintkit.desk.coupon.sale import check_cashier, check_place, check_spend, check_word
from complaintkit.desk.reading.sight import Sight
from complaintkit.insight.own_days import check_period
from complaintkit.model.actor import DESK, By, actor_name
from complaintkit.model.code import CodeFormat
from complaintkit.model.coupon import Coupon, Redemption
from complaintkit.model.errors import ConflictError, CouponRefused, InvalidInput, NotAllowed, NotFound
from complaintkit.model.events import CouponRedeemed, Happened, RedemptionReversed
from complaintkit.model.money import Money
from complaintkit.model.phrase import phrase
from complaintkit.model.remedy import Remedy
from complaintkit.model.wire import from_json
from complaintkit.ports.row import CouponRow, RedemptionRow
from complaintkit.records.case import find, load
from complaintkit.records.coupon import coupons_of, normal_code
from complaintkit.records.ledger import lines_of
from complaintkit.records.unknown_commit import asked_again_by

if TYPE_CHECKING:
    from complaintkit.model.period import Period
    from complaintkit.ports.storage import Reader, Writer
    from complaintkit.records.door import Door


def check_coupon(door: Door, code: str, unit: str, spend: Money, by: By | None) -> Coupon:
    """Look at a coupon: what spending it would be refused for, this is. Nothing is held: two tills may show it, one spends it."""
    check_word(unit, field="unit")
    check_spend(spend)
    with door.storage.reading() as reader:
        if by is not None:
            check_cashier(door, reader, by)
            check_place(door, reader, by, unit)
        row = find_coupon(reader, code)
        if reader.redemption(code=row.code) is not None:
            raise CouponRefused(reason="redeemed")
        _check_usable(door, reader, row, unit, spend)
    return coupon_of(row)


def find_coupon(reader: Reader, code: str) -> CouponRow:
    """Return the coupon of that code, however it is typed.

    Raises:
        CouponRefused: there is none.
    """
    row = reader.coupon(normal_code(code)) if isinstance(code, str) else None
    if row is None:
        raise CouponRefused(reason="unknown")
    return row


def _check_usable(door: Door, reader: Reader, row: CouponRow, unit: str, spend: Money) -> None:
    """Refuse a coupon that may not be used here, now or for so much."""
    if row.state != "minted":
        raise CouponRefused(reason="voided")
    if door.clock.now() >= row.valid_until:
        raise CouponRefused(reason="expired")
    organisation = door.rules.in_force(reader).organisation
    if row.units and set(row.units).isdisjoint(organisation.unit_path(unit) if unit in organisation.units else (unit,)):
        raise CouponRefused(reason="other-unit")
    if spend.currency != row.currency:
        raise InvalidInput(
            field="spend",
            reason=phrase("{spend} is not in {currency}, as the coupon is", spend=spend, currency=row.currency),
            next_step=phrase("Give what is paid in {currency}.", currency=row.currency),
        )
    if row.min_spend is not None and spend.amount < row.min_spend:
        raise CouponRefused(reason="below-minimum")


def coupon_of(row: CouponRow) -> Coupon:
    """Return the coupon that a row stands for, its code as its campaign writes it."""
    remedy: Remedy = from_json(json.loads(row.remedy), Remedy)
    return Coupon(
        code=CodeFormat.parse(remedy.code_format).written(row.code) if remedy.code_format else row.code,
        percent=remedy.percent,
        units=remedy.units,
        campaign=remedy.campaign,
        value=Money(row.value, row.currency),
        valid_until=row.valid_until,
        min_spend=Money(row.min_spend, row.currency) if row.min_spend is not None else None,
    )


def redeem(door: Door, code: str, by: By, *, sale: str, unit: str, spend: Money) -> Redemption:
    """Spend it for this sale, once: the same sale again is told what it got, another sale that it is spent.

    Numbers of sales begin anew at each till and each day: the same sale is of the same unit, amount and business day, too.
    """
    check_word(sale, field="sale")
    check_word(unit, field="unit")
    check_spend(spend)
    actor = actor_name(by)
    with asked_again_by(sale), door.storage.writing() as tx:
        check_cashier(door, tx, by)
        check_place(door, tx, by, unit)
        row = find_coupon(tx, code)
        known = tx.redemption(code=row.code)
        if known is not None:
            if known.sale != sale:
                raise CouponRefused(reason="redeemed")
            if not _is_same_sale(door, tx, known, row, unit=unit, spend=spend):
                raise CouponRefused(reason="other-sale")
            return _redemption(known, row, replayed=True)
        _check_usable(door, tx, row, unit, spend)
        id_, value = door.rules.new_id(), _worth(row, spend)
        event = CouponRedeemed(
            coupon=_id_of(tx, row),
            redemption=id_,
            sale=sale,
            unit=unit,
            value=Money(value, row.currency),
            spend=spend,
        )
        at = _record(door, tx, row.case, by, event)
        found = RedemptionRow(
            id=id_, code=row.code, sale=sale, unit=unit, value=value, at=at, by=actor, spend=spend.amount
        )
        try:
            tx.put_redemption(found)
        except ConflictError:
            raise CouponRefused(reason="redeemed") from None
    return _redemption(found, row)


def _is_same_sale(door: Door, tx: Reader, known: RedemptionRow, row: CouponRow, *, unit: str, spend: Money) -> bool:
    """Say whether a sale of the same number is the one that the coupon was spent for."""
    rules = door.rules.in_force(tx)
    organisation, book = rules.organisation, rules.playbook_of(unit)
    zone = rules.structure(book).zone_of(unit if unit in organisation.units else organisation.root)
    day, today = (business_day(zone, at, book.day_starts_at) for at in (known.at, door.clock.now()))
    paid = spend.amount == known.spend if known.spend is not None else _worth(row, spend) == known.value
    return (known.unit, day) == (unit, today) and spend.currency == row.currency and paid


def _worth(row: CouponRow, spend: Money) -> Decimal:
    """Return its worth for this sale, never more than is spent: the face value, or the share of a discount up to its cap."""
    remedy: Remedy = from_json(json.loads(row.remedy), Remedy)
    share = spend * (remedy.percent / 100) if remedy.percent is not None else spend
    return min(share.rounded(mode="down").amount, row.value, spend.amount)


def _id_of(tx: Reader, row: CouponRow) -> str:
    """Return how the ledger names a coupon that is to be spent; where its code is erased, one like it that is not spent."""
    case = find(tx, row.case).case
    minted = list(coupons_of(case, lines_of(tx, row.case), ()))
    spent = {one.coupon for one in case.promises if one.redemption}
    named = (name for name, one in minted if one.code == row.code)
    like = (name for name, one in minted if name not in spent and one == attrs.evolve(row, code=""))
    return next(named, None) or next(like, "")


def _record(door: Door, tx: Writer, case: str, by: By, event: Happened) -> datetime:
    """Write what happened to a coupon down on its case; return when that was."""
    return door.record(tx, load(tx, tx.lock(case) or find(tx, case).row), event, by=by)[0].at


def _redemption(row: RedemptionRow, coupon: CouponRow, *, replayed: bool = False) -> Redemption:
    value = Money(row.value, coupon.currency)
    return Redemption(id=row.id, coupon=coupon_of(coupon), sale=row.sale, value=value, replayed=replayed)


def reverse(door: Door, redemption: str, by: By, reason: str) -> Redemption:
    """Give it back: the coupon can be spent again. Twice is once."""
    if not isinstance(reason, str) or not reason.strip():
        raise InvalidInput(field="reason", reason=phrase("is empty"), next_step=phrase("Say why."))
    check_word(redemption, field="redemption")
    with asked_again_by(redemption), door.storage.writing() as tx:
        check_cashier(door, tx, by)
        row = tx.redemption(id=redemption)
        coupon = tx.coupon(row.code) if row else None
        if row is None or coupon is None or not _knows_sale(door, tx, by, row, coupon):
            raise NotFound(what="redemption", ref=redemption, next_step=phrase("Check its id."))
        if row.reversed_at is None:
            _check_own_sale(door, tx, by, row, coupon)
            at = _record(door, tx, coupon.case, by, RedemptionReversed(redemption=row.id, reason=reason))
            tx.put_redemption(attrs.evolve(row, reversed_at=at))
    return _redemption(row, coupon, replayed=row.reversed_at is not None)


def _check_own_sale(door: Door, tx: Reader, by: By, row: RedemptionRow, coupon: CouponRow) -> None:
    """Refuse to give a coupon back a second time by whoever rang up the sale: each time it is worth as much again. F6

    A till's program knows that a sale fell through; a person is taken at their word once, then a second one looks.

    Raises:
        NotAllowed: names who may.
    """
    actor = actor_name(by)
    lines = lines_of(tx, coupon.case)
    redeemed = (one.event for one in lines if isinstance(one.event, CouponRedeemed))
    name = next((one.coupon for one in redeemed if one.redemption == row.id), "")
    of_coupon = {
        one.event.redemption
        for one in lines
        if isinstance(one.event, CouponRedeemed) and one.event.coupon == name and one.by == actor
    }
    own = {one.event.redemption for one in lines if isinstance(one.event, RedemptionReversed) and one.by == actor}
    if not isinstance(by, str) or row.by != actor or own.isdisjoint(of_coupon):
        return
    above = door.facts(tx, None, by=by).structure.leader_of(actor)
    if above is None:
        return  # nobody is above to look: it is on record
    said = phrase("{staff} gave this coupon back from a sale of their own before", staff=actor)
    reason = phrase("{reason}; {person} may", reason=said, person=above)
    raise NotAllowed(command="reverse-redemption", reason=reason, rule="F6")


def _knows_sale(door: Door, tx: Reader, by: By, row: RedemptionRow, coupon: CouponRow) -> bool:
    """Tell if the sale is theirs to take back: rung up by them, in a unit that they see, or for a case that they see. R20"""
    sight = Sight.of(door, tx, by)
    return row.by == actor_name(by) or sight.has_unit(row.unit) or sight.has_case(coupon.case)


def redemptions_in(door: Door, period: Period, unit: str | None, by: By | None) -> Iterator[Redemption]:
    """Yield what was spent in a period and not given back, as far as `by` sees the unit or the coupon's case."""
    check_period(period)
    with door.storage.reading() as reader:
        sight = Sight.of(door, reader, DESK if by is None else by)
        below = sight.facts.structure.below(unit) if unit else ()
        rows = [
            row
            for row in reader.redemptions(start=period.start, end=period.end)
            if unit is None or row.unit in (unit, *below)
        ]
        each = [(row, coupon) for row in rows if (coupon := reader.coupon(row.code)) is not None]
        found = [(row, coupon) for row, coupon in each if sight.has_unit(row.unit) or sight.has_case(coupon.case)]
    return (_redemption(row, coupon) for row, coupon in found)
