"""What a package imports, it declares, and the other way round: nobody else has to bring it, nobody pays for nothing."""

import ast
import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.metadata import packages_distributions
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
ONLY_DATA = {"tzdata"}
PACKAGES = [ROOT, *sorted(path.parent for path in ROOT.glob("plugins/*/pyproject.toml"))]


@cache
def imported(folder: Path) -> frozenset[str]:
    """The top-level modules that the code below `folder` imports, anywhere in it."""
    return frozenset(one for path in folder.rglob("*.py") for one in imported_by(path.read_text("utf-8")))


def imported_by(code: str) -> Iterator[str]:
    """The top-level modules that a module imports."""
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            yield (node.module or "").partition(".")[0]


installed = cache(packages_distributions)  # it reads what each package says of itself


@pytest.mark.parametrize("package", PACKAGES, ids=lambda package: "complaintkit" if package == ROOT else package.name)
def test_what_a_package_imports_it_declares(package: Path) -> None:
    """Each module from outside belongs to a dependency, or to an extra, that the package itself names."""
    project = tomllib.loads((package / "pyproject.toml").read_text("utf-8"))["project"]
    extras = {name: lines for name, lines in project["optional-dependencies"].items() if name != "test"}
    assert undeclared(package / "src", project, project["dependencies"], *extras.values()) == set()


@pytest.mark.parametrize("package", PACKAGES[1:], ids=lambda package: package.name)
def test_what_a_plugins_tests_import_it_declares(package: Path) -> None:
    """They run with the extra `test` and nothing else: pytest comes with `complaintkit[testing]`."""
    project = tomllib.loads((package / "pyproject.toml").read_text("utf-8"))["project"]
    core = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["optional-dependencies"]
    lists = [project["dependencies"], project["optional-dependencies"]["test"], core["testing"]]
    assert undeclared(package / "tests", project, *lists) == set()


def undeclared(folder: Path, project: dict[str, Any], *lists: list[str]) -> set[str]:
    """Return the modules from outside that `folder` imports and none of the requirements brings by itself."""
    declared = {canonicalize_name(Requirement(line).name) for lines in lists for line in lines} | {project["name"]}
    distributions = installed()
    return {
        module
        for module in imported(folder) - sys.stdlib_module_names - {project["name"].replace("-", "_")}
        if not declared & {canonicalize_name(name) for name in distributions.get(module, [module])}
    }


@pytest.mark.parametrize("package", PACKAGES, ids=lambda package: "complaintkit" if package == ROOT else package.name)
def test_what_a_package_declares_it_imports(package: Path) -> None:
    """A dependency that nothing imports makes everybody install, pin and watch it for nothing."""
    project = tomllib.loads((package / "pyproject.toml").read_text("utf-8"))["project"]
    declared = {canonicalize_name(Requirement(line).name) for line in project["dependencies"]}
    distributions = installed()
    brought = {
        canonicalize_name(name) for module in imported(package / "src") for name in distributions.get(module, [module])
    }
    assert declared - brought - ONLY_DATA == set()
