"""Deadlines: from when until when, how they are reckoned, who is warned, what follows when they are missed. S2.5, R16"""

from __future__ import annotations

from collections.abc import Iterator

from complaintkit.calendars import Calendar
from complaintkit.decision.timing import CLOCKS
from complaintkit.handbook._document import Cell, Named, Prose, Section, Table, Tile, Tiles
from complaintkit.handbook._other import other
from complaintkit.handbook._translator import Translator
from complaintkit.model.due import Counting, Until, Within
from complaintkit.model.phrase import phrase
from complaintkit.model.vocabulary import Kind
from complaintkit.playbook.deadline import DeadlineRule
from complaintkit.playbook.procedure import Playbook

_KNOWN = "id title starts stops within until calendar pauses warn breach_tell breach_escalate lapses kinds categories"
_DAYS = (
    ("mon", "周一"),
    ("tue", "周二"),
    ("wed", "周三"),
    ("thu", "周四"),
    ("fri", "周五"),
    ("sat", "周六"),
    ("sun", "周日"),
)


def tiles(translator: Translator) -> Tiles:
    """Every deadline at a glance."""
    rules = translator.playbook.deadlines.values()
    return Tiles(tuple(Tile(translator.within(rule.within), _named(rule, translator)) for rule in rules))


def short_deadline(rule: DeadlineRule, translator: Translator) -> str:
    """A deadline in a few words: what, for whom, how long."""
    only = translator.several(map(translator.category, rule.categories))
    title = translator.words(rule.title) + (translator.say(phrase(" ({only})", only=only)) if only else "")
    return translator.say(phrase("{title}: {within}", title=title, within=translator.within(rule.within)))


def all_deadlines(playbook: Playbook) -> tuple[DeadlineRule, ...]:
    """Return the playbook's deadlines, and those that the core reckons where the playbook has none from the same event."""
    own = playbook.deadlines.values()
    started = {rule.starts for rule in own}
    return (*own, *(rule for event, rule in CLOCKS.items() if event not in started))


def deadlines(translator: Translator) -> Section | None:
    """Return all of them as a table."""
    rules = all_deadlines(translator.playbook)
    if not rules:
        return None
    columns = (
        translator.say(phrase("Deadline")),
        translator.say(phrase("From, until")),
        translator.say(phrase("How long, and how it is reckoned")),
        translator.say(phrase("When it is near or missed")),
    )
    dated = translator.say(
        phrase(
            "Evidence that a category names is secured before it is gone; the date that an authority sets runs beside these."
        )
    )
    note = translator.say(
        phrase(
            "A comment resets no clock, and a missed deadline stays on record, whatever is changed later. Times start when"
            " the customer spoke, also where it is written down later."
        )
    )
    return Section(
        "deadlines",
        translator.say(phrase("By when")),
        (Table(columns, tuple(_row(rule, translator) for rule in rules)), Prose(f"{note}\n{dated}")),
    )


def _named(rule: DeadlineRule, translator: Translator) -> Named:
    return Named(translator.words(rule.title), rule.id)


def _row(rule: DeadlineRule, translator: Translator) -> tuple[Cell, ...]:
    course = translator.say(
        phrase(
            "From: {start}\nUntil: {stops}",
            start=translator.event(rule.starts),
            stops=translator.either(map(translator.event, rule.stops)),
        )
    )
    more = [f"{label}: {text}" for label, text in other(rule, _KNOWN, translator)]
    return (
        _named(rule, translator),
        "\n".join((course, *_bounds(rule, translator))),
        "\n".join((translator.within(rule.within), *_reckoned(rule, translator), *more)),
        "\n".join(_consequences(rule, translator)) or "—",
    )


def _bounds(rule: DeadlineRule, translator: Translator) -> Iterator[str]:
    """Which matters it binds, where that is not every complaint."""
    if set(rule.kinds) != set(Kind) and rule.kinds != (Kind.COMPLAINT,):
        yield translator.say(phrase("Only for: {kinds}", kinds=translator.several(map(translator.word, rule.kinds))))
    if rule.categories:
        named = translator.several(map(translator.category, rule.categories))
        yield translator.say(phrase("Only for: {named}", named=named))


def _reckoned(rule: DeadlineRule, translator: Translator) -> Iterator[str]:
    counting = rule.within.counting if isinstance(rule.within, Within) else None
    calendar = translator.calendar(rule.calendar)
    if counting is Counting.ELAPSED:
        yield translator.say(phrase("by the clock, day and night"))
    elif counting is Counting.WORKING_HOURS:
        yield translator.say(phrase("counting only: {calendar}", calendar=calendar))
    elif counting is Counting.WORKING_DAYS:
        yield translator.say(phrase("by the calendar: {calendar}", calendar=calendar))
        yield translator.say(phrase("the day of receipt does not count"))
        yield _ends(rule.until or Until.CLOSE, translator)
    elif rule.calendar:
        yield translator.say(phrase("by the calendar: {calendar}", calendar=calendar))
    if rule.pauses:
        yield translator.say(phrase("stands still while: ")) + translator.several(map(translator.event, rule.pauses))


def _ends(until: Until, translator: Translator) -> str:
    return {
        Until.CLOSE: translator.say(phrase("until closing time of the last day")),
        Until.SAME_TIME: translator.say(phrase("until the same time on the last day")),
        Until.MIDNIGHT: translator.say(phrase("until midnight of the last day")),
    }[until]


def _consequences(rule: DeadlineRule, translator: Translator) -> Iterator[str]:
    if rule.warn:
        yield translator.say(phrase("Near: warned {warn} before", warn=translator.within(rule.warn)))
    if rule.breach_tell:
        yield translator.say(
            phrase("Missed: tells {who}", who=translator.several(map(translator.recipient, rule.breach_tell)))
        )
    if rule.breach_escalate:
        yield translator.say(phrase("Missed: goes to {to}", to=translator.role(rule.breach_escalate)))
    if rule.lapses:
        yield translator.say(phrase("Missed: the offer lapses"))


def hours(translator: Translator) -> Section | None:
    """When we work: what the deadlines are reckoned by."""
    playbook = translator.playbook
    if not playbook.calendars:
        return None
    columns = (
        translator.say(phrase("Calendar")),
        translator.say(phrase("Hours")),
        translator.say(phrase("Holidays and closures")),
    )
    rows = tuple(
        (
            Named(one.title.to(translator.language), name),
            "\n".join(_week(one, translator)),
            "\n".join(_days_off(one, translator)) or "—",
        )
        for name, one in playbook.calendars.items()
    )
    start = f"{playbook.business_day_starts // 60:02}:{playbook.business_day_starts % 60:02}"
    note = translator.say(
        phrase("Time zone: {zone}. A business day begins at {start}.", zone=playbook.time_zone, start=start)
    )
    return Section("hours", translator.say(phrase("When we work")), (Table(columns, rows), Prose(note)))


def _week(calendar: Calendar, translator: Translator) -> Iterator[str]:
    """Days in a row that have the same hours, as one line."""
    spans = [", ".join(map(str, day)) for day in calendar.week.days]
    first = 0
    for day in range(1, 8):
        if day < 7 and spans[day] == spans[first]:
            continue
        if spans[first]:
            yield f"{_run(first, day - 1, translator)} {spans[first]}"
        first = day


def _run(first: int, last: int, translator: Translator) -> str:
    start, end = (_DAYS[day][1] if translator.chinese else _DAYS[day][0].capitalize() for day in (first, last))
    return start if first == last else translator.say(phrase("{start} to {end}", start=start, end=end))


def _days_off(calendar: Calendar, translator: Translator) -> Iterator[str]:
    if calendar.holidays:
        yield translator.say(phrase("public holidays: {of}", of=calendar.holidays))
        if calendar.make_up_days:
            yield translator.say(phrase("make-up working days count"))
    if calendar.open_on_holidays:
        yield translator.say(phrase("open on holidays: ")) + ", ".join(map(str, calendar.open_on_holidays))
    if calendar.closures:
        yield translator.say(phrase("may be closed for: ")) + translator.several(calendar.closures)
    for day, label in calendar.closed:
        yield translator.say(phrase("closed: ")) + f"{day} {label.to(translator.language) if label else ''}".strip()
    for day, spans in calendar.extra:
        yield translator.say(phrase("open: ")) + f"{day} {', '.join(map(str, spans))}".strip()
    for notice in calendar.notices:
        yield translator.say(phrase("public notice of {year}", year=notice.year))
