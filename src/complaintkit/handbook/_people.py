"""People: roles with what they may do, groups, how responsibility passes, and whom it is escalated to. S1.2, S1.8, F2-F7, R20"""

from __future__ import annotations

from collections.abc import Iterator

from complaintkit.handbook._document import Cell, Part, Prose, Section, Table
from complaintkit.handbook._fields_as_written import other_lines
from complaintkit.handbook._translator import Translator
from complaintkit.model.phrase import phrase
from complaintkit.organisation import Role
from complaintkit.playbook.escalation import EscalationRoute

_REACH = phrase.table("reach", {"own": "their own cases", "unit": "their unit's", "region": "their region's"})


def people(translator: Translator) -> Section:
    """Return roles, and the groups they sit in."""
    columns = (
        translator.say("Role"),
        translator.say("Reports to"),
        translator.say("May do"),
        translator.say("May read"),
    )
    note = translator.say(
        "Handing over, asking for advice, calling for help, escalating and writing down what the customer said is"
        " everybody's. Nobody judges a complaint about themselves."
    )
    rows = tuple(_role(one, translator) for one in translator.playbook.roles.values())
    parts: list[Part] = [Table(columns, rows), Prose(note)]
    if translator.playbook.groups:
        parts.append(_groups(translator))
    return Section("people", translator.say("Who", context="section"), tuple(parts))


def _role(role: Role, translator: Translator) -> tuple[Cell, ...]:
    everything = translator.say("everything")
    return (
        translator.named(role),
        translator.role(role.leader) if role.leader else "—",
        everything if role.may is None else translator.several(map(translator.command, sorted(role.may))),
        everything if role.sees == "all" else _REACH[role.sees].to(translator.language),
    )


def _groups(translator: Translator) -> Table:
    columns = (
        translator.say("Group"),
        translator.say("Head, deputy"),
        translator.say("Members"),
        translator.say("Decides with"),
    )
    rows = tuple(
        (
            translator.named(group),
            translator.roles((group.head, *([group.deputy] if group.deputy else ()))),
            translator.roles(group.members) or "—",
            str(group.decides_with),
        )
        for group in translator.playbook.groups.values()
    )
    return Table(columns, rows)


def escalations(translator: Translator) -> Section | None:
    """Return the ways up: for which reasons, to whom, and how soon they decide."""
    found = translator.playbook.escalations
    if not found:
        return None
    columns = (
        translator.say("Way up"),
        translator.say("When", context="escalation"),
        translator.say("To", context="escalation"),
        translator.say("Decides within"),
    )
    rows = tuple(_route(one, translator) for one in found.values())
    return Section("upwards", translator.say("Upwards"), (Table(columns, rows),))


def _route(route: EscalationRoute, translator: Translator) -> tuple[Cell, ...]:
    told = translator.roles(route.tell_at_once)
    at_once = translator.say("\ntold at once: {told}", told=told) if told else ""
    more = other_lines(route, "id title when to meeting tell_at_once", translator)
    return (
        translator.named(route),
        translator.several(map(translator.word, route.when)),
        "\n".join((translator.role(route.to) + at_once, *more)),
        translator.within(route.meeting) or "—",
    )


def responsibility(translator: Translator) -> Section:
    """Return the rules of first responsibility 首问责任制, as strict as this playbook has them."""
    rules = Prose("\n".join(_rules(translator)))
    return Section("responsibility", translator.say("Who takes it, stays responsible"), (rules,))


def _rules(translator: Translator) -> Iterator[str]:
    rules = translator.playbook.first_responsibility
    yield translator.say(
        "From receipt to the archive exactly one person is responsible: whoever received it, "
        "until somebody else has accepted it."
    )
    yield translator.say(
        "A handover is an offer, made once the facts are recorded. It may be declined because of: {reasons}. “Not my job” is"
        " no reason.",
        reasons=translator.several(map(translator.word, rules.decline_reasons)),
    )
    if rules.handover_reasons:
        reasons = translator.several(map(translator.word, rules.handover_reasons))
        yield translator.say("It is offered because of: {reasons}.", reasons=reasons)
    yield translator.say(
        "Declined: {declines} times, or lapsed: {lapses} times, it goes to the leader, who rules.",
        declines=rules.declines_before_leader,
        lapses=rules.lapses_before_leader,
    )
    if rules.handover_tells_customer:
        yield translator.say("The customer is told who took over.")
    known = "decline_reasons handover_reasons declines_before_leader lapses_before_leader handover_tells_customer"
    yield from other_lines(rules, known, translator)
