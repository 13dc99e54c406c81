"""A plugin that was made for another complaintkit is refused before a line of it runs, and says what it needs."""

from __future__ import annotations

import sys
from importlib.metadata import distributions
from pathlib import Path

import attrs
import pytest
from packaging.specifiers import SpecifierSet

from complaintkit import __version__
from complaintkit.hooks import _needed
from complaintkit.hooks._needed import CORE, find_unmet
from complaintkit.hooks.plugins import Plugins
from complaintkit.model.errors import ConfigurationError, PluginError
from complaintkit.plugin import Plugin

MAJOR, MINOR = map(int, __version__.split(".")[:2])
NEXT = f"{MAJOR}.{MINOR + 1}"
UNMET = (f">={NEXT}", f">={NEXT},<9", f"=={NEXT}.*", f"<{__version__}", f"!={__version__}", f"~={NEXT}.0")
MET = (
    "",
    f">={MAJOR}.{MINOR},<{NEXT}",
    f"<{NEXT},>={MAJOR}.{MINOR}",
    f">={__version__}",
    f"~={__version__}",
    ">=0.0.1",
    f"=={__version__}",
)


@attrs.frozen
class Declaring:
    """A package, as far as it says what it needs."""

    requires: object


def unmet(*lines: str) -> str | None:
    """What a package with these requirements needs and has not."""
    return find_unmet(Declaring(list(lines)))  # type: ignore[arg-type]  # so much of a distribution is read


@pytest.mark.parametrize("versions", UNMET)
@pytest.mark.parametrize("written", ["{core}{versions}", "{core} ({versions})", "Complaintkit[testing]{versions}"])
def test_another_core_than_the_one_that_runs_is_unmet(versions: str, written: str) -> None:
    """However it is written: builders of packages differ."""
    found = unmet("attrs>=24", written.format(core=CORE, versions=versions))

    assert found is not None
    assert set(found.split(",")) == set(versions.split(","))


@pytest.mark.parametrize("versions", MET)
def test_the_core_that_runs_meets_what_allows_it(versions: str) -> None:
    """In whatever order its bounds stand, or without any."""
    assert unmet(f"{CORE}{versions}") is None


@pytest.mark.parametrize(
    "line",
    [
        f"{CORE}-coupons>={NEXT}",
        f"{CORE}_coupons>={NEXT}",
        f"{CORE}.coupons>={NEXT}",
        f'{CORE}>={NEXT}; extra == "test"',
        f'{CORE}>={NEXT}; python_version < "3"',
        f"{CORE} @ https://example.org/{CORE}.whl",
        f"{CORE} no version",
    ],
)
def test_what_is_asked_of_others_or_elsewhere_does_not_count(line: str) -> None:
    """Another package, an extra, another Python, no version at all; what nobody can read may work all the same."""
    assert unmet(line) is None


def test_what_is_asked_where_we_are_counts() -> None:
    """A requirement with a condition that holds is one like any other."""
    assert unmet(f'{CORE}>={NEXT}; python_version >= "3"') == f">={NEXT}"


def test_a_core_that_is_not_out_yet_meets_what_it_comes_after(monkeypatch) -> None:
    """Whoever tries the next one early is not told that their plugins want a newer one; one that wants it whole is refused."""
    monkeypatch.setattr(_needed, "installed_core", lambda: f"{NEXT}.0rc1")

    assert unmet(f"{CORE}>={MAJOR}.{MINOR}") is None
    assert unmet(f"{CORE}>={NEXT}") == f">={NEXT}"


CORES = ("0.4", "0.4.2", "2024.1", "2", "0.4rc1", "0.4.0rc1", "1.0.dev3", "1.0.post1", "1.0+shop.2", "1!2.0", "0.09")


@pytest.mark.parametrize("core", CORES)
@pytest.mark.parametrize("asked", [">=0.4,<0.5", ">=1.0,<1.1", ">=2024.1,<2024.2", ">=2,<3", ">=0.09,<0.10"])
def test_whatever_the_version_of_the_core_what_pip_would_say_holds(monkeypatch, core: str, asked: str) -> None:
    """Candidates, builds under way, dates and local ones are versions, too; the short way to an answer is no other answer."""
    monkeypatch.setattr(_needed, "installed_core", lambda: core)

    assert (unmet(f"{CORE}{asked}") is None) == SpecifierSet(asked).contains(core, prereleases=True)


@attrs.frozen
class Installed:
    """The core as it is installed: where, and what its metadata say."""

    _path: object
    said: str | None = None

    @property
    def version(self) -> str:
        """Read the metadata."""
        assert self.said is not None, "the name of the folder says it"
        return self.said


@attrs.frozen
class Zipped:
    """A place within an archive, which is no path."""

    suffix: str = ".dist-info"
    stem: str = "complaintkit-0.5"


@pytest.mark.parametrize(
    ("core", "version"),
    [
        (Installed(Path("site/complaintkit-0.4.dist-info")), "0.4"),
        (Installed(Path("site/complaintkit-0.4+shop.2.dist-info")), "0.4+shop.2"),
        (Installed(Path("site/complaintkit.dist-info"), "0.6"), "0.6"),
        (Installed(Path("site/complaintkit-0.5.egg-info"), "0.6"), "0.6"),
        (Installed(Zipped(), "0.6"), "0.6"),
        (Installed(None, "0.6"), "0.6"),
    ],
)
def test_the_core_that_runs_is_known_by_its_folder(monkeypatch, core: Installed, version: str) -> None:
    """A short command parses no metadata for it; where the folder says nothing, they do."""
    monkeypatch.setattr(_needed, "distribution", lambda _: core)

    assert _needed.installed_core.__wrapped__() == version


def test_requirements_are_read_to_their_end() -> None:
    """A condition may hold a colon; what a package says of itself after its head is no requirement."""

    class Written:
        """A package with its metadata as they stand."""

        def read_text(self, name: str) -> str:
            """Give them."""
            assert name == "METADATA"
            head = f'Name: newer\r\nrequires-dist: {CORE}>={NEXT}; platform_version != "a:b"\r\n'
            return f"{head}\r\nRequires-Dist: {CORE}>=99\r\n"

    assert find_unmet(Written()) == f">={NEXT}"  # type: ignore[arg-type]  # so much of a distribution is read


def test_a_package_that_asks_for_nothing_has_all_it_needs() -> None:
    """It says nothing of it at all."""
    assert find_unmet(Declaring(None)) is None  # type: ignore[arg-type]  # so much of a distribution is read


def test_metadata_that_can_not_be_read_needs_nothing() -> None:
    """The plugin may work all the same."""

    class Torn:
        """Its files are gone."""

        @property
        def requires(self) -> list[str]:
            """Fail."""
            raise OSError

    assert find_unmet(Torn()) is None  # type: ignore[arg-type]  # so much of a distribution is read


def test_a_core_of_which_nobody_knows_the_version_is_held_to_none(monkeypatch) -> None:
    """A folder of its modules, without what pip leaves beside them."""
    monkeypatch.setattr(_needed, "installed_core", lambda: "")

    assert unmet(f"{CORE}>={NEXT}") is None


def test_our_own_packages_fit_the_core_beside_them(monkeypatch) -> None:
    """And a short command loads no library to see that."""
    monkeypatch.setitem(sys.modules, "packaging.requirements", None)
    ours = [one for one in distributions() if one.metadata["Name"].startswith(f"{CORE}-")]

    assert len(ours) > 5
    assert [find_unmet(one) for one in ours] == [None] * len(ours)


TOUCHED = "from pathlib import Path\nPath(__file__).with_suffix('.touched').touch()\n"
PLUGIN = """
@attrs.frozen(kw_only=True, eq=False)
class Newer(Plugin):
    name: str = "newer"
"""


@pytest.fixture
def newer(site):
    """An installed plugin that asks for the next core."""
    site.install("newer", TOUCHED + PLUGIN, version="2.1", requires=[f"{CORE}>={NEXT}"], newer="Newer")
    return site.folder / "newer.touched"


def test_a_plugin_for_another_core_is_named_and_never_imported(newer, good) -> None:
    """It says what it needs, what is there, and what to type; the others are there."""
    plugins = Plugins.assemble(configured={"newer": {}, **good})
    (found,) = [one for one in plugins.inspect() if one.name == "newer"]

    assert list(plugins.notifiers) == ["sms"]
    assert (found.status, found.stage, found.distribution, found.version) == ("failed", "discover", "newer", "2.1")
    assert found.reason == (
        f"newer 2.1 needs complaintkit >={NEXT}, and {__version__} is installed. "
        "Let pip find two that fit: pip install --upgrade complaintkit newer"
    )
    assert not newer.exists()


def test_one_that_is_only_installed_says_so_too(newer, good) -> None:
    """Before anybody names it in the settings."""
    with Plugins.assemble(configured=good) as plugins:
        (found,) = [one for one in plugins.inspect() if one.name == "newer"]
        with pytest.raises(PluginError, match="needs complaintkit"):
            plugins.check_loadable("newer")

    assert (found.status, found.stage) == ("failed", "discover")
    assert not newer.exists()


def test_a_storage_for_another_core_opens_nothing(site) -> None:
    """The desk does not start on it, and says why."""
    source = TOUCHED + PLUGIN.replace("Newer", "NewerStorage")
    site.install("newer", source, requires=[f"{CORE}>={NEXT}"], newer="NewerStorage")

    with Plugins.assemble() as plugins, pytest.raises(ConfigurationError, match=r"newer 1\.0 needs complaintkit"):
        plugins.storage_for("newer:///desk.db")
    assert not (site.folder / "newer.touched").exists()


def test_one_that_the_host_made_is_left_out_as_well(newer, good) -> None:
    """The host has imported it by then; the desk asks it for nothing."""
    kind = type("Newer", (Plugin,), {"__module__": "newer._plugin", "name": "newer"})

    plugins = Plugins.assemble([kind()], good)

    assert list(plugins.notifiers) == ["sms"]
    assert [(one.name, one.stage) for one in plugins.failures] == [("newer", "discover")]
    assert f"needs complaintkit >={NEXT}" in plugins.failures[0].reason
