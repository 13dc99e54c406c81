"""A storage whose rows are sealed: the plugin keeps bytes, the core reads and writes what they say.

A method that no sealed row goes through is the plugin's own; a test holds that every other is here.
"""

from __future__ import annotations

import hmac
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar, cast

from complaintkit.ports.storage import (
    AttachmentRow,
    AttemptRow,
    CaseFilter,
    CaseRow,
    CouponRow,
    DocumentRow,
    EntryKind,
    EventRow,
    IdempotencyRow,
    OutboxRow,
    Reader,
    RedemptionRow,
    RefusedRow,
    StateRow,
    Storage,
    SummaryRow,
    TallyRow,
    TaskCaseRow,
    TaskFilter,
    TaskRow,
    VaultRow,
    Writer,
)
from complaintkit.records.key.cipher import place, unopened
from complaintkit.records.key.keyring import person_key, refused_key
from complaintkit.records.ledger import line_hash
from complaintkit.records.loaded import Loaded
from complaintkit.records.sealed.memory import Memory
from complaintkit.records.sealed.row import OPENED, Sealing, Seals

if TYPE_CHECKING:
    from complaintkit.records.key.keyring import Keyring


R = TypeVar("R")


class SealedStorage:
    """An opened database, by its keys."""

    def __init__(self, storage: Storage, keyring: Keyring) -> None:
        """Take what was opened."""
        self.inner = storage
        self.keyring = keyring
        self._memory = Memory()

    @property
    def name(self) -> str:
        """The instance."""
        return self.inner.name

    @contextmanager
    def reading(self) -> Iterator[Reader]:
        """Open a consistent view."""
        with self.inner.reading() as tx:
            yield cast("Reader", SealedReader(tx, Seals(tx, self.keyring), self._memory))

    @contextmanager
    def writing(self) -> Iterator[Writer]:
        """Begin a transaction."""
        with self.inner.writing() as tx:
            yield self.seen(tx)

    def seen(self, tx: Writer) -> Writer:
        """Return a transaction of the plugin as the core sees it."""
        return cast("Writer", SealedWriter(tx, Sealing(tx, self.keyring), self._memory))

    @property
    def crowded(self) -> bool:
        """Whether others have been writing lately."""
        return self.inner.crowded

    def tidy(self) -> bool:
        """Take what was emptied out of the database's own files; return False where a reader holds that up."""
        return self.inner.tidy()

    def now(self) -> datetime | None:
        """Return the time of the machine that keeps the data; None where that is this one."""
        return self.inner.now()

    def back_up(self, to: Path) -> Storage:
        """Copy all of it, sealed as it is, into a new file; open the copy by the same keys."""
        return SealedStorage(self.inner.back_up(to), self.keyring)

    def damage(self) -> Iterator[str]:
        """Name what is damaged in the database itself."""
        yield from self.inner.damage()

    def problems(self) -> Iterator[str]:
        """Name what is not as it must be."""
        yield from self.inner.problems()

    def close(self) -> None:
        """Let go of the database."""
        self._memory.clear()
        self.inner.close()


class SealedReader:
    """A consistent view, in the clear."""

    def __init__(self, tx: Reader, seals: Seals, memory: Memory) -> None:
        """Take the plugin's view."""
        self._tx = tx
        self._seals = seals
        self._memory = memory
        self._settings: dict[str, str | None] = {}

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401  whatever the plugin's view has
        return getattr(self._tx, name)

    def every(self, kind: type[R]) -> Iterator[R]:
        """Yield every row of a kind. Whoever goes on after a `StorageError` of one that does not open gets the next."""
        opened = OPENED.get(kind)
        if kind is VaultRow:  # the words of everybody
            self._seals.read_keys()
        rows = self._tx.every(kind)
        return rows if opened is None else map(partial(_opened, opened, self._seals), rows)

    def meta(self, key: str) -> str | None:
        """Return a setting, read once in the transaction."""
        if key not in self._settings:
            found = self._tx.meta(key)
            self._settings[key] = None if found is None else self._seals.open_setting(key, found)
        return self._settings[key]

    def metas(self, prefix: str) -> dict[str, str]:
        """Return all settings whose key starts with `prefix`."""
        return {key: self._seals.open_setting(key, value) for key, value in self._tx.metas(prefix).items()}

    def document(self, digest: str) -> str | None:
        """Return a frozen document."""
        key = self._seals.document_key(digest)
        found = self._tx.document(key)
        row = None if found is None else DocumentRow(digest=key, kind="", content=found)
        return None if row is None else self._seals.open_document(row).content

    def case(self, ref: str) -> CaseRow | None:
        """Return the case of an id or a number."""
        row = self._tx.case(ref)
        if row is not None:
            self._seals.note_case(row)
        return row

    def case_by_external(self, channel: str, external_id: str) -> CaseRow | None:
        """Return the case a channel's own id stands for."""
        return self._tx.case_by_external(channel, self._seals.token("external", external_id))

    def cases(self, where: CaseFilter, *, after: str | None, limit: int) -> Sequence[CaseRow]:
        """Return cases, newest received first."""
        return self._tx.cases(self._seals.seal_filter(where), after=after, limit=limit)

    def count(self, where: CaseFilter) -> int:
        """Count the cases that a filter lets through."""
        return self._tx.count(self._seals.seal_filter(where))

    def state(self, case: str) -> StateRow | None:
        """Return what was kept of a case's state; without content where it does not open."""
        row = self._tx.state(case)
        return None if row is None else self._seals.open_state(row)

    def summaries(self, cases: Sequence[str]) -> Sequence[SummaryRow]:
        """Return what was summed up of these cases; without content where it does not open."""
        return [self._seals.open_summary(row) for row in self._tx.summaries(cases)]

    def chained(self, head: str, row: EventRow) -> bool:
        """Tell if a line was chained to this hash of the line before it, by whoever has the key."""
        return hmac.compare_digest(row.hash, line_hash(self._seals.keyring.ledger, head, row))

    def known(self, row: CaseRow) -> Loaded | None:
        """Return a case that this process has in mind as its row stands now, and whose words nobody has erased since."""
        found = self._memory.get(row, self._seals.words_of(row))
        return None if found is None else Loaded(row, found.case, found.kept, found.owed)

    def know(self, loaded: Loaded) -> None:
        """Keep a case in mind as it stands by its row."""
        self._memory.put(loaded, self._seals.words_of(loaded.row))

    def events(
        self, cases: Sequence[str], *, after: int | None = None, without: str | None = None
    ) -> Sequence[EventRow]:
        """Return the ledgers of these cases, behind a line, but for events of one name."""
        return [self._seals.open_event(row) for row in self._tx.events(cases, after=after, without=without)]

    def vault(self, cases: Sequence[str], *, after: int | None = None) -> Sequence[VaultRow]:
        """Return what was said in these cases, behind a line."""
        return [self._seals.open_words(row) for row in self._tx.vault(cases, after=after)]

    def attachment(self, id: str) -> AttachmentRow | None:
        """Return one file."""
        row = self._tx.attachment(id)
        return None if row is None else self._seals.open_file(row)

    def feed(self, *, after: int, limit: int) -> Sequence[EventRow]:
        """Return events of all cases in commit order."""
        return [self._seals.open_event(row) for row in self._tx.feed(after=after, limit=limit)]

    def task(self, ref: str) -> TaskRow | None:
        """Return the task of an id or a number."""
        row = self._tx.task(ref)
        return None if row is None else self._seals.open_task(row)

    def tasks(self, where: TaskFilter, *, after: str | None = None, limit: int = 1000) -> Sequence[TaskRow]:
        """Return tasks, newest opened first."""
        found = self._tx.tasks(self._seals.seal_task_filter(where), after=after, limit=limit)
        return [self._seals.open_task(row) for row in found]

    def tally(
        self, *, first: date, after: date, units: frozenset[str] | None = None, subject: str | None = None
    ) -> Sequence[TallyRow]:
        """Return the counts of the days in [first, after), by subject, unit and day."""
        asked = None if subject is None else self._seals.seal_subject(subject)
        found = self._tx.tally(first=first, after=after, units=units, subject=asked)
        rows = (self._seals.open_count(row) for row in found)
        return sorted(rows, key=lambda row: (row.subject, row.unit, row.day))

    def idempotent(self, key: str) -> IdempotencyRow | None:
        """Return what the command with this key did."""
        row = self._tx.idempotent(self._seals.token("idempotency", key))
        return None if row is None else self._seals.open_request(row)

    def outbox(self, *, of: CaseFilter | None = None, **asked: Any) -> Sequence[OutboxRow]:  # noqa: ANN401  as the plugin's
        """Return outbox entries, oldest first."""
        found = self._tx.outbox(of=None if of is None else self._seals.seal_filter(of), **asked)
        return [self._seals.open_entry(row) for row in found]

    def outbox_entry(self, id: str) -> OutboxRow | None:
        """Return one outbox entry."""
        row = self._tx.outbox_entry(id)
        return None if row is None else self._seals.open_entry(row)

    def attempts(self, outbox: str) -> Sequence[AttemptRow]:
        """Return the tries of an entry, in order."""
        return [self._seals.open_attempt(row) for row in self._tx.attempts(outbox)]

    def attempts_by_reference(self, notifier: str, reference: str) -> Sequence[AttemptRow]:
        """Return the attempts of a notifier whose provider gave this reference."""
        found = self._tx.attempts_by_reference(notifier, self._seals.reference_token(notifier, reference))
        return [self._seals.open_attempt(row) for row in found]

    def coupon(self, code: str) -> CouponRow | None:
        """Return a coupon by its code."""
        row = self._tx.coupon(self._seals.coupon_token(code))
        return None if row is None else self._seals.open_coupon(row, code)

    def coupons(
        self, of: CaseFilter, *, case: str | None = None, after: CouponRow | None = None, limit: int = 1000
    ) -> Sequence[CouponRow]:
        """Return coupons, newest first."""
        behind = None if after is None else self._seals.behind(after)
        found = self._tx.coupons(self._seals.seal_filter(of), case=case, after=behind, limit=limit)
        return [self._seals.open_coupon(row) for row in found]

    def redemption(self, *, id: str | None = None, code: str | None = None) -> RedemptionRow | None:
        """Return a redemption by id; or the one of a coupon that was not reversed."""
        row = self._tx.redemption(id=id, code=None if code is None else self._seals.coupon_token(code))
        return None if row is None else self._seals.open_redemption(row, code)

    def redemptions(self, *, start: datetime, end: datetime, unit: str | None = None) -> Sequence[RedemptionRow]:
        """Return what was redeemed in [start, end) and not reversed, in order."""
        found = self._tx.redemptions(start=start, end=end, unit=unit)
        return [self._seals.open_redemption(row) for row in found]

    def refused(self, **asked: Any) -> Sequence[RefusedRow]:  # noqa: ANN401  as the plugin's
        """Return what was refused and kept, newest first; what does not open has no content, and says so as its reason."""
        return [self._seals.listed_refused(row) for row in self._tx.refused(**asked)]


class SealedWriter(SealedReader):
    """One transaction that writes, in the clear on this side."""

    _tx: Writer
    _seals: Sealing

    def lock(self, case: str) -> CaseRow | None:
        """Return the case of an id or a number, locked until the end of the transaction."""
        row = self._tx.lock(case)
        if row is not None:
            self._seals.note_case(row)
        return row

    def put_meta(self, key: str, value: str) -> None:
        """Set a setting."""
        self._settings.clear()
        self._tx.put_meta(key, self._seals.seal_setting(key, value))

    def add_meta(self, key: str, value: str) -> str:
        """Set a setting where it is absent; return what stands there now."""
        self._settings.clear()
        return self._seals.open_setting(key, self._tx.add_meta(key, self._seals.seal_setting(key, value)))

    def drop_meta(self, key: str) -> bool:
        """Take a setting away."""
        self._settings.clear()
        return self._tx.drop_meta(key)

    def put_document(self, digest: str, kind: str, content: str) -> None:
        """Keep a frozen document."""
        row = self._seals.seal_document(DocumentRow(digest=digest, kind=kind, content=content))
        self._tx.put_document(row.digest, row.kind, row.content)

    def append(
        self, events: Sequence[EventRow], vault: Sequence[VaultRow], attachments: Sequence[AttachmentRow]
    ) -> int:
        """Add to ledgers and vault; return the position of the last."""
        seals = self._seals
        return self._tx.append(
            [seals.seal_event(row) for row in events],
            [seals.seal_words(row) for row in vault],
            [seals.seal_file(row) for row in attachments],
        )

    def add_case(self, row: CaseRow) -> None:
        """Add a case."""
        self._tx.add_case(self._seals.begin_case(row))

    def put_case(self, row: CaseRow, *, if_version: int) -> None:
        """Replace the row if it still has that version."""
        self._tx.put_case(self._seals.seal_case(row), if_version=if_version)

    def put_state(self, row: StateRow) -> None:
        """Keep a case's state."""
        self._tx.put_state(self._seals.seal_state(row))

    def put_summary(self, row: SummaryRow) -> None:
        """Keep a case's summary."""
        self._tx.put_summary(self._seals.seal_summary(row))

    def add_task(self, row: TaskRow, cases: Sequence[TaskCaseRow]) -> None:
        """Add a task with the cases that belong to it."""
        self._tx.add_task(self._seals.seal_task(row), cases)

    def put_task(self, row: TaskRow, cases: Sequence[TaskCaseRow], *, if_version: int) -> None:
        """Replace the row and its cases if it still has that version."""
        self._tx.put_task(self._seals.seal_task(row), cases, if_version=if_version)

    def add_tally(self, rows: Sequence[TallyRow]) -> None:
        """Add each count to what is counted there."""
        self._tx.add_tally([self._seals.seal_count(row) for row in rows])

    def add_survey_answer(self, row: Any, vault: Sequence[VaultRow]) -> bool:  # noqa: ANN401  nothing of the row is sealed
        """Add an answer with its words; return False where one of this id is there already."""
        return self._tx.add_survey_answer(row, [self._seals.seal_words(one) for one in vault])

    def empty_vault(self, person: str) -> int:
        """Empty what this person said and is called, and throw their key away."""
        emptied = self._tx.empty_vault(person)
        self._tx.drop_key(person_key(person))
        self._seals.forget(person_key(person))
        self._memory.forget(person)
        return emptied

    def empty_refused(self, id: str) -> bool:
        """Empty what was refused and kept, and throw its key away."""
        emptied = self._tx.empty_refused(id)
        self._tx.drop_key(refused_key(id))
        self._seals.forget(refused_key(id))
        return emptied

    def put_coupons(self, rows: Sequence[CouponRow]) -> None:
        """Mint coupons."""
        self._tx.put_coupons([self._seals.seal_coupon(row) for row in rows])

    def put_redemption(self, row: RedemptionRow) -> None:
        """Insert or replace a redemption."""
        self._tx.put_redemption(self._seals.seal_redemption(row))

    def remember(self, row: IdempotencyRow) -> None:
        """Keep an idempotency key."""
        self._tx.remember(self._seals.seal_request(row))

    def keep_refused(self, row: RefusedRow) -> None:
        """Keep what was refused."""
        self._tx.keep_refused(self._seals.seal_refused(row))

    def put_outbox(self, rows: Sequence[OutboxRow]) -> None:
        """Add outbox entries."""
        self._tx.put_outbox([self._seals.seal_entry(row) for row in rows])

    def claim(self, now: datetime, **asked: Any) -> Sequence[OutboxRow]:  # noqa: ANN401  as the plugin's
        """Lease entries that are ready or to retry by now."""
        return [self._seals.open_entry(row) for row in self._tx.claim(now, **asked)]

    def expired(self, now: datetime, *, kind: EntryKind) -> Sequence[OutboxRow]:
        """Return entries of a kind in `started` whose lease ran out."""
        return [self._seals.open_entry(row) for row in self._tx.expired(now, kind=kind)]

    def change_outbox(self, row: OutboxRow, *, if_epoch: int) -> bool:
        """Replace the entry if its epoch is still that one."""
        return self._tx.change_outbox(self._seals.seal_entry(row), if_epoch=if_epoch)

    def replace_row(self, old: object | None, new: object | None) -> None:
        """Let a row stand where another of its kind stood; a case's comes with the tokens that it is found by."""
        kind = type(old if new is None else new)
        seal = _DERIVED.get(kind)
        sealed = (None if row is None else row if seal is None else seal(self._seals, row) for row in (old, new))
        self._tx.replace_row(*sealed)

    def put_attempt(self, row: AttemptRow) -> None:
        """Insert or replace an attempt."""
        self._tx.put_attempt(self._seals.seal_attempt(row))


def _opened(open_: Callable[[Seals, R], R], seals: Seals, row: R) -> R:
    """Open a row; one that belongs to another in which an id is of another type does not open."""
    try:
        return open_(seals, row)
    except TypeError:
        raise unopened(place(type(row).__name__.removesuffix("Row").lower())) from None


_DERIVED: Final[Mapping[type[Any], Callable[[Sealing, Any], Any]]] = {
    CouponRow: Sealing.seal_coupon,
    OutboxRow: Sealing.seal_entry,
    RedemptionRow: Sealing.seal_redemption,
    SummaryRow: Sealing.seal_summary,
    TallyRow: Sealing.seal_count,
    TaskRow: Sealing.seal_task,
}
"""How derived rows are sealed that hold more than ids, times and amounts."""
