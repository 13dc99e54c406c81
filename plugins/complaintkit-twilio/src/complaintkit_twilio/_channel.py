"""What Twilio posts: messages of customers, what became of ours, STOP."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

import attrs

from complaintkit import Attachment, Contact
from complaintkit.errors import IntakeRejected
from complaintkit.plugin import (
    Authentic,
    CustomerMessage,
    DeliveryReport,
    DeliveryStatus,
    Envelope,
    Ignored,
    Inbound,
    MediaRef,
    Parsed,
    Proof,
    Reply,
    Stopped,
)
from complaintkit_twilio._signature import SIGNATURE, is_signed, parameters

if TYPE_CHECKING:
    from complaintkit_twilio._plugin import TwilioSms

_SILENT: Final = Reply(
    b'<?xml version="1.0" encoding="UTF-8"?><Response/>', media_type="text/xml; charset=utf-8"
)  # anything else would be sent to the customer
_STATUS: Final[Mapping[str, DeliveryStatus]] = {
    "delivered": DeliveryStatus.DELIVERED,
    "read": DeliveryStatus.DELIVERED,
    "failed": DeliveryStatus.FAILED,
    "undelivered": DeliveryStatus.FAILED,
    "canceled": DeliveryStatus.FAILED,
}
_STOP: Final = frozenset("STOP STOPALL UNSUBSCRIBE CANCEL END QUIT REVOKE OPTOUT TD T 退订".split())
_START: Final = frozenset("START UNSTOP 恢复".split())
_LONGEST_NAME: Final = 100
_LONGEST_WORD: Final = 20
_LARGEST: Final = 25 * 1024 * 1024


@attrs.frozen
class TwilioChannel:
    """What comes in at `url`: Twilio signs the address it calls, so behind a proxy it has to be told."""

    plugin: TwilioSms
    url: str

    @property
    def name(self) -> str:
        """The instance."""
        return self.plugin.name

    @property
    def largest(self) -> int:
        """How many bytes a webhook may have."""
        return self.plugin.largest

    def authenticate(self, envelope: Envelope) -> Authentic:
        """Check the signature over address and parameters: it covers these, not the bytes, so they are taken apart for it.

        What bears nothing that could be a signature is not looked at further.
        """
        signature = envelope.headers.get("X-Twilio-Signature")
        if not signature:
            raise IntakeRejected(self.name, reason="missing", field="X-Twilio-Signature")
        if not SIGNATURE.fullmatch(signature) or not envelope.query.raw.isascii():
            raise IntakeRejected(self.name, reason="signature")
        said = parameters(envelope.body) if envelope.method == "POST" else None
        url = f"{self.url}?{envelope.query.raw}" if envelope.query.raw else self.url
        tokens = [one for one in (self.plugin.auth_token, self.plugin.old_auth_token) if one]
        if said is None or not is_signed(url, said, signature, tokens):
            raise IntakeRejected(self.name, reason="signature")
        if said.get("AccountSid") != self.plugin.account_sid:
            raise IntakeRejected(self.name, reason="signature")
        return Authentic(envelope.body, proof=Proof.SIGNED, envelope=envelope)

    def parse(self, message: Authentic) -> Parsed:
        """Read one thing at a time: a status, a stop, or words."""
        said = parameters(message.content) or {}
        at = message.envelope.received_at if message.envelope else datetime.now(UTC)
        try:
            return Parsed(self._item(said, at), reply=_SILENT)
        except KeyError as missing:
            raise IntakeRejected(self.name, reason="missing", field=str(missing.args[0])) from None

    def _item(self, said: Mapping[str, str], at: datetime) -> Inbound:
        if "MessageStatus" in said:
            return self._report(said, at)
        sender = self._sender(said)
        word = said.get("OptOutType", "").upper() or _keyword(said["Body"])
        if word in _STOP:
            return Stopped(sender, at=at, external_id=said["MessageSid"])
        if word in _START:
            return Stopped(sender, at=at, over=True, external_id=said["MessageSid"])
        if word == "HELP":
            return Ignored(f"{word}: Twilio answers it")
        return CustomerMessage(
            said["Body"],
            sender=sender,
            external_id=said["MessageSid"],
            at=at,
            name=_in_one_line(said.get("ProfileName", "")) or None,
            media=self._media(said),
        )

    def _report(self, said: Mapping[str, str], at: datetime) -> Inbound:
        status = said["MessageStatus"]
        if status not in _STATUS:
            return Ignored(f"status {status:.40}")
        return DeliveryReport(
            said["MessageSid"],
            status=_STATUS[status],
            at=at,
            detail=" ".join((status, said.get("ErrorCode", ""))).strip(),
        )

    def _sender(self, said: Mapping[str, str]) -> Contact:
        kind, _, number = said["From"].rpartition(":")
        return Contact(kind or "phone", number, account=said["To"].rpartition(":")[2] or None)

    def _media(self, said: Mapping[str, str]) -> list[MediaRef]:
        count = said.get("NumMedia", "0") or "0"
        if not count.isascii() or not count.isdigit() or len(count) > 2:
            raise IntakeRejected(self.name, reason="malformed", field="NumMedia")
        return [
            MediaRef(said[f"MediaUrl{n}"], name=f"{said['MessageSid']}-{n}", media_type=said[f"MediaContentType{n}"])
            for n in range(int(count))
        ]

    async def fetch(self, media: str) -> Attachment:
        """Fetch a picture, from Twilio and from nowhere else."""
        ours = urlsplit(self.plugin.endpoint)
        wanted = urlsplit(media)
        if (wanted.scheme, wanted.netloc) != (ours.scheme, ours.netloc):
            raise IntakeRejected(self.name, reason="malformed", field="MediaUrl")
        return await asyncio.to_thread(self._fetched, media)

    def _fetched(self, media: str) -> Attachment:
        import requests

        login = (self.plugin.api_key or self.plugin.account_sid, self.plugin.api_secret or self.plugin.auth_token)
        with requests.get(media, auth=login, timeout=self.plugin.timeout.total_seconds(), stream=True) as reply:
            reply.raise_for_status()
            content = reply.raw.read(_LARGEST + 1, decode_content=True)
            media_type = reply.headers.get("content-type", "application/octet-stream")
        return Attachment(media.rpartition("/")[2], content, media_type=media_type)


def _keyword(body: str) -> str:
    """Return a message that is one word and nothing else, as people write it; nothing where it is longer than any of ours."""
    said = body.strip()
    end = len(said)
    while end and not (said[end - 1].isalnum() or said[end - 1] == "_"):
        end -= 1
    return said[:end].upper() if end <= _LONGEST_WORD else ""


def _in_one_line(name: str) -> str:
    """Return what people call themselves, as far as it is a name: nobody's words are refused for how they are signed."""
    return " ".join("".join(one if one.isprintable() else " " for one in name).split())[:_LONGEST_NAME]
