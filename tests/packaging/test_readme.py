"""The README keeps its promise of two commands, in both languages: one shows the kit, one tests it."""

import re
import shlex
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def commands(readme: str) -> list[list[str]]:
    """The commands of a README's `sh` blocks."""
    blocks = re.findall(r"^```sh\n(.*?)^```$", (ROOT / readme).read_text("utf-8"), re.MULTILINE | re.DOTALL)
    return [shlex.split(line, comments=True) for block in blocks for line in block.splitlines()]


@pytest.mark.parametrize("readme", ["README.md", "README.zh.md"])
def test_one_command_runs_the_demo_and_one_the_tests(readme) -> None:
    """Both go through `./dev`, which needs nothing but Python and pip, and `.ci/run` executes these very lines."""
    assert commands(readme) == [["./dev", "complaintkit", "demo"], ["./dev", "pytest", "-n", "auto"]]


def test_both_languages_name_the_same_packages() -> None:
    """Whoever reads Chinese misses none of them."""
    named = [
        re.findall(r"^\| \[?`(complaintkit[\w-]*)`", (ROOT / one).read_text("utf-8"), re.MULTILINE)
        for one in ("README.md", "README.zh.md")
    ]
    assert named[0] == named[1] != []
