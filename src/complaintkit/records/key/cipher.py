"""AES-256-GCM under one key: what is sealed can be opened at its own place only, and not be changed unseen.

`cryptography` is imported when the first key is used: whoever only imports the kit does not pay for it.
"""

from __future__ import annotations

import base64
import binascii
import hmac
import os
from functools import cache
from typing import TYPE_CHECKING, Final

from complaintkit.model.errors import DamagedError
from complaintkit.model.phrase import phrase

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

KEY_BYTES: Final = 32
# What is sealed begins with this byte, a mark of the key (4 bytes) and a random nonce (12 bytes).
_FORM: Final = b"\x01"
_MARK: Final = 5
_NONCE: Final = 17


class Cipher:
    """One key. `place` names where the content stands (table, row, field): at another place it does not open.

    >>> cipher = Cipher(bytes(32))
    >>> sealed = cipher.seal("饭馊了".encode(), place("vault", "case-1", 1, "text"))
    >>> cipher.open(sealed, place("vault", "case-1", 1, "text")).decode()
    '饭馊了'
    >>> cipher.open(sealed, place("vault", "case-2", 1, "text"))
    Traceback (most recent call last):
        ...
    complaintkit.model.errors.DamagedError: storage: what is kept at vault case-2 1 text does not open...
    """

    __slots__ = ("_aes", "_mark", "_wrong")

    def __init__(self, key: bytes) -> None:
        """Take the key of 32 bytes."""
        made, self._wrong = _library()
        self._aes: AESGCM = made(key)
        self._mark = _FORM + hmac.digest(key, b"mark", "sha256")[: _MARK - 1]

    def seal(self, content: bytes, place: bytes) -> bytes:
        """Return the content sealed at this place; twice the same content gives two that have nothing in common."""
        nonce = os.urandom(_NONCE - _MARK)
        return self._mark + nonce + self._aes.encrypt(nonce, content, place)

    def made(self, sealed: bytes) -> bool:
        """Tell if something bears the mark of this key; what bears another's was sealed by a key that is gone."""
        return sealed.startswith(self._mark)

    def open(self, sealed: bytes, place: bytes) -> bytes:
        """Return what was sealed at this place.

        Raises:
            DamagedError: it was changed, stood at another place, or was sealed with another key.
        """
        if not isinstance(sealed, bytes) or not sealed.startswith(self._mark):  # a database may keep text for bytes
            raise unopened(place)
        try:
            return self._aes.decrypt(sealed[_MARK:_NONCE], sealed[_NONCE:], place)
        except self._wrong:
            raise unopened(place) from None

    def seal_text(self, text: str, place: bytes) -> str:
        """Return a text sealed, as text."""
        sealed = self.seal(text.encode("utf-8", "surrogatepass"), place)
        return binascii.b2a_base64(sealed, newline=False).decode("ascii")

    def open_text(self, sealed: str, place: bytes) -> str:
        """Return the text that was sealed at this place.

        Raises:
            DamagedError: as `open`.
        """
        return self.open(from_text(sealed), place).decode("utf-8", "surrogatepass")


@cache
def _library() -> tuple[type[AESGCM], tuple[type[Exception], ...]]:
    """Return what encrypts, and what it raises where something does not open."""
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    return AESGCM, (InvalidTag, ValueError)


class Words:
    """Words sealed so that the same words look the same: they can be looked up and read again (AES-SIV, RFC 5297).

    >>> words = Words(bytes(32))
    >>> words.seal("L2291", "lot") == words.seal("L2291", "lot"), words.open(words.seal("L2291", "lot"), "lot")
    (True, 'L2291')
    """

    __slots__ = ("_siv",)

    def __init__(self, key: bytes) -> None:
        """Take the key of 32 bytes; what is used is derived from it."""
        from cryptography.hazmat.primitives.ciphers.aead import AESSIV

        self._siv: AESSIV = AESSIV(hmac.digest(key, b"words", "sha512"))

    def seal(self, text: str, kind: str) -> str:
        """Return a text of some kind, sealed."""
        return base64.b64encode(self._siv.encrypt(text.encode("utf-8", "surrogatepass"), [kind.encode()])).decode()

    def open(self, sealed: str, kind: str) -> str:
        """Return the text.

        Raises:
            DamagedError: it was changed, or is of another kind or key.
        """
        from cryptography.exceptions import InvalidTag

        try:
            return self._siv.decrypt(from_text(sealed), [kind.encode()]).decode("utf-8", "surrogatepass")
        except (InvalidTag, ValueError):
            raise unopened(place(kind)) from None


def from_text(sealed: str) -> bytes:
    """Return what a sealed text holds; nothing where it is none."""
    try:
        return binascii.a2b_base64(sealed, strict_mode=True)
    except (binascii.Error, ValueError, TypeError):
        return b""


def place(*parts: str | int) -> bytes:
    """Return the name of a place: its parts, none of which runs into the next."""
    named = [f"{len(part)} {part}" if isinstance(part, str) else str(part) for part in parts]
    return "\n".join(named).encode("utf-8", "surrogatepass")


def unopened(where: bytes) -> DamagedError:
    """Return the error that says where something does not open."""
    parts = where.decode("utf-8", "replace").split("\n")
    named = " ".join(part.partition(" ")[2] or part for part in parts)
    return DamagedError(
        reason=phrase("what is kept at {place} does not open: it was changed, or its key is another", place=named)
    )
