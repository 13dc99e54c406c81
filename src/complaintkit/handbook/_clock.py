"""Deadlines: from when until when, how they are reckoned, who is warned, what follows when they are missed. S2.5, R16"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from complaintkit.calendars import Calendar
from complaintkit.handbook._course import Course
from complaintkit.handbook._document import Cell, Named, Prose, Section, Table, Tile, Tiles
from complaintkit.handbook._rest import rest
from complaintkit.handbook._tongue import Tongue
from complaintkit.model.due import Counting, Until, Within
from complaintkit.model.vocabulary import Kind
from complaintkit.playbook.deadline import DeadlineRule

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


def tiles(tongue: Tongue) -> Tiles:
    """Every deadline at a glance."""
    rules = tongue.playbook.deadlines.values()
    return Tiles(tuple(Tile(tongue.within(rule.within), _named(rule, tongue)) for rule in rules))


def shortly(rule: DeadlineRule, tongue: Tongue) -> str:
    """A deadline in a few words: what, for whom, how long."""
    only = tongue.several(map(tongue.category, rule.categories))
    title = tongue.words(rule.title) + (tongue.say(" ({only})", "（{only}）", only=only) if only else "")
    return tongue.say("{title}: {within}", "{title}：{within}", title=title, within=tongue.within(rule.within))


def deadlines(tongue: Tongue, courses: Sequence[Course]) -> Section | None:
    """All of them as a table, also those that the core reckons where the playbook has none."""
    own = tongue.playbook.deadlines.values()
    started = {rule.starts for rule in own}
    usual = {rule.id: rule for course in courses for rule in course.clocks if rule.starts not in started}
    rules = (*own, *usual.values())
    if not rules:
        return None
    columns = (
        tongue.say("Deadline", "时限"),
        tongue.say("From, until", "起止"),
        tongue.say("How long, and how it is reckoned", "期限与计算"),
        tongue.say("When it is near or missed", "临近与超时"),
    )
    dated = tongue.say(
        "Evidence that a category names is secured before it is gone; the date that an authority sets runs beside these.",
        "类别写明的证据须在灭失前保全；主管部门转办的，其期限同时有效。",
    )
    note = tongue.say(
        "A comment resets no clock, and a missed deadline stays on record, whatever is changed later. Times start when"
        " the customer spoke, also where it is written down later.",
        "备注不会重置计时；超时记录永久保留，事后改动不会抹去。计时从顾客反映之时起，补录的也一样。",
    )
    return Section(
        "deadlines",
        tongue.say("By when", "时限"),
        (Table(columns, tuple(_row(rule, tongue) for rule in rules)), Prose(f"{note}\n{dated}")),
    )


def _named(rule: DeadlineRule, tongue: Tongue) -> Named:
    return Named(tongue.words(rule.title), rule.id)


def _row(rule: DeadlineRule, tongue: Tongue) -> tuple[Cell, ...]:
    course = tongue.say(
        "From: {start}\nUntil: {stops}",
        "自：{start}\n至：{stops}",
        start=tongue.event(rule.starts),
        stops=tongue.either(map(tongue.event, rule.stops)),
    )
    more = [f"{label}: {text}" for label, text in rest(rule, _KNOWN, tongue)]
    return (
        _named(rule, tongue),
        "\n".join((course, *_bounds(rule, tongue))),
        "\n".join((tongue.within(rule.within), *_reckoned(rule, tongue), *more)),
        "\n".join(_consequences(rule, tongue)) or "—",
    )


def _bounds(rule: DeadlineRule, tongue: Tongue) -> Iterator[str]:
    """Which matters it binds, where that is not every complaint."""
    if set(rule.kinds) != set(Kind) and rule.kinds != (Kind.COMPLAINT,):
        yield tongue.say("Only for: {kinds}", "仅限：{kinds}", kinds=tongue.several(map(tongue.word, rule.kinds)))
    if rule.categories:
        named = tongue.several(map(tongue.category, rule.categories))
        yield tongue.say("Only for: {named}", "仅限类别：{named}", named=named)


def _reckoned(rule: DeadlineRule, tongue: Tongue) -> Iterator[str]:
    counting = rule.within.counting if isinstance(rule.within, Within) else None
    calendar = tongue.calendar(rule.calendar)
    if counting is Counting.ELAPSED:
        yield tongue.say("by the clock, day and night", "昼夜连续计时")
    elif counting is Counting.WORKING_HOURS:
        yield tongue.say("counting only: {calendar}", "只计{calendar}内的时间", calendar=calendar)
    elif counting is Counting.WORKING_DAYS:
        yield tongue.say("by the calendar: {calendar}", "按日历：{calendar}", calendar=calendar)
        yield tongue.say("the day of receipt does not count", "受理当日不计")
        yield _ends(rule.until or Until.CLOSE, tongue)
    elif rule.calendar:
        yield tongue.say("by the calendar: {calendar}", "按日历：{calendar}", calendar=calendar)
    if rule.pauses:
        yield tongue.say("stands still while: ", "暂停计时：") + tongue.several(map(tongue.event, rule.pauses))


def _ends(until: Until, tongue: Tongue) -> str:
    return {
        Until.CLOSE: tongue.say("until closing time of the last day", "至最后一日下班时止"),
        Until.SAME_TIME: tongue.say("until the same time on the last day", "至最后一日同一时刻止"),
        Until.MIDNIGHT: tongue.say("until midnight of the last day", "至最后一日24时止"),
    }[until]


def _consequences(rule: DeadlineRule, tongue: Tongue) -> Iterator[str]:
    if rule.warn:
        yield tongue.say("Near: warned {warn} before", "提前{warn}提醒", warn=tongue.within(rule.warn))
    if rule.breach_tell:
        yield tongue.say(
            "Missed: tells {who}", "超时告知：{who}", who=tongue.several(map(tongue.recipient, rule.breach_tell))
        )
    if rule.breach_escalate:
        yield tongue.say("Missed: goes to {to}", "超时上报：{to}", to=tongue.role(rule.breach_escalate))
    if rule.lapses:
        yield tongue.say("Missed: the offer lapses", "超时即作废")


def hours(tongue: Tongue) -> Section | None:
    """When we work: what the deadlines are reckoned by."""
    playbook = tongue.playbook
    if not playbook.calendars:
        return None
    columns = (
        tongue.say("Calendar", "日历"),
        tongue.say("Hours", "时间"),
        tongue.say("Holidays and closures", "节假日与停业"),
    )
    rows = tuple(
        (
            Named(one.title.to(tongue.language), name),
            "\n".join(_week(one, tongue)),
            "\n".join(_days_off(one, tongue)) or "—",
        )
        for name, one in playbook.calendars.items()
    )
    start = f"{playbook.business_day_starts // 60:02}:{playbook.business_day_starts % 60:02}"
    note = tongue.say(
        "Time zone: {zone}. A business day begins at {start}.",
        "时区：{zone}。营业日自{start}起算。",
        zone=playbook.time_zone,
        start=start,
    )
    return Section("hours", tongue.say("When we work", "工作时间"), (Table(columns, rows), Prose(note)))


def _week(calendar: Calendar, tongue: Tongue) -> Iterator[str]:
    """Days in a row that have the same hours, as one line."""
    spans = [", ".join(map(str, day)) for day in calendar.week.days]
    first = 0
    for day in range(1, 8):
        if day < 7 and spans[day] == spans[first]:
            continue
        if spans[first]:
            yield f"{_run(first, day - 1, tongue)} {spans[first]}"
        first = day


def _run(first: int, last: int, tongue: Tongue) -> str:
    start, end = (_DAYS[day][1] if tongue.chinese else _DAYS[day][0].capitalize() for day in (first, last))
    return start if first == last else tongue.say("{start} to {end}", "{start}至{end}", start=start, end=end)


def _days_off(calendar: Calendar, tongue: Tongue) -> Iterator[str]:
    if calendar.holidays:
        yield tongue.say("public holidays: {of}", "法定节假日：{of}", of=calendar.holidays)
        if calendar.make_up_days:
            yield tongue.say("make-up working days count", "调休上班日计入")
    if calendar.open_on_holidays:
        yield tongue.say("open on holidays: ", "节假日营业：") + ", ".join(map(str, calendar.open_on_holidays))
    if calendar.closures:
        yield tongue.say("may be closed for: ", "可因故停业：") + tongue.several(calendar.closures)
    for day, label in calendar.closed:
        yield tongue.say("closed: ", "停业：") + f"{day} {label.to(tongue.language) if label else ''}".strip()
    for day, spans in calendar.extra:
        yield tongue.say("open: ", "加开：") + f"{day} {', '.join(map(str, spans))}".strip()
    for notice in calendar.notices:
        yield tongue.say("public notice of {year}", "{year}年放假通知", year=notice.year)
