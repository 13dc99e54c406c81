"""The table of docs/explanation/reliability.md: a row for each family and storage, from its last long run and nothing else."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Final

__all__ = ["PAGE", "rows", "write_row"]

PAGE: Final = Path(__file__).parents[1] / "docs" / "explanation" / "reliability.md"
_PLACE: Final = re.compile(r"(?<=<!-- measured -->\n).*?(?=<!-- end -->)", re.DOTALL)
_HEAD: Final = "| what | counted | must hold | seed | when, on what | command |\n|---|---|---|---|---|---|\n"
_COMMAND: Final = re.compile(r"python -m faults (?P<name>\w+)(?:.* --storage (?P<storage>\w+))?")


def rows(page: str) -> Mapping[tuple[str, str], str]:
    """Return the rows of the table by the names of their family and storage, as they stand."""
    place = _PLACE.search(page)
    lines = place.group().strip().splitlines()[2:] if place else []
    found = ((_COMMAND.search(line), line) for line in lines)
    return {(one["name"], one["storage"] or "sqlite"): line for one, line in found if one}


def write_row(name: str, cells: Mapping[str, str], page: Path = PAGE, *, storage: str = "sqlite") -> None:
    """Put the row of a family into the table, in the place of the one before."""
    text = page.read_text("utf-8")
    line = "| " + " | ".join(cell.replace("|", "\\|") for cell in cells.values()) + " |"
    lines = dict(sorted({**rows(text), (name, storage): line}.items()))
    table = "\n" + _HEAD + "".join(f"{one}\n" for one in lines.values()) + "\n"
    page.write_text(_PLACE.sub(lambda _: table, text), "utf-8")
