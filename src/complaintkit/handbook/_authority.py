"""Authority: who may promise how much, whom to ask beyond that, and what units may spend. S1.9, S4.6, F6"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from complaintkit.handbook._document import Cell, Named, Prose, Section, Table
from complaintkit.handbook._fields_as_written import other_lines
from complaintkit.handbook._translator import Translator
from complaintkit.model.money import Money
from complaintkit.playbook.compensation import AuthorityRule, BudgetRule


def authority(translator: Translator) -> Section | None:
    """Return limits by role, whom to ask beyond them, and the budgets of units."""
    rules = translator.playbook.authority
    if not rules:
        return None
    columns = (
        translator.say("Role"),
        translator.say("May promise"),
        translator.say("In one case"),
        translator.say("Added up over time"),
        translator.say("Beyond that"),
    )
    note = translator.say(
        "Limits count face value and add up: splitting one remedy into two changes nothing. Beyond them it is asked first,"
        " promised afterwards; nobody approves their own."
    )
    table = Table(columns, tuple(_limits(rule, translator) for rule in rules.values()))
    budgets = (_budgets(translator),) if translator.playbook.budgets else ()
    return Section("authority", translator.say("Who may promise how much"), (table, Prose(note), *budgets))


def _limits(rule: AuthorityRule, translator: Translator) -> tuple[Cell, ...]:
    remedies = (
        translator.say("everything")
        if rule.remedies is None
        else translator.several(map(translator.word, sorted(rule.remedies)))
    )
    sums = [
        *_windows(rule.per_customer, translator.say("per customer"), translator),
        *_windows(rule.per_giver, translator.say("per person"), translator),
    ]
    more = other_lines(rule, "role remedies per_case per_customer per_giver four_eyes_above", translator)
    return (
        Named(translator.title(translator.playbook.roles, rule.role), rule.role),
        remedies,
        translator.money(rule.per_case) or translator.say("no limit"),
        "\n".join((*sums, *more)) or "—",
        "\n".join(_beyond(rule, translator)) or "—",
    )


def _windows(limits: Mapping[str, Money], whose: str, translator: Translator) -> Iterator[str]:
    for window, limit in limits.items():
        yield translator.say(
            "{whose} {window}: {limit}", whose=whose, window=translator.window(window), limit=translator.money(limit)
        )


def _beyond(rule: AuthorityRule, translator: Translator) -> Iterator[str]:
    if rule.four_eyes_above is not None:
        limit = translator.money(rule.four_eyes_above)
        yield translator.say("two people above {limit}", limit=limit)
    if above := _next_above(rule.role, translator):
        yield translator.say("ask: {who}", who=translator.role(above))


def _next_above(role: str, translator: Translator) -> str | None:
    """Return the nearest leader who may promise anything."""
    roles, seen = translator.playbook.roles, {role}
    leader = roles[role].leader if role in roles else None
    while leader and leader in roles and leader not in seen:
        if leader in translator.playbook.authority:
            return leader
        seen.add(leader)
        leader = roles[leader].leader
    return None


def _budgets(translator: Translator) -> Table:
    columns = (translator.say("Budget of"), translator.say("Limits"), translator.say("When it is spent"))
    rows = (row for rule in translator.playbook.budgets.values() for row in _budget(rule, translator))
    return Table(columns, tuple(rows))


def _budget(rule: BudgetRule, translator: Translator) -> Iterator[tuple[Cell, ...]]:
    over = (
        translator.say("ask above") if rule.over == "escalate" else translator.say("refused", context="beyond a budget")
    )
    yield Named(rule.id, ""), "\n".join(_windows(rule.limits, "", translator)), over
    for unit, limits in rule.units.items():
        yield Named(unit, "", 1), "\n".join(_windows(limits, "", translator)), over
