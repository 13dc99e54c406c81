"""`complaintkit new-plugin`: write the package of a new plugin, whose tests are green before anything is changed."""

from __future__ import annotations

from pathlib import Path

import click

from complaintkit.cli.views.output import say

KINDS = ("channel", "notifier", "storage", "policy", "executor")


@click.command("new-plugin", short_help="Write the package of a new plugin, with tests that pass.")
@click.argument("kind", type=click.Choice(KINDS))
@click.argument("name")
@click.option(
    "--folder",
    default=".",
    type=click.Path(path_type=Path, file_okay=False),
    help="Where to put the package's folder; here by default.",
)
def command(*, kind: str, name: str, folder: Path) -> None:
    """Write the package complaintkit-NAME: a working example of its KIND, for you to change.

    A channel reads what a provider sends, a notifier sends messages, a storage keeps the data, a policy proposes
    remedies, an executor carries them out. Existing files are never overwritten.
    """
    from complaintkit.cli.commands._plugin_package import write_package

    made = write_package(kind, name, folder)
    say(f"Written: {made}. It is an example that works; its tests are green. Make it yours:\n")
    say(f"  cd {made}")
    say("  pip install -e .[test]")
    say("  python -m pytest")
    say("  complaintkit plugins")
