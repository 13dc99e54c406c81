"""A due date told to people, in English and Chinese: what was counted, what was left out, and why."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from complaintkit.model.bilingual import is_chinese
from complaintkit.model.due._pause import Pause
from complaintkit.model.due._step import DayKind, Step, StepKind
from complaintkit.model.due._until import Until
from complaintkit.model.due._within import Counting

if TYPE_CHECKING:
    from complaintkit.model.due._due import Due

_WEEKDAYS = (("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"), "一二三四五六日")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

# By what is asked for: (English, Chinese).
_UNTIL = {
    Until.CLOSE: ("until closing time", "至当日营业结束"),
    Until.SAME_TIME: ("until the same time of day", "至同一时刻"),
    Until.MIDNIGHT: ("until midnight", "至当日24时"),
}
_STEP = {
    StepKind.RECEIVED: ("day of receipt, not counted", "受理当日，不计"),
    StepKind.AFTER_HOURS: ("after closing time", "已过营业时间"),
    StepKind.PAUSED: ("paused, not counted", "暂停计时，不计"),
}
_SKIPPED = {
    DayKind.REST: ("no working day", "休息日，不计"),
    DayKind.HOLIDAY: ("{name}, not counted", "{name}，不计"),
    DayKind.CLOSED: ("closed: {name}", "停业：{name}"),
}
_SKIPPED_UNNAMED = {
    DayKind.HOLIDAY: ("public holiday, not counted", "法定节假日，不计"),
    DayKind.CLOSED: ("closed", "停业"),
}
_OPEN = {
    DayKind.MAKE_UP: ("make-up working day", "调休上班"),
    DayKind.EXTRA: ("extra working day", "临时上班"),
    DayKind.OPEN_HOLIDAY: ("open on a public holiday ({name})", "节假日照常营业（{name}）"),
}
_OPEN_UNNAMED = {DayKind.OPEN_HOLIDAY: ("open on a public holiday", "节假日照常营业")}
_CAUSES = {
    "waiting-for-customer": ("waiting for the customer", "等待顾客"),
}


def summary(due: Due, language: str) -> str:
    """Say in one sentence when it is due, and from what that was reckoned."""
    chinese = is_chinese(language)
    until = _UNTIL[due.until][chinese] if due.within.counting is Counting.WORKING_DAYS else ""
    start, end = (_moment(at, chinese=chinese) for at in (due.start.astimezone(due.zone), due.local))
    within = due.within.to(language)
    if chinese:
        return f"{end}到期（{due.zone.key}）：自{start}起{within}{'，' if until else ''}{until}。"
    return f"Due {end} ({due.zone.key}): {within} from {start}{', ' if until else ''}{until}."


def explain(due: Due, language: str) -> str:
    """Give the summary and the lines below it."""
    return "\n".join([summary(due, language), *_lines(due, language)])


def _lines(due: Due, language: str) -> Iterator[str]:
    chinese = is_chinese(language)
    colon = "：" if chinese else ": "
    for step in due.steps:
        days = _days(step.first, step.last, chinese=chinese)
        yield f"- {days}{colon}{_told(step, language)}"
    for pause in due.paused:
        yield f"- {_paused(pause, due, chinese=chinese)}"
    for caveat in due.warnings:
        yield f"! {caveat.to(language)}"
    title = due.title.to(language)
    named = (
        title if title == due.calendar else (f"{title}（{due.calendar}）" if chinese else f"{title} ({due.calendar})")
    )
    yield f"日历：{named}" if chinese else f"Calendar: {named}"


def _told(step: Step, language: str) -> str:
    chinese = is_chinese(language)
    if step.kind in _STEP:
        return _STEP[step.kind][chinese]
    name = step.name.to(language) if step.name else ""
    if step.kind is StepKind.SKIPPED:
        wording = _SKIPPED if name or step.day is DayKind.REST else _SKIPPED_UNNAMED
        return wording[step.day][chinese].format(name=name)
    used = _number(step, chinese=chinese) if step.kind is StepKind.COUNTED else _worked(step.worked, chinese=chinese)
    if step.day not in _OPEN:
        return used
    wording = _OPEN if name or step.day is not DayKind.OPEN_HOLIDAY else _OPEN_UNNAMED
    why = wording[step.day][chinese].format(name=name)
    return f"{why}{'，' if chinese else ', '}{used}"


def _number(step: Step, *, chinese: bool) -> str:
    first = step.count - step.days + 1
    if chinese:
        return f"第{step.count}个工作日" if step.days == 1 else f"第{first}至{step.count}个工作日"
    return f"working day {step.count}" if step.days == 1 else f"working days {first} to {step.count}"


def _worked(worked: timedelta, *, chinese: bool) -> str:
    """Say how much working time was used, to the second where it has seconds."""
    minutes, seconds = divmod(round(worked.total_seconds()), 60)
    hours, minutes = divmod(minutes, 60)
    units = ("小时", "分钟", "秒") if chinese else (" h", " min", " s")
    parts = [f"{value}{unit}" for value, unit in zip((hours, minutes, seconds), units, strict=True) if value]
    told = ("" if chinese else " ").join(parts) or f"0{units[1]}"
    return f"计{told}工作时间" if chinese else f"{told} of working time"


def _paused(pause: Pause, due: Due, *, chinese: bool) -> str:
    start, end = (_moment(at.astimezone(due.zone), chinese=chinese) for at in (pause.start, pause.end))
    cause = _CAUSES[pause.cause][chinese] if pause.cause in _CAUSES else pause.cause
    if chinese:
        return f"{start}至{end}暂停计时{'：' if cause else ''}{cause}"
    return f"paused from {start} to {end}{': ' if cause else ''}{cause}"


def _moment(local: datetime, *, chinese: bool) -> str:
    """Write a date with its year, and the time; seconds only where there are any."""
    time = f"{local:%H:%M:%S}" if local.second else f"{local:%H:%M}"
    if chinese:
        return f"{local.year}年{_day(local, chinese=True)}{time}"
    return f"{_day(local, chinese=False)} {local.year}, {time}"


def _day(day: date, *, chinese: bool) -> str:
    weekday = _WEEKDAYS[chinese][day.weekday()]
    return f"{day.month}月{day.day}日（周{weekday}）" if chinese else f"{weekday} {day.day} {_MONTHS[day.month - 1]}"


def _days(first: date, last: date, *, chinese: bool) -> str:
    if first == last:
        return _day(first, chinese=chinese)
    if chinese:
        return f"{_day(first, chinese=True)}至{_day(last, chinese=True)}"
    start = _day(first, chinese=False)
    if first.month == last.month:
        start = start.rpartition(" ")[0]
    return f"{start} to {_day(last, chinese=False)}"
