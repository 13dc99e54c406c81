"""Rows of compensation: when they propose, what, and the words to the customer. S1.9, S4.6"""

from __future__ import annotations

from collections.abc import Iterator

from complaintkit.handbook._condition import condition
from complaintkit.handbook._document import Cell, Prose, Section, Table
from complaintkit.handbook._fields_as_written import other_lines
from complaintkit.handbook._translator import Translator
from complaintkit.model.money import Money
from complaintkit.model.remedy import percent_off
from complaintkit.playbook.compensation import CompensationRule, Gift

_GIFT = "remedy value alternative percent count cost at_least at_most min_spend round valid"


def compensation(translator: Translator) -> Section | None:
    """Return the rows that propose something."""
    rules = translator.playbook.compensation.values()
    if not rules:
        return None
    columns = (
        translator.say("What for"),
        translator.say("When"),
        translator.say("What is proposed"),
        translator.say("What the customer is told"),
    )
    note = translator.say(
        "A row proposes when every condition holds. Within a group the best for the customer counts; groups add up."
        " What is proposed still has to lie within the authority of whoever promises it."
    )
    table = Table(columns, tuple(_row(rule, translator) for rule in rules))
    return Section("compensation", translator.say("What may be offered"), (table, Prose(note)))


def _row(rule: CompensationRule, translator: Translator) -> tuple[Cell, ...]:
    lines = [line for gift in rule.give for line in _gift(gift, translator)]
    lines.append(translator.say("group: {name}", name=rule.group))
    if rule.borne_by:
        lines.append(translator.say("borne by: {unit}", unit=rule.borne_by))
    lines += other_lines(rule, "id title group when give because borne_by enabled", translator)
    return (
        translator.named(rule, mark="" if rule.enabled else translator.say("switched off")),
        "\n".join(condition(one, translator) for one in rule.when) or translator.say("always"),
        "\n".join(lines),
        translator.words(rule.because),
    )


def _gift(gift: Gift, translator: Translator) -> Iterator[str]:
    what = translator.either(map(translator.word, filter(None, (gift.remedy, gift.alternative))))
    yield f"{what} {_amount(gift, translator)}".strip()
    if bounds := translator.sentence(_bounds(gift, translator)):
        yield bounds
    yield from other_lines(gift, _GIFT, translator)


def _bounds(gift: Gift, translator: Translator) -> Iterator[str]:
    if gift.at_least is not None:
        yield translator.say("at least {of}", of=translator.money(gift.at_least))
    if gift.at_most is not None:
        yield translator.say("at most {of}", of=translator.money(gift.at_most))
    if gift.min_spend is not None:
        yield translator.say("from a purchase of {of}", of=translator.money(gift.min_spend))
    if gift.cost is not None:
        yield translator.say("costs us {of}", of=translator.money(gift.cost))
    if gift.round:
        yield translator.say("rounded {of}", of=gift.round)
    if gift.valid:
        yield translator.say("valid {of}", of=translator.within(gift.valid))


def _amount(gift: Gift, translator: Translator) -> str:
    if gift.percent is not None:
        return translator.say("{share} off", share=percent_off(gift.percent))
    if gift.count is not None:
        return str(gift.count)
    if isinstance(gift.value, Money):
        return translator.money(gift.value)
    text = gift.value or ""
    if text == "difference":
        return translator.say("of the difference")
    share, of, what = text.partition("% of ")
    if not of:
        return text
    paid = {"item": translator.say("what was paid for it"), "receipt": translator.say("the receipt")}.get(what, what)
    return translator.say("{share}% of {paid}", share=share, paid=paid)
