"""What was promised, minted and redeemed on a case, held against its ledger; and what of it counts in budgets. F6"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, TypeAlias

import attrs

from complaintkit.decision.money.campaign import campaign_of
from complaintkit.model import events as e
from complaintkit.ports import storage as port
from complaintkit.records._promise import promise_rows
from complaintkit.records.audit.difference import differences
from complaintkit.records.campaign import COUNTED, budget_of, counts
from complaintkit.records.coupon import alike, coupons_of

if TYPE_CHECKING:
    from complaintkit.model.verification import LedgerProblem
    from complaintkit.ports.storage import CouponRow, GrantRow, RedemptionRow
    from complaintkit.records.audit.past import Past
    from complaintkit.records.audit.run import Told
    from complaintkit.records.audit.side import Beside

Reserved: TypeAlias = dict[tuple[str, str, str], Decimal]
"""What is reserved, by budget, period and currency."""


def check_grants(told: Told, kept: Sequence[GrantRow], past: Past) -> Iterator[LedgerProblem]:
    """Yield where promises and approvals, as limits sum them up, differ from the ledger's."""
    wanted: dict[str, GrantRow] = {}
    written: dict[str, tuple[int, int]] = {}
    if told.case.promises or told.case.approvals:
        for start, end in told.runs():
            changed = {row.id: row for row in _granted(told, past, start, end)}
            wanted |= changed
            written |= dict.fromkeys(changed, (start, end))
    for row in kept:
        right = wanted.get(row.id)
        if right is not None and row != right and row in _in_parts(told, past, row.id, *written[row.id]):
            wanted[row.id] = row
    yield from differences(told.case.number, "grant", kept, wanted.values(), ("id",))


def _granted(told: Told, past: Past, start: int, end: int) -> list[GrantRow]:
    """Return the rows that one command writes, of the lines from `start` to `end`."""
    facts = told.facts(past, told.mark(past, start), start, end)
    return promise_rows(told.before(start), told.states[end - 1], facts)


def _in_parts(told: Told, past: Past, id: str, start: int, end: int) -> Iterator[GrantRow]:
    """Yield how a row may stand after a run that several commands wrote: as one of them left it, and none after it changed it."""
    for stop in range(start + 1, end):
        if all(row.id != id for row in _granted(told, past, stop, end)):
            yield from (
                row for begin in range(start, stop) for row in _granted(told, past, begin, stop) if row.id == id
            )


def check_coupons(told: Told, beside: Beside) -> Iterator[LedgerProblem]:
    """Yield where coupons differ from what was minted."""
    wanted = [row for _, row in coupons_of(told.case, told.lines, beside[port.CouponRow])]
    yield from differences(told.case.number, "coupon", beside[port.CouponRow], wanted, ("case", "code"))


def redemptions_of(told: Told, kept: Sequence[CouponRow]) -> Iterator[tuple[RedemptionRow, bool, frozenset[str]]]:
    """Yield what was redeemed of a case's coupons, and whether the ledger says for how much: earlier versions did not.

    With each come the codes that it may be of: of coupons that are alike and erased nothing tells which is which.
    """
    coupons = dict(coupons_of(told.case, told.lines, kept))
    minted = [line.event for line in told.lines if isinstance(line.event, e.CouponMinted)]
    erased = [coupons[one.coupon] for one in minted if one.code is None]
    found: dict[str, tuple[RedemptionRow, bool, frozenset[str]]] = {}
    for line in told.lines:
        event = line.event
        if isinstance(event, e.CouponRedeemed):
            coupon = coupons.get(event.coupon)
            row = port.RedemptionRow(
                id=event.redemption,
                code=coupon.code if coupon else "",
                sale=event.sale or "",
                unit=event.unit,
                value=event.value.amount if event.value else Decimal(0),
                at=line.at,
                by=line.by,
                spend=event.spend.amount if event.spend else None,
            )
            codes = frozenset(one.code for one in alike(coupon, erased)) if coupon in erased else frozenset()
            found[row.id] = row, event.value is not None and event.spend is not None, codes
        elif isinstance(event, e.RedemptionReversed) and event.redemption in found:
            row, known, codes = found[event.redemption]
            found[row.id] = attrs.evolve(row, reversed_at=line.at), known, codes
    yield from found.values()


# ---- budgets --------------------------------------------------------------------------------------------------------
def add_reserved(told: Told, reserved: Reserved) -> None:
    """Add what a case has set aside, and which remedies of campaigns it has."""
    for line in told.lines:
        event = line.event
        if isinstance(event, e.BudgetReserved | e.BudgetReleased):
            sign = 1 if isinstance(event, e.BudgetReserved) else -1
            for period in event.periods:
                key = (event.unit, period, event.amount.currency)
                reserved[key] = reserved.get(key, Decimal(0)) + sign * event.amount.amount
    taken = Counter(budget_of(campaign_of(one.remedy)) for one in told.case.promises if counts(one))
    touched = {budget_of(campaign_of(one.remedy)) for one in told.case.promises if one.remedy.how_many is not None}
    for budget in touched:
        key = (budget, COUNTED["period"], COUNTED["currency"])
        reserved[key] = reserved.get(key, Decimal(0)) + taken[budget]
