"""Print a case on a terminal: what stands in the file, by heading; and the timeline, day by day."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import click

from complaintkit.cli.views.output import heading, print_table, say
from complaintkit.cli.views.text import visible
from complaintkit.cli.views.time import local
from complaintkit.desk.reading.wording import word
from complaintkit.model.due import Within
from complaintkit.model.errors import InvalidInput
from complaintkit.model.phrase import Phrase, in_language, joined, phrase
from complaintkit.model.wording import COMMANDS, FIELDS, PROMISES, WORDS, path_in_words, word_in
from complaintkit.organisation import said

if TYPE_CHECKING:
    from complaintkit.desk.reading.timeline import Telling, TimelineEntry
    from complaintkit.model.case import Case
    from complaintkit.model.deadline import Deadline
    from complaintkit.model.remedy import PromisedRemedy


_HEADINGS = {
    "state": ("state", "状态"), "unit": ("unit", "单位"), "owner": ("responsible", "负责人"),
    "first": ("first received by", "首接人"), "received": ("received", "受理时间"), "category": ("category", "类别"),
    "severity": ("severity", "紧急程度"), "customer": ("customer", "顾客"), "contact": ("contact", "联系方式"),
    "wanted": ("wants", "诉求"), "missing": ("still missing", "尚缺"), "similar": ("similar", "相似"),
    "text": ("What was said", "投诉内容"), "approach": ("Approach", "处理思路"), "facts": ("Facts", "事实"),
    "result": ("Result", "处理结果"), "improvement": ("Improvement", "改进措施"), "plan": ("Plan", "方案"),
    "deadlines": ("Deadlines", "时限"), "possible": ("Possible now", "现在可以"), "round": ("round", "轮次"),
    "playbook": ("playbook", "预案"), "offer": ("offered to", "待接手"), "remedies": ("remedies", "补偿"),
}  # fmt: skip

_STATES = {
    "running": ("running", "进行中"), "breached": ("LATE", "已超时"), "paused": ("paused", "暂停计时"),
    "met": ("met", "按时完成"), "met-late": ("met late", "逾期完成"), "waived": ("waived", "免除"),
    "cancelled": ("cancelled", "已取消"),
}  # fmt: skip


def print_case(case: Case, telling: Telling, allowed: Sequence[str]) -> None:
    """Print the whole case."""
    heading(f"{case.number}  {case.subject or ''}".rstrip())
    width = 10 if telling.chinese else 18
    for name, value in _facts(case, telling):
        say(f"  {_pad(_said(name, telling), width)}{value}")
    for name in ("text", "approach", "facts", "plan", "result", "improvement"):
        text = _plan(case, telling) if name == "plan" else getattr(case, name)
        if text:
            _block(_said(name, telling), text)
    _deadlines(case, telling)
    if allowed:
        _block(_said("possible", telling), _words(allowed, telling))


def _words(allowed: Sequence[str], telling: Telling) -> str:
    """List door words, as programs say them; in Chinese what they mean."""
    if not telling.chinese:
        return ", ".join(allowed)
    return "、".join(COMMANDS.get(one, one) for one in allowed)


def _said(name: str, telling: Telling) -> str:
    return _HEADINGS[name][telling.chinese]


def _pad(text: str, width: int) -> str:
    """Fill a text up by how wide it is shown: a Chinese character takes two columns."""
    from rich.cells import cell_len

    return text + " " * max(width - cell_len(text), 1)


def _facts(case: Case, telling: Telling) -> Iterator[tuple[str, str]]:
    language = telling.language
    comma = "，" if telling.chinese else ", "
    yield "state", f"{word(case.kind, language)}{comma}{word(case.state, language)}"
    if case.cycle > 1:
        yield "round", str(case.cycle)
    yield "owner", telling.person(case.owner)
    if case.first_receiver != case.owner:
        yield "first", telling.person(case.first_receiver)
    if case.handover:
        yield "offer", f"{telling.person(case.handover.receiver)}, {local(case.handover.lapses_at, telling.zone)}"
    yield "unit", telling.unit(case.unit)
    yield (
        "received",
        f"{local(case.received_at, telling.zone)} ({telling.zone}){comma}{telling.title('channel', case.channel)}",
    )
    yield "category", f"{telling.title('category', case.category)} ({case.category})" if case.category else "-"
    yield "severity", word(case.severity or "", language)
    yield "customer", case.customer.label
    yield "contact", ", ".join(f"{_kind(one.kind, telling)} {one.address}" for one in case.customer.contacts) or "-"
    if case.wanted:
        yield "wanted", case.wanted
    if case.promises:
        yield "remedies", in_language(joined(_remedy(one) for one in case.promises), language)
    if case.missing:
        yield "missing", in_language(joined(map(path_in_words, case.missing)), language)
    if case.similar:
        yield "similar", ", ".join(case.similar)
    yield "playbook", case.playbook


def _kind(kind: str, telling: Telling) -> str:
    return in_language(word_in(FIELDS, kind), telling.language)


def _remedy(promise: PromisedRemedy) -> Phrase:
    """Say what was promised, and how far that has got."""
    kind, state = word_in(WORDS, promise.remedy.kind), word_in(PROMISES, promise.state)
    worth = f" {promise.remedy.face_value}" if promise.remedy.face_value else ""
    return phrase("{kind}{worth} ({state})", kind=kind, worth=worth, state=state)


def _plan(case: Case, telling: Telling) -> str:
    if case.plan is None:
        return ""
    return "\n".join(f"{telling.person(one.who)}: {one.what}" for one in case.plan.measures)


def _block(title: str, text: str) -> None:
    say()
    heading(title)
    for line in text.splitlines() or [""]:
        say(f"  {line}")


def _deadlines(case: Case, telling: Telling) -> None:
    say()
    heading(_said("deadlines", telling))
    rows = (
        (
            _title(one, telling),
            local(one.due_at, telling.zone),
            _STATES[one.state][telling.chinese],
            _span(one.within, telling.language),
        )
        for one in sorted(case.deadlines, key=lambda one: (not one.open, one.due_at))
    )
    print_table(("deadline", "due", "state", "within"), rows)


def _title(one: Deadline, telling: Telling) -> str:
    """Title a deadline as the case carries it; it may come from elsewhere than its playbook."""
    return said(one.title, telling.language) or telling.title("rule", one.name)


def _span(within: str, language: str) -> str:
    try:
        return Within.parse(within).to(language)
    except InvalidInput:  # a plugin's, or of a version before
        return within


def print_lines(entries: Sequence[TimelineEntry]) -> None:
    """Print the timeline; what a clock did is paler than what people did."""
    for when, what, clock in _lines(entries):
        if not what:
            say()
            heading(when)
            continue
        click.secho(f"  {when:5}  {visible(what)}", dim=clock or None)


def _lines(entries: Sequence[TimelineEntry]) -> Iterator[tuple[str, str, bool]]:
    """Yield text in two columns (when, what), and whether it is a clock's; a new day has a line of its own."""
    day, minute = "", ""
    for one in entries:
        if (today := f"{one.at:%Y-%m-%d}") != day:
            day, minute = today, ""
            yield day, "", False
        now = f"{one.at:%H:%M}"
        yield (now if now != minute else ""), _first(one), one.clock
        minute = now
        for quote in one.said:
            for piece in quote.labelled.replace("\r\n", "\n").split("\n"):
                yield "", f"  │ {piece}", one.clock


def _first(one: TimelineEntry) -> str:
    recorded = f" [{one.recorded}]" if one.recorded else ""
    return f"· {one.what}" if one.clock else f"{one.who}: {one.what}{recorded}"
