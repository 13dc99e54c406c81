"""Fetch pictures and files that a provider keeps for a while: noted with the words they came with, fetched soon after."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

import attrs

from complaintkit.model import commands as c
from complaintkit.model.actor import System
from complaintkit.model.bounds import LONGEST_SPAN
from complaintkit.model.errors import NotAllowed, NotFound
from complaintkit.records.request import Request

if TYPE_CHECKING:
    from complaintkit.model.evidence import Attachment
    from complaintkit.ports.inbound import CustomerMessage
    from complaintkit.ports.storage import EventRow, Reader, Writer
    from complaintkit.records.door import Door


MEDIA: Final = "media:"
_LONGEST: Final = timedelta(days=7)  # then it is given up, where the provider doesn't say how long it keeps it
_PAUSE: Final = timedelta(minutes=1)


@attrs.frozen(kw_only=True)
class Wanted:
    """A file still to be fetched."""

    channel: str
    case: str
    reference: str
    name: str
    until: datetime | None = None
    next_at: datetime | None = None
    tries: int = 0

    @property
    def key(self) -> str:
        """The setting it is noted as."""
        known = f"{self.channel}\n{self.case}\n{self.reference}"
        return MEDIA + hashlib.sha256(known.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def note_media(tx: Writer, channel: str, case: str, said: CustomerMessage) -> None:
    """Note what came with the words, in their transaction."""
    for one in said.media:
        until = said.at + min(one.gone_after or _LONGEST, LONGEST_SPAN)
        _put(tx, Wanted(channel=channel, case=case, reference=one.reference, name=one.name, until=until))


def _put(tx: Writer, one: Wanted) -> None:
    tx.put_meta(one.key, json.dumps(attrs.asdict(one), default=datetime.isoformat, ensure_ascii=True))


def wanted(tx: Reader, now: datetime) -> list[Wanted]:
    """Return what is to be fetched now."""
    found = [_read(value) for value in tx.metas(MEDIA).values()]
    return [one for one in found if one.next_at is None or one.next_at <= now]


def forget_media(tx: Writer, case: str) -> None:
    """Fetch nothing for this case any more."""
    for key, value in tx.metas(MEDIA).items():
        if _read(value).case == case:
            tx.drop_meta(key)


def _read(value: str) -> Wanted:
    data = json.loads(value)
    times = {name: datetime.fromisoformat(data[name]) if data[name] else None for name in ("until", "next_at")}
    return Wanted(**{**data, **times})


def attach(door: Door, one: Wanted, file: Attachment) -> None:
    """Add the file to the case, once, as a note of the channel's."""
    written: list[EventRow] = []
    with door.storage.writing() as tx:
        if not tx.drop_meta(one.key):
            return
        note = c.Note(case=one.case, text=f"📎 {one.name}", attachments=(attrs.evolve(file, name=one.name),))
        door.perform_in(tx, Request(command=note, by=System(one.channel)), written)
    door.recorded(written)


def put_off(door: Door, one: Wanted, *, give_up: bool = False) -> None:
    """Try later, longer each time; or never, once the provider has thrown it away: the case then says that it is missing."""
    now = door.clock.now()
    pause = _PAUSE * 2 ** min(one.tries, 8)
    written: list[EventRow] = []
    with door.storage.writing() as tx:
        if not tx.drop_meta(one.key):
            return
        if not give_up and (one.until is None or now + pause < one.until):
            _put(tx, attrs.evolve(one, tries=one.tries + 1, next_at=now + pause))
            return
        note = c.Note(case=one.case, text=f"📎 {one.name}: 未能取得 / could not be fetched")
        try:
            door.perform_in(tx, Request(command=note, by=System(one.channel)), written)
        except (NotAllowed, NotFound):
            return
    door.recorded(written)
