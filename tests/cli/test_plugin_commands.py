"""Commands that plugins bring: there where the settings name the plugin, and only there."""

import os

import pytest

SOURCE = '''
"""A plugin with a command of its own."""
from __future__ import annotations
import attrs
from complaintkit.plugin import Plugin, hookimpl

@attrs.frozen(kw_only=True, eq=False)
class Greeting(Plugin):
    name: str

    @hookimpl
    def complaintkit_cli_commands(self):
        import click

        @click.command("greet", help="Say good morning.")
        def greet() -> None:
            click.echo("早上好")

        yield greet
'''


@pytest.fixture
def installed(tmp_path):
    """A folder on the path with the plugin, as pip leaves it."""
    site = tmp_path / "site"
    info = site / "greeting-1.0.dist-info"
    info.mkdir(parents=True)
    (site / "greeting.py").write_text(SOURCE, "utf-8")
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: greeting\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text("[complaintkit]\ngreeting = greeting:Greeting\n")
    return {"PYTHONPATH": os.pathsep.join(filter(None, [str(site), os.environ.get("PYTHONPATH")]))}


def shown(one):
    """What a process printed, and how it ended."""
    with one:
        out, err = one.communicate()
    return one.returncode, out.decode(), err.decode()


def test_a_command_of_a_plugin_in_use(process, installed, tmp_path):
    """It stands in the help, and runs."""
    (tmp_path / "complaintkit.toml").write_text("[plugins.greeting]\n", "utf-8")
    code, out, _ = shown(process("--help", env=installed))
    assert code == 0
    assert "From plugins:" in out
    assert "Say good morning." in out
    assert shown(process("greet", env=installed)) == (0, "早上好\n", "")


def test_installed_alone_is_not_active(process, installed):
    """Without settings that name it, a plugin adds no command."""
    code, _, err = shown(process("greet", env=installed))
    assert code == 2
    assert "There is no command 'greet'" in err


def test_help_comes_where_the_settings_are_wrong(process, tmp_path):
    """That is when it is needed: our own commands are listed, and what is wrong is said."""
    (tmp_path / "complaintkit.toml").write_text("[plugins", "utf-8")
    code, out, err = shown(process("--help"))
    assert code == 0
    assert "playbook" in out
    assert "is not TOML" in err
