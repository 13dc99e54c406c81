"""A plugin's tests find the plugins it declares, and none that merely happens to be installed beside it."""

from functools import cache
from importlib.metadata import Distribution, distributions, requires
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import NormalizedName, canonicalize_name


@pytest.fixture(autouse=True)
def _only_what_is_declared(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Hide all other distributions from the kit."""
    package, folder, *_ = request.path.relative_to(Path(__file__).parent).parts
    if folder == "tests":
        monkeypatch.setattr("complaintkit.hooks._entry.distributions", lambda: _declared(package))


@cache
def _declared(package: str) -> tuple[Distribution, ...]:
    names = _required(package, "test")
    return tuple(found for found in distributions() if canonicalize_name(found.metadata["Name"]) in names)


def _required(package: str, *extras: str) -> set[NormalizedName]:
    """Return the names of a package and of all that comes with it and its extras."""
    found = {canonicalize_name(package)}
    for line in requires(package) or ():
        requirement = Requirement(line)
        if requirement.marker is None or any(requirement.marker.evaluate({"extra": one}) for one in ("", *extras)):
            found |= _required(requirement.name, *requirement.extras)
    return found
