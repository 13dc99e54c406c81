"""`complaintkit playbook handbook`: the procedure as a document for people, from the very data that runs. S2.10"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from complaintkit.cli._language import current_language, lang_option
from complaintkit.cli._place import Place, at_place, named_playbook
from complaintkit.cli.views.file import write_file
from complaintkit.cli.views.output import say
from complaintkit.model.phrase import phrase

if TYPE_CHECKING:
    from complaintkit.handbook import Handbook


_BY_SUFFIX = {".html": "html", ".htm": "html", ".md": "markdown", ".markdown": "markdown"}


@click.command("handbook")
@at_place
@click.argument("name", metavar="NAME|FILE")
@lang_option
@click.option(
    "--format",
    "format_",
    type=click.Choice(["markdown", "html"]),
    help="Format; by default that of the file's name, else markdown.",
)
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Write to this file instead of printing.",
)
def command(*, place: Place, name: str, format_: str | None, out: Path | None) -> None:
    """Write a playbook as a document to read, print and hang up.

    It holds the flow chart, steps, deadlines, roles, messages and limits.
    """
    found = _handbook(place, name, current_language())
    wanted = format_ or (_BY_SUFFIX.get(out.suffix.lower()) if out else None) or "markdown"
    text = found.to_html() if wanted == "html" else found.to_markdown()
    if out is None:
        say(text.rstrip("\n"))
        return
    write_file(out, text)
    say(phrase("{title}: {file}", title=found.title, file=str(out)))


def _handbook(place: Place, name: str, lang: str) -> Handbook:
    from complaintkit.handbook import handbook

    with place.plugins() as plugins:
        playbook = plugins.load_playbook(named_playbook(name))
    return handbook(playbook, lang)
