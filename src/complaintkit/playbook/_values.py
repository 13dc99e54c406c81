"""How single values are written in a playbook: durations, money, windows, conditions."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

from complaintkit.model.check import kind_of, plain
from complaintkit.model.did_you_mean import closest, nearest, titled
from complaintkit.model.due import Within
from complaintkit.model.errors import InvalidInput
from complaintkit.model.money import Money
from complaintkit.model.phrase import Phrase, phrase
from complaintkit.model.vocabulary import Kind
from complaintkit.playbook.condition import Condition, Operator

if TYPE_CHECKING:
    from complaintkit.model.table import Table

_WINDOW = re.compile(r"(business )?day|week|month|quarter|year|[1-9]\d{0,3} days")
_COMPARISON: tuple[Operator, ...] = (">=", "<=", ">", "<")
_SIGNS = {ord("≥"): ">=", ord("≤"): "<="}


def within(value: object) -> Within:
    """A duration; a bare number says nothing about its unit and is refused."""
    return Within.parse(value)


def kinds(value: object) -> tuple[Kind, ...]:
    """One kind of matter, or several."""
    return tuple(kind_of(str(one)) for one in (value if isinstance(value, list | tuple) else [value]))


def amount(value: object) -> Decimal:
    """An exact number; text where the data have been through JSON."""
    if isinstance(value, bool | float) or not isinstance(value, int | Decimal | str):
        raise InvalidInput(
            field="",
            reason=phrase("{value!r} is not an exact number", value=value),
            next_step=phrase("Write it without quotes: 30 or 9.90."),
        )
    try:
        found = Decimal(value)
    except InvalidOperation:
        raise InvalidInput(
            field="",
            reason=phrase("{value!r} is not a number", value=value),
            next_step=_number_meant(str(value)),
        ) from None
    if not found.is_finite() or found < 0:
        raise InvalidInput(
            field="",
            reason=phrase("{value} is not an amount", value=value),
            next_step=phrase("Give 0 or more."),
        )
    return found


_DRESSED = re.compile(r"[^\d.,+-]{0,4}(\d{1,9}(?:,\d{3})*(?:\.\d{1,6})?)[^\d.,+-]{0,4}")


def _number_meant(text: str) -> Phrase:
    """Suggest the number that somebody wrote with its currency, its per cent or its thousands."""
    found = _DRESSED.fullmatch(plain(text))
    if found is None:
        return phrase("Write it without quotes: 30 or 9.90.")
    return phrase("Write the number alone, without quotes: {number}.", number=found[1].replace(",", ""))


def money(currency: str) -> Callable[[object], Money]:
    """A converter: bare numbers are money in the playbook's currency."""
    return lambda value: Money(amount(value), currency)


_SPANS = ("business day", "week", "month", "quarter", "year")
_WINDOWS_OF_BUDGETS = phrase('Write "business day", "week", "month", "quarter" or "year".')
_WINDOWS_OF_PEOPLE = phrase('Write "business day", "week", "month", "year" or "90 days".')


def limits(table: Table, currency: str, *, leave: tuple[str, ...] = ()) -> dict[str, Money]:
    """Amounts by window: `{ "business day" = 300, "90 days" = 60 }`."""
    found: dict[str, Money] = {}
    for window in table.data:
        if window in leave:
            continue
        if not _WINDOW.fullmatch(window):
            table.get(window)
            near = closest(window, _SPANS) or titled(window, _SPANS)
            usual = _WINDOWS_OF_BUDGETS if leave else _WINDOWS_OF_PEOPLE
            step = phrase("Did you mean {meant!r}?", meant=near) if near else usual
            table.wrong(window, phrase("is not a window of time"), step)
        elif (limit := table.read(window, money(currency))) is not None:
            found[window] = limit
    return found


def conditions(table: Table, known: Callable[[str], bool], *, named: Collection[str] = ()) -> tuple[Condition, ...]:
    """Every row of a `when`: nested tables are dotted facts, `member.tier`. An unknown one is told which are `named`."""
    return tuple(_conditions(table, (), known, named))


def _conditions(
    table: Table, outer: tuple[str, ...], known: Callable[[str], bool], named: Collection[str]
) -> Iterator[Condition]:
    for key in table.data:
        value, fact = table.get(key), ".".join((*outer, key))
        if isinstance(value, Mapping):
            yield from _conditions(table.table(key), (*outer, key), known, named)
        elif not known(fact):
            table.wrong(
                key,
                phrase("{fact!r} is not a fact to ask for", fact=fact),
                nearest(fact, named),
            )
        elif (found := _condition(fact, value)) is None:
            table.wrong(
                key,
                phrase("{value!r} is no condition", value=value),
                phrase('Write a value, a list, or a comparison such as ">= 20 min".'),
            )
        else:
            yield found


def _condition(fact: str, value: object) -> Condition | None:
    if fact == "if":
        return (
            Condition(fact=fact, operator="if", values=(value,)) if isinstance(value, str) and value.strip() else None
        )
    values = value if isinstance(value, list | tuple) else [value]
    if not values or not all(isinstance(one, str | int | Decimal) for one in values):
        return None
    if len(values) == 1 and isinstance(values[0], str):
        text = plain(values[0]).translate(_SIGNS)
        for operator in _COMPARISON:
            if text.startswith(operator) and (right := text.removeprefix(operator).strip()):
                return Condition(fact=fact, operator=operator, values=(right,))
    return Condition(fact=fact, values=tuple(map(_plain, values)))


def _plain(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def path_of(id: str) -> tuple[str, ...]:
    """Return what stands in a tree at this id, and what is above it, nearest first.

    >>> path_of("food/sensory")
    ('food/sensory', 'food')
    """
    parts = id.split("/")
    return tuple("/".join(parts[:depth]) for depth in range(len(parts), 0, -1))
