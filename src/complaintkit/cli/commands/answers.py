"""`complaintkit answers`: frequent questions and their answers: listed, searched, printed as a handbook."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from complaintkit.cli._group import Group
from complaintkit.cli._language import current_language, lang_option
from complaintkit.cli._place import Place, at_place, reader_option
from complaintkit.cli.views.output import json_option, print_json, print_table, say
from complaintkit.model.phrase import phrase
from complaintkit.model.wire import as_data

if TYPE_CHECKING:
    from complaintkit.model.actor import By
    from complaintkit.model.answer import Answer

_unit = click.option("--unit", metavar="UNIT", help="Entries that hold in this unit. Default: where the person works.")
_speaks = click.option("--language", metavar="TAG", help="Only entries in this language: zh, en.")


@click.group("answers", cls=Group, short_help="Frequent questions: list them, search them, print the handbook.")
def command() -> None:
    """Look at the handbook of frequent questions."""


@command.command("list")
@at_place
@_unit
@_speaks
@click.option("--category", metavar="CATEGORY", help="Only entries of this category.")
@reader_option
@lang_option
@json_option
def list_(*, place: Place, unit: str | None, language: str | None, category: str | None, by: By, as_json: bool) -> None:
    """List the approved entries, oldest first."""
    with place.open() as desk:
        found = desk.answers.list(by=by, unit=unit, language=language, category=category)
    _show(found, as_json=as_json)


@command.command("search")
@at_place
@click.argument("text", metavar="QUESTION")
@_unit
@_speaks
@click.option("--limit", default=5, show_default=True, type=click.IntRange(min=1), help="Show at most this many.")
@reader_option
@lang_option
@json_option
def search(
    *, place: Place, text: str, unit: str | None, language: str | None, limit: int, by: By, as_json: bool
) -> None:
    """Find the entries that fit a question, the most fitting first.

    It may be asked in whatever words.
    """
    with place.open() as desk:
        found = desk.answers.search(text, by=by, unit=unit, language=language, limit=limit)
    _show(found, as_json=as_json)


def _show(found: tuple[Answer, ...], *, as_json: bool) -> None:
    if as_json:
        print_json([as_data(one) for one in found])
        return
    language = current_language()
    number, question, answer = (
        one.to(language)
        for one in (
            phrase("number", context="answers"),
            phrase("question", context="answers"),
            phrase("answer", context="answers"),
        )
    )
    print_table((number, question, answer), [(one.number, one.question, one.answer) for one in found], cut=(answer,))


@command.command("handbook")
@at_place
@_unit
@click.option(
    "--html", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE", help="Write a page to print on A4."
)
@reader_option
@lang_option
def handbook(*, place: Place, unit: str | None, html: Path | None, by: By) -> None:
    """Print the approved entries by category, as Markdown or as a page.

    It holds the entries in the language of --lang.
    """
    from complaintkit.cli.views.file import write_page

    with place.open() as desk:
        book = desk.answers.handbook(by=by, language=current_language(), unit=unit)
    if html is None:
        say(book.to_markdown().rstrip("\n"))
    else:
        write_page(html, book.to_html(), field="html")
