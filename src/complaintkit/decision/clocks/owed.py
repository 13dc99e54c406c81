"""Deadlines that a case owes: read from the case as it stands, and from nothing else. R5, R12, R15, R16, R19

So it does not matter by which command a category, a contact or a round came to be what it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Final, TypeAlias

import attrs

from complaintkit.decision.clocks.awaited import OVER, UNANSWERED, WAITS, with_waits
from complaintkit.decision.clocks.dated import DATED, ENDS, Dated, dated
from complaintkit.decision.clocks.hazard import first_handled, is_hazard
from complaintkit.decision.clocks.next_step import NEXT
from complaintkit.decision.clocks.pledge import PLEDGES, pledged
from complaintkit.decision.clocks.timing import CLOCKS
from complaintkit.decision.facts import Facts
from complaintkit.decision.people.routing import first_handlers, holders
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

_CORE: Final[Mapping[str, DeadlineRule]] = {
    **{one.id: one for one in CLOCKS.values()},
    **DATED,
    **WAITS,
    **PLEDGES,
    NEXT.id: NEXT,
}

Key: TypeAlias = tuple[str, int | None, str]
"""What makes a deadline this one: its rule, the entry of the ledger that started it, and how long it is."""


@attrs.frozen(kw_only=True)
class Bound:
    """A deadline rule as it binds cases of one kind and category: how long, what starts it, what may do or end what is due."""

    rule: DeadlineRule
    within: Within | None
    starts: frozenset[str]
    ends: frozenset[str]
    takes_customer: bool


Binding: TypeAlias = tuple[tuple[Bound, ...], frozenset[str]]
"""The rules that bind a case, and every event that one of them names."""


@attrs.frozen(kw_only=True)
class OwedDeadline:
    """One deadline of a case: owed since, and for how long; or `met`.

    `within` is None where `date` says when it is due. It is `waived` while it takes a customer who can't be reached, and
    `paused` while we wait for them.
    """

    rule: DeadlineRule
    start: Moment
    within: Within | None = None
    date: Dated | None = None
    met: bool = False
    waived: bool = False
    paused: bool = False

    @property
    def key(self) -> Key:
        """What the deadline that runs for it is found by."""
        return self.rule.id, self.start.seq, _length(self.date) if self.date else str(self.within)


def key_of(deadline: Deadline) -> Key:
    """Return the key of a deadline that was started."""
    return deadline.name, deadline.started_by, _length(deadline)


def _length(one: Deadline | Dated) -> str:
    about = one.about if isinstance(one, Dated) else one.for_
    return one.within or f"{one.due_at.isoformat()} {about or ''}".rstrip()


def owed(facts: Facts, case: Case) -> Iterator[OwedDeadline]:
    """Yield every deadline that the case owes as it stands, and those that it owed and met."""
    rules, named = _binding(facts, case)
    moments = [one for one in case.moments if one.event in named]
    happened = {one.event for one in moments}
    for bound in rules:
        if not happened.isdisjoint(bound.starts):
            yield from _of_rule(facts, case, bound, moments)
    for date in (*dated(facts, case), *pledged(case)):
        if date.rule.id not in facts.playbook.deadlines:
            yield OwedDeadline(rule=date.rule, start=date.start, date=date, met=date.met)


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
            within=playbook.within(rule, category),
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


def _of_rule(facts: Facts, case: Case, bound: Bound, moments: Sequence[Moment]) -> Iterator[OwedDeadline]:
    rule, customer = bound.rule, case.customer
    open_: dict[str | None, Moment] = {}
    met: list[Moment] = []
    for moment in moments:
        if open_ and moment.event in bound.ends and not _is_beside(case, moment):
            for about, start in list(open_.items()):
                if _concerns(moment, about) and _does(facts, case, rule, moment):
                    met.append(open_.pop(about))
                elif _ends(facts, case, rule, moment, start):
                    del open_[about]
        if moment.event in bound.starts:
            open_.setdefault(moment.about, moment)
    for start in (*met, *open_.values()):
        within = _within(facts, case, bound, start)
        if within is not None:
            yield OwedDeadline(
                rule=rule,
                start=start,
                within=within,
                met=open_.get(start.about) is not start,
                waived=bound.takes_customer and not customer.reachable and bool(customer.no_contact_because),
                paused=case.waiting_for_customer and _WAITING in rule.pauses,
            )


def _is_beside(case: Case, moment: Moment) -> bool:
    """Tell if a leader was told of something beside the matter: that the complaint itself was brought upwards stops clocks. S1.8"""
    return moment.event == "escalated" and not any(
        one.id == moment.about and one.of_the_matter for one in case.escalations
    )


def _takes_customer(rule: DeadlineRule) -> bool:
    """Tell if nothing but the end of the case, or a customer who is reached, does what is due. R2"""
    stops = set(rule.stops) - ENDS
    return bool(stops) and stops <= _OF_CUSTOMER


def _concerns(moment: Moment, about: str | None) -> bool:
    return about is None or moment.about is None or moment.about == about


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


def _within(facts: Facts, case: Case, bound: Bound, start: Moment) -> Within | None:
    """Return the rule's time; for a meeting the route's own where it has one, and none where no group meets. F7"""
    within = bound.within
    if start.event != "escalation-received" and bound.rule is not CLOCKS["escalated"]:
        return within
    matter = next((one for one in case.escalations if one.id == start.about), None)
    if matter is None or not matter.group:
        return None
    if start.event == "escalated":
        return within
    route = facts.playbook.escalations.get(matter.route)
    return route.meeting if route and route.meeting else within


def rule_of(facts: Facts, deadline: Deadline) -> DeadlineRule:
    """Return the rule that a deadline came from."""
    return facts.playbook.deadlines.get(deadline.name) or _CORE[deadline.name]


def contact_gained(owing: OwedDeadline, deadline: Deadline) -> bool:
    """Tell if a deadline was waived for want of a contact, and there is one now: it is owed from when there was. R2, R4"""
    return deadline.state == "waived" and deadline.reason == "no-contact" and not owing.waived


def since(case: Case, start: Moment) -> datetime:
    """Return the true start: of what begins with the complaint, when the customer spoke. R1"""
    return case.received_at if start.event == "received" else start.at
