"""`complaintkit playbook`: which procedures there are, what one says, and whether a file can be used."""

from __future__ import annotations

from pathlib import Path

import click

from complaintkit.cli._group import Group
from complaintkit.cli._language import lang_option, worded
from complaintkit.cli._place import Place, at_place, named_playbook
from complaintkit.cli.commands.handbook import command as handbook
from complaintkit.cli.views.output import heading, json_option, print_json, print_rows, print_table, say
from complaintkit.model.phrase import phrase


@click.group("playbook", cls=Group, short_help="List, show and check procedures.")
def command() -> None:
    """List, show and check procedures."""


command.add_command(handbook)


@command.command("list")
@at_place
@lang_option
@json_option
def list_(*, place: Place, lang: str, as_json: bool) -> None:
    """List the playbooks that can be named: ours and those of plugins in use."""
    from complaintkit.organisation import said
    from complaintkit.playbook import installed_playbooks, load_playbook

    with place.plugins() as plugins:
        files = installed_playbooks(plugins.playbooks)
        found = [(name, load_playbook(name, installed=plugins.playbooks), file) for name, file in sorted(files.items())]
    if as_json:
        print_json([_data(name, one.version, dict(one.title), one.digest, file) for name, one, file in found])
        return
    rows = ((name, one.version, said(one.title, lang), ", ".join(one.languages)) for name, one, _ in found)
    print_table(("name", "version", "title", "languages"), rows)


def _data(name: str, version: str, title: dict[str, str], digest: str, file: Path) -> dict[str, object]:
    return {"name": name, "version": version, "title": title, "digest": digest, "file": str(file)}


@command.command("show")
@at_place
@click.argument("name", metavar="NAME|FILE")
@lang_option
@json_option
def show(*, place: Place, name: str, lang: str, as_json: bool) -> None:
    """Show what a playbook says, in short; --json prints all of it, resolved."""
    from complaintkit.playbook import load_playbook, outline

    with place.plugins() as plugins:
        found = load_playbook(named_playbook(name), installed=plugins.playbooks)
    if as_json:
        print_json({"digest": found.digest, **found.as_data()})
        return
    for title, rows in outline(found, lang):
        heading(title)
        print_rows(rows)
        say()


@command.command("check")
@at_place
@click.argument("file", type=click.Path(path_type=Path))
@lang_option
@json_option
def check(
    *,
    place: Place,
    file: Path,
    lang: str,  # noqa: ARG001  in which it is said
    as_json: bool,
) -> None:
    """Check a playbook's file: everything that is wrong with it is listed, and the exit code is 2."""
    from complaintkit.cli.views.problems import checked
    from complaintkit.playbook import load_playbook

    with place.plugins() as plugins:
        found = checked(lambda: load_playbook(file, installed=plugins.playbooks), as_json=as_json)
    if as_json:
        print_json({"ok": True, "name": found.name, "version": found.version, "digest": found.digest, "problems": []})
    else:
        say(
            worded(
                phrase(
                    "{playbook} can be used: {categories} categories, {deadlines} deadlines.",
                    playbook=found,
                    categories=len(found.categories),
                    deadlines=len(found.deadlines),
                )
            )
        )
