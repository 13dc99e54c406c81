"""`complaintkit import`: take in complaints from a CSV file, by a column mapping, as history."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Final

import click

from complaintkit.cli._exit_code import NO
from complaintkit.cli._language import lang_option, translate
from complaintkit.cli._place import Place, at_place_to_be
from complaintkit.cli.views.output import json_option, print_json, say
from complaintkit.cli.views.refused_rows import LINES, Refusals, RefusedRow, by_reason, tell_refused
from complaintkit.model.errors import StorageError
from complaintkit.model.phrase import phrase
from complaintkit.model.wording import path_in_words

if TYPE_CHECKING:
    from complaintkit.model.imported import Imported, Refusal


_TOLD: Final = 100  # refusals in JSON; all of them are kept


def _repeated(name: str, metavar: str, text: str) -> Callable[[Any], Any]:
    return click.option(f"--{name}", f"{name}s", multiple=True, metavar=metavar, help=text)


@click.command("import", short_help="Import complaints from a CSV file.")
@at_place_to_be
@click.argument("file", type=click.File("rb"))
@_repeated("map", "FIELD=COLUMN", "Column of a field; a field named twice joins its columns.")
@_repeated("value", "FIELD.WORD=OURS", "Meaning of a value in the file: kind.1=praise.")
@_repeated("default", "FIELD=TEXT", "Value of a field whose cell is empty: unit=no3-school.")
@click.option(
    "--mapping", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE", help="TOML file with these settings."
)
@click.option("--tz", metavar="ZONE", help="Time zone of times without one: Asia/Shanghai.")
@click.option("--dates", metavar="ORDER", help="d/m/Y or m/d/Y, if the file does not show which.")
@click.option("--encoding", metavar="NAME", help="Encoding; by default UTF-8, or GB 18030 if it reads as Chinese.")
@click.option("--delimiter", metavar="CHAR", help='Separator of cells, such as ";" or tab; detected by default.')
@click.option(
    "--empty",
    "empty",
    multiple=True,
    metavar="WORD",
    help='Cell that means "nothing": "?", NULL; may be repeated.',
)
@click.option("--source", metavar="NAME", help="Name that tells apart files without ids that hold the same rows.")
@click.option("--channel", metavar="NAME", help="Channel of rows without one.  [default: csv]")
@click.option("--by", metavar="WHO", help="Who becomes responsible: a staff id; by default the unit's last resort.")
@click.option("--notify", is_flag=True, help="Treat open complaints as if they came in now: send messages, escalate.")
@click.option(
    "--refused",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Write refused rows to this CSV file.",
)
@click.option("--strict", is_flag=True, help="Exit with 1 if a row was refused.")
@lang_option
@json_option
@click.pass_context
def command(
    context: click.Context,
    /,
    *,
    place: Place,
    file: IO[bytes],
    channel: str | None,
    by: str | None,
    tz: str | None,
    notify: bool,
    refused: Path | None,
    strict: bool,
    as_json: bool,
    **mapping: Any,  # noqa: ANN401  the options that say how the file is read
) -> None:
    """Import complaints from FILE: CSV, also gzipped; - is standard input.

    Each row becomes a case with its own dates, and with its answer if it has one. Nobody is notified, nothing escalates.
    Rows that can't become a case are listed and kept. Importing the same file again creates nothing. A new database is
    created if --playbook or the settings name a playbook.
    """
    from complaintkit.cli.commands._import_file import mapping_settings, read_file

    given, source = mapping_settings(mapping, tz=tz, channel=channel)
    read = read_file(place, given, source, file.read())
    for note in read.notes:
        say(note, err=True)
    done = _import(place, read.items, by=by, tz=given.get("tz"), channel=read.channel, notify=notify)
    if as_json:
        print_json(_data(done, read.notes))
    else:
        _tell(done)
    if refused is not None:
        _write(refused, done)
    context.exit(NO if strict and done.refused else 0)


def _import(
    place: Place, items: tuple[Any, ...], *, by: str | None, tz: str | None, channel: str, notify: bool
) -> Imported:
    from complaintkit.cli.commands._beginning import open_or_begin
    from complaintkit.model.actor import System

    with open_or_begin(place, by=by, zone=tz) as (desk, owner), _progress(len(items)) as progress:
        try:
            return desk.import_history(
                items, by=System("import"), owner=owner, channel=channel, notify=notify, progress=progress
            )
        except StorageError:
            say(
                phrase("Stopped on the way. Import the same file again: what is kept is known, the rest follows."),
                err=True,
            )
            raise


@contextmanager
def _progress(total: int) -> Iterator[Callable[[int], None] | None]:
    """Show a bar on a terminal; nothing where nobody is looking."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(translate(phrase("Rows")), total=total)
        yield lambda read: bar.update(task, completed=read)


def _write(path: Path, done: Imported) -> None:
    """Write the refused rows to be mended, under their own header, as they stood in the file."""
    from complaintkit.cli.views.file import write_file

    rows = [one for one in done.refused if one.row]
    text = "".join(
        f"{one.rstrip()}\n" for one in (*dict.fromkeys(row.columns for row in rows), *(row.row for row in rows))
    )
    write_file(path, text, field="refused")


def _data(done: Imported, notes: tuple[str, ...]) -> dict[str, object]:
    refusals = [
        {"line": one.line, "field": one.field, "column": one.column, "reason": one.reason, "kept_as": one.kept_as}
        for one in done.refused
    ]
    return {
        "read": done.read,
        "created": done.created,
        "known": done.known,
        "refused": len(done.refused),
        "refusals": refusals[:_TOLD],
        "reasons": [_counted(one) for one in by_reason(_row(each) for each in done.refused)],
        "notes": list(notes),
    }


def _row(one: Refusal) -> RefusedRow:
    return RefusedRow(one.line, one.reason, one.field, one.column)


def _counted(one: Refusals) -> dict[str, object]:
    """Return a reason as programs read it: of how many rows, the first of their lines, and as it is worded most often."""
    usual = one.usual
    return {
        "count": len(one.rows),
        "lines": list(one.lines),
        "field": usual.field,
        "column": usual.column,
        "reason": usual.reason,
        "different": one.different,
    }


def _tell(done: Imported) -> None:
    say(phrase("read     {count:>9,}", count=done.read))
    say(phrase("created  {count:>9,}", count=done.created))
    say(phrase("known    {count:>9,}", count=done.known))
    say(phrase("refused  {count:>9,}", count=len(done.refused)))
    tell_refused(map(_told, done.refused), LINES)
    if done.refused:
        say(phrase("All of them are kept: `complaintkit refused list`."))


def _told(one: Refusal) -> RefusedRow:
    """Return a refused row as people read it: its field by title, and by what the file calls it."""
    field = path_in_words(one.field)
    if one.column:
        field = phrase("{title} ({id})", title=field, id=one.column)
    reason = phrase("{field}: {reason}", field=field, reason=one.reason) if one.field else one.reason
    return RefusedRow(one.line, reason, one.field, one.column)
