"""Keep what came in as JSON, and read it back: a customer's words, a form or a stop."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final, TypeAlias

from complaintkit.model.customer import Contact, Customer
from complaintkit.model.errors import InvalidInput, StorageError
from complaintkit.model.inbox import InboxItem
from complaintkit.model.phrase import kept, kept_from, phrase
from complaintkit.model.wire import canonical
from complaintkit.ports.inbound import CustomerMessage, FormReceived, MediaRef, Stopped
from complaintkit.ports.storage import RefusedRow
from complaintkit.records.token import keyed_id

_ADDRESSES: Final = frozenset({"phone", "email"})
NO_ADDRESS: Final = "****"
"""Shown for what stands where an address should and is none."""
INBOX: Final = "inbox"
"""The code of what waits for a person."""
SURVEY: Final = "survey"
"""The channel of what was said by the link of a standing survey, where the playbook has none of the survey's media."""
Kept: TypeAlias = CustomerMessage | FormReceived | Stopped


def source_of(channel: str) -> str:
    """Return where it came from, as the row says it."""
    return f"channel:{channel}"


def kept_row(key: bytes, channel: str, item: Kept, *, at: datetime, why: str, field: str = "") -> RefusedRow:
    """Return the row to keep, by the key of tokens.

    The same item pushed again is the same row, the same id with other words is another.
    """
    data = _pack(item)
    known = [source_of(channel), data["what"], data.get("external_id") or canonical(data), content_of(item)]
    return RefusedRow(
        id="i-" + keyed_id(key, "kept", canonical(known).encode("utf-8", "surrogatepass")),
        source=source_of(channel),
        at=at,
        by=f"system:{channel}",
        code=INBOX,
        field=field,
        reason=kept(why),
        content=canonical(data).encode("utf-8", "surrogatepass"),
    )


def content_of(item: Kept) -> str:
    """Return the digest of all that an item says, but when: providers repeat themselves later, and say when they did."""
    data = _pack(item)
    said = {name: value for name, value in data.items() if name not in ("at", "external_id")}
    if "fields" in said:
        said["fields"] = {name: value for name, value in said["fields"].items() if name != "received_at"}
    return hashlib.sha256(canonical(said).encode("utf-8", "surrogatepass")).hexdigest()


def _pack(item: Kept) -> dict[str, Any]:
    match item:
        case CustomerMessage():
            return {
                "what": "message",
                "text": item.text,
                "sender": _address(item.sender),
                "external_id": item.external_id,
                "at": item.at.isoformat(),
                "name": item.name,
                "media": [_media(one) for one in item.media],
                "in_reply_to": item.in_reply_to,
                "category": item.category,
            }
        case FormReceived():
            at = item.at.isoformat() if item.at else None
            fields = {name: _plain(value) for name, value in item.fields.items()}
            return {"what": "form", "fields": fields, "external_id": item.external_id, "at": at}
        case Stopped():
            over = {"over": True} if item.over else {}
            known = {"external_id": item.external_id} if item.external_id else {}
            return {"what": "stop", "sender": _address(item.sender), "at": item.at.isoformat(), **over, **known}


def _address(contact: Contact) -> dict[str, str | None]:
    return {"kind": contact.kind, "address": contact.address, "account": contact.account}


def _media(media: MediaRef) -> dict[str, str | float | None]:
    gone = media.gone_after.total_seconds() if media.gone_after else None
    return {"reference": media.reference, "name": media.name, "media_type": media.media_type, "gone_after": gone}


def _plain(value: object) -> object:
    """Return a field as text, where it is neither text nor a table of texts: the form is read again from it."""
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, dict):
        return {str(name): str(one) for name, one in value.items()}
    return value if value is None or isinstance(value, str | int) else str(value)


def unpack(row: RefusedRow) -> Kept:
    """Return what was kept, as it came.

    Raises:
        StorageError: it was erased, or is damaged.
    """
    if not row.content:
        raise StorageError(
            reason=phrase("nothing of {id} can be read any more", id=row.id),
            next_step=phrase("Ask the sender again; discard it."),
        )
    data = json.loads(row.content)
    at = datetime.fromisoformat(data["at"]) if data["at"] else None
    if data["what"] == "form":
        return FormReceived(data["fields"], external_id=data["external_id"], at=at)
    sender = Contact(data["sender"]["kind"], data["sender"]["address"], account=data["sender"]["account"])
    if data["what"] == "stop":
        return Stopped(sender, at=at or row.at, over=data.get("over", False), external_id=data.get("external_id"))
    return CustomerMessage(
        data["text"],
        sender=sender,
        external_id=data["external_id"],
        at=at or row.at,
        name=data["name"],
        media=[_unpack_media(one) for one in data["media"]],
        in_reply_to=data["in_reply_to"],
        category=data["category"],
    )


def _unpack_media(data: dict[str, Any]) -> MediaRef:
    gone = timedelta(seconds=data["gone_after"]) if data["gone_after"] is not None else None
    return MediaRef(data["reference"], name=data["name"], media_type=data["media_type"], gone_after=gone)


def form_fields(row: RefusedRow) -> Mapping[str, object]:
    """Return the fields of a form that waits; none of anything else, or of what can't be read any more."""
    item = unpack(row) if row.content else None
    return item.fields if isinstance(item, FormReceived) else {}


def item_of(row: RefusedRow) -> InboxItem:
    """Return the row as a person reads it, also where nothing can be read of what it held."""
    data: dict[str, Any] = json.loads(row.content) if row.content else {"what": "damaged" if row.reason else "erased"}
    fields = data.get("fields", {})
    sender = data.get("sender")
    return InboxItem(
        id=row.id,
        channel=row.source.removeprefix("channel:"),
        at=row.at,
        what=data["what"],
        why=kept_from(row.reason),
        text=str(data.get("text") or fields.get("text") or ""),
        sender=Contact(sender["kind"], sender["address"], account=sender["account"]).masked() if sender else None,
        name=_masked("customer.name", name) if (name := data.get("name") or fields.get("customer.name")) else None,
        said={
            name: _masked(name, str(value))
            for name, value in fields.items()
            if value is not None and name != "problems"
        },
        external_id=data.get("external_id"),
    )


def _masked(field: str, value: str) -> str:
    """Return a field of a form as a case shows it: a name by its family name, an address by its ends."""
    kind = field.removeprefix("customer.")
    if field == "customer.name":
        return Customer(name=value).label
    if field == f"customer.{kind}" and kind in _ADDRESSES and value.strip():
        try:
            return Contact(kind, value).masked().address
        except InvalidInput:  # no address: that is why it waits here
            return NO_ADDRESS
    return value
