"""Change the code in small ways, and see whether a test notices: `./dev python .ci/mutants [paths] [--tables] [--changed]`.

It fails where more than one in ten of these mutants survive, or one of them without a reason in tests/mutants.toml, or where
that file gives a reason for what is no mutant any more.
"""

from __future__ import annotations

import json
import random
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from pathlib import Path

import click
import pytest

import reasons
from mutant import Mutant, mutants_of
from operators import OPERATORS
from reasons import module_of, room_of
from revision import base, changed_lines
from rules import RULES
from trial import ALIVE, Trial, Verdict

FEW = 20  # of fewer than these one in ten says nothing


@click.command()
@click.argument("paths", nargs=-1, type=click.Path(exists=True, path_type=Path))
@click.option(
    "--tables", is_flag=True, help="Take out each rule of the tables that decide who may do what, and what is owed."
)
@click.option("--changed", is_flag=True, help="Only lines that changed since --since.")
@click.option(
    "--since", metavar="REVISION", help="What --changed compares with: else where the branch began, or the last commit."
)
@click.option("--seconds", type=float, help="Begin no mutant after that long; those not tried are counted apart.")
@click.option("--sample", type=int, metavar="N", help="So many at random, of all there are.")
@click.option("--seed", type=int, default=1, show_default=True, help="For the order, and the sample.")
@click.option("--tests", multiple=True, help="Other tests than the room's own.")
@click.option("--list", "listing", is_flag=True, help="List the mutants, try none.")
def main(
    *,
    paths: tuple[Path, ...],
    tables: bool,
    changed: bool,
    since: str | None,
    seconds: float | None,
    sample: int | None,
    seed: int,
    tests: tuple[str, ...],
    listing: bool,
) -> None:
    """Make mutants of modules and folders (else of all rooms in tests/mutants.toml), try them, and judge the tests."""
    known = reasons.read()
    modules = list(_modules(paths or (known.rules if tables else known.rooms)))
    lines = changed_lines(since or base()) if changed else None
    if lines is not None:
        modules = [path for path in modules if path in lines]
    operators = RULES if tables else OPERATORS
    mutants = [one for path in modules for one in mutants_of(path, operators) if lines is None or _is_new(one, lines)]
    random.Random(seed).shuffle(mutants)
    mutants = mutants[:sample]
    outdated = sorted(known.outdated(modules))
    for one in outdated:
        click.echo(f"no mutant any more, so its reason goes out of {reasons.FILE}: {one}")
    if not mutants:
        click.echo("No mutants: nothing that could be one has changed.")
    elif listing:
        click.echo("\n".join(f"{reasons.place_of(one)}: {one.change}" for one in mutants))
    else:
        trial = Trial(mutants, seconds=seconds, **({"asked": known.tests_of_rules} if tables and not tests else {}))
        _try(trial, list(tests) or _asked(known, mutants, tables=tables))
        if _judge(trial.verdicts, known, module_of if tables else room_of):
            sys.exit(1)
    sys.exit(bool(outdated))


def _modules(paths: Collection[Path]) -> Iterator[Path]:
    for path in paths:
        yield from sorted(path.rglob("*.py")) if path.is_dir() else [path]


def _asked(known: reasons.Reasons, mutants: Sequence[Mutant], *, tables: bool) -> list[str]:
    """Name the tests that are asked about these mutants; refuse where the file names none for one of their places."""
    try:
        if tables:
            return sorted({test for one in mutants for test in known.tests_of_rules(one)})
        return known.tests_of(mutants)
    except KeyError as error:
        part = "tables" if tables else "tests"
        raise click.UsageError(
            f"{reasons.FILE} names no tests for {error.args[0]}: give --tests, or add it under [{part}]."
        ) from None


def _is_new(mutant: Mutant, lines: Mapping[Path, set[int]]) -> bool:
    return not lines[mutant.path].isdisjoint(range(mutant.first, mutant.last + 1))


def _try(trial: Trial, tests: list[str]) -> None:
    """Try them all; end the command where the tests fail by themselves."""
    with tempfile.TemporaryDirectory() as folder:
        options = ["-q", "--no-header", "-p", "no:cacheprovider", "--hypothesis-seed=1", f"--basetemp={folder}/tests"]
        code = pytest.main([*options, *tests], plugins=[trial])
    if not trial.ended:
        sys.exit(int(code) or 1)


def _judge(verdicts: Mapping[Mutant, Verdict], known: reasons.Reasons, part_of: Callable[[Path], str]) -> bool:
    """Print what came of them and which survivors have no reason yet; return whether the tests are found wanting."""
    counts = defaultdict[str, Counter[Verdict]](Counter)
    for one, verdict in verdicts.items():
        counts[part_of(one.path)][verdict] += 1
    for part in sorted(counts):
        click.echo(_counted(part, counts[part]))
    if len(counts) > 1:
        click.echo(_counted("all", sum(counts.values(), Counter())))
    for one in (one for one, verdict in verdicts.items() if verdict is Verdict.STOPPED):
        click.echo(f"stopped by the clock, not by a test: {reasons.place_of(one)}: {one.change}")
    for one in (one for one, verdict in verdicts.items() if verdict is Verdict.KILLED and known.reason(one)):
        click.echo(f"a test notices it, though {reasons.FILE} says why none can: {reasons.place_of(one)}: {one.change}")
    alive = [one for one, verdict in verdicts.items() if verdict in ALIVE]
    unexplained = [one for one in alive if known.reason(one) is None]
    if unexplained:
        click.echo(_as_toml(unexplained, verdicts))
        click.echo(
            f"{len(unexplained)} survive without a reason: test the rule, or say in {reasons.FILE} why nothing can notice."
        )
        return True
    tried = len(verdicts) - list(verdicts.values()).count(Verdict.UNTRIED)
    if tried >= FEW and len(alive) * 10 > tried:
        click.echo("More than one in ten survive.")
        return True
    return False


def _counted(room: str, found: Counter[Verdict]) -> str:
    alive = sum(found[one] for one in ALIVE)
    stopped = f", {found[Verdict.STOPPED]} stopped by the clock" if found[Verdict.STOPPED] else ""
    tried = alive + found[Verdict.KILLED] + found[Verdict.STOPPED]
    untried = f"; {found[Verdict.UNTRIED]} not tried" if found[Verdict.UNTRIED] else ""
    killed = f"{found[Verdict.KILLED]} killed{stopped}"
    return f"{room}: {tried} mutants, {killed}, {alive} survived ({alive / max(tried, 1):.1%}){untried}"


def _as_toml(mutants: Collection[Mutant], verdicts: Mapping[Mutant, Verdict]) -> str:
    """Write them as the file keeps them, for a reason to be added."""
    places = defaultdict[str, list[str]](list)
    for one in mutants:
        unseen = "  # no test comes by" if verdicts[one] is Verdict.UNSEEN else ""
        places[reasons.place_of(one)].append(f'{json.dumps(one.change, ensure_ascii=False)} = ""{unseen}')
    return "\n".join(f'\n[survives."{place}"]\n' + "\n".join(sorted(lines)) for place, lines in sorted(places.items()))


if __name__ == "__main__":
    main()
