"""The sample in the repository is the one that the page walks through."""

import re
from pathlib import Path

import pytest

DOCS = Path(__file__).parents[2] / "docs"


@pytest.mark.parametrize("name", ["complaints.csv", "mapping.toml"])
def test_the_page_shows_the_sample(name: str) -> None:
    """What the page writes, and its commands read, is the file in `docs/samples/import`."""
    page = (DOCS / "how-to" / "import-history.md").read_text("utf-8")
    shown = re.search(rf'^```\w+ title="{name}"\n(.*?)^```$', page, re.MULTILINE | re.DOTALL)

    assert shown is not None
    assert shown[1] == (DOCS / "samples" / "import" / name).read_text("utf-8")
