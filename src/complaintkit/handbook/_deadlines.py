"""Deadlines: their start and end, how they are reckoned, who is warned, what follows when they are missed. S2.5, R16"""

from __future__ import annotations

from collections.abc import Iterator

from complaintkit.decision.clocks.awaited import WAITS
from complaintkit.decision.clocks.next_step import NEXT
from complaintkit.decision.clocks.timing import CLOCKS
from complaintkit.handbook._document import Cell, Prose, Section, Table, Tile, Tiles
from complaintkit.handbook._fields_as_written import other_lines
from complaintkit.handbook._translator import Translator
from complaintkit.model.due import Begins, Counting, Until, Within
from complaintkit.model.vocabulary import Kind
from complaintkit.playbook.deadline import DeadlineRule
from complaintkit.playbook.procedure import Playbook

_KNOWN = (
    "id title starts stops within until begins calendar pauses warn breach_tell breach_escalate lapses kinds categories"
)


def tiles(translator: Translator) -> Tiles:
    """Return every deadline at a glance."""
    rules = translator.playbook.deadlines.values()
    return Tiles(tuple(Tile(translator.within(rule.within), translator.named(rule)) for rule in rules))


def short_deadline(rule: DeadlineRule, translator: Translator) -> str:
    """Return a deadline in a few words: its title, its categories, how long."""
    only = translator.several(map(translator.category, rule.categories))
    title = translator.words(rule.title) + (translator.say(" ({only})", only=only) if only else "")
    return translator.say("{title}: {within}", title=title, within=translator.within(rule.within))


def all_deadlines(playbook: Playbook) -> tuple[DeadlineRule, ...]:
    """Return the playbook's deadlines, and those of the core where the playbook has none from that event, or of that name."""
    own = playbook.deadlines.values()
    started = {rule.starts for rule in own}
    core = [rule for event, rule in CLOCKS.items() if event not in started]
    return (*own, *core, *(rule for rule in WAITS.values() if rule.id not in playbook.deadlines))


def deadlines(translator: Translator) -> Section | None:
    """Return all of them as a table."""
    rules = all_deadlines(translator.playbook)
    if not rules:
        return None
    columns = (
        translator.say("Deadline"),
        translator.say("From, until"),
        translator.say("How long, and how it is reckoned"),
        translator.say("When it is near or missed"),
    )
    dated = translator.say(
        "Evidence that a category names is secured before it is gone; the date that an authority sets runs beside these."
    )
    note = translator.say(
        "A comment resets no clock, and a missed deadline stays on record, whatever is changed later. Times start when"
        " the customer spoke, also where it is written down later."
    )
    return Section(
        "deadlines",
        translator.say("By when"),
        (
            Table(columns, tuple(_row(rule, translator) for rule in rules)),
            Prose("\n".join((note, dated, *_always(translator)))),
        ),
    )


def _always(translator: Translator) -> Iterator[str]:
    """Say what holds of every procedure: how long a deadline may stand still, and that no open case is without one."""
    yield translator.say(
        "However often the customer is asked, a deadline stands still no longer in all than the wait for one answer, and"
        " for one to a plan."
    )
    if NEXT.id not in translator.playbook.deadlines:
        yield translator.say(
            "Something is always due on an open case: where nothing else is, its next step, within {within}.",
            within=translator.within(NEXT.within),
        )


def _row(rule: DeadlineRule, translator: Translator) -> tuple[Cell, ...]:
    course = translator.say(
        "From: {start}\nUntil: {stops}",
        start=translator.event(rule.starts),
        stops=translator.either(map(translator.event, rule.stops)),
    )
    reckoned = (*_reckoned(rule, translator), *other_lines(rule, _KNOWN, translator))
    return (
        translator.named(rule),
        "\n".join((course, *_bounds(rule, translator))),
        "\n".join((translator.within(rule.within), *reckoned)),
        "\n".join(_consequences(rule, translator)) or "—",
    )


def _bounds(rule: DeadlineRule, translator: Translator) -> Iterator[str]:
    """Say which matters a deadline binds, where that is not every complaint."""
    if set(rule.kinds) != set(Kind) and rule.kinds != (Kind.COMPLAINT,):
        yield translator.say("Only for: {kinds}", kinds=translator.several(map(translator.word, rule.kinds)))
    if rule.categories:
        named = translator.several(map(translator.category, rule.categories))
        yield translator.say("Only for: {named}", named=named)


def _reckoned(rule: DeadlineRule, translator: Translator) -> Iterator[str]:
    counting = rule.within.counting if isinstance(rule.within, Within) else None
    calendar = translator.calendar(rule.calendar)
    if counting is Counting.ELAPSED:
        yield translator.say("by the clock, day and night")
    elif counting is Counting.WORKING_HOURS:
        yield translator.say("counting only: {calendar}", calendar=calendar)
    elif counting is Counting.WORKING_DAYS:
        yield translator.say("by the calendar: {calendar}", calendar=calendar)
        yield translator.say("the day of receipt does not count")
        yield _ends(rule.until or Until.CLOSE, translator)
    elif rule.calendar:
        yield translator.say("by the calendar: {calendar}", calendar=calendar)
    if rule.begins is Begins.NEXT_OPENING:
        yield translator.say("outside opening hours it counts from the next opening")
    elif rule.begins is Begins.NEXT_WORKING_DAY:
        yield translator.say(
            "on a day off it counts from the same time of the next working day, after closing from the next opening"
        )
    if rule.pauses:
        yield translator.say(
            "stands still while: {events}", events=translator.several(map(translator.event, rule.pauses))
        )


def _ends(until: Until, translator: Translator) -> str:
    return {
        Until.CLOSE: translator.say("until closing time of the last day"),
        Until.SAME_TIME: translator.say("until the same time on the last day"),
        Until.MIDNIGHT: translator.say("until midnight of the last day"),
    }[until]


def _consequences(rule: DeadlineRule, translator: Translator) -> Iterator[str]:
    if rule.warn:
        yield translator.say("Near: warned {warn} before", warn=translator.within(rule.warn))
    if rule.breach_tell:
        yield translator.say("Missed: tells {who}", who=translator.several(map(translator.recipient, rule.breach_tell)))
    if rule.breach_escalate:
        yield translator.say("Missed: goes to {to}", to=translator.role(rule.breach_escalate))
    if rule.lapses:
        yield translator.say("Missed: the offer lapses")
