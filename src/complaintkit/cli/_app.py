"""The command `complaintkit`: its subcommands are imported when they are used, so that help and small answers come fast."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any

import click

from complaintkit import __version__
from complaintkit.cli._anywhere import GIVEN
from complaintkit.cli._exit_code import exit_code
from complaintkit.cli._group import Group
from complaintkit.hooks.command import load_command, offered_commands
from complaintkit.hooks.configuration import CONFIG
from complaintkit.model.errors import ComplaintKitError
from complaintkit.model.vocabulary import nearest

COMMANDS: Mapping[str, Mapping[str, str]] = {
    "Begin": {
        "demo": "See an evening at a night market and a day of canteen deliveries.",
        "init": "Write a first configuration and organisation, and create the database.",
        "new-plugin": "Write a package for a plugin of your own, with tests that are green.",
    },
    "Work": {
        "do": "Perform requests from standard input, one JSON object a line.",
        "import": "Take in complaints from a CSV file.",
        "worker": "Watch deadlines and send messages until told to stop.",
        "run-due": "Act on deadlines that fell due by now.",
        "deliver": "Send the messages that wait to be sent.",
    },
    "Look": {
        "case": "List cases, show one, tell what happened to it.",
        "coupon": "List coupons and print them; check, redeem and give back at a till.",
        "inbox": "See what came from nobody knows whom; make a case of it, or put it aside.",
        "outbox": "See what is to be sent and what became of it; send again, or give up.",
        "refused": "See what was refused, and kept.",
        "report": "Count a period: what came in, what was kept in time, what was given.",
    },
    "Rules and people": {
        "due": "Compute when something is due, and explain it.",
        "org": "Check, load and show who works here.",
        "playbook": "List, show and check procedures.",
    },
    "Look after it": {
        "person": "What is kept on a customer: a copy, a restriction, erasure; stop messages.",
        "plugins": "Show which plugins there are, and how each of them stands.",
        "upgrade": "Bring the tables of a database up to date.",
        "verify": "Check that no line of any case's ledger was changed.",
    },
}
"""Subcommands with their short help, by section; each lives in the module of its name."""
_OURS = {name: text for section in COMMANDS.values() for name, text in section.items()}
_MODULES = {"import": "import_"}
_APART = {"demo": "complaintkit[demo]"}  # ours, in packages of their own


class App(Group):
    """A group that imports a subcommand when it is asked for, and ends with one clear message instead of a traceback."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  click's signature
        """Ours, those of the plugins named in ./complaintkit.toml, and those that installed ones offer."""
        return list(dict.fromkeys((*_OURS, *_named(), *offered_commands())))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002  click's signature
        """The subcommand of this name."""
        if cmd_name not in _OURS:
            return _named().get(cmd_name) or load_command(cmd_name)
        module = import_module(f"complaintkit.cli.commands.{_MODULES.get(cmd_name, cmd_name.replace('-', '_'))}")
        command: click.Command = module.command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """As click does, with "did you mean"; what stands before a plugin's command is the default of its options."""
        if args and not args[0].startswith("-") and args[0] not in (known := self.list_commands(ctx)):
            apart = _APART.get(args[0])
            hint = f"Install it: pip install {apart}" if apart else nearest(args[0], known)
            ctx.fail(f"There is no command {args[0]!r}. {hint}")
        name, command, rest = super().resolve_command(ctx, args)
        given = {key.removeprefix(GIVEN): value for key, value in ctx.meta.items() if key.startswith(GIVEN)}
        ctx.default_map = {str(name): given}
        return name, command, rest

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002  click's signature
        """The sections of the help, without importing anything of ours."""
        for title, commands in COMMANDS.items():
            with formatter.section(title):
                formatter.write_dl(list(commands.items()))
        named = {name: one.get_short_help_str(80) for name, one in _named().items()}
        if found := {**offered_commands(), **named}:
            with formatter.section("From plugins"):
                formatter.write_dl(list(found.items()))

    def main(self, *args: Any, **extra: Any) -> Any:  # noqa: ANN401  click's signature
        """Run, and end the process: the exit code tells what happened."""
        extra["standalone_mode"] = False
        raise SystemExit(ended(partial(super().main, *args, **extra)))


def _named() -> Mapping[str, click.Command]:
    """Return what the plugins add that ./complaintkit.toml names; nothing is imported where it names none."""
    if not Path(CONFIG).is_file():
        return {}
    from complaintkit.hooks.configuration import read_config
    from complaintkit.hooks.plugins import Plugins

    try:
        config = read_config()
        with Plugins.assemble((), config.plugins, folder=config.folder) as plugins:
            return plugins.cli_commands
    except ComplaintKitError as error:  # help must come even where the file is wrong: that is when it is needed
        click.echo(f"Without the commands of plugins: {error}", err=True)
        return {}


@click.group(cls=App, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(__version__, prog_name="complaintkit", message="%(prog)s %(version)s")
def app() -> None:
    """Customer complaints: an owner at every moment, deadlines held, every step on record.

    Which database: --db URL, or COMPLAINTKIT_DB, or --config FILE; else ./complaintkit.toml. These options, --lang and
    --json may stand before the command or after it.

    A new database is begun by `init`; and by `do`, `import` and `org load`, where --playbook or the settings name the
    procedure. Who works here is what --organisation or the settings say; where nobody says, a business of one is assumed,
    and said so. Every other command needs the database to be there, or settings that name both.
    """
