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


@click.command("do", short_help="Perform requests from standard input, one JSON object a line.")
@at_place_to_be
@click.option("--schema", "want_schema", is_flag=True, help="Print the JSON Schema of all requests, and end.")
@click.option("--strict", is_flag=True, help="End with 1 where a request was refused.")
@lang_option
@click.pass_context
def command(
    context: click.Context,
    *,
    place: Place,
    want_schema: bool,
    strict: bool,
    lang: str,  # noqa: ARG001  of what is said beside the answers, which speak the playbook's
) -> None:
    """Perform requests from standard input, one JSON object a line; an answer line for each, in order, when it is durable.

    {"id":"1","do":"assess","by":"chen","args":{"case":"A12-261121-001","severity":"high","approach":"check"}}

    Ends with 0 when every line was answered, 2 when it could not start. Begins a new database where --playbook or the
    settings name the procedure (see `complaintkit --help`).
    """
    from complaintkit.cli.commands._beginning import opened
    from complaintkit.cli.door import Session, schema

    if want_schema:
        print_json(schema())
        return
    with opened(place) as (desk, _):
        refused = _serve(Session(desk), sys.stdin.buffer, sys.stdout.buffer)
    context.exit(NO if strict and refused else 0)


def _serve(session: Session, requests: BinaryIO, answers: BinaryIO) -> bool:
    """Answer every line; whether one was refused."""
    from complaintkit.cli.door import lines

    refused = False
    _write(answers, session.header())
    with Stopping() as stopping:
        for line in stopping.until_told(lines(requests)):
            answer = session.answer(line)
            refused = refused or not answer["ok"]
            _write(answers, answer)
    stopping.check()
    return refused


def _write(answers: BinaryIO, answer: dict[str, object]) -> None:
    answers.write(as_json(answer).encode("utf-8", "backslashreplace") + b"\n")
    answers.flush()
