"""For all tests: where their files are, how random examples are chosen, what a plugin's own tests can find.

Random examples come from one seed, which the run prints and `--hypothesis-seed` repeats. Files are kept in memory where
there is room: SQLite waits for the disk at each commit. Whether a disk keeps its word, no test could tell.
"""

import gc
import os
import secrets
import shutil
import tempfile
from collections.abc import Callable, Iterator
from functools import cache
from importlib.metadata import Distribution, distributions, requires
from pathlib import Path
from typing import TYPE_CHECKING, Any

import hypothesis
import pytest
from packaging.requirements import Requirement
from packaging.utils import NormalizedName, canonicalize_name

from complaintkit.hooks._secret import forget

if TYPE_CHECKING:
    from faults._postgresql import Server
    from faults._program import Program

# No deadline for an example: a busy machine is no defect. In CI no database, every run looks somewhere else.
hypothesis.settings.register_profile("local", deadline=None, print_blob=True)
hypothesis.settings.register_profile("ci", deadline=None, print_blob=True, database=None, derandomize=False)
hypothesis.settings.load_profile("ci" if os.environ.get("CI") else "local")

MEMORY = "/dev/shm"  # noqa: S108  of Linux; pytest makes a folder of its own there, as in /tmp
if Path(MEMORY).is_dir() and shutil.disk_usage(MEMORY).free > 2 * 10**9:
    os.environ.setdefault("TMPDIR", MEMORY)
    tempfile.tempdir = None  # what was found before

# Tests read English, whatever language the terminal of whoever runs them is set to.
os.environ["LC_ALL"] = "C.UTF-8"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let desks be opened on another database than the SQLite file that their tests name."""
    parser.addoption(
        "--storage",
        choices=["sqlite", "postgresql"],
        default="sqlite",
        help="postgresql: each SQLite file that a test opens stands for a database of a PostgreSQL server",
    )


@pytest.hookimpl(tryfirst=True)  # before hypothesis reads the option
def pytest_configure(config: pytest.Config) -> None:
    """Draw the seed of this run, if none was asked for."""
    if config.option.hypothesis_seed is None:
        config.option.hypothesis_seed = str(secrets.randbits(32))


def pytest_collection_finish() -> None:
    """Keep what was collected out of the sight of Python's garbage collector: it stays to the end, however often that looks."""
    gc.freeze()


def pytest_report_header(config: pytest.Config) -> str:
    """Print the seed, so that a failure can be repeated."""
    return f"random examples: --hypothesis-seed={config.option.hypothesis_seed}"


@pytest.fixture(scope="session")
def postgresql() -> "Server":
    """A PostgreSQL server with databases to lend, started when first asked for."""
    from faults._postgresql import server

    return server()


@pytest.fixture
def lent(postgresql: "Server", tmp_path: Path) -> Iterator[str]:
    """The URL of a PostgreSQL database with our tables, empty."""
    yield postgresql.lend(tmp_path)
    postgresql.take_back(tmp_path)


@pytest.fixture
def program() -> "Iterator[Callable[..., Program]]":
    """Start a program; it is killed at the end of the test, if it is still there."""
    from faults._program import Program

    started: list[Program] = []

    def start(code: str, *words: object, **options: Any) -> Program:  # noqa: ANN401  as it takes them
        started.append(Program(code, *words, **options))
        return started[-1]

    yield start
    for one in started:
        one.kill()
        one.__exit__()


@pytest.fixture(scope="session", autouse=True)
def _all_on_storage(request: pytest.FixtureRequest) -> None:
    """With `--storage postgresql`, open a database of the server wherever a SQLite file is named, from the very first desk on."""
    if request.config.option.storage == "postgresql":
        from faults._standing import stand_in_for_good

        stand_in_for_good()


@pytest.fixture(autouse=True)
def on_storage(
    request: pytest.FixtureRequest, _all_on_storage: None, monkeypatch: pytest.MonkeyPatch
) -> Iterator[None]:
    """On PostgreSQL, open a database of the server wherever a test names a SQLite file.

    So with `--storage postgresql`; and where a test is parametrised by this, as by `ON_BOTH` in tests/houses.py.
    """
    everywhere = request.config.option.storage
    wanted = getattr(request, "param", everywhere)
    if (marker := request.node.get_closest_marker("sqlite")) and wanted == "postgresql":
        pytest.skip(marker.args[0])
    if wanted == "sqlite":
        if everywhere == "postgresql":
            pytest.skip("asks for SQLite")
        yield
        return
    from faults._standing import stand_in

    postgresql, folder = request.getfixturevalue("postgresql"), request.getfixturevalue("tmp_path")
    with monkeypatch.context() as changed:
        if everywhere == "sqlite":
            stand_in(changed, postgresql)
        yield
    postgresql.take_back_within(folder)


@pytest.fixture(autouse=True)
def _names_of_examples(request: pytest.FixtureRequest, doctest_namespace: dict[str, object]) -> None:
    """What the examples of docstrings may name: a folder of their own, and the sample organisation."""
    if isinstance(request.node, pytest.DoctestItem):
        doctest_namespace["tmp"] = request.getfixturevalue("tmp_path")
        doctest_namespace["organisation"] = Path(__file__).parent / "docs" / "samples" / "canteen" / "organisation.toml"


@pytest.fixture(autouse=True)
def _own_secrets() -> Iterator[None]:
    """Let what is secret in one test be a word like others in the next."""
    yield
    forget()


@pytest.fixture(autouse=True)
def _only_what_is_declared(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """A plugin's tests find the plugins it declares, and none that merely happens to be installed beside it."""
    match request.path.relative_to(Path(__file__).parent).parts:
        case ("plugins", package, "tests", *_):
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
