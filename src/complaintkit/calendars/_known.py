"""Calendars that are there by name, and those of a file of their own."""

from __future__ import annotations

from collections.abc import Mapping
from os import PathLike, fspath
from pathlib import Path
from zoneinfo import ZoneInfo

from complaintkit.calendars._calendar import Calendar
from complaintkit.calendars._reading import read_calendar
from complaintkit.model.errors import InvalidInput
from complaintkit.model.phrase import phrase
from complaintkit.model.toml import read_toml
from complaintkit.model.vocabulary import nearest

_KNOWN: Mapping[str, Mapping[str, object]] = read_toml(
    Path(__file__).with_name("known.toml"), missing=phrase("Reinstall the package.")
)[0]
_ALIASES = {"uk": "gb-eng", "gb": "gb-eng", "24/7": "24x7"}
KNOWN = tuple(_KNOWN)
"""Names that `known_calendar` takes."""


def known_calendar(name: str, *, zone: str | ZoneInfo | None = None) -> Calendar:
    """Return the calendar of a name: "cn", "gb-eng" ("uk"), "gb-sct", "gb-nir", "24x7".

    `zone` is the zone of "24x7" (UTC if left out); the others have their own.

    >>> known_calendar("cn").zone.key, known_calendar("24x7", zone="Asia/Urumqi").zone.key
    ('Asia/Shanghai', 'Asia/Urumqi')

    Raises:
        InvalidInput: no calendar of that name; says which one is near.
    """
    found = _ALIASES.get(name.lower(), name.lower())
    if found not in _KNOWN:
        raise InvalidInput(
            field="calendar",
            reason=phrase("{name!r} is not known", name=name),
            next_step=nearest(name, (*KNOWN, *_ALIASES)),
        )
    return read_calendar(found, _KNOWN[found], zone=zone or "UTC")


def load_calendar(path: str | PathLike[str], *, zone: str | ZoneInfo | None = None) -> Calendar:
    """Read a calendar from a TOML file that holds one calendar's table at its top level.

    `extends = "cn"` starts from a known calendar; a year's notice is added like this::

        extends = "cn"
        [notice.2027]
        off = ["2027-01-01..2027-01-03", "2027-02-05..2027-02-11"]
        working = ["2027-01-30"]

    `time-zone` is required unless `zone` is given or the known calendar has one. The calendar is named as the file.

    Raises:
        ConfigurationError: names the file and the key path.
    """
    file = Path(fspath(path))
    table, source = read_toml(
        file,
        missing=phrase("Give a file, or one of: {known}.", known=", ".join(KNOWN)),
    )
    base = table.pop("extends", None)
    try:
        if base is not None:
            table = {**_known_table(base), **table}
        return read_calendar(file.stem, table, zone=_zone(table, zone), field="")
    except InvalidInput as refused:
        raise source.error(refused.field.lstrip("."), refused.reason, refused.next_step) from None


def _zone(table: Mapping[str, object], zone: str | ZoneInfo | None) -> str | ZoneInfo:
    """Return the time zone of a file; it is never guessed."""
    if "time-zone" not in table and zone is None:
        raise InvalidInput(
            field="time-zone",
            reason=phrase("is missing"),
            next_step=phrase('Write time-zone = "Asia/Shanghai".'),
        )
    return zone or "UTC"


def _known_table(name: object) -> Mapping[str, object]:
    found = _ALIASES.get(str(name), str(name))
    if found not in _KNOWN:
        raise InvalidInput(
            field="extends",
            reason=phrase("{name!r} is not known", name=name),
            next_step=nearest(str(name), (*KNOWN, *_ALIASES)),
        )
    return _KNOWN[found]
