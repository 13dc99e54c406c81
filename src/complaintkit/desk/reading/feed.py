"""Read the feed of events in commit order, and business days as a unit counts them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import islice
from typing import TYPE_CHECKING, Final

from complaintkit.desk.reading.sight import Sight, known_reader
from complaintkit.model.actor import DESK, System
from complaintkit.model.did_you_mean import nearest
from complaintkit.model.errors import InvalidInput, NotFound
from complaintkit.model.period import Event, Period, check_day
from complaintkit.model.phrase import phrase
from complaintkit.records.unseen import row_without

if TYPE_CHECKING:
    from complaintkit.model.actor import By
    from complaintkit.ports.storage import EventRow, Reader
    from complaintkit.records.door import Door

_PAGE: Final = 1000
_LONGEST: Final = 18  # digits of a position that any storage can hold
_MARK: Final = 8  # of an event's hash, behind its position: another event at the same place has another


def event_of(row: EventRow) -> Event:
    """Return a line of the feed."""
    return Event(
        position=f"{row.position}-{row.hash[:_MARK]}",
        case=row.case,
        number=row.number,
        name=row.name,
        at=row.at,
        recorded_at=row.recorded_at,
        by=row.by,
        recorded_by=row.recorded_by,
        data=row.data,
        task=row.task,
    )


def feed(door: Door, after: str | None, limit: int, by: By | None) -> Iterator[Event]:
    """Yield at most `limit` events after a position, of the cases that `by` may see; of all for the host."""
    start, mark = _read_position(after)
    if not isinstance(limit, int) or limit < 1:
        raise InvalidInput(
            field="limit",
            reason=phrase("{limit!r} is not a number of events", limit=limit),
            next_step=phrase("Give 1 or more."),
        )
    with door.storage.reading() as reader:
        if mark:
            _check_still_there(reader, start, mark)
        if by is None or isinstance(by, System):
            rows = list(reader.feed(after=start, limit=limit))
        else:
            sight = Sight.of(door, reader, by)
            rows = [row_without(row, sight.has_case) for row in islice(_seen(reader, sight, start), limit)]
    return (event_of(row) for row in rows)


def _read_position(after: str | None) -> tuple[int, str]:
    """Return the place in the feed and the mark of the event that stood there; positions of earlier versions have no mark.

    Raises:
        InvalidInput: it is no position.
    """
    place, dash, mark = str(after or "0").partition("-")
    if not (place.isascii() and place.isdigit() and len(place) <= _LONGEST) or (dash and len(mark) != _MARK):
        raise InvalidInput(
            field="after",
            reason=phrase("{after!r} is no position", after=after),
            next_step=phrase("Give an event's position."),
        )
    return int(place), mark


def _check_still_there(reader: Reader, position: int, mark: str) -> None:
    """Refuse to go on behind an event that is not there: a backup was restored since, and other events stand in its place.

    Raises:
        NotFound: so it is.
    """
    row = next(iter(reader.feed(after=position - 1, limit=1)), None)
    if row is None or row.position != position or row.hash[:_MARK] != mark:
        raise NotFound(
            what="event",
            ref=f"{position}-{mark}",
            next_step=phrase(
                "A backup was restored: read the feed from its beginning, and undo what you made of events that it does not have."
            ),
        )


def _seen(reader: Reader, sight: Sight, after: int) -> Iterator[EventRow]:
    while page := reader.feed(after=after, limit=_PAGE):
        yield from (row for row in page if sight.has_line(row))
        after = page[-1].position


def business_day(door: Door, unit: str, day: date | None, by: By | None) -> Period:
    """Return the time from the hour a business day starts to the same hour of the next day, where the unit is."""
    from complaintkit.calendars import business_day as day_of
    from complaintkit.calendars import business_day_bounds

    with door.storage.reading() as reader:
        facts = known_reader(door, reader, DESK if by is None else by)
        playbook = door.rules.in_force(reader).playbook_of(unit)
    if unit not in facts.structure.organisation.units:
        raise NotFound(what="unit", ref=unit, next_step=nearest(unit, facts.structure.organisation.units))
    zone = facts.structure.zone_of(unit)
    starts = playbook.day_starts_at
    day = day or day_of(zone, door.clock.now(), starts)
    check_day("day", day)
    start, end = business_day_bounds(zone, day, starts)
    return Period(start=start, end=end, label=day.isoformat())
