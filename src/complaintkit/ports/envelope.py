"""What arrived from outside, byte for byte; who vouches for it; and what is answered."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING

import attrs

from complaintkit.model.check import instant, maybe_word
from complaintkit.model.errors import InvalidInput
from complaintkit.model.money import Money
from complaintkit.model.vocabulary import member_of
from complaintkit.ports._check import is_a, maybe_a
from complaintkit.ports._frozen import Headers, Query, words

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["Authentic", "Envelope", "Proof", "Reply"]


class Proof(StrEnum):
    """How far it is known who sent something. `SECRET_URL` and `NONE` bring receipts and inbox entries only."""

    SIGNED = "signed"
    """A signature over the whole content was checked."""
    SESSION = "session"
    """The host application has already authenticated a member of staff."""
    SECRET_URL = "secret-url"  # noqa: S105  the word, not a secret
    """The sender knew an address that only the provider knows."""
    NONE = "none"
    """Anybody may have sent it: a case comes of it only where the playbook says so."""


def _bytes(value: bytes | bytearray | memoryview, field: str) -> bytes:
    if not isinstance(value, bytes | bytearray | memoryview):
        reason = f"{type(value).__name__} is not bytes"
        raise InvalidInput(field=field, reason=reason, next_step="Give the raw bytes, as they arrived.")
    return bytes(value)


def _body(value: bytes | bytearray | memoryview) -> bytes:
    return _bytes(value, "body")


def _content(value: bytes | bytearray | memoryview) -> bytes:
    return _bytes(value, "content")


def _method(value: str) -> str:
    if not isinstance(value, str) or not value.isascii() or not value.isalpha():
        raise InvalidInput(field="method", reason=f"{value!r} is no HTTP method", next_step='Give "POST" or "GET".')
    return value.upper()


def _query(value: Mapping[str, str] | str) -> Query:
    if not isinstance(value, str):
        words(value, field="query")
    return Query(value)


def _headers(value: Mapping[str, str]) -> Headers:
    words(value, field="headers")
    return Headers(value)


def _received(value: datetime | None) -> datetime:
    return datetime.now(UTC) if value is None else instant(value, field="received_at")


def _size(value: bytes) -> str:
    return f"<{len(value):,} bytes>"


@attrs.frozen
class Envelope:
    """What arrived, byte for byte: nothing decoded, nothing dropped.

    `query` may be given as the text after the question mark, which stays readable as `query.raw`; `headers` are found
    whatever their case; `staff` is set by the host where a session of that member of staff stands behind the request.
    Its repr shows neither content nor query nor headers: they hold words of customers and secrets.

    Raises:
        InvalidInput: the body is not bytes, or the time has no zone.

    >>> Envelope(b"{}", query="k=1", headers={"Content-Type": "application/json"}).headers["content-type"]
    'application/json'
    """

    body: bytes = attrs.field(converter=_body, repr=_size)
    method: str = attrs.field(default="POST", kw_only=True, converter=_method)
    query: Query = attrs.field(default=Query(""), kw_only=True, converter=_query, repr=False)
    headers: Headers = attrs.field(default=Headers({}), kw_only=True, converter=_headers, repr=False)
    received_at: datetime = attrs.field(default=None, kw_only=True, converter=_received)
    staff: str | None = attrs.field(default=None, kw_only=True, validator=maybe_word)

    @classmethod
    def of(cls, payload: Mapping[str, object], *, staff: str | None = None) -> Envelope:
        """Put data that the host already holds into an envelope, as JSON: for a channel called from the host's own code.

        >>> Envelope.of({"text": "冷了", "paid": Decimal("9.90")}).body.decode()
        '{"text": "冷了", "paid": "9.90"}'
        """
        try:
            body = json.dumps(payload, ensure_ascii=False, allow_nan=False, default=_plain).encode()
        except (TypeError, ValueError) as error:
            raise InvalidInput(
                field="payload",
                reason=f"can't be written as JSON ({error})",
                next_step="Give text, numbers, dates and lists.",
            ) from None
        return cls(body, headers={"content-type": "application/json; charset=utf-8"}, staff=staff)


def _plain(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal | Money):
        return str(value)
    raise TypeError(f"{type(value).__name__} has no form in JSON")


def _proof(value: Proof) -> Proof:
    return member_of(Proof, value, field="proof")


def _behind(message: Authentic) -> str | None:
    return message.envelope.staff if message.proof is Proof.SESSION and message.envelope else None


@attrs.frozen
class Authentic:
    """Content whose sender was checked. Only a channel's `authenticate` makes one, or its `poll`.

    `envelope` is None where the channel fetched it itself. Staff can only be whom the host named on the envelope:
    nothing that arrives says who it is by itself.
    """

    content: bytes = attrs.field(converter=_content, repr=_size)
    proof: Proof = attrs.field(kw_only=True, converter=_proof)
    envelope: Envelope | None = attrs.field(default=None, kw_only=True, validator=maybe_a(Envelope))
    staff: str | None = attrs.field(default=attrs.Factory(_behind, takes_self=True), kw_only=True)

    def __attrs_post_init__(self) -> None:
        named = self.envelope.staff if self.envelope else None
        if self.proof is Proof.SESSION and named is None:
            raise InvalidInput(field="proof", reason="no session stands behind it", next_step="Give another proof.")
        if self.staff is not None and (self.proof is not Proof.SESSION or self.staff != named):
            raise InvalidInput(
                field="staff", reason="was not named by the host", next_step="Leave it out: it comes from the envelope."
            )


@attrs.frozen
class Reply:
    """What goes back to whoever sent the envelope: vendors want their own words, within seconds.

    >>> Reply(b"success").status
    200
    """

    body: bytes = attrs.field(default=b"", converter=_body)
    status: int = attrs.field(default=200, kw_only=True, validator=is_a(int))
    media_type: str = attrs.field(default="text/plain; charset=utf-8", kw_only=True, validator=is_a(str))

    @status.validator
    def _is_final(self, _: attrs.Attribute[int], value: int) -> None:
        if not 200 <= value <= 599:
            raise InvalidInput(field="status", reason=f"{value} is no answer", next_step="Give 200 to 599.")
