"""`complaintkit new-plugin`: a stranger's first plugin, green before anything is changed."""

import tomllib

import pytest
from click.testing import CliRunner
from packaging.requirements import Requirement
from packaging.version import Version

from complaintkit.cli._app import app
from complaintkit.cli.commands import _plugin_package
from complaintkit.cli.commands._plugin_package import write_package
from complaintkit.model.errors import ConfigurationError, InvalidInput

PYTEST = """
import sys, pytest
sys.exit(pytest.main(["-q", "-p", "no:cacheprovider", "-W", "ignore:Module already imported"]))
"""


def new_plugin(*arguments):
    """The command, in this process."""
    return CliRunner().invoke(app, ["new-plugin", *map(str, arguments)])


@pytest.mark.parametrize("kind", ["channel", "notifier", "storage", "policy", "executor"])
def test_its_tests_are_green_at_once(kind, tmp_path, program):
    """Not even installed: the contract of its kind holds for what is written."""
    assert new_plugin(kind, "night-stall", "--folder", tmp_path).exit_code == 0

    made = tmp_path / "complaintkit-night-stall"
    with program(PYTEST, cwd=made) as tests:
        said = tests.communicate()

    assert tests.returncode == 0, said
    assert "complaintkit_night_stall" in (made / "pyproject.toml").read_text("utf-8")


def test_the_longer_name_is_the_same_name(tmp_path):
    """People say the distribution's name, too."""
    assert write_package("policy", "complaintkit-night-stall", tmp_path).name == "complaintkit-night-stall"


def test_what_is_there_is_never_overwritten(tmp_path):
    """A second time is refused, and nothing is touched."""
    made = write_package("channel", "wechat", tmp_path)
    (made / "README.md").write_text("ours", "utf-8")

    with pytest.raises(ConfigurationError, match="is there already"):
        write_package("notifier", "wechat", tmp_path)

    assert (made / "README.md").read_text("utf-8") == "ours"
    assert not (made / "src/complaintkit_wechat/_notifier.py").exists()


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("WeChat", "wechat"),
        ("we_chat", "we-chat"),
        ("../we", "we"),
        ("7fresh", "fresh"),
        ("a--b", "a-b"),
        ("微信", "Small"),
    ],
)
def test_a_name_that_cannot_be_is_refused(name, meant, tmp_path):
    """With the one that was meant, where there is one; nothing is written."""
    with pytest.raises(InvalidInput, match=meant):
        write_package("channel", name, tmp_path)

    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(("kind", "name"), [("channel", "channel"), ("executor", "remedy"), ("policy", "compensation")])
def test_a_name_of_our_own_is_refused(kind, name, tmp_path):
    """A class called like what it is derived from could not even be imported."""
    with pytest.raises(InvalidInput, match=f"our-{name}"):
        write_package(kind, name, tmp_path)


def test_an_unknown_kind_is_refused(tmp_path):
    """With the kinds there are."""
    done = new_plugin("kanal", "wechat", "--folder", tmp_path)

    assert done.exit_code != 0
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("kind", ["channel", "notifier", "storage", "policy", "executor"])
def test_what_it_says_of_itself_is_known_to_whoever_builds_it(kind, tmp_path):
    """A classifier that the package index doesn't have stops every build, an installation from the folder, too."""
    known = pytest.importorskip("trove_classifiers").classifiers
    written = tomllib.loads((write_package(kind, "night-stall", tmp_path) / "pyproject.toml").read_text("utf-8"))

    assert set(written["project"]["classifiers"]) <= known


@pytest.mark.parametrize("core", ["0.4", "0.4.2", "2024.1", "2", "0.4rc1", "0.4.0rc1", "1.0.dev3", "1.0.post1"])
def test_it_asks_for_the_core_it_was_begun_with(core, tmp_path, monkeypatch):
    """A candidate of a release is a core to begin with, too; the next minor version is another one."""
    monkeypatch.setattr(_plugin_package, "__version__", core)

    project = tomllib.loads((write_package("policy", "night-stall", tmp_path) / "pyproject.toml").read_text("utf-8"))
    (asked,) = [
        one.specifier for one in map(Requirement, project["project"]["dependencies"]) if one.name == "complaintkit"
    ]

    assert asked.contains(core, prereleases=True)
    assert not asked.contains(f"{Version(core).major}.{Version(core).minor + 1}")
