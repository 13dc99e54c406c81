"""`complaintkit case`: list cases, show one as it stands, tell what happened to it, print its form."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from complaintkit.cli._group import Group
from complaintkit.cli._language import current_language, lang_option, translate
from complaintkit.cli._place import CLI, Place, at_place, named_playbook, reader_option
from complaintkit.cli.views.output import heading, json_option, print_json, print_table, say
from complaintkit.cli.views.text import one_line
from complaintkit.cli.views.time import local
from complaintkit.cli.views.worker import warn_of_silence
from complaintkit.model.phrase import joined, phrase

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from zoneinfo import ZoneInfo

    from complaintkit.cli.views.case_data import Zones
    from complaintkit.cli.views.names import Names
    from complaintkit.desk import Desk
    from complaintkit.desk.reading.timeline import Telling
    from complaintkit.model.actor import By
    from complaintkit.model.case import Case
    from complaintkit.model.deadline import Deadline
    from complaintkit.organisation import Words
    from complaintkit.paper import RegistrationForm


@click.group("case", cls=Group, short_help="List cases, show one, print its history or its form.")
def command() -> None:
    """List cases, show one, print its history or its form."""


@command.command("list")
@at_place
@reader_option
@click.option("--owner", metavar="STAFF", help="Cases this person is responsible for.")
@click.option("--unit", metavar="UNIT", help="Cases of this unit and of the units in it.")
@click.option("--open/--closed", "is_open", default=None, help="Only open cases; only archived ones.")
@click.option("--state", metavar="STATE", help="Cases in this state, such as investigating.")
@click.option("--kind", metavar="KIND", help="complaint, inquiry, praise or suggestion.")
@click.option(
    "--category",
    metavar="CATEGORY",
    help="Cases with an issue of this category or of one below it; - for not sorted yet.",
)
@click.option("--contact", metavar="PHONE|MAIL", help="Cases of the customer with this phone number or e-mail.")
@click.option("--channel", metavar="CHANNEL", help="Cases that came in by this channel.")
@click.option("--external-id", metavar="ID", help="Case with this id in its channel.")
@click.option("--overdue", is_flag=True, help="Cases with a deadline that has passed.")
@click.option("--before-group", is_flag=True, help="Cases that a group has to decide on.")
@click.option("--waiting", is_flag=True, help="Cases that wait for the customer.")
@click.option("--unread", is_flag=True, help="Cases with words of the customer that nobody has answered.")
@click.option("--limit", default=50, show_default=True, type=click.IntRange(min=1), help="Show at most this many.")
@lang_option
@json_option
def list_(
    *, place: Place, by: By, is_open: bool | None, limit: int, as_json: bool, **conditions: str | bool | None
) -> None:
    """List cases, newest first; a case must match all options.

    Times are local to each case's unit.
    """
    from complaintkit.cli.views.case_data import Zones, brief

    with place.open() as desk:
        if not as_json:
            warn_of_silence(desk, by)
        found = desk.cases(by=by, open=is_open, **conditions)  # type: ignore[arg-type]  # each is a text, None or a flag
        cases, _ = found.page(size=limit)
        zones = Zones(desk)
        if as_json:
            print_json([brief(one, zones.of(one)) for one in cases])
            return
        count = found.count() if len(cases) == limit else len(cases)
        _print(cases, zones, current_language())
    if cases:
        say(_count_line(len(cases), count))


def _count_line(shown: int, count: int) -> str:
    if count > shown:
        return phrase("{shown} of {count} cases; --limit shows more.", shown=shown, count=count)
    return phrase("1 case.") if shown == 1 else phrase("{shown} cases.", shown=shown)


def _print(cases: Sequence[Case], zones: Zones, lang: str) -> None:
    from complaintkit.cli.views.names import Names

    columns = ("number", "received", "state", "owner", "category", "severity", "due next", "customer", "text")
    books = {one.playbook_digest: zones.desk.playbook(by=CLI, case=one).categories for one in cases if lang != "en"}
    titles = {digest: {id: one.title for id, one in of.items()} for digest, of in books.items()}
    names = Names.of(zones.desk)
    rows = (_row(one, zones.of(one), titles.get(one.playbook_digest, {}), names) for one in cases)
    print_table(columns, rows, cut=("text",), spare=("customer", "severity", "received", "category"))


def _row(case: Case, zone: ZoneInfo, titles: Mapping[str, Words], names: Names) -> tuple[object, ...]:
    from complaintkit.desk.reading.wording import word
    from complaintkit.organisation import said

    lang = names.language
    return (
        case.number,
        local(case.received_at, zone),
        word(case.state, lang),
        names.in_list(case.owner),
        joined([said(titles.get(one, {}), lang) or one for one in case.categories]).to(lang) or "-",
        word(case.severity or "", lang),
        _due(case, zone, lang),
        case.customer.label,
        one_line(case.subject or case.text),
    )


def _due(case: Case, zone: ZoneInfo, lang: str) -> str:
    """Say what is due next, and when; in English by the name that rules give it."""
    from complaintkit.organisation import said

    due = case.next_deadline
    if due is None:
        return ""
    name = due.name if lang == "en" else said(due.title, lang)
    late = translate(phrase(" LATE")) if due.state == "breached" else ""
    return f"{local(due.due_at, zone)} {name or due.name}{late}"


@command.command("show")
@at_place
@reader_option
@click.argument("number", metavar="NUMBER")
@click.option("--explain", is_flag=True, help="Explain each due date: calendar, days that counted, pauses.")
@lang_option
@json_option
def show(*, place: Place, by: By, number: str, explain: bool, as_json: bool) -> None:
    """Show a case as it stands now.

    The customer is masked; the full contact is read by a request of its own, which is recorded.
    """
    from complaintkit.cli.views.case_data import Zones, whole
    from complaintkit.cli.views.case_view import print_case

    with place.open() as desk:
        case = desk.case(number, by=by)
        zone = Zones(desk).of(case)
        if not as_json:
            warn_of_silence(desk, by)
        if as_json:
            told = {"explanations": _explanations(case)} if explain else {}
            print_json({**whole(case, zone), **told})
        else:
            print_case(case, _telling(desk, case, current_language()), sorted(desk.allowed(case, by=by)))
            if explain:
                _print_explanations(case)


def _explanations(case: Case) -> Mapping[str, list[str]]:
    """Return why each date is due when it is, by deadline, in the language of the command. R16"""
    return {one.name: one.explain(current_language()).splitlines() for one in _by_date(case)}


def _print_explanations(case: Case) -> None:
    from complaintkit.organisation import said

    for one in _by_date(case):
        say()
        heading(said(one.title, current_language()) or one.name)
        say(one.explain(current_language()))


def _by_date(case: Case) -> list[Deadline]:
    return sorted(case.deadlines, key=lambda one: one.due_at)


@command.command("log")
@at_place
@reader_option
@click.argument("number", metavar="NUMBER")
@lang_option
@json_option
def log(*, place: Place, by: By, number: str, as_json: bool) -> None:
    """Print the history of a case: who did what, and what was said.

    Times are local to the case's unit.
    """
    from complaintkit.cli.views.case_data import Zones, line_data
    from complaintkit.cli.views.case_view import print_lines

    with place.open() as desk:
        case = desk.case(number, by=by)
        lines = desk.timeline_in_words(case, by=by, language=current_language())
        if as_json:
            zone = Zones(desk).of(case)
            print_json([line_data(one, zone) for one in lines])
            return
        telling = _telling(desk, case, current_language())
        say(f"{case.number}  {telling.unit(case.unit)}  ({telling.zone})")
        print_lines(lines)


@command.command("form")
@at_place
@reader_option
@click.argument("number", metavar="NUMBER", required=False)
@click.option("--blank", is_flag=True, help="A blank form, to be filled in by hand.")
@click.option("--unit", metavar="UNIT", help="Blank form by the playbook of this unit.")
@click.option("--playbook", metavar="NAME|FILE", help="Blank form by this playbook; needs no database.")
@click.option("--purpose", metavar="TEXT", help="Print the whole contact, not masked; what for is recorded.")
@click.option(
    "--html",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    required=True,
    help="Write the page to this file.",
)
@lang_option
def form(
    *,
    place: Place,
    by: By,
    number: str | None,
    blank: bool,
    unit: str | None,
    playbook: str | None,
    purpose: str | None,
    html: Path,
) -> None:
    """Write the registration form of a case, or a blank one, as a page to print on A4."""
    from complaintkit.cli.views.file import write_page

    if blank == (number is not None):
        raise click.UsageError(translate(phrase("Give a case's number, or --blank.")))
    if playbook is not None and blank:
        made = _blank_of(place, playbook)
    else:
        with place.open() as desk:
            made = desk.registration_form(number, by=by, unit=unit, purpose=purpose)
    write_page(html, made.to_html(current_language()), field="html")


def _blank_of(place: Place, name: str) -> RegistrationForm:
    from complaintkit.paper import RegistrationForm, Titles

    with place.plugins() as plugins:
        return RegistrationForm(titles=Titles(plugins.load_playbook(named_playbook(name))))


def _telling(desk: Desk, case: Case, language: str) -> Telling:
    from complaintkit.desk.reading.timeline import Telling

    return Telling(
        language=language,
        zone=desk.people.zone(case.unit, by=CLI),
        playbook=desk.playbook(by=CLI, case=case),
        organisation=desk.people.organisation(by=CLI),
        promises=case.promises,
    )
