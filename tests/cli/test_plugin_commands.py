"""Commands that plugins bring: where the settings name the plugin, and where an installed one offers its own."""

import os
import re

import pytest

SOURCE = '''
"""A plugin with a command of its own."""
from __future__ import annotations
import attrs
from complaintkit.plugin import Plugin, hookimpl

@attrs.frozen(kw_only=True, eq=False)
class Greeting(Plugin):
    name: str
    word: str = "早上好"

    @hookimpl
    def complaintkit_cli_commands(self):
        import click

        @click.command("greet", help="Say good morning.")
        @click.option("--lang", default="zh")
        def greet(lang) -> None:
            click.echo(f"{self.word} {lang}")

        yield greet

class GreetCommand(Greeting):
    pass

@attrs.frozen(kw_only=True, eq=False)
class WantingCommand(Greeting):
    shop: str

@attrs.frozen(kw_only=True, eq=False)
class SilentCommand(Plugin):
    name: str
'''


@pytest.fixture
def install(tmp_path):
    """Puts the plugin on the path as pip leaves it, with these entry points; the environment that finds it."""

    def install(*points, source=SOURCE):
        site = tmp_path / "site"
        info = site / "greeting-1.0.dist-info"
        info.mkdir(parents=True)
        (site / "greeting.py").write_text(source, "utf-8")
        (info / "METADATA").write_text("Metadata-Version: 2.1\nName: greeting\nVersion: 1.0\nSummary: Greets.\n")
        (info / "entry_points.txt").write_text("\n".join(("[complaintkit]", *points)))
        return {"PYTHONPATH": os.pathsep.join(filter(None, [str(site), os.environ.get("PYTHONPATH")]))}

    return install


@pytest.fixture
def installed(install):
    """A plugin that settings have to name."""
    return install("greeting = greeting:Greeting")


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
    assert shown(process("greet", env=installed)) == (0, "早上好 zh\n", "")


def test_installed_alone_is_not_active(process, installed):
    """Without settings that name it, a plugin adds no command."""
    code, _, err = shown(process("greet", env=installed))
    assert code == 2
    assert "There is no command 'greet'" in err


def test_an_installed_plugin_offers_the_command_it_is_called_by(process, install):
    """A class called `...Command` needs no settings; what stands before the command reaches its options."""
    environment = install("greet = greeting:GreetCommand")
    code, out, _ = shown(process("--help", env=environment))
    assert code == 0
    assert re.search("From plugins:(.|\n)*greet +Greets", out)
    assert shown(process("greet", env=environment)) == (0, "早上好 zh\n", "")
    assert shown(process("--lang", "en", "greet", env=environment)) == (0, "早上好 en\n", "")


def test_settings_go_before_what_is_only_installed(process, install, tmp_path):
    """Where ./complaintkit.toml names the plugin, its command has those settings."""
    environment = install("greet = greeting:GreetCommand")
    (tmp_path / "complaintkit.toml").write_text('[plugins.greet]\nword = "你好"\n', "utf-8")
    assert shown(process("greet", env=environment)) == (0, "你好 zh\n", "")


def test_a_broken_plugin_hurts_nobody_else(process, install):
    """The help lists it without importing it, other commands run; it says itself what is wrong, and only when it is called."""
    environment = install("greet = greeting:GreetCommand", source="raise RuntimeError('broken')")
    code, out, err = shown(process("--help", env=environment))
    assert (code, err) == (0, "")
    assert "Greets." in out
    assert shown(process("playbook", "list", env=environment))[0] == 0
    code, _, err = shown(process("greet", env=environment))
    assert code == 2
    assert "RuntimeError: broken" in err
    assert "Traceback" not in err


@pytest.mark.parametrize(
    ("point", "told"),
    [
        ("greet = greeting:WantingCommand", "shop"),
        ("greet = greeting:SilentCommand", "brings no command 'greet'"),
        ("hello = greeting:GreetCommand", "brings no command 'hello'"),
    ],
)
def test_a_plugin_that_offers_nothing_to_call_says_why(process, install, point, told):
    """It wants settings, or has no command of the name it is installed by."""
    name = point.partition(" ")[0]
    code, _, err = shown(process(name, env=install(point)))
    assert code == 2
    assert told in err
    assert "Traceback" not in err


def test_help_comes_where_the_settings_are_wrong(process, tmp_path):
    """That is when it is needed: our own commands are listed, and what is wrong is said."""
    (tmp_path / "complaintkit.toml").write_text("[plugins", "utf-8")
    code, out, err = shown(process("--help"))
    assert code == 0
    assert "playbook" in out
    assert "is not TOML" in err


def test_a_command_of_ours_that_is_not_installed_says_how_to_get_it(run, monkeypatch):
    """The demo is a package of its own: where the core alone is installed, it is named."""
    monkeypatch.setattr("complaintkit.hooks._entry.distributions", lambda: ())
    shown = run("demo")
    assert shown.code == 2
    assert "pip install complaintkit[demo]" in shown.err
