"""Conditions in words: for a row to propose, for somebody to be sent, for an answer to count."""

from __future__ import annotations

from collections.abc import Mapping

from complaintkit.handbook._translator import Translator
from complaintkit.model.due import Within
from complaintkit.model.phrase import Phrase, phrase
from complaintkit.playbook.condition import Condition

_FACTS: Mapping[str, Phrase] = phrase.table(
    "fact",
    {
        "breached": "missed deadline",
        "category": "category",
        "channel": "channel",
        "cycle": "round",
        "decision": "decision",
        "given": "promised",
        "kind": "kind",
        "member.points": "member's points",
        "member.tier": "member's tier",
        "paid": "paid",
        "root-cause": "root cause",
        "second-grievance": "second grievance",
        "severity": "severity",
        "unit": "unit",
        "waited": "waited",
    },
)
_SIGNS = {">=": "≥", "<=": "≤"}


def condition(one: Condition, translator: Translator) -> str:
    """Return a condition in words; a free expression as it stands."""
    if one.operator == "if":
        return one.values[0]
    fact = _FACTS[one.fact].to(translator.language) if one.fact in _FACTS else translator.need(one.fact)
    words = translator.either(_value(one.fact, value, translator) for value in one.values)
    sign = _SIGNS.get(one.operator, one.operator)
    return translator.say("{fact}: {words}", fact=fact, words=words) if sign == "in" else f"{fact} {sign} {words}"


def _value(fact: str, value: str, translator: Translator) -> str:
    if fact == "category":
        return translator.category(value)
    if fact == "root-cause" and value in translator.playbook.causes:
        return translator.title(translator.playbook.causes, value)
    if fact == "breached":
        return translator.deadline(value)
    if fact.startswith("fields."):
        return value  # as it has to be typed in
    return translator.within(Within.parse(value)) if fact == "waited" else translator.word(value)
