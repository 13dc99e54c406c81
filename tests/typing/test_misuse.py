"""Types are a promise to integrators: what is wrong is found before it runs, what is right passes, under `mypy --strict`.

mypy runs as in a project of somebody else: without our settings, on what is installed.
"""

import os
import re
import subprocess
import sys
from collections import defaultdict
from fcntl import LOCK_EX, flock
from pathlib import Path

import pytest

HERE = Path(__file__).parent
EXAMPLES = HERE.parents[1] / "docs/examples"
SAID = re.compile(r"^(?P<file>[^:\n]+):(?P<line>\d+): error: .*\[(?P<code>[a-z-]+)\]$", re.MULTILINE)


def mypy(*words, folder, cache):
    """What it says in a folder; 0 and 1 are answers, all else is a failure."""
    strict = ["--strict", "--enable-error-code=unused-coroutine", "--no-color-output", "--cache-dir", cache]
    done = subprocess.run(
        [sys.executable, "-m", "mypy", *strict, *words],
        cwd=folder,
        env={name: value for name, value in os.environ.items() if name != "MYPYPATH"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode in (0, 1), done.stdout + done.stderr
    return done.stdout


@pytest.fixture
def cache(tmp_path_factory):
    """What mypy has learnt of the packages, for all tests of this file, one after the other, in whatever process they run."""
    here = tmp_path_factory.getbasetemp()
    everybody = here.parent if "PYTEST_XDIST_WORKER" in os.environ else here
    with (everybody / "mypy.lock").open("w") as lock:
        flock(lock, LOCK_EX)
        yield everybody / "mypy"


def test_each_mistake_is_found_where_it_is_made(cache):
    """Every marked line has an error of the marked codes, no other line has any."""
    said = defaultdict(set)
    for one in SAID.finditer(mypy("--config-file=", "misuse.py", folder=HERE, cache=cache)):
        said[int(one["line"])].add(one["code"])
    marked = {
        number: set(codes[1].split(", "))
        for number, line in enumerate((HERE / "misuse.py").read_text("utf-8").splitlines(), start=1)
        if (codes := re.search(r"# E: ([a-z-]+(?:, [a-z-]+)*)", line))
    }

    assert said == marked


@pytest.mark.parametrize("name", ["chain_rules", "counter", "fastapi_crm"])
def test_what_an_example_does_is_no_mistake(name, cache):
    """A program of somebody else, under the types of the real packages."""
    assert "Success: no issues" in mypy("--config-file=", ".", folder=EXAMPLES / name, cache=cache)


def test_what_the_pos_does_is_no_mistake(cache):
    """By its own mypy.ini, with the plugin of django-stubs: the rows of its tables have types, too."""
    assert "Success: no issues" in mypy(".", folder=EXAMPLES / "django_pos", cache=cache / "django")
