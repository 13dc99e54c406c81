"""A due date told to people: what was counted, what was left out, and why."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from complaintkit.model.due._pause import Pause
from complaintkit.model.due._step import DayKind, Step, StepKind
from complaintkit.model.due._until import Until
from complaintkit.model.due._within import Counting
from complaintkit.model.moment import MONTHS, WEEKDAYS
from complaintkit.model.phrase import CLAUSE, Phrase, Template, joined, phrase
from complaintkit.model.wording import in_sentence

if TYPE_CHECKING:
    from complaintkit.model.due._due import Due

_UNTIL = {
    Until.CLOSE: phrase("until closing time"),
    Until.SAME_TIME: phrase("until the same time of day"),
    Until.MIDNIGHT: phrase("until midnight"),
}
_STEP = {
    StepKind.RECEIVED: phrase("day of receipt, not counted"),
    StepKind.AFTER_HOURS: phrase("after closing time"),
    StepKind.PAUSED: phrase("paused, not counted"),
}
# By the kind of day: with its name, and without.
_SKIPPED = {
    DayKind.REST: (phrase.template("no working day"), phrase("no working day")),
    DayKind.HOLIDAY: (phrase.template("{name}, not counted"), phrase("public holiday, not counted")),
    DayKind.CLOSED: (phrase.template("closed: {name}"), phrase("closed")),
}
_OPEN = {
    DayKind.MAKE_UP: (phrase.template("make-up working day"), phrase("make-up working day")),
    DayKind.EXTRA: (phrase.template("extra working day"), phrase("extra working day")),
    DayKind.OPEN_HOLIDAY: (
        phrase.template("open on a public holiday ({name})"),
        phrase("open on a public holiday"),
    ),
}


def summary(due: Due, language: str) -> str:
    """Say in one sentence when it is due, and from what that was reckoned."""
    start, end = (_moment(at) for at in (due.start.astimezone(due.zone), due.local))
    span = phrase("{within} from {start}", within=due.within.words, start=start)
    if due.counts_from is not None:
        span = phrase(
            "{within} from {begins} (it began outside opening hours: {start})",
            within=due.within.words,
            begins=_moment(due.counts_from.astimezone(due.zone)),
            start=start,
        )
    if due.within.counting is Counting.WORKING_DAYS:
        span = joined((span, _UNTIL[due.until]), CLAUSE)
    return phrase("Due {end} ({zone}): {span}.", end=end, zone=due.zone.key, span=span).to(language)


def explain(due: Due, language: str) -> str:
    """Give the summary and the lines below it."""
    return "\n".join([summary(due, language), *(line.to(language) for line in _lines(due)), *_warnings(due, language)])


def _lines(due: Due) -> Iterator[Phrase]:
    for step in due.steps:
        yield phrase("- {days}: {told}", days=_days(step.first, step.last), told=_told(step))
    for pause in due.paused:
        start, end = (_moment(at.astimezone(due.zone)) for at in (pause.start, pause.end))
        yield _paused(pause, phrase("- paused from {start} to {end}", start=start, end=end))


def _warnings(due: Due, language: str) -> Iterator[str]:
    """Say what is uncertain, and by which calendar it was reckoned."""
    for caveat in due.warnings:
        yield f"! {caveat.to(language)}"
    title = due.title.words
    named = title if title.to(language) == due.calendar else phrase("{title} ({id})", title=title, id=due.calendar)
    yield phrase("Calendar: {calendar}", calendar=named).to(language)


def _told(step: Step) -> Phrase:
    if step.kind in _STEP:
        return _STEP[step.kind]
    if step.kind is StepKind.SKIPPED:
        return _named(_SKIPPED[step.day], step)
    used = _number(step) if step.kind is StepKind.COUNTED else _worked(step.worked)
    if step.day not in _OPEN:
        return used
    return joined((_named(_OPEN[step.day], step), used), CLAUSE)


def _named(wording: tuple[Template, Phrase], step: Step) -> Phrase:
    named, plain = wording
    return named.filled(name=step.name.words) if step.name else plain


def _number(step: Step) -> Phrase:
    if step.days == 1:
        return phrase("working day {number}", number=step.count)
    return phrase("working days {first} to {last}", first=step.count - step.days + 1, last=step.count)


def _worked(worked: timedelta) -> Phrase:
    """Say how much working time was used, to the second where it has seconds."""
    minutes, seconds = divmod(round(worked.total_seconds()), 60)
    hours, minutes = divmod(minutes, 60)
    parts = [
        phrase("{amount} h", amount=hours) if hours else None,
        phrase("{amount} min", amount=minutes) if minutes or not (hours or seconds) else None,
        phrase("{amount} s", amount=seconds) if seconds else None,
    ]
    time = joined(filter(None, parts), phrase.template("{first} {second}", context="duration"))
    return phrase("{time} of working time", time=time)


def _paused(pause: Pause, said: Phrase) -> Phrase:
    if not pause.cause:
        return said
    return phrase("{said}: {cause}", said=said, cause=in_sentence(pause.cause))


def _moment(local: datetime) -> Phrase:
    """Write a date with its year, and the time; seconds only where there are any."""
    time = f"{local:%H:%M:%S}" if local.second else f"{local:%H:%M}"
    return phrase("{day} {year}, {time}", day=_day(local), year=local.year, time=time)


def _day(day: date) -> Phrase:
    weekday, month = WEEKDAYS[day.weekday()], MONTHS[day.month - 1]
    return phrase("{weekday} {day} {month}", weekday=weekday, day=day.day, month=month)


def _days(first: date, last: date) -> Phrase:
    if first == last:
        return _day(first)
    start = _day(first)
    if first.month == last.month:
        start = start.in_english(start.rpartition(" ")[0])
    return phrase("{start} to {end}", start=start, end=_day(last))
