"""What figures stand for: the day, the versions, the machine, and what else ran on it."""

from __future__ import annotations

import os
import platform
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from benchmarks._row import Row

__all__ = ["on_what"]


def on_what(row: Row, load: float) -> str:
    """Return what a row was measured on; `load` is how many processes wanted to run when it began."""
    packages = ("complaintkit", *row.packages)
    versions = [f"{one} {version(one)}" for one in packages] + [one.replace("==", " ") for one in row.peers]
    busy = f"load {load:.1f}{_priority()}"
    return (
        f"{datetime.now(UTC):%Y-%m-%d}; {', '.join(versions)}, Python {platform.python_version()}; {_machine()}, {busy}"
    )


def _priority() -> str:
    """Return whether this went before or after what else ran."""
    nice = os.nice(0)
    return f", nice {nice}" if nice else ""


def _machine() -> str:
    return f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores of {_processor()}"


def _processor() -> str:
    """Return what the processor calls itself."""
    about = Path("/proc/cpuinfo")
    found = about.read_text("utf-8").splitlines() if about.exists() else []
    names = [line.partition(":")[2].strip() for line in found if line.startswith("model name")]
    return names[0] if names else platform.processor() or "an unnamed processor"
