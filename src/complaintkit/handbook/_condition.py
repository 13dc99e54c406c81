"""Conditions in words: for a row to propose, for somebody to be sent, for an answer to count."""

from __future__ import annotations

from collections.abc import Mapping

from complaintkit.handbook._translator import Translator
from complaintkit.model.due import Within
from complaintkit.playbook.condition import Condition

_FACTS: Mapping[str, tuple[str, str]] = {
    "breached": ("missed deadline", "超时"),
    "category": ("category", "类别"),
    "channel": ("channel", "渠道"),
    "cycle": ("round", "第几轮"),
    "decision": ("decision", "结论"),
    "given": ("promised", "已承诺"),
    "kind": ("kind", "种类"),
    "member.points": ("member's points", "会员积分"),
    "member.tier": ("member's tier", "会员等级"),
    "paid": ("paid", "实付"),
    "root-cause": ("root cause", "根源"),
    "second-grievance": ("second grievance", "二次不满"),
    "severity": ("severity", "紧急程度"),
    "unit": ("unit", "单位"),
    "waited": ("waited", "等候时间"),
}
_SIGNS = {">=": "≥", "<=": "≤"}


def condition(one: Condition, translator: Translator) -> str:
    """Return a condition in words; a free expression as it stands."""
    if one.operator == "if":
        return one.values[0]
    fact = _FACTS[one.fact][translator.chinese] if one.fact in _FACTS else translator.need(one.fact)
    words = translator.either(_value(one.fact, value, translator) for value in one.values)
    sign = _SIGNS.get(one.operator, one.operator)
    return translator.say("{fact}: {words}", fact=fact, words=words) if sign == "in" else f"{fact} {sign} {words}"


def _value(fact: str, value: str, translator: Translator) -> str:
    if fact == "category":
        return translator.category(value)
    if fact == "breached":
        return translator.deadline(value)
    if fact.startswith("fields."):
        return value  # as it has to be typed in
    return translator.within(Within.parse(value)) if fact == "waited" else translator.word(value)
