"""changes/: each fragment has a subject and a type, and tells those who have a version what is new to them."""

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CHANGES = ROOT / "changes"

pytestmark = pytest.mark.skipif(not CHANGES.is_dir(), reason="a source distribution has no fragments")


def fragments() -> list[Path]:
    """Return every fragment there is, wherever it lies."""
    return [path for path in sorted(CHANGES.rglob("*")) if path.is_file() and path != CHANGES / "README.md"]


def test_a_fragment_has_a_subject_and_a_type() -> None:
    """What lies in no known folder, or is of no known type, would be missing in the changelog, or stand at its end."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["towncrier"]
    folders = "|".join(section["path"] for section in settings["section"] if section["path"])
    types = "|".join(kind["directory"] for kind in settings["type"])
    known = re.compile(rf"({folders})/(\d+|\+[a-z0-9-]+|[a-z0-9-]+)\.({types})\.md")
    assert [path.name for path in fragments() if not known.fullmatch(path.relative_to(CHANGES).as_posix())] == []


def test_a_first_version_has_no_faults_to_tell_of() -> None:
    """A `fix` or a `removal` tells of a version that somebody has: before the first release there is none."""
    if "\n## " in (ROOT / "CHANGELOG.md").read_text("utf-8"):
        return
    assert [path.name for path in fragments() if path.name.endswith((".fix.md", ".removal.md"))] == []


def test_a_fragment_says_something() -> None:
    """An empty fragment would be an empty point of the changelog."""
    assert [path.name for path in fragments() if not path.read_text("utf-8").strip()] == []
