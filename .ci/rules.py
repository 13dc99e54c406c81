"""Draws docs/reference/rules.md: `./dev python .ci/rules.py` checks it, `--update` writes it.

Each rule of the five procedures, with the lines of the playbooks that carry it out, which say so in a comment beside them, and
the tests that prove it by running, whose docstrings name it. What nothing proves stands in tests/procedures/open_rules.toml.
"""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
PLAYBOOKS = ROOT / "src/complaintkit/playbook/procedures"
RULES = ROOT / "tests/procedures/rules.toml"
OPEN = ROOT / "tests/procedures/open_rules.toml"
PAGE = ROOT / "docs/reference/rules.md"

_RANGE = re.compile(r"\b(S\d\.|F|R)(\d+)(?:-(?:\1)?(\d+))?\b")
_HEADER = re.compile(r"^\[([^\]]+)\]")
_KEY = re.compile(r"^([\w.-]+) *=")
_READING = ("tests/playbook", "tests/docs", "tests/packaging", "tests/typing")
"""Tests that read data or pages: what a playbook says is no proof that it is done."""
_FOLDERS = ("tests", "plugins/*/tests")
_SHOWN = 3
_HEAD = """# Rule by rule

Five written procedures are the source of this kit, and of its rules: S0 to S4 are theirs, F is first responsibility, R what
standards and common sense add. Drawn by `.ci/rules.py` from the playbooks, whose comments name the rule beside each line that
carries it out, and from the tests, whose docstrings name what they prove; a procedure's own rules are proved by tests that run
a desk with its playbook, from outside. At most three are shown. What nothing proves yet is *open*, what tests leave out *missing*;
a test keeps this page true.
"""


def tables() -> dict[str, dict[str, Any]]:
    """Return where rules come from: `title`, `rules` in short by number; `source` and `playbook` of a procedure."""
    return tomllib.loads(RULES.read_text("utf-8"))


def rules() -> dict[str, str]:
    """Return each rule in short, by its number."""
    return {rule: text for table in tables().values() for rule, text in table["rules"].items()}


def open_rules() -> dict[str, dict[str, str]]:
    """Return what is missing, by number: of rules that nothing proves yet (`open`), and of those proved in part (`partly`)."""
    return tomllib.loads(OPEN.read_text("utf-8"))


def named(text: str) -> set[str]:
    """Return the numbers that a text names, ranges with all between.

    >>> sorted(named("S4.11-S4.13, F1-F2, R6: not before"))
    ['F1', 'F2', 'R6', 'S4.11', 'S4.12', 'S4.13']
    """
    return {
        f"{kind}{number}"
        for kind, first, last in _RANGE.findall(text)
        for number in range(int(first), int(last or first) + 1)
    }


def lines(playbook: Path) -> dict[str, list[str]]:
    """Return the key paths of a playbook that carry out a rule, by its number: those that its comments stand beside.

    A section's own rules are those of its first room as a whole, `role.*`, where no line of that room says so itself.
    """
    found: dict[str, list[str]] = defaultdict(list)
    for path, comment in comments(playbook.read_text("utf-8")):
        for rule in named(comment):
            if path not in found[rule]:
                found[rule].append(path)
    for rule, paths in found.items():
        rooms = {path.partition(".")[0] for path in paths if not path.endswith(".*")}
        found[rule] = [path for path in paths if not (path.endswith(".*") and path[:-2] in rooms)]
    return found


def comments(text: str) -> Iterator[tuple[str, str]]:
    """Yield the comments of a TOML file, each with the key path it stands beside or above, that of a section as `room.*`."""
    table, path, above, section, quoted = "", "", "", "", False
    for line in text.splitlines():
        if quoted or line.count('"""') == 1:
            quoted ^= '"""' in line
            continue
        code, comment = _split(line)
        if not code:
            if comment.startswith("# ---"):
                section, above = comment, ""
            elif comment:
                above += comment
            continue
        if (header := _HEADER.match(code)) is not None:
            path = table = header[1].replace('"', "")
            if section:
                yield f"{table.partition('.')[0]}.*", section
            section = ""
        elif (key := _KEY.match(code)) is not None:
            path = table if key[1] in ("title", "on") else f"{table}.{key[1]}".strip(".")
        yield path, above + comment if table else comment
        above = ""


def _split(line: str) -> tuple[str, str]:
    """Return a line of TOML without its comment, and the comment; a hash between quotes is none."""
    inside = False
    for place, letter in enumerate(line):
        inside ^= letter == '"'
        if letter == "#" and not inside:
            return line[:place].strip(), line[place:]
    return line.strip(), ""


@cache
def tests() -> dict[str, list[str]]:
    """Return the tests that prove a rule by running, as `file::test`, by its number: their docstrings name it.

    A procedure's own rule is proved where its playbook runs, in the folder of that procedure; other rules wherever they hold.
    First come those that play it in the procedures, then those that are about the fewest other rules.
    """
    found: dict[str, list[tuple[tuple[bool, int], str]]] = defaultdict(list)
    for file in (one for folder in _FOLDERS for one in sorted(ROOT.glob(f"{folder}/**/test_*.py"))):
        name = file.relative_to(ROOT).as_posix()
        if name.startswith(_READING):
            continue
        for node in _functions(ast.parse(file.read_text("utf-8"))):
            if node.name.startswith("test_"):
                about = named(ast.get_docstring(node) or "")
                for rule in about:
                    home = f"tests/procedures/{rule[:2].lower()}/"
                    if rule[0] != "S" or name.startswith(home):
                        rank = not name.startswith("tests/procedures/"), len(about)
                        found[rule].append((rank, f"{name}::{node.name}"))
    return {rule: [one for _, one in sorted(where, key=lambda one: one[0])] for rule, where in found.items()}


def _functions(tree: ast.Module | ast.ClassDef) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Yield the functions of a module and of its classes."""
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node
        elif isinstance(node, ast.ClassDef):
            yield from _functions(node)


def page() -> str:
    """Draw the page whole."""
    proofs, missing = tests(), open_rules()
    carried = {file.stem: lines(file) for file in sorted(PLAYBOOKS.glob("*.toml"))}
    sections = [_section(table, carried, proofs, missing) for table in tomllib.loads(RULES.read_text("utf-8")).values()]
    return "\n".join([_HEAD, *sections])


def _section(
    table: dict[str, Any],
    carried: dict[str, dict[str, list[str]]],
    proofs: dict[str, list[str]],
    missing: dict[str, dict[str, str]],
) -> str:
    """Draw the table of one procedure."""
    own = [table["playbook"]] if "playbook" in table else list(carried)
    rows = [
        f"| {rule} | {text} | {_carried(rule, {name: carried[name] for name in own})} | {_proved(rule, proofs, missing)} |"
        for rule, text in table["rules"].items()
    ]
    about = f"{table['source']}: the playbook `{own[0]}`.\n\n" if "source" in table else ""
    head = "| rule | what it demands | carried out by | proved by |\n|---|---|---|---|"
    return f"## {table['title']}\n\n{about}{head}\n" + "\n".join(rows) + "\n"


def _carried(rule: str, playbooks: dict[str, dict[str, list[str]]]) -> str:
    """Draw which lines carry a rule out: all of its own playbook, of several the first of each."""
    if len(playbooks) == 1:
        (only,) = playbooks.values()
        return ", ".join(f"`{path}`" for path in only.get(rule, ())) or "—"
    by_path: dict[str, list[str]] = defaultdict(list)
    for name, of in playbooks.items():
        for path in of.get(rule, [])[:1]:
            by_path[path].append(name)
    said = [
        f"`{path}`" + "" if len(names) == len(playbooks) else f"`{path}` ({', '.join(names)})"
        for path, names in by_path.items()
    ]
    return "<br>".join(said) or "the core"


def _proved(rule: str, proofs: dict[str, list[str]], missing: dict[str, dict[str, str]]) -> str:
    """Draw the first tests that prove a rule, and what is missing."""
    said = [f"`{one.removeprefix('tests/')}`" for one in proofs.get(rule, ())[:_SHOWN]]
    said += [
        f"*{how}*: {table[rule]}"
        for how, table in (("open", missing["open"]), ("missing", missing["partly"]))
        if rule in table
    ]
    return "<br>".join(said)


def main() -> int:
    """Check the page, or write it; return how many are out of date."""
    now = page()
    if PAGE.is_file() and PAGE.read_text("utf-8") == now:
        return 0
    if "--update" not in sys.argv:
        sys.stderr.write(f"{PAGE.relative_to(ROOT)}: not what runs; ./dev python .ci/rules.py --update\n")
        return 1
    PAGE.write_text(now, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
