"""A budget of messages to one customer's address in an hour: whoever types a number twenty times sends it no twenty messages."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from complaintkit.records.token import contact_token

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from complaintkit.delivery.carrier import Send
    from complaintkit.model.customer import Contact
    from complaintkit.ports.storage import Reader, Writer
    from complaintkit.records.door import Door


HELD_BACK: Final = "this address had enough messages within an hour"
"""Why a message waits: its owner is told so."""
_HOUR: Final = timedelta(hours=1)
_MOST: Final = 1000  # that are remembered: no playbook allows more


def spent(door: Door, tx: Reader, contacts: Iterable[Contact], *, most: int) -> Mapping[Contact, datetime]:
    """Return the addresses to which nothing more goes now, each with when something may again."""
    now = door.clock.now()
    ends = {contact: _end(_within_an_hour(tx, _key(door, contact), now), most) for contact in contacts}
    return {contact: end for contact, end in ends.items() if end is not None}


def count_in(door: Door, tx: Writer, send: Send[Any]) -> bool:
    """Note that a message begins its way, in the transaction that says so; return False where its address has had enough.

    What staff are told is not counted.
    """
    if send.to is None or send.most is None:
        return True
    key, now = _key(door, send.to), door.clock.now()
    times = _within_an_hour(tx, key, now)
    if len(times) >= send.most:
        return False
    tx.put_meta(key, json.dumps([one.isoformat() for one in (*times, now)[-_MOST:]]))
    return True


def _end(times: list[datetime], most: int) -> datetime | None:
    return times[-most] + _HOUR if len(times) >= most else None


def _within_an_hour(tx: Reader, key: str, now: datetime) -> list[datetime]:
    """Return when messages went there within an hour; a time that is further ahead was noted by a clock that was ahead."""
    times = [datetime.fromisoformat(one) for one in json.loads(tx.meta(key) or "[]")]
    return [one for one in times if now - _HOUR < one < now + _HOUR]


def _key(door: Door, to: Contact) -> str:
    return f"told:{contact_token(door.key, to)}"
