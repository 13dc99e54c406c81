"""Rules of a storage for members."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final

import attrs

from complaintkit.model.errors import ConflictError
from complaintkit.ports.storage import MemberFilter, MemberRow, TokenRow
from complaintkit.testing._storage_opened import Opened
from complaintkit.testing._storage_rows import NOON, later

if TYPE_CHECKING:
    from pathlib import Path

    from complaintkit.ports.storage import Storage, Writer

_PLAIN: Final = MemberRow(
    id="plain",
    token="t-plain",  # noqa: S106  no password
    person="person-1",
    unit="A12",
    tier="gold",
    birthday="b-1",
    via="checkout",
    recruited_by="chen",
    joined_at=NOON,
    left_at=None,
    version=1,
    head="h-1",
)


def _other(id: str, **changes: object) -> MemberRow:
    return attrs.evolve(_PLAIN, id=id, token=f"t-{id}", person=f"person-{id}", **changes)  # type: ignore[arg-type]  # its own fields


_ROWS: Final[Sequence[MemberRow]] = (
    _PLAIN,
    _other("elsewhere", unit="B1"),
    _other("silver", tier="silver"),
    _other("tierless", tier=None, recruited_by=None),
    _other("june", birthday="b-2"),
    _other("gone", left_at=later(hours=2)),
    _other("earlier", joined_at=later(hours=-1)),
    _other("later", joined_at=later(hours=1)),
)
_ALL: Final = {row.id for row in _ROWS}
_FILTERS: Final[Sequence[tuple[MemberFilter, set[str]]]] = [
    (MemberFilter(), _ALL),
    (MemberFilter(units=frozenset({"B1", "C1"})), {"elsewhere"}),
    (MemberFilter(units=frozenset()), set()),
    (MemberFilter(token="t-june"), {"june"}),  # noqa: S106  no password
    (MemberFilter(person="person-1"), {"plain"}),
    (MemberFilter(tier="silver"), {"silver"}),
    (MemberFilter(birthdays=frozenset({"b-2", "b-3"})), {"june"}),
    (MemberFilter(birthdays=frozenset()), set()),
    (MemberFilter(tokens=frozenset({"phone-1"})), {"plain", "silver"}),
    (MemberFilter(tokens=frozenset({"phone-1", "phone-2"})), {"silver"}),
    (MemberFilter(active=True), _ALL - {"gone"}),
    (MemberFilter(active=False), {"gone"}),
    (MemberFilter(joined_from=NOON), _ALL - {"earlier"}),
    (MemberFilter(joined_before=NOON), {"earlier"}),
    (MemberFilter(units=frozenset({"A12"}), joined_from=later(hours=1)), {"later"}),
]


class MemberRules(Opened):
    """Members come back as they were put; one has a number; a change is refused that rests on what was read before another."""

    def test_a_limit_of_members_comes_after_every_condition(self, tmp_path: Path) -> None:
        """Who or what is looked for is found behind any number of others, that are newer."""
        with self.opened(tmp_path) as storage:
            _put(storage)
            with storage.reading() as view:
                assert [row.id for row in view.members(MemberFilter(tier="silver"), limit=1)] == ["silver"]

    def test_a_filter_lets_members_through_that_it_means(self, tmp_path: Path) -> None:
        """All conditions together; a member comes back as they were put."""
        with self.opened(tmp_path) as storage:
            _put(storage)
            with storage.reading() as view:
                for where, found in _FILTERS:
                    assert {row.id for row in view.members(where)} == found, where
                assert set(view.members(MemberFilter())) == set(_ROWS)
                assert view.member("plain") == _PLAIN
                assert view.member("nobody") is None

    def test_members_are_listed_newest_first_and_page_by_page(self, tmp_path: Path) -> None:
        """Each once, also where several joined in the same moment."""
        with self.opened(tmp_path) as storage:
            _put(storage)
            with storage.reading() as view:
                found, after = [], None
                while page := view.members(MemberFilter(), after=after, limit=3):
                    found += [row.id for row in page]
                    after = page[-1].id
        assert found == ["later", "tierless", "silver", "plain", "june", "gone", "elsewhere", "earlier"]

    def test_one_member_has_a_number(self, tmp_path: Path) -> None:
        """A second one of the same is refused; those whose number was erased are many."""
        with self.opened(tmp_path) as storage:
            _put(storage)
            _refused(storage, lambda tx: tx.add_member(attrs.evolve(_PLAIN, id="twin")))
            with storage.writing() as tx:
                for id in ("erased", "erased-2"):
                    tx.add_member(_other(id, birthday=""))
                    tx.put_member(attrs.evolve(_other(id), token="", version=2), if_version=1)
            with storage.reading() as view:
                assert len(view.members(MemberFilter(token=""))) == 2

    def test_a_change_that_rests_on_an_old_reading_is_refused(self, tmp_path: Path) -> None:
        """And changes nothing; so does one of somebody whom nobody knows."""
        with self.opened(tmp_path) as storage:
            _put(storage)
            with storage.writing() as tx:
                tx.put_member(attrs.evolve(_PLAIN, tier="black", version=2), if_version=1)
            error = _refused(storage, lambda tx: tx.put_member(attrs.evolve(_PLAIN, version=2), if_version=1))
            assert (error.expected, error.actual) == (1, 2)
            _refused(storage, lambda tx: tx.put_member(_other("nobody"), if_version=1))
            with storage.reading() as view:
                assert [row.tier for row in view.members(MemberFilter(person="person-1"))] == ["black"]


def _put(storage: Storage) -> None:
    with storage.writing() as tx:
        for row in _ROWS:
            tx.add_member(row)
        for token, id in (("phone-1", "plain"), ("phone-1", "silver"), ("phone-2", "silver")):
            tx.put_tokens([TokenRow(token=token, kind="phone", case=id, person=f"person-{id}")])


def _refused(storage: Storage, change: Callable[[Writer], None]) -> ConflictError:
    """Return the conflict that a change meets."""
    import pytest

    with pytest.raises(ConflictError) as caught, storage.writing() as tx:
        change(tx)
    return caught.value
