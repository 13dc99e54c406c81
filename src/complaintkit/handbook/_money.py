"""What may be offered, who may promise how much, and what a unit may spend. S1.9, S4.6, F6"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from complaintkit.handbook._condition import condition
from complaintkit.handbook._document import Cell, Named, Prose, Section, Table
from complaintkit.handbook._rest import rest
from complaintkit.handbook._tongue import Tongue
from complaintkit.model.money import Money
from complaintkit.playbook.compensation import AuthorityRule, BudgetRule, CompensationRule, Gift

_GIFT = "remedy value alternative percent count cost at_least at_most min_spend round valid"


def compensation(tongue: Tongue) -> Section | None:
    """The rows that propose something."""
    rules = tongue.playbook.compensation.values()
    if not rules:
        return None
    columns = (
        tongue.say("What for", "事由"),
        tongue.say("When", "条件"),
        tongue.say("What is proposed", "建议补偿"),
        tongue.say("What the customer is told", "向顾客说明"),
    )
    note = tongue.say(
        "A row proposes when every condition holds. Within a group the best for the customer counts; groups add up."
        " What is proposed still has to lie within the authority of whoever promises it.",
        "条件全部满足才建议。同组只取对顾客最有利的一项，不同组可以相加；能否承诺仍以权限为准。",
    )
    rows = tuple(_row(rule, tongue) for rule in rules)
    return Section("compensation", tongue.say("What may be offered", "补偿规则"), (Table(columns, rows), Prose(note)))


def _row(rule: CompensationRule, tongue: Tongue) -> tuple[Cell, ...]:
    off = "" if rule.enabled else tongue.say("switched off", "停用")
    group = tongue.say("group: {name}", "组别：{name}", name=rule.group)
    borne = tongue.say("borne by: {unit}", "承担方：{unit}", unit=rule.borne_by) if rule.borne_by else ""
    more = (
        f"{label}: {text}" for label, text in rest(rule, "id title group when give because borne_by enabled", tongue)
    )
    return (
        Named(tongue.words(rule.title), rule.id, mark=off),
        "\n".join(condition(one, tongue) for one in rule.when) or tongue.say("always", "总是"),
        "\n".join((*("\n".join(_gift(gift, tongue)) for gift in rule.give), group, borne, *more)).strip(),
        tongue.words(rule.because),
    )


def _gift(gift: Gift, tongue: Tongue) -> Iterator[str]:
    what = tongue.either((tongue.word(gift.remedy), tongue.word(gift.alternative) if gift.alternative else ""))
    yield f"{what} {_amount(gift, tongue)}".strip()
    bounds = (
        (tongue.say("at least {of}", "至少{of}"), tongue.money(gift.at_least)),
        (tongue.say("at most {of}", "最多{of}"), tongue.money(gift.at_most)),
        (tongue.say("from a purchase of {of}", "消费满{of}可用"), tongue.money(gift.min_spend)),
        (tongue.say("costs us {of}", "成本{of}"), tongue.money(gift.cost)),
        (tongue.say("rounded {of}", "取整：{of}"), gift.round or ""),
        (tongue.say("valid {of}", "有效期{of}"), tongue.within(gift.valid)),
    )
    if line := tongue.sentence(phrase.format(of=value) for phrase, value in bounds if value):
        yield line
    for label, text in rest(gift, _GIFT, tongue):
        yield f"{label}: {text}"


def _amount(gift: Gift, tongue: Tongue) -> str:
    if gift.percent is not None:
        return tongue.say("{n}% off", "优惠{n}%", n=gift.percent)
    if gift.count is not None:
        return str(gift.count)
    if isinstance(gift.value, Money):
        return tongue.money(gift.value)
    text = gift.value or ""
    if text == "difference":
        return tongue.say("of the difference", "差价")
    share, of, what = text.partition("% of ")
    if not of:
        return text
    paid = {
        "item": tongue.say("what was paid for it", "所涉物品实付"),
        "receipt": tongue.say("the receipt", "整单"),
    }.get(what, what)
    return tongue.say("{share}% of {paid}", "{paid}的{share}%", share=share, paid=paid)


def authority(tongue: Tongue) -> Section | None:
    """Limits by role, whom to ask beyond them, and what units may spend."""
    rules = tongue.playbook.authority
    if not rules:
        return None
    columns = (
        tongue.say("Role", "岗位"),
        tongue.say("May promise", "可承诺"),
        tongue.say("In one case", "每单上限"),
        tongue.say("Added up over time", "累计上限"),
        tongue.say("Beyond that", "超出时"),
    )
    note = tongue.say(
        "Limits count face value and add up: splitting one remedy into two changes nothing. Beyond them it is asked first,"
        " promised afterwards; nobody approves their own.",
        "上限按面值累计，拆开给也一样算。超出权限先报批、后承诺；不得自己批准自己。",
    )
    table = Table(columns, tuple(_limits(rule, tongue) for rule in rules.values()))
    budgets = (_budgets(tongue),) if tongue.playbook.budgets else ()
    return Section("authority", tongue.say("Who may promise how much", "承诺权限"), (table, Prose(note), *budgets))


def _limits(rule: AuthorityRule, tongue: Tongue) -> tuple[Cell, ...]:
    remedies = (
        tongue.say("everything", "全部")
        if rule.remedies is None
        else tongue.several(map(tongue.word, sorted(rule.remedies)))
    )
    sums = [
        *_windows(rule.per_customer, tongue.say("per customer", "每位顾客"), tongue),
        *_windows(rule.per_giver, tongue.say("per person", "每人"), tongue),
    ]
    more = (
        f"{label}: {text}"
        for label, text in rest(rule, "role remedies per_case per_customer per_giver four_eyes_above", tongue)
    )
    return (
        tongue.named(tongue.playbook.roles, rule.role),
        remedies,
        tongue.money(rule.per_case) or tongue.say("no limit", "不限"),
        "\n".join((*sums, *more)) or "—",
        "\n".join(_beyond(rule, tongue)) or "—",
    )


def _windows(limits: Mapping[str, Money], whose: str, tongue: Tongue) -> Iterator[str]:
    for window, limit in limits.items():
        yield tongue.say(
            "{whose} {window}: {limit}",
            "{whose}{window}：{limit}",
            whose=whose,
            window=tongue.window(window),
            limit=tongue.money(limit),
        )


def _beyond(rule: AuthorityRule, tongue: Tongue) -> Iterator[str]:
    if rule.four_eyes_above is not None:
        limit = tongue.money(rule.four_eyes_above)
        yield tongue.say("two people above {limit}", "{limit}以上须双人批准", limit=limit)
    if above := _next_above(rule.role, tongue):
        yield tongue.say("ask: {who}", "报批：{who}", who=tongue.role(above))


def _next_above(role: str, tongue: Tongue) -> str | None:
    """The nearest leader who may promise anything."""
    roles, seen = tongue.playbook.roles, {role}
    leader = roles[role].leader if role in roles else None
    while leader and leader in roles and leader not in seen:
        if leader in tongue.playbook.authority:
            return leader
        seen.add(leader)
        leader = roles[leader].leader
    return None


def _budgets(tongue: Tongue) -> Table:
    columns = (
        tongue.say("Budget of", "预算"),
        tongue.say("Limits", "额度"),
        tongue.say("When it is spent", "用完之后"),
    )
    rows = (row for rule in tongue.playbook.budgets.values() for row in _budget(rule, tongue))
    return Table(columns, tuple(rows))


def _budget(rule: BudgetRule, tongue: Tongue) -> Iterator[tuple[Cell, ...]]:
    over = tongue.say("ask above", "上报审批") if rule.over == "escalate" else tongue.say("refused", "不予承诺")
    yield Named(rule.id, ""), "\n".join(_windows(rule.limits, "", tongue)), over
    for unit, limits in rule.units.items():
        yield Named(unit, "", 1), "\n".join(_windows(limits, "", tongue)), over
