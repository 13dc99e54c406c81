"""Rules of a storage for erasing a person: what they said goes, the rest stays."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from complaintkit.ports.storage import AttachmentRow, CaseFilter, TokenRow
from complaintkit.testing._storage_opened import Opened
from complaintkit.testing._storage_rows import case_row, event_row, refused_row, state_row, vault_row

if TYPE_CHECKING:
    from pathlib import Path

    from complaintkit.ports.storage import Storage, Writer

SAID = "饭馊了 13800138000"


def _case(tx: Writer, case: str, person: str) -> None:
    """Keep a case with words, a file and two tokens, all of one person."""
    words = attrs.evolve(vault_row(case), person=person, content=SAID.encode())
    file = AttachmentRow(
        id=f"file of {case}",
        case=case,
        person=person,
        media_type="text/plain",
        size=3,
        digest="sha256:3",
        content=SAID.encode(),
    )
    tx.add_case(attrs.evolve(case_row(case), person=person))
    tx.append([event_row(case)], [words], [file])
    for kind in ("phone", "lot"):
        tx.put_tokens([TokenRow(token=f"{kind} {person}", kind=kind, case=case, person=person)])


def _two(storage: Storage) -> None:
    with storage.writing() as tx:
        _case(tx, "hers", "p-fang")
        _case(tx, "his", "p-lei")


def _erased_in_vain(storage: Storage) -> None:
    with storage.writing() as tx:
        tx.empty_vault("p-fang")
        tx.drop_tokens("p-fang", keep=frozenset())
        raise RuntimeError("enough")


class PersonRules(Opened):
    """What is kept on a person, and how it goes."""

    def test_a_persons_cases_are_found(self, tmp_path: Path) -> None:
        """By the vault's key, to the letter."""
        with self.opened(tmp_path) as storage:
            _two(storage)
            with storage.reading() as view:
                for person, cases in (("p-fang", ["hers"]), ("P-FANG", []), ("p-", [])):
                    found = view.cases(CaseFilter(person=person), after=None, limit=9)
                    assert [row.id for row in found] == cases

    def test_a_vault_is_emptied_by_person(self, tmp_path: Path) -> None:
        """Words, salts and files of one person go and their rows stay; another person's stay whole. Twice is once."""
        with self.opened(tmp_path) as storage:
            _two(storage)
            with storage.writing() as tx:
                assert tx.empty_vault("p-fang") == 2
                assert tx.empty_vault("p-fang") == 0
            with storage.reading() as view:
                (words,), file = view.vault(["hers"]), view.attachment("file of hers")
                assert (words.content, words.salt, words.person) == (None, b"", "p-fang")
                assert file is not None
                assert (file.content, file.digest) == (None, "sha256:3")
                (his,), kept = view.vault(["his"]), view.attachment("file of his")
                assert his.content == SAID.encode()
                assert his.salt
                assert kept is not None
                assert kept.content == SAID.encode()
                assert len(view.events(["hers"])) == 1

    def test_states_go_with_their_persons_words(self, tmp_path: Path) -> None:
        """For the words stand in them; another person's stay."""
        with self.opened(tmp_path) as storage:
            _two(storage)
            with storage.writing() as tx:
                tx.put_state(state_row("hers"))
                tx.put_state(state_row("his"))
            with storage.writing() as tx:
                tx.empty_vault("p-fang")
            with storage.reading() as view:
                assert (view.state("hers"), view.state("his")) == (None, state_row("his"))

    def test_what_is_emptied_is_in_no_file(self, tmp_path: Path) -> None:
        """Whoever takes the disk away finds nothing: no old page, no log, though the storage is still open."""
        with self.opened(tmp_path) as storage:
            with storage.writing() as tx:
                _case(tx, "hers", "p-fang")
                tx.put_state(attrs.evolve(state_row("hers"), content=SAID.encode()))
                tx.keep_refused(attrs.evolve(refused_row(), content=SAID.encode(), reason=SAID))
            with storage.writing() as tx:
                tx.empty_vault("p-fang")
                tx.empty_refused("refused-1")
            files = [file for file in tmp_path.rglob("*") if file.is_file()]
            assert not [file.name for file in files if SAID.encode() in file.read_bytes()]

    def test_tokens_go_by_person_and_kind(self, tmp_path: Path) -> None:
        """What leads to a person goes; what leads to goods stays; another person's stay."""
        with self.opened(tmp_path) as storage:
            _two(storage)
            with storage.writing() as tx:
                assert tx.drop_tokens("p-fang", keep=frozenset({"lot"})) == 1
                assert tx.drop_tokens("p-fang", keep=frozenset({"lot"})) == 0
            with storage.reading() as view:
                for token, count in (("phone p-fang", 0), ("lot p-fang", 1), ("phone p-lei", 1)):
                    assert view.count(CaseFilter(tokens=frozenset({token}))) == count, token

    def test_what_was_refused_is_emptied_once(self, tmp_path: Path) -> None:
        """Its words and the reason, which may repeat them; that something was refused stays."""
        with self.opened(tmp_path) as storage:
            with storage.writing() as tx:
                tx.keep_refused(refused_row())
                tx.keep_refused(refused_row("other"))
                assert tx.empty_refused("refused-1")
                assert not tx.empty_refused("refused-1")
                assert not tx.empty_refused("nothing")
            with storage.reading() as view:
                bare = attrs.evolve(refused_row(), content=b"", reason="")
                assert list(view.refused(id="refused-1")) == [bare]
                assert list(view.refused(id="other")) == [refused_row("other")]

    def test_erasing_is_undone_with_its_transaction(self, tmp_path: Path) -> None:
        """All or nothing."""
        import pytest

        with self.opened(tmp_path) as storage:
            _two(storage)
            with pytest.raises(RuntimeError, match="enough"):
                _erased_in_vain(storage)
            with storage.reading() as view:
                assert view.vault(["hers"])[0].content == SAID.encode()
                assert view.count(CaseFilter(tokens=frozenset({"phone p-fang"}))) == 1
