"""`complaintkit duties`: print what one person has to do, what is due first at the top."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from complaintkit.cli._language import current_language, lang_option
from complaintkit.cli._place import Place, at_place, reader_option
from complaintkit.cli.views.output import json_option, print_json, print_table, say
from complaintkit.cli.views.text import one_line
from complaintkit.cli.views.time import local
from complaintkit.model.phrase import phrase

if TYPE_CHECKING:
    from datetime import datetime
    from zoneinfo import ZoneInfo

    from complaintkit.cli.views.case_data import Zones
    from complaintkit.model.actor import By
    from complaintkit.model.duty import Duty
    from complaintkit.model.task import Task


@click.command("duties", short_help="Print what one person has to do, what is due first at the top.")
@at_place
@reader_option
@click.argument("staff", metavar="STAFF")
@click.option("--limit", default=50, show_default=True, type=click.IntRange(min=1), help="Show at most this many.")
@lang_option
@json_option
def command(*, place: Place, by: By, staff: str, limit: int, as_json: bool) -> None:
    """Print what one person has to do, what is due first at the top; at last what is late below them, and their tasks.

    Times are local to the unit of each case or task.
    """
    from complaintkit.cli.views.case_data import Zones, duty_data
    from complaintkit.cli.views.task_data import task_duty
    from complaintkit.cli.views.worker import warn_of_silence

    lang = current_language()
    with place.open() as desk:
        duties, zones, now = desk.duties(staff, by=by, limit=limit), Zones(desk), desk.clock.now()
        if as_json:
            owed = [duty_data(one, zones.of(one.of), lang) for one in duties.owed]
            tasks = [task_duty(one, zones.of(one), lang, late=_is_late(one, now)) for one in duties.tasks]
            print_json([*owed, *tasks])
            return
        warn_of_silence(desk, by)
        rows = [_row(one, zones, lang) for one in duties.owed]
        rows += [_task_row(one, zones, lang, late=_is_late(one, now)) for one in duties.tasks]
        print_table(("due", "number", "to do"), rows, wrap=("to do",))
    if duties.next:
        say(phrase("There are more; --limit shows them."))


def _row(duty: Duty, zones: Zones, lang: str) -> tuple[object, ...]:
    return _due(duty.due_at, zones.of(duty.of), lang, late=duty.late), duty.case, duty.sentence(lang)


def _task_row(task: Task, zones: Zones, lang: str, *, late: bool) -> tuple[object, ...]:
    return _due(task.due_at, zones.of(task), lang, late=late), task.number, one_line(task.sentence(lang))


def _due(at: datetime | None, zone: ZoneInfo, lang: str, *, late: bool) -> str:
    return f"{local(at, zone) or '-'}{phrase(' LATE').to(lang) if late else ''}"


def _is_late(task: Task, now: datetime) -> bool:
    return task.due_at is not None and task.due_at <= now
