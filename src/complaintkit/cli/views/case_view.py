"""Print a case on a terminal: what stands in the file, by heading; and the timeline, day by day."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import click

from complaintkit.cli._language import translate
from complaintkit.cli.views.output import heading, print_table, say
from complaintkit.cli.views.text import visible
from complaintkit.cli.views.time import local
from complaintkit.desk.reading.wording import word
from complaintkit.model.due import Within
from complaintkit.model.errors import InvalidInput
from complaintkit.model.phrase import CLAUSE, SEMICOLON, Phrase, joined, phrase
from complaintkit.model.wording import COMMANDS, FIELDS, PROMISES, WORDS, path_in_words, word_in
from complaintkit.organisation import said

if TYPE_CHECKING:
    from complaintkit.desk.reading.timeline import Telling, TimelineEntry
    from complaintkit.model.case import Case
    from complaintkit.model.deadline import Deadline
    from complaintkit.model.evidence import AttachedFile
    from complaintkit.model.issue import RaisedIssue
    from complaintkit.model.remedy import PromisedRemedy


_HEADINGS = phrase.table(
    "heading",
    {
        "state": "state",
        "unit": "unit",
        "owner": "responsible",
        "first": "first received by",
        "received": "received",
        "category": "category",
        "severity": "severity",
        "customer": "customer",
        "member": "member",
        "contact": "contact",
        "wanted": "wants",
        "needs": "needs",
        "occurred": "happened",
        "bought": "bought",
        "docket": "docket",
        "fields": "besides",
        "files": "files",
        "missing": "still missing",
        "similar": "similar",
        "text": "What was said",
        "approach": "Approach",
        "facts": "Facts",
        "result": "Result",
        "improvement": "Improvement",
        "plan": "Plan",
        "deadlines": "Deadlines",
        "possible": "Possible now",
        "round": "round",
        "playbook": "playbook",
        "offer": "offered to",
        "remedies": "remedies",
        "issues": "Issues",
    },
)
_STATES = phrase.table(
    "deadline",
    {
        "running": "running",
        "breached": "LATE",
        "paused": "paused",
        "met": "met",
        "met-late": "met late",
        "waived": "waived",
        "cancelled": "cancelled",
    },
)


def print_case(case: Case, telling: Telling, allowed: Sequence[str]) -> None:
    """The whole case."""
    from rich.cells import cell_len

    heading(f"{case.number}  {case.subject or ''}".rstrip())
    width = max(cell_len(_said(name, telling)) for name in _HEADINGS) + 1
    for name, value in _facts(case, telling):
        say(f"  {_pad(_said(name, telling), width)}{value}")
    for name in ("text", "approach", "facts", "plan", "result", "improvement"):
        text = _written(name, case, telling)
        if text:
            _block(_said(name, telling), text)
    if case.raised:
        _block(_said("issues", telling), "\n".join(telling.say(_issue(one, telling)) for one in case.issues))
    _deadlines(case, telling)
    if allowed:
        _block(_said("possible", telling), telling.say(joined(word_in(COMMANDS, one) for one in allowed)))


def _written(name: str, case: Case, telling: Telling) -> str | None:
    """Return what stands under a heading."""
    if name == "plan":
        return _plan(case, telling)
    if name == "result" and case.result and case.cycle > 1:
        from complaintkit.paper import result_in_words, round_of_result

        return telling.say(result_in_words(case.result, round_of_result(case)))
    text: str | None = getattr(case, name)
    return text


def _said(name: str, telling: Telling) -> str:
    return telling.say(_HEADINGS[name])


def _pad(text: str, width: int) -> str:
    """Fill a text up by how wide it is shown: a Chinese character takes two columns."""
    from rich.cells import cell_len

    return text + " " * max(width - cell_len(text), 1)


def _facts(case: Case, telling: Telling) -> Iterator[tuple[str, str]]:
    language = telling.language
    yield "state", telling.say(joined((word(case.kind, language), word(case.state, language)), CLAUSE))
    if case.cycle > 1:
        yield "round", str(case.cycle)
    yield "owner", telling.person(case.owner)
    if case.first_receiver != case.owner:
        yield "first", telling.person(case.first_receiver)
    if case.handover:
        offer = (telling.person(case.handover.receiver), local(case.handover.lapses_at, telling.zone))
        yield "offer", telling.say(joined(offer, CLAUSE))
    yield "unit", telling.unit(case.unit)
    at = telling.named(local(case.received_at, telling.zone), str(telling.zone))
    yield "received", telling.say(joined((at, telling.title("channel", case.channel)), CLAUSE))
    yield "category", telling.named(telling.title("category", case.category), case.category) if case.category else "-"
    yield "severity", word(case.severity or "", language)
    yield "customer", case.customer.label
    contacts = joined(f"{_kind(one.kind, telling)} {one.address}" for one in case.customer.contacts)
    yield "contact", telling.say(contacts) or "-"
    if case.customer.member:
        yield "member", telling.say(case.customer.member.standing)
    if case.wanted:
        yield "wanted", case.wanted
    yield from _given(case, telling)
    if case.promises:
        yield "remedies", telling.say(joined(map(_remedy, case.promises)))
    if case.missing:
        yield "missing", telling.say(joined(map(path_in_words, case.missing)))
    if case.similar:
        yield "similar", telling.say(joined(case.similar))
    yield "playbook", case.playbook


def _given(case: Case, telling: Telling) -> Iterator[tuple[str, str]]:
    """Yield what else whoever took it in was told: what is on record is shown. R19, R21"""
    if case.customer.needs:
        yield "needs", telling.say(joined(word_in(WORDS, one) for one in case.customer.needs))
    if case.occurred_at:
        yield "occurred", local(case.occurred_at, telling.zone)
    if bought := [*_bought(case, telling.language)]:
        yield "bought", telling.say(joined(bought))
    for docket in (one.docket for one in case.authority_cases):
        by = [local(docket.answer_by, telling.zone)] if docket.answer_by else []
        yield "docket", telling.say(joined((docket.authority, docket.number, *by)))
    if case.fields:
        told = (phrase("{label}: {text}", label=path_in_words(name), text=text) for name, text in case.fields.items())
        yield "fields", telling.say(joined(told, SEMICOLON))
    if case.attachments:
        yield "files", telling.say(joined(_file(one) for one in case.attachments))


def _bought(case: Case, language: str) -> Iterator[str]:
    """Yield the goods, each with its article, lot and price, then the receipt and what was paid."""
    sale = case.purchase
    for item in case.items or (sale.items if sale else ()):
        paid = item.paid.in_words(language) if item.paid else None
        yield " ".join(filter(None, (item.name, item.sku, item.lot, paid)))
    if sale:
        yield from filter(None, (sale.receipt, sale.paid and sale.paid.in_words(language)))


def _file(one: AttachedFile) -> Phrase:
    size = phrase("{kib:,} KiB", kib=-(-one.size // 1024))
    return phrase("{title} ({id})", title=one.name or "-", id=size)


def _kind(kind: str, telling: Telling) -> str:
    return telling.say(word_in(FIELDS, kind))


def _issue(one: RaisedIssue, telling: Telling) -> Phrase:
    """Say what was raised, in which category, and what was decided on it. R7"""
    category = telling.title("category", one.category) if one.category else None
    decided = telling.say(word_in(WORDS, one.decision)) if one.decision else None
    rest = [category, one.root_cause and telling.title("cause", one.root_cause), decided, one.reasons]
    return phrase("{number}) {what}", number=one.id, what=joined((one.text or "-", *filter(None, rest)), CLAUSE))


def _remedy(promise: PromisedRemedy) -> Phrase:
    """Say what was promised, and how far that has got."""
    kind, state = word_in(WORDS, promise.remedy.kind), word_in(PROMISES, promise.state)
    value = promise.remedy.face_value
    if value is None:
        return phrase("{kind} ({state})", kind=kind, state=state)
    return phrase("{kind} {value} ({state})", kind=kind, value=value.words, state=state)


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
            telling.say(_STATES[one.state]),
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
    if one.clock:
        return f"· {one.what}"
    recorded = f" [{one.recorded}]" if one.recorded else ""
    return translate(phrase("{label}: {text}", label=one.who, text=f"{one.what}{recorded}"))
