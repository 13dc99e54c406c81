"""`import complaintkit` is light: whoever embeds it pays for what they use, when they use it."""

import json
import statistics
import subprocess
import sys
import time

HEAVY = {
    "aiosmtplib",
    "alembic",
    "babel",
    "cattrs",
    "click",
    "cryptography",
    "holidays",
    "jinja2",
    "phonenumbers",
    "pydantic",
    "rapidfuzz",
    "rich",
    "rule_engine",
    "sqlalchemy",
    "sqlmodel",
    "structlog",
    "twilio",
}


def run(code: str) -> str:
    """What a fresh interpreter prints."""
    return subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout


def seconds(code: str) -> float:
    """How long a fresh interpreter takes for `code`."""
    started = time.perf_counter()
    run(code)
    return time.perf_counter() - started


def test_the_desk_comes_without_heavy_libraries() -> None:
    """`from complaintkit import Desk` loads no database, no mail, no terminal, no calendar library."""
    loaded = json.loads(run("import json, sys; from complaintkit import Desk; print(json.dumps(sorted(sys.modules)))"))
    assert HEAVY & {name.partition(".")[0] for name in loaded} == set()


def test_the_desk_costs_little_more_than_what_it_is_made_of() -> None:
    """At most four times importing attrs and pluggy: medians of 21 interleaved runs, less an empty start."""
    codes = ("pass", "import attrs, pluggy", "from complaintkit import Desk")
    taken = [[seconds(code) for code in codes] for _ in range(21)]
    start, base, desk = (statistics.median(column) for column in zip(*taken, strict=True))
    assert desk - start <= 4 * (base - start)
