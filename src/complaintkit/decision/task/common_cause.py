"""What complaints have in common: whether they make an incident, who leads it, and what keeps it from being closed. R11, R12"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

import attrs

from complaintkit.calendars import due_at
from complaintkit.decision.facts import Facts
from complaintkit.decision.people.apart import left_out
from complaintkit.model.about import GRADES
from complaintkit.model.case import Case
from complaintkit.model.customer import Contact
from complaintkit.model.incident import IncidentCase, alike
from complaintkit.model.phrase import Phrase, phrase
from complaintkit.model.task import Task
from complaintkit.model.vocabulary import Kind
from complaintkit.playbook import IncidentRule

_SECURED = "evidence-secured"


def traits(case: Case) -> frozenset[tuple[str, str]]:
    """Return what a case may share with others: lot and item of its goods, meal and till of its form; as they are compared."""
    goods = (*case.items, *(case.purchase.items if case.purchase else ()))
    found = [("item", one.name) for one in goods] + [("lot", one.lot) for one in goods if one.lot]
    found += [(word, case.fields[word]) for word in ("meal", "till") if case.fields.get(word)]
    return frozenset((word, alike(value)) for word, value in found if alike(value))


def counts(case: Case) -> bool:
    """Tell if a case is a complaint that stands by itself: no duplicate, nothing erased. R14"""
    return case.kind is Kind.COMPLAINT and case.duplicate_of is None and not case.erased


def rule_of(facts: Facts, category: str | None) -> IncidentRule | None:
    """Return when complaints of a category are an incident."""
    known = facts.playbook.categories.get(category or "")
    return known.incident if known else None


def rules_of(facts: Facts, case: Case) -> dict[str, IncidentRule]:
    """Return when what a case holds is an incident, by category: that of any of its issues, the gravest first. R7, R11

    Each category is the widest that makes incidents by the same row: its complaints are counted together.
    """
    return {_widest(facts, one): rule for one in case.categories if (rule := rule_of(facts, one)) is not None}


def _widest(facts: Facts, category: str) -> str:
    rule = rule_of(facts, category)
    return [one for one in facts.playbook.path(category) if rule_of(facts, one) is rule][-1]


@attrs.frozen(kw_only=True)
class Suspected:
    """What several complaints of a category have in common: its kind and what it is, with those complaints."""

    category: str
    word: str
    value: str
    cases: tuple[Case, ...]


def suspected(facts: Facts, case: Case, others: Sequence[Case]) -> Suspected | None:
    """Return what several complaints have in common; None where they are too few. R11

    The most telling thing first, in the order of the playbook's row.
    """
    if not counts(case):
        return None
    for category, rule in rules_of(facts, case).items():
        together = [one for one in others if _together(facts, category, case, one)]
        for word in rule.of:
            for value in sorted(value for kind, value in traits(case) if kind == word):
                same = [one for one in together if (word, value) in traits(one)]
                if len(same) + 1 >= rule.at_least:
                    return Suspected(category=category, word=word, value=value, cases=(*same, case))
    return None


def _together(facts: Facts, category: str, case: Case, other: Case) -> bool:
    """Tell if another complaint counts: of the same place, an issue of it of the same row, near enough in time."""
    rule = rules_of(facts, other).get(category)
    if rule is None or not counts(other) or other.unit != case.unit or other.id == case.id:
        return False
    return near(facts, rule, case, other.received_at)


def near(facts: Facts, rule: IncidentRule, case: Case, received_at: datetime) -> bool:
    """Tell if what came in then is near enough in time to a case to have one cause with it."""
    first, last = sorted((case.received_at, received_at))
    return due_at(facts.calendar(case.unit), first, rule.within) >= last


def belongs(incident: Task, case: Case, word: str) -> bool:
    """Tell if a case belongs to an incident about something that it shares: a lot is one everywhere, all else one unit's. R11

    What one opened by its category is about, other than a lot, concerns that category alone.
    """
    if not counts(case):
        return False
    if word == "lot":
        return True
    category = incident.about.get("category")
    within = category is None or any(f"{one}/".startswith(f"{category}/") for one in case.categories)
    return within and case.unit == incident.unit


def lead_of(facts: Facts, unit: str, cases: Sequence[Case]) -> str:
    """Return who leads an incident: the playbook's role, else who is on duty or answers for the unit; nobody left out. R6, R9"""
    about = frozenset[str]().union(*(left_out(facts, one) for one in cases))
    role = facts.playbook.incident.lead
    held = facts.structure.holders(role, unit, without=about) if role else ()
    here = (one for one in held if facts.structure.present(one, facts.now))
    return next(here, facts.structure.on_duty(unit, facts.now, role, without=about)[0])


# ---- dates ----------------------------------------------------------------------------------------------------------
def recall_by(incident: Task) -> datetime | None:
    """Return by when the goods are called back, from when the risk was known; None where no grade was given. R11"""
    grade = incident.values.get("grade")
    return known_at(incident) + GRADES[int(grade[0])] if grade else None


def report_by(facts: Facts, incident: Task) -> datetime | None:
    """Return by when the authority is told; None where the playbook asks for no report of this. R11"""
    rules = facts.playbook.incident
    if rules.report_within is None or rule_of(facts, incident.about.get("category")) is None:
        return None
    return due_at(facts.calendar(incident.unit), known_at(incident), rules.report_within)


def known_at(incident: Task) -> datetime:
    """Return when the risk was known."""
    known = incident.values.get("known_at")
    return datetime.fromisoformat(known[0]) if known else incident.opened_at


# ---- its cases ------------------------------------------------------------------------------------------------------
def to_tell(incident: Task, cases: Sequence[Case]) -> Iterator[Case]:
    """Yield the cases whose customers are still to be told what all are told: each customer once for each contact. R2"""
    text = incident.words.get("text")
    known = {contact for case in cases if text and _heard(case, text) for contact in _contacts(case)}
    for case in cases:
        if case.customer.reachable and not case.restricted and not known & _contacts(case):
            known |= _contacts(case)
            yield case


def _contacts(case: Case) -> frozenset[Contact]:
    return frozenset(case.customer.contacts)


def _heard(case: Case, text: str) -> bool:
    return any(one.kind == "told" and one.text == text for one in case.entries)


def standing_of(incident: Task, cases: Sequence[Case]) -> tuple[IncidentCase, ...]:
    """Return how each case of an incident stands, its evidence with it. R12"""
    waiting = {case.id for case in to_tell(incident, cases)}
    told = "text" in incident.words
    return tuple(
        IncidentCase(
            number=case.number,
            owner=case.owner,
            open=case.open,
            told=(told and case.id not in waiting) if case.customer.reachable else None,
            evidence=case.evidence,
            evidence_by=next((one.due_at for one in case.open_deadlines if one.name == _SECURED), None),
        )
        for case in cases
    )


def unfinished(
    incident: Task, recall: Task | None, report: Task | None, cases: Sequence[IncidentCase]
) -> Iterator[Phrase]:
    """Yield what keeps an incident from being closed. R11, R12"""
    if "facts" not in incident.words:
        yield phrase("nothing is on record of what was found")
    if recall is not None and recall.open:
        yield phrase("the goods are not called back")
    if report is not None and report.open:
        yield phrase("it is not reported to the authority")
    if untold := [one.number for one in cases if one.told is False]:
        yield phrase("not told: {numbers}", numbers=", ".join(untold))
    if unsecured := [one.number for one in cases if one.evidence_by is not None]:
        yield phrase("evidence not secured: {numbers}", numbers=", ".join(unsecured))
    if running := [one.number for one in cases if one.open]:
        yield phrase("not ended: {numbers}", numbers=", ".join(running))
