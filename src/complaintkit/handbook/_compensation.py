"""What may be offered, who may promise how much, and what a unit may spend. S1.9, S4.6, F6"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from complaintkit.handbook._condition import condition
from complaintkit.handbook._document import Cell, Named, Prose, Section, Table
from complaintkit.handbook._other import other
from complaintkit.handbook._translator import Translator
from complaintkit.model.money import Money
from complaintkit.model.phrase import phrase
from complaintkit.playbook.compensation import AuthorityRule, BudgetRule, CompensationRule, Gift

_GIFT = "remedy value alternative percent count cost at_least at_most min_spend round valid"


def compensation(translator: Translator) -> Section | None:
    """The rows that propose something."""
    rules = translator.playbook.compensation.values()
    if not rules:
        return None
    columns = (
        translator.say(phrase("What for")),
        translator.say(phrase("When")),
        translator.say(phrase("What is proposed")),
        translator.say(phrase("What the customer is told")),
    )
    note = translator.say(
        phrase(
            "A row proposes when every condition holds. Within a group the best for the customer counts; groups add up."
            " What is proposed still has to lie within the authority of whoever promises it."
        )
    )
    rows = tuple(_row(rule, translator) for rule in rules)
    return Section("compensation", translator.say(phrase("What may be offered")), (Table(columns, rows), Prose(note)))


def _row(rule: CompensationRule, translator: Translator) -> tuple[Cell, ...]:
    off = "" if rule.enabled else translator.say(phrase("switched off"))
    group = translator.say(phrase("group: {name}", name=rule.group))
    borne = translator.say(phrase("borne by: {unit}", unit=rule.borne_by)) if rule.borne_by else ""
    more = (
        f"{label}: {text}"
        for label, text in other(rule, "id title group when give because borne_by enabled", translator)
    )
    return (
        Named(translator.words(rule.title), rule.id, mark=off),
        "\n".join(condition(one, translator) for one in rule.when) or translator.say(phrase("always")),
        "\n".join((*("\n".join(_gift(gift, translator)) for gift in rule.give), group, borne, *more)).strip(),
        translator.words(rule.because),
    )


def _gift(gift: Gift, translator: Translator) -> Iterator[str]:
    what = translator.either(
        (translator.word(gift.remedy), translator.word(gift.alternative) if gift.alternative else "")
    )
    yield f"{what} {_amount(gift, translator)}".strip()
    bounds = (
        (phrase.template("at least {of}"), translator.money(gift.at_least)),
        (phrase.template("at most {of}"), translator.money(gift.at_most)),
        (phrase.template("from a purchase of {of}"), translator.money(gift.min_spend)),
        (phrase.template("costs us {of}"), translator.money(gift.cost)),
        (phrase.template("rounded {of}"), gift.round or ""),
        (phrase.template("valid {of}"), translator.within(gift.valid)),
    )
    if line := translator.sentence(translator.say(bound.filled(of=value)) for bound, value in bounds if value):
        yield line
    for label, text in other(gift, _GIFT, translator):
        yield f"{label}: {text}"


def _amount(gift: Gift, translator: Translator) -> str:
    if gift.percent is not None:
        return translator.say(phrase("{n}% off", n=gift.percent))
    if gift.count is not None:
        return str(gift.count)
    if isinstance(gift.value, Money):
        return translator.money(gift.value)
    text = gift.value or ""
    if text == "difference":
        return translator.say(phrase("of the difference"))
    share, of, what = text.partition("% of ")
    if not of:
        return text
    paid = {
        "item": translator.say(phrase("what was paid for it")),
        "receipt": translator.say(phrase("the receipt")),
    }.get(what, what)
    return translator.say(phrase("{share}% of {paid}", share=share, paid=paid))


def authority(translator: Translator) -> Section | None:
    """Limits by role, whom to ask beyond them, and what units may spend."""
    rules = translator.playbook.authority
    if not rules:
        return None
    columns = (
        translator.say(phrase("Role")),
        translator.say(phrase("May promise")),
        translator.say(phrase("In one case")),
        translator.say(phrase("Added up over time")),
        translator.say(phrase("Beyond that")),
    )
    note = translator.say(
        phrase(
            "Limits count face value and add up: splitting one remedy into two changes nothing. Beyond them it is asked first,"
            " promised afterwards; nobody approves their own."
        )
    )
    table = Table(columns, tuple(_limits(rule, translator) for rule in rules.values()))
    budgets = (_budgets(translator),) if translator.playbook.budgets else ()
    return Section("authority", translator.say(phrase("Who may promise how much")), (table, Prose(note), *budgets))


def _limits(rule: AuthorityRule, translator: Translator) -> tuple[Cell, ...]:
    remedies = (
        translator.say(phrase("everything"))
        if rule.remedies is None
        else translator.several(map(translator.word, sorted(rule.remedies)))
    )
    sums = [
        *_windows(rule.per_customer, translator.say(phrase("per customer")), translator),
        *_windows(rule.per_giver, translator.say(phrase("per person")), translator),
    ]
    more = (
        f"{label}: {text}"
        for label, text in other(rule, "role remedies per_case per_customer per_giver four_eyes_above", translator)
    )
    return (
        translator.named(translator.playbook.roles, rule.role),
        remedies,
        translator.money(rule.per_case) or translator.say(phrase("no limit")),
        "\n".join((*sums, *more)) or "—",
        "\n".join(_beyond(rule, translator)) or "—",
    )


def _windows(limits: Mapping[str, Money], whose: str, translator: Translator) -> Iterator[str]:
    for window, limit in limits.items():
        yield translator.say(
            phrase(
                "{whose} {window}: {limit}",
                whose=whose,
                window=translator.window(window),
                limit=translator.money(limit),
            )
        )


def _beyond(rule: AuthorityRule, translator: Translator) -> Iterator[str]:
    if rule.four_eyes_above is not None:
        limit = translator.money(rule.four_eyes_above)
        yield translator.say(phrase("two people above {limit}", limit=limit))
    if above := _next_above(rule.role, translator):
        yield translator.say(phrase("ask: {who}", who=translator.role(above)))


def _next_above(role: str, translator: Translator) -> str | None:
    """The nearest leader who may promise anything."""
    roles, seen = translator.playbook.roles, {role}
    leader = roles[role].leader if role in roles else None
    while leader and leader in roles and leader not in seen:
        if leader in translator.playbook.authority:
            return leader
        seen.add(leader)
        leader = roles[leader].leader
    return None


def _budgets(translator: Translator) -> Table:
    columns = (
        translator.say(phrase("Budget of")),
        translator.say(phrase("Limits")),
        translator.say(phrase("When it is spent")),
    )
    rows = (row for rule in translator.playbook.budgets.values() for row in _budget(rule, translator))
    return Table(columns, tuple(rows))


def _budget(rule: BudgetRule, translator: Translator) -> Iterator[tuple[Cell, ...]]:
    over = (
        translator.say(phrase("ask above"))
        if rule.over == "escalate"
        else translator.say(phrase("refused", context="beyond a budget"))
    )
    yield Named(rule.id, ""), "\n".join(_windows(rule.limits, "", translator)), over
    for unit, limits in rule.units.items():
        yield Named(unit, "", 1), "\n".join(_windows(limits, "", translator)), over
