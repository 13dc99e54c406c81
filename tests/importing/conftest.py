"""A canteen's desk on a real SQLite file, forms to take in, and the command line as a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, TypeAlias

import attrs
import pytest

from complaintkit import Desk
from complaintkit.plugin import FormReceived
from complaintkit.testing import FakeClock

ORGANISATION = Path(__file__).parents[2] / "docs" / "samples" / "canteen" / "organisation.toml"
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


@pytest.fixture(scope="session")
def environment(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """A plain terminal, which names no database; what is compiled is kept, or each process would compile for seconds."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("COMPLAINTKIT")}
    kept.pop("PYTHONDONTWRITEBYTECODE", None)
    cache = {"PYTHONPYCACHEPREFIX": str(tmp_path_factory.mktemp("compiled"))}
    return {**kept, **cache, "PYTHONUTF8": "1", "COLUMNS": "200", "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8"}


@pytest.fixture
def shell(tmp_path: Path, environment: dict[str, str]) -> Callable[..., Ended]:
    """Runs `complaintkit` in a folder of its own."""

    def run(*words: str, given: bytes = b"") -> Ended:
        done = subprocess.run(
            command(words), cwd=tmp_path, env=environment, input=given, capture_output=True, check=False
        )
        return Ended(done.returncode, done.stdout.decode(), done.stderr.decode())

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


@pytest.fixture
def start(tmp_path: Path, environment: dict[str, str]) -> Callable[..., subprocess.Popen[bytes]]:
    """Starts `complaintkit` in that folder, and does not wait for it."""

    def begin(*words: str) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            command(words), cwd=tmp_path, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )

    return begin


def command(words: Sequence[str]) -> list[str]:
    """The command line of this environment."""
    return [sys.executable, "-W", "error", "-m", "complaintkit.cli", *words]
