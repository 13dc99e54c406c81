"""What happens to the desk itself, and readings that are events."""

from __future__ import annotations

from datetime import datetime

import attrs

from complaintkit.model.events._happened import Happened, said
from complaintkit.model.vocabulary import Severity


@attrs.frozen(kw_only=True, eq=False, repr=False)
class OrganisationSet(Happened):
    """Who works here was changed; who is gone. F8"""

    digest: str
    departed: tuple[str, ...] = ()


@attrs.frozen(kw_only=True, eq=False, repr=False)
class PlaybookSet(Happened):
    """A playbook is in force for cases to come: everywhere, or (`for_units`) in the units that name it."""

    playbook: str
    version: str
    digest: str
    for_units: bool = False


@attrs.frozen(kw_only=True, eq=False, repr=False)
class StaffAway(Happened):
    """Somebody is away, and who acts for them. F8"""

    staff: str
    start: datetime
    end: datetime
    deputy: str | None = None
    long: bool = False


@attrs.frozen(kw_only=True, eq=False, repr=False)
class StaffLeft(Happened):
    """Somebody has left. F8"""

    staff: str


@attrs.frozen(kw_only=True, eq=False, repr=False)
class ContactRead(Happened):
    """Somebody read the unmasked contact of a customer, or a file, and said what for."""

    purpose: str | None = said()
    attachment: str | None = None


@attrs.frozen(kw_only=True, eq=False, repr=False)
class TextRead(Happened):
    """A classifier of a plugin read what the customer said, and what it held it for."""

    reader: str
    category: str | None = None
    severity: Severity | None = None


@attrs.frozen(kw_only=True, eq=False, repr=False)
class LedgerKeyed(Happened):
    """Lines are chained by a key from here on; those up to this `position` may be older than that."""

    position: int


@attrs.frozen(kw_only=True, eq=False, repr=False)
class LedgerRooted(Happened):
    """The root of all ledgers up to a `position`: one digest of every line, to be kept elsewhere."""

    position: int
    root: str


@attrs.frozen(kw_only=True, eq=False, repr=False)
class RowsRepaired(Happened):
    """Rows that are derived from ledgers (`what` is `rows`), or were left behind by a clock (`clock`), were put right."""

    what: str
    rows: int
    tables: tuple[str, ...] = ()
    cases: tuple[str, ...] = ()
