"""What a case calls for at once as it stands: an alarm, a meeting, first handling, to be told. R4, R11, R18, S1.7"""

from __future__ import annotations

from datetime import datetime

from complaintkit.decision.draft import Draft
from complaintkit.decision.facts import Facts
from complaintkit.decision.people.escalation import raise_for, raise_to_leader
from complaintkit.model import events as e
from complaintkit.model.case import Case
from complaintkit.model.customer import Customer
from complaintkit.model.vocabulary import Kind, Severity, State
from complaintkit.playbook import Category

_EMERGENCY = "severity-major"
_DENIED = "no-hazard"
_REMOVED = "contact-removed"


def is_hazard(facts: Facts, case: Case) -> bool:
    """Tell if people may come to harm: the category has an alarm, or the case is as grave as can be. R11, R18"""
    category = _category(facts, case)
    return case.severity is Severity.MAJOR or bool(category and category.alarm)


def _category(facts: Facts, case: Case) -> Category | None:
    return facts.playbook.categories.get(case.category or "")


def first_handled(facts: Facts, case: Case) -> datetime | None:
    """Return when what the category asks for at once was done; None while it is owed, and where nothing is. S1.7"""
    first = facts.playbook.first_handling(case.category)
    done = (at for known, at in case.first_handlings.items() if facts.playbook.first_handling(known) == first)
    return next((at for at in done if at is not None), None)


def owes_first_handling(facts: Facts, case: Case) -> bool:
    """Tell if first handling was asked for and is owed: the facts or the end overtake it, unless it is dangerous. S1.7, S4.9"""
    if not case.first_handlings or not case.open or first_handled(facts, case) is not None:
        return False
    return _calls_for_first_handling(facts, case) and (is_hazard(facts, case) or not case.facts_at)


def _calls_for_first_handling(facts: Facts, case: Case) -> bool:
    """Tell if something is to be done at once: over a complaint while it lasts, over a hazard in whatever words it came. R18"""
    if facts.playbook.first_handling(case.category) is None:
        return False
    return is_hazard(facts, case) or (case.kind is Kind.COMPLAINT and not case.resolved_at)


def call(draft: Draft) -> None:
    """Let the case call for what it has come to need, by whichever command it came to it; nothing where history is recorded."""
    facts, case, before = draft.facts, draft.case, draft.before
    if facts.quiet or not case.open:
        return
    if before is None or before.category != case.category:
        _be_as_grave(draft)
    if before is None or _needs(before) != _needs(draft.case):
        _act_at_once(draft)
    if before is None:
        return
    _see_to_contact(draft, before.customer, case.customer)
    if _was_left_undone(facts, before, draft.case):
        with draft.desk_acts():
            raise_to_leader(draft, reason=_DENIED)


def _see_to_contact(draft: Draft, before: Customer, customer: Customer) -> None:
    """Let follow that somebody can be reached at last, or not any more."""
    if customer.reachable and not before.reachable:
        draft.add(e.ContactGained())
    if before.reachable and not customer.reachable:
        with draft.desk_acts():  # what it takes a contact for is waived by a word of whoever owes it: R2
            raise_to_leader(draft, reason=_REMOVED, note=customer.no_contact_because)


def _was_left_undone(facts: Facts, before: Case, case: Case) -> bool:
    """Tell if a hazard is none any more by a word, before anybody saw to it: the leader decides whether it was one. R18"""
    if not is_hazard(facts, before) or is_hazard(facts, case) or first_handled(facts, before) is not None:
        return False
    return not any(one.open and one.reason == _DENIED for one in case.escalations)


def _act_at_once(draft: Draft) -> None:
    """Raise the alarm, ask for first handling, register, bring it up: once nothing is missing, and a hazard waits for no form."""
    case = draft.case
    if case.state is State.RECEIVED and case.missing and not is_hazard(draft.facts, case):
        return
    _alarm(draft)
    _ask_first_handling(draft)
    if case.state is State.RECEIVED:
        draft.add(e.Registered(category=case.category, severity=case.severity))
    _bring_up(draft)


def _needs(case: Case) -> tuple[object, ...]:
    return case.unit, case.category, case.severity, case.kind, case.missing, case.state is State.RECEIVED


def _be_as_grave(draft: Draft) -> None:
    """Make it at least as grave as its category: nobody declares a poisoning to be of low severity. R11"""
    case = draft.case
    category = _category(draft.facts, case)
    least = category.severity if category else None
    if least and (case.severity is None or case.severity.rank < least.rank):
        draft.add(e.SeverityRaised(severity=least))


def _is_elsewhere(draft: Draft) -> bool:
    """Tell if it turned out to be in another unit: its people know nothing of it yet. R18, S1.7"""
    return draft.before is not None and draft.before.unit != draft.case.unit


def _alarm(draft: Draft) -> None:
    case = draft.case
    category = _category(draft.facts, case)
    if category and category.alarm and (category.id not in case.alarms or _is_elsewhere(draft)):
        draft.add(e.AlarmRaised(category=category.id))


def _bring_up(draft: Draft) -> None:
    """Bring upwards what is as grave as can be, once, in whatever words it came. S1.8, S4.6"""
    case = draft.case
    raised = any(one.reason == _EMERGENCY for one in case.escalations)
    if case.severity is Severity.MAJOR and not raised:
        with draft.desk_acts():  # the rule brings it up, not whoever wrote it down
            raise_for(draft, _EMERGENCY)


def _ask_first_handling(draft: Draft) -> None:
    """Ask for what the category wants done at once. S1.7"""
    case, playbook = draft.case, draft.facts.playbook
    if case.category is None or not _calls_for_first_handling(draft.facts, case):
        return
    first = playbook.first_handling(case.category)
    asked = any(playbook.first_handling(known) == first for known in case.first_handlings)
    dangerous = is_hazard(draft.facts, case)  # what was made safe elsewhere is not safe here
    if not asked or (_is_elsewhere(draft) and (dangerous or owes_first_handling(draft.facts, case))):
        draft.add(e.FirstHandlingAsked(category=case.category))
