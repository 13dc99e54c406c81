"""What the old systems of three public logs did: owners, handovers, what came back; and their due dates, reckoned by our rules.

    ./dev python -m benchmarks.histories bpic2013_incidents.csv.gz --mapping bpic2013-person
    ./dev python -m benchmarks.histories itsm_incident_event_log.csv.gz --mapping itsm-team
    ./dev python -m benchmarks.histories boston311_2011.csv.gz --mapping boston311

The files are no part of this project. No rule of the old system is in them: each is chosen on every other case, and
what agrees is counted on the rest. The city's are imported into a desk whose playbook has a deadline for each type.
"""

from __future__ import annotations

import argparse
import csv
import gzip
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path
from zoneinfo import ZoneInfo

import attrs

from benchmarks.city import CALENDARS, ZONE, Request, Rule, take_in
from complaintkit.calendars import due, elapsed, read_calendar, working_days
from complaintkit.insight.history import LogMapping, Ownership, ownership, read_log

Row = Mapping[str, str]
_BPIC = LogMapping(
    case="case_id",
    at="time:timestamp",
    owner="org:resource",
    group="org:group",
    status="lifecycle:transition",
    closed=frozenset({"Resolved", "Closed", "In Call", "Cancelled"}),
    waiting=frozenset({"Awaiting Assignment", "Unmatched"}),
    nobody=frozenset({"?", "Siebel"}),
    together=True,
)
_ITSM = LogMapping(
    case="number",
    at="sys_updated_at",
    owner="assigned_to",
    group="assignment_group",
    status="incident_state",
    closed=frozenset({"Resolved", "Closed"}),
    nobody=frozenset({"?"}),
    time_format="%d/%m/%Y %H:%M",
    sequence="sys_mod_count",
    together=True,
)
MAPPINGS: Mapping[str, LogMapping] = {
    "bpic2013-person": _BPIC,
    "bpic2013-team": attrs.evolve(_BPIC, owner="org:group", group=None, waiting=frozenset()),
    "itsm-person": _ITSM,
    "itsm-team": attrs.evolve(_ITSM, owner="assignment_group", group=None),
}
BOSTON = ZoneInfo(ZONE)
OFFICE = read_calendar("office", {"week": {"mon-fri": "09:00-18:00"}}, zone="UTC")
MINUTE, NEVER = timedelta(minutes=1), timedelta(days=-1)
SAMPLE = 150
"""So many cases of a type choose its rule."""


def read(path: Path) -> Iterator[dict[str, str]]:
    """Yield the rows of a file."""
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def percent(part: float, of: float) -> str:
    """Return a share as it is printed."""
    return f"{part / of:.1%}" if of else "-"


def print_ownership(found: Ownership) -> None:
    """Print what a log says of ownership."""
    total = found.owned + found.queued + found.unowned + found.closed
    moves = sum(count * of for count, of in found.handovers.items())
    print(f"cases {found.cases:,}, entries {found.entries:,}, handovers {moves:,}")
    print("cases by handovers:", ", ".join(f"{n}: {of:,}" for n, of in islice(found.handovers.items(), 10)))
    print("more than n:", ", ".join(f"{n}: {found.share_above(n):.1%}" for n in (0, 1, 2, 3, 5, 10)))
    print(
        f"returns (F3) {found.returns:,}, {percent(found.returns, moves)} of handovers,"
        f" in {found.returned:,} cases, {percent(found.returned, found.cases)};"
        f" handovers from the first return on {found.after_return:,}, {percent(found.after_return, moves)}"
    )
    print(
        "longest chains, in owners (different ones):", ", ".join(f"{len(c)} ({len(set(c))})" for _, c in found.longest)
    )
    for name in ("owned", "queued", "unowned", "closed"):
        time = getattr(found, name)
        print(f"time {name}: {time.days:,} days, {percent(time / total, 1)}")
    most = list(found.time_of.values())
    print(
        f"owners {len(most):,}; the ten with the most time have {percent(sum(most[:10], timedelta()) / found.owned, 1)}"
    )
    print(f"reopened {found.reopened:,} cases, {percent(found.reopened, found.cases)}; {found.reopenings:,} times")


def print_counts(path: Path, mapping: LogMapping) -> None:
    """Print how far our handovers and reopenings agree with the counts that the log itself keeps."""
    kept: Counter[tuple[str, str]] = Counter()
    for row in read(path):
        for name, column in (("handovers", "reassignment_count"), ("reopenings", "reopen_count")):
            kept[row["number"], name] = max(kept[row["number"], name], int(row[column]))
    ours = Counter[tuple[str, str]]()
    for history in read_log(read(path), mapping):
        found = ownership([history])
        for name, mine in (("handovers", next(iter(found.handovers))), ("reopenings", found.reopenings)):
            theirs = kept[history.case, name]
            ours[name, "the same" if mine == theirs else "we find fewer" if mine < theirs else "we find more"] += 1
    for (name, what), count in sorted(ours.items()):
        print(f"  the log's own count of {name}: {what} {count:,}")


def print_sla(rows: Iterable[Row]) -> None:
    """Print how far a bound on the time to resolve, by priority, says the same as the flag `made_sla`."""
    last = {row["number"]: row for row in rows}
    by_priority = defaultdict(list)
    unresolved = 0
    for row in last.values():
        if row["resolved_at"] == "?":
            unresolved += 1
            continue
        start, end = (datetime.strptime(row[n] + "+0000", "%d/%m/%Y %H:%M%z") for n in ("opened_at", "resolved_at"))
        by_priority[row["priority"]].append((start, end, row["made_sla"] == "true"))
    print(
        f"no time of resolution: {unresolved:,}; negative: {sum(e < s for of in by_priority.values() for s, e, _ in of)}"
    )
    clocks: Mapping[str, Callable[[datetime, datetime], timedelta]] = {
        "elapsed": lambda start, end: end - start,
        "office hours": lambda start, end: elapsed(OFFICE, start, end),
    }
    for name, clock in clocks.items():
        right = of = 0
        for priority, cases in sorted(by_priority.items()):
            timed = [(clock(start, end), made) for start, end, made in cases]
            bound = best_bound(timed[::2])
            agree = sum((time <= bound) == made for time, made in timed[1::2])
            told = "never" if bound == NEVER else bound
            made = sum(made for _, made in timed[1::2])
            right, of = right + agree, of + len(timed[1::2])
            print(
                f"  {name}, {priority}: within {told}; agrees {percent(agree, len(timed[1::2]))}"
                f" of {len(timed[1::2]):,}; flag says made: {percent(made, len(timed[1::2]))}"
            )
        print(f"  {name}, all: agrees {percent(right, of)} of {of:,}")


def best_bound(timed: Sequence[tuple[timedelta, bool]]) -> timedelta:
    """Return the bound with which most of these agree."""
    right = best = sum(not made for _, made in timed)
    bound = NEVER
    for time, made in sorted(timed):
        right += 1 if made else -1
        if right >= best:
            best, bound = right, time
    return bound


def rules_of(cases: Sequence[tuple[datetime, datetime]], *, begins: str) -> Iterator[Rule]:
    """Yield the rules that some of these cases may follow."""
    days = Counter(round((end - start).total_seconds() / 86400) for start, end in cases)
    for amount, _ in days.most_common(3):
        if amount > 0:
            yield Rule(f"{amount} days", "close", "no-holidays")
    for name, calendar in CALENDARS.items() if min(days) < 100 else ():
        counts = Counter(working_days(calendar, start, end) for start, end in cases)
        for amount, _ in counts.most_common(3):
            for until in ("same-time", "close", "midnight") if amount > 0 else ():
                yield Rule(f"{amount} working days", until, name)
                if begins != "at-once" and until == "same-time":
                    yield Rule(f"{amount} working days", until, name, begins)


def agrees(rule: Rule, case: tuple[datetime, datetime]) -> bool:
    """Tell whether a rule gives the published due date, to the minute."""
    return abs(rule.due(case[0]) - case[1]) <= MINUTE


def print_deadlines(by_type: Mapping[str, Sequence[Request]], *, begins: str) -> None:
    """Print how many published due dates and flags a desk gives whose playbook has a rule for each type."""
    print(f"begins: {begins}")
    rules: dict[str, Rule] = {}
    for name, cases in sorted(by_type.items(), key=lambda one: -len(one[1])):
        chosen = [(one.start, one.target) for one in cases[::2]][:SAMPLE]
        if len(cases) >= 10 and (able := list(rules_of(chosen, begins=begins))):
            rules[name] = max(able, key=lambda one: sum(agrees(one, case) for case in chosen))
    counts = {name: Counter[str]() for name in rules}
    others = [one for name in rules for one in by_type[name][1::2]]
    for request, due_at, kept in take_in(rules, others):
        counts[request.type].update(judge(request, due_at, kept=kept))
    for name, count in counts.items():
        if count["cases"] >= 150:
            rule = rules[name]
            print(
                f"  {name}: {rule.within}, {rule.until}, {rule.calendar}, {rule.begins}:"
                f" due dates {percent(count['due date agrees'], count['cases'])},"
                f" an hour off {percent(count['other: one hour, the clock was changed'], count['cases'])},"
                f" flags {percent(count['flag agrees'], count['flagged'])} of {count['cases']:,}"
            )
    total = sum(counts.values(), Counter[str]())
    print(f"  all, by {len(rules)} rules:", {name: f"{count:,}" for name, count in sorted(total.items())})
    print(
        f"  due dates {percent(total['due date agrees'], total['cases'])}, flags {percent(total['flag agrees'], total['flagged'])}"
    )


def requests_of(rows: Iterable[Row]) -> dict[str, list[Request]]:
    """Return the requests that have a due date, by type; print how far the flags follow from due date and closing."""
    by_type = defaultdict(list)
    flags: Counter[str] = Counter()
    for row in rows:
        if not row["target_dt"]:
            flags["no due date, flag " + (row["ontime"] or "empty")] += 1
            continue
        start, target = (datetime.fromisoformat(row[name]).replace(tzinfo=BOSTON) for name in ("open_dt", "target_dt"))
        closed = datetime.fromisoformat(row["closed_dt"]).replace(tzinfo=BOSTON) if row["closed_dt"] else None
        kept = closed is not None and closed <= target
        same = row["ontime"] == ("ONTIME" if kept else "OVERDUE")
        flags[
            "flag " + ("as" if same else "other than" if row["ontime"] else "empty, not as") + " closed and due say"
        ] += 1
        by_type[row["type"]].append(Request(row["type"], start, target, closed, row["ontime"]))
    print("flags:", dict(flags))
    return by_type


def judge(request: Request, ours: datetime, *, kept: bool) -> Iterator[str]:
    """Yield where a case agrees, and what it is where it does not."""
    yield "cases"
    if request.flag:
        yield "flagged"
        if kept == (request.flag == "ONTIME"):
            yield "flag agrees"
    apart = abs(ours - request.target)
    if apart <= MINUTE:
        yield "due date agrees"
    elif abs(apart - 60 * MINUTE) <= MINUTE:
        yield "other: one hour, the clock was changed"
    elif due(CALENDARS["holidays"], request.start, "1 min", begins="next-working-day").counts_from is not None:
        yield "other: opened after closing or on a day off"
    elif whole_days(ours, request.target):
        yield "other: whole days " + ("later" if request.target > ours else "earlier")
    else:
        yield "other: another time of day"


def whole_days(one: datetime, other: datetime) -> bool:
    """Tell whether two moments lie whole days apart, to the minute, as a clock on the wall goes."""
    apart = (one.astimezone(BOSTON).replace(tzinfo=None) - other.astimezone(BOSTON).replace(tzinfo=None)) % timedelta(
        days=1
    )
    return min(apart, timedelta(days=1) - apart) <= MINUTE


def main() -> None:
    """Print the tables of a file."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path)
    parser.add_argument("--mapping", choices=[*MAPPINGS, "boston311"], required=True)
    given = parser.parse_args()
    if given.mapping == "boston311":  # one row a case, with its last queue: it shows no handover
        by_type = requests_of(read(given.file))
        for begins in ("at-once", "next-opening", "next-working-day"):
            print_deadlines(by_type, begins=begins)
        return
    print_ownership(ownership(read_log(read(given.file), MAPPINGS[given.mapping])))
    if given.mapping.startswith("itsm"):
        print_counts(given.file, MAPPINGS[given.mapping])
        print_sla(read(given.file))


if __name__ == "__main__":
    main()
