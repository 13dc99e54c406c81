"""Rules of a storage for lists of cases: filters, pages, and who may see what."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import attrs

from complaintkit.ports.storage import CaseFilter, DutyRow, OwnerRow, TokenRow
from complaintkit.testing._storage_opened import Opened
from complaintkit.testing._storage_rows import NOON, case_row, coupon_row, later, outbox_row

if TYPE_CHECKING:
    from pathlib import Path

    from complaintkit.ports.storage import CouponRow, Reader, Storage, Writer

_ROWS: Final = (
    attrs.evolve(case_row("plain"), next_due=later(hours=2)),
    attrs.evolve(case_row("praise"), kind="praise", category="food"),
    attrs.evolve(
        case_row("web"),
        channel="web",
        external_id="7",
        customer_reference="order 9",
        other_categories=("service/attitude", "-"),
    ),
    attrs.evolve(case_row("elsewhere"), unit="B7", category="food2/sensory", owner="li", first_receiver="zhao"),
    attrs.evolve(case_row("archived"), state="archived", open=False, category=None, received_at=later(days=-1)),
)
_FILTERS: Final[tuple[tuple[CaseFilter, set[str]], ...]] = (
    (CaseFilter(), {"plain", "praise", "web", "elsewhere", "archived"}),
    (CaseFilter(owner="li"), {"elsewhere"}),
    (CaseFilter(open=False), {"archived"}),
    (CaseFilter(open=True, kind="complaint"), {"plain", "web", "elsewhere"}),
    (CaseFilter(states=frozenset({"archived", "resolved"})), {"archived"}),
    (CaseFilter(category="food"), {"plain", "praise", "web"}),
    (CaseFilter(category="food/sensory"), {"plain", "web"}),
    (CaseFilter(category="FOOD"), set()),
    (CaseFilter(category="%"), set()),
    (CaseFilter(category="service"), {"web"}),
    (CaseFilter(category="service/attitude"), {"web"}),
    (CaseFilter(category="service/attitude/rude"), set()),
    (CaseFilter(category="attitude"), set()),
    (CaseFilter(category="serv"), set()),
    (CaseFilter(category="SERVICE"), set()),
    (CaseFilter(category='service/attitude/","-'), set()),
    (CaseFilter(category="service", open=False), set()),
    (CaseFilter(category="-"), {"web", "archived"}),
    (CaseFilter(channel="web"), {"web"}),
    (CaseFilter(external_id="7"), {"web"}),
    (CaseFilter(channel="web", external_id="7"), {"web"}),
    (CaseFilter(customer_reference="order 9"), {"web"}),
    (CaseFilter(person="person of web", open=True), {"web"}),
    (CaseFilter(received_from=NOON), {"plain", "praise", "web", "elsewhere"}),
    (CaseFilter(received_before=NOON), {"archived"}),
    (CaseFilter(tokens=frozenset({"rice"})), {"plain", "web"}),
    (CaseFilter(tokens=frozenset({"rice", "sour"})), {"plain"}),
    (CaseFilter(duties=(frozenset({"task"}),)), {"web"}),
    (CaseFilter(duties=(frozenset({"task", "words"}),), open=True), {"web", "plain"}),
    (CaseFilter(duties=(frozenset({"task"}), frozenset({"words"}))), {"web"}),
    (CaseFilter(duties=(frozenset({"advice"}),)), set()),
    (CaseFilter(due_by=later(hours=2)), {"plain"}),
    (CaseFilter(due_by=later(hours=1)), set()),
    (CaseFilter(units=frozenset({"B7"})), {"elsewhere"}),
    (CaseFilter(units=frozenset()), set()),
    (
        CaseFilter(visible_units=frozenset({"B7"}), visible_to="chen"),
        {"plain", "praise", "web", "elsewhere", "archived"},
    ),
    (CaseFilter(visible_units=frozenset(), visible_to="zhao"), {"elsewhere"}),
    (CaseFilter(visible_to="wu"), {"web"}),
    (CaseFilter(visible_to="sun"), {"archived"}),
    (CaseFilter(units=frozenset({"B7"}), visible_to="wu"), set()),
    (CaseFilter(visible_units=frozenset(), visible_to="nobody"), set()),
)


def _filled(storage: Storage) -> None:
    with storage.writing() as tx:
        for row in _ROWS:
            tx.add_case(row)
        for seq, owner in enumerate(("sun", "chen"), 1):
            tx.put_owner(OwnerRow(case="archived", seq=seq, owner=owner, since=later(days=seq)))
        owed = {"web": {"wu": "task", "zhou": "words"}, "plain": {"zhou": "words", "wang": "words"}}
        for case, by in owed.items():
            rows = [DutyRow(case=case, staff=staff, kind=kind, ref="t", since=NOON) for staff, kind in by.items()]
            tx.put_duties(case, rows)
        for token, case in (("rice", "plain"), ("rice", "web"), ("sour", "plain"), ("sour", "praise")):
            _point(tx, token, case)
        tx.put_coupons([coupon_row(number, row.id) for number, row in enumerate(_ROWS)])
        tx.put_outbox([attrs.evolve(outbox_row(f"entry of {row.id}"), case=row.id) for row in _ROWS])


def _point(tx: Writer, token: str, case: str) -> None:
    row = TokenRow(token=token, kind="word", case=case, person="p")
    tx.put_tokens([row, row])
    tx.put_tokens([row])


def _paged(view: Reader) -> list[str]:
    seen: list[str] = []
    while page := view.cases(CaseFilter(), after=seen[-1] if seen else None, limit=3):
        assert len(page) <= 3
        seen += [row.id for row in page]
    return seen


class ListRules(Opened):
    """Lists of cases."""

    def test_filters_hold_together(self, tmp_path: Path) -> None:
        """All given conditions hold at once, a category that of any issue, with all below it. R20

        Counting agrees with listing, and so do lists of what belongs to the cases that a filter lets through: coupons, messages.
        """
        with self.opened(tmp_path) as storage:
            _filled(storage)
            with storage.reading() as view:
                for where, wanted in _FILTERS:
                    assert {row.id for row in view.cases(where, after=None, limit=100)} == wanted, where
                    assert view.count(where) == len(wanted), where
                    assert {row.case for row in view.coupons(where)} == wanted, where
                    assert {row.case for row in view.outbox(of=where)} == wanted, where

    def test_pages_come_newest_first_and_miss_nothing(self, tmp_path: Path) -> None:
        """Page after page, each case comes once, also where several were received at the same moment."""
        rows = [attrs.evolve(case_row(f"c{n:02}"), received_at=later(minutes=n // 3)) for n in range(20)]
        newest_first = [row.id for row in sorted(rows, key=lambda row: (row.received_at, row.id), reverse=True)]
        with self.opened(tmp_path) as storage:
            with storage.writing() as tx:
                for row in rows:
                    tx.add_case(row)
            with storage.reading() as view:
                assert _paged(view) == newest_first

    def test_a_limit_comes_after_every_condition(self, tmp_path: Path) -> None:
        """What is looked for is found behind any number of others, that are newer."""
        rows = [
            attrs.evolve(case_row(f"c{n}"), received_at=later(minutes=n), unit="B7" if n else "A12") for n in range(5)
        ]
        with self.opened(tmp_path) as storage:
            with storage.writing() as tx:
                for row in rows:
                    tx.add_case(row)
            with storage.reading() as view:
                found = view.cases(CaseFilter(units=frozenset({"A12"})), after=None, limit=1)
                assert [row.id for row in found] == ["c0"]

    def test_a_list_goes_on_behind_a_case_that_no_longer_fits(self, tmp_path: Path) -> None:
        """Between two pages a case was closed: what is left of the open ones comes all the same."""
        rows = [attrs.evolve(case_row(f"c{n}"), received_at=later(minutes=n)) for n in range(4)]
        with self.opened(tmp_path) as storage:
            with storage.writing() as tx:
                for row in rows:
                    tx.add_case(row)
            with storage.writing() as tx:
                tx.put_case(attrs.evolve(rows[2], open=False, version=2), if_version=1)
            with storage.reading() as view:
                assert [row.id for row in view.cases(CaseFilter(open=True), after="c2", limit=9)] == ["c1", "c0"]

    def test_coupons_come_newest_first_and_as_far_as_one_sees(self, tmp_path: Path) -> None:
        """Page after page each comes once, also of one moment; of a case, or of the cases that a filter lets through. R20"""
        rows = [coupon_row(number, "plain" if number % 2 else "elsewhere") for number in range(8)]
        cases = attrs.evolve(case_row("elsewhere"), unit="B7"), case_row("plain")
        newest_first = [row.code for row in sorted(rows, key=lambda row: (row.issued_at, row.code), reverse=True)]
        there = CaseFilter(visible_units=frozenset({"B7"}), visible_to="wu")
        with self.opened(tmp_path) as storage:
            with storage.writing() as tx:
                for case in cases:
                    tx.add_case(case)
                tx.put_coupons(rows)
            with storage.reading() as view:
                seen: list[CouponRow] = []
                while page := view.coupons(CaseFilter(), after=seen[-1] if seen else None, limit=3):
                    assert len(page) <= 3
                    seen += page
                assert [row.code for row in seen] == newest_first
                assert {row.code for row in view.coupons(there)} == {
                    row.code for row in rows if row.case == "elsewhere"
                }
                assert view.coupons(there, after=rows[6], limit=1)[0].code == "C04"
                assert {row.case for row in view.coupons(CaseFilter(), case="plain")} == {"plain"}
                assert not list(view.coupons(there, case="plain"))
