"""Calendars: the hours that deadlines are reckoned by. R16"""

from __future__ import annotations

from collections.abc import Iterator

from complaintkit.calendars import Calendar
from complaintkit.handbook._document import Named, Prose, Section, Table
from complaintkit.handbook._translator import Translator
from complaintkit.model.moment import WEEKDAYS


def hours(translator: Translator) -> Section | None:
    """Return the playbook's calendars: hours of the week, holidays, closures."""
    playbook = translator.playbook
    if not playbook.calendars:
        return None
    columns = (translator.say("Calendar"), translator.say("Hours"), translator.say("Holidays and closures"))
    rows = tuple(
        (
            Named(one.title.to(translator.language), name),
            "\n".join(_week(one, translator)),
            "\n".join(_days_off(one, translator)) or "—",
        )
        for name, one in playbook.calendars.items()
    )
    note = translator.say(
        "Time zone: {zone}. A business day begins at {start}.",
        zone=playbook.time_zone,
        start=playbook.day_starts_at,
    )
    return Section("hours", translator.say("When we work"), (Table(columns, rows), Prose(note)))


def _week(calendar: Calendar, translator: Translator) -> Iterator[str]:
    """Return the week, a line for days in a row that have the same hours."""
    spans = [", ".join(map(str, day)) for day in calendar.week.days]
    first = 0
    for day in range(1, 8):
        if day < 7 and spans[day] == spans[first]:
            continue
        if spans[first]:
            yield f"{_run(first, day - 1, translator)} {spans[first]}"
        first = day


def _run(first: int, last: int, translator: Translator) -> str:
    start, end = (WEEKDAYS[day].to(translator.language) for day in (first, last))
    return start if first == last else translator.say("{start} to {end}", start=start, end=end)


def _days_off(calendar: Calendar, translator: Translator) -> Iterator[str]:
    if calendar.holidays:
        yield translator.say("public holidays: {of}", of=calendar.holidays)
        if calendar.make_up_days:
            yield translator.say("make-up working days count")
    if calendar.open_on_holidays:
        yield translator.say("open on holidays: {days}", days=translator.several(map(str, calendar.open_on_holidays)))
    if calendar.closures:
        yield translator.say("may be closed for: {reasons}", reasons=translator.several(calendar.closures))
    for day, label in calendar.closed:
        named = f"{day} {label.to(translator.language) if label else ''}".strip()
        yield translator.say("closed: {day}", day=named)
    for day, spans in calendar.extra:
        yield translator.say("open: {day}", day=f"{day} {translator.several(map(str, spans))}".strip())
    for notice in calendar.notices:
        yield translator.say("public notice of {year}", year=notice.year)
