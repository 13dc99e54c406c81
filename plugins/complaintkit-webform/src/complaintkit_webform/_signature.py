"""The signature: HMAC-SHA256 over the time and the very bytes of the body, so that neither can be changed or used later."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

TIMESTAMP = "X-Complaint-Timestamp"
"""The header with the time of signing, in seconds since 1970."""
SIGNATURE = "X-Complaint-Signature"
"""The header with the signature: `v1=` and 64 hexadecimal digits; several, separated by commas, while keys change."""
_VERSION = "v1="
_LONGEST = 11  # digits of a time
_END = 253_402_300_800  # seconds: the year 10000
_MOST = 16  # signatures in one header, one for each key of whoever signs
_DIGITS = 64


def sign(body: bytes, *, key: str, at: datetime) -> dict[str, str]:
    """Return the two headers for a body.

    >>> sign(b"{}", key="a key of at least 24 letters", at=datetime(2026, 11, 21, 2, tzinfo=UTC))[TIMESTAMP]
    '1795226400'
    """
    timestamp = str(int(at.timestamp()))
    return {TIMESTAMP: timestamp, SIGNATURE: _VERSION + _digest(body, timestamp, key)}


def is_signed(body: bytes, *, timestamp: str, signature: str, keys: Iterable[str]) -> bool:
    """Tell if one of the signatures was made with one of the keys. All are compared: time tells nobody which."""
    if not signature.isascii() or len(signature) > _MOST * (len(_VERSION) + _DIGITS + 2):
        return False
    given = [part.strip() for part in signature.split(",")]
    wanted = [_VERSION + _digest(body, timestamp, key) for key in keys]
    same = [hmac.compare_digest(one.encode(), other.encode()) for one in given for other in wanted]
    return any(same)


def moment_of(timestamp: str) -> datetime | None:
    """Return the time of signing; None where it is none."""
    if not (timestamp.isascii() and timestamp.isdigit() and len(timestamp) <= _LONGEST):
        return None
    seconds = int(timestamp)
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds) if seconds < _END else None


def _digest(body: bytes, timestamp: str, key: str) -> str:
    return hmac.new(key.encode(), timestamp.encode() + b"." + body, hashlib.sha256).hexdigest()
