"""Plugins and policies as their authors wrote them, before there was a kit, hold the contracts.

Each in a process of its own, with its own tests, against the kit as it stands.
"""

import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

WANTED = Path(__file__).parents[3] / "shared" / "wanted"
OPTIONS = "--import-mode=importlib -W error -p no:randomly -p no:cacheprovider".split()


def run(tests, source, *, select=""):
    """The tests of a folder, by pytest, with a package on the path."""
    if not tests.exists():
        pytest.skip(f"{tests} is not here")
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-c", os.devnull, "--rootdir", tests, tests, "-k", select, *OPTIONS],
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | {"PYTHONPATH": str(source), "PYTHONDONTWRITEBYTECODE": "1", "PYTHONUTF8": "1"},
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.mark.skipif(find_spec("httpx") is None, reason="these plugins use httpx, which is not installed")
@pytest.mark.parametrize("name", ["complaintkit-wechat", "complaintkit-aliyun-sms"])
def test_a_wanted_plugin_holds_the_contracts(name):
    """Channel and notifier, with every byte altered and every byte cut."""
    folder = WANTED / "plugins" / name

    assert " passed" in run(folder / "tests", folder / "src")


def test_a_wanted_policy_holds_the_contract():
    """The chain's progressive refund."""
    folder = WANTED / "rules" / "chain"

    assert " passed" in run(folder / "tests", folder / "policies" / "src", select="TestProgressiveRefund")
