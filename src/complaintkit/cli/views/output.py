"""Print what a command gives: JSON for programs, tables and lines for people, colours on terminals only."""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import click

from complaintkit.cli._anywhere import anywhere
from complaintkit.cli._language import current_language, translate
from complaintkit.cli.views.column import column_in_words
from complaintkit.cli.views.text import HIDDEN, visible
from complaintkit.model.phrase import phrase

if TYPE_CHECKING:
    from rich.console import Console, RenderableType
    from rich.table import Table


_WIDE = 400  # a pipe has no width: nothing is cut or wrapped
_LEAST = 24  # of a column that may be cut
_GAP = 2

json_option = anywhere("--json", "as_json", is_flag=True, help="Print JSON.")


def as_json(data: object, *, indent: int | None = None) -> str:
    r"""Write JSON that a terminal can show: what could act on it is escaped, which JSON reads as the same.

    >>> as_json({"text": "投诉 \u202e"})
    '{"text":"投诉 \\u202e"}'
    """
    text = json.dumps(data, ensure_ascii=False, indent=indent, separators=None if indent else (",", ":"))
    return HIDDEN.sub(_escaped, text)


def _escaped(found: re.Match[str]) -> str:
    units = found[0].encode("utf-16-be", "surrogatepass").hex()
    return "".join(f"\\u{units[at : at + 4]}" for at in range(0, len(units), 4))


def print_json(data: object) -> None:
    """Print one JSON document."""
    click.echo(as_json(data, indent=2) if _speaks_unicode() else json.dumps(data, indent=2))


def _speaks_unicode() -> bool:
    return (sys.stdout.encoding or "utf-8").lower().replace("-", "").startswith("utf")


def say(text: str = "", *, err: bool = False) -> None:
    """Print lines for people; what strangers wrote may be in them."""
    click.echo(visible(translate(text)), err=err)


def heading(text: str) -> None:
    """Print a line above something."""
    click.secho(visible(translate(text)), bold=True)


def print_table(
    columns: Sequence[str],
    rows: Iterable[Sequence[object]],
    *,
    cut: Sequence[str] = (),
    wrap: Sequence[str] = (),
    spare: Sequence[str] = (),
) -> None:
    """Print a table, aligned by how wide characters are shown.

    Where a terminal is narrow, `spare` columns are left out one by one; then `cut` ones are cut, `wrap` ones wrapped.
    """
    cells = [list(map(_cell, row)) for row in rows]
    if not cells:
        say(phrase("Nothing."))
        return
    console = _console()
    shown = _fitting(columns, cells, console.width, cut=(*cut, *wrap), spare=spare)
    _render(_table(columns, cells, shown, cut=cut, wrap=wrap), console)


def _cell(value: object) -> str:
    return visible(translate(value) if isinstance(value, str) else "" if value is None else str(value))


def _fitting(
    columns: Sequence[str], cells: Sequence[Sequence[str]], width: int, *, cut: Sequence[str], spare: Sequence[str]
) -> list[str]:
    """Choose the columns that are shown: without as many spare ones as it takes for the others to fit."""
    from rich.cells import cell_len

    needed = {
        column: min(
            max(map(cell_len, (column_in_words(column, current_language()), *texts))),
            _LEAST if column in cut else width,
        )
        for column, texts in zip(columns, zip(*cells, strict=True), strict=True)
    }
    shown = list(columns)
    for column in spare:
        if sum(needed[one] + _GAP for one in shown) <= width:
            break
        shown.remove(column)
    return shown


def _table(
    columns: Sequence[str],
    cells: Sequence[Sequence[str]],
    shown: Sequence[str],
    *,
    cut: Sequence[str],
    wrap: Sequence[str],
) -> Table:
    from rich.box import SIMPLE_HEAD
    from rich.table import Table
    from rich.text import Text

    table = Table(box=SIMPLE_HEAD, pad_edge=False, show_edge=False, header_style="bold", padding=(0, 1, 0, 0))
    for column in shown:
        table.add_column(Text(column_in_words(column, current_language())), no_wrap=column not in (*cut, *wrap))
    for row in cells:
        table.add_row(
            *(
                Text(cell, no_wrap=column in cut or None, overflow="ellipsis" if column in cut else None)
                for column, cell in zip(columns, row, strict=True)
                if column in shown
            )
        )
    return table


def print_rows(rows: Sequence[Sequence[str]]) -> None:
    """Print rows without headings; the widest column is the one that wraps."""
    from rich.cells import cell_len
    from rich.table import Table
    from rich.text import Text

    rows = [[translate(cell) for cell in row] for row in rows]
    widths = [max(cell_len(cell) for cell in column) for column in zip(*rows, strict=True)]
    table = Table(box=None, pad_edge=False, show_header=False, padding=(0, 2, 0, 0))
    for width in widths:
        table.add_column(no_wrap=width < max(widths))
    for row in rows:
        table.add_row(*(Text(visible(cell)) for cell in row))
    _render(table, _console())


def _render(what: RenderableType, console: Console) -> None:
    with console.capture() as caught:
        console.print(what)
    lines = caught.get().splitlines()
    click.echo("\n".join(lines if console.is_terminal else [line.rstrip() for line in lines]))


def _console() -> Console:
    from rich.console import Console

    console = Console(file=sys.stdout, highlight=False, markup=False, emoji=False)
    if not console.is_terminal and not os.environ.get("COLUMNS"):
        console.width = _WIDE
    return console
