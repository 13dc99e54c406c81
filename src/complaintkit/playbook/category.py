"""What is complained of: a tree of categories, with what happens at once and what to ask. S0.1, S1.6, S1.7"""

from __future__ import annotations

from collections.abc import Mapping

import attrs

from complaintkit.model.check import severity_of
from complaintkit.model.due import Within
from complaintkit.model.phrase import phrase
from complaintkit.model.read_only import read_only
from complaintkit.model.table import Table
from complaintkit.model.vocabulary import Severity
from complaintkit.organisation import Words
from complaintkit.playbook._values import conditions, path_of, within
from complaintkit.playbook.condition import Condition
from complaintkit.playbook.incident import IncidentRule, read_incident_rule

__all__ = ["Category", "EvidenceRule", "FirstHandling", "FollowOn", "read_categories"]


@attrs.frozen(kw_only=True, field_transformer=read_only)
class FirstHandling:
    """What is done at once, by which role, and within what time. S1.7"""

    do: Words
    by: str
    within: Within | None = None


@attrs.frozen(kw_only=True, field_transformer=read_only)
class EvidenceRule:
    """Evidence that perishes: what, how soon it is secured, how long it keeps. R12

    From registration the deadline `evidence-secured` runs until an assessment or the facts hold evidence: `secure_within`
    from then, and never past `kept_for` from when it happened. A playbook's own deadline of that name takes its place.
    """

    what: Words
    secure_within: Within | None = None
    kept_for: Within | None = None


@attrs.frozen(kw_only=True, field_transformer=read_only)
class FollowOn:
    """Who is sent to do what once something is known, such as that food is abnormal: withdraw it, inspect its kind. S4.9

    `when` holds conditions on `fields.*`, `severity`, `root-cause` and `given` (kinds of remedies promised); all must hold.
    A root cause holds what is below it.
    """

    id: str
    do: Words
    by: str
    when: tuple[Condition, ...]


@attrs.frozen(kw_only=True, field_transformer=read_only)
class Category:
    """One category. What it does not say itself, it has from the category above: `food/sensory` from `food`.

    `first_taken_by` is the role that takes it first (S4.6), where that is not whoever receives it; `alarm` are the
    roles told within minutes at any hour (R18); `asks` and `follows` add up down the tree. `incident` says how many complaints
    of it about the same thing are one matter (R11).
    """

    id: str
    title: Words
    first: FirstHandling | None = None
    first_taken_by: str | None = None
    asks: tuple[str, ...] = ()
    evidence: EvidenceRule | None = None
    severity: Severity | None = None
    alarm: tuple[str, ...] = ()
    follows: Mapping[str, FollowOn] = attrs.field(factory=dict)
    incident: IncidentRule | None = None

    @property
    def path(self) -> tuple[str, ...]:
        """This category and those above it, nearest first.

        >>> Category(id="food/sensory", title={}).path
        ('food/sensory', 'food')
        """
        return path_of(self.id)


def read_categories(file: Table) -> dict[str, Category]:
    """The whole tree, in the order of the file, each category with what it has from those above it."""
    found: dict[str, Category] = {}
    tables = dict(file.tables("category"))
    for name in sorted(tables, key=lambda one: one.count("/")):
        found[name] = _read_category(name, tables[name], found)
    return {name: found[name] for name in tables}


def _read_category(name: str, table: Table, above: Mapping[str, Category]) -> Category:
    wider = _wider(name, table, above)
    category = Category(
        id=name,
        title=table.words("title", required=True),
        first=_read_first(table.table("first")) if "first" in table else wider.first,
        first_taken_by=table.maybe_text("first-taken-by") or wider.first_taken_by,
        asks=tuple(dict.fromkeys((*wider.asks, *table.several("asks")))),
        evidence=_read_evidence(table.table("evidence")) if "evidence" in table else wider.evidence,
        severity=table.read("severity", lambda value: severity_of(str(value))) or wider.severity,
        alarm=table.several("alarm") or wider.alarm,
        follows={**wider.follows, **{one: _read_follow_on(one, of) for one, of in table.tables("follows")}},
        incident=read_incident_rule(table.table("incident")) if "incident" in table else wider.incident,
    )
    table.close()
    return category


def _wider(name: str, table: Table, above: Mapping[str, Category]) -> Category:
    """The category above; an empty one for those on top, and for those that hang in the air."""
    wider, slash, last = name.rpartition("/")
    if slash and (wider not in above or not last):
        table.problems.unknown(table.at(), "below any category", name, above)
    return above.get(wider, Category(id="", title={}))


def _read_first(table: Table) -> FirstHandling:
    first = FirstHandling(
        do=table.words("do", required=True), by=table.text("by", '"agent"'), within=table.read("within", within)
    )
    table.close()
    return first


def _read_follow_on(name: str, table: Table) -> FollowOn:
    table.require("when", '{ fields.abnormal = "yes" }')
    found = FollowOn(
        id=name,
        do=table.words("do", required=True),
        by=table.text("by", '"agent"'),
        when=conditions(table.table("when"), _is_known_by_then, named=(*_KNOWN_BY_THEN, "fields.abnormal")),
    )
    for one in found.when:
        if one.operator != "in":
            table.wrong(
                "when",
                phrase("{fact} is compared", fact=one.fact),
                phrase("Write a value, or a list of which one is enough."),
            )
    table.close()
    return found


def _is_known_by_then(fact: str) -> bool:
    return fact in _KNOWN_BY_THEN or fact.startswith("fields.")


_KNOWN_BY_THEN = ("given", "root-cause", "severity")


def _read_evidence(table: Table) -> EvidenceRule:
    evidence = EvidenceRule(
        what=table.words("what", required=True),
        secure_within=table.read("secure-within", within),
        kept_for=table.read("kept-for", within),
    )
    table.close()
    return evidence
