"""Deciding before one's turn to write: where others write at the same time, only the writing itself has to wait for them.

A command is decided on a consistent view, and what it would write is kept back. In its turn all that it had read is read again:
where that still says the same, the decision would be the same, too, and is written as it is; else it is made again, in the turn.
So nothing is ever written that was not decided by what stood there, whatever a rule asks for.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import TYPE_CHECKING, Any, Final, TypeVar, cast

import attrs

from complaintkit.model.errors import ConflictError
from complaintkit.records.sealed.storage import SealedStorage

if TYPE_CHECKING:
    from datetime import date

    from complaintkit.ports.storage import AttachmentRow, CaseRow, EventRow, KeyRow, Storage, VaultRow, Writer

R = TypeVar("R")

REREAD: Final = frozenset(
    "attachment attempts attempts_by_reference case case_by_external case_duties cases count coupon coupons deadlines"
    " document duties events grants idempotent key keys member members meta metas outbox outbox_entry owned_by owners"
    " redemption redemptions refused reserved state survey_answers tally task tasks vault".split()
)
"""What can be read again and compared."""
_UNTOUCHED: Final = frozenset({"document", "meta", "metas"})
"""What nothing that is kept back changes."""
_OF_CASES: Final = frozenset({"case", "events", "state", "vault"})
"""What is asked of cases, the first argument."""
KEPT_BACK: Final = frozenset(
    "add_member add_tally add_task put_coupons put_deadlines put_duties put_grants put_member put_outbox put_owner"
    " put_redemption put_state put_task put_tokens release remember".split()
)
"""What returns nothing, so that whoever writes it goes on as if it were written."""


class NeedsTurn(BaseException):
    """Something was asked that only the turn to write can answer; no handler of errors is to take it for one."""


class _Changed(Exception):
    """Something that was read says something else by now."""


@attrs.frozen
class _Call:
    """A call of a transaction, and what it returned."""

    name: str
    given: tuple[Any, ...]
    named: dict[str, Any]
    returned: Any

    def of(self, tx: Writer) -> Any:  # noqa: ANN401  whatever that returns
        """Return what it returns there."""
        return getattr(tx, self.name)(*self.given, **self.named)


class Ahead:
    """A transaction that only reads, and keeps back what is to be written.

    What was kept back can't be read: whoever asks for it needs the turn.
    """

    def __init__(self, tx: Any) -> None:  # noqa: ANN401  a reader, of which any method may be asked for
        """Read by this view."""
        self._tx = tx
        self._noted: object | None = tx.note() if hasattr(tx, "note") else None
        self._locked: list[CaseRow] = []
        self._reads: list[_Call] = []
        self._writes: list[_Call] = []
        self._cases: set[str] = set()
        self._keys: dict[str, KeyRow] = {}
        self._lines = 0

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401  whatever a transaction has
        if name in REREAD:
            return lambda *given, **named: self._read(name, given, named)
        if name in KEPT_BACK:
            return lambda *given, **named: self._keep(name, given, named)
        raise NeedsTurn(name)

    def _read(self, name: str, given: tuple[Any, ...], named: dict[str, Any]) -> Any:  # noqa: ANN401
        if self._writes and name not in _UNTOUCHED and not (name in _OF_CASES and self._of_others(given[0])):
            raise NeedsTurn(name)
        found = getattr(self._tx, name)(*given, **named)
        if name != "document":  # whose key says what stands in it
            self._reads.append(_Call(name, given, named, found))
        return found

    def _of_others(self, cases: str | Collection[str]) -> bool:
        """Tell if none of these cases is written to."""
        return self._cases.isdisjoint([cases] if isinstance(cases, str) else cases)

    def _keep(self, name: str, given: tuple[Any, ...], named: dict[str, Any], returned: Any = None) -> Any:  # noqa: ANN401
        self._writes.append(_Call(name, given, named, returned))
        return returned

    # ---- what returns something ---------------------------------------------------------------------------------------
    def lock(self, case: str) -> CaseRow | None:
        """Return the case of an id or a number; it is locked in the turn."""
        if self._writes:
            raise NeedsTurn("lock")
        found: CaseRow | None = self._tx.case(case)
        if found is not None:
            self._locked.append(found)
        self._reads.append(_Call("lock", (case,), {}, found))
        return found

    def key(self, owner: str) -> KeyRow | None:
        """Return the key of an owner, one that is kept back as well."""
        if owner in self._keys:
            return self._keys[owner]
        found: KeyRow | None = self._tx.key(owner)
        self._reads.append(_Call("key", (owner,), {}, found))
        return found

    def add_key(self, row: KeyRow) -> KeyRow:
        """Keep the key of an owner who has none back; return the key that stands there now."""
        if (there := self.key(row.owner)) is not None:
            return there
        self._keys[row.owner] = row
        self._keep("add_key", (row,), {}, row)
        return row

    def next_number(self, unit: str, day: date) -> int:
        """Return the number that comes next."""
        if self._writes:
            raise NeedsTurn("next_number")
        number: int = self._tx.last_number(unit, day) + 1
        self._keep("next_number", (unit, day), {}, number)
        return number

    def reserve(self, **which: str) -> bool:
        """Take for granted that the budget is enough: where it is not, that comes out in the turn."""
        self._keep("reserve", (), which, returned=True)
        return True

    def add_case(self, row: CaseRow) -> None:
        """Keep a new case back."""
        self._cases |= {row.id, row.number}
        self._keep("add_case", (row,), {})

    def put_case(self, row: CaseRow, *, if_version: int) -> None:
        """Keep back what a case becomes."""
        self._cases |= {row.id, row.number}
        self._keep("put_case", (row,), {"if_version": if_version})

    def append(
        self, events: Collection[EventRow], vault: Collection[VaultRow], attachments: Collection[AttachmentRow]
    ) -> int:
        """Keep lines back; return how many there are by now, in place of the position of the last."""
        self._lines += len(events)
        self._keep("append", (events, vault, attachments), {}, self._lines)
        return self._lines

    # ---- the turn -----------------------------------------------------------------------------------------------------
    def write(self, tx: Writer) -> int:
        """Read again what was read, and write what was kept back; return the position before the first line written.

        Raises:
            _Changed: something says something else by now.
        """
        if not self._still_true(tx):
            raise _Changed
        before = 0
        for call in self._writes:
            returned = call.of(tx)
            if call.name == "append":
                before = returned - call.returned
            elif returned != call.returned:
                raise _Changed
        return before

    def _still_true(self, tx: Any) -> bool:  # noqa: ANN401  a writer, of one kind or the other
        """Tell if everything that was read says the same: the storage does where it noted it."""
        if self._noted is not None:
            return bool(tx.unchanged(self._noted, self._locked))
        return all(call.of(tx) == call.returned for call in self._reads)


def decide(storage: Storage, act: Callable[[Writer], R]) -> tuple[R, int]:
    """Have `act` read, decide and write, in one transaction; where others write as well, have it decide before its turn.

    `act` may be run twice, and only what it does last is kept. Returns what it returned, and how much has to be added to the
    positions that it was told of its lines.

    Raises:
        ComplaintKitError: `act` refuses, or the storage can't; nothing was kept.
    """
    seen: Callable[[Any], Writer] = storage.seen if isinstance(storage, SealedStorage) else _as_it_is
    inner = storage.inner if isinstance(storage, SealedStorage) else storage
    if inner.crowded:
        try:
            with inner.reading() as reader:
                ahead = Ahead(reader)
                done = act(seen(ahead))
            with inner.writing() as tx:
                return done, ahead.write(tx)
        except (NeedsTurn, _Changed, ConflictError):
            pass
    with inner.writing() as tx:
        return act(seen(tx)), 0


def _as_it_is(tx: Any) -> Writer:  # noqa: ANN401
    return cast("Writer", tx)
