"""Let one master key follow another: all keys are wrapped anew, what they encrypt stays as it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import attrs

from complaintkit.model.errors import ConfigurationError
from complaintkit.model.phrase import phrase
from complaintkit.records.key.keyring import DESK, Keyring, own_keys, wrong_key
from complaintkit.records.key.master import MasterKey
from complaintkit.records.key.source import FileKey

if TYPE_CHECKING:
    from complaintkit.ports.storage import Storage, Writer
    from complaintkit.records.key.source import KeySource

_BATCH: Final = 500


@attrs.frozen
class Rotated:
    """How many keys were wrapped anew, by which master key, and which one can be put away."""

    count: int
    master: str
    former: tuple[MasterKey, ...]


def rotate(storage: Storage, source: KeySource) -> Rotated:
    """Wrap all keys of a database by another master key.

    A key file gets a new key in front of the old one, and loses the old one when nothing needs it any more; killed between, a
    second run goes on with the new key that stands there. Elsewhere (environment, command) the new key has to stand in the first
    line, and the old one in the second, until this is done. A desk that is open learns of the new key by itself.

    Raises:
        ConfigurationError: the keys of the source are not those of the database.
    """
    with storage.reading() as reader:
        own = own_keys(reader)
    masters = source.read()
    if own[DESK].master not in {key.id for key in masters}:
        raise wrong_key(source, own[DESK].master)
    if not isinstance(source, FileKey) and len(masters) == 1:
        raise ConfigurationError(
            where=source.where,
            reason=phrase("there is one key, and no other to follow it"),
            next_step=phrase("Put a new key (complaintkit key init --to FILE) into a line before the old one."),
        )
    if isinstance(source, FileKey) and masters[0].id == own[DESK].master and len(masters) == 1:
        masters = (MasterKey.new(), *masters)
        source.write(masters)
    keyring, new = Keyring(source, own), masters[0]
    count = 0
    while wrapped := _wrap_some(storage, keyring, new):
        count += wrapped
    if isinstance(source, FileKey):
        source.write([new])
    return Rotated(count, new.id, masters[1:])


def _wrap_some(storage: Storage, keyring: Keyring, new: MasterKey) -> int:
    """Wrap some keys anew, the desk's own first: from then on whoever makes a key wraps it by the new one."""
    with storage.writing() as tx:
        if (desk := tx.key(DESK)) is not None and desk.master != new.id:
            tx.put_key(keyring.rewrapped(desk, new))
            return 1
        return _wrap_others(tx, keyring, new)


def _wrap_others(tx: Writer, keyring: Keyring, new: MasterKey) -> int:
    rows = tx.keys(not_by=new.id, limit=_BATCH)
    for row in rows:
        tx.put_key(keyring.rewrapped(row, new))
    return len(rows)
