"""A handbook as Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterator

from complaintkit.handbook._document import Card, Cards, Cell, Chart, Named, Part, Prose, Section, Table, Tiles
from complaintkit.handbook._mermaid import mermaid

_SIGNS = re.compile(r"([\\`*_{}\[\]<>#|~])")


def markdown(title: str, imprint: tuple[tuple[str, str], ...], sections: tuple[Section, ...]) -> str:
    """Return the whole document."""
    parts = [f"# {_safe(title)}", "\n".join(f"- {_safe(label)}: {_safe(text)}" for label, text in imprint)]
    for section in sections:
        parts += [f"## {_safe(section.title)}", *(block for part in section.parts for block in _part(part))]
    return "\n\n".join(parts) + "\n"


def _part(part: Part) -> Iterator[str]:
    if isinstance(part, Prose):
        yield "\n\n".join(map(_safe, part.text.split("\n")))
    elif isinstance(part, Table):
        yield "\n".join(_table(part))
    elif isinstance(part, Tiles):
        yield "\n".join(f"- **{_safe(tile.value)}** {_named(tile.name)}" for tile in part.tiles)
    elif isinstance(part, Chart):
        yield f"### {_safe(part.title)}"
        yield f"```mermaid\n{mermaid(part)}\n```"
    elif isinstance(part, Cards):
        yield from ("\n".join(_card(card)) for card in part.cards)


def _table(table: Table) -> Iterator[str]:
    yield f"| {' | '.join(map(_safe, table.columns))} |"
    yield "|" + "---|" * len(table.columns)
    for row in table.rows:
        yield f"| {' | '.join(map(_cell, row))} |"


def _cell(cell: Cell) -> str:
    return _named(cell) if isinstance(cell, Named) else "<br>".join(map(_safe, cell.split("\n")))


def _named(name: Named) -> str:
    indent, mark = "— " * name.depth, f" ({_safe(name.mark)})" if name.mark else ""
    return f"{indent}**{_safe(name.title)}**{mark}" + (f" {_code(name.id)}" if name.id else "")


def _card(card: Card) -> Iterator[str]:
    number = f"{card.number}. " if card.number else ""
    mark = f" ({_safe(card.name.mark)})" if card.name.mark else ""
    yield f"### {number}{_safe(card.name.title)} {_code(card.name.id)}{mark}"
    yield ""
    for label, text in card.lines:
        yield f"- {_safe(label)}: {_safe(text)}"
    if card.note:
        yield from ("", f"**{_safe(card.note)}**")
    for wording in card.wordings:
        yield from ("", f"{_safe(wording.label)}:", "", *(f"> {_safe(one)}  " for one in wording.text.split("\n")))


def _code(id: str) -> str:
    return f"`{id.replace('`', chr(39)).replace('|', chr(92) + '|')}`"


def _safe(text: str) -> str:
    """Return text of which no sign becomes markup."""
    return _SIGNS.sub(r"\\\1", " ".join(text.split("\n"))).replace("&", "&amp;")
