"""Open the keyring of a database: a new one gets its keys, an encrypted one needs its own, a bare one is refused."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Final

from complaintkit.model.errors import ConfigurationError
from complaintkit.model.phrase import phrase
from complaintkit.records.key.keyring import DESK, Keyring, make_own_keys, own_keys
from complaintkit.records.key.master import MasterKey
from complaintkit.records.key.source import FileKey, key_beside

if TYPE_CHECKING:
    from collections.abc import Iterator

    from complaintkit.model.phrase import Phrase
    from complaintkit.ports.storage import Reader, Storage
    from complaintkit.records.key.source import KeySource

PLAIN_SECRET: Final = "key"  # noqa: S105  the name of a setting
"""The setting with the secret of tokens, in a database that is not encrypted."""
ENCRYPTING: Final = "encrypting"
"""The setting that says that a database is being encrypted, and how far that has got; in the clear until that is done."""


def open_keyring(storage: Storage, named: KeySource | None, beside: FileKey | None) -> Keyring:
    """Return the keyring of a database, by the key that is named, else by the file beside it.

    A new database with nothing named gets a key file beside it, and a warning is logged.

    Raises:
        ConfigurationError: it is not encrypted yet, or its key is missing, open to others or another's.
    """
    with storage.reading() as reader:
        own, plain = own_keys(reader), is_plain(reader)
    if plain:
        raise _not_encrypted(begun=bool(own))
    source = named or (_found(beside) if own else _made(beside))
    if not own:
        with storage.writing() as tx:
            own = make_own_keys(tx, source.read()[0])
    return Keyring(source, own)


def is_plain(tx: Reader) -> bool:
    """Tell if a database holds something that is not encrypted: it was begun before there were keys."""
    return tx.meta(ENCRYPTING) is not None if tx.key(DESK) is not None else bool(tx.metas(""))


def warnings(source: KeySource, url: str) -> Iterator[Phrase]:
    """Yield what is not as it should be with a key that works."""
    beside = key_beside(url)
    if (
        isinstance(source, FileKey)
        and beside is not None
        and source.path.resolve().parent == beside.path.resolve().parent
    ):
        yield phrase(
            "the key lies beside the database: whoever copies the folder can read everything; move it, and write "
            "key = {example} into [desk]",
            example='{ file = "..." }',
        )
    if len(source.read()) > 1:
        yield phrase("a new key is following: run `complaintkit key rotate` again")


def _not_encrypted(*, begun: bool) -> ConfigurationError:
    """Refuse a database that is not encrypted, or only begun to be."""
    if begun:
        return ConfigurationError(
            where="database",
            reason=phrase("encrypting it was interrupted"),
            next_step=phrase("Run it again, it goes on where it was: complaintkit key init"),
        )
    return ConfigurationError(
        where="database",
        reason=phrase("what it holds is not encrypted yet"),
        next_step=phrase("Stop every program that uses it, make a backup, then run: complaintkit key init"),
    )


def _found(beside: FileKey | None) -> KeySource:
    if beside is not None and beside.path.exists():
        return beside
    raise ConfigurationError(
        where="key",
        reason=phrase("this database is encrypted, and its key is not named"),
        next_step=phrase("Write key = {example} into [desk] of complaintkit.toml.", example='{ file = "..." }')
        if beside is None
        else phrase(
            "Put the key back as {path}, or write key = {example} into [desk] of complaintkit.toml.",
            path=beside.path,
            example='{ file = "..." }',
        ),
    )


def _made(beside: FileKey | None) -> KeySource:
    """Make a key beside a new database, where nothing was named; of two who come at once, the first makes it."""
    if beside is None:
        raise ConfigurationError(
            where="key",
            reason=phrase("no key is named for this new database"),
            next_step=phrase(
                "`complaintkit key init --to FILE` makes one; write key = {example} into [desk] of complaintkit.toml.",
                example='{ file = "FILE" }',
            ),
        )
    if beside.make([MasterKey.new()]):
        logging.getLogger("complaintkit.desk").warning(
            "%s",
            phrase(
                "the key of the database was made beside it, as {path}: keep it elsewhere, and keep a copy "
                "(complaintkit key backup); without it nothing can be read",
                path=beside.path,
            ),
        )
    return beside
