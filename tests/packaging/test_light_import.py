"""`import complaintkit` is light: whoever embeds it pays for what they use, when they use it."""

import json
import subprocess
import sys

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


def test_the_desk_comes_without_heavy_libraries() -> None:
    """`from complaintkit import Desk` loads no database, no mail, no terminal, no calendar library."""
    loaded = json.loads(run("import json, sys; from complaintkit import Desk; print(json.dumps(sorted(sys.modules)))"))
    assert HEAVY & {name.partition(".")[0] for name in loaded} == set()


def test_the_desk_comes_without_what_it_does_later() -> None:
    """Nor what decides, reads playbooks, reports or sends: that comes when a desk is opened."""
    loaded = json.loads(run("import json, sys; from complaintkit import Desk; print(json.dumps(sorted(sys.modules)))"))
    rooms = ("calendars", "decision.decide", "delivery", "handbook", "insight", "organisation", "playbook", "records")
    assert [one for one in loaded if one.startswith(tuple(f"complaintkit.{room}" for room in rooms))] == []
