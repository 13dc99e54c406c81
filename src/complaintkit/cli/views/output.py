"""Print what a command gives: JSON for programs, tables and lines for people, colours on terminals only."""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Container, Iterable, Sequence
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


_LEAST = 24  # of a column that may be cut or wrapped, as long as another can be left out
_NARROW = 12  # of such a column when no other can
_MOST = 60  # of such a column where there is no terminal, and so no width
_ANY = 400  # how wide rows without headings may be in a file or a pipe
_GAP = 2
_LONGEST = 32  # of a number that a text names
_NAME = re.compile("[!-~]+")  # a number or a file: never in two pieces where there is room for it

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

    Where a terminal is narrow, `spare` columns are left out one by one; then `cut` ones are cut, `wrap` ones wrapped. What still
    does not fit is printed a row below the other, each cell on a line of its own. A file or a pipe gets everything, long
    texts wrapped.
    """
    cells = [list(map(_cell, row)) for row in rows]
    if not cells:
        say(phrase("Nothing."))
        return
    heads = [column_in_words(column, current_language()) for column in columns]
    flexible = {at for at, column in enumerate(columns) if column in (*cut, *wrap)}
    console = _console()
    if not _has_width(console):
        names = (len(name) for row in cells for at in flexible for name in _NAME.findall(row[at]))
        console.width = sum(one + _GAP for one in _needed(heads, cells, flexible, least=max(_MOST, *names, 0)))
        _render(_table(heads, cells, range(len(heads)), flexible, cut=()), console)
        return
    cuts = {at for at in flexible if columns[at] in cut}
    whole = _whole(cells, flexible - cuts)
    if shown := _fitting(heads, cells, flexible, whole, console.width, spare=[columns.index(one) for one in spare]):
        _render(_table(heads, cells, shown, flexible, cut=cuts), console)
    else:
        _print_below_each_other(heads, cells, console)


def _cell(value: object) -> str:
    return visible(translate(value) if isinstance(value, str) else "" if value is None else str(value))


def _needed(heads: Sequence[str], cells: Sequence[Sequence[str]], flexible: Container[int], *, least: int) -> list[int]:
    """Return how wide each column is at least: a flexible one may be as narrow as `least`."""
    from rich.cells import cell_len

    widest = [max(map(cell_len, (head, *texts))) for head, texts in zip(heads, zip(*cells, strict=True), strict=True)]
    return [min(one, least) if at in flexible else one for at, one in enumerate(widest)]


def _whole(cells: Sequence[Sequence[str]], wrapped: Iterable[int]) -> int:
    """Return how long the longest number is in a text that is wrapped: it stays in one piece, as long as it is no whole path."""
    names = (len(name) for at in wrapped for row in cells for name in _NAME.findall(row[at]))
    return max((one for one in names if one <= _LONGEST), default=0)


def _fitting(
    heads: Sequence[str],
    cells: Sequence[Sequence[str]],
    flexible: Container[int],
    whole: int,
    width: int,
    *,
    spare: Sequence[int],
) -> list[int]:
    """Choose the columns that are shown: without as many spare ones as it takes for the others to fit; none where none do."""
    for least in (_LEAST, _NARROW):
        needed = _needed(heads, cells, flexible, least=max(least, whole))
        for left_out in range(len(spare) + 1):
            shown = [at for at in range(len(heads)) if at not in spare[:left_out]]
            if sum(needed[at] + _GAP for at in shown) - _GAP <= width:
                return shown
    return []


def _table(
    heads: Sequence[str],
    cells: Sequence[Sequence[str]],
    shown: Sequence[int],
    flexible: Container[int],
    cut: Container[int],
) -> Table:
    from rich.box import SIMPLE_HEAD
    from rich.table import Table
    from rich.text import Text

    table = Table(box=SIMPLE_HEAD, pad_edge=False, show_edge=False, header_style="bold", padding=(0, 1, 0, 0))
    for at in shown:
        table.add_column(Text(heads[at]), no_wrap=at not in flexible)
    for row in cells:
        table.add_row(
            *(Text(row[at], no_wrap=at in cut or None, overflow="ellipsis" if at in cut else "fold") for at in shown)
        )
    return table


def _print_below_each_other(heads: Sequence[str], cells: Sequence[Sequence[str]], console: Console) -> None:
    """Print each row as lines, a heading and its cell on each; what is empty is left out."""
    for at, row in enumerate(cells):
        if at:
            say()
        print_rows([(head, cell) for head, cell in zip(heads, row, strict=True) if cell], console=console)


def print_rows(rows: Sequence[Sequence[str]], *, console: Console | None = None) -> None:
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
        table.add_row(*(Text(visible(cell), overflow="fold") for cell in row))
    _render(table, console or _console())


def _render(what: RenderableType, console: Console) -> None:
    with console.capture() as caught:
        console.print(what)
    lines = caught.get().splitlines()
    click.echo("\n".join(lines if console.is_terminal else [line.rstrip() for line in lines]))


def _console() -> Console:
    from rich.console import Console

    console = Console(file=sys.stdout, highlight=False, markup=False, emoji=False)
    if not _has_width(console):
        console.width = _ANY
    return console


def _has_width(console: Console) -> bool:
    """Tell if there is a terminal, or somebody said how wide the lines are to be."""
    return console.is_terminal or bool(os.environ.get("COLUMNS"))
