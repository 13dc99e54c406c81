"""The master key: 32 random bytes that wrap all other keys, written as one line that can be copied by hand."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from functools import cached_property
from typing import Final, Self

import attrs

from complaintkit.model.errors import ConfigurationError, InvalidInput
from complaintkit.model.phrase import phrase
from complaintkit.records.key.cipher import KEY_BYTES, Cipher, place

_LINE: Final = re.compile(r"ckey1-([0-9a-f]{64})-([0-9a-f]{8})")
_ID: Final = b"complaintkit master key id"


@attrs.frozen(repr=False)
class MasterKey:
    """A master key. Its `id` stands in the database beside each key that it wraps, and says nothing of it.

    >>> key = MasterKey(bytes(32))
    >>> MasterKey.parse(key.line) == key
    True
    >>> MasterKey.parse(key.line.replace("00", "01", 1))
    Traceback (most recent call last):
        ...
    complaintkit.model.errors.ConfigurationError: key: a letter of it is wrong or missing...
    """

    secret: bytes

    def __attrs_post_init__(self) -> None:
        """Refuse what is no key of 32 bytes."""
        if not isinstance(self.secret, bytes) or len(self.secret) != KEY_BYTES:
            raise InvalidInput(
                field="key",
                reason=phrase("is no key of {count} bytes", count=KEY_BYTES),
                next_step=phrase("Give the path of a key file; `complaintkit key init` makes one."),
            )

    def __repr__(self) -> str:
        return f"MasterKey({self.id})"

    @classmethod
    def new(cls) -> Self:
        """Make a new one by chance."""
        return cls(secrets.token_bytes(KEY_BYTES))

    @classmethod
    def parse(cls, line: str, where: str = "key") -> Self:
        """Read a key as it is written.

        Raises:
            ConfigurationError: it is none, or something was copied wrongly; the message does not show it.
        """
        found = _LINE.fullmatch(line.strip())
        if found is None:
            raise _refused(where, phrase("what stands there is no key of complaintkit"))
        key = cls(bytes.fromhex(found[1]))
        if key.line != line.strip():
            raise _refused(where, phrase("a letter of it is wrong or missing"))
        return key

    @property
    def line(self) -> str:
        """The key as it is written: with a checksum, so that a wrong letter is noticed."""
        return f"ckey1-{self.secret.hex()}-{hashlib.sha256(self.secret).hexdigest()[:8]}"

    @cached_property
    def id(self) -> str:
        """What names the key without leading to it."""
        return hmac.digest(self.secret, _ID, "sha256").hex()[:12]

    @cached_property
    def _cipher(self) -> Cipher:
        return Cipher(self.secret)

    def wrap(self, owner: str, key: bytes) -> bytes:
        """Return an owner's key, encrypted."""
        return self._cipher.seal(key, place("key", owner))

    def unwrap(self, owner: str, wrapped: bytes) -> bytes:
        """Return an owner's key.

        Raises:
            StorageError: it was wrapped for somebody else, by another key, or was changed.
        """
        return self._cipher.open(wrapped, place("key", owner))


def parse_keys(text: str, where: str) -> tuple[MasterKey, ...]:
    """Read the keys of a text, one a line, the one in force first; lines that begin with `#` say something to people.

    Raises:
        ConfigurationError: there is none, or one is not right; names `where`, and shows nothing of it.
    """
    lines = (line.strip() for line in text.splitlines())
    keys = tuple(MasterKey.parse(line, where) for line in lines if line and not line.startswith("#"))
    if not keys:
        raise ConfigurationError(where=where, reason=phrase("holds no key"), next_step=_COPY)
    return keys


_COPY: Final = phrase("Put the backup of the key there, as it was written.")


def _refused(where: str, reason: str) -> ConfigurationError:
    return ConfigurationError(where=where, reason=reason, next_step=_COPY)
