"""`complaintkit due`: compute when something is due by a calendar, and why. Needs no database."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import click

from complaintkit.cli._language import current_language, lang_option
from complaintkit.cli.views.output import json_option, print_json, say
from complaintkit.model.errors import InvalidInput
from complaintkit.model.phrase import phrase

if TYPE_CHECKING:
    from complaintkit.calendars import Calendar
    from complaintkit.model.due import Due, Within


@click.command("due", short_help="Compute when something is due, and explain it.")
@click.option(
    "--calendar", required=True, metavar="NAME|FILE", help="Calendar by name (cn, gb-eng, 24x7) or as a TOML file."
)
@click.option("--start", required=True, metavar="TIME", help="Start, such as 2024-09-30T10:00+08:00.")
@click.option("--working-days", metavar="N", help="Working days; the day of receipt does not count.")
@click.option("--working-hours", metavar="N", help="Working hours.")
@click.option("--hours", metavar="N", help="Hours by the clock.")
@click.option("--until", default="close", metavar="close|same-time|midnight", help="Time on the last working day.")
@click.option("--explain", is_flag=True, help="Explain which days counted, and why.")
@lang_option
@json_option
def command(
    *,
    calendar: str,
    start: str,
    working_days: str | None,
    working_hours: str | None,
    hours: str | None,
    until: str,
    explain: bool,
    as_json: bool,
) -> None:
    """Compute when something is due, and explain it.

    \b
    complaintkit due --calendar cn --start 2024-09-30T10:00+08:00 \\
        --working-days 3 --explain
    """  # noqa: D301  \b is click's mark for lines that stay as they are
    from complaintkit.calendars import due

    lang = current_language()
    amounts = {"working days": working_days, "working hours": working_hours, "h": hours}
    within = _within({unit: amount for unit, amount in amounts.items() if amount is not None})
    found = due(_calendar(calendar), _start(start), within, until=until)
    if as_json:
        print_json(_data(found, lang, explain=explain))
    elif explain:
        say(found.explain(lang))
    else:
        say(found.local.isoformat())


def _within(given: dict[str, str]) -> Within:
    from complaintkit.model.due import Within

    if len(given) != 1:
        raise click.UsageError("Give one of --working-days, --working-hours, --hours.")
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


def _calendar(text: str) -> Calendar:
    from complaintkit.calendars import known_calendar, load_calendar

    is_file = text.endswith(".toml") or Path(text).is_file()
    return load_calendar(text) if is_file else known_calendar(text)


def _data(found: Due, lang: str, *, explain: bool) -> dict[str, object]:
    data = found.as_data()
    del data["at"]
    told = {"explanation": found.explain(lang).splitlines()} if explain else {}
    return {"due": found.local.isoformat(), **data, "start": found.start.astimezone(found.zone).isoformat(), **told}
