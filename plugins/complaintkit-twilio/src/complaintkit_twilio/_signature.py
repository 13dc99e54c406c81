"""Twilio's signature, and the parameters it covers. Its validator alone is not enough: see the comments."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Final
from urllib.parse import parse_qsl

SIGNATURE: Final = re.compile(r"[A-Za-z0-9+/]{27}=")
"""What a signature looks like: SHA-1 in Base64."""
_MOST: Final = 200
_NAME: Final = re.compile(r"[A-Z][A-Za-z0-9]{1,60}")
USED: Final = frozenset(
    "AccountSid MessageSid From To Body NumMedia MessageStatus ErrorCode OptOutType ProfileName SmsStatus".split()
)
"""What is read."""
_NEAR: Final = frozenset(
    "FromCity FromState FromZip FromCountry ToCity ToState ToZip ToCountry ErrorMessage ErrorUrl".split()
)
_MEDIA: Final = re.compile(r"Media(Url|ContentType)\d{1,2}")


def parameters(body: bytes) -> dict[str, str] | None:
    """Return the posted form; None where it is none that Twilio sends.

    What is signed is names and values run together, sorted: `A=1B2` and `A=1&B=2` are signed alike. So no name may come
    twice, and none may look like one that we read with its value grown on, or like a piece of one.
    """
    try:
        pairs = parse_qsl(
            body.decode("ascii"), keep_blank_values=True, strict_parsing=True, errors="strict", max_num_fields=_MOST
        )
    except ValueError:
        return None
    found = dict(pairs)
    if len(found) < len(pairs) or not all(_NAME.fullmatch(name) and not _is_torn(name) for name in found):
        return None
    return found


def _is_torn(name: str) -> bool:
    if name in USED or name in _NEAR or _MEDIA.fullmatch(name):
        return False
    return name.startswith(("MediaUrl", "MediaContentType")) or any(
        name.startswith(one) or one.startswith(name) for one in USED
    )


def is_signed(url: str, said: Mapping[str, str], signature: str, tokens: Iterable[str]) -> bool:
    """Tell if one of the tokens signed it.

    Twilio's validator raises on a missing signature and on raw bodies, and takes any body where the address has a
    `bodySHA256` and the parameters are empty: none of that gets as far as here.
    """
    if not said or not signature.isascii():
        return False
    from twilio.request_validator import RequestValidator

    checked = [RequestValidator(token).validate(url, dict(said), signature) for token in tokens]
    return any(checked)  # all of them: time tells nobody which it was
