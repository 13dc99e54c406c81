"""What `rising` tells on real days, where nothing rises, and of rises put in by hand: false alarms, and hits by size.

    ./dev python -m benchmarks.tendency boston311_2011.csv.gz cfpb_2015Q1.csv.gz
    ./dev python -m benchmarks.tendency boston311_2011.csv.gz shift

The files are public records of a city's service requests and of complaints about banks, and no part of this project. Dealt anew:
each day keeps as many cases, and what they are about is drawn from all cases of the unit, so that nothing rises. Days shuffled:
each subject's days change places within their weekday, whole, so that what came in a burst, after a storm, still does. The rises
stand on shuffled days: from a day on, for four weeks, two or three times as many cases as before.
"""

from __future__ import annotations

import csv
import gzip
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random
from statistics import median

from complaintkit.insight.tendency import Series, Tendency, rising

DAY = timedelta(days=1)
FIRST = 35  # days: four weeks to compare with, and one
SHIFT = "shift"
"""Made of the time of day: in which of three turns somebody asked."""
Days = Mapping[str, Mapping[date, Sequence[str]]]
"""The cases of each subject, by day."""
SORTS: Mapping[str, tuple[tuple[str, str, str | None, str], ...]] = {
    "boston311_2011": (
        ("the city, by type of request", "open_dt", None, "type"),
        ("the city, by neighbourhood", "open_dt", None, "neighborhood"),
        ("each neighbourhood, by reason", "open_dt", "neighborhood", "reason"),
        ("the city, by shift", "open_dt", None, SHIFT),
        ("each neighbourhood, by shift", "open_dt", "neighborhood", SHIFT),
    ),
    "cfpb_2015Q1": (
        ("all banks, by issue", "Date received", None, "Issue"),
        ("all banks, by state", "Date received", None, "State"),
        ("each product, by issue", "Date received", "Product", "Issue"),
    ),
}
SIZES = ((0, 0.5), (0.5, 1), (1, 2), (2, 5), (5, 10), (10, 30), (30, 1000))
"""Cases a week."""


def read(path: Path) -> list[dict[str, str]]:
    """Read the rows of a file."""
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def day_of(text: str) -> date:
    """Read a day as either file writes it."""
    first = text.split(maxsplit=1)[0]
    return date.fromisoformat(first) if "-" in first else datetime.strptime(first, "%m/%d/%Y").date()  # noqa: DTZ007


def shift_of(text: str) -> str:
    """Return the turn of a time of day: early from six, late from two in the afternoon, at night from ten."""
    hour = int(text.split(maxsplit=1)[1].split(":", 1)[0])
    return "early" if 6 <= hour < 14 else "late" if 14 <= hour < 22 else "night"


def units_of(rows: Iterable[Mapping[str, str]], when: str, unit: str | None, subject: str) -> dict[str, Days]:
    """Return the cases by unit, subject and day."""
    found: dict[str, dict[str, dict[date, list[str]]]] = defaultdict(lambda: defaultdict(lambda: defaultdict(list)))
    for row in rows:
        name = row[unit] if unit else "all"
        key = shift_of(row[when]) if subject == SHIFT else row[subject]
        if name and key:
            found[name][key][day_of(row[when])].append("x")
    return {name: {key: dict(days) for key, days in subjects.items()} for name, subjects in sorted(found.items())}


def span(units: Iterable[Days]) -> tuple[date, date]:
    """Return the first and the last day."""
    days = [day for subjects in units for of in subjects.values() for day in of]
    return min(days), max(days)


def dealt_anew(subjects: Days, chance: Random) -> Days:
    """Return as many cases on each day, and of each subject, who meets whom by chance."""
    keys = [key for key, of in sorted(subjects.items()) for cases in of.values() for _ in cases]
    days = [day for _, of in sorted(subjects.items()) for day, cases in of.items() for _ in cases]
    chance.shuffle(keys)
    found: dict[str, dict[date, list[str]]] = defaultdict(lambda: defaultdict(list))
    for key, day in zip(keys, days, strict=True):
        found[key][day].append("x")
    return found


def shuffled(subjects: Days, first: date, last: date, chance: Random) -> Days:
    """Return each subject's days in another order, within each weekday."""
    days = [first + DAY * n for n in range((last - first).days + 1)]
    found = {}
    for key, of in sorted(subjects.items()):
        places: dict[date, date] = {}
        for weekday in range(7):
            there = [day for day in days if day.weekday() == weekday]
            places |= dict(zip(there, chance.sample(there, len(there)), strict=True))
        found[key] = {places[day]: cases for day, cases in of.items()}
    return found


def volume_of(subjects: Days) -> Counter[date]:
    """Count all cases of a unit, by day."""
    found: Counter[date] = Counter()
    for of in subjects.values():
        found.update({day: len(cases) for day, cases in of.items()})
    return found


def told(subjects: Days, first: date, start: date, last: date) -> Iterator[tuple[date, Tendency]]:
    """Look every day; yield each tendency once, with the day on which it was told."""
    series = [Series(what="subject", key=key, days=days) for key, days in sorted(subjects.items())]
    volume, before = volume_of(subjects), tuple[Tendency, ...]()
    for n in range((last - start).days + 1):
        today = start + DAY * n
        before = rising(series, today=today, volume=volume, since=first, told=before)
        yield from ((today, one) for one in before if one.since == today)


def risen(subjects: Days, key: str, start: date, more_weekly: float, chance: Random) -> Days:
    """Return the days with a subject that rises for four weeks."""
    days = {day: list(cases) for day, cases in subjects[key].items()}
    for n in range(28):
        more = sum(1 for _ in range(1000) if chance.random() < more_weekly / 7000)
        if more:
            days.setdefault(start + DAY * n, []).extend("x" * more)
    return {**subjects, key: days}


def measure_alarms(units: Mapping[str, Days], first: date, last: date, rounds: int) -> None:
    """Print how often something is told, as it was and shuffled."""
    weeks = ((last - first).days + 1 - FIRST) / 7
    watched = sum(map(len, units.values()))
    for name in ("as it was", "dealt anew", "days shuffled"):
        times = 1 if name == "as it was" else rounds
        found = 0
        for seed in range(times):
            for unit, subjects in units.items():
                chance = Random(f"{unit} {seed}")  # noqa: S311  the same each time
                if name == "dealt anew":
                    days = dealt_anew(subjects, chance)
                else:
                    days = subjects if name == "as it was" else shuffled(subjects, first, last, chance)
                found += sum(1 for _ in told(days, first, first + DAY * (FIRST - 1), last))
        each = found / times
        print(
            f"  {name:14} {each:7.1f} told in {watched * weeks:7.0f} subject-weeks: {each / watched / weeks * 1000:6.2f} of 1000,"
            f" {each / len(units) / weeks * 365 / 7:6.2f} a year and unit (at most 12 may be false)",
            flush=True,
        )


def measure_hits(subjects: Days, first: date, last: date, most: int) -> None:
    """Print how many rises are told within their four weeks, and after how many days, by the size of the base."""
    weeks = ((last - first).days + 1) / 7
    chance = Random(1)  # noqa: S311  the same each time
    rates = {key: sum(map(len, of.values())) / weeks for key, of in sorted(subjects.items())}
    for low, high in SIZES:
        there = [key for key, rate in rates.items() if low <= rate < high]
        for factor in (2, 3) if there else ():
            after = []
            for _ in range(most):
                key, days = chance.choice(there), shuffled(subjects, first, last, chance)
                start = first + DAY * chance.randrange(FIRST, (last - first).days - 27)
                days = risen(days, key, start, rates[key] * (factor - 1), chance)
                after += [
                    (day - start).days + 1 for day, one in told(days, first, start, start + DAY * 27) if one.key == key
                ][:1]
            taken = f"median day {median(after):.0f}" if after else ""
            print(
                f"  {low:>4}-{high:<4} a week, {factor}x: {len(after) / most:5.0%} of {most} told  {taken}", flush=True
            )


def main(paths: Sequence[Path], named: str = "", rounds: int = 5, most: int = 40) -> None:
    """Measure each file; only the sorts whose name holds a word, where one is given."""
    for path in paths:
        rows = read(path)
        for name, when, unit, subject in SORTS[path.name.split(".", 1)[0]]:
            if named not in name:
                continue
            units = units_of(rows, when, unit, subject)
            first, last = span(units.values())
            print(f"{path.name}, {name}: {len(units)} units, {sum(map(len, units.values()))} subjects", flush=True)
            measure_alarms(units, first, last, rounds)
            if len(units) == 1:
                measure_hits(units["all"], first, last, most)


if __name__ == "__main__":
    files = [one for one in sys.argv[1:] if one.endswith(".gz")]
    main([Path(one) for one in files], named=" ".join(one for one in sys.argv[1:] if one not in files))
