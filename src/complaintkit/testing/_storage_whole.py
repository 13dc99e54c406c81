"""Rules of a storage for reading all of it: what verifying needs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from complaintkit.ports.storage import BudgetRow, CaseRow, CounterRow, DocumentRow, DutyRow, EventRow, MetaRow
from complaintkit.testing._storage_opened import Opened
from complaintkit.testing._storage_rows import NOON, case_row, event_row

if TYPE_CHECKING:
    from pathlib import Path

    from complaintkit.ports.storage import Storage

_MANY = 450


def _filled(storage: Storage) -> None:
    """Keep cases with a few lines and a duty each, put down in no order."""
    with storage.writing() as tx:
        for number in range(_MANY):
            case = f"case-{number * 7 % _MANY:03d}"
            tx.add_case(case_row(case))
            tx.append([event_row(case, 1), event_row(case, 2)], [], [])
            tx.put_duties(case, [DutyRow(case=case, staff="chen", kind="own", ref=case, since=NOON)])


class WholeRules(Opened):
    """Every row there is."""

    def test_every_row_of_a_kind_comes_in_order(self, tmp_path: Path) -> None:
        """By what it belongs to, then by key; however many, and several kinds side by side."""
        cases = [f"case-{number:03d}" for number in range(_MANY)]
        with self.opened(tmp_path) as storage:
            _filled(storage)
            with storage.reading() as view:
                side_by_side = list(zip(view.every(CaseRow), view.every(DutyRow), strict=True))
                assert [(one.id, two.case) for one, two in side_by_side] == [(one, one) for one in cases]
                lines = [(one.case, one.seq) for one in view.every(EventRow)]
                assert lines == [(one, seq) for one in cases for seq in (1, 2)]

    def test_every_row_comes_to_who_is_writing(self, tmp_path: Path) -> None:
        """With what was written just now, while more is being written."""
        with self.opened(tmp_path) as storage:
            _filled(storage)
            with storage.writing() as tx:
                tx.add_case(case_row("case-new"))
                tx.append([event_row("case-new", 1)], [], [])
                found = []
                for row in tx.every(CaseRow):
                    found.append(row.id)
                    tx.put_duties(row.id, [DutyRow(case=row.id, staff="wu", kind="own", ref=row.id, since=NOON)])
                first = next(rows := iter(tx.every(CaseRow)))
                tx.append([event_row("case-new", 2)], [], [])
                del rows  # who has enough lets go, whatever was written since
                assert found[0] == first.id
                assert found == sorted(found)
                assert len(found) == _MANY + 1
            with storage.reading() as view:
                assert {one.staff for one in view.every(DutyRow)} == {"wu"}

    def test_what_belongs_to_no_case_comes_too(self, tmp_path: Path) -> None:
        """Settings, documents, counters, budgets."""
        with self.opened(tmp_path) as storage:
            with storage.writing() as tx:
                tx.put_meta("playbook", "x")
                tx.put_document("sha256:0", "playbook", "{}")
                tx.next_number("a12", NOON.date())
                tx.reserve(budget="a12", period="2026-11", currency="CNY", amount="0.1", limit="9")
            with storage.reading() as view:
                assert MetaRow(key="playbook", value="x") in list(view.every(MetaRow))
                assert [one.kind for one in view.every(DocumentRow)] == ["playbook"]
                assert list(view.every(CounterRow)) == [CounterRow(unit="a12", day=NOON.date(), value=1)]
                assert [str(one.reserved) for one in view.every(BudgetRow)] == ["0.1"]

    def test_a_derived_row_can_be_replaced(self, tmp_path: Path) -> None:
        """Added, changed, put under another key, taken away: it stands as given, and its neighbour stays as it was."""
        row, other = (DutyRow(case="case-1", staff=one, kind="own", ref="case-1", since=NOON) for one in ("chen", "li"))
        due, moved = attrs.evolve(row, due_at=NOON), attrs.evolve(row, staff="zhao")
        steps = ((None, row, row), (row, due, due), (due, moved, moved), (moved, None, None))
        with self.opened(tmp_path) as storage:
            with storage.writing() as tx:
                tx.add_case(case_row("case-1"))
                tx.put_duties("case-1", [other])
            for old, new, stands in steps:
                with storage.writing() as tx:
                    tx.replace_row(old, new)
                with storage.reading() as view:
                    assert {*view.every(DutyRow)} == {other, *([stands] if stands else ())}

    def test_the_time_is_aware_and_goes_on(self, tmp_path: Path) -> None:
        """That of the machine that keeps the data; None where it is this one."""
        with self.opened(tmp_path) as storage:
            told, after = storage.now(), storage.now()
            assert told is None or (after is not None and told.utcoffset() is not None and told <= after)

    def test_nothing_is_damaged_where_nothing_happened(self, tmp_path: Path) -> None:
        """Neither in a new database nor in one that was written to."""
        with self.opened(tmp_path) as storage:
            assert list(storage.damage()) == []
            _filled(storage)
            assert list(storage.damage()) == []
