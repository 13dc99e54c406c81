"""Rules of a storage for settings, documents, keys, budgets, and what was refused."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import attrs

from complaintkit.model.errors import ConflictError
from complaintkit.ports.storage import IdempotencyRow, RefusedRow
from complaintkit.testing._storage_opened import Opened
from complaintkit.testing._storage_rows import any_row, key_row, later, refused_row

if TYPE_CHECKING:
    from pathlib import Path

    from complaintkit.ports.storage import Storage, Writer


def _reserve(tx: Writer, amount: str, *, limit: str = "0.30", currency: str = "CNY", period: str = "2026-11") -> bool:
    return tx.reserve(budget="A12", period=period, currency=currency, amount=amount, limit=limit)


def _set_and_remember(storage: Storage) -> None:
    with storage.writing() as tx:
        tx.put_meta("playbook", "x")
        tx.remember(attrs.evolve(key_row(), case="case-2"))


class RestRules(Opened):
    """What the desk keeps beside cases."""

    def test_settings_are_set_and_added(self, tmp_path: Path) -> None:
        """Setting replaces; adding keeps what stands there and tells it."""
        with self.opened(tmp_path) as storage:
            with storage.writing() as tx:
                tx.put_meta("playbook", "old")
                tx.put_meta("playbook", "new")
                assert tx.add_meta("secret", "first") == "first"
            with storage.writing() as tx:
                assert tx.add_meta("secret", "second") == "first"
            with storage.reading() as view:
                assert (view.meta("playbook"), view.meta("secret"), view.meta("nothing")) == ("new", "first", None)

    def test_settings_are_found_by_their_beginning(self, tmp_path: Path) -> None:
        """To the letter: no character of a prefix means anything but itself."""
        with self.opened(tmp_path) as storage, storage.writing() as tx:
            for key in ("heartbeat:a", "heartbeat:店", "Heartbeat:b", "heart%", "heart_"):
                tx.put_meta(key, key.upper())
            assert tx.metas("heartbeat:") == {"heartbeat:a": "HEARTBEAT:A", "heartbeat:店": "HEARTBEAT:店"}
            assert set(tx.metas("heart%")) == {"heart%"}
            assert len(tx.metas("")) == 5

    def test_a_frozen_document_stays(self, tmp_path: Path) -> None:
        """The same digest again is nothing new."""
        with self.opened(tmp_path) as storage:
            for content in ("标题 = 1\r\n", "other"):
                with storage.writing() as tx:
                    tx.put_document("sha256:0", "playbook", content)
            with storage.reading() as view:
                assert view.document("sha256:0") == "标题 = 1\r\n"
                assert view.document("sha256:9") is None

    def test_a_key_is_remembered_once(self, tmp_path: Path) -> None:
        """The second command with the same key fails as a whole, and finds what the first did."""
        import pytest

        with self.opened(tmp_path) as storage:
            with storage.writing() as tx:
                tx.remember(key_row())
            with pytest.raises(ConflictError):
                _set_and_remember(storage)
            with storage.reading() as view:
                assert view.idempotent("key-1") == key_row()
                assert view.idempotent("key-2") is None
                assert view.meta("playbook") is None

    def test_what_was_refused_is_kept_newest_first(self, tmp_path: Path) -> None:
        """Kept once by its id, byte by byte, for repair."""
        young = attrs.evolve(refused_row("young"), at=later(hours=1), case="case-1")
        with self.opened(tmp_path) as storage:
            with storage.writing() as tx:
                tx.keep_refused(refused_row())
                tx.keep_refused(young)
                tx.keep_refused(attrs.evolve(refused_row(), reason="again"))
            with storage.reading() as view:
                assert list(view.refused()) == [young, refused_row()]
                assert list(view.refused(limit=1)) == [young]
                assert list(view.refused(id="refused-1")) == [refused_row()]
                assert list(view.refused(id="nothing")) == []

    def test_what_was_refused_is_listed_by_who_said_it(self, tmp_path: Path) -> None:
        """From these people alone, and from nobody where nobody is named. R20"""
        of_li = attrs.evolve(refused_row("of-li"), by="li", at=later(hours=1))
        with self.opened(tmp_path) as storage:
            with storage.writing() as tx:
                tx.keep_refused(refused_row())
                tx.keep_refused(of_li)
            with storage.reading() as view:
                assert list(view.refused(by=frozenset({"chen"}), limit=1)) == [refused_row()]
                assert list(view.refused(by=frozenset({"chen", "li", "wu"}))) == [of_li, refused_row()]
                assert list(view.refused(by=frozenset())) == []

    def test_what_was_refused_is_listed_by_source_and_time_before_any_limit(self, tmp_path: Path) -> None:
        """From one source and since a moment: what others send takes nobody's place."""
        mine, before = refused_row("mine"), attrs.evolve(refused_row("before"), at=later(seconds=-1))
        others = [attrs.evolve(refused_row(f"o{n}"), source="channel:other", at=later(hours=1)) for n in range(3)]
        with self.opened(tmp_path) as storage:
            with storage.writing() as tx:
                for row in (mine, before, *others):
                    tx.keep_refused(row)
            with storage.reading() as view:
                assert list(view.refused(source=mine.source, since=mine.at, limit=1)) == [mine]
                assert list(view.refused(source=mine.source, since=mine.at)) == [mine]
                assert list(view.refused(source=mine.source)) == [mine, before]
                assert list(view.refused(source="nobody")) == []

    def test_what_was_refused_pages_and_misses_nothing(self, tmp_path: Path) -> None:
        """Page after page, each comes once, also where several were refused at the same moment."""
        rows = [attrs.evolve(refused_row(f"r{n:02}"), at=later(minutes=n // 3)) for n in range(8)]
        with self.opened(tmp_path) as storage:
            with storage.writing() as tx:
                for row in rows:
                    tx.keep_refused(row)
            with storage.reading() as view:
                seen = list(view.refused(limit=3))
                while page := view.refused(after=seen[-1].id, limit=3):
                    seen += page
                assert seen == rows[::-1]

    def test_what_was_refused_is_mended_once(self, tmp_path: Path) -> None:
        """Whoever is second is told so; what is mended is left out where only the rest is asked for."""
        mended = attrs.evolve(refused_row(), repaired_at=later(hours=2), case="case-7")
        other = attrs.evolve(refused_row("other"), code="inbox")
        with self.opened(tmp_path) as storage:
            with storage.writing() as tx:
                tx.keep_refused(refused_row())
                tx.keep_refused(other)
                assert tx.mend_refused("refused-1", at=later(hours=2), case="case-7")
                assert not tx.mend_refused("refused-1", at=later(hours=3), case="case-8")
                assert not tx.mend_refused("nothing", at=later(hours=3), case=None)
            with storage.reading() as view:
                assert list(view.refused(id="refused-1")) == [mended]
                assert list(view.refused(unmended=True)) == [other]
                assert list(view.refused(code="inbox")) == [other]
                assert list(view.refused(code=mended.code, unmended=True)) == []

    def test_a_setting_is_taken_away(self, tmp_path: Path) -> None:
        """And nothing beside it."""
        with self.opened(tmp_path) as storage, storage.writing() as tx:
            tx.put_meta("one", "1")
            tx.put_meta("two", "2")
            assert tx.drop_meta("one")
            assert not tx.drop_meta("one")
            assert tx.metas("") == {"two": "2"}

    def test_a_budget_is_never_overrun(self, tmp_path: Path) -> None:
        """Exact to the cent: three times 0.10 is 0.30 and not a trace more. What is released can be reserved again."""
        with self.opened(tmp_path) as storage:
            with storage.writing() as tx:
                assert [_reserve(tx, "0.10") for _ in range(4)] == [True, True, True, False]
            with storage.writing() as tx:
                assert not _reserve(tx, "0.01")
                assert _reserve(tx, "0.01", currency="GBP")
                assert _reserve(tx, "0.01", period="2026-12")
                assert Decimal(tx.reserved(budget="A12", period="2026-11", currency="CNY")) == Decimal("0.30")
                assert Decimal(tx.reserved(budget="A12", period="2027-01", currency="CNY")) == 0
                tx.release(budget="A12", period="2026-11", currency="CNY", amount="0.10")
                assert [_reserve(tx, "0.0999"), _reserve(tx, "0.0002"), _reserve(tx, "0.0001")] == [True, False, True]

    def test_more_than_was_reserved_is_not_released(self, tmp_path: Path) -> None:
        """Releasing twice is a mistake somewhere, and is told."""
        import pytest

        with self.opened(tmp_path) as storage:
            with storage.writing() as tx:
                _reserve(tx, "0.10")
            with pytest.raises(ConflictError), storage.writing() as tx:
                tx.release(budget="A12", period="2026-11", currency="CNY", amount="0.11")

    def test_the_rest_comes_back_as_it_was(self, tmp_path: Path) -> None:
        """Whatever a key, a refusal, a setting and a document hold."""
        from hypothesis import given, settings

        with self.opened(tmp_path) as storage, storage.writing() as tx:
            seen = iter(range(10**6))

            @settings(deadline=None)
            @given(any_row(IdempotencyRow), any_row(RefusedRow))
            def check(key: IdempotencyRow, refused: RefusedRow) -> None:
                name = f"{next(seen)} {key.key}"
                key, refused = attrs.evolve(key, key=name), attrs.evolve(refused, id=name)
                tx.remember(key)
                tx.keep_refused(refused)
                tx.put_meta(name, refused.reason)
                tx.put_document(name, "playbook", refused.reason)
                assert tx.idempotent(name) == key
                assert list(tx.refused(id=name)) == [refused]
                assert tx.meta(name) == tx.document(name) == refused.reason

            check()
