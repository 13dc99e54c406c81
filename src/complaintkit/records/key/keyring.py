"""The keys of a database: one for each person, three of the desk's own, all wrapped by the master key.

A person's key is looked up in each transaction: once it was thrown away, by whatever process, nothing more is sealed with it.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from complaintkit.model.errors import ConfigurationError
from complaintkit.model.phrase import phrase
from complaintkit.ports.storage import KeyRow
from complaintkit.records.key.cipher import KEY_BYTES, Cipher, Words, place

if TYPE_CHECKING:
    from complaintkit.ports.storage import Reader, Writer
    from complaintkit.records.key.master import MasterKey
    from complaintkit.records.key.source import KeySource

DESK: Final = "desk"
TOKENS: Final = "tokens"
LEDGER: Final = "ledger"
_OWN: Final = (DESK, TOKENS, LEDGER)
_REMEMBERED: Final = 4096  # persons whose keys a process keeps unwrapped
_SETTINGS: Final = 64  # settings that a process keeps opened: every command reads the same few


class Keyring:
    """The keys of an opened database.

    `desk` seals what belongs to no person, `words` what of that has to be found again; `tokens` keys what is looked up by
    (contacts, codes, links), `ledger` the chain of events; `of(tx, owner)` is a person's, `cipher(row)` that of its row.
    `setting(key, sealed)` opens a setting.
    """

    desk: Cipher
    words: Words
    tokens: bytes
    ledger: bytes

    def __init__(self, source: KeySource, own: Mapping[str, KeyRow]) -> None:
        """Unwrap the desk's own keys.

        Raises:
            ConfigurationError: the master key is not the one of this database.
        """
        self.source = source
        self._masters = {key.id: key for key in source.read()}
        self._unwrapped = lru_cache(maxsize=_REMEMBERED)(self._unwrap)
        self._ciphers = lru_cache(maxsize=_REMEMBERED)(self._make_cipher)
        self.setting = lru_cache(maxsize=_SETTINGS)(self._open_setting)
        self.desk = Cipher(self._key(own[DESK]))
        self.words = Words(self._key(own[DESK]))
        self.tokens = self._key(own[TOKENS])
        self.ledger = self._key(own[LEDGER])

    def of(self, tx: Reader, owner: str) -> Cipher | None:
        """Return the key of an owner; None where there is none, or it was thrown away."""
        row = tx.key(owner)
        return None if row is None else self.cipher(row)

    def cipher(self, row: KeyRow) -> Cipher:
        """Return the key of its row."""
        return self._ciphers(row.master, row.owner, row.wrapped)

    def make(self, tx: Writer, owner: str, master: MasterKey) -> Cipher:
        """Make a key for an owner who has none; return the one that stands there, where somebody made it first."""
        return self.cipher(tx.add_key(new_key(master, owner)))

    def rewrapped(self, row: KeyRow, master: MasterKey) -> KeyRow:
        """Return the row of a key wrapped by another master key."""
        return wrapped(master, row.owner, self._key(row))

    def in_force(self, tx: Reader) -> MasterKey:
        """Return the master key that wraps the desk's own: it may have followed while this process was open."""
        desk = tx.key(DESK)
        assert desk is not None  # noqa: S101  the keyring was opened by it
        return self._master(desk.master)

    def _open_setting(self, key: str, sealed: str) -> str:
        return self.desk.open_text(sealed, place("meta", key))

    def _key(self, row: KeyRow) -> bytes:
        return self._unwrapped(row.master, row.owner, row.wrapped)

    def _make_cipher(self, master: str, owner: str, content: bytes) -> Cipher:
        return Cipher(self._unwrapped(master, owner, content))

    def _unwrap(self, master: str, owner: str, content: bytes) -> bytes:
        return self._master(master).unwrap(owner, content)

    def _master(self, id_: str) -> MasterKey:
        """Return the master key of this id; where it is not known, it may have followed since: the source is asked again."""
        if id_ not in self._masters:
            self._masters = {key.id: key for key in self.source.read()}
        if id_ not in self._masters:
            raise wrong_key(self.source, id_)
        return self._masters[id_]


def person_key(person: str) -> str:
    """Return the owner of a person's key, by the key of the vault."""
    return f"person:{person}"


def refused_key(id_: str) -> str:
    """Return the owner of the key of something that was refused and kept: whose it is, nobody knows yet."""
    return f"refused:{id_}"


def new_key(master: MasterKey, owner: str) -> KeyRow:
    """Make a key by chance, for an owner."""
    return wrapped(master, owner, secrets.token_bytes(KEY_BYTES))


def wrapped(master: MasterKey, owner: str, key: bytes) -> KeyRow:
    """Return the row of a key."""
    return KeyRow(owner=owner, wrapped=master.wrap(owner, key), master=master.id)


def own_keys(tx: Reader) -> dict[str, KeyRow]:
    """Return the desk's own keys as they are kept; nothing where the database has none yet."""
    found = {owner: tx.key(owner) for owner in _OWN}
    return {owner: row for owner, row in found.items() if row is not None}


def make_own_keys(tx: Writer, master: MasterKey, *, tokens: bytes | None = None) -> dict[str, KeyRow]:
    """Make the desk's own keys where they are not there yet; `tokens` is the one that a database had before it was encrypted."""
    made = {owner: new_key(master, owner) for owner in _OWN}
    if tokens is not None:
        made[TOKENS] = wrapped(master, TOKENS, tokens)
    return {owner: tx.add_key(row) for owner, row in made.items()}


def wrong_key(source: KeySource, wanted: str) -> ConfigurationError:
    """Say that this is not the key of the database."""
    return ConfigurationError(
        where=source.where,
        reason=phrase(
            "this is the key {ids}, the database was encrypted with {wanted}", ids=_ids(source), wanted=wanted
        ),
        next_step=phrase("Name the file or the backup of that key: without it nothing in the database can be read."),
    )


def _ids(source: KeySource) -> str:
    return ", ".join(key.id for key in source.read())
