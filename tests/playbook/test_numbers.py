"""Whatever number, duration or amount stands in a playbook, however absurd: it is refused by line and column, or it is taken."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import pytest

from complaintkit import ConfigurationError
from complaintkit.playbook import load_playbook

SHIPPED = sorted(
    (one for one in files("complaintkit.playbook").joinpath("procedures").iterdir() if one.name.endswith(".toml")),
    key=lambda one: one.name,
)
KEY = re.compile(r"(?P<key>[\w.-]+)\s*=\s*(?P<value>\"[^\"\n]*\d[^\"\n]*\"|\d[\d_.]*)")
WHOLE = ("999999999999999999999999999999", "-1", "9" * 5_000, "1e400", "nan", "inf", "1979-05-27T07:32:00Z")
TEXTS = (
    "999999999999 days",
    "1e1000000 CNY",
    "NaN CNY",
    f"{'9' * 5_000} CNY",
    f"{'9' * 5_000} h",
    "99999999 working days",
    "-5 h",
)


def keys(text: str) -> Iterator[tuple[str, bool, re.Match[str]]]:
    """Each kind of key that holds a number once: its name, whether that is quoted, and where it stands."""
    seen = set()
    for found in KEY.finditer(text):
        quoted = found["value"].startswith('"')
        if (found["key"], quoted) in seen or text.rfind(
            "#", text.rfind("\n", 0, found.start()) + 1, found.start()
        ) >= 0:
            continue
        seen.add((found["key"], quoted))
        yield found["key"], quoted, found


def changed(shipped: Path) -> Iterator[tuple[str, str]]:
    """Each of its keys with every absurd value in its place; one is enough where another procedure's key had them all."""
    had = {key[:2] for other in SHIPPED[: SHIPPED.index(shipped)] for key in keys(other.read_text("utf-8"))}
    text = shipped.read_text("utf-8")
    for number, (key, quoted, found) in enumerate(keys(text)):
        values = TEXTS if quoted else WHOLE
        for value in [values[number % len(values)]] if (key, quoted) in had else values:
            put = f'"{value}"' if quoted else value
            start, end = found.span("value")
            yield f"{key} = {put[:40]}", text[:start] + put + text[end:]


@pytest.mark.parametrize("shipped", SHIPPED, ids=lambda one: one.name)
def test_no_number_of_a_playbook_ends_in_a_traceback(shipped: Path, tmp_path: Path) -> None:
    """Each key that holds one: absurd values are a ConfigurationError that says where, or harmless."""
    tried, file = 0, tmp_path / "playbook.toml"
    for what, text in changed(shipped):
        file.write_text(text, "utf-8")
        tried += 1
        try:
            load_playbook(file)
        except ConfigurationError:
            continue
        except Exception as error:
            raise AssertionError(f"{what}: {type(error).__name__}") from error
    assert tried > 20
