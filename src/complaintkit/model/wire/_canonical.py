"""The one way to write JSON, so that its digest means something."""

from __future__ import annotations

import hashlib
import json

_SORTED = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode
_IN_ORDER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def canonical(value: object) -> str:
    """Write a JSON value: sorted, without spaces.

    >>> canonical({"b": [1, None], "a": "é"})
    '{"a":"é","b":[1,null]}'
    """
    return _SORTED(value)


def in_order(value: object) -> str:
    """Write a JSON value without spaces, its keys in the order in which they stand; `digest` is the same in any.

    >>> in_order({"b": 1, "a": 2})
    '{"b":1,"a":2}'
    """
    return _IN_ORDER(value)


def digest(value: object) -> str:
    """Return the SHA-256 of a JSON value as it is written: `sha256:...`."""
    return text_digest(canonical(value))


def text_digest(text: str) -> str:
    """Return the digest of a JSON value that `canonical` wrote."""
    return f"sha256:{hashlib.sha256(text.encode()).hexdigest()}"
