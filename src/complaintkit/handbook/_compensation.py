"""What may be offered, who may promise how much, and what a unit may spend. S1.9, S4.6, F6"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from complaintkit.handbook._condition import condition
from complaintkit.handbook._document import Cell, Named, Prose, Section, Table
from complaintkit.handbook._other import other
from complaintkit.handbook._translator import Translator
from complaintkit.model.money import Money
from complaintkit.playbook.compensation import AuthorityRule, BudgetRule, CompensationRule, Gift

_GIFT = "remedy value alternative percent count cost at_least at_most min_spend round valid"


def compensation(translator: Translator) -> Section | None:
    """The rows that propose something."""
    rules = translator.playbook.compensation.values()
    if not rules:
        return None
    columns = (
        translator.say("What for", "事由"),
        translator.say("When", "条件"),
        translator.say("What is proposed", "建议补偿"),
        translator.say("What the customer is told", "向顾客说明"),
    )
    note = translator.say(
        "A row proposes when every condition holds. Within a group the best for the customer counts; groups add up."
        " What is proposed still has to lie within the authority of whoever promises it.",
        "条件全部满足才建议。同组只取对顾客最有利的一项，不同组可以相加；能否承诺仍以权限为准。",
    )
    rows = tuple(_row(rule, translator) for rule in rules)
    return Section(
        "compensation", translator.say("What may be offered", "补偿规则"), (Table(columns, rows), Prose(note))
    )


def _row(rule: CompensationRule, translator: Translator) -> tuple[Cell, ...]:
    off = "" if rule.enabled else translator.say("switched off", "停用")
    group = translator.say("group: {name}", "组别：{name}", name=rule.group)
    borne = translator.say("borne by: {unit}", "承担方：{unit}", unit=rule.borne_by) if rule.borne_by else ""
    more = (
        f"{label}: {text}"
        for label, text in other(rule, "id title group when give because borne_by enabled", translator)
    )
    return (
        Named(translator.words(rule.title), rule.id, mark=off),
        "\n".join(condition(one, translator) for one in rule.when) or translator.say("always", "总是"),
        "\n".join((*("\n".join(_gift(gift, translator)) for gift in rule.give), group, borne, *more)).strip(),
        translator.words(rule.because),
    )


def _gift(gift: Gift, translator: Translator) -> Iterator[str]:
    what = translator.either(
        (translator.word(gift.remedy), translator.word(gift.alternative) if gift.alternative else "")
    )
    yield f"{what} {_amount(gift, translator)}".strip()
    bounds = (
        (translator.say("at least {of}", "至少{of}"), translator.money(gift.at_least)),
        (translator.say("at most {of}", "最多{of}"), translator.money(gift.at_most)),
        (translator.say("from a purchase of {of}", "消费满{of}可用"), translator.money(gift.min_spend)),
        (translator.say("costs us {of}", "成本{of}"), translator.money(gift.cost)),
        (translator.say("rounded {of}", "取整：{of}"), gift.round or ""),
        (translator.say("valid {of}", "有效期{of}"), translator.within(gift.valid)),
    )
    if line := translator.sentence(phrase.format(of=value) for phrase, value in bounds if value):
        yield line
    for label, text in other(gift, _GIFT, translator):
        yield f"{label}: {text}"


def _amount(gift: Gift, translator: Translator) -> str:
    if gift.percent is not None:
        return translator.say("{n}% off", "优惠{n}%", n=gift.percent)
    if gift.count is not None:
        return str(gift.count)
    if isinstance(gift.value, Money):
        return translator.money(gift.value)
    text = gift.value or ""
    if text == "difference":
        return translator.say("of the difference", "差价")
    share, of, what = text.partition("% of ")
    if not of:
        return text
    paid = {
        "item": translator.say("what was paid for it", "所涉物品实付"),
        "receipt": translator.say("the receipt", "整单"),
    }.get(what, what)
    return translator.say("{share}% of {paid}", "{paid}的{share}%", share=share, paid=paid)


def authority(translator: Translator) -> Section | None:
    """Limits by role, whom to ask beyond them, and what units may spend."""
    rules = translator.playbook.authority
    if not rules:
        return None
    columns = (
        translator.say("Role", "岗位"),
        translator.say("May promise", "可承诺"),
        translator.say("In one case", "每单上限"),
        translator.say("Added up over time", "累计上限"),
        translator.say("Beyond that", "超出时"),
    )
    note = translator.say(
        "Limits count face value and add up: splitting one remedy into two changes nothing. Beyond them it is asked first,"
        " promised afterwards; nobody approves their own.",
        "上限按面值累计，拆开给也一样算。超出权限先报批、后承诺；不得自己批准自己。",
    )
    table = Table(columns, tuple(_limits(rule, translator) for rule in rules.values()))
    budgets = (_budgets(translator),) if translator.playbook.budgets else ()
    return Section("authority", translator.say("Who may promise how much", "承诺权限"), (table, Prose(note), *budgets))


def _limits(rule: AuthorityRule, translator: Translator) -> tuple[Cell, ...]:
    remedies = (
        translator.say("everything", "全部")
        if rule.remedies is None
        else translator.several(map(translator.word, sorted(rule.remedies)))
    )
    sums = [
        *_windows(rule.per_customer, translator.say("per customer", "每位顾客"), translator),
        *_windows(rule.per_giver, translator.say("per person", "每人"), translator),
    ]
    more = (
        f"{label}: {text}"
        for label, text in other(rule, "role remedies per_case per_customer per_giver four_eyes_above", translator)
    )
    return (
        translator.named(translator.playbook.roles, rule.role),
        remedies,
        translator.money(rule.per_case) or translator.say("no limit", "不限"),
        "\n".join((*sums, *more)) or "—",
        "\n".join(_beyond(rule, translator)) or "—",
    )


def _windows(limits: Mapping[str, Money], whose: str, translator: Translator) -> Iterator[str]:
    for window, limit in limits.items():
        yield translator.say(
            "{whose} {window}: {limit}",
            "{whose}{window}：{limit}",
            whose=whose,
            window=translator.window(window),
            limit=translator.money(limit),
        )


def _beyond(rule: AuthorityRule, translator: Translator) -> Iterator[str]:
    if rule.four_eyes_above is not None:
        limit = translator.money(rule.four_eyes_above)
        yield translator.say("two people above {limit}", "{limit}以上须双人批准", limit=limit)
    if above := _next_above(rule.role, translator):
        yield translator.say("ask: {who}", "报批：{who}", who=translator.role(above))


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
        translator.say("Budget of", "预算"),
        translator.say("Limits", "额度"),
        translator.say("When it is spent", "用完之后"),
    )
    rows = (row for rule in translator.playbook.budgets.values() for row in _budget(rule, translator))
    return Table(columns, tuple(rows))


def _budget(rule: BudgetRule, translator: Translator) -> Iterator[tuple[Cell, ...]]:
    over = translator.say("ask above", "上报审批") if rule.over == "escalate" else translator.say("refused", "不予承诺")
    yield Named(rule.id, ""), "\n".join(_windows(rule.limits, "", translator)), over
    for unit, limits in rule.units.items():
        yield Named(unit, "", 1), "\n".join(_windows(limits, "", translator)), over
