"""Copies of the programs in docs/examples, each in a folder that is gone afterwards."""

import os
import shutil
import sys
from pathlib import Path
from subprocess import PIPE, STDOUT, Popen, run

import attrs
import pytest

EXAMPLES = Path(__file__).parents[2] / "docs/examples"


@attrs.frozen
class Program:
    """An example, and this environment's Python to run it with."""

    folder: Path
    variables: dict[str, str]

    def command(self, *words):
        """What is typed."""
        return [sys.executable, "-W", "error", *map(str, words)]

    def says(self, *words, code=0):
        """What it prints, both streams; it ends with `code`."""
        done = run(
            self.command(*words),
            cwd=self.folder,
            env=self.variables,
            stdout=PIPE,
            stderr=STDOUT,
            text=True,
            check=False,
        )
        assert done.returncode == code, done.stdout
        return done.stdout

    def starts(self, *words):
        """It runs beside the test."""
        return Popen(self.command(*words), cwd=self.folder, env=self.variables, stdout=PIPE, stderr=STDOUT, text=True)


@pytest.fixture
def example(tmp_path):
    """An example by its name, as somebody has just copied it."""

    def copied(name):
        unwanted = shutil.ignore_patterns("__pycache__", "var", "outbox", "*.db*", ".*_cache")
        folder = shutil.copytree(EXAMPLES / name, tmp_path / name, ignore=unwanted)
        unset = {"COMPLAINTKIT_DB", "COMPLAINTKIT_CONFIG", "DJANGO_SETTINGS_MODULE", "PYTEST_ADDOPTS"}
        variables = {name: value for name, value in os.environ.items() if name not in unset}
        return Program(folder, variables | {"PYTHONUTF8": "1", "PYTHONDONTWRITEBYTECODE": "1"})

    return copied
