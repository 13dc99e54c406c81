"""What comes along with an answer, the key of a case and the rules in force, is what stands there, whatever was done since."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from complaintkit_sqlmodel import SqlModelStorage
from complaintkit_sqlmodel._keyed import OWN_KEY

from complaintkit.ports.storage import KeyRow, Storage, Writer
from complaintkit.records.key.keyring import person_key
from complaintkit.records.token import own_key
from complaintkit.testing._storage_rows import case_row

CASE = case_row()
OWNER = person_key(own_key(CASE.id))
FIRST = KeyRow(owner=OWNER, wrapped=b"first", master="m")
SECOND = KeyRow(owner=OWNER, wrapped=b"second", master="m")


@pytest.fixture(params=["sqlite", "postgresql"])
def storage(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Storage]:
    """A database with a case, which has a key."""
    url = f"sqlite:///{tmp_path}/desk.db" if request.param == "sqlite" else str(request.getfixturevalue("lent"))
    with closing(SqlModelStorage().open(url)) as opened:
        with opened.writing() as tx:
            tx.add_case(CASE)
            tx.add_key(FIRST)
            tx.put_meta("playbook", "a")
        yield opened


def test_the_key_that_comes_with_a_case_is_that_of_its_words() -> None:
    """As the core names it: of another it would say that there is none."""
    assert OWN_KEY + CASE.id == OWNER


def test_a_case_that_has_no_key_says_so(storage: Storage) -> None:
    """Nothing is made up for it; the case is found all the same."""
    with storage.writing() as tx:
        tx.drop_key(OWNER)
    with storage.reading() as view:
        assert view.case(CASE.id) == CASE
        assert view.key(OWNER) is None


CHANGES: dict[str, tuple[Callable[[Writer], object], KeyRow | None]] = {
    "thrown away": (lambda tx: tx.drop_key(OWNER), None),
    "wrapped anew": (lambda tx: tx.put_key(SECOND), SECOND),
    "thrown away, and made again": (lambda tx: (tx.drop_key(OWNER), tx.add_key(SECOND)), SECOND),
    "made by another first": (lambda tx: tx.add_key(SECOND), FIRST),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_key_is_what_the_transaction_made_of_it(storage: Storage, change: str) -> None:
    """Also where it had come with the case before; the next transaction says the same."""
    act, left = CHANGES[change]
    with storage.writing() as tx:
        assert tx.lock(CASE.number) == CASE
        assert tx.key(OWNER) == FIRST
        act(tx)
        assert tx.key(OWNER) == left
    with storage.reading() as view:
        assert view.case(CASE.id) == CASE
        assert view.key(OWNER) == left


SETTINGS: dict[str, tuple[Callable[[Writer], object], str | None]] = {
    "set": (lambda tx: tx.put_meta("playbook", "b"), "b"),
    "set where absent": (lambda tx: tx.add_meta("playbook", "b"), "a"),
    "taken away": (lambda tx: tx.drop_meta("playbook"), None),
    "taken away, and set again": (lambda tx: (tx.drop_meta("playbook"), tx.add_meta("playbook", "b")), "b"),
}


@pytest.mark.parametrize("change", SETTINGS)
def test_a_setting_is_what_the_transaction_made_of_it(storage: Storage, change: str) -> None:
    """Also one that is told when a transaction begins; one that began before says what stood there then."""
    act, left = SETTINGS[change]
    with storage.reading() as before:
        assert (before.meta("playbook"), before.meta("organisation")) == ("a", None)
        with storage.writing() as tx:
            assert tx.meta("playbook") == "a"
            act(tx)
            assert tx.meta("playbook") == left
        assert before.meta("playbook") == "a"
    with storage.reading() as view:
        assert view.meta("playbook") == left


def test_what_had_been_read_is_compared_with_its_rules_and_keys(storage: Storage) -> None:
    """Whoever decided by rules, or by a key, that are others by now, has to decide again."""
    changes: tuple[Callable[[Writer], object], ...] = (
        lambda tx: tx.put_meta("playbook", "b"),
        lambda tx: tx.drop_key(OWNER),
    )
    for change in (None, *changes):
        with storage.reading() as view:
            noted = view.note()  # type: ignore[attr-defined]  # a storage that compares
            view.case(CASE.id)
        if change:
            with storage.writing() as tx:
                change(tx)
        with storage.writing() as tx:
            assert tx.unchanged(noted, [CASE]) is (change is None)  # type: ignore[attr-defined]
