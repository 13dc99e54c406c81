"""Transactions that end in yes or no: where COMMIT gave an error, what it wrote is looked up before anybody says failed.

Every verb, worker and administration writes through here, so none of them has to know that a commit can be unknown.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, TypeAlias, cast

import attrs

from complaintkit.model.errors import OutcomeUnknown, StorageError
from complaintkit.model.phrase import phrase
from complaintkit.ports.storage import Reader, Storage, SurveyFilter, Writer

if TYPE_CHECKING:
    from types import TracebackType

_SOON: Final = timedelta(seconds=1)
Look: TypeAlias = Callable[[Reader], bool | None]
"""Says whether something that was written is there; None where that tells nothing, for others may have changed it since."""
Witness: TypeAlias = Callable[..., Look | None]
"""Says by what a write that returned this, with these arguments, is found again."""


class NotKept(StorageError):
    """COMMIT gave an error, and was found to have kept nothing: doing it again is safe, with a key or without."""

    def __init__(self, why: BaseException | None = None) -> None:
        """Say so, with the next step; `why` is what the storage said, where it knows: that the disk is full."""
        if isinstance(why, StorageError):
            super().__init__(
                reason=phrase("it was not kept, and nothing has changed: {reason}", reason=why.data["reason"]),
                next_step=cast("str", why.data["next_step"]),
            )
            return
        super().__init__(
            reason=phrase("it was not kept"),
            next_step=phrase("Nothing has changed; ask again with the same key."),
        )


@attrs.frozen
class CertainStorage:
    """A storage that looks, where its COMMIT gave an error."""

    inner: Storage

    @property
    def name(self) -> str:
        """The instance."""
        return self.inner.name

    def reading(self) -> AbstractContextManager[Reader]:
        """Open a consistent view."""
        return self.inner.reading()

    def writing(self) -> AbstractContextManager[Writer]:
        """Begin a transaction that commits at the end of the block, or rolls back when it raises.

        Raises:
            NotKept: COMMIT gave an error, and nothing was kept.
            OutcomeUnknown: it gave an error, and that can't be looked up now either.
        """
        return _Writing(self)

    def was_kept(self, watched: _Watched, error: OutcomeUnknown) -> bool:
        """Say whether a transaction was kept, by the first thing it wrote that tells it; what wrote nothing lost nothing.

        Raises:
            OutcomeUnknown: nothing can be read now, or nothing that it wrote tells.
        """
        if not watched.wrote:
            return True
        try:
            with self.reading() as reader:
                told = next((found for look in watched.looks if (found := look(reader)) is not None), None)
        except StorageError as failed:
            raise OutcomeUnknown(idempotency_key="", retry_after=_SOON) from failed
        if told is None:
            raise error
        return told

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
        """Copy all of it into a new file; return the copy, opened."""
        return self.inner.back_up(to)

    def problems(self) -> Iterable[str]:
        """Name what is not as it must be."""
        return self.inner.problems()

    def damage(self) -> Iterable[str]:
        """Name what is damaged in the database itself."""
        return self.inner.damage()

    def close(self) -> None:
        """Let go of the database."""
        self.inner.close()


class asked_again_by:  # noqa: N801  used like a function
    """Name the key by which a request whose outcome is unknown can be made again."""

    __slots__ = ("_key",)

    def __init__(self, key: str | None) -> None:
        self._key = key

    def __enter__(self) -> None: ...

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, OutcomeUnknown):
            raise OutcomeUnknown(idempotency_key=self._key or "", retry_after=_SOON) from error


class _Writing:
    """A transaction that ends in yes or no.

    Nothing is called once the inner one has begun: a signal that raises there would leave it open.
    """

    def __init__(self, storage: CertainStorage) -> None:
        self._storage = storage
        self._inner = storage.inner.writing()
        self._watched = _Watched()

    def __enter__(self) -> Writer:
        self._watched.tx = self._inner.__enter__()
        return cast("Writer", self._watched)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> bool | None:
        try:
            return self._inner.__exit__(kind, error, trace)
        except OutcomeUnknown as unknown:
            if kind is not None:
                raise
            if not self._storage.was_kept(self._watched, unknown):
                raise NotKept(unknown.__cause__) from unknown
            return None


class _Watched:
    """A transaction that notes what it writes, and how that is found again."""

    __slots__ = ("looks", "tx", "wrote")

    tx: Writer

    def __init__(self) -> None:
        self.looks, self.wrote = list[Look](), False

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401  whatever the transaction has
        found = getattr(self.tx, name)
        if name not in _WRITES:
            return found
        self.wrote = True  # whoever asks for it is about to
        witness = _WITNESSES.get(name)
        return found if witness is None else partial(self._witnessed, found, witness)

    def _witnessed(self, write: Callable[..., Any], witness: Witness, *given: Any, **named: Any) -> Any:  # noqa: ANN401
        result = write(*given, **named)
        if (look := witness(result, *given, **named)) is not None:
            self.looks.append(look)
        return result


_WRITES: Final = frozenset(name for name in vars(Writer) if not name.startswith("_")) - {"lock", "expired"}
"""What writes: a question, and what another layer keeps in mind, loses nothing."""


# ---- what tells whether a transaction was kept ------------------------------------------------------------------------
def _by_events(_: object, events: Any, *__: object) -> Look | None:  # noqa: ANN401  rows, as below
    if not events:
        return None
    row = events[-1]
    return lambda reader: any(one.hash == row.hash for one in reader.events([row.case]))


def _by_key(_: object, row: Any) -> Look:  # noqa: ANN401
    return lambda reader: reader.idempotent(row.key) == row


def _by_refusal(_: object, row: Any) -> Look:  # noqa: ANN401
    return lambda reader: bool(reader.refused(id=row.id))


def _by_mending(mended: bool, id: str, *, at: datetime, **_: object) -> Look | None:  # noqa: FBT001
    return (lambda reader: reader.refused(id=id)[0].repaired_at == at) if mended else None


def _by_answer(added: bool, row: Any, _: object) -> Look | None:  # noqa: FBT001, ANN401
    return (lambda reader: bool(reader.survey_answers(SurveyFilter(id=row.id), limit=1))) if added else None


def _by_claim(rows: Any, *_: object, **__: object) -> Look | None:  # noqa: ANN401
    return _by_epoch(rows[0]) if rows else None


def _by_change(changed: bool, row: Any, *, if_epoch: int) -> Look | None:  # noqa: FBT001, ANN401
    return _by_epoch(row) if changed and row.epoch > if_epoch else None


def _by_epoch(row: Any) -> Look:  # noqa: ANN401
    def look(reader: Reader) -> bool:
        found = reader.outbox_entry(row.id)
        return found is not None and found.epoch >= row.epoch

    return look


def _by_entry(_: object, rows: Any) -> Look | None:  # noqa: ANN401
    return (lambda reader: reader.outbox_entry(rows[-1].id) is not None) if rows else None


def _by_attempt(_: object, row: Any) -> Look:  # noqa: ANN401
    def look(reader: Reader) -> bool | None:
        found = next((one for one in reader.attempts(row.outbox) if one.id == row.id), None)
        if found is None or (found.outcome is None and row.outcome is not None):
            return False
        return True if found == row else None

    return look


def _by_setting(_: object, key: str, value: str) -> Look:
    return lambda reader: True if reader.meta(key) == value else None


def _by_no_setting(dropped: bool, key: str) -> Look | None:  # noqa: FBT001
    return (lambda reader: True if reader.meta(key) is None else None) if dropped else None


_WITNESSES: Final[Mapping[str, Witness]] = MappingProxyType(
    {
        "append": _by_events,
        "remember": _by_key,
        "keep_refused": _by_refusal,
        "mend_refused": _by_mending,
        "add_survey_answer": _by_answer,
        "claim": _by_claim,
        "put_outbox": _by_entry,
        "change_outbox": _by_change,
        "put_attempt": _by_attempt,
        "put_meta": _by_setting,
        "add_meta": _by_setting,
        "drop_meta": _by_no_setting,
    }
)
