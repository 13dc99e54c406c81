"""Every folder of plugins/ is a package of its own: installable, documented, tested, tied to a range of the core."""

import tomllib
from importlib.metadata import EntryPoint
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement

import complaintkit

ROOT = Path(__file__).parents[2]
FOLDERS = sorted(path.parent for path in ROOT.glob("plugins/*/pyproject.toml"))
each_plugin = pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)


def project(folder: Path) -> dict[str, Any]:
    """The table `project` of a package."""
    table: dict[str, Any] = tomllib.loads((folder / "pyproject.toml").read_text("utf-8"))["project"]
    return table


@each_plugin
def test_a_plugin_is_named_like_its_folder(folder: Path) -> None:
    """`plugins/complaintkit-x` is the distribution `complaintkit-x` with the module `complaintkit_x`."""
    assert project(folder)["name"] == folder.name
    assert (folder / "src" / folder.name.replace("-", "_") / "py.typed").exists()


@each_plugin
def test_a_plugin_explains_itself_and_is_tested(folder: Path) -> None:
    """A plugin comes with a README, a page of the documentation that shows it, a licence and tests of its own."""
    page = ROOT / "docs/plugins" / f"{folder.name.removeprefix('complaintkit-')}.md"
    assert (folder / "README.md").read_text("utf-8").startswith(f"# {folder.name}\n")
    assert f"plugins/{folder.name}/README.md" in page.read_text("utf-8")
    assert (folder / "LICENSE").read_bytes() == (ROOT / "LICENSE").read_bytes()
    assert list(folder.glob("tests/test_*.py"))


@each_plugin
def test_an_entry_point_names_a_class(folder: Path) -> None:
    """What group `complaintkit` names can be loaded and is a class: the kit makes the instances."""
    named = project(folder)["entry-points"]["complaintkit"]
    assert named
    for name, value in named.items():
        assert isinstance(EntryPoint(name, value, "complaintkit").load(), type)


@each_plugin
def test_a_plugin_states_its_range_of_the_core(folder: Path) -> None:
    """The range is written by hand, from the tried version up to the next that may break it, and holds today's core."""
    core = next(r for r in map(Requirement, project(folder)["dependencies"]) if r.name == "complaintkit")
    assert {bound.operator for bound in core.specifier} == {">=", "<"}
    assert project(ROOT)["version"] in core.specifier


@each_plugin
def test_the_core_offers_a_plugin_as_an_extra(folder: Path) -> None:
    """`complaintkit[x]` brings the plugin of that name at a compatible version; `complaintkit[standard]` brings all."""
    extras = project(ROOT)["optional-dependencies"]
    name = folder.name.removeprefix("complaintkit-")
    (wanted,) = map(Requirement, extras[name])
    assert wanted.name == folder.name
    assert {bound.operator for bound in wanted.specifier} == {">=", "<"}
    assert project(folder)["version"] in wanted.specifier
    assert name in Requirement(extras["standard"][0]).extras


def test_the_kit_knows_its_version() -> None:
    """`complaintkit.__version__` is the version of the distribution."""
    assert complaintkit.__version__ == project(ROOT)["version"]
