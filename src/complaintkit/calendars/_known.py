"""Calendars that are there by name, and those of a file of their own."""

from __future__ import annotations

from collections.abc import Mapping
from os import PathLike, fspath
from pathlib import Path
from zoneinfo import ZoneInfo

from complaintkit.calendars._calendar import Calendar
from complaintkit.calendars._reading import read_calendar, read_calendar_table
from complaintkit.calendars._zone import zone_of
from complaintkit.model.did_you_mean import nearest
from complaintkit.model.errors import InvalidInput
from complaintkit.model.phrase import phrase
from complaintkit.model.problem import Problems
from complaintkit.model.table import Table
from complaintkit.model.toml import read_toml

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
    data, source = read_toml(
        file,
        missing=phrase("Give a file, or one of: {known}.", known=", ".join(KNOWN)),
    )
    problems = Problems(source)
    if (base := data.pop("extends", None)) is not None:
        name = _ALIASES.get(str(base), str(base))
        if name not in _KNOWN:
            known = nearest(str(base), (*KNOWN, *_ALIASES))
            raise source.error("extends", phrase("{name!r} is not known", name=base), known)
        data = {**_KNOWN[name], **data}
    table = Table(data, problems)
    if zone is None:
        table.require("time-zone", '"Asia/Shanghai"')
    calendar = read_calendar_table(file.stem, table, zone=zone_of(zone or "UTC"))
    problems.check()
    return calendar
