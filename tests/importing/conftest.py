"""A canteen's desk on a real SQLite file, forms to take in, and the command line as a process of its own."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, TypeAlias

import attrs
import pytest

from complaintkit import Desk
from complaintkit.plugin import FormReceived
from complaintkit.testing import FakeClock

ORGANISATION = Path(__file__).parents[2] / "docs" / "samples" / "canteen" / "organisation.toml"
TYPED = """
import warnings
from complaintkit.cli import main
warnings.simplefilter("error")
main()
"""
Form: TypeAlias = Callable[..., FormReceived]


@pytest.fixture
def clock() -> FakeClock:
    """A Thursday morning in Shanghai, after the holidays of 2024."""
    return FakeClock("2024-10-17T10:00+08:00")


@pytest.fixture
def desk(tmp_path: Path, clock: FakeClock) -> Iterator[Desk]:
    """The canteen's desk."""
    database = f"sqlite:///{tmp_path}/desk.db"
    with Desk.open(database, playbook="canteen-delivery", organisation=ORGANISATION, clock=clock) as desk:
        yield desk


@pytest.fixture
def form() -> Form:
    """A form of the past; fields by dotted name, times as text with a zone."""

    def of(external_id: str = "2024-17", **said: object) -> FormReceived:
        fields: dict[str, object] = {"text": "米饭是酸的", "received_at": "2024-09-30T10:00+08:00"}
        fields |= {name.replace("__", "."): value for name, value in said.items()}
        for name, value in fields.items():
            if name.endswith("at") and isinstance(value, str) and value[:1] == "2":
                fields[name] = datetime.fromisoformat(value)
        return FormReceived({name: one for name, one in fields.items() if one is not None}, external_id=external_id)

    return of


@attrs.frozen
class Ended:
    """How a command ended."""

    code: int
    out: str
    err: str

    @property
    def data(self) -> dict[str, Any]:
        """What it printed, as JSON."""
        found: dict[str, Any] = json.loads(self.out)
        return found


@pytest.fixture
def start(tmp_path: Path, program: Callable[..., Any]) -> Callable[..., Any]:
    """Start `complaintkit`, or another program, in a folder of its own, at a plain terminal which names no database."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("COMPLAINTKIT")}
    plain = {**kept, "COLUMNS": "200", "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8"}
    return lambda *words, code=TYPED: program(code, *words, cwd=tmp_path, env=plain, text=False)


@pytest.fixture
def shell(start: Callable[..., Any]) -> Callable[..., Ended]:
    """Run `complaintkit` in that folder, and wait for it."""

    def run(*words: str, given: bytes = b"") -> Ended:
        one = start(*words)
        out, err = one.communicate(given)
        return Ended(one.returncode, out.decode(), err.decode())

    return run


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., Ended]:
    """Runs it in this process, where only the message matters: a process takes seconds to start."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("COMPLAINTKIT_DB", raising=False)

    def run(*words: str) -> Ended:
        from complaintkit.cli._app import app

        with pytest.raises(SystemExit) as ended:
            app.main(list(words), prog_name="complaintkit")
        said = capsys.readouterr()
        return Ended(int(ended.value.code or 0), said.out, said.err)

    return run
