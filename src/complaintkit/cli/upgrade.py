"""`complaintkit upgrade`: the tables of an existing database, brought to what this version needs."""

from __future__ import annotations

from typing import Protocol, cast

import click

from complaintkit.cli._output import json_option, print_json, say
from complaintkit.cli._place import Place, at_place
from complaintkit.model.errors import ConfigurationError

__all__ = ["command"]


class _Upgrading(Protocol):
    def upgrade(self, url: str) -> tuple[str, str]: ...


@click.command("upgrade", short_help="Bring the tables of a database up to date.")
@at_place
@json_option
def command(*, place: Place, as_json: bool) -> None:
    """Bring the tables of a database up to date, in one transaction. Make a backup first."""
    url = place.url()
    with place.plugins() as plugins:
        provider = plugins.storage_for(url)
        if not hasattr(provider, "upgrade"):
            raise ConfigurationError(
                where="database", reason=f"{provider.name} has no upgrade of its own", next_step="Nothing to do."
            )
        before, after = cast("_Upgrading", provider).upgrade(url)
    if as_json:
        print_json({"before": before, "after": after})
    else:
        say(f"Up to date already: version {after}." if before == after else f"From version {before} to {after}.")
