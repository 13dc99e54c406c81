"""The channel: a file in, a form for each row out; and in the reply, how the file was read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import attrs

from complaintkit.errors import IntakeRejected
from complaintkit.plugin import Authentic, Envelope, Parsed, Proof, Reply
from complaintkit_csv import _content
from complaintkit_csv._catalogue import phrase
from complaintkit_csv._content import Content, Unreadable
from complaintkit_csv._field import TIMES
from complaintkit_csv._moment import Evidence, Moments, Order
from complaintkit_csv._row import Forms
from complaintkit_csv._table import Table, opened

if TYPE_CHECKING:
    from complaintkit.plugin import Phrase
    from complaintkit_csv._plugin import Csv

_NAMED = {",": phrase("commas"), ";": phrase("semicolons"), "\t": phrase("tabs"), "|": phrase("bars")}


@attrs.frozen
class CsvChannel:
    """Reads files by the mapping of its plugin."""

    settings: Csv

    @property
    def name(self) -> str:
        """The instance."""
        return self.settings.name

    @property
    def largest(self) -> int:
        """How many bytes a file may have that nobody vouches for."""
        return self.settings.largest

    def authenticate(self, envelope: Envelope) -> Authentic:
        """Vouch for the file by the member of staff who brings it: a file is signed by nobody.

        Raises:
            IntakeRejected: nobody of the staff does, and the settings do not let anybody.
        """
        if envelope.staff is None and not self.settings.anybody:
            raise IntakeRejected(self.name, reason="signature")
        return Authentic(envelope.body, proof=Proof.SESSION if envelope.staff else Proof.NONE, envelope=envelope)

    def parse(self, message: Authentic) -> Parsed:
        """Make a `FormReceived` of each row that has anything in it; the reply says, line by line, how the file was read.

        Its fields are ours by dotted name: times as datetimes, all else as text in our words. Beside them stand `line`
        (where the row starts), `row` and `columns` (its text and the header's, for repair) and, where something can't
        be read, `problems` (field to reason).

        Raises:
            IntakeRejected: it is no CSV file, a column that is mapped is missing, or nobody can tell how its dates are
                meant; before any row.
        """
        try:
            content = _content.read(message.content, self.settings.encoding)
            table = opened(content.text, self.settings.map, self.settings.delimiter)
            moments, why = self._moments(table)
            forms = Forms(self.settings, table, moments)
            items = tuple(forms)
        except Unreadable as error:
            raise IntakeRejected(
                self.name, reason="malformed", field=phrase("file: it {what}", what=error.args[0])
            ) from None
        notes = self._notes(content, table, why, len(items), forms.made_ids)
        told = "\n".join(one.to(self.settings.language) for one in notes)
        return Parsed(*items, reply=Reply(told.encode()))

    def _moments(self, table: Table) -> tuple[Moments, Phrase | None]:
        """Find how the times of this file are read, and what proves the order of day and month."""
        zone = ZoneInfo(self.settings.tz) if self.settings.tz else None
        evidence = _evidence(table)
        if zone is None and evidence.without_zone:
            raise Unreadable(
                phrase(
                    "has times without a zone ({place}). Set tz, such as Asia/Shanghai.", place=evidence.without_zone
                )
            )
        if self.settings.dates or not evidence.doubtful:
            return Moments(zone, self.settings.dates), None
        order, why = _proven(evidence)
        return Moments(zone, order), why

    def _notes(self, content: Content, table: Table, why: Phrase | None, rows: int, made_ids: int) -> Iterator[Phrase]:
        yield phrase(
            "{rows} rows, {encoding} ({how}), cells separated by {between}.",
            rows=f"{rows:,}",
            encoding=content.encoding,
            how=content.how,
            between=_NAMED.get(table.delimiter, repr(table.delimiter)),
        )
        if why:
            yield why
        if made_ids:
            yield phrase(
                "{rows} rows have no id: theirs are made from what they say, the same in every run.",
                rows=f"{made_ids:,}",
            )


def _evidence(table: Table) -> Evidence:
    evidence = Evidence()
    places = [place for field in TIMES & table.places.keys() for place in table.places[field]]
    for row in table.rows() if places else ():
        for place in places:
            if place < len(row.cells):
                evidence.take(row.cells[place].strip(), row.line)
    return evidence


def _proven(evidence: Evidence) -> tuple[Order, Phrase]:
    """Return the order of day and month that the file itself proves.

    Raises:
        Unreadable: it proves none, or both.
    """
    choose = phrase('Set dates to "d/m/Y" or "m/d/Y".')
    if not evidence.found:
        raise Unreadable(
            phrase(
                "has dates that can be read in two ways ({place}), and none that proves which. {choose}",
                place=evidence.doubtful,
                choose=choose,
            )
        )
    if len(evidence.found) > 1:
        one, other = evidence.found.values()
        raise Unreadable(
            phrase(
                "proves two ways to write dates: {first} and {second}. {choose}",
                first=one,
                second=other,
                choose=choose,
            )
        )
    ((order, where),) = evidence.found.items()
    return order, phrase("Dates are {order}: {where}.", order=order, where=where)
