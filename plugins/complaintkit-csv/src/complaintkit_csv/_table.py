"""A file as rows under a header: every row with the line it starts on and its text as it stood there."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

import attrs

from complaintkit_csv._catalogue import phrase
from complaintkit_csv._content import Unreadable
from complaintkit_csv._field import nearest

_DELIMITERS: Final = (",", ";", "\t", "|")
_LONGEST: Final = 2**31 - 1  # of a cell; holds for the whole process, whose own limit would cut letters off
_MOST: Final = 1_000  # columns; each row that is refused is kept with the header
_LONGEST_HEADER: Final = 64 * 1024
_ESCAPES: Final = {"\\t": "\t", "tab": "\t"}


@attrs.frozen
class Row:
    """A row's cells, the line it starts on, and its text as it stands in the file."""

    cells: Sequence[str]
    line: int
    raw: str


class _Lines:
    """The lines of a text, remembering those that were taken since the last row."""

    def __init__(self, text: str) -> None:
        self._lines = io.StringIO(text, newline="")  # line ends stay: they may stand inside cells
        self._taken: list[str] = []

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = next(self._lines)
        self._taken.append(line)
        return line

    def take(self) -> str:
        """Return the text since the last row."""
        text = "".join(self._taken)
        self._taken.clear()
        return text


@attrs.frozen
class Table:
    """A header, and the rows below it, read again from the start each time they are asked for."""

    text: str = attrs.field(repr=False)
    delimiter: str
    header: tuple[str, ...]
    raw_header: str
    places: Mapping[str, tuple[int, ...]]
    """For each field, the places of its columns."""

    @property
    def names(self) -> Mapping[str, str]:
        """What the file calls each field."""
        return {field: " + ".join(self.header[place] for place in places) for field, places in self.places.items()}

    def rows(self) -> Iterator[Row]:
        """Yield each row that has anything in it."""
        rows = _rows(self.text, self.delimiter)
        next(rows)  # the header
        return rows


def opened(text: str, map_: Mapping[str, tuple[str, ...]], delimiter: str | None) -> Table:
    """Return the table that a text holds; without a `delimiter`, the one that finds most of the columns that are mapped.

    Raises:
        Unreadable: there is no header, or a column that is mapped is missing or there twice.
    """
    wanted = [column for columns in map_.values() for column in columns]
    known = (_ESCAPES.get(delimiter, delimiter),) if delimiter else _DELIMITERS
    tried = [(one, *_header(text, one)) for one in known]
    chosen, header, raw = max(tried, key=lambda one: (len(set(wanted) & set(one[1])), len(one[1])))
    places = {field: tuple(_place(field, column, header) for column in columns) for field, columns in map_.items()}
    return Table(text, chosen, header, raw, places)


def _header(text: str, delimiter: str) -> tuple[tuple[str, ...], str]:
    first = next(_rows(text, delimiter), None)
    if first is None:
        raise Unreadable(phrase("is empty."))
    if len(first.cells) > _MOST:
        raise Unreadable(
            phrase(
                "has a header of {count:,} columns; at most {most:,} are read. Save what you need.",
                count=len(first.cells),
                most=_MOST,
            )
        )
    if len(first.raw) > _LONGEST_HEADER:
        raise Unreadable(
            phrase(
                "has a first line of {count:,} characters; a header has {most:,} at most. Is it a CSV file?",
                count=len(first.raw),
                most=_LONGEST_HEADER,
            )
        )
    return tuple(cell.strip() for cell in first.cells), first.raw


def _place(field: str, column: str, header: tuple[str, ...]) -> int:
    count = Counter(header)[column]
    if count > 1:
        raise Unreadable(
            phrase(
                "has {count} columns {column!r}, which {field} is read from. Give them different names.",
                count=count,
                column=column,
                field=field,
            )
        )
    if count == 0:
        named = tuple(one for one in header if one)
        raise Unreadable(
            phrase(
                "has no column {column!r}, which {field} is read from. {near}",
                column=column,
                field=field,
                near=nearest(column, named),
            )
        )
    return header.index(column)


def _rows(text: str, delimiter: str) -> Iterator[Row]:
    """Read rows as the csv module does, with their lines; those without anything in them are passed over."""
    csv.field_size_limit(_LONGEST)
    lines = _Lines(text)
    reader = csv.reader(lines, delimiter=delimiter)
    line = 1
    for cells in _read(reader, lines):
        raw = lines.take()
        if any(cell.strip() for cell in cells):
            yield Row(cells, line, raw)
        line = reader.line_num + 1


def _read(reader: Iterable[list[str]], lines: _Lines) -> Iterator[list[str]]:
    try:
        yield from reader
    except csv.Error:
        raise Unreadable(phrase("is no CSV, near {text!r}.", text=lines.take()[:40])) from None
