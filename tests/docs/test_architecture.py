"""The page on the architecture names what is there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/explanation/architecture.md").read_text("utf-8")
NAMED = sorted(set(re.findall(r"`([\w./]+(?:\.py|/))`", PAGE)))
FLOORS = sorted(
    path.name for path in (ROOT / "src/complaintkit").iterdir() if path.is_dir() and (path / "__init__.py").exists()
)


@pytest.mark.parametrize("path", NAMED)
def test_a_path_that_is_named_exists(path: str) -> None:
    """Below the package, or below the repository."""
    assert (ROOT / "src/complaintkit" / path).exists() or (ROOT / path).exists()


@pytest.mark.parametrize("floor", FLOORS)
def test_every_floor_is_in_the_picture(floor: str) -> None:
    """A room that nobody drew is a room that nobody finds."""
    assert f"{floor}/" in PAGE
