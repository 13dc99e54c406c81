"""The signature: HMAC-SHA256 over channel, time and the very bytes of the body: none can be changed, or used elsewhere or later."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

TIMESTAMP = "X-Complaint-Timestamp"
"""The header with the time of signing, in seconds since 1970."""
SIGNATURE = "X-Complaint-Signature"
"""The header with the signature: `v2=` and 64 hexadecimal digits; several, separated by commas, while keys change."""
_VERSION = "v2="
_LONGEST = 11  # digits of a time
_END = 253_402_300_800  # seconds: the year 10000
_MOST = 16  # signatures in one header, one for each key of whoever signs
_DIGITS = 64


def sign(body: bytes, *, channel: str, key: str, at: datetime) -> dict[str, str]:
    """Return the two headers for a body that is posted to the channel of that name.

    >>> signed = sign(
    ...     b"{}", channel="shop", key="a key of at least 24 letters", at=datetime(2026, 11, 21, 2, tzinfo=UTC)
    ... )
    >>> signed[TIMESTAMP]
    '1795226400'
    """
    timestamp = str(int(at.timestamp()))
    return {TIMESTAMP: timestamp, SIGNATURE: _VERSION + _digest(body, channel, timestamp, key)}


def is_signed(body: bytes, *, channel: str, timestamp: str, signature: str, keys: Iterable[str]) -> bool:
    """Tell if one of the signatures was made with one of the keys. All are compared: time tells nobody which."""
    if not signature.isascii() or len(signature) > _MOST * (len(_VERSION) + _DIGITS + 2):
        return False
    given = [part.strip() for part in signature.split(",")]
    wanted = [_VERSION + _digest(body, channel, timestamp, key) for key in keys]
    same = [hmac.compare_digest(one.encode(), other.encode()) for one in given for other in wanted]
    return any(same)


def moment_of(timestamp: str) -> datetime | None:
    """Return the time of signing; None where it is none."""
    if not (timestamp.isascii() and timestamp.isdigit() and len(timestamp) <= _LONGEST):
        return None
    seconds = int(timestamp)
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds) if seconds < _END else None


def _digest(body: bytes, channel: str, timestamp: str, key: str) -> str:
    """Sign name, time and body, each on its line: neither of the first two can hold a line's end."""
    return hmac.new(key.encode(), f"{channel}\n{timestamp}\n".encode() + body, hashlib.sha256).hexdigest()
