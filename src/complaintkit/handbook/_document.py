"""A handbook before it is written out: sections of tables, cards and charts, in one language already."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

import attrs

from complaintkit.model.vocabulary import State


@attrs.frozen
class Named:
    """A title for people, and the id that commands, reports and error messages know it by.

    `depth` is how far down a tree it hangs; `mark` is a word that must not be overlooked, such as the severity.
    """

    title: str
    id: str = ""
    depth: int = 0
    mark: str = ""


Cell: TypeAlias = str | Named
"""Of a table; a text may have several lines."""


@attrs.frozen
class Prose:
    """A paragraph."""

    text: str


@attrs.frozen
class Table:
    """Rows under headings; every row has a cell for each."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


@attrs.frozen
class Tile:
    """A figure to be read from across the room, and its name."""

    value: str
    name: Named


@attrs.frozen
class Tiles:
    """Several of them, side by side."""

    tiles: tuple[Tile, ...]


@attrs.frozen
class Wording:
    """A text word for word, with `{fields}`; `label` says what it is for."""

    label: str
    text: str


@attrs.frozen(kw_only=True)
class Card:
    """One thing with all that belongs to it: labelled lines, what to bear in mind, texts word for word.

    `number` is its place in an order, where there is one.
    """

    name: Named
    number: int | None = None
    lines: tuple[tuple[str, str], ...] = ()
    note: str = ""
    wordings: tuple[Wording, ...] = ()


@attrs.frozen
class Cards:
    """Several of them."""

    cards: tuple[Card, ...]


@attrs.frozen(kw_only=True)
class Way:
    """A way from some states to another; where `target` is None, something that is done without leaving them.

    `commands` are the lifecycle's words for it, `clocks` the deadlines that it keeps.
    """

    commands: tuple[str, ...]
    sources: tuple[State, ...]
    target: State | None
    title: str
    who: str = ""
    clocks: tuple[str, ...] = ()


@attrs.frozen(kw_only=True)
class Chart:
    """States and the ways between them: `spine` are the states from first to last, any other state is another end."""

    title: str
    note: str
    spine: tuple[State, ...]
    names: Mapping[State, str] = attrs.field(repr=False)
    ways: tuple[Way, ...] = attrs.field(repr=False)


Part: TypeAlias = Prose | Table | Tiles | Cards | Chart


@attrs.frozen
class Section:
    """Parts under a heading; `id` is what a link goes to."""

    id: str
    title: str
    parts: tuple[Part, ...]
