"""What an import came to: numbers, and for each row that could not become a case, where, what and why."""

from __future__ import annotations

import attrs

__all__ = ["Imported", "Refusal"]


@attrs.frozen(kw_only=True)
class Refusal:
    """A row that could not become a case. It is kept, whole, as `kept_as`.

    `line` is where it starts in its file (its place in the list, where it came from no file); `field` is what has to be
    mended, `column` what the file calls it, where that is known; `row` and `columns` are its text and its header's as they stood
    in the file, empty where there was none.
    """

    line: int
    field: str
    reason: str
    kept_as: str | None = None
    column: str = ""
    row: str = attrs.field(default="", repr=False)
    columns: str = attrs.field(default="", repr=False)


@attrs.frozen(kw_only=True)
class Imported:
    """Every row is one of three: `created`, `known` from before, or `refused` and kept for repair.

    >>> Imported(read=3, created=2, known=0, refused=(Refusal(line=4, field="text", reason="is empty"),)).kept
    3
    """

    read: int = 0
    created: int = 0
    known: int = 0
    refused: tuple[Refusal, ...] = ()

    @property
    def kept(self) -> int:
        """The number of rows in the database now, one way or another."""
        return self.created + self.known + len(self.refused)
