"""Play a year of one business, with thousands of cases: what is left open, and which rules left no trace.

    ./dev python -m benchmarks.year print-shop --days 365 --cases 8

What happens in it is in tests/year/whole.py; a short form of it is among the tests. How far it is, is told every 30 days.
"""

from __future__ import annotations

import argparse
import sys
import time

from complaintkit import System
from complaintkit.testing import open_test_desk
from tests.houses import HOUSES
from tests.year.business import Business
from tests.year.whole import lines, play


def tell(business: Business, day: int) -> None:
    """Print how far it is."""
    if day % 30 == 0:
        open_ = len(business.open_cases())
        print(f"day {day}: {business.did['receive']:,} cases, {open_} open", file=sys.stderr, flush=True)


def main() -> None:
    """Play it; fail where a case is left or a rule left no trace."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("playbook", choices=list(HOUSES))
    parser.add_argument("--days", type=int, default=365)
    parser.add_argument("--cases", type=int, default=8, help="a day, as a rule")
    given = parser.parse_args()
    organisation = HOUSES[given.playbook]
    with open_test_desk(playbook=given.playbook, organisation=organisation, start="2026-01-01T09:00+08:00") as desk:
        played = play(given.playbook, days=given.days, cases=given.cases, desk=desk, told=tell)
        for number in played.left:
            told = desk.timeline_in_words(number, by=System("year"), language="en")
            print(
                f"left open: {number}", *(f"{one.at:%Y-%m-%d %H:%M} {one.who}: {one.what}" for one in told), sep="\n  "
            )
    print("\n".join(lines(played)))
    print(f"{given.days} days, {time.process_time():,.0f} s of CPU")
    sys.exit(bool(played.left or played.missing or not played.sound))


if __name__ == "__main__":
    main()
