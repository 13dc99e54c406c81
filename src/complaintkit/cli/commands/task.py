"""`complaintkit task`: what is to be done beside the cases; take its next step, give it on, put it off. S0.11, R15, R20"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from complaintkit.cli._group import Group
from complaintkit.cli._language import current_language, lang_option
from complaintkit.cli._place import Place, actor_option, at_place, reader_option
from complaintkit.cli.views.output import json_option, print_json, print_table, say
from complaintkit.cli.views.text import one_line
from complaintkit.cli.views.time import local
from complaintkit.model.phrase import phrase

if TYPE_CHECKING:
    from complaintkit.cli.views.case_data import Zones
    from complaintkit.desk import Desk
    from complaintkit.model.actor import By
    from complaintkit.model.task import Task


@click.group("task", cls=Group, short_help="List tasks beside the cases, show one, take its next step.")
def command() -> None:
    """List tasks beside the cases, show one, take its next step.

    Improvements, checks and their findings, reviews, ideas, tendencies: each has an owner, a date and an end.
    """


@command.command("list")
@at_place
@reader_option
@click.option("--kind", multiple=True, metavar="KIND", help="Only tasks of this kind, such as action; may be repeated.")
@click.option("--all", "everything", is_flag=True, help="Also those that have ended.")
@click.option("--unit", metavar="UNIT", help="Tasks of this unit.")
@click.option("--owner", metavar="STAFF", help="Tasks this person answers for.")
@click.option("--waits-for", metavar="STAFF", help="Tasks whose next step is this person's.")
@click.option("--case", metavar="NUMBER", help="Tasks that this case belongs to.")
@click.option("--after", metavar="NUMBER", help="Go on behind this task, the last one of the page before.")
@click.option("--limit", default=50, show_default=True, type=click.IntRange(1, 10_000), help="Show at most this many.")
@lang_option
@json_option
def list_(
    *,
    place: Place,
    by: By,
    kind: tuple[str, ...],
    everything: bool,
    limit: int,
    as_json: bool,
    **conditions: str | None,
) -> None:
    """List tasks, newest first; a task must match all options.

    Times are local to each task's unit.
    """
    from complaintkit.cli.views.case_data import Zones
    from complaintkit.cli.views.names import Names
    from complaintkit.cli.views.task_data import task_data
    from complaintkit.cli.views.task_view import state_of

    lang = current_language()
    with place.open() as desk:
        found = desk.tasks.list(by=by, kind=kind, open=None if everything else True, limit=limit, **conditions)
        zones, terms = Zones(desk), {one.id: one for one in desk.vocabulary(by=by).tasks}
        if as_json:
            print_json([task_data(one, zones.of(one), lang) for one in found])
            return
        names = Names.of(desk)
        rows = [
            (
                one.number,
                _due(one, zones, lang),
                state_of(one, terms[one.kind.value], lang),
                names.in_list(one.owner),
                names.in_list(one.waits_for or "-"),
                one_line(one.sentence(lang)),
            )
            for one in found
        ]
        print_table(("number", "due", "state", "owner", "whose turn", "to do"), rows, cut=("to do",), spare=("owner",))
    if len(found) == limit:
        say(phrase("There may be more; --limit and --after show them."))


@command.command("show")
@at_place
@reader_option
@click.argument("number", metavar="NUMBER")
@lang_option
@json_option
def show(*, place: Place, by: By, number: str, as_json: bool) -> None:
    """Show one task: what it is, whose turn, what happened, and what --by may do now.

    Times are local to its unit.
    """
    from complaintkit.cli.views.case_data import Zones
    from complaintkit.cli.views.names import Names
    from complaintkit.cli.views.task_data import possible_terms, term_of, whole_task
    from complaintkit.cli.views.task_view import print_task

    lang = current_language()
    with place.open() as desk:
        task = desk.tasks.show(number, by=by)
        zone = Zones(desk).of(task)
        if as_json:
            print_json(whole_task(desk, task, by, zone, lang))
            return
        lines, steps = desk.tasks.timeline(task, by=by), list(possible_terms(desk, task, by))
        print_task(task, term_of(desk, task, by), lines, steps, zone=zone, names=Names.of(desk))


@command.command("step")
@at_place
@click.argument("number", metavar="NUMBER")
@click.argument("word", metavar="STEP")
@actor_option
@click.option(
    "--set", "given", multiple=True, metavar="NAME=VALUE", help="A field of the step; a field of several is repeated."
)
@lang_option
@json_option
def step(*, place: Place, number: str, word: str, by: By, given: tuple[str, ...], as_json: bool) -> None:
    """Take a step of a task; `task show NUMBER --by WHO` lists those that are possible, and what each needs."""
    fields = _fields(given)
    with place.open() as desk:
        _tell(desk, desk.tasks.step(number, word, by=by, **fields), by, as_json=as_json)


@command.command("give")
@at_place
@click.argument("number", metavar="NUMBER")
@actor_option
@click.option("--to", required=True, metavar="STAFF", help="Who answers for it from now on.")
@click.option("--reason", required=True, metavar="TEXT", help="Reason; it is recorded.")
@lang_option
@json_option
def give(*, place: Place, number: str, by: By, to: str, reason: str, as_json: bool) -> None:
    """Give a task to somebody else."""
    with place.open() as desk:
        _tell(desk, desk.tasks.give(number, by=by, to=to, reason=reason), by, as_json=as_json)


@command.command("offer")
@at_place
@click.argument("number", metavar="NUMBER")
@actor_option
@click.option("--to", required=True, metavar="STAFF", help="Who is asked to take it.")
@click.option("--reason", required=True, metavar="TEXT", help="Reason; it is recorded.")
@click.option("--note", metavar="TEXT", help="What they should know.")
@lang_option
@json_option
def offer(*, place: Place, number: str, by: By, to: str, reason: str, note: str | None, as_json: bool) -> None:
    """Ask a colleague to take a task; who has it answers for it until they do."""
    with place.open() as desk:
        _tell(desk, desk.tasks.offer(number, by=by, to=to, reason=reason, note=note), by, as_json=as_json)


@command.command("accept")
@at_place
@click.argument("number", metavar="NUMBER")
@actor_option
@lang_option
@json_option
def accept(*, place: Place, number: str, by: By, as_json: bool) -> None:
    """Take a task that was offered."""
    with place.open() as desk:
        handover = _waiting(desk, number, by)
        _tell(desk, desk.tasks.accept(number, by=by, handover=handover), by, as_json=as_json)


@command.command("decline")
@at_place
@click.argument("number", metavar="NUMBER")
@actor_option
@click.option("--reason", required=True, metavar="WORD", help="Reason of the playbook's list, such as 'overloaded'.")
@click.option("--note", metavar="TEXT", help="What is said beside it.")
@lang_option
@json_option
def decline(*, place: Place, number: str, by: By, reason: str, note: str | None, as_json: bool) -> None:
    """Refuse a task that was offered, for a reason of the list."""
    with place.open() as desk:
        handover = _waiting(desk, number, by)
        _tell(desk, desk.tasks.decline(number, by=by, handover=handover, reason=reason, note=note), by, as_json=as_json)


def _waiting(desk: Desk, number: str, by: By) -> str:
    """Return the offer that waits for an answer, else the newest: it says what became of it."""
    task = desk.tasks.show(number, by=by)
    newest = task.handovers[-1].id if task.handovers else "-"
    return task.handover.id if task.handover else newest


@command.command("extend")
@at_place
@click.argument("number", metavar="NUMBER")
@actor_option
@click.option(
    "--until", required=True, metavar="DATE|SPAN", help="New date with its zone, or a span such as '14 days'."
)
@click.option("--reason", required=True, metavar="TEXT", help="Reason; it is recorded.")
@lang_option
@json_option
def extend(*, place: Place, number: str, by: By, until: str, reason: str, as_json: bool) -> None:
    """Put the date of a task off, once; the first date stays on record."""
    with place.open() as desk:
        _tell(desk, desk.tasks.step(number, "extend", by=by, until=until, reason=reason), by, as_json=as_json)


def _fields(given: tuple[str, ...]) -> dict[str, Any]:
    """Read fields; one that is named several times holds several."""
    from complaintkit.cli.door._task import RESERVED

    found: dict[str, list[str]] = {}
    for one in given:
        name, mark, value = one.partition("=")
        if not mark or not name.strip():
            raise click.BadParameter(f"{one[:100]!r} is not NAME=VALUE.", param_hint="--set")
        found.setdefault(name.strip(), []).append(value)
    if named := RESERVED & found.keys():
        raise click.BadParameter(f"{min(named)!r} is no field of a step.", param_hint="--set")
    return {name: values[0] if len(values) == 1 else values for name, values in found.items()}


def _tell(desk: Desk, task: Task, by: By, *, as_json: bool) -> None:
    from complaintkit.cli.views.case_data import Zones
    from complaintkit.cli.views.task_data import task_data, term_of
    from complaintkit.cli.views.task_view import state_of

    lang, zone = current_language(), Zones(desk).of(task)
    if as_json:
        print_json(task_data(task, zone, lang))
        return
    state = state_of(task, term_of(desk, task, by), lang)
    if not task.open:
        say(phrase("{number}: {state}.", number=task.number, state=state))
        return
    at = local(task.due_at, zone) or "-"
    told = {"number": task.number, "state": state, "who": task.waits_for, "at": at}
    say(phrase("{number}: {state}; next: {who}, by {at}.", **told))


def _due(task: Task, zones: Zones, lang: str) -> str:
    late = phrase(" LATE").to(lang) if task.is_late else ""
    return f"{local(task.due_at, zones.of(task))}{late}" if task.due_at else "-"
