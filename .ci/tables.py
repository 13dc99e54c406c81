"""Keeps the drawn tables of the documentation true to the code: `./dev python .ci/tables.py` checks, `--update` writes them.

A page holds a table between `<!-- drawn: NAME -->` and `<!-- end -->`; what stands there is what runs.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from pathlib import Path

from complaintkit.decision.tables.verb import VERBS
from complaintkit.handbook import handbook
from complaintkit.playbook import load_playbook

ROOT = Path(__file__).resolve().parents[1]
_PLACE = re.compile(r"(<!-- drawn: (?P<name>[\w-]+) -->\n).*?(<!-- end -->)", re.DOTALL)
_REACHES = {
    "case": "a case that one sees",
    "cases": "the cases that one sees",
    "tasks": "one's own tasks, and those of units that one sees whole",
    "units": "units that one sees whole",
    "person": "a customer all of whose cases one sees",
    "below": "people below one, within one's units",
    "authors": "what one typed oneself, and people whose units one sees",
    "house": "everybody who works here",
    "bearer": "whoever holds the code, the id or the token",
    "host": "the host's own process",
}


def _of_handbook(title: str) -> str:
    """Draw a section of the canteens' handbook, with its tables only."""
    text = handbook(load_playbook("canteen-delivery"), "en").to_markdown()
    section = text.split(f"## {title}\n", 1)[1].split("\n## ", 1)[0]
    tables = re.findall(r"(?:^\|.*\n)+", section + "\n", flags=re.MULTILINE)
    return "\n".join(tables)


def _verbs() -> str:
    rows = [
        f"| `{name}` | {one.act.replace('-', ' ')} | {_REACHES[one.reach]} | {f'`{one.right}`' if one.right else '—'} |"
        for name, one in VERBS.items()
    ]
    return (
        "\n".join(
            (
                "| verb | what it does | how far it reaches | what a role's `may` has to name |",
                "|---|---|---|---|",
                *rows,
            )
        )
        + "\n"
    )


_DRAWN: dict[str, Callable[[], str]] = {
    "rights": lambda: _of_handbook("Who may do what"),
    "consequences": lambda: _of_handbook("What follows when"),
    "verbs": _verbs,
}


def drawn(text: str) -> str:
    """Return a page with its tables as they are now."""
    return _PLACE.sub(lambda found: f"{found[1]}\n{_DRAWN[found['name']]()}\n{found[3]}", text)


def main() -> int:
    """Check every page, or write it; return how many are out of date."""
    wrong = 0
    for page in sorted((ROOT / "docs").rglob("*.md")):
        text = page.read_text("utf-8")
        if (now := drawn(text)) == text:
            continue
        if "--update" in sys.argv:
            page.write_text(now, "utf-8")
        else:
            sys.stderr.write(f"{page.relative_to(ROOT)}: not what runs; ./dev python .ci/tables.py --update\n")
            wrong += 1
    return wrong


if __name__ == "__main__":
    sys.exit(main())
