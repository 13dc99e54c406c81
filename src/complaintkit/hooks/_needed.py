"""Which complaintkit an installed plugin was made for: read from what its package declares, before a line of it runs."""

from __future__ import annotations

import re
from functools import cache
from importlib.metadata import distribution
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator
    from importlib.metadata import Distribution

CORE: Final = "complaintkit"
_OF_CORE: Final = re.compile(rf"{CORE}(?![\w.-])\s*(?:\[[^]]*\])?(?P<versions>[^;@]*)", re.IGNORECASE)
_RELEASE: Final = re.compile(r"(\d+)\.(\d+)(?:\.\d+)*")


@cache
def installed_core() -> str:
    """Return the version of complaintkit that is installed; "" for a folder of its modules, beside which nothing says it."""
    try:
        core = distribution(CORE)
        folder = getattr(core, "_path", None)
        named = folder.stem.partition("-")[2] if isinstance(folder, Path) and folder.suffix == ".dist-info" else ""
        return named or core.version
    except Exception:  # noqa: BLE001  not found, or broken metadata: it may work all the same
        return ""


def find_unmet(package: Distribution) -> str | None:
    """Return which versions of complaintkit a package needs, where the one installed is none of them.

    pip installs no such pair by itself; `--no-deps` does, and a folder that is copied.
    """
    return next(_find_unmet(package), None) if installed_core() else None


def _find_unmet(package: Distribution) -> Iterator[str]:
    for line in _declared(package):
        found = _OF_CORE.match(line)
        versions = found["versions"].replace(" ", "") if found else ""
        if versions and frozenset(versions.split(",")) != _usual(installed_core()):
            yield from _versions_unmet(line)


@cache
def _usual(core: str) -> frozenset[str]:
    """Return what our own packages declare, and those begun with `new-plugin`: a short command needs no library to see it holds.

    For a version that is no plain release (`0.4rc1`, `1.0.dev3`) there is no such thing: `>=0.4` leaves out what comes before 0.4.
    """
    release = _RELEASE.fullmatch(core)
    return frozenset({f">={release[1]}.{release[2]}", f"<{release[1]}.{int(release[2]) + 1}"} if release else ())


def _declared(package: Distribution) -> list[str]:
    """Return the lines of its requirements, read as text: to parse the whole of its metadata takes a library of its own."""
    try:
        read = getattr(package, "read_text", lambda _: None)
        text = read("METADATA")
        if text is None:
            return package.requires or []
        head = text.replace("\r\n", "\n").partition("\n\n")[0].split("\n")
        return [line.partition(":")[2].strip() for line in head if line.lower().startswith("requires-dist:")]
    except Exception:  # noqa: BLE001  as above
        return []


def _versions_unmet(line: str) -> Iterator[str]:
    """Yield the versions that a requirement allows, if it applies here, and the one installed is none of them."""
    from packaging.requirements import InvalidRequirement, Requirement  # a short command must not pay for it

    try:
        wanted = Requirement(line)
    except InvalidRequirement:  # as above
        return
    applies = wanted.marker is None or wanted.marker.evaluate({"extra": ""})
    if applies and not wanted.specifier.contains(installed_core(), prereleases=True):
        yield str(wanted.specifier)
