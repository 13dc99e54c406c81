"""Units and the staff who work in them; who is away, and until when."""

from __future__ import annotations

from datetime import datetime

import attrs

from complaintkit.model.customer import Contact
from complaintkit.model.read_only import read_only
from complaintkit.model.text import Words

__all__ = ["Absence", "Staff", "Unit"]


@attrs.frozen(kw_only=True, field_transformer=read_only)
class Unit:
    """A chain, region, store, stall, department. Calendar, zone and playbook not said are the surrounding unit's.

    A `closed` unit takes nothing new in; its open cases still have a unit, a zone and somebody above.
    """

    id: str
    title: Words
    kind: str | None = None
    within: str | None = None
    calendar: str | None = None
    time_zone: str | None = None
    playbook: str | None = None
    closed: bool = False


@attrs.frozen(kw_only=True)
class Staff:
    """One person who works here. `deputy` stands in where an absence names nobody else, as `deputy_by` said (F8, R6).

    Contacts are by kind.
    """

    id: str
    name: str
    roles: tuple[str, ...]
    units: tuple[str, ...]
    contacts: tuple[Contact, ...] = ()
    languages: tuple[str, ...] = ()
    deputy: str | None = None
    deputy_by: str | None = None

    def contact(self, kind: str) -> Contact | None:
        """Return the first contact of a kind: phone, email, wecom, ..."""
        return next((one for one in self.contacts if one.kind == kind), None)


@attrs.frozen(kw_only=True)
class Absence:
    """Somebody is away from `start` until before `end` (None: until further notice), as `by` noted it.

    Accountability stays with them unless the absence is marked as `long`. F8
    """

    staff: str
    start: datetime
    end: datetime | None = None
    deputy: str | None = None
    long: bool = False
    by: str | None = None

    def covers(self, at: datetime) -> bool:
        """Tell if they are away at this moment."""
        return self.start <= at and (self.end is None or at < self.end)
