"""How single values are written in a playbook: durations, money, windows, conditions."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

from complaintkit.calendars import Within
from complaintkit.model.check import kind_of
from complaintkit.model.money import Money
from complaintkit.model.vocabulary import Kind
from complaintkit.playbook.condition import Condition, Operator

if TYPE_CHECKING:
    from complaintkit.organisation.table import Table

_WINDOW = re.compile(r"(business )?day|week|month|quarter|year|[1-9]\d{0,3} days")
_COMPARISON: tuple[Operator, ...] = (">=", "<=", ">", "<")


def within(value: object) -> Within:
    """A duration; a bare number says nothing about its unit and is refused."""
    return Within.parse(value)


def kinds(value: object) -> tuple[Kind, ...]:
    """One kind of matter, or several."""
    return tuple(kind_of(str(one)) for one in (value if isinstance(value, list | tuple) else [value]))


def amount(value: object) -> Decimal:
    """An exact number; text where the data have been through JSON."""
    if isinstance(value, bool | float) or not isinstance(value, int | Decimal | str):
        raise ValueError(f"{value!r} is not an exact number\nWrite it without quotes: 30 or 9.90.")  # noqa: TRY004
    try:
        found = Decimal(value)
    except InvalidOperation:
        raise ValueError(f"{value!r} is not a number\nWrite it without quotes: 30 or 9.90.") from None
    if not found.is_finite() or found < 0:
        raise ValueError(f"{value} is not an amount\nGive 0 or more.")
    return found


def money(currency: str) -> Callable[[object], Money]:
    """A converter: bare numbers are money in the playbook's currency."""
    return lambda value: Money(amount(value), currency)


def limits(table: Table, currency: str, *, leave: tuple[str, ...] = ()) -> dict[str, Money]:
    """Amounts by window: `{ "business day" = 300, "90 days" = 60 }`."""
    found: dict[str, Money] = {}
    for window in table.data:
        if window in leave:
            continue
        if not _WINDOW.fullmatch(window):
            table.get(window)
            table.wrong(
                window, "is not a window of time", 'Write "business day", "week", "month", "year" or "90 days".'
            )
        elif (limit := table.read(window, money(currency))) is not None:
            found[window] = limit
    return found


def conditions(table: Table, known: Callable[[str], bool]) -> tuple[Condition, ...]:
    """Every row of a `when`: nested tables are dotted facts, `member.tier`."""
    return tuple(_conditions(table, (), known))


def _conditions(table: Table, outer: tuple[str, ...], known: Callable[[str], bool]) -> Iterator[Condition]:
    for key in table.data:
        value, fact = table.get(key), ".".join((*outer, key))
        if isinstance(value, Mapping):
            yield from _conditions(table.table(key), (*outer, key), known)
        elif not known(fact):
            table.wrong(key, f"{fact!r} is not a fact to ask for", "See the facts that conditions may name.")
        elif (found := _condition(fact, value)) is None:
            table.wrong(
                key, f"{value!r} is no condition", 'Write a value, a list, or a comparison such as ">= 20 min".'
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
    if len(values) == 1 and isinstance(text := values[0], str):
        for operator in _COMPARISON:
            if text.startswith(operator) and (right := text.removeprefix(operator).strip()):
                return Condition(fact=fact, operator=operator, values=(right,))
    return Condition(fact=fact, values=tuple(map(_plain, values)))


def _plain(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
