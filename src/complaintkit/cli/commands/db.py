"""`complaintkit db`: the database itself: whether it is as it must be, brought up to date, copied into another one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, cast

import click

from complaintkit.cli._exit_code import NO
from complaintkit.cli._language import lang_option
from complaintkit.cli._place import Place, at_place, config_option
from complaintkit.cli.commands.upgrade import command as upgrade
from complaintkit.cli.views.output import json_option, print_json, say
from complaintkit.model.errors import ConfigurationError
from complaintkit.model.phrase import as_it_is, phrase

if TYPE_CHECKING:
    from complaintkit.ports.storage import StorageProvider


class _Copying(Protocol):
    def copy(self, source: str, target: str, told: Callable[[str, int], None]) -> Mapping[str, int]: ...


@click.group("db", short_help="The database itself: check, upgrade, copy it.")
def command() -> None:
    """Look after the database itself."""


command.add_command(upgrade)


@command.command("check", short_help="Look whether the database is set and made as it must be.")
@at_place
@lang_option
@json_option
@click.pass_context
def check(context: click.Context, *, place: Place, as_json: bool) -> None:
    """Look whether the database is set and made as it must be: settings, tables, indices, triggers.

    What it holds is checked by `complaintkit verify`. Exits with 1 where something is wrong.
    """
    url = place.url()
    with place.plugins() as plugins:
        storage = plugins.storage_for(url).open(url, create=False)
        try:
            found = [*storage.problems(), *storage.damage()]
        finally:
            storage.close()
    if as_json:
        print_json({"problems": found})
    else:
        for one in found or [phrase("All is as it must be.")]:
            say(as_it_is(one))
    context.exit(NO if found else 0)


@command.command("copy", short_help="Copy a database into a new one, of whichever kind.")
@click.argument("source", metavar="FROM")
@click.argument("target", metavar="TO")
@config_option
@lang_option
@json_option
def copy(*, source: str, target: str, config: Path | None, as_json: bool) -> None:
    """Copy the database FROM into the new one TO, both named by their URLs, and compare them row by row.

    Stop every program that uses FROM: nothing can be written to it meanwhile. TO is a new file, or an empty database of a
    server. Interrupted, run it again: it goes on where it was. FROM stays as it is; the key is the same for both.
    """
    with Place(config=config).plugins() as plugins:
        provider = plugins.storage_for(source)
        if plugins.storage_for(target) is not provider or not hasattr(provider, "copy"):
            raise _not_copied(provider)
        counts = cast("_Copying", provider).copy(source, target, _none if as_json else _tell)
    if as_json:
        print_json(dict(counts))
        return
    say(phrase("{rows} rows of {tables} tables, alike on both sides.", rows=sum(counts.values()), tables=len(counts)))
    say(phrase("Now name it in your settings, and the same key: key = {example}", example='{ file = "..." }'))


def _not_copied(provider: StorageProvider) -> ConfigurationError:
    return ConfigurationError(
        where="database",
        reason=phrase("{name} can't copy from one of these to the other", name=provider.name),
        next_step=phrase("Begin a new database, and import what there is."),
    )


def _tell(table: str, rows: int) -> None:
    click.echo(f"{table} +{rows}", err=True)


def _none(table: str, rows: int) -> None:
    """Tell nobody: the answer is for a program."""
