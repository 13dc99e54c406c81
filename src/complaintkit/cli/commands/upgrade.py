"""`complaintkit upgrade`: bring the tables of an existing database to what this version needs."""

from __future__ import annotations

from typing import Protocol, cast

import click

from complaintkit.cli._language import lang_option
from complaintkit.cli._place import Place, at_place
from complaintkit.cli.views.output import json_option, print_json, say
from complaintkit.model.errors import ConfigurationError
from complaintkit.model.phrase import phrase


class _Upgrading(Protocol):
    def upgrade(self, url: str) -> tuple[str, str]: ...


@click.command("upgrade", short_help="Bring the tables of a database up to date.")
@at_place
@lang_option
@json_option
def command(*, place: Place, as_json: bool) -> None:
    """Bring the tables of a database up to date, in one transaction.

    Make a backup first.
    """
    url = place.url()
    with place.plugins() as plugins:
        provider = plugins.storage_for(url)
        if not hasattr(provider, "upgrade"):
            raise ConfigurationError(
                where="database",
                reason=phrase("{name} has no upgrade of its own", name=provider.name),
                next_step=phrase("Nothing to do."),
            )
        before, after = cast("_Upgrading", provider).upgrade(url)
    if as_json:
        print_json({"before": before, "after": after})
    elif before == after:
        say(phrase("Up to date already: version {after}.", after=after))
    else:
        say(phrase("From version {before} to {after}.", before=before, after=after))
