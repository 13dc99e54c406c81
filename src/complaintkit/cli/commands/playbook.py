"""`complaintkit playbook`: list procedures, show what one says, check a file."""

from __future__ import annotations

from pathlib import Path

import click

from complaintkit.cli._group import Group
from complaintkit.cli._language import current_language, lang_option
from complaintkit.cli._place import Place, at_place, named_playbook
from complaintkit.cli.commands.handbook import command as handbook
from complaintkit.cli.views.output import heading, json_option, print_json, print_rows, print_table, say
from complaintkit.model.phrase import phrase
from complaintkit.model.wire import as_data


@click.group("playbook", cls=Group, short_help="List, show and check playbooks; write their handbooks.")
def command() -> None:
    """List, show and check playbooks; write their handbooks."""


command.add_command(handbook)


@command.command("list")
@at_place
@lang_option
@json_option
def list_(*, place: Place, as_json: bool) -> None:
    """List installed playbooks: ours and those of plugins in use."""
    from complaintkit.organisation import said
    from complaintkit.playbook import installed_playbooks

    with place.plugins() as plugins:
        files = installed_playbooks(plugins.playbooks)
        found = [(name, plugins.load_playbook(name), file) for name, file in sorted(files.items())]
    if as_json:
        print_json([_data(name, one.version, dict(one.title), one.digest, file) for name, one, file in found])
        return
    rows = (
        (name, one.version, said(one.title, current_language()), ", ".join(one.languages)) for name, one, _ in found
    )
    print_table(("name", "version", "title", "languages"), rows)


def _data(name: str, version: str, title: dict[str, str], digest: str, file: Path) -> dict[str, object]:
    return {"name": name, "version": version, "title": title, "digest": digest, "file": str(file)}


@command.command("show")
@at_place
@click.argument("name", metavar="NAME|FILE")
@lang_option
@json_option
def show(*, place: Place, name: str, as_json: bool) -> None:
    """Show a playbook in short; --json prints all of it."""
    from complaintkit.playbook import outline

    with place.plugins() as plugins:
        found = plugins.load_playbook(named_playbook(name))
    if as_json:
        print_json({"digest": found.digest, **found.as_data()})
        return
    for title, rows in outline(found, current_language()):
        heading(title)
        print_rows(rows)
        say()


@command.command("check")
@at_place
@click.argument("name", metavar="NAME|FILE")
@lang_option
@json_option
def check(*, place: Place, name: str, as_json: bool) -> None:
    """Check a playbook.

    All problems are listed; exits with 2 if there are any. Notes say what can be used, and is served by no plugin in use.
    """
    from complaintkit.cli.views.problems import read_or_end, source_of, tell_notes
    from complaintkit.playbook import unserved

    file = Path(name) if Path(name).is_file() else named_playbook(name)
    with place.plugins() as plugins:
        found = read_or_end(lambda: plugins.load_playbook(file), as_json=as_json)
        notes = unserved(
            found,
            source_of(file),
            media={one.medium for one in plugins.notifiers.values()},
            channels=plugins.channels,
            kinds={kind for one in plugins.remedy_executors.values() for kind in one.kinds},
        )
    if as_json:
        print_json(
            {
                "ok": True,
                "name": found.name,
                "version": found.version,
                "digest": found.digest,
                "problems": [],
                "notes": as_data(notes),
            }
        )
    else:
        tell_notes(notes)
        say(
            phrase(
                "{playbook} can be used: {categories} categories, {deadlines} deadlines.",
                playbook=found,
                categories=len(found.categories),
                deadlines=len(found.deadlines),
            )
        )
