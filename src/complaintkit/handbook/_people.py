"""Who: roles with what they may do, groups, how responsibility passes, and who is escalated to. S1.2, S1.8, F2-F7, R20"""

from __future__ import annotations

from collections.abc import Iterator

from complaintkit.handbook._document import Cell, Named, Part, Prose, Section, Table
from complaintkit.handbook._other import other
from complaintkit.handbook._translator import Translator
from complaintkit.model.phrase import phrase
from complaintkit.playbook.escalation import EscalationRoute


def people(translator: Translator) -> Section:
    """Roles, and the groups they sit in."""
    columns = (
        translator.say(phrase("Role")),
        translator.say(phrase("Reports to")),
        translator.say(phrase("May do")),
        translator.say(phrase("May read")),
    )
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (
            Named(translator.words(role.title), role.id),
            translator.role(role.leader) if role.leader else "—",
            translator.say(phrase("everything"))
            if role.may is None
            else translator.several(map(translator.command, sorted(role.may))),
            translator.say(phrase("everything")) if role.sees == "all" else _reach(role.sees, translator),
        )
        for role in translator.playbook.roles.values()
    )
    note = translator.say(
        phrase(
            "Handing over, asking for advice, calling for help, escalating and writing down what the customer said is"
            " everybody's. Nobody judges a complaint about themselves."
        )
    )
    parts: list[Part] = [Table(columns, rows), Prose(note)]
    if translator.playbook.groups:
        parts.append(_groups(translator))
    return Section("people", translator.say(phrase("Who", context="section")), tuple(parts))


def _reach(sees: str, translator: Translator) -> str:
    return (
        translator.word(sees)
        if translator.chinese
        else {"own": "their own cases", "unit": "their unit's", "region": "their region's"}[sees]
    )


def _groups(translator: Translator) -> Table:
    columns = (
        translator.say(phrase("Group")),
        translator.say(phrase("Head, deputy")),
        translator.say(phrase("Members")),
        translator.say(phrase("Decides with")),
    )
    rows = tuple(
        (
            Named(translator.words(group.title), group.id),
            translator.several((translator.role(group.head), translator.role(group.deputy) if group.deputy else "")),
            translator.roles(group.members) or "—",
            str(group.decides_with),
        )
        for group in translator.playbook.groups.values()
    )
    return Table(columns, rows)


def upwards(translator: Translator) -> Section | None:
    """Who is escalated to, for which reasons, and how soon they meet."""
    found = translator.playbook.escalations
    if not found:
        return None
    columns = (
        translator.say(phrase("Way up")),
        translator.say(phrase("When", context="escalation")),
        translator.say(phrase("To", context="escalation")),
        translator.say(phrase("Decides within")),
    )
    return Section(
        "upwards",
        translator.say(phrase("Upwards")),
        (Table(columns, tuple(_route(one, translator) for one in found.values())),),
    )


def _route(route: EscalationRoute, translator: Translator) -> tuple[Cell, ...]:
    told = translator.roles(route.tell_at_once)
    at_once = translator.say(phrase("\ntold at once: {told}", told=told)) if told else ""
    more = "".join(
        f"\n{label}: {text}" for label, text in other(route, "id title when to meeting tell_at_once", translator)
    )
    return (
        Named(translator.words(route.title) or route.id, route.id),
        translator.several(map(translator.word, route.when)),
        translator.role(route.to) + at_once + more,
        translator.within(route.meeting) or "—",
    )


def responsibility(translator: Translator) -> Section:
    """First responsibility 首问责任制, as strict as this playbook has it."""
    return Section(
        "responsibility",
        translator.say(phrase("Who takes it, stays responsible")),
        (Prose("\n".join(_rules(translator))),),
    )


def _rules(translator: Translator) -> Iterator[str]:
    rules = translator.playbook.first_responsibility
    yield translator.say(
        phrase(
            "From receipt to the archive exactly one person is responsible: whoever received it, "
            "until somebody else has accepted it."
        )
    )
    yield translator.say(
        phrase(
            "A handover is an offer, made once the facts are recorded. It may be declined because of: {reasons}. “Not my job” is"
            " no reason.",
            reasons=translator.several(map(translator.word, rules.decline_reasons)),
        )
    )
    if rules.handover_reasons:
        reasons = translator.several(map(translator.word, rules.handover_reasons))
        yield translator.say(phrase("It is offered because of: {reasons}.", reasons=reasons))
    yield translator.say(
        phrase(
            "Declined: {declines} times, or lapsed: {lapses} times, it goes to the leader, who rules.",
            declines=rules.declines_before_leader,
            lapses=rules.lapses_before_leader,
        )
    )
    if rules.handover_tells_customer:
        yield translator.say(phrase("The customer is told who took over."))
    known = "decline_reasons handover_reasons declines_before_leader lapses_before_leader handover_tells_customer"
    for label, text in other(rules, known, translator):
        yield f"{label}: {text}"
