"""The command itself: help without imports, names that are nearly right, endings without a traceback."""

import ast
import json
import os
import subprocess
import sys
from functools import cache
from importlib import import_module
from pathlib import Path

import click
import pytest

import complaintkit.cli
from complaintkit import Customer, Desk
from complaintkit.cli._app import COMMANDS, app

SCRIPT = Path(sys.executable).with_name("complaintkit")
OURS = [name for section in COMMANDS.values() for name in section]


@pytest.mark.parametrize("name", OURS)
def test_every_command_can_be_loaded_and_says_what_the_help_says(name):
    """The help is written beside the names so that it need not import them: both are the same words."""
    command = app.get_command(click.Context(app), name)
    assert command.name == name
    assert command.get_short_help_str(200) == next(text[name] for text in COMMANDS.values() if name in text)


@pytest.mark.sqlite("what stands in for files imports the driver")
def test_help_imports_no_command_and_no_heavy_library():
    """`complaintkit --help` loads click and nothing of what it lists."""
    code = (
        "import atexit, json, sys; sys.argv[1:] = ['--help']\n"
        "atexit.register(lambda: print(json.dumps(sorted(sys.modules)), file=sys.stderr))\n"
        "from complaintkit.cli import main; main()"
    )
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    modules = json.loads(done.stderr)
    assert {"sqlalchemy", "rich", "cattrs", "pluggy", "complaintkit.desk", "complaintkit.calendars"}.isdisjoint(modules)
    assert "complaintkit.cli.commands.case" not in modules
    assert all(f"  {name} " in done.stdout for name in OURS)


def test_the_end_of_a_command_leaves_everything_as_it_is():
    """Python does not look for garbage among what was imported when the process goes with all of it."""
    code = (
        "import atexit, gc, sys; sys.argv[1:] = ['--version']\n"
        "atexit.register(lambda: print(gc.isenabled(), gc.get_freeze_count() > 0))\n"
        "from complaintkit.cli import main; main()"
    )
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert done.stdout.splitlines()[-1] == "True True"


LOOKING = """\
import atexit, gc, json, sys
passes, seldom = [], 1_000
gc.callbacks.append(lambda phase, info: passes.append(phase) if gc.get_threshold()[0] > seldom else None)
import attr._make
made, build = [], attr._make._ClassBuilder.build_class
attr._make._ClassBuilder.build_class = lambda builder: made.append(builder._cls.__name__) or build(builder)
import complaintkit.cli
atexit.register(lambda: print(json.dumps([sorted(sys.modules), made, passes]), file=sys.stderr))
complaintkit.cli.main()
"""
"""Runs a command; prints which modules came in for it, the classes that attrs made, and how often Python looked for garbage."""
HEAVY = (
    "alembic asyncio babel email.parser holidays jinja2 phonenumbers pydantic rule_engine sqlalchemy sqlmodel".split()
)
DECIDES = [
    *("desk.admin.organising", "insight", "handbook", "paper", "records.summary", "records.incident", "records.task"),
    *("model.commands._list", "decision.decide", "decision.task", "decision.money.limit", "decision.permission"),
]
REPLAYS = ["model.events._list", "decision.draft", "decision.replay", "decision.steps", "delivery.message.occasion"]


@pytest.fixture(scope="module")
def looking(tmp_path_factory):
    """What it takes to look, at a desk without cases or with one: modules, classes of attrs, looks for garbage."""
    empty, busy = (tmp_path_factory.mktemp(name) for name in ("empty", "busy"))
    for folder in (empty, busy):
        subprocess.run([SCRIPT, "init", folder], check=True, capture_output=True)
    with Desk.open(config=busy / "complaintkit.toml") as desk:
        known = Customer(phone="13800138000")
        desk.receive("The rice smells sour.", by="chen", channel="hotline", category="food/sensory", customer=known)

    @cache
    def look(words, *, at_work=False):
        command = [sys.executable, "-c", LOOKING, *words.split()]
        folder = busy if at_work else empty
        done = subprocess.run(command, check=True, capture_output=True, text=True, cwd=folder)
        return json.loads(done.stderr.splitlines()[-1])

    return look


def named(modules, rooms):
    """Those of these modules that lie in these rooms."""
    return [one for one in modules if any(one.startswith(f"complaintkit.{room}") for room in rooms)]


@pytest.mark.parametrize("words", ["case list", "duties chen"])
@pytest.mark.parametrize("at_work", [False, True])
@pytest.mark.sqlite("what stands in for files imports the driver")
def test_looking_imports_no_database_library(looking, words, at_work):
    """Nor what only other commands need: SQLite is asked by texts that are ready, versions of plugins by their folders' names."""
    assert set(HEAVY).isdisjoint(looking(words, at_work=at_work)[0])


def test_a_list_of_cases_imports_nothing_that_decides(looking):
    """Who only looks waits for no class of a command, nor for what decides by them; without cases for none of an event either."""
    modules, *_ = looking("case list")
    assert named(modules, [*DECIDES, *REPLAYS]) == []
    assert "rich" not in modules  # there is no row to print
    assert named(looking("case list", at_work=True)[0], DECIDES) == []


def test_a_list_of_cases_makes_few_classes(looking):
    """Attrs takes a third of a millisecond for each class: less than half of what there is comes in; no garbage is looked for."""
    _, made, passes = looking("case list")
    assert len(made) <= 225
    assert passes == []
    assert len(looking("case list", at_work=True)[1]) <= 350


def test_a_command_that_is_nearly_right(run):
    """Did you mean; exit code 2."""
    shown = run("playbok")
    assert shown.code == 2
    assert "Did you mean 'playbook'?" in shown.err


def test_the_version(run):
    """--version names program and version."""
    assert run("--version").out.startswith("complaintkit 0.")


@pytest.mark.parametrize("words", [("case", "list"), ("do",), ("verify",), ("org", "show"), ("outbox", "list")])
def test_without_a_database_it_says_how_to_name_one(run, words):
    """Nothing named: exit code 2, and all the ways to name one."""
    shown = run(*words)
    assert (shown.code, shown.out) == (2, "")
    assert "--db sqlite:///desk.db" in shown.err
    assert "complaintkit init" in shown.err


@pytest.mark.parametrize("words", [("case", "list"), ("do",), ("verify",), ("worker",), ("case", "show", "A-1")])
def test_a_misspelt_database_is_not_created(run, words, tmp_path):
    """A slip of the pen makes no empty database; the message says which file was meant."""
    shown = run(*words, "--db", "sqlite:///dsek.db")
    assert shown.code == 2
    assert "there is no file dsek.db" in shown.err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("desk.db", "sqlite:///desk.db"),
        ("mysql://x", "no installed plugin keeps data at mysql"),
        ("", "database"),
        ("sqlite://", "names no file"),
        ("sqlite:////", "sqlite:///"),
    ],
)
def test_a_url_that_names_no_database(run, url, told):
    """Exit code 2 and what to write instead."""
    shown = run("case", "list", "--db", url)
    assert shown.code == 2
    assert told in shown.err


def test_the_database_may_be_named_by_the_environment(run, place, tmp_path, monkeypatch):
    """COMPLAINTKIT_DB is as good as --db."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COMPLAINTKIT_DB", f"sqlite:///{place}/desk.db")
    assert len(run("case", "list", "--json").json) == 3


def test_settings_that_are_named_speak_for_their_own_database(run, place, tmp_path, monkeypatch):
    """A playbook and an organisation never reach another database than the one beside them, whatever the environment says."""
    assert run("init", tmp_path / "other").code == 0
    monkeypatch.setenv("COMPLAINTKIT_DB", f"sqlite:///{tmp_path}/other/desk.db")
    assert run("case", "list", "--json").json == []
    assert len(run("case", "list", "--json", "--config", place / "complaintkit.toml").json) == 3
    assert (
        run(
            "case",
            "list",
            "--json",
            "--config",
            place / "complaintkit.toml",
            "--db",
            f"sqlite:///{tmp_path}/other/desk.db",
        ).json
        == []
    )


@pytest.mark.parametrize(
    ("toml", "told"),
    [
        ("[desk", "is not TOML"),
        ('[desk]\ndatabse = "x"', "Did you mean 'database'?"),
        (
            '[desk]\ndatabase = "sqlite:///desk.db"\nplaybook = "canteen"\norganisation = "no.toml"',
            "no playbook 'canteen'",
        ),
        ('[desk]\ndatabase = "sqlite:///desk.db"\nplaybook = "canteen-delivery"\norganisation = "no.toml"', "no.toml"),
        ('[desk]\ndatabase = "sqlite:///desk.db"\nplaybook = "canteen-delivery"', "organisation"),
    ],
)
def test_settings_that_cannot_be_used(run, tmp_path, toml, told):
    """The message names file and key, and there is no traceback."""
    (tmp_path / "complaintkit.toml").write_text(toml, "utf-8")
    shown = run("case", "list")
    assert (shown.code, shown.out) == (2, "")
    assert told in shown.err


def test_a_defect_ends_with_70_and_tells_no_secrets(run, place, monkeypatch):
    """What was raised and where, without its text, which could be a customer's; the traceback is for who asks."""

    def broken(*_, **__):
        raise KeyError("王芳 13800138000")

    module = import_module("complaintkit.cli.views.case_data")
    monkeypatch.setattr(module, "brief", broken)
    shown = run("case", "list", "--json")
    assert shown.code == 70
    assert "KeyError" in shown.err
    assert "COMPLAINTKIT_DEBUG=1" in shown.err
    assert "王芳" not in shown.err
    assert "Traceback" not in shown.err
    monkeypatch.setenv("COMPLAINTKIT_DEBUG", "1")
    assert "Traceback" in run("case", "list", "--json").err


def test_what_strangers_typed_does_nothing_to_the_terminal(run, place):
    """An argument with control characters comes back escaped in the message."""
    shown = run("case", "show", "A\x1b]0;x\x07\u202e")
    assert shown.code == 2
    assert "\\x1b]0;x\\x07\\u202e" in shown.err
    assert "\x1b" not in shown.err


@pytest.mark.parametrize(
    "words", [("playbook", "show", "canteen-delivery", "--json"), ("--version",), ("case", "list")]
)
def test_a_pipe_that_is_closed_ends_it_quietly(process, place, words):
    """`complaintkit ... | head -1` prints no complaint of its own, however much there was to print."""
    with process(*words) as one:
        one.stdout.close()
        said = one.stderr.read().splitlines()
        assert one.wait() in (0, 1)
    # On a slow machine the desk has stood for so long that a worker is missed.
    assert [line for line in said if not line.startswith(b"No worker")] == []


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="no /dev/full here")  # noqa: PTH110
def test_a_full_disk_is_told(place):
    """What could not be printed is no success."""
    with open("/dev/full", "w") as full:  # noqa: PTH123
        done = subprocess.run(
            [sys.executable, "-m", "complaintkit.cli", "playbook", "list"],
            stdout=full,
            stderr=subprocess.PIPE,
            check=False,
        )
    assert done.returncode == 70
    assert b"No space left" in done.stderr
    assert b"Traceback" not in done.stderr
    assert b"Exception ignored" not in done.stderr


@pytest.mark.parametrize("words", [["playbook", "list"], ["--version"], ["playbook", "list", "--json"]])
def test_who_has_no_output_has_done_it_all_the_same(place, words):
    """A service manager may start a command without one; that is no defect."""
    command = [sys.executable, "-m", "complaintkit.cli", *words]
    done = subprocess.run(["sh", "-c", 'exec "$@" >&-', "sh", *command], stderr=subprocess.PIPE, check=False, cwd=place)
    assert (done.returncode, done.stderr) == (0, b"")


def test_the_command_line_uses_what_everybody_can():
    """Nothing in it looks behind a desk, or behind anything else: whatever it can, a POS can."""
    folder = Path(complaintkit.cli.__file__).parent
    behind = [
        f"{path.relative_to(folder)}:{node.lineno} {node.attr}"
        for path in folder.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Attribute) and node.attr.startswith("_") and not node.attr.startswith("__")
        if ast.unparse(node.value) not in ("self", "cls", "super()", "os")  # os._exit is Python's, and documented
    ]
    assert behind == []


@pytest.mark.parametrize(
    ("words", "command"),
    [
        ("worker", "worker"),
        ("--db sqlite:///desk.db worker", "worker"),
        ("--db=sqlite:///desk.db --lang zh --json worker", "worker"),
        ("--db worker do", "do"),
        ("case list --owner worker", "case"),
        ("import --playbook worker file.csv", "import"),
        ("--version", ""),
        ("--db", ""),
    ],
)
def test_only_the_command_worker_ends_cleanly_before_it_has_begun(words, command):
    """Another command that is told to stop says that it was, whatever its arguments are called."""
    assert complaintkit.cli._command_of(words.split()) == command


def test_the_options_before_a_command_that_have_values_are_those_of_the_group():
    """What stands after such an option is no command."""
    valued = {one for option in app.params if not getattr(option, "is_flag", True) for one in option.opts}

    assert valued == complaintkit.cli._VALUED
