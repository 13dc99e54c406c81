"""Warnings on standard error are in the language of the run, the first one about the key of a new database among them."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = [sys.executable, "-m", "complaintkit.cli"]
HAN = re.compile(r"[\u4e00-\u9fff]")


@pytest.mark.sqlite("a key beside the file")
@pytest.mark.parametrize(
    ("language", "told"),
    [("zh", "警告：数据库的密钥已生成在数据库旁边"), ("en", "warning: the key of the database was made beside it")],
)
def test_the_first_warning_is_told_in_the_language_of_the_run(tmp_path: Path, language: str, told: str) -> None:
    """Whole: level, sentence, and what to do."""
    command = [*SCRIPT, "do", "--lang", language, "--db", f"sqlite:///{tmp_path}/desk.db", "--playbook", "print-shop"]
    done = subprocess.run(command, input="", capture_output=True, text=True, encoding="utf-8", check=True)

    assert told in done.stderr
    assert bool(HAN.search(done.stderr)) == (language == "zh")
    assert ("the key" in done.stderr) == (language == "en")
