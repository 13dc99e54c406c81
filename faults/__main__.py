"""Run families of faults: `./dev python -m faults [NAME ...] [--long] [--seed N] [--count N] [--jobs N]`.

The short form takes seconds a family and only prints; `--long` takes as long as it says in the families, keeps what each part
of it counted, and writes its row into docs/explanation/reliability.md. With the same seed it goes on where it was stopped.
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
from faults._long import Stopped, run_long
from faults._page import write_row
from faults._storage import STORAGES, Storage
from faults._world import found_house


@click.command()
@click.argument("names", nargs=-1)
@click.option("--long", "thorough", is_flag=True, help="As many as the long form asks for; writes the table.")
@click.option("--seed", type=int, help="Draws the same faults again, goes on with them; a new one where none is given.")
@click.option("--count", type=click.IntRange(min=1), help="So many of each, instead.")
@click.option("--jobs", type=click.IntRange(min=1), default=1, show_default=True, help="Processes of a long run.")
@click.option("--storage", "where", type=click.Choice(sorted(STORAGES)), default="sqlite", show_default=True)
def main(names: tuple[str, ...], *, thorough: bool, seed: int | None, count: int | None, jobs: int, where: str) -> None:
    """Try faults: all families, or those NAMES."""
    known = {name: family for name, family in families().items() if where in family.storages}
    if strange := [name for name in names if name not in known]:
        raise click.BadParameter(f"{', '.join(strange)}: there are {', '.join(known)}", param_hint="NAMES")
    logging.getLogger("complaintkit").addHandler(logging.NullHandler())  # what is broken on purpose need not be told
    seed = secrets.randbits(32) if seed is None else seed
    storage = STORAGES[where]
    print(f"seed {seed}; {on_what(storage)}")
    found_house(storage)  # so that whoever is forked off has all imported
    sound = True
    for name in names or known:
        family = known[name]
        wanted = count or (family.long if thorough else family.short)
        if thorough:
            tally = run_thoroughly(name, family, storage, seed=seed, wanted=wanted, jobs=jobs)
        else:
            began = time.monotonic()
            tally = family.run(storage, seed, range(wanted))
            tell(name, tally, time.monotonic() - began)
        sound = sound and tally.ok
    sys.exit(not sound)


def run_thoroughly(name: str, family: Family, storage: Storage, *, seed: int, wanted: int, jobs: int) -> Tally:
    """Do a long run, or the rest of one, and write its row; where it is stopped, tell what was counted and how to go on."""
    on = on_what(storage)
    try:
        tally, seconds = run_long(name, family, storage, seed=seed, wanted=wanted, jobs=jobs, on=on)
    except Stopped as stopped:
        print(f"{name}: stopped {stopped.reason}")
        tell(name, stopped.tally, None)
        print(f"  go on: {command_of(name, family, storage, seed=seed, wanted=wanted)}", flush=True)
        sys.exit(130)
    tell(name, tally, seconds)
    command = command_of(name, family, storage, seed=seed, wanted=wanted)
    write_row(name, cells(family, tally, seed=seed, seconds=seconds, on=on, command=command), storage=storage.name)
    return tally


def tell(name: str, tally: Tally, seconds: float | None) -> None:
    """Print what a run counted, and what was wrong."""
    took = "" if seconds is None else f" ({seconds:.0f} s)"
    print(f"{name}: {told(tally)}{took}", flush=True)
    for failure in tally.failures:
        print(f"  {failure}", flush=True)


def told(tally: Tally) -> str:
    """Return the counts in words."""
    return ", ".join(f"{what} {number:,}" for what, number in tally.counts.items())


def on_what(storage: Storage) -> str:
    """Return the versions that a run stands for."""
    ours = f"complaintkit {version('complaintkit')}"
    return f"{ours}, {storage.version()}, Python {platform.python_version()}, {sys.platform}"


def command_of(name: str, family: Family, storage: Storage, *, seed: int, wanted: int) -> str:
    """Return the command that does a long run again, or goes on with it."""
    where = "" if storage.name == "sqlite" else f" --storage {storage.name}"
    count = "" if wanted == family.long else f" --count {wanted}"
    return f"python -m faults {name} --long{where} --seed {seed}{count}"


def cells(family: Family, tally: Tally, *, seed: int, seconds: float, on: str, command: str) -> dict[str, str]:
    """Return a row of the table."""
    return {
        "what": family.what,
        "counted": told(tally),
        "must hold": family.promise,
        "seed": str(seed),
        "when, on what": f"{datetime.now(UTC):%Y-%m-%d}, {seconds:,.0f} s; {on}",
        "command": f"`{command}`",
    }


main()
