"""Measure rows, and write the table: `./dev python -m benchmarks [--rows NAME ...] [--quick]`.

Each row is measured in a process of its own. `--quick` takes fewer and smaller rounds, to see that it works, and only prints.
"""

from __future__ import annotations

import os
import subprocess
import sys

import click

from benchmarks._machine import on_what
from benchmarks._row import Row, registered
from benchmarks._run import measure
from benchmarks._table import cells, write


@click.command()
@click.option("--rows", "names", multiple=True, help="This row; may be said several times. Else all.")
@click.option("--quick", is_flag=True, help="A tenth of each in two rounds: shows that it works, and writes nothing.")
@click.option("--list", "listed", is_flag=True, help="Only say which rows there are.")
def main(names: tuple[str, ...], *, quick: bool, listed: bool) -> None:
    """Measure what the kit costs against what it is made of, and against its peers."""
    known = registered()
    if strange := [name for name in names if name not in known]:
        raise click.BadParameter(f"{', '.join(strange)}: there are {', '.join(known)}", param_hint="--rows")
    if listed:
        print("\n".join(f"{row.name:24} {row.what}, against {row.against}" for row in known.values()))
    elif len(names) == 1:
        run(known[names[0]], quick=quick)
    else:
        sys.exit(max(_alone(name, quick=quick) for name in names or known))


def run(row: Row, *, quick: bool) -> None:
    """Measure a row here; print it, and write it unless it was quick."""
    load = os.getloadavg()[0]
    rounds, count = (2, max(1, row.count // 10)) if quick else (row.rounds, row.count)
    found = measure(row, rounds=rounds, count=count)
    texts = cells(row, found, on_what(row, load))
    print(f"{row.name}: {'; '.join(list(texts.values())[:5])}", flush=True)
    for by in ("wall", "cpu"):
        print(f"  {by}: {', '.join(f'{ratio:.2f}' for ratio in found.ratios(by))}", flush=True)
    if not quick:
        write(row.name, texts)


def _alone(name: str, *, quick: bool) -> int:
    """Measure a row in a process of its own, so that none leaves anything to the next; return how that ended."""
    command = [sys.executable, "-m", "benchmarks", "--rows", name, *(["--quick"] if quick else [])]
    return subprocess.run(command, check=False).returncode  # noqa: S603  ourselves


if __name__ == "__main__":
    main()
