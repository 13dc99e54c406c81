"""What `from complaintkit import Desk` costs, against what it is made of: importing attrs and pluggy. The limit is four times.

    python benchmarks/import_time.py [rounds]

Each round starts fresh interpreters in turn, so that a busy machine slows all of them alike; medians, less an empty start.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import time

CODES = {"empty": "pass", "attrs, pluggy": "import attrs, pluggy", "Desk": "from complaintkit import Desk"}


def seconds(code: str) -> float:
    """How long a fresh interpreter takes."""
    started = time.perf_counter()
    subprocess.run([sys.executable, "-c", code], check=True)  # noqa: S603  our own code
    return time.perf_counter() - started


def main(rounds: int) -> None:
    """Measure, and print medians and their ratio."""
    taken = {name: [] for name in CODES}
    for _ in range(rounds):
        for name, code in CODES.items():
            taken[name].append(seconds(code))
    medians = {name: statistics.median(times) for name, times in taken.items()}
    for name, median in medians.items():
        print(f"{name:15} {median * 1000:7.1f} ms")
    ratio = (medians["Desk"] - medians["empty"]) / (medians["attrs, pluggy"] - medians["empty"])
    print(f"ratio           {ratio:7.2f}  (at most 4)")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 21)
