"""Exchange: one scripted HTTP answer of a vendor; Fault: what goes wrong on the way to it."""

from __future__ import annotations

import json as _json
from collections.abc import Mapping
from http import HTTPStatus
from types import MappingProxyType

import attrs

__all__ = ["Exchange", "Fault"]

_NOTHING: Mapping[str, str] = MappingProxyType({})


@attrs.frozen(init=False)
class Exchange:
    """One scripted HTTP answer of a vendor.

    >>> Exchange(json={"errcode": 0}).body
    b'{"errcode": 0}'
    >>> Exchange(503).status
    503
    """

    status: int
    body: bytes
    headers: Mapping[str, str]

    def __init__(
        self,
        status: int = 200,
        *,
        json: Mapping[str, object] | None = None,
        body: bytes = b"",
        headers: Mapping[str, str] = _NOTHING,
    ) -> None:
        """Script an exchange: `json` is written as the body, which it replaces; `headers` are sent as they are."""
        if json is not None:
            body = _json.dumps(json, ensure_ascii=False).encode()
            headers = {"Content-Type": "application/json; charset=utf-8", **headers}
        self.__attrs_init__(status, body, dict(headers))

    def on_the_wire(self) -> bytes:
        """Return all bytes of the answer; the connection ends after it."""
        said = HTTPStatus(self.status).phrase if self.status in set(HTTPStatus) else "Scripted"
        length = {} if self.status in {204, 304} else {"Content-Length": str(len(self.body))}
        headers = {**length, "Connection": "close", **self.headers}
        lines = [f"HTTP/1.1 {self.status} {said}", *(f"{name}: {value}" for name, value in headers.items()), "", ""]
        return "\r\n".join(lines).encode("latin-1") + self.body


@attrs.frozen(kw_only=True)
class Fault:
    """What a vendor does wrong: it hangs up after so many bytes heard, or said, or never says anything."""

    hears: int | None = None
    says: int | None = None
    silent: bool = False
