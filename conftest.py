"""How tests with random examples choose them: by one seed, which the run prints and `--hypothesis-seed` repeats."""

import os
import secrets
from pathlib import Path

import hypothesis
import pytest

# No deadline for an example: a busy machine is no defect. In CI no database, every run looks somewhere else.
hypothesis.settings.register_profile("local", deadline=None, print_blob=True)
hypothesis.settings.register_profile("ci", deadline=None, print_blob=True, database=None, derandomize=False)
hypothesis.settings.load_profile("ci" if os.environ.get("CI") else "local")


@pytest.hookimpl(tryfirst=True)  # before hypothesis reads the option
def pytest_configure(config: pytest.Config) -> None:
    """Draw the seed of this run, if none was asked for."""
    if config.option.hypothesis_seed is None:
        config.option.hypothesis_seed = str(secrets.randbits(32))


def pytest_report_header(config: pytest.Config) -> str:
    """Print the seed, so that a failure can be repeated."""
    return f"random examples: --hypothesis-seed={config.option.hypothesis_seed}"


@pytest.fixture(autouse=True)
def _names_of_examples(request: pytest.FixtureRequest, doctest_namespace: dict[str, object]) -> None:
    """What the examples of docstrings may name: a folder of their own, and the sample organisation."""
    if isinstance(request.node, pytest.DoctestItem):
        doctest_namespace["tmp"] = request.getfixturevalue("tmp_path")
        doctest_namespace["organisation"] = Path(__file__).parent / "docs" / "samples" / "canteen" / "organisation.toml"
