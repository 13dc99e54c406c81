"""Rules of a storage for what money hangs on: a coupon is minted once and spent once, a promise counts until it is released."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import attrs

from complaintkit.ports.storage import GrantRow
from complaintkit.testing._storage_case import refused
from complaintkit.testing._storage_opened import Opened
from complaintkit.testing._storage_rows import NOON, case_row, coupon_row, later, redemption_row

if TYPE_CHECKING:
    from pathlib import Path

    from complaintkit.ports.storage import RedemptionRow, Storage

_COUPON = coupon_row(0, "case-1")
_SPENT = redemption_row(_COUPON.code)
_REVERSED = attrs.evolve(_SPENT, reversed_at=later(hours=1))
_AGAIN = attrs.evolve(_SPENT, id="again", sale="S-2", at=later(hours=2))


def _grant(name: str, **changes: object) -> GrantRow:
    row = GrantRow(
        id=name,
        case="case-1",
        ref=name,
        kind="coupon",
        giver="chen",
        customer="customer-1",
        unit="A12",
        business_day=NOON.date(),
        at=NOON,
        currency="CNY",
        value=Decimal("10.10"),
        state="promised",
    )
    return attrs.evolve(row, **changes)  # type: ignore[arg-type]  # its own fields


def _minted(storage: Storage, *more: RedemptionRow) -> None:
    with storage.writing() as tx:
        tx.add_case(case_row())
        tx.put_coupons([_COUPON])
        for row in more:
            tx.put_redemption(row)


class MoneyRules(Opened):
    """Coupons, what became of them, and promises."""

    def test_a_coupon_is_minted_once(self, tmp_path: Path) -> None:
        """Its code twice is a conflict, and the first stays what it was, to the cent."""
        first = attrs.evolve(_COUPON, value=Decimal("10.05"), min_spend=Decimal("0.01"), units=("A12", "B7"))
        with self.opened(tmp_path) as storage:
            with storage.writing() as tx:
                tx.add_case(case_row())
                tx.put_coupons([first])
            refused(storage, lambda tx: tx.put_coupons([coupon_row(1, "case-1"), _COUPON]))
            with storage.reading() as view:
                assert view.coupon(first.code) == first
                assert view.coupon("C01") is None

    def test_a_coupon_is_spent_once(self, tmp_path: Path) -> None:
        """A second redemption is a conflict while the first counts; the first may be changed, for it has an id."""
        changed = attrs.evolve(_SPENT, spend=Decimal("25.50"))
        with self.opened(tmp_path) as storage:
            _minted(storage, _SPENT)
            refused(storage, lambda tx: tx.put_redemption(_AGAIN))
            with storage.writing() as tx:
                tx.put_redemption(changed)
            with storage.reading() as view:
                assert view.redemption(code=_COUPON.code) == view.redemption(id=_SPENT.id) == changed
                assert view.redemption(id=_AGAIN.id) is None

    def test_a_coupon_whose_redemption_was_reversed_is_spent_again(self, tmp_path: Path) -> None:
        """The first is there still, by its id, and may not come back beside the second."""
        with self.opened(tmp_path) as storage:
            _minted(storage, _SPENT, _REVERSED)
            with storage.reading() as view:
                assert view.redemption(code=_COUPON.code) is None
                assert view.redemption(id=_SPENT.id) == _REVERSED
            with storage.writing() as tx:
                tx.put_redemption(_AGAIN)
            refused(storage, lambda tx: tx.put_redemption(_SPENT))
            with storage.reading() as view:
                assert view.redemption(code=_COUPON.code) == _AGAIN
                assert view.redemption(id=_SPENT.id) == _REVERSED

    def test_what_was_redeemed_is_listed_by_its_time(self, tmp_path: Path) -> None:
        """From the first moment on and before the last, in order, without what was reversed; of one unit, where asked for."""
        other = attrs.evolve(redemption_row("C01"), unit="b7", at=later(hours=1))
        with self.opened(tmp_path) as storage:
            _minted(storage, _REVERSED, _AGAIN)
            with storage.writing() as tx:
                tx.put_coupons([coupon_row(1, "case-1")])
                tx.put_redemption(other)
            with storage.reading() as view:
                tomorrow = later(days=1)
                assert list(view.redemptions(start=NOON, end=tomorrow)) == [other, _AGAIN]
                assert list(view.redemptions(start=NOON, end=tomorrow, unit="b7")) == [other]
                assert list(view.redemptions(start=later(hours=1), end=later(hours=2))) == [other]

    def test_promises_count_until_they_are_released(self, tmp_path: Path) -> None:
        """From the very moment on, by who gave them or who gets them; what was reserved counts as well."""
        kept = [_grant("a"), _grant("b", state="reserved", at=later(hours=1))]
        others = [_grant("c", giver="li"), _grant("d", customer="customer-2")]
        gone = [_grant("e", state="released"), _grant("f", at=later(microseconds=-1))]
        with self.opened(tmp_path) as storage:
            with storage.writing() as tx:
                tx.add_case(case_row())
                tx.put_grants([*kept, *others, *gone])
            with storage.reading() as view:
                assert _sorted(view.grants(since=NOON, giver="chen")) == [*kept, others[1]]
                assert _sorted(view.grants(since=NOON, customer="customer-1")) == [*kept, others[0]]
                assert _sorted(view.grants(since=later(hours=1), giver="chen")) == [kept[1]]
            with storage.writing() as tx:
                tx.put_grants([attrs.evolve(kept[0], state="released")])
            with storage.reading() as view:
                assert _sorted(view.grants(since=NOON, giver="chen")) == [kept[1], others[1]]


def _sorted(rows: object) -> list[GrantRow]:
    return sorted(rows, key=lambda row: row.id)  # type: ignore[call-overload,no-any-return]  # grants, in no order
