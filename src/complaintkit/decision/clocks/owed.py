"""Deadlines that a case owes: read from the case as it stands, and from nothing else. R5, R12, R15, R16, R19

So it does not matter by which command a category, a contact or a round came to be what it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Final, TypeAlias

import attrs

from complaintkit.decision.clocks.awaited import OVER, UNANSWERED, WAITS, with_waits
from complaintkit.decision.clocks.dated import DATED, ENDS, Dated, dated
from complaintkit.decision.clocks.hazard import first_handled, is_hazard
from complaintkit.decision.clocks.next_step import NEXT
from complaintkit.decision.clocks.pledge import PLEDGES, pledged
from complaintkit.decision.clocks.timing import CLOCKS
from complaintkit.decision.draft import PUT_DOWN
from complaintkit.decision.facts import Facts
from complaintkit.decision.people.routing import first_handlers, holders
from complaintkit.model import events as e
from complaintkit.model.case import Case, Moment
from complaintkit.model.deadline import Deadline
from complaintkit.model.due import Within
from complaintkit.model.handover import Advice
from complaintkit.model.vocabulary import Kind
from complaintkit.playbook import OF_CATEGORY, DeadlineRule, Playbook
from complaintkit.playbook.vocabulary import INTAKE

_VOIDS: Final = frozenset({"handover-cancelled", "handover-lapsed", "handover-ruled"})
_OF_CUSTOMER: Final = frozenset(
    {"acknowledged", "told", "customer-heard", "plan-answered", "survey-answered", "follow-up-recorded"}
)
_WAITING: Final = "waiting-for-customer"
_QUESTION: Final = "advice-asked"
_FIRST_HANDLING: Final = "first-handling-done"

CORE: Final[Mapping[str, DeadlineRule]] = {
    **{one.id: one for one in CLOCKS.values()},
    **DATED,
    **WAITS,
    **PLEDGES,
    NEXT.id: NEXT,
}
"""The deadlines that are the core's own, by id; a playbook may say some of them otherwise."""

Key: TypeAlias = tuple[str, int | None, str]
"""What makes a deadline this one: its rule, the entry of the ledger that started it, and how long it is."""


@attrs.frozen(kw_only=True)
class Bound:
    """A deadline rule as it binds cases of one kind and category: how long, what starts it, what may do or end what is due.

    `of_matters` says that how long depends on what started it.
    """

    rule: DeadlineRule
    within: Within | None
    length: str
    of_matters: bool
    starts: frozenset[str]
    ends: frozenset[str]
    takes_customer: bool


Binding: TypeAlias = tuple[tuple[Bound, ...], frozenset[str]]
"""The rules that bind a case, and every event that one of them names."""


@attrs.frozen(kw_only=True)
class OwedDeadline:
    """One deadline that a case owes: since, and for how long.

    `within` is None where `date` says when it is due. It is `waived` while it takes a customer who can't be reached, and
    `paused` while we wait for them.
    """

    rule: DeadlineRule
    start: Moment
    within: Within | None = None
    date: Dated | None = None
    waived: bool = False
    paused: bool = False


@attrs.frozen
class Owing:
    """What a case owes as it stands, and what of all that it ever owed was met."""

    unmet: dict[Key, OwedDeadline] = attrs.field(factory=dict)
    met: set[Key] = attrs.field(factory=set)


def may_move(facts: Facts, case: Case, event: e.Happened) -> bool:
    """Tell if a deadline may go by an event: by what was only put down, where a rule that binds the case names it. R15"""
    return not isinstance(event, PUT_DOWN) or event.name in _binding(facts, case)[1]


def key_of(deadline: Deadline) -> Key:
    """Return the key of a deadline that was started."""
    return deadline.name, deadline.started_by, deadline.within or _dated_length(deadline.due_at, deadline.for_)


def _dated_length(due_at: datetime, about: str | None) -> str:
    return f"{due_at.isoformat()} {about or ''}".rstrip()


def owed(facts: Facts, case: Case) -> Owing:
    """Return every deadline that the case owes as it stands, and those that it owed and met."""
    rules, named = _binding(facts, case)
    moments = [one for one in case.moments if one.event in named]
    happened = {one.event for one in moments}
    owing = Owing()
    for bound in rules:
        if not happened.isdisjoint(bound.starts):
            _add_rule(owing, facts, case, bound, moments)
    for date in (*dated(facts, case), *pledged(case)):
        if date.rule.id not in facts.playbook.deadlines:
            _add_date(owing, date)
    return owing


def _add_rule(owing: Owing, facts: Facts, case: Case, bound: Bound, moments: Iterable[Moment]) -> None:
    rule, customer = bound.rule, case.customer
    for start, met in _started(facts, case, bound, moments):
        within = _within_of_matter(facts, case, bound, start) if bound.of_matters else bound.within
        if within is None:
            continue
        key = rule.id, start.seq, bound.length if within is bound.within else str(within)
        if met:
            owing.met.add(key)
            continue
        owing.unmet[key] = OwedDeadline(
            rule=rule,
            start=start,
            within=within,
            waived=bound.takes_customer and not customer.reachable and bool(customer.no_contact_because),
            paused=case.waiting_for_customer and _WAITING in rule.pauses,
        )


def _add_date(owing: Owing, date: Dated) -> None:
    key = (date.rule.id, date.start.seq, date.within or _dated_length(date.due_at, date.about))
    if date.met:
        owing.met.add(key)
    else:
        owing.unmet[key] = OwedDeadline(rule=date.rule, start=date.start, date=date)


def _binding(facts: Facts, case: Case) -> Binding:
    """Return the rules that bind the case; that of first handling binds a hazard in whatever words it came. R18"""
    rules, named = facts.playbook.once(_bound, case.kind, case.category)
    if case.kind is Kind.COMPLAINT or not is_hazard(facts, case):
        return rules, named
    known = {one.rule.id for one in rules}
    of_complaints, more = facts.playbook.once(_bound, Kind.COMPLAINT, case.category)
    at_once = (one for one in of_complaints if one.rule.within == OF_CATEGORY and one.rule.id not in known)
    return (*rules, *at_once), named | more


def _bound(playbook: Playbook, kind: Kind, category: str | None) -> Binding:
    """Return the rules that bind such a case, the core's where a playbook says nothing; and every event that one of them names."""
    bound = [rule for rule in playbook.bound(kind, category) if rule.id != NEXT.id]
    begun, own = {rule.starts for rule in bound}, with_waits(bound)
    core = (rule for event, rule in CLOCKS.items() if event not in begun)
    rules = tuple(
        Bound(
            rule=rule,
            within=(within := playbook.within(rule, category)),
            length=str(within),
            of_matters=rule.starts == "escalation-received" or rule is CLOCKS["escalated"],
            starts=_starts(rule, anew="new-cycle" not in begun),
            ends=frozenset({*rule.stops, *ENDS, *_VOIDS, "new-cycle"}),
            takes_customer=_takes_customer(rule),
        )
        for rule in (*own, *core)
    )
    return rules, frozenset().union(*(rule.starts | rule.ends for rule in rules))


def _starts(rule: DeadlineRule, *, anew: bool) -> frozenset[str]:
    """Return what starts a rule. What is settled is resolved, too; a next round without times has those of the first. R8"""
    more = {"settled"} if rule.starts == "resolved" else set()
    if anew and rule.starts in INTAKE and "resolved" in rule.stops:
        more.add("new-cycle")
    return frozenset({rule.starts, *more})


def _started(facts: Facts, case: Case, bound: Bound, moments: Iterable[Moment]) -> list[tuple[Moment, bool]]:
    """Return what started each deadline of a rule, and whether it was met; none that ended without being done."""
    starts, ends = bound.starts, bound.ends
    open_: dict[str | None, Moment] = {}
    found: list[tuple[Moment, bool]] = []
    for moment in moments:
        event = moment.event
        if open_ and event in ends and (event != "escalated" or _is_of_the_matter(case, moment)):
            for about, start in tuple(open_.items()):
                concerned = about is None or moment.about is None or moment.about == about
                if concerned and _does(facts, case, bound.rule, moment):
                    found.append((start, True))
                    del open_[about]
                elif _ends(facts, case, bound.rule, moment, start):
                    del open_[about]
        if event in starts and moment.about not in open_:
            open_[moment.about] = moment
    return found + [(start, False) for start in open_.values()]


def _is_of_the_matter(case: Case, moment: Moment) -> bool:
    """Tell if the complaint itself was brought upwards, which stops clocks: a leader is told of things beside it, too. S1.8"""
    return any(one.id == moment.about and one.of_the_matter for one in case.escalations)


def _takes_customer(rule: DeadlineRule) -> bool:
    """Tell if nothing but the end of the case, or a customer who is reached, does what is due. R2"""
    stops = set(rule.stops) - ENDS
    return bool(stops) and stops <= _OF_CUSTOMER


def _does(facts: Facts, case: Case, rule: DeadlineRule, moment: Moment) -> bool:
    """Tell if this is what was due, done by whom the rule says.

    First handling is done by its own command, or by the facts that somebody found who was called for it; that of a hazard
    is done by nothing else. S1.7, S4.9 Silence to a question is none to a plan, nor the other way round. R8
    """
    if moment.event not in rule.stops:
        return False
    if rule.id in WAITS and moment.event == OVER:
        return (moment.about is not None) == (rule.id == UNANSWERED.id)
    if isinstance(rule.within, Within):
        return rule.by is None or _is(facts, case, moment.by, rule.by)
    if moment.event == _FIRST_HANDLING:
        return first_handled(facts, case) is not None
    return not is_hazard(facts, case) and moment.by in first_handlers(facts, case)


def _is(facts: Facts, case: Case, who: str, word: str) -> bool:
    if word == "staff":
        return who in facts.structure.organisation.staff
    return who in holders(facts, case, word)


def _ends(facts: Facts, case: Case, rule: DeadlineRule, moment: Moment, start: Moment) -> bool:
    """Tell if this ends what is due without its being done: the offer is gone, the work or the round is over.

    What was sent, brought upwards or promised is done or stays open, and so does the first handling of a hazard (S4.9). A
    question to somebody who knows outlives a refused plan, and ends with the work. S3.2
    """
    if start.event == _QUESTION:
        return moment.event in ENDS
    if start.about is not None:
        return moment.event == "archived" or (moment.event in _VOIDS and moment.about == start.about)
    if moment.event == "new-cycle":
        return True
    if rule.within == OF_CATEGORY and is_hazard(facts, case):
        return moment.event == "archived"
    return moment.event in ENDS or (rule.within == OF_CATEGORY and moment.event in rule.stops)


def awaited_advice(case: Case) -> Iterator[Advice]:
    """Yield the questions that somebody waits to have answered: none that was asked before the work ended. S3.2"""
    asked: set[str | None] = set()
    over: set[str | None] = set()
    for moment in case.moments:
        if moment.event == _QUESTION:
            asked.add(moment.about)
        elif moment.event in ENDS:
            over |= asked
    yield from (one for one in case.advice if one.answered_at is None and one.id not in over)


def _within_of_matter(facts: Facts, case: Case, bound: Bound, start: Moment) -> Within | None:
    """Return the time of what a matter starts: for a meeting the route's own where it has one; none where no group meets. F7"""
    matter = next((one for one in case.escalations if one.id == start.about), None)
    if matter is None or not matter.group:
        return None
    if start.event == "escalated":
        return bound.within
    route = facts.playbook.escalations.get(matter.route)
    return route.meeting if route and route.meeting else bound.within


def rule_of(facts: Facts, deadline: Deadline) -> DeadlineRule:
    """Return the rule that a deadline came from."""
    return facts.playbook.deadlines.get(deadline.name) or CORE[deadline.name]


def contact_gained(owing: OwedDeadline, deadline: Deadline) -> bool:
    """Tell if a deadline was waived for want of a contact, and there is one now: it is owed from when there was. R2, R4"""
    return deadline.state == "waived" and deadline.reason == "no-contact" and not owing.waived


def since(case: Case, start: Moment) -> datetime:
    """Return the true start: of what begins with the complaint, when the customer spoke. R1"""
    return case.received_at if start.event == "received" else start.at
