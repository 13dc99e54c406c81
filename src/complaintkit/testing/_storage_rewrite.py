"""Rules of a storage that can change every row it holds: what `complaintkit key init` needs."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import attrs

from complaintkit.ports.storage import CaseFilter, CouponRow, MetaRow, RedemptionRow
from complaintkit.testing._storage_opened import Opened
from complaintkit.testing._storage_rows import NOON, case_row, coupon_row, event_row, outbox_row, redemption_row

if TYPE_CHECKING:
    from pathlib import Path

    from complaintkit.ports.storage import Rewritable, Rewrite, Storage, Writer

_PLACE = "rewriting"
_MARK = "marked-"
_SETTINGS = 7


def _filled(storage: Storage) -> None:
    with storage.writing() as tx:
        for number in range(_SETTINGS):
            tx.put_meta(f"setting-{number}", f"value-{number}")
        for case in ("case-1", "case-2"):
            tx.add_case(case_row(case))
            tx.append([event_row(case, 1), event_row(case, 2)], [], [])
        tx.put_outbox([attrs.evolve(outbox_row(), case="case-1")])
        tx.next_number("a12", NOON.date())


def _marked(_: Writer, row: object) -> object:
    """Mark the text of a setting; leave all else as it is."""
    return attrs.evolve(row, value=_MARK + row.value) if isinstance(row, MetaRow) else row


def _through(storage: Rewritable, change: Rewrite, *, limit: int = 500) -> None:
    while storage.rewrite(change, place=_PLACE, limit=limit):
        pass


class RewriteRules(Opened):
    """Every row changed, once, however often somebody is stopped. Skipped where a storage can't rewrite."""

    def _rewritable(self, folder: Path) -> Rewritable:
        import pytest

        storage = self.open(folder)
        if not hasattr(storage, "rewrite"):
            storage.close()
            pytest.skip("this storage can't rewrite its rows")
        return cast("Rewritable", storage)

    def test_each_row_is_changed_once(self, tmp_path: Path) -> None:
        """A few at a time, going on in another process where one stopped; 0 once all are done, and 0 again."""
        storage = self._rewritable(tmp_path)
        _filled(storage)
        done = storage.rewrite(_marked, place=_PLACE, limit=2)
        storage.close()
        assert done > 0
        storage = self._rewritable(tmp_path)
        _through(storage, _marked, limit=2)
        assert storage.rewrite(_marked, place=_PLACE, limit=2) == 0
        with storage.reading() as view:
            found = view.metas("setting-")
            assert found == {f"setting-{one}": f"{_MARK}value-{one}" for one in range(_SETTINGS)}
            assert not (view.meta(_PLACE) or "").startswith(_MARK), "the place itself is no row to change"
            assert [one.seq for one in view.events(["case-1"])] == [1, 2]
        storage.close()

    def test_a_change_that_fails_changes_nothing(self, tmp_path: Path) -> None:
        """Each call is one transaction: what it had changed until then stands as before, and its place with it."""
        import pytest

        def fails(tx: Writer, row: object) -> object:
            if isinstance(row, MetaRow) and row.key == "setting-3":
                raise RuntimeError("the key can't be read")
            return _marked(tx, row)

        storage = self._rewritable(tmp_path)
        _filled(storage)
        with pytest.raises(RuntimeError, match="can't be read"):
            _through(storage, fails)
        with storage.reading() as view:
            assert not [one for one in view.metas("setting-").values() if one.startswith(_MARK)]
        _through(storage, _marked)
        with storage.reading() as view:
            assert all(one.startswith(_MARK) for one in view.metas("setting-").values())
        storage.close()

    def test_a_coupon_may_get_another_code(self, tmp_path: Path) -> None:
        """Its redemptions go along; that one names a coupon which is there is checked as before, all the time."""
        import pytest

        from complaintkit.model.errors import StorageError

        def turned(_: Writer, row: object) -> object:
            return attrs.evolve(row, code=_MARK + row.code) if isinstance(row, CouponRow | RedemptionRow) else row

        storage = self._rewritable(tmp_path)
        with storage.writing() as tx:
            tx.add_case(case_row("case-1"))
            tx.put_coupons([coupon_row(one, "case-1") for one in range(3)])
            tx.put_redemption(redemption_row("C01"))
        _through(storage, turned, limit=1)
        with storage.reading() as view:
            codes = {one.code for one in view.coupons(CaseFilter(), limit=9)}
            assert codes == {f"{_MARK}C{one:02}" for one in range(3)}
            assert [one.code for one in view.every(RedemptionRow)] == [f"{_MARK}C01"]
        assert list(storage.damage()) == []
        with pytest.raises(StorageError), storage.writing() as tx:
            tx.put_redemption(redemption_row("C01"))
        storage.close()

    def test_what_is_written_once_stays_so(self, tmp_path: Path) -> None:
        """Guards of the ledger that were taken off for the change stand again: nothing of the database is damaged."""
        storage = self._rewritable(tmp_path)
        _filled(storage)
        while storage.rewrite(_marked, place=_PLACE, limit=500):
            assert list(storage.damage()) == []
        assert list(storage.damage()) == []
        storage.close()
