"""`complaintkit do`: the door for programs in any language, one JSON object a line in and out."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, BinaryIO

import click

from complaintkit.cli._exit_code import NO
from complaintkit.cli._language import lang_option
from complaintkit.cli._place import Place, at_place_to_be
from complaintkit.cli._stopping import Stopping
from complaintkit.cli.views.output import as_json, print_json

if TYPE_CHECKING:
    from complaintkit.cli.door import Session


@click.command("do", short_help="Answer JSON requests from standard input, one a line.")
@at_place_to_be
@click.option("--schema", "want_schema", is_flag=True, help="Print the JSON Schema of all requests, and exit.")
@click.option("--strict", is_flag=True, help="Exit with 1 if a request was refused.")
@lang_option
@click.pass_context
def command(context: click.Context, *, place: Place, want_schema: bool, strict: bool) -> None:
    """Answer JSON requests from standard input: one answer line for each, in order.

    A request looks like this; its answer is written once it is durable:

    \b
    {"id":"1","do":"assess","by":"chen",
     "args":{"case":"A12-261121-001","severity":"high","approach":"check"}}

    Exits with 0 when every line was answered, with 2 when it could not start. A new database is created if --playbook or
    the settings name a playbook.
    """  # noqa: D301  \b is click's mark for lines that stay as they are
    from complaintkit.cli.commands._beginning import open_or_begin
    from complaintkit.cli.door import Session, schema

    if want_schema:
        print_json(schema())
        return
    with open_or_begin(place) as (desk, _):
        refused = _serve(Session(desk, place.settings().attachments), sys.stdin.buffer, sys.stdout.buffer)
    context.exit(NO if strict and refused else 0)


def _serve(session: Session, requests: BinaryIO, answers: BinaryIO) -> bool:
    """Answer every line; return True where one was refused."""
    from complaintkit.cli.door import read_lines

    refused = False
    _write(answers, session.header())
    with Stopping() as stopping:
        for line in stopping.until_told(read_lines(requests)):
            answer = session.answer(line)
            refused = refused or not answer["ok"]
            _write(answers, answer)
    stopping.check()
    return refused


def _write(answers: BinaryIO, answer: dict[str, object]) -> None:
    answers.write(as_json(answer).encode("utf-8", "backslashreplace") + b"\n")
    answers.flush()
