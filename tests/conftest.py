"""What would take long for each test alone: databases are copied, catalogues are written once."""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from complaintkit.model import catalogue

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="session")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., None]:
    """Put a database that knows a playbook and its people into a folder: founded once, then copied."""
    from complaintkit import Desk
    from complaintkit.testing import FakeClock

    made: dict[tuple[str, ...], Path] = {}

    def copied(folder: Path, *, playbook: str | Path, organisation: Path, at: str) -> None:
        if (folder / "desk.db.key").exists():
            return
        wanted = (str(playbook), organisation.read_text("utf-8"), at, os.environ.get("POSTGRESQL_STANDS_IN", ""))
        if wanted not in made:
            file = tmp_path_factory.mktemp("founded") / "desk.db"
            database = f"sqlite:///{file}"
            Desk.open(database, playbook=playbook, organisation=organisation, clock=FakeClock(at)).close()
            made[wanted] = file
        shutil.copy(made[wanted], folder)
        shutil.copy(f"{made[wanted]}.key", folder)

    return copied


# ---- languages ------------------------------------------------------------------------------------------------------
@pytest.fixture(scope="session")
def catalogues():
    """`.ci/catalogues.py`, as a module."""
    spec = importlib.util.spec_from_file_location("catalogues", ROOT / ".ci/catalogues.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def loud_catalogue(catalogues, tmp_path_factory):
    """A translator's folder with a language xx: all that the core says, in capitals."""
    folder = tmp_path_factory.mktemp("locale")
    english, _ = catalogues.extracted(ROOT / "src/complaintkit")
    for message in english:
        if message.id:
            message.string = _loud(str(message.id))
    file = folder / "xx/LC_MESSAGES/complaintkit.po"
    file.parent.mkdir(parents=True)
    with file.open("wb") as out:
        catalogues.write_po(out, english)
    return folder


@pytest.fixture
def pseudo(loud_catalogue, monkeypatch):
    """The language xx is spoken; returns how it says a sentence."""
    monkeypatch.setenv("COMPLAINTKIT_LOCALE", str(loud_catalogue))
    catalogue.forget()
    yield _loud
    monkeypatch.undo()
    catalogue.forget()


def _loud(english):
    """In capitals, but for the fields."""
    return "".join(one if one.startswith("{") else one.upper() for one in re.split(r"(\{[^}]*\})", english))
