"""The README keeps its promise of two commands: one shows the kit, one tests it."""

import re
import shlex
from pathlib import Path

ROOT = Path(__file__).parents[2]


def commands() -> list[list[str]]:
    """The commands of the README's `sh` blocks."""
    blocks = re.findall(r"^```sh\n(.*?)^```$", (ROOT / "README.md").read_text("utf-8"), re.MULTILINE | re.DOTALL)
    return [shlex.split(line, comments=True) for block in blocks for line in block.splitlines()]


def test_one_command_runs_the_demo_and_one_the_tests() -> None:
    """Both go through `./dev`, which needs nothing but Python and pip, and `.ci/run` executes these very lines."""
    assert commands() == [["./dev", "complaintkit", "demo"], ["./dev", "pytest", "-n", "auto"]]
