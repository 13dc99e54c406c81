"""A handbook as one HTML file that can be read, printed on A4 and hung on a wall: nothing in it is fetched from anywhere."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape
from pathlib import Path

from complaintkit.handbook._board import board
from complaintkit.handbook._document import Card, Cell, Chart, Named, Part, Prose, Section, Table, Tiles
from complaintkit.paper import sheet

_STYLE = Path(__file__).with_name("style.css")
_FIELD = re.compile(r"\{([a-z_]+)\}")


def html(
    title: str, imprint: tuple[tuple[str, str], ...], sections: tuple[Section, ...], *, language: str, foot: str
) -> str:
    """Return the whole document; `foot` stands at the foot of every printed page."""
    head = "".join(f"<span><b>{escape(label)}</b> {escape(text)}</span>" for label, text in imprint)
    links = "".join(f'<a href="#{one.id}">{escape(one.title)}</a>' for one in sections)
    body = "\n".join(_section(one) for one in sections)
    content = (
        f'<header><h1>{escape(title)}</h1><p class="imprint">{head}</p></header>\n<nav>{links}</nav>\n'
        f"<main>\n{body}\n</main>"
    )
    return sheet(title, content, language=language, style=_STYLE, foot=foot)


def _section(section: Section) -> str:
    return (
        f'<section id="{section.id}"><h2>{escape(section.title)}</h2>\n{"".join(map(_part, section.parts))}</section>'
    )


def _part(part: Part) -> str:
    if isinstance(part, Prose):
        return "".join(f"<p>{escape(one)}</p>\n" for one in part.text.split("\n"))
    if isinstance(part, Table):
        return _table(part)
    if isinstance(part, Tiles):
        tiles = (f"<li><b>{escape(one.value)}</b>{escape(one.name.title)}</li>" for one in part.tiles)
        return f'<ul class="tiles">{"".join(tiles)}</ul>\n'
    if isinstance(part, Chart):
        return (
            f"<figure>{board(part)}<figcaption><b>{escape(part.title)}</b> {escape(part.note)}</figcaption></figure>\n"
        )
    return f'<div class="cards">{"".join(map(_card, part.cards))}</div>\n'


def _table(table: Table) -> str:
    head = "".join(f"<th>{escape(one)}</th>" for one in table.columns)
    rows = "".join(f"<tr>{''.join(f'<td>{_cell(cell)}</td>' for cell in row)}</tr>\n" for row in table.rows)
    return f"<table><thead><tr>{head}</tr></thead><tbody>\n{rows}</tbody></table>\n"


def _cell(cell: Cell) -> str:
    return _named(cell) if isinstance(cell, Named) else "<br/>".join(map(escape, cell.split("\n")))


def _named(name: Named) -> str:
    mark = f'<span class="mark">{escape(name.mark)}</span>' if name.mark else ""
    id_ = f"<code>{escape(name.id)}</code>" if name.id else ""
    return f'<div class="named depth{min(name.depth, 4)}"><b>{escape(name.title)}</b>{mark}{id_}</div>'


def _card(card: Card) -> str:
    number = f'<span class="number">{card.number}</span>' if card.number else ""
    note = f'<p class="note">{escape(card.note)}</p>' if card.note else ""
    return f"<article>{number}{_named(card.name)}{note}{''.join(_lines(card))}{''.join(_wordings(card))}</article>\n"


def _lines(card: Card) -> Iterator[str]:
    if card.lines:
        rows = (f"<dt>{escape(label)}</dt><dd>{escape(text)}</dd>" for label, text in card.lines)
        yield f"<dl>{''.join(rows)}</dl>"


def _wordings(card: Card) -> Iterator[str]:
    for wording in card.wordings:
        said = _FIELD.sub(r"<var>{\1}</var>", escape(wording.text)).replace("\n", "<br/>")
        yield f"<blockquote><small>{escape(wording.label)}</small>{said}</blockquote>"
