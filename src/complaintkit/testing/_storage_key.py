"""Rules of a storage for keys: kept by owner, added once, replaced where they are, thrown away for good."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from complaintkit.ports.storage import KeyRow
from complaintkit.testing._storage_opened import Opened

if TYPE_CHECKING:
    from pathlib import Path

OURS = KeyRow(owner="p-fang", wrapped=b"\x00wrapped once, by the first master key", master="m1")


class KeyRules(Opened):
    """Keys that are wrapped elsewhere: a storage keeps their bytes."""

    def test_a_key_is_added_once(self, tmp_path: Path) -> None:
        """Whoever comes second is told the first one's: two that encrypt for one person have one key."""
        other = attrs.evolve(OURS, wrapped=b"wrapped twice")
        with self.opened(tmp_path) as storage:
            with storage.writing() as tx:
                assert tx.add_key(OURS) == OURS
                assert tx.add_key(other) == OURS
            with self.opened(tmp_path) as elsewhere, elsewhere.writing() as tx:
                assert tx.add_key(other) == OURS
            with storage.reading() as view:
                assert view.key("p-fang") == OURS
                assert view.key("P-FANG") is None

    def test_a_key_is_replaced_only_where_it_is(self, tmp_path: Path) -> None:
        """Wrapping it anew brings back no key that was thrown away."""
        anew = attrs.evolve(OURS, wrapped=b"wrapped anew", master="m2")
        with self.opened(tmp_path) as storage:
            with storage.writing() as tx:
                assert not tx.put_key(anew)
                tx.add_key(OURS)
                assert tx.put_key(anew)
            with storage.reading() as view:
                assert view.key("p-fang") == anew

    def test_keys_of_other_masters_are_listed(self, tmp_path: Path) -> None:
        """By owner, as many as were asked for."""
        rows = [KeyRow(owner=f"p-{n}", wrapped=b"w", master="m1" if n % 2 else "m2") for n in range(6)]
        with self.opened(tmp_path) as storage:
            with storage.writing() as tx:
                for row in reversed(rows):
                    tx.add_key(row)
            with storage.reading() as view:
                assert list(view.keys()) == rows
                assert list(view.keys(limit=2)) == rows[:2]
                assert [row.owner for row in view.keys(not_by="m1")] == ["p-0", "p-2", "p-4"]
                assert [row.owner for row in view.keys(not_by="m1", limit=1)] == ["p-0"]
                assert not list(view.keys(not_by="m1", limit=0))

    def test_a_key_that_is_thrown_away_is_in_no_file(self, tmp_path: Path) -> None:
        """What it encrypted can't be read any more, whoever takes the disk away; twice is once."""
        with self.opened(tmp_path) as storage:
            with storage.writing() as tx:
                tx.add_key(OURS)
            with storage.writing() as tx:
                assert tx.drop_key("p-fang")
                assert not tx.drop_key("p-fang")
            with storage.reading() as view:
                assert view.key("p-fang") is None
            files = [file for file in tmp_path.rglob("*") if file.is_file()]
            assert not [file.name for file in files if OURS.wrapped in file.read_bytes()]
