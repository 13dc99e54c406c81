"""What the rows of compensation say, looked at when a playbook is loaded: each comparison and each expression can be worked out."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING

from complaintkit.model.check import severity_of
from complaintkit.model.did_you_mean import closest, titled, titles
from complaintkit.model.due import Counting, Unit, Within
from complaintkit.model.errors import InvalidInput
from complaintkit.model.key_path import dotted
from complaintkit.model.money import minor_digits
from complaintkit.model.phrase import joined, phrase
from complaintkit.model.problem import Problem, Problems
from complaintkit.model.vocabulary import Decision, Kind, Severity
from complaintkit.playbook import vocabulary
from complaintkit.playbook._values import amount

if TYPE_CHECKING:
    from complaintkit.playbook.compensation import CompensationRule
    from complaintkit.playbook.condition import Condition
    from complaintkit.playbook.procedure import Playbook

__all__ = ["check_follow_ons", "check_rows", "form_fields", "known_fields", "unread_rows"]


def check_rows(playbook: Playbook, problems: Problems) -> None:
    """Note every condition and value that could not be worked out."""
    fields = form_fields(playbook)
    for rule in playbook.compensation.values():
        _check_comparisons(rule, problems)
        _check_values(rule.when, fields, problems, "compensation", rule.id, "when")
        _check_channels(playbook, rule, problems)
        _check_amounts(rule, problems)
        _check_rounding(rule, playbook.currency, problems)
        _check_alternatives(rule, problems)
        _check_unread(rule, problems)
        _check_expressions(rule, fields, problems)


def unread_rows(playbook: Playbook) -> tuple[Problem, ...]:
    """Return what a kept playbook says in its rows and this version can't read any more: those rows propose nothing.

    Asked when a desk is opened, so that the engine is there before anybody waits for it.
    """
    problems = Problems(str(playbook))
    for rule in playbook.compensation.values():
        _check_expressions(rule, None, problems)
    return tuple(problems.found)


def form_fields(playbook: Playbook) -> frozenset[str]:
    """Return the form's fields as expressions name them: what categories and channels ask for, beside what every case has.

    `asks = ["fell-ill"]` is `fell_ill`, for a hyphen is a minus.
    """
    asked = [*(one.asks for one in playbook.categories.values()), *(one.asks for one in playbook.channels.values())]
    return frozenset(word.replace("-", "_") for words in asked for word in words if word not in vocabulary.HELD)


_MINOR = phrase("Give whole minor units of the currency.")


def known_fields(playbook: Playbook) -> frozenset[str]:
    """Return the fields of forms as people give them, by the words of the file: what is asked for, and what rules look at."""
    asked = [*(one.asks for one in playbook.categories.values()), *(one.asks for one in playbook.channels.values())]
    follows = [follow.when for one in playbook.categories.values() for follow in one.follows.values()]
    looked_at = [
        condition.fact
        for when in (*follows, *(one.when for one in playbook.compensation.values()))
        for condition in when
    ]
    return frozenset(
        {
            *(word for words in asked for word in words if word not in vocabulary.HELD),
            *(fact.removeprefix("fields.") for fact in looked_at if fact.startswith("fields.")),
            *vocabulary.FIELDS_OF_THE_CORE,
        }
    )


def _number(text: str) -> None:
    amount(text)


def _whole(text: str) -> None:
    if not (text.isascii() and text.isdigit()):
        raise InvalidInput(
            field="",
            reason=phrase("{text!r} is not a whole number", text=text),
            next_step=phrase('Write it like ">= 2".'),
        )


def _elapsed(text: str) -> None:
    if Within.parse(text).counting is not Counting.ELAPSED:
        raise InvalidInput(
            field="",
            reason=phrase("{text!r} counts working time", text=text),
            next_step=phrase("Write minutes, hours or days."),
        )


_WINDOW = re.compile(r"compensated\.[1-9]\d{0,3}d")
_ROUND = re.compile(r"(?:(?:up|down) )?to \d+(?:\.\d+)?")
_COMPARED: Mapping[str, Callable[[str], object]] = {
    "waited": _elapsed,
    "cycle": _whole,
    "severity": severity_of,
    "member.points": _whole,
    "paid": _number,
}


def _never(text: str) -> None:
    raise InvalidInput(
        field="",
        reason=phrase("{text!r}: nobody waits for just so long", text=text),
        next_step=phrase('Write more or less: ">= 20 min".'),
    )


_EXACT: Mapping[str, Callable[[str], object]] = {
    "waited": _never,
    "cycle": _whole,
    "member.points": _whole,
    "paid": _number,
}
"""How a value is read that a fact is to be just like."""


def _reader(fact: str, facts: Mapping[str, Callable[[str], object]]) -> Callable[[str], object] | None:
    """Return what reads a value beside a fact; a window of time holds money."""
    return _number if fact.startswith("compensated.") else facts.get(fact)


def _check_rounding(rule: CompensationRule, currency: str, problems: Problems) -> None:
    """Check the step that values are rounded to, which there are coins for; without a word, they go to the nearer one."""
    for gift in rule.give:
        if gift.round is None:
            continue
        path = dotted(("compensation", rule.id, "give", "round"))
        step = Decimal(gift.round.rpartition(" ")[2]) if _ROUND.fullmatch(gift.round) else Decimal(0)
        if not step:
            problems.add(
                path,
                phrase("{round!r} is no rounding", round=gift.round),
                phrase('Write "to 1", "up to 0.10" or "down to 5".'),
            )
        elif step % Decimal(1).scaleb(-minor_digits(currency)):
            problems.add(path, phrase("{value} can't be paid", value=f"{step} {currency}"), _MINOR)


_CLOSED: Mapping[str, tuple[str, frozenset[str]]] = {
    "severity": ("a severity", frozenset(Severity)),
    "kind": ("a kind", frozenset(Kind)),
    "decision": ("a decision", frozenset(Decision)),
    "second-grievance": ("yes or no", frozenset({"true", "false"})),
}
"""The facts that have few values, what one of them is called, and which there are."""


def check_follow_ons(playbook: Playbook, problems: Problems) -> None:
    """Note conditions of what follows at once that would never hold. S4.9"""
    fields = form_fields(playbook)
    told = set[int]()  # what a category has from the one above is told there
    for category in playbook.categories.values():
        for follow in category.follows.values():
            if id(follow) not in told:
                told.add(id(follow))
                _check_values(follow.when, fields, problems, "category", category.id, "follows", follow.id, "when")


def _check_channels(playbook: Playbook, rule: CompensationRule, problems: Problems) -> None:
    """Note a channel that is nearly one of the playbook's, or its title: any other may be a plugin's, or the host's own."""
    known, names = playbook.channels, titles(playbook.channels)
    for condition in rule.when:
        for value in condition.values if condition.fact == "channel" else ():
            if value not in known and (closest(value, known, at_least=_SLIP) or titled(value, known, names)):
                path = dotted(("compensation", rule.id, "when", "channel"))
                problems.unknown(path, "a channel", value, known, names)


_SLIP = 0.8


def _check_values(when: Iterable[Condition], fields: frozenset[str], problems: Problems, *where: str) -> None:
    """Check that a condition names values that there can be, of a field that some form asks for: else it would never hold."""
    for condition in when:
        path = dotted((*where, *condition.fact.split(".")))
        what, known = _CLOSED.get(condition.fact, ("", frozenset()))
        for value in condition.values if known and condition.operator == "in" else ():
            if value not in known:
                problems.unknown(path, what, value, known)
        exact = _reader(condition.fact, _EXACT) if condition.operator == "in" else None
        for value in condition.values if exact else ():
            _try(lambda read=exact, value=value: read(value), path, problems)  # type: ignore[misc]  # bound at once
        if condition.fact.startswith("fields."):
            _check_field(condition.fact.removeprefix("fields."), fields, path, problems)


def _check_field(field: str, fields: frozenset[str], path: str, problems: Problems) -> None:
    """Note a field that is almost one that some form asks for; a host may send others."""
    asked = sorted(one.replace("_", "-") for one in fields)
    if field not in asked and (meant := closest(field, asked, at_least=0.75)):
        reason = phrase("no form asks for {field!r}", field=field)
        problems.add(path, reason, phrase("Did you mean {meant!r}?", meant=meant))


def _check_amounts(rule: CompensationRule, problems: Problems) -> None:
    """Check that a row says what it gives: points without a number, or money without a value, would never be proposed."""
    for gift in rule.give:
        takes = _TAKES.get(gift.remedy, "value")
        path = dotted(("compensation", rule.id, "give", takes))
        if takes and getattr(gift, takes) is None and not problems.noted(path):
            problems.add(
                path,
                phrase("is missing: {kind!r} takes it", kind=gift.remedy),
                phrase("Write {takes} = {example}.", takes=takes, example=_EXAMPLES[takes]),
            )
        for key, money in gift.amounts.items():
            if money != money.rounded(mode="down"):
                problems.add(
                    dotted(("compensation", rule.id, "give", key)),
                    phrase("{value} can't be paid", value=f"{money.amount:f} {money.currency}"),
                    _MINOR,
                )
        if _NOTHING.match(str(gift.value)):
            problems.add(
                dotted(("compensation", rule.id, "give", "value")),
                phrase("{value} is nothing", value=gift.value),
                phrase("Give more, or switch the row off: enabled = false."),
            )
        if gift.percent is not None and gift.percent < 1:
            problems.add(
                dotted(("compensation", rule.id, "give", "percent")),
                phrase("{percent} is less than one percent", percent=gift.percent),
                phrase("Twenty percent are percent = 20."),
            )


_NOTHING = re.compile(r"0+(?:\.0+)?(?:%| |$)")
_EXAMPLES: Mapping[str, str] = {"value": "10", "percent": "20", "count": "500"}
_TAKES: Mapping[str, str] = {"apology": "", "replacement": "", "discount": "percent", "points": "count"}


_READ: Mapping[str, frozenset[str]] = {
    "apology": frozenset(),
    "replacement": frozenset(),
    "points": frozenset({"count", "cost"}),
    "discount": frozenset({"percent", "at-most", "valid"}),
    "coupon": frozenset({"value", "at-least", "at-most", "round", "valid", "min-spend"}),
}
_READ_OF_OTHERS = frozenset({"value", "at-least", "at-most", "round"})
"""What a `give` may say, by what is given: anything else would be promised by the file and kept by nobody."""


def _check_unread(rule: CompensationRule, problems: Problems) -> None:
    """Note what a row says of its gift and nobody reads, such as how long a refund is good; and a coupon good for hours."""
    for gift in rule.give:
        kinds = [one for one in (gift.remedy, gift.alternative) if one]
        read = frozenset[str]().union(*(_READ.get(one, _READ_OF_OTHERS) for one in kinds))
        for key in sorted(gift.said - read):
            problems.add(
                dotted(("compensation", rule.id, "give", key)),
                phrase("{kind!r} does not take it", kind=gift.remedy),
                phrase("Leave it out."),
            )
        if gift.valid is not None and gift.valid.unit is not Unit.DAYS:
            problems.add(
                dotted(("compensation", rule.id, "give", "valid")),
                phrase("{valid} are no whole days", valid=gift.valid),
                phrase('Write "30 days".'),
            )


def _check_alternatives(rule: CompensationRule, problems: Problems) -> None:
    """Check that what is given instead is something else, and that the row says what it takes to work it out."""
    for gift in rule.give:
        if gift.alternative is None:
            continue
        path, takes = dotted(("compensation", rule.id, "give", "or")), _TAKES.get(gift.alternative, "value")
        if gift.alternative == gift.remedy:
            reason = phrase("{kind!r} is given anyway", kind=gift.remedy)
            problems.add(path, reason, phrase('Name another kind: or = "replacement".'))
        elif takes and getattr(gift, takes) is None:
            reason = phrase("{kind!r} takes {takes}", kind=gift.alternative, takes=takes)
            problems.add(path, reason, phrase("Say {takes} beside it.", takes=takes))


def _check_comparisons(rule: CompensationRule, problems: Problems) -> None:
    """Check that what stands after `>=` is of the fact's own sort, and that the fact knows more and less."""
    for condition in rule.when:
        window = condition.fact.startswith("compensated.")
        path = dotted(("compensation", rule.id, "when", *condition.fact.split(".")))
        if window and not _WINDOW.fullmatch(condition.fact):
            problems.add(
                path,
                phrase("{fact} is not a window of time", fact=condition.fact),
                phrase("Write compensated.90d."),
            )
            continue
        if condition.operator in ("in", "if"):
            continue
        read = _reader(condition.fact, _COMPARED)
        if read is None:
            problems.add(
                path,
                phrase("{fact} has no more and no less", fact=condition.fact),
                phrase(
                    "Write a value or a list; {facts} can be compared.", facts=joined([*_COMPARED, "compensated.90d"])
                ),
            )
            continue
        _try(lambda read=read, text=condition.values[0]: read(text), path, problems)  # type: ignore[misc]  # bound at once


def _check_expressions(rule: CompensationRule, fields: frozenset[str] | None, problems: Problems) -> None:
    written = [(one.values[0], True, ("when", "if")) for one in rule.when if one.operator == "if"]
    written += [(one.expression, False, ("give", "value")) for one in rule.give if one.expression is not None]
    if not written:
        return
    from complaintkit.playbook.expression import NUMBER, TRUTH, read_expression

    for text, condition, keys in written:
        wanted = TRUTH if condition else NUMBER
        path = dotted(("compensation", rule.id, *keys))
        _try(lambda text=text, wanted=wanted: read_expression(text, wanted, fields), path, problems)  # type: ignore[misc]  # as above


def _try(read: Callable[[], object], path: str, problems: Problems) -> None:
    """Note what reading refuses."""
    try:
        read()
    except InvalidInput as error:
        step = error.data["next_step"]
        problems.add(path, error.reason, step if isinstance(step, str) else "")
