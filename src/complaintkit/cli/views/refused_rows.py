"""Tell refused rows of a file by reason: how many, in which lines, and what the reason says of most of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Final

import attrs

from complaintkit.cli.views.output import say
from complaintkit.model.phrase import Phrase, Template, joined, phrase

__all__ = ["LINES", "ROWS", "Refusals", "RefusedRow", "by_reason", "tell_refused"]

_SHOWN: Final = 10  # reasons
_LINES: Final = 5  # of each


@attrs.frozen
class RefusedRow:
    """A row that was refused: `line` of the file, and why; `field` and `column` say where, as programs read it."""

    line: int
    reason: str
    field: str = ""
    column: str = ""


@attrs.frozen
class Refusals:
    """The rows that were refused for one reason, whatever stands in them."""

    rows: tuple[RefusedRow, ...]

    @property
    def lines(self) -> tuple[int, ...]:
        """The first of their lines."""
        return tuple(one.line for one in self.rows[:_LINES])

    @property
    def usual(self) -> RefusedRow:
        """The first of those whose reason is worded as that of most."""
        counted = Counter(str(one.reason) for one in self.rows)
        return max(self.rows, key=lambda one: counted[str(one.reason)])

    @property
    def different(self) -> int:
        """How many wordings there are: each cites what stands in its row."""
        return len({str(one.reason) for one in self.rows})


def by_reason(rows: Iterable[RefusedRow]) -> tuple[Refusals, ...]:
    """Gather rows by field and reason, the most frequent first; what a reason cites of a row makes no other reason of it."""
    found: dict[object, list[RefusedRow]] = {}
    for one in sorted(rows, key=lambda row: row.line):
        found.setdefault((one.field, one.column, *_templates(one.reason)), []).append(one)
    each = (Refusals(tuple(rows)) for rows in found.values())
    return tuple(sorted(each, key=lambda one: (-len(one.rows), one.lines)))


def _templates(reason: object) -> Iterator[object]:
    """Yield what a reason is made of, without what it cites."""
    if not isinstance(reason, Phrase):
        yield reason
        return
    yield reason.template
    for name, value in sorted(reason.fields.items()):
        if isinstance(value, Phrase):
            yield name
            yield from _templates(value)


LINES: Final = (
    phrase.template("  line {lines}: {reason}"),
    phrase.template("  {count:,} rows (lines {lines}): {reason}"),
)
"""How one line of a file is named, and several: the header counts."""
ROWS: Final = (
    phrase.template("  row {lines}: {reason}"),
    phrase.template("  {count:,} rows ({lines}): {reason}"),
)
"""How one row of a file is named, and several: the first below its header is the first."""


def tell_refused(rows: Iterable[RefusedRow], named: tuple[Template, Template]) -> None:
    """Say for each reason how many rows, which of them, and why."""
    each = by_reason(rows)
    for one in each[:_SHOWN]:
        _tell(one, *named)
    if rest := each[_SHOWN:]:
        count = sum(len(one.rows) for one in rest)
        say(phrase("  and {count:,} more, for {reasons:,} other reasons.", count=count, reasons=len(rest)))


def _tell(refusals: Refusals, one: Template, several: Template) -> None:
    lines, count, reason = joined(map(str, refusals.lines)), len(refusals.rows), refusals.usual.reason
    if count == 1:
        say(one.filled(lines=lines, reason=reason))
        return
    if count > _LINES:
        lines = phrase("{lines}, ...", lines=lines)
    say(several.filled(count=count, lines=lines, reason=reason))
    if refusals.different > 1:
        say(phrase("    The rows differ: this is the most frequent of {count:,} messages.", count=refusals.different))
