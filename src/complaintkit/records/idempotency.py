"""Idempotency: a request that comes again under its key does nothing, and the same key with another request is refused."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING, Final

from complaintkit.model.check import LONGEST_WORD
from complaintkit.model.errors import ConflictError, InvalidInput
from complaintkit.model.phrase import phrase
from complaintkit.model.wire import canonical

if TYPE_CHECKING:
    from complaintkit.ports.storage import IdempotencyRow, Reader

OWN_KEYS: Final = "\x1f"
"""Begins the keys that the desk makes by itself: nobody else's begins so, for nobody can type it."""


def check_key(key: object) -> None:
    """Refuse an idempotency key that is no word of a host's: it would be kept as something nobody asked for, or be one of ours.

    Raises:
        InvalidInput: it is no text, empty, longer than 200 characters, or can't be printed.
    """
    if key is None:
        return
    if not isinstance(key, str):
        raise InvalidInput(
            field="idempotency_key",
            reason=phrase("{kind} is not text", kind=type(key).__name__),
            next_step=phrase("Give a string."),
        )
    if not 0 < len(key) <= LONGEST_WORD or not key.isprintable():
        raise InvalidInput(
            field="idempotency_key", reason=phrase("is no key"), next_step=phrase("Give up to 200 characters.")
        )


def digest_of(verb: str, actor: str, asked: object) -> str:
    """Return the digest of a request, which its key stands for from then on."""
    return sha256(canonical([verb, actor, asked]).encode("utf-8", "surrogatepass")).hexdigest()


def done_before(tx: Reader, key: str | None, digest: str) -> IdempotencyRow | None:
    """Return what was done under a key; None where it is new, or there is none.

    Raises:
        ConflictError: the key stood for something else.
    """
    row = tx.idempotent(key) if key is not None else None
    if row is not None and row.digest != digest:
        raise ConflictError(
            reason=phrase("idempotency key {key} stood for something else", key=row.key),
            next_step=phrase("Use a new key for a new request."),
        )
    return row
