"""The one way to write JSON, so that its digest means something."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable


def _writer(*, sort: bool) -> Callable[[object], str]:
    """Return what writes JSON without spaces; where `json` is C, its encoder is made once, not for each value."""
    python = json.JSONEncoder(ensure_ascii=False, sort_keys=sort, separators=(",", ":"))
    make = json.encoder.c_make_encoder  # type: ignore[attr-defined]  # None where there is none
    if make is None:
        return python.encode
    encode = make(
        markers=None,
        default=python.default,
        encoder=json.encoder.encode_basestring,
        indent=None,
        key_separator=":",
        item_separator=",",
        sort_keys=sort,
        skipkeys=False,
        allow_nan=True,
    )
    return lambda value: "".join(encode(value, 0))


_SORTED = _writer(sort=True)
_IN_ORDER = _writer(sort=False)


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
