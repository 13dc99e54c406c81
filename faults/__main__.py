"""Run families of faults: `./dev python -m faults [NAME ...] [--long] [--seed N] [--count N]`.

The short form takes seconds a family and only prints; `--long` takes as long as it says in the families, and writes its
row into docs/explanation/reliability.md.
"""

from __future__ import annotations

import logging
import platform
import secrets
import sys
import time
from datetime import UTC, datetime
from importlib.metadata import version

import click

from faults._family import Family, Tally, families
from faults._page import write_row
from faults._storage import STORAGES


@click.command()
@click.argument("names", nargs=-1)
@click.option("--long", "thorough", is_flag=True, help="As many as the long form asks for; writes the table.")
@click.option("--seed", type=int, help="Draws the same faults again; a new one where none is given.")
@click.option("--count", type=click.IntRange(min=1), help="So many of each, instead.")
@click.option("--storage", type=click.Choice(sorted(STORAGES)), default="sqlite", show_default=True)
def main(names: tuple[str, ...], *, thorough: bool, seed: int | None, count: int | None, storage: str) -> None:
    """Try faults: all families, or those NAMES."""
    known = families()
    if strange := [name for name in names if name not in known]:
        raise click.BadParameter(f"{', '.join(strange)}: there are {', '.join(known)}", param_hint="NAMES")
    logging.getLogger("complaintkit").addHandler(logging.NullHandler())  # what is broken on purpose need not be told
    seed = secrets.randbits(32) if seed is None else seed
    print(f"seed {seed}; {on_what(storage)}")
    sound = True
    for name in names or known:
        family = known[name]
        wanted = count or (family.long if thorough else family.short)
        began = time.monotonic()
        tally = family.run(STORAGES[storage], seed, wanted)
        seconds = time.monotonic() - began
        sound = sound and tally.ok
        print(f"{name}: {told(tally)} ({seconds:.0f} s)", flush=True)
        for failure in tally.failures:
            print(f"  {failure}", flush=True)
        if thorough:
            write_row(name, cells(name, family, tally, seed=seed, wanted=wanted, seconds=seconds, storage=storage))
    sys.exit(not sound)


def told(tally: Tally) -> str:
    """Return the counts in words."""
    return ", ".join(f"{what} {number:,}" for what, number in tally.counts.items())


def on_what(storage: str) -> str:
    """Return the versions that a run stands for."""
    from complaintkit_sqlmodel._sqlite import driver_of

    database = f"SQLite {driver_of('auto').sqlite_version}" if storage == "sqlite" else storage
    return f"complaintkit {version('complaintkit')}, {database}, Python {platform.python_version()}, {sys.platform}"


def cells(
    name: str, family: Family, tally: Tally, *, seed: int, wanted: int, seconds: float, storage: str
) -> dict[str, str]:
    """Return a row of the table."""
    command = f"python -m faults {name} --long --seed {seed}"
    return {
        "what": family.what,
        "counted": told(tally),
        "must hold": family.promise,
        "seed": str(seed),
        "when, on what": f"{datetime.now(UTC):%Y-%m-%d}, {seconds:,.0f} s; {on_what(storage)}",
        "command": f"`{command}`" if wanted == family.long else f"`{command} --count {wanted}`",
    }


main()
