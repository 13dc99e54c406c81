"""Copies of the programs in docs/examples, each in a folder that is gone afterwards."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import attrs
import pytest

EXAMPLES = Path(__file__).parents[2] / "docs/examples"
PYTHON = """
import os, runpy, sys, warnings
os.dup2(1, 2)
warnings.simplefilter("error")
sys.path.insert(0, os.getcwd())
del sys.argv[0]
if sys.argv[0] == "-c":
    exec(sys.argv.pop(1))
elif sys.argv[0] == "-m":
    runpy.run_module(sys.argv.pop(1), run_name="__main__", alter_sys=True)
else:
    runpy.run_path(sys.argv[0], run_name="__main__")
"""


@attrs.frozen
class Program:
    """An example, and how its commands are started: as by `python -W error`."""

    folder: Path
    variables: dict[str, str]
    start: Callable[..., Any]

    def says(self, *words, code=0):
        """Type something; return what it prints, both streams. It ends with `code`."""
        with self.starts(*words) as one:
            said, _ = one.communicate()
        assert one.returncode == code, said
        return said

    def starts(self, *words):
        """Type something, and do not wait for it."""
        return self.start(PYTHON, *words, cwd=self.folder, env=self.variables)


@pytest.fixture
def example(tmp_path, program):
    """An example by its name, as somebody has just copied it."""

    def copied(name):
        unwanted = shutil.ignore_patterns("__pycache__", "var", "outbox", "*.db*", ".*_cache")
        folder = shutil.copytree(EXAMPLES / name, tmp_path / name, ignore=unwanted)
        unset = {"COMPLAINTKIT_DB", "COMPLAINTKIT_CONFIG", "DJANGO_SETTINGS_MODULE", "PYTEST_ADDOPTS"}
        variables = {name: value for name, value in os.environ.items() if name not in unset}
        return Program(folder, variables | {"PYTHONUTF8": "1", "PYTHONDONTWRITEBYTECODE": "1"}, program)

    return copied
