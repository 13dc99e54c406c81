"""Rules of a storage's transactions: everything or nothing, and a view that stands still."""

from __future__ import annotations

import os
import warnings
from threading import Event, Thread
from typing import TYPE_CHECKING, Final, NoReturn

from complaintkit.model.errors import StorageError
from complaintkit.ports.storage import CaseFilter, CaseRow
from complaintkit.testing._storage_opened import Opened
from complaintkit.testing._storage_rows import case_row, event_row, vault_row

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from complaintkit.ports.storage import Storage


class _Stop(Exception):
    """Raised by a test inside a transaction."""


_ERRORS: Final = (
    *(ValueError, TypeError, KeyError, IndexError, LookupError, AttributeError, NameError, AssertionError, EOFError),
    *(ArithmeticError, ZeroDivisionError, OverflowError, OSError, FileNotFoundError, PermissionError, TimeoutError),
    *(ConnectionError, RuntimeError, NotImplementedError, RecursionError, MemoryError, BufferError, StopIteration),
    *(UnicodeError, ImportError, Exception),
)
"""What a block may end in; those of the kit are asked for where they come from."""


def _write_and_raise(storage: Storage, stop: type[BaseException] = _Stop) -> None:
    with storage.writing() as tx:
        tx.add_case(case_row())
        tx.append([event_row()], [vault_row()], [])
        tx.put_meta("playbook", "sha256:0")
        raise stop


def _read_and_raise(storage: Storage, stop: type[BaseException]) -> None:
    with storage.reading() as view:
        assert view.case("case-1") is None
        raise stop


def _write_and_leave(open_it: Callable[[Path], Storage], folder: Path) -> NoReturn:
    """Write one case, in a process of its own, and end that."""
    code = 1
    try:
        storage = open_it(folder)
        with storage.writing() as tx:
            tx.add_case(case_row())
        storage.close()
        code = 0
    finally:
        os._exit(code)  # no end of the tests' own process


class TransactionRules(Opened):
    """Transactions."""

    def test_it_has_a_name_and_no_problems(self, tmp_path: Path) -> None:
        """A storage that was just opened has everything set as it must be."""
        with self.opened(tmp_path) as storage:
            assert storage.name
            assert list(storage.problems()) == []

    def test_what_a_block_wrote_is_there_for_others(self, tmp_path: Path) -> None:
        """At the end of a block everything in it is committed."""
        with self.opened(tmp_path) as storage, self.opened(tmp_path) as other:
            with storage.writing() as tx:
                tx.add_case(case_row())
                tx.append([event_row()], [vault_row()], [])
            with other.reading() as view:
                assert view.case("case-1") == case_row()
                assert len(view.events(["case-1"])) == 1
                assert view.vault(["case-1"]) == [vault_row()]

    def test_what_another_process_wrote_is_there(self, tmp_path: Path) -> None:
        """It is in the database, not in the memory of who wrote it."""
        import pytest

        if not hasattr(os, "fork"):
            pytest.skip("no second process is made so simply here")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # of threads, which the child leaves alone
            child = os.fork()
        if not child:
            _write_and_leave(self.open, tmp_path)
        assert os.waitpid(child, 0)[1] == 0
        with self.opened(tmp_path) as storage, storage.reading() as view:
            assert view.case("case-1") == case_row()

    def test_what_was_committed_outlives_closing(self, tmp_path: Path) -> None:
        """A database that is opened again holds what it held."""
        with self.opened(tmp_path) as storage, storage.writing() as tx:
            tx.add_case(case_row())
        with self.opened(tmp_path) as storage, storage.reading() as view:
            assert view.case("case-1") == case_row()

    def test_a_block_that_raises_leaves_nothing(self, tmp_path: Path) -> None:
        """Everything or nothing: what was written before the error is undone."""
        import pytest

        with self.opened(tmp_path) as storage:
            with pytest.raises(_Stop):
                _write_and_raise(storage)
            with storage.reading() as view:
                assert view.case("case-1") is None
                assert not view.feed(after=0, limit=10)
                assert view.meta("playbook") is None

    def test_whatever_is_raised_comes_out(self, tmp_path: Path) -> None:
        """No error of a block is swallowed, nor told as another: whoever calls learns that nothing was kept, and why."""
        import pytest

        with self.opened(tmp_path) as storage:
            for kind in _ERRORS:
                with pytest.raises(kind) as caught:
                    _write_and_raise(storage, kind)
                assert caught.type is kind
                with pytest.raises(kind) as caught:
                    _read_and_raise(storage, kind)
                assert caught.type is kind

    def test_what_only_the_interpreter_raises_leaves_nothing_either(self, tmp_path: Path) -> None:
        """Ctrl-C in the middle of a block is an end like any other; it goes on to who waits for it."""
        import pytest

        with self.opened(tmp_path) as storage:
            for stop in (KeyboardInterrupt, SystemExit, GeneratorExit):
                with pytest.raises(stop):
                    _write_and_raise(storage, stop)
                with storage.reading() as view:
                    assert view.meta("playbook") is None

    def test_nobody_sees_half_of_a_block(self, tmp_path: Path) -> None:
        """Neither another process nor another thread of the same storage, while the block is still open."""
        with self.opened(tmp_path) as storage, self.opened(tmp_path) as other:
            seen: list[object] = []

            def look(at: Storage) -> None:
                with at.reading() as view:
                    seen.append(view.meta("playbook"))

            with storage.writing() as tx:
                tx.put_meta("playbook", "sha256:0")
                readers = [Thread(target=look, args=(one,)) for one in (storage, other)]
                for reader in readers:
                    reader.start()
                for reader in readers:
                    reader.join(0.3)  # one that waits for the end of the block is in its right
                while_open = list(seen)
            for reader in readers:
                reader.join(30)
            assert set(while_open) <= {None}
            assert len(seen) == 2

    def test_a_writer_sees_what_it_wrote(self, tmp_path: Path) -> None:
        """Within its transaction a writer reads its own rows."""
        with self.opened(tmp_path) as storage, storage.writing() as tx:
            tx.add_case(case_row())
            tx.append([event_row()], [], [])
            assert tx.case("case-1") == case_row()
            assert [event.seq for event in tx.events(["case-1"])] == [1]
            assert tx.count(CaseFilter()) == 1

    def test_a_view_stands_still(self, tmp_path: Path) -> None:
        """What a reader sees does not change under it, whatever others commit meanwhile."""
        with self.opened(tmp_path) as storage, self.opened(tmp_path) as other:
            begun = Event()

            def write() -> None:
                begun.set()
                with other.writing() as tx:
                    tx.add_case(case_row())

            writer = Thread(target=write)
            with storage.reading() as view:
                before = view.count(CaseFilter())
                writer.start()
                begun.wait(10)
                writer.join(0.2)
                assert view.count(CaseFilter()) == before == 0
                assert list(view.every(CaseRow)) == []
            writer.join(30)
            with storage.reading() as view:
                assert view.count(CaseFilter()) == 1

    def test_a_text_is_kept_to_the_letter(self, tmp_path: Path) -> None:
        """Nothing is trimmed, folded, normalised or guessed: what is said, and what it is found by, is as it was."""
        texts = (
            "é",
            "e\u0301",
            "K",
            "k",
            "\u212a",
            " x ",
            "x",
            "\u200b",
            "😀",
            "'; --",
            "%",
            "_",
            "\r\n",
            "饭馊了。",
            "007",
        )
        with self.opened(tmp_path) as storage:
            with storage.writing() as tx:
                for text in texts:
                    tx.put_meta(f"text:{text}", text)
            with storage.reading() as view:
                assert view.metas("text:") == {f"text:{text}": text for text in texts}
                assert [view.meta(f"text:{text}") for text in texts] == list(texts)

    def test_a_closed_storage_says_so(self, tmp_path: Path) -> None:
        """Using a storage after closing it is an error of the kit."""
        import pytest

        storage = self.open(tmp_path)
        storage.close()
        with pytest.raises(StorageError), storage.writing() as tx:
            tx.add_case(case_row())
        with pytest.raises(StorageError), storage.reading() as view:
            view.count(CaseFilter())
