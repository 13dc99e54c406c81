"""Following up what was found: somebody is sent at once, and has to report. S4.9"""

from __future__ import annotations

from complaintkit.decision.draft import Draft
from complaintkit.decision.facts import Facts
from complaintkit.decision.people.routing import people_there
from complaintkit.model import events as e
from complaintkit.model.case import Case
from complaintkit.model.phrase import joined, phrase
from complaintkit.model.vocabulary import Kind
from complaintkit.organisation import Words, said
from complaintkit.playbook import Condition, path_of


def follow(draft: Draft) -> None:
    """Send whom the category says, once for each thing to do; nobody where history is recorded."""
    case, facts = draft.case, draft.facts
    if facts.quiet or case.kind is not Kind.COMPLAINT:
        return
    for rule in (rule for one in case.categories for rule in facts.playbook.category(one).follows.values()):
        if all(_holds(one, case) for one in rule.when):
            send(draft, rule.by, rule.do)


def send(draft: Draft, role: str, do: Words) -> None:
    """Send the first of those who are there, told what it is about: a driver has to know which crates to take back."""
    case, facts = draft.case, draft.facts
    who = people_there(facts, case, role)[0]
    what = _what(do, case, facts, who)
    if not any(one.what == what for one in case.dispatches):
        draft.add(e.Dispatched(dispatch=draft.new_id("d"), who=who, what=what))


def _what(words: Words, case: Case, facts: Facts, who: str) -> str:
    language = next(iter(facts.structure.person(who).languages), facts.playbook.languages[0])
    do, goods = said(words, language), joined("\u00a0".join(filter(None, (one.name, one.lot))) for one in case.items)
    return phrase("{label}: {text}", label=do, text=goods).to(language) if goods else do


def _holds(condition: Condition, case: Case) -> bool:
    if condition.fact.startswith("fields."):
        return condition.is_answered(case.fields)
    return not _known(condition.fact, case).isdisjoint(condition.values)


def _known(fact: str, case: Case) -> frozenset[str]:
    if fact == "given":
        return frozenset(one.remedy.kind for one in case.promises if one.state != "released")
    if fact == "root-cause":
        return frozenset(path_of(case.root_cause) if case.root_cause else ())
    return frozenset({str(case.severity)} if case.severity else ())
