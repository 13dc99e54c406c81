"""`complaintkit import`: complaints from a CSV file, by a column mapping, as history."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Final

import click

from complaintkit.cli._exit_code import NO
from complaintkit.cli._language import lang_option, worded
from complaintkit.cli._place import Place, at_place_to_be
from complaintkit.cli.views.output import json_option, print_json, say
from complaintkit.model.phrase import phrase
from complaintkit.model.wording import path_in_words

if TYPE_CHECKING:
    from complaintkit.model.imported import Imported, Refusal


_TOLD: Final = 100  # refusals in JSON; all of them are kept
_SHOWN: Final = 10  # on a terminal


def _repeated(name: str, metavar: str, text: str) -> Callable[[Any], Any]:
    return click.option(f"--{name}", f"{name}s", multiple=True, metavar=metavar, help=text)


@click.command("import", short_help="Take in complaints from a CSV file.")
@at_place_to_be
@click.argument("file", type=click.File("rb"))
@_repeated("map", "FIELD=COLUMN", "Which column a field is; a field named twice joins its columns.")
@_repeated("value", "FIELD.WORD=OURS", "What a word of the file means: kind.1=praise.")
@_repeated("default", "FIELD=TEXT", "What a field is where no cell says it: unit=no3-school.")
@click.option("--mapping", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE", help="All of this as TOML.")
@click.option("--tz", metavar="ZONE", help="Zone of times that name none: Asia/Shanghai.")
@click.option("--dates", metavar="ORDER", help="d/m/Y or m/d/Y, where the file itself does not prove it.")
@click.option("--encoding", metavar="NAME", help="UTF-8, or GB 18030 where it reads as Chinese, where not said.")
@click.option(
    "--delimiter", metavar="CHAR", help='What separates cells, such as ";" or tab, where not said: found out.'
)
@click.option("--empty", "empty", multiple=True, metavar="WORD", help='A cell that says nothing: "?", NULL.')
@click.option("--source", metavar="NAME", help="Tells files without ids apart that hold the same rows.")
@click.option("--channel", metavar="NAME", help="How the complaints came in, where no column says it.  [default: csv]")
@click.option(
    "--by", metavar="WHO", help="Who is accountable for them: a staff id; the person of last resort by default."
)
@click.option("--notify", is_flag=True, help="Treat what is open as if it came in now: send messages, escalate.")
@click.option(
    "--refused",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Write refused rows there, as CSV.",
)
@click.option("--strict", is_flag=True, help="End with 1 where a row was refused.")
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
    lang: str,  # noqa: ARG001  in which what follows is said
    as_json: bool,
    **mapping: Any,  # noqa: ANN401  the options that say how the file is read
) -> None:
    """Take in complaints from FILE, a CSV file, also gzipped, also - for standard input.

    Each row becomes a case at its own time, with the answer it had; nobody is told, nothing escalates. What can't become
    a case is told and kept. The same file again creates nothing. A new database is begun where --playbook or the settings
    name the procedure (see `complaintkit --help`).
    """
    from complaintkit.cli.commands._import_file import parsed, settings

    given, source = settings(mapping, tz=tz, channel=channel)
    read = parsed(place, given, source, file.read())
    for note in read.notes:
        say(note, err=True)
    done = _imported(place, read.items, by=by, tz=given.get("tz"), channel=read.channel, notify=notify)
    if as_json:
        print_json(_data(done, read.notes))
    else:
        _tell(done)
    if refused is not None:
        _write(refused, done)
    context.exit(NO if strict and done.refused else 0)


def _imported(
    place: Place, items: tuple[Any, ...], *, by: str | None, tz: str | None, channel: str, notify: bool
) -> Imported:
    from complaintkit.cli.commands._beginning import opened
    from complaintkit.model.actor import System

    with opened(place, by=by, zone=tz) as (desk, owner), _progress(len(items)) as progress:
        return desk.import_history(
            items, by=System("import"), owner=owner, channel=channel, notify=notify, progress=progress
        )


@contextmanager
def _progress(total: int) -> Iterator[Callable[[int], None] | None]:
    """A bar on a terminal; nothing where nobody is looking."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(worded(phrase("Rows")), total=total)
        yield lambda read: bar.update(task, completed=read)


def _write(path: Path, done: Imported) -> None:
    """Rows to be mended, under their own header, as they stood in the file."""
    rows = [one for one in done.refused if one.row]
    text = "".join(
        f"{one.rstrip()}\n" for one in (*dict.fromkeys(row.columns for row in rows), *(row.row for row in rows))
    )
    path.write_text(text, "utf-8", newline="")


def _data(done: Imported, notes: tuple[str, ...]) -> dict[str, object]:
    refusals = [
        {"line": one.line, "field": one.field, "reason": one.reason, "kept_as": one.kept_as} for one in done.refused
    ]
    return {
        "read": done.read,
        "created": done.created,
        "known": done.known,
        "refused": len(done.refused),
        "refusals": refusals[:_TOLD],
        "notes": list(notes),
    }


def _tell(done: Imported) -> None:
    say(worded(phrase("read     {count:>9,}", count=done.read)))
    say(worded(phrase("created  {count:>9,}", count=done.created)))
    say(worded(phrase("known    {count:>9,}", count=done.known)))
    say(worded(phrase("refused  {count:>9,}", count=len(done.refused))))
    for one in done.refused[:_SHOWN]:
        say(_refusal(one))
    if len(done.refused) > _SHOWN:
        say(worded(phrase("  and {count:,} more.", count=len(done.refused) - _SHOWN)))
    if done.refused:
        say(worded(phrase("All of them are kept: `complaintkit refused list`.")))


def _refusal(one: Refusal) -> str:
    field = path_in_words(one.field)
    reason = phrase("{field}: {reason}", field=field, reason=one.reason) if one.field else one.reason
    return worded(phrase("  line {line}: {reason}", line=one.line, reason=reason))
