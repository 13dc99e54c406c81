"""Messages that events call for, by the playbook: one per person told. S0.5, S0.7, S0.8, R4, R18"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any, Final

import attrs

from complaintkit.decision.clocks.awaited import WAITS
from complaintkit.decision.clocks.dated import AUTHORITY
from complaintkit.decision.draft import Draft
from complaintkit.decision.people.apart import left_out
from complaintkit.decision.people.routing import holders, leader_above, new_holder, people_there
from complaintkit.decision.people.sight import deciders
from complaintkit.decision.people.whose import others_owing
from complaintkit.decision.replay import WORDS, LedgerEntry, words_in
from complaintkit.decision.survey import asked_at
from complaintkit.model import events as e
from complaintkit.model.case import DUPLICATE, FOLLOWED, Case
from complaintkit.model.deadline import Deadline
from complaintkit.model.vocabulary import Kind
from complaintkit.playbook import MessageRule, Playbook
from complaintkit.playbook.default_words import media_of

_KNOWN_TO_WHO_DID = frozenset(
    "customer-heard plan-agreed withdrawn measure-assigned measure-done advice-given dispatch-reported first-handling-done"
    " new-cycle".split()
)
"""What whoever brought it about needs no message of: they heard it, or did it, themselves."""


@attrs.frozen(kw_only=True)
class Message:
    """One message to one person: which, in which language, by which media in order, from when on.

    `index` is the place in the draft of the event that it tells of; `recipient` is "customer" or a staff id.
    """

    index: int
    name: str
    recipient: str
    language: str
    media: tuple[str, ...]
    urgent: bool
    not_before: datetime


def messages(draft: Draft) -> tuple[Message, ...]:
    """Return the messages that these events call for; none where history is recorded."""
    if draft.facts.quiet:
        return ()
    named = draft.facts.playbook.once(_named)
    telling = (
        (index, line)
        for index, line in enumerate(draft.lines)
        if line.event.name in named or type(line.event) in _LOOKED_AT  # of most nobody is told
    )
    found = (one for index, line in telling for one in _of_line(draft, index, line))
    unique = {(one.index, one.name, one.recipient): one for one in found}
    asked = _asked_to_decide(draft, unique.values())
    return tuple(one for one in unique.values() if (one.index, one.recipient) not in asked)


def _asked_to_decide(draft: Draft, found: Iterable[Message]) -> frozenset[tuple[int, str]]:
    """Return of which breaches whom a matter reaches that was raised for it: who is asked to decide needs no second message."""
    raised_for: dict[int, int] = {}
    breach = None
    for index, line in enumerate(draft.lines):
        if isinstance(line.event, e.DeadlineBreached):
            breach = index
        elif isinstance(line.event, e.Escalated) and line.event.reason == "deadline-breached" and breach is not None:
            raised_for[index] = breach
    return frozenset((raised_for[one.index], one.recipient) for one in found if one.index in raised_for)


def _named(playbook: Playbook) -> frozenset[str]:
    """Return the events that a message is sent on."""
    return frozenset(rule.on for rule in playbook.all_messages.values())


def _of_line(draft: Draft, index: int, line: LedgerEntry) -> Iterator[Message]:
    if isinstance(line.event, e.Told) and draft.case.customer.reachable:
        yield _to_customer(draft, index, "told", line.event.media or _told_media(draft), urgent=False)
    for trigger, wait in _triggers(draft, line):
        about = getattr(line.event, "rule", None)
        for rule in draft.facts.playbook.messages_on(
            trigger, draft.case.kind, category=draft.case.category, deadline=about
        ):
            yield from _of_rule(draft, index, line, rule, wait)


def _told_media(draft: Draft) -> tuple[str, ...]:
    """Return the media for what staff write: those of the playbook's messages to customers."""
    return media_of(rule for rule in draft.facts.playbook.messages.values() if rule.to == "customer")


def _triggers(draft: Draft, line: LedgerEntry) -> Iterator[tuple[str, timedelta]]:
    """Yield the playbook's words for one event, each with how long it waits: its name, and what else it stands for."""
    now, event = timedelta(0), line.event
    if isinstance(event, e.EscalationReceived) and not _is_first(draft.case, event, line.at):
        return  # the group knows by when it meets
    yield event.name, now
    if (stands_for := _STANDS_FOR.get(type(event))) is not None:
        yield from ((word, now) for word in stands_for(draft, event, line))
    if isinstance(event, e.Resolved | e.Settled):
        for survey in draft.facts.playbook.surveys.values():
            if survey.on == "resolved" and survey.after is not None:
                yield "survey-due", asked_at(survey, draft.facts, draft.case, ended=line.at) - draft.facts.now


def _is_first(case: Case, event: e.EscalationReceived, at: datetime) -> bool:
    """Tell if this is when a matter arrived, and not a later word that it did. F7"""
    return any(one.id == event.escalation and one.received_at == at for one in case.escalations)


# ---- what people are told that an event is beside its name: the customer's words, praise, other cases ---------------------
def _words(draft: Draft, _: e.Happened, line: LedgerEntry) -> Iterable[str]:
    return (e.CustomerHeard.name,) if words_in(draft.case, line) else ()


def _answer(draft: Draft, event: e.PlanAnswered, line: LedgerEntry) -> Iterable[str]:
    return (*_words(draft, event, line), *(("plan-agreed", "measure-assigned") if event.accepted else ()))


def _praise(draft: Draft, event: e.Happened, _: LedgerEntry) -> Iterable[str]:
    """Return that a case is praise of somebody from this entry on, however it became that, or came to say of whom. S2.4"""
    names_them = not isinstance(event, e.Corrected) or "about_staff" in event.corrected
    return ("praised",) if names_them and draft.case.kind is Kind.PRAISE and draft.case.about_staff else ()


def _reminder(_: Draft, event: e.DeadlineWarned, __: LedgerEntry) -> Iterable[str]:
    return ("customer-reminded",) if event.rule in WAITS else ()


def _tie(_: Draft, event: e.Linked, __: LedgerEntry) -> Iterable[str]:
    return {FOLLOWED: ("followed",), DUPLICATE: ("merged",)}.get(event.relation, ())


def _end_of_tie(draft: Draft, event: e.Unlinked, _: LedgerEntry) -> Iterable[str]:
    return ("unmerged",) if draft.before and event.to == draft.before.duplicate_of else ()


def _refusal(_: Draft, __: e.Referred, ___: LedgerEntry) -> Iterable[str]:
    return ("plan-refused-finally",)


def _first_contact(draft: Draft, _: e.ContactGained, __: LedgerEntry) -> Iterable[str]:
    return ("received", "registered") if draft.case.acknowledged_at is None else ()


_STANDS_FOR: Final[Mapping[type[e.Happened], Callable[[Draft, Any, LedgerEntry], Iterable[str]]]] = MappingProxyType(
    {
        **dict.fromkeys(WORDS, _words),
        e.PlanAnswered: _answer,
        e.Received: _praise,
        e.Reclassified: _praise,
        e.Corrected: _praise,
        e.DeadlineWarned: _reminder,
        e.Linked: _tie,
        e.Unlinked: _end_of_tie,
        e.Referred: _refusal,
        e.ContactGained: _first_contact,
    }
)
_LOOKED_AT: Final = frozenset({*_STANDS_FOR, e.Told, e.Resolved, e.Settled})
"""Events of which people may be told though no message is on their name."""


# ---- to whom ----------------------------------------------------------------------------------------------------------
def _of_rule(draft: Draft, index: int, line: LedgerEntry, rule: MessageRule, wait: timedelta) -> Iterator[Message]:
    if rule.to == "customer":
        if draft.case.customer.reachable:
            yield _to_customer(draft, index, rule.id, rule.media, urgent=rule.urgent, wait=wait)
        return
    for staff in _staff(draft, line, rule.to):
        if rule.on in _KNOWN_TO_WHO_DID and staff == line.by:
            continue
        yield Message(
            index=index,
            name=rule.id,
            recipient=staff,
            language=_language(draft, draft.facts.structure.organisation.staff[staff].languages),
            media=rule.media,
            urgent=rule.urgent,
            not_before=draft.facts.now,
        )


def _language(draft: Draft, wanted: tuple[str, ...]) -> str:
    """Return the first language wanted that the playbook speaks, else the playbook's own."""
    spoken = draft.facts.playbook.languages
    return next((bare for one in wanted if (bare := one.partition("-")[0]) in spoken), spoken[0])


def _to_customer(
    draft: Draft, index: int, name: str, media: tuple[str, ...], *, urgent: bool, wait: timedelta = timedelta(0)
) -> Message:
    customer = draft.case.customer
    suited = [
        draft.facts.playbook.customer.media[need]
        for need in customer.needs
        if need in draft.facts.playbook.customer.media
    ]
    return Message(
        index=index,
        name=name,
        recipient="customer",
        language=_language(draft, (customer.language,) if customer.language else ()),
        media=tuple(suited[0]) if suited else media,
        urgent=urgent,
        not_before=draft.facts.now + wait,
    )


def _staff(draft: Draft, line: LedgerEntry, to: str) -> tuple[str, ...]:
    """Return the people behind a word of the playbook."""
    case, structure = draft.case, draft.facts.structure
    if to == "breach.tell" and isinstance(line.event, e.DeadlineBreached):
        rule = draft.facts.playbook.deadlines.get(line.event.rule)
        words = rule.breach_tell if rule else ("owner", "leader", "answerer")
        return tuple(dict.fromkeys(one for word in words for one in _staff(draft, line, word)))
    people = _by_word(draft, case, line.event, to)
    if people is None:
        people = _holding(draft, to)
    if to == "dispatched":  # who is there already needs no message to come
        people = tuple(one for one in people if one != line.by)
    known = structure.organisation.staff
    return tuple(dict.fromkeys(one for one in filter(None, people) if one in known))


def _holding(draft: Draft, role: str) -> tuple[str | None, ...]:
    """Return who holds a role there; in the place of whom the complaint is about, whoever is above them. R6"""
    case, facts = draft.case, draft.facts
    barred = left_out(facts, case).intersection(facts.structure.holders(role, case.unit))
    return holders(facts, case, role) or tuple(leader_above(facts, case, one) for one in sorted(barred))


def _by_word(draft: Draft, case: Case, event: e.Happened, word: str) -> tuple[str | None, ...] | None:
    playbook = draft.facts.playbook
    if word == "alarm":
        roles = playbook.category(case.category).alarm if case.category else ()
        return tuple(one for role in roles for one in people_there(draft.facts, case, role))
    if word == "team":
        return _team(draft)
    if word == "group" and isinstance(event, e.Escalated):
        return (*deciders(draft.facts, case), *_told_at_once(draft, event))
    if word == "dispatched":
        first = playbook.first_handling(case.category)
        sent = getattr(event, "who", None)
        return (sent,) if sent else people_there(draft.facts, case, first.by) if first else ()
    return {
        "owner": (case.owner,),
        "praised": (case.about_staff,) if case.kind is Kind.PRAISE else (),
        "first-receiver": (case.first_receiver,),
        "giver": _givers(case, event),
        "receiver": tuple(one.receiver for one in case.handovers[-1:]),
        "leader": (leader_above(draft.facts, case, case.owner),),
        "group": deciders(draft.facts, case),
        "adviser": (event.of,) if isinstance(event, e.AdviceAsked) else (),
        "approver": tuple(one.approver for one in case.approvals[-1:]),
        "assignee": _assignees(draft, event),
        "answerer": _answerers(draft, event),
    }.get(word)


def _told_at_once(draft: Draft, event: e.Escalated) -> tuple[str, ...]:
    """Return whom a route tells beside those it goes to; never whoever is complained about (R6). S1.8"""
    route = draft.facts.playbook.escalations.get(event.route)
    roles = route.tell_at_once if route else ()
    return tuple(one for role in roles for one in people_there(draft.facts, draft.case, role))


def _assignees(draft: Draft, event: e.Happened) -> tuple[str, ...]:
    """Return who has something of the plan to do: all of them; of a date that is near or missed whose it is, if not the owner's.

    It is that of whoever has the measure, was asked for advice, was sent, or decides. S0.7, S3.2, S4.9, F7
    """
    case = draft.case
    if isinstance(event, e.PlanAnswered):
        return tuple(one.who for one in case.measures)
    deadline = _deadline_of(case, event)
    if deadline is None:
        return ()
    if isinstance(event, e.DeadlineBreached) and any(one.id == deadline.for_ for one in case.handovers):
        return ()  # an offer that nobody answered is nobody's any more
    return others_owing(draft.facts, case, deadline)


def _givers(case: Case, event: e.Happened) -> tuple[str, ...]:
    """Return who asked or sent the person whose date is near or missed; else who offered the case to somebody. F2, S3.2"""
    about = _about(case, event)
    asked = (
        *((one.id, one.asked_by) for one in case.advice),
        *((one.id, one.by) for one in case.dispatches),
    )
    named = tuple(who for id_, who in asked if id_ == about)
    return named or tuple(one.giver for one in case.handovers[-1:])


def _about(case: Case, event: e.Happened) -> str | None:
    """Return what a deadline is about that is near or missed: a measure, a question, a dispatch, a handover."""
    deadline = _deadline_of(case, event)
    return deadline.for_ if deadline else None


def _deadline_of(case: Case, event: e.Happened) -> Deadline | None:
    """Return the deadline that is near or missed; None where the event is of no clock."""
    if not isinstance(event, e.DeadlineWarned | e.DeadlineBreached):
        return None
    return next((one for one in case.deadlines if one.id == event.deadline), None)


def _answerers(draft: Draft, event: e.Happened) -> tuple[str, ...]:
    """Return who answers an authority that has the case, or whose date is near or missed. R19"""
    case = draft.case
    clock = isinstance(event, e.DeadlineWarned | e.DeadlineBreached) and event.rule == AUTHORITY.id
    if not clock and not isinstance(event, e.DocketRecorded):
        return ()
    people = (one.docket.answerer or case.owner for one in case.authority_cases if one.open)
    return tuple(new_holder(draft.facts, case, one) for one in people)


def _team(draft: Draft) -> tuple[str, ...]:
    """Return those who work in the unit itself; where nobody does, in the nearest around it. S2.4

    Whoever is praised is told so by a message of their own; whom a complaint is about has no part in it (R6).
    """
    case, structure = draft.case, draft.facts.structure
    around = (structure.at(unit) for unit in structure.unit_path(case.unit))
    people: Iterable[str] = next(filter(None, around), ())
    return tuple(one for one in people if one not in {case.about_staff, *left_out(draft.facts, case)})
