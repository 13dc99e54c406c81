"""What an erasure leaves for later: noted in its transaction, so that it outlives whoever erased, and done by the worker.

The database's log, as long as somebody reads; and what notifiers and executors keep of what they were called for.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Final

import attrs

from complaintkit.ports.outcome import Attempt

if TYPE_CHECKING:
    from complaintkit.ports.storage import Reader, Storage, Writer

LEFT: Final = "to-erase:"
"""Settings that name what is still to be erased."""
_LOG: Final = f"{LEFT}log"


@attrs.frozen
class Leftover:
    """An attempt that a service is to forget; `service` is its name among those of its kind (`executor till`)."""

    key: str
    service: str
    since: datetime
    attempt: Attempt


def note_leftovers(tx: Writer, attempts: Mapping[str, Sequence[Attempt]], now: datetime) -> None:
    """Note the log, and what each service is to forget."""
    tx.put_meta(_LOG, now.isoformat())
    for service, those in attempts.items():
        for one in those:
            said = {
                "service": service,
                "since": now.isoformat(),
                "id": one.id,
                "started_at": one.started_at.isoformat(),
                "reference": one.reference,
            }
            tx.put_meta(f"{LEFT}{service}:{one.id}", json.dumps(said, ensure_ascii=True))


def leftovers(reader: Reader) -> list[Leftover]:
    """Return what services are to forget."""
    return [_read(key, value) for key, value in reader.metas(LEFT).items() if key != _LOG]


def _read(key: str, value: str) -> Leftover:
    said = json.loads(value)
    attempt = Attempt(id=said["id"], started_at=datetime.fromisoformat(said["started_at"]), reference=said["reference"])
    return Leftover(key, said["service"], datetime.fromisoformat(said["since"]), attempt)


def left_since(reader: Reader) -> list[datetime]:
    """Return since when each leftover waits."""
    found = reader.metas(LEFT)
    return [datetime.fromisoformat(json.loads(one)["since"] if key != _LOG else one) for key, one in found.items()]


def drop_leftovers(storage: Storage, done: Iterable[Leftover]) -> None:
    """Strike out what was forgotten."""
    with storage.writing() as tx:
        for one in done:
            tx.drop_meta(one.key)


def tidy_log(storage: Storage) -> bool:
    """Take what was emptied out of the database's log; return True where nothing is left to do there."""
    with storage.reading() as reader:
        if reader.meta(_LOG) is None:
            return True
    if not storage.tidy():
        return False
    with storage.writing() as tx:
        tx.drop_meta(_LOG)
    return True
