"""The table of docs/explanation/performance.md: a line for each row, from its last whole run and from nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

from benchmarks._row import Cost, Row
from benchmarks._run import Measured, median

__all__ = ["PAGE", "cells", "lines", "write"]

PAGE: Final = Path(__file__).parents[1] / "docs" / "explanation" / "performance.md"
_PLACE: Final = re.compile(r"(?<=<!-- measured -->\n).*?(?=<!-- end -->)", re.DOTALL)
_HEAD: Final = ("what", "ours", "against", "ratio", "wanted", "what limits it", "when, on what", "command")
_COMMAND: Final = re.compile(r"python -m benchmarks --rows (?P<name>[\w-]+)")


def cells(row: Row, found: Measured, on_what: str) -> dict[str, str]:
    """Return what the table says of a row."""
    short = found.falls_short(row)
    wanted = [f"{by} {least:g}" + (": **not reached**" if by in short else "") for by, least in row.at_least.items()]
    texts = (
        f"{row.what}; one {row.unit}",
        _cost(median(found.ours)),
        f"{row.against}: {_cost(median(found.limit))}",
        f"wall {found.ratio('wall'):.2f}, CPU {found.ratio('cpu'):.2f}",
        ", ".join(wanted) or "-",
        row.limited_by,
        on_what,
        f"`python -m benchmarks --rows {row.name}`",
    )
    return dict(zip(_HEAD, texts, strict=True))


def _cost(cost: Cost) -> str:
    return f"{_time(cost.wall)} (CPU {_time(cost.cpu)})"


def _time(seconds: float) -> str:
    """Write a time with three digits that count.

    >>> _time(0.0123456), _time(0.0000041), _time(2.5), _time(0.9996)
    ('12.3 ms', '4.1 µs', '2.5 s', '1 s')
    """
    for unit, size in (("s", 1.0), ("ms", 1e-3)):
        if seconds >= size * 0.9995:  # what is rounded to a thousand of the next unit is one of this
            return f"{seconds / size:.3g} {unit}"
    return f"{seconds / 1e-6:.3g} µs"


def lines(page: str) -> Mapping[str, str]:
    """Return the lines of the table by the name of their row, as they stand."""
    place = _PLACE.search(page)
    there = place.group().strip().splitlines()[2:] if place else []
    return {found["name"]: line for line in there if (found := _COMMAND.search(line))}


def write(name: str, texts: Mapping[str, str], page: Path = PAGE) -> None:
    """Put the line of a row into the table, in the place of the one before."""
    text = page.read_text("utf-8")
    line = _line(cell.replace("|", "\\|") for cell in texts.values())
    there = dict(sorted({**lines(text), name: line}.items()))
    head = _line(_HEAD) + _line("---" for _ in _HEAD)
    table = "\n" + head + "".join(one.rstrip("\n") + "\n" for one in there.values()) + "\n"
    page.write_text(_PLACE.sub(lambda _: table, text), "utf-8")


def _line(texts: Iterable[str]) -> str:
    return f"| {' | '.join(texts)} |\n"
