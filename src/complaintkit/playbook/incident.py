"""Incidents: which complaints make one together, who leads it, and the report that an authority is owed. R11"""

from __future__ import annotations

from collections.abc import Mapping

import attrs

from complaintkit.model.about import GRADES, SHARED
from complaintkit.model.due import Within
from complaintkit.model.phrase import phrase
from complaintkit.model.read_only import read_only
from complaintkit.model.table import Table
from complaintkit.organisation import Words
from complaintkit.playbook._values import within

__all__ = ["IncidentRule", "IncidentRules", "read_incident_rule", "read_incident_rules"]

_AT_LEAST = 2


@attrs.frozen(kw_only=True)
class IncidentRule:
    """When complaints of a category are an incident: so many, about the same one of `of`, each within `within` of another. R11

    `grade` is how soon the goods are called back where one opens by itself; None: somebody says it.
    """

    of: tuple[str, ...]
    at_least: int = _AT_LEAST
    within: Within = attrs.field(factory=lambda: Within.parse("72 h"))
    grade: int | None = None


@attrs.frozen(kw_only=True, field_transformer=read_only)
class IncidentRules:
    """Who leads an incident, and what an authority is told of it: by when, in a form with these fields. R11"""

    lead: str | None = None
    authority: Words = attrs.field(factory=dict)
    report_within: Within | None = None
    fields: Mapping[str, Words] = attrs.field(factory=dict)


def read_incident_rule(table: Table) -> IncidentRule:
    """Read `incident = { of = ["lot", "meal"], from = 2 }` of a category."""
    table.require("of", '["lot", "meal"]')
    usual = IncidentRule(of=())
    rule = IncidentRule(
        of=table.several("of"),
        at_least=table.number("from", usual.at_least),
        within=table.read("within", within) or usual.within,
        grade=table.number("grade", 0) or None,
    )
    for word in rule.of:
        if word not in SHARED:
            table.problems.unknown(table.at("of"), "something that complaints share", word, SHARED)
    if rule.at_least < _AT_LEAST:
        table.wrong("from", phrase("one complaint is no incident"), phrase("Give 2 or more."))
    if rule.grade is not None and rule.grade not in GRADES:
        table.wrong("grade", phrase("{grade} is no grade", grade=rule.grade), phrase("Give 1, 2 or 3."))
    table.close()
    return rule


def read_incident_rules(table: Table) -> IncidentRules:
    """Read `[incident]`."""
    fields = table.table("fields")
    rules = IncidentRules(
        lead=table.maybe_text("lead"),
        authority=table.words("authority"),
        report_within=table.read("report-within", within),
        fields={name: fields.words(name, required=True) for name in fields.data},
    )
    if rules.report_within is not None and not rules.authority:
        table.wrong(
            "report-within",
            phrase("nobody is named to report to"),
            phrase("Name it as authority."),
        )
    table.close()
    return rules
