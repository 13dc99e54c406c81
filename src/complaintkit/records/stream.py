"""What an entry of the outbox is about, a case, a task, a member or the desk itself: locked, and told what became of the entry."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

import attrs

from complaintkit.decision import sees
from complaintkit.decision.member import sees_member
from complaintkit.decision.permission.guard import check_apart
from complaintkit.decision.task import TaskDraft
from complaintkit.model.actor import DESK, By, actor_name
from complaintkit.model.errors import NotFound
from complaintkit.records.case import Loaded, load
from complaintkit.records.ledger import STREAM, write_own
from complaintkit.records.member import find_member, is_member, record_member
from complaintkit.records.sight import units_seen
from complaintkit.records.task import find_task, is_seen, task_facts, write_task

if TYPE_CHECKING:
    from complaintkit.model.events import Happened
    from complaintkit.ports.storage import EventRow, Writer
    from complaintkit.records.door import Door


@attrs.frozen
class Stream:
    """A case, a task, a member or the desk, locked in a transaction."""

    tx: Writer
    write: Callable[[Happened, By], Sequence[EventRow]]
    sight: Callable[[By], bool]
    apart: Callable[[By, str], None] = lambda _by, _word: None

    def record(self, event: Happened, *, by: By = DESK) -> Sequence[EventRow]:
        """Write what happened to an entry of it, with what follows; return the rows."""
        return self.write(event, by)

    def seen_by(self, by: By) -> bool:
        """Tell if somebody may see it. R20"""
        return self.sight(by)

    def check_apart(self, by: By, word: str) -> None:
        """Refuse it to whoever the case is about.

        Raises:
            NotAllowed: the complaint is about them. R6
        """
        self.apart(by, word)


@contextmanager
def changing(door: Door, ref: str) -> Iterator[Stream]:
    """Open a transaction on the case, the task or the member of this id.

    Raises:
        NotFound: there is none of them.
    """
    with door.storage.writing() as tx:
        yield find_stream(door, tx, ref)


def find_stream(door: Door, tx: Writer, ref: str) -> Stream:
    """Lock the case, the task or the member of this id in a transaction, which may hold several.

    Raises:
        NotFound: there is none of them.
    """
    if ref == STREAM:
        return _own(door, tx)
    row = tx.lock(ref)
    if row is None:
        return _member(door, tx, ref) if is_member(ref) else _task(door, tx, ref)

    def found() -> Loaded:  # most changes of an entry are nothing to its case, which is then not read
        return load(tx, row)

    return Stream(
        tx,
        lambda event, by: door.record(tx, found(), event, by=by),
        lambda by: sees(door.facts(tx, found().case, by=by), found().case),
        lambda by, word: check_apart(door.facts(tx, found().case, by=by), found().case, word),
    )


def _task(door: Door, tx: Writer, ref: str) -> Stream:
    if tx.task(ref) is None:
        raise NotFound(what="case", ref=ref)
    loaded = find_task(tx, ref)

    def record(event: Happened, by: By) -> Sequence[EventRow]:
        draft = TaskDraft(task_facts(door, tx, loaded.task.unit, by=by), loaded.task.id, loaded.task)
        draft.add(event)
        return write_task(door, tx, loaded, draft)

    return Stream(tx, record, lambda by: is_seen(task_facts(door, tx, loaded.task.unit, by=by), loaded.task))


def _own(door: Door, tx: Writer) -> Stream:
    """Return the desk's own ledger, which who sees every case sees."""
    return Stream(
        tx,
        lambda event, by: write_own(tx, door.keyring.ledger, event, door.clock.now(), actor_name(by)),
        lambda by: units_seen(door.facts(tx, None, by=by)) is None,
    )


def _member(door: Door, tx: Writer, ref: str) -> Stream:
    loaded = find_member(tx, door.key, ref)
    return Stream(
        tx,
        lambda event, by: record_member(door, tx, loaded, event, by=by),
        lambda by: sees_member(task_facts(door, tx, loaded.member.unit, by=by), loaded.member),
    )


def version_of(tx: Writer, ref: str) -> int | None:
    """Return how many events the case, the task or the member has, locked from here on; None where there is none.

    What is about the desk itself stands whatever else its ledger holds: 0.
    """
    if ref == STREAM:
        return 0
    row = tx.lock(ref) or (tx.member(ref) if is_member(ref) else tx.task(ref))
    return row.version if row else None
