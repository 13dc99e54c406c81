"""`complaintkit due`: compute when something is due, by a calendar or a deadline of a procedure, and why. Needs no database."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import click

from complaintkit.cli._language import current_language, lang_option, translate
from complaintkit.cli._place import Place, at_place, named_playbook
from complaintkit.cli.commands._asked_due import Asked, Here, calendar_named, here_at, of_deadline
from complaintkit.cli.views.output import json_option, print_json, say
from complaintkit.model.errors import InvalidInput
from complaintkit.model.phrase import phrase

if TYPE_CHECKING:
    from complaintkit.calendars import Calendar
    from complaintkit.model.due import Due, Within
    from complaintkit.playbook import Playbook


@click.command("due", short_help="Compute when something is due, and explain it.")
@at_place
@click.option(
    "--calendar",
    metavar="NAME|FILE",
    help="Calendar of the playbook, or by name (cn, gb-eng, 24x7), or as a TOML file.",
)
@click.option("--playbook", metavar="NAME|FILE", help="Playbook whose calendars and deadlines are meant.")
@click.option("--deadline", metavar="NAME", help="Deadline of the playbook: how long, on which calendar, until when.")
@click.option("--category", metavar="CATEGORY", help="Category, where the deadline takes its time from there.")
@click.option(
    "--unit",
    metavar="UNIT",
    help="Unit of the desk: in its time zone, by its calendar and playbook where no others are named.",
)
@click.option("--start", required=True, metavar="TIME", help="Start, such as 2024-09-30T10:00+08:00.")
@click.option("--working-days", metavar="N", help="Working days; the day of receipt does not count.")
@click.option("--working-hours", metavar="N", help="Working hours.")
@click.option("--hours", metavar="N", help="Hours by the clock.")
@click.option("--until", metavar="close|same-time|midnight", help="Time on the last working day; close by default.")
@click.option("--explain", is_flag=True, help="Explain which days counted, and why.")
@lang_option
@json_option
def command(
    *,
    place: Place,
    calendar: str | None,
    playbook: str | None,
    deadline: str | None,
    category: str | None,
    unit: str | None,
    start: str,
    working_days: str | None,
    working_hours: str | None,
    hours: str | None,
    until: str | None,
    explain: bool,
    as_json: bool,
) -> None:
    """Compute when something is due, and explain it.

    \b
    complaintkit due --calendar cn --start 2024-09-30T10:00+08:00 \\
        --working-days 3 --explain
    complaintkit due --playbook shop.toml --deadline result \\
        --start 2024-09-30T10:00+08:00 --explain
    complaintkit due --unit east-gate --deadline result \\
        --start 2024-09-30T10:00+08:00 --explain
    """  # noqa: D301  \b is click's mark for lines that stay as they are
    from complaintkit.calendars import due

    lang = current_language()
    amounts = {"working days": working_days, "working hours": working_hours, "h": hours}
    given = {unit: amount for unit, amount in amounts.items() if amount is not None}
    here = here_at(place, unit) if unit else None
    book = _playbook(place, playbook, deadline, here)
    if book is not None and deadline is not None:
        if given or until:
            raise click.UsageError(
                translate(phrase("The deadline says how long: leave --hours, --working-days and --until out."))
            )
        asked = of_deadline(book, deadline, category, _calendar(calendar, book, here))
    else:
        days = _calendar(calendar, book, here)
        if days is None:
            raise click.UsageError(translate(phrase("Give --calendar, or --playbook and --deadline.")))
        asked = Asked(days, _within(given), until or "close")
    days = asked.calendar.in_zone(here.zone) if here else asked.calendar
    found = due(days, _start(start), asked.within, until=asked.until, begins=asked.begins)
    if as_json:
        print_json(_data(found, lang, explain=explain))
    elif explain:
        say(found.explain(lang))
    else:
        say(found.local.isoformat())


def _playbook(place: Place, named: str | None, deadline: str | None, here: Here | None) -> Playbook | None:
    """Return the playbook that was named, else the unit's, else that of the settings; None where no deadline is asked for."""
    if here is not None and not named:
        return here.playbook
    source = named_playbook(named) if named else (place.settings().playbook if deadline else None)
    if source is None:
        if deadline:
            raise click.UsageError(translate(phrase("Give --playbook, whose deadline it is.")))
        return None
    with place.plugins() as plugins:
        return plugins.load_playbook(source)


def _within(given: dict[str, str]) -> Within:
    from complaintkit.model.due import Within

    if len(given) != 1:
        raise click.UsageError(translate(phrase("Give one of --working-days, --working-hours, --hours.")))
    ((unit, amount),) = given.items()
    option = f"--{'hours' if unit == 'h' else unit.replace(' ', '-')}"
    if "hours" in option and amount.count(".") == 1 and amount.replace(".", "").isdecimal():
        amount, unit = _minutes(amount, option), unit.replace("hours", "min").replace("h", "min")
    return Within.parse(f"{amount} {unit}", field=option)


def _minutes(hours: str, option: str) -> str:
    minutes = Decimal(hours) * 60
    if minutes != minutes.to_integral_value():
        raise InvalidInput(
            field=option,
            reason=phrase("{hours} is no whole number of minutes", hours=hours),
            next_step=phrase("Give 0.5, or 0.25."),
        )
    return str(int(minutes))


def _start(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        raise InvalidInput(
            field="--start",
            reason=phrase("{text!r} is not a time", text=text),
            next_step=phrase('Write it like "2024-09-30T10:00+08:00".'),
        ) from None


def _calendar(text: str | None, book: Playbook | None, here: Here | None) -> Calendar | None:
    """Return a calendar of the playbook, one that is there by name, or that of a file; the unit's, where none was named."""
    from complaintkit.calendars import load_calendar

    if text is None:
        return here.calendar if here else None
    own = book.calendars if book else {}
    if text not in own and (text.endswith(".toml") or Path(text).is_file()):
        return load_calendar(text)
    return calendar_named(text, own)


def _data(found: Due, lang: str, *, explain: bool) -> dict[str, object]:
    data = found.as_data()
    del data["at"]
    told = {"explanation": found.explain(lang).splitlines()} if explain else {}
    return {"due": found.local.isoformat(), **data, "start": found.start.astimezone(found.zone).isoformat(), **told}
