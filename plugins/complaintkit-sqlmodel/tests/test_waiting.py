"""Waiting: for one's turn to write, which is noted, and for a server's answers, which are waited for together."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
from complaintkit_sqlmodel import SqlModelStorage, _storage
from complaintkit_sqlmodel._storage import SqlStorage

from complaintkit.errors import ConflictError, StorageError
from complaintkit.testing._storage_rows import case_row, event_row, outbox_row

if TYPE_CHECKING:
    from complaintkit_sqlmodel._writer import SqlWriter

Opening = Callable[[], SqlStorage]


@pytest.fixture(params=["sqlite", "postgresql"])
def opening(request: pytest.FixtureRequest, tmp_path: Path) -> Opening:
    """Opens one database, as often as is asked."""
    url = f"sqlite:///{tmp_path}/desk.db" if request.param == "sqlite" else str(request.getfixturevalue("lent"))

    def opened() -> SqlStorage:
        storage = SqlModelStorage(busy_timeout=timedelta(seconds=30)).open(url)
        assert isinstance(storage, SqlStorage)
        return storage

    return opened


@pytest.fixture
def storage(lent: str) -> Iterator[SqlStorage]:
    """A database of a server."""
    with closing(SqlModelStorage().open(lent)) as opened:
        assert isinstance(opened, SqlStorage)
        yield opened


@pytest.fixture
def long_lately(monkeypatch: pytest.MonkeyPatch) -> None:
    """A crowd is remembered for an hour, however slow the machine is."""
    monkeypatch.setattr(_storage, "_LATELY", 3600)


def wait_for(holder: SqlStorage, waiting: SqlStorage) -> None:
    """Have one write while the other holds the turn, again where it let go before that one asked."""
    for _ in range(100):
        in_turn = threading.Event()

        def hold() -> None:
            with holder.writing() as tx:
                tx.put_meta("a", "c")
                in_turn.set()  # noqa: B023  it is joined below
                time.sleep(0.05)

        other = threading.Thread(target=hold)
        other.start()
        in_turn.wait(30)
        with waiting.writing() as tx:
            tx.put_meta("a", "d")
        other.join()
        if waiting.crowded:
            return


@pytest.mark.usefixtures("long_lately")
def test_who_waits_for_the_turn_to_write_notes_the_crowd(opening: Opening, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever had to wait knows for a while that others write; who wrote alone does not, nor anybody some time later."""
    with closing(opening()) as one, closing(opening()) as two:
        with two.writing() as tx:
            tx.put_meta("a", "b")
        assert not two.crowded
        wait_for(one, two)
        assert two.crowded
        assert not one.crowded
        later = two._crowded_until
        monkeypatch.setattr(_storage, "time", SimpleNamespace(monotonic=lambda: later))
        assert not two.crowded


@pytest.mark.usefixtures("long_lately")
def test_threads_of_one_process_note_the_crowd(tmp_path: Path) -> None:
    """They take turns among themselves before they ask the file."""
    with closing(SqlModelStorage().open(f"sqlite:///{tmp_path}/desk.db")) as storage:
        assert isinstance(storage, SqlStorage)
        wait_for(storage, storage)
        assert storage.crowded


def _write(storage: SqlStorage, *acts: Callable[[SqlWriter], object]) -> None:
    with storage.writing() as tx:
        for act in acts:
            act(tx)


def _stop(_: SqlWriter) -> None:
    raise LookupError


def _line_again(tx: SqlWriter) -> int:
    return tx.append([event_row()], [], [])


def test_what_was_sent_without_waiting_is_refused_at_the_end_at_the_latest(storage: SqlStorage) -> None:
    """Nothing of the transaction is kept, and the connection serves the next one."""
    with storage.writing() as tx:
        tx.add_case(case_row())
        tx.append([event_row()], [], [])
    with pytest.raises(ConflictError):
        _write(storage, lambda tx: tx.put_meta("a", "b"), _line_again)
    with storage.writing() as tx:
        assert tx.meta("a") is None
        tx.put_meta("a", "c")
    with storage.reading() as view:
        assert view.meta("a") == "c"
        assert len(view.feed(after=0, limit=10)) == 1


def test_an_error_in_between_is_not_hidden_by_what_was_sent(storage: SqlStorage) -> None:
    """Whoever raises within the block hears their own error, though something that was sent fails as well."""
    with storage.writing() as tx:
        tx.add_case(case_row())
        tx.append([event_row()], [], [])
    with pytest.raises(LookupError):
        _write(storage, _line_again, _stop)
    with storage.writing() as tx:
        tx.put_outbox([outbox_row("e1")])


def test_what_is_asked_after_a_failure_is_refused(storage: SqlStorage) -> None:
    """A question waits for the answers that are still to come, and hears of the one that failed."""
    with storage.writing() as tx:
        tx.add_case(case_row())
        tx.append([event_row()], [], [])
    asked: list[str | None] = []
    with pytest.raises(ConflictError):
        _write(storage, _line_again, lambda tx: asked.append(tx.meta("a")))
    assert not asked


def test_a_connection_lost_with_answers_to_come_kept_nothing(storage: SqlStorage, postgresql: Any) -> None:
    """It was lost before COMMIT was sent: told so, not as something that nobody knows."""
    with storage.writing() as tx:
        tx.add_case(case_row())

    def cut(_: SqlWriter) -> None:
        with postgresql.connected() as connection:
            connection.execute(
                "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE application_name = 'complaintkit'"
            )

    with pytest.raises(StorageError, match="nothing of this transaction was kept"):
        _write(storage, lambda tx: tx.put_outbox([outbox_row("e1")]), cut, lambda tx: tx.put_outbox([outbox_row("e2")]))
    with storage.writing() as tx:
        tx.put_outbox([outbox_row("e3")])
    with storage.reading() as view:
        assert [one.id for one in view.outbox()] == ["e3"]
