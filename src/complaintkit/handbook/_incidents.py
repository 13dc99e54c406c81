"""Incidents: what makes several complaints one, who leads it, by when goods are called back and an authority is told. R11"""

from __future__ import annotations

from complaintkit.handbook._document import Cell, Prose, Section, Table
from complaintkit.handbook._translator import Translator
from complaintkit.model.about import GRADES
from complaintkit.model.due import Within
from complaintkit.model.phrase import Phrase, phrase
from complaintkit.playbook import Category, IncidentRule

_SHARED: dict[str, Phrase] = dict(phrase.table("shared", "lot meal item till"))


def incidents(translator: Translator) -> Section | None:
    """Return which complaints are an incident together, and what follows."""
    playbook = translator.playbook
    rows = tuple(_row(one, one.incident, translator) for one in playbook.categories.values() if one.incident)
    if not rows:
        return None
    columns = (
        translator.say("Complaints of"),
        translator.say("An incident, when"),
        translator.say("Goods called back"),
    )
    rules, more = playbook.incident, list[str]()
    if rules.lead:
        more.append(translator.say("Led by {who}.", who=translator.role(rules.lead)))
    if rules.report_within:
        more.append(
            translator.say(
                "Reported to {authority} within {t} of knowing of the risk.",
                authority=translator.words(rules.authority),
                t=translator.within(rules.report_within),
            )
        )
    if rules.fields:
        names = translator.several(translator.words(one) for one in rules.fields.values())
        more.append(translator.say("The form asks for: {names}.", names=names))
    return Section("incidents", translator.say("Incidents"), (Table(columns, rows), *map(Prose, more)))


def _row(category: Category, rule: IncidentRule, translator: Translator) -> tuple[Cell, ...]:
    shared = translator.either(_SHARED[word].to(translator.language) for word in rule.of)
    when = translator.say(
        "{count} about the same thing ({shared}) within {t}",
        count=rule.at_least,
        shared=shared,
        t=translator.within(rule.within),
    )
    if rule.grade is None:
        return translator.named(category), when, translator.say("by the grade that is given: 24, 48 or 72 hours")
    span = Within.parse(f"{int(GRADES[rule.grade].total_seconds() // 3600)} h")
    return (
        translator.named(category),
        when,
        translator.say("within {t} of knowing of the risk", t=translator.within(span)),
    )
