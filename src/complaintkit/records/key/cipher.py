"""AES-256-GCM under one key: what is sealed can be opened at its own place only, and not be changed unseen.

`cryptography` is imported when the first key is used: whoever only imports the kit does not pay for it.
"""

from __future__ import annotations

import base64
import binascii
import os
from typing import TYPE_CHECKING, Final

from complaintkit.model.errors import StorageError
from complaintkit.model.phrase import phrase

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

KEY_BYTES: Final = 32
_FORM: Final = b"\x01"  # the first byte of all that is sealed: AES-256-GCM, a random nonce of 12 bytes in front
_NONCE: Final = 12


class Cipher:
    """One key. `place` names where the content stands (table, row, field): at another place it does not open.

    >>> cipher = Cipher(bytes(32))
    >>> sealed = cipher.seal("饭馊了".encode(), place("vault", "case-1", 1, "text"))
    >>> cipher.open(sealed, place("vault", "case-1", 1, "text")).decode()
    '饭馊了'
    >>> cipher.open(sealed, place("vault", "case-2", 1, "text"))
    Traceback (most recent call last):
        ...
    complaintkit.model.errors.StorageError: storage: what is kept at vault case-2 1 text does not open...
    """

    __slots__ = ("_aes",)

    def __init__(self, key: bytes) -> None:
        """Take the key of 32 bytes."""
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        self._aes: AESGCM = AESGCM(key)

    def seal(self, content: bytes, place: bytes) -> bytes:
        """Return the content sealed at this place; twice the same content gives two that have nothing in common."""
        nonce = os.urandom(_NONCE)
        return _FORM + nonce + self._aes.encrypt(nonce, content, place)

    def open(self, sealed: bytes, place: bytes) -> bytes:
        """Return what was sealed at this place.

        Raises:
            StorageError: it was changed, stood at another place, or was sealed with another key.
        """
        from cryptography.exceptions import InvalidTag

        if sealed[:1] != _FORM:
            raise _unopened(place)
        try:
            return self._aes.decrypt(sealed[1 : 1 + _NONCE], sealed[1 + _NONCE :], place)
        except (InvalidTag, ValueError):
            raise _unopened(place) from None

    def seal_text(self, text: str, place: bytes) -> str:
        """Return a text sealed, as text."""
        return base64.b64encode(self.seal(text.encode("utf-8", "surrogatepass"), place)).decode("ascii")

    def open_text(self, sealed: str, place: bytes) -> str:
        """Return the text that was sealed at this place.

        Raises:
            StorageError: as `open`.
        """
        try:
            content = base64.b64decode(sealed, validate=True)
        except (binascii.Error, ValueError):
            raise _unopened(place) from None
        return self.open(content, place).decode("utf-8", "surrogatepass")


def place(*parts: str | int) -> bytes:
    """Return the name of a place: its parts, none of which runs into the next."""
    return "\n".join(f"{len(part)} {part}" if isinstance(part, str) else str(part) for part in parts).encode(
        "utf-8", "surrogatepass"
    )


def _unopened(where: bytes) -> StorageError:
    parts = where.decode("utf-8", "replace").split("\n")
    named = " ".join(part.partition(" ")[2] or part for part in parts)
    return StorageError(
        reason=phrase("what is kept at {place} does not open: it was changed, or its key is another", place=named),
        next_step=phrase("Run `complaintkit verify`; restore the last backup of what is damaged."),
    )
