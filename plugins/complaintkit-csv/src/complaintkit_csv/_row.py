"""One row as a filled form: cells by our fields, words translated, times read; what can't be read is named."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

import attrs

from complaintkit.plugin import FormReceived
from complaintkit_csv._catalogue import phrase
from complaintkit_csv._field import TIMES, plain
from complaintkit_csv._moment import Moments, NotATime
from complaintkit_csv._table import Row, Table

if TYPE_CHECKING:
    from complaintkit_csv._plugin import Csv


_LONGEST_ID: Final = 200
_LINES: Final = frozenset({"text", "reply.text", "wanted", "subject"})  # may have several lines


@attrs.define
class Forms:
    """Makes the forms of one file."""

    settings: Csv
    table: Table
    moments: Moments
    made_ids: int = 0
    _seen: Counter[str] = attrs.field(factory=Counter, init=False)
    _names: Mapping[str, str] = attrs.field(
        init=False, default=attrs.Factory(lambda self: self.table.names, takes_self=True)
    )

    def __iter__(self) -> Iterator[FormReceived]:
        return map(self._form, self.table.rows())

    def _form(self, row: Row) -> FormReceived:
        problems: dict[str, str] = {}
        if (misfit := self._misfit(row)) is not None:
            problems["row"] = misfit
        fields = self._fields(row, problems)
        external_id = self._id(fields.pop("external_id", None), row, problems)
        received = fields.get("received_at")
        fields |= {"line": row.line, "row": row.raw, "columns": self.table.raw_header}
        if problems:
            fields["problems"] = problems
        at = received if isinstance(received, datetime) else None
        return FormReceived(fields, external_id=external_id, at=at, names=self._names)

    def _misfit(self, row: Row) -> str | None:
        """Name cells that stand where they don't belong: a comma or a line break without quotes moves all that follows."""
        width, has = len(self.table.header), len(row.cells)
        if has > width and any(cell.strip() for cell in row.cells[width:]):
            return phrase("has {has} cells under {width} columns", has=has, width=width)
        last = max((place for places in self.table.places.values() for place in places), default=0)
        if has > last:
            return None
        return phrase("has {has} cells; the columns read from it go up to {last}", has=has, last=last + 1)

    def _fields(self, row: Row, problems: dict[str, str]) -> dict[str, Any]:
        fields: dict[str, Any] = dict(self.settings.defaults)
        for field, places in self.table.places.items():
            cell = self._cell(field, [row.cells[place] for place in places if place < len(row.cells)])
            if cell:
                fields[field] = cell
        for field in TIMES & fields.keys():
            try:
                fields[field] = self.moments.read(fields[field])
            except NotATime as error:
                problems.setdefault(field, error.args[0])
        if "received_at" in self.table.places:
            fields.setdefault("received_at", "")  # said to be empty: else the row would be taken as of today
        _same_day(fields, self.moments)
        return fields

    def _cell(self, field: str, cells: list[str]) -> str:
        """Return what the cells of one field say, in our words."""
        said = [text for cell in cells if (text := cell.strip()) and text not in self.settings.empty]
        text = "\n".join(said) if plain(field) in _LINES else _word(" ".join(said))
        words = {**self.settings.values.get(plain(field), {}), **self.settings.values.get(field, {})}
        return words.get(text, text)

    def _id(self, given: str | None, row: Row, problems: dict[str, str]) -> str:
        """Return the id in the file; else one of the row's content, the same in every run, and another for each equal row."""
        if given is not None and len(given) <= _LONGEST_ID and given.isprintable():
            return given
        if given is not None:
            problems.setdefault(
                "external_id", phrase("is no id: at most {most} printable characters", most=_LONGEST_ID)
            )
        self.made_ids += 1
        digest = _digest(self.settings.source, zip(self.table.header, row.cells, strict=False))
        self._seen[digest] += 1
        return f"row-{digest}-{self._seen[digest]}"


def _word(text: str) -> str:
    """Put a text in one line, without controls."""
    if not text.isprintable():
        text = "".join(one if one.isprintable() else " " for one in text)
    return " ".join(text.split())


def _digest(source: str, cells: Iterator[tuple[str, str]]) -> str:
    """Make a digest of column names and cells, whatever the order of the columns."""
    said = "\x1e".join(f"{column}\x1f{cell}" for column, cell in sorted(cells))
    return hashlib.sha256(f"{source}\x1d{said}".encode("utf-8", "surrogatepass")).hexdigest()[:24]


def _same_day(fields: dict[str, Any], moments: Moments) -> None:
    """Move an answer of which only the day is known, the day of receipt, after the complaint: it was not there at midnight."""
    received = fields.get("received_at")
    for field in ("reply.at", "closed_at"):
        at = fields.get(field)
        if isinstance(at, datetime) and isinstance(received, datetime) and moments.is_day_of(at, received):
            fields[field] = received
