"""The command line as it is typed, at a desk in a folder of its own."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from functools import partial
from pathlib import Path

import attrs
import pytest
from click.testing import CliRunner

from complaintkit import Customer, Desk
from complaintkit.cli._app import app

SCRIPT = Path(sys.executable).with_name("complaintkit")
BIDI = "\u202e"


@attrs.frozen
class Shown:
    """What a command printed, and how it ended."""

    code: int
    out: str
    err: str

    @property
    def json(self):
        """What it printed, as JSON."""
        return json.loads(self.out)

    @property
    def lines(self):
        """What it printed, a JSON object a line."""
        return [json.loads(line) for line in self.out.splitlines()]


@pytest.fixture(autouse=True)
def quiet_place(tmp_path, monkeypatch):
    """An empty folder, an English terminal, and no settings from outside."""
    monkeypatch.chdir(tmp_path)
    for name in (
        "COMPLAINTKIT_DB",
        "COMPLAINTKIT_DEBUG",
        "LC_ALL",
        "LC_MESSAGES",
        "COLUMNS",
        "FORCE_COLOR",
        "NO_COLOR",
    ):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "en_GB.UTF-8")


@pytest.fixture
def run():
    """Type a command."""

    def typed(*words, input=None):  # noqa: A002  as CliRunner calls it
        result = CliRunner().invoke(app, [str(word) for word in words], input=input)
        return Shown(result.exit_code, result.stdout, result.stderr)

    return typed


@pytest.fixture
def process(program):
    """The command line as a process of its own that has imported us already."""
    return partial(program, "from complaintkit.cli import main\nmain()", text=False)


@pytest.fixture
def script():
    """The console script as a process of its own, from its very beginning."""

    def started(*words, **options):
        environment = {**os.environ, **options.pop("env", {})}
        return subprocess.Popen(
            [SCRIPT, *map(str, words)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=environment,
            **options,
        )

    return started


@pytest.fixture(scope="session")
def _worked(tmp_path_factory):
    """A desk with three cases: one under way, one fresh, one in English; made once."""
    folder = tmp_path_factory.mktemp("desk")
    result = CliRunner().invoke(app, ["init", str(folder)])
    assert result.exit_code == 0, result.stderr
    with (folder / "complaintkit.toml").open("a", encoding="utf-8") as settings:
        settings.write('\n[plugins.sqlmodel]\nbusy_timeout = "1 s"\n')
    with Desk.open(config=folder / "complaintkit.toml") as desk:
        case = desk.receive(
            f"米饭有酸味\x1b[2J{BIDI}\n第二行",
            by="chen",
            channel="hotline",
            unit="no3-school",
            customer=Customer(name="王芳", phone="13800138000"),
            category="food/sensory",
            external_id="H-1",
        )
        case = desk.assess(case, by="chen", severity="high", approach="撤回该批次")
        case = desk.record_facts(case, by="chen", facts="常温放置两小时", root_cause="storage")
        case = desk.offer_handover(case, by="chen", to="luo", reason="supplier-side")
        desk.accept_handover(case, by="luo", handover=case.handover.id)
        desk.receive(
            "送餐晚了",
            by="sun",
            channel="hotline",
            unit="no3-school",
            customer=Customer(phone="13900139000"),
            category="service/delivery-late",
        )
        desk.receive(
            "The soup was cold.",
            by="hu",
            channel="on-site",
            unit="kitchen-east",
            customer=Customer(name="Ann Lee", email="ann@example.org"),
            category="food/temperature",
        )
    return folder


@pytest.fixture
def place(_worked, tmp_path, monkeypatch):
    """A copy of that desk, which is the current folder: its settings are found by themselves."""
    folder = tmp_path / "desk"
    shutil.copytree(_worked, folder)
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture
def numbers(place, run):
    """The cases' numbers, by their categories."""
    return {one["category"]: one["number"] for one in run("case", "list", "--json").json}
