"""requirements.txt: everything by version and hash, and no word about where it was found."""

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
PROJECTS = [ROOT / "pyproject.toml", *sorted(ROOT.glob("plugins/*/pyproject.toml"))]
PINS = ROOT / "requirements.txt"
OURS = {tomllib.loads(path.read_text("utf-8"))["project"]["name"] for path in PROJECTS}


def declared(path: Path) -> list[Requirement]:
    """What a project, its extras and its dependency groups ask for, apart from our own packages."""
    data = tomllib.loads(path.read_text("utf-8"))
    lists = [
        data["project"]["dependencies"],
        *data["project"].get("optional-dependencies", {}).values(),
        *data.get("dependency-groups", {}).values(),
    ]
    requirements = [Requirement(line) for lines in lists for line in lines]
    return [requirement for requirement in requirements if canonicalize_name(requirement.name) not in OURS]


def test_pins_name_no_place() -> None:
    """A pin holds a name, a version, a marker and hashes: no address of an index, no path of a machine."""
    text = PINS.read_text("utf-8")
    assert not re.search(r"://|^\s*-|^\s*[./]|@ ", text.replace("    --hash=sha256:", ""), re.MULTILINE)


def test_every_pin_has_a_hash() -> None:
    """What is installed is what was pinned, whoever delivers it."""
    lines = PINS.read_text("utf-8").replace("\\\n", "").splitlines()
    assert [
        line for line in lines if not re.fullmatch(r"\S+==\S+( ; [^#]+?)?\s+(\s*--hash=sha256:[0-9a-f]{64}\s*)+", line)
    ] == []


@pytest.mark.parametrize(
    "project", PROJECTS, ids=lambda path: "complaintkit" if path.parent == ROOT else path.parent.name
)
def test_everything_declared_is_pinned(project: Path) -> None:
    """`./dev` installs pins only, so a dependency that is declared and not pinned would be missing: run `.ci/pin`."""
    text = PINS.read_text("utf-8")
    pinned = {canonicalize_name(name): version for name, version in re.findall(r"^(\S+?)==(\S+)", text, re.MULTILINE)}
    amiss = [
        str(requirement)
        for requirement in declared(project)
        if pinned.get(canonicalize_name(requirement.name), "none") not in requirement.specifier
    ]
    assert amiss == []
