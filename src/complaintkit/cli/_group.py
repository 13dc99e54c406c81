"""Groups of subcommands: --db, --config, --lang and --json may stand before the subcommand or after it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import click

from complaintkit.cli._anywhere import GIVEN
from complaintkit.cli._language import lang_option
from complaintkit.cli._place import config_option, database_option
from complaintkit.cli.views.output import json_option


class Group(click.Group):
    """A group that takes these options on behalf of its commands, and refuses --json for one that has none."""

    def __init__(self, *args: Any, **settings: Any) -> None:  # noqa: ANN401  click's signature
        """Make a group as click does, with the options beside."""
        super().__init__(*args, **settings)
        named = {one.name for one in self.params}
        for option in (database_option, config_option, lang_option, json_option):
            made = _make_option(option)
            if made.name not in named:
                self.params.append(made)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Do as click does; refuse --json where a command prints none."""
        name, command, rest = super().resolve_command(ctx, args)
        asked = f"{GIVEN}as_json" in ctx.meta
        if asked and command is not None and not isinstance(command, click.Group) and not _takes(command, "as_json"):
            ctx.fail(f"--json: `{name}` prints no JSON.")
        return name, command, rest


def _make_option(option: Callable[[Any], Any]) -> click.Parameter:
    """Make the option alone, kept from the group's own function."""

    def nothing() -> None: ...

    parameters: Sequence[click.Parameter] = click.command()(option(nothing)).params
    (made,) = parameters
    made.expose_value = False
    return made


def _takes(command: click.Command, name: str) -> bool:
    return any(one.name == name for one in command.params)
