"""The command `complaintkit`: its subcommands are imported when they are used, so that help and small answers come fast."""

from __future__ import annotations

from collections.abc import Mapping
from contextvars import copy_context
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any

import click

from complaintkit import __version__
from complaintkit.cli._anywhere import GIVEN
from complaintkit.cli._exit_code import run_command
from complaintkit.cli._group import Group
from complaintkit.hooks.command import load_command, offered_commands
from complaintkit.hooks.configuration import CONFIG
from complaintkit.model.did_you_mean import nearest
from complaintkit.model.errors import ComplaintKitError

COMMANDS: Mapping[str, Mapping[str, str]] = {
    "Begin": {
        "init": "Write a first configuration and organisation; create the database.",
        "new-plugin": "Write the package of a new plugin, with tests that pass.",
    },
    "Work": {
        "do": "Answer JSON requests from standard input, one a line.",
        "import": "Import complaints from a CSV file.",
        "worker": "Watch deadlines and send messages until stopped.",
        "run-due": "Act on deadlines that are due now.",
        "deliver": "Send the messages that are waiting.",
    },
    "Look": {
        "answers": "Frequent questions: list them, search them, print the handbook.",
        "case": "List cases, show one, print its history or its form.",
        "coupon": "List and print coupons; check, redeem and reverse them at a till.",
        "duties": "Print what one person has to do, what is due first at the top.",
        "inbox": "Review messages from unverified senders: open a case or discard.",
        "member": "Members: import, list, show; what they agreed to.",
        "outbox": "List outgoing messages; send one again or give it up.",
        "refused": "List refused requests that were kept; mark them as seen to.",
        "register": "Register of a month or other period: each case a row.",
        "task": "List tasks beside the cases, show one, take its next step.",
        "report": "Report on a month or other period, beside the one before.",
        "survey": "Standing surveys: links, cards to print, answers.",
    },
    "Rules and people": {
        "due": "Compute when something is due, and explain it.",
        "org": "Check, load and show the organisation: units, people, duty.",
        "playbook": "List, show and check playbooks; write their handbooks.",
    },
    "Look after it": {
        "backup": "Copy the database while it is used, and verify the copy.",
        "db": "The database itself: check, upgrade, copy it.",
        "key": "The key of the database: make, copy, change, check it.",
        "ledger": "Take the root of all ledgers, to be kept elsewhere.",
        "person": "Export, restrict or erase a customer's data; stop messages.",
        "plugins": "List plugins and how they stand; check one.",
        "repair": "Put right derived rows, and what a wrong clock left behind.",
        "upgrade": "Bring the tables of a database up to date.",
        "verify": "Check that nothing that is kept was changed.",
    },
}
"""Subcommands with their short help, by section; each lives in the module of its name."""
_OURS = {name: text for section in COMMANDS.values() for name, text in section.items()}
_MODULES = {"import": "import_"}
_APART = {"demo": "complaintkit[demo]"}  # ours, in packages of their own


class App(Group):
    """A group that imports a subcommand when it is asked for, and ends with one clear message instead of a traceback."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  click's signature
        """List our commands, those of the plugins named in ./complaintkit.toml, and those that installed ones offer."""
        return list(dict.fromkeys((*_OURS, *_named_commands(), *offered_commands())))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002  click's signature
        """Import and return the subcommand of this name."""
        if cmd_name not in _OURS:
            return _named_commands().get(cmd_name) or load_command(cmd_name)
        module = import_module(f"complaintkit.cli.commands.{_MODULES.get(cmd_name, cmd_name.replace('-', '_'))}")
        command: click.Command = module.command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Do as click does, with "did you mean"; what stands before a plugin's command is the default of its options."""
        if args and not args[0].startswith("-") and args[0] not in _OURS:  # plugins are not asked for what is ours
            self._refuse_unknown(ctx, args[0])
        name, command, rest = super().resolve_command(ctx, args)
        given = {key.removeprefix(GIVEN): value for key, value in ctx.meta.items() if key.startswith(GIVEN)}
        ctx.default_map = {str(name): given}
        return name, command, rest

    def _refuse_unknown(self, ctx: click.Context, name: str) -> None:
        """Refuse a command that nobody has, with "did you mean"."""
        if name not in (known := self.list_commands(ctx)):
            apart = _APART.get(name)
            hint = f"Install it: pip install {apart}" if apart else nearest(name, known)
            ctx.fail(f"There is no command {name!r}. {hint}")

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002  click's signature
        """Write the sections of the help, without importing anything of ours."""
        for title, commands in COMMANDS.items():
            with formatter.section(title):
                formatter.write_dl(list(commands.items()))
        named = {name: one.get_short_help_str(80) for name, one in _named_commands().items()}
        if found := {**offered_commands(), **named}:
            with formatter.section("From plugins"):
                formatter.write_dl(list(found.items()))

    def main(self, *args: Any, **extra: Any) -> Any:  # noqa: ANN401  click's signature
        """Run, and end the process with the exit code that tells what happened."""
        extra["standalone_mode"] = False
        run = partial(super().main, *args, **extra)
        raise SystemExit(copy_context().run(run_command, run))  # its language is that of no other run


def _named_commands() -> Mapping[str, click.Command]:
    """Return what the plugins add that ./complaintkit.toml names; nothing is imported where it names none."""
    if not Path(CONFIG).is_file():
        return {}
    from complaintkit.hooks._secret import masked
    from complaintkit.hooks.configuration import read_config
    from complaintkit.hooks.plugins import Plugins

    try:
        config = read_config()
        with Plugins.assemble((), config.plugins, folder=config.folder, source=config.source) as plugins:
            return plugins.cli_commands
    except ComplaintKitError as error:  # help must come even where the file is wrong: that is when it is needed
        click.echo(f"Without the commands of plugins: {masked(str(error))}", err=True)
        return {}


@click.group(cls=App, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(__version__, prog_name="complaintkit", message="%(prog)s %(version)s")
def app() -> None:
    """Customer complaints: an owner at every moment, deadlines kept, every step on record.

    The database is named by --db URL, by COMPLAINTKIT_DB, or by the settings: --config FILE, else ./complaintkit.toml.
    These options, --lang and --json may stand before or after the command.

    `init` creates a database. So do `do`, `import` and `org load`, if --playbook or the settings name a playbook;
    --organisation or the settings name the organisation file, and without one a business of one person is assumed. All
    other commands need a database that exists, or settings that name both.
    """
