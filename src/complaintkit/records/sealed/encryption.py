"""Encrypt a database that was begun without: row by row, in batches, going on where it was interrupted."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from complaintkit.model.actor import DESK, actor_name
from complaintkit.model.frozen import changed
from complaintkit.ports.row import (
    AttachmentRow,
    AttemptRow,
    CaseRow,
    CouponRow,
    DocumentRow,
    EventRow,
    IdempotencyRow,
    MetaRow,
    OutboxRow,
    RedemptionRow,
    RefusedRow,
    StateRow,
    SummaryRow,
    TallyRow,
    TaskRow,
    VaultRow,
)
from complaintkit.records.key.keyring import Keyring, make_own_keys, own_keys
from complaintkit.records.key.opening import ENCRYPTING, PLAIN_SECRET, is_plain
from complaintkit.records.ledger import begin_keyed
from complaintkit.records.sealed.row import Sealing
from complaintkit.records.sealed.storage import SealedStorage

if TYPE_CHECKING:
    from complaintkit.ports.storage import Rewritable, Writer
    from complaintkit.records.key.source import KeySource

_BATCH: Final = 500


def encrypt(
    storage: Rewritable, source: KeySource, *, now: datetime, progress: Callable[[int], None] | None = None
) -> int | None:
    """Encrypt everything that a database holds; return how many rows this run did, None where it was encrypted before.

    Each batch is one transaction that notes its place: killed at any moment, a second run goes on, and no word is lost.
    No other program may use the database meanwhile.

    Raises:
        ConfigurationError: the key can't be read, or another was used for the first part.
    """
    with storage.writing() as tx:
        if not is_plain(tx):
            return None
        secret = tx.meta(PLAIN_SECRET)
        make_own_keys(tx, source.read()[0], tokens=bytes.fromhex(secret) if secret else None)
        tx.add_meta(ENCRYPTING, "")
        tx.drop_meta(PLAIN_SECRET)
        own = own_keys(tx)
    keyring = Keyring(source, own)
    rows = _Rows(keyring)
    done = 0
    while count := storage.rewrite(rows.sealed, place=ENCRYPTING, limit=_BATCH):
        done += count
        if progress is not None:
            progress(done)
    with SealedStorage(storage, keyring).writing() as tx:
        begin_keyed(tx, keyring.ledger, now=now, by=actor_name(DESK))
        tx.drop_meta(ENCRYPTING)
    return done


class _Rows:
    """What seals each kind of row."""

    def __init__(self, keyring: Keyring) -> None:
        self._keyring = keyring
        self._seals: Sealing | None = None

    def sealed(self, tx: Writer, row: Any) -> Any:  # noqa: ANN401  any kind of row
        """Return a row sealed; keys are looked up once in a transaction."""
        if self._seals is None or self._seals.tx is not tx:
            self._seals = Sealing(tx, self._keyring)
        return SEALED[type(row)](self._seals, row)


def _setting(seals: Sealing, row: MetaRow) -> MetaRow:
    return row if row.key == ENCRYPTING else changed(row, value=seals.seal_setting(row.key, row.value))


def _refused(seals: Sealing, row: RefusedRow) -> RefusedRow:
    return seals.seal_refused(row) if row.content else changed(row, field="", reason="")


SEALED: Final[Mapping[type[Any], Callable[[Sealing, Any], Any]]] = {
    AttachmentRow: Sealing.seal_file,
    AttemptRow: Sealing.seal_attempt,
    CaseRow: Sealing.seal_case,
    CouponRow: Sealing.seal_coupon,
    DocumentRow: Sealing.seal_document,
    EventRow: Sealing.seal_event,
    IdempotencyRow: Sealing.seal_request,
    OutboxRow: Sealing.seal_entry,
    RedemptionRow: Sealing.seal_redemption,
    RefusedRow: _refused,
    StateRow: Sealing.seal_state,
    SummaryRow: Sealing.seal_summary,
    MetaRow: _setting,
    TallyRow: Sealing.seal_count,
    TaskRow: Sealing.seal_task,
    VaultRow: Sealing.seal_words,
}
"""How a row of each kind is sealed; the other kinds hold ids, times and amounts alone."""
