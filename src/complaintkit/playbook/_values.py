"""How single values are written in a playbook: durations, money, windows, conditions."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

from complaintkit.model.bilingual import both
from complaintkit.model.check import kind_of
from complaintkit.model.due import Within
from complaintkit.model.errors import InvalidInput
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
        raise InvalidInput(
            field="",
            reason=both("{value!r} is not an exact number", "{value!r}不是精确的数", value=value),
            next_step=both("Write it without quotes: 30 or 9.90.", "请不加引号：30 或 9.90。"),
        )
    try:
        found = Decimal(value)
    except InvalidOperation:
        raise InvalidInput(
            field="",
            reason=both("{value!r} is not a number", "{value!r}不是数字", value=value),
            next_step=both("Write it without quotes: 30 or 9.90.", "请不加引号：30 或 9.90。"),
        ) from None
    if not found.is_finite() or found < 0:
        raise InvalidInput(
            field="",
            reason=both("{value} is not an amount", "{value} 不是金额", value=value),
            next_step=both("Give 0 or more.", "请写 0 或更多。"),
        )
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
                window,
                both("is not a window of time", "不是时间段"),
                both(
                    'Write "business day", "week", "month", "year" or "90 days".',
                    '请写 "business day"、"week"、"month"、"year" 或 "90 days"。',
                ),
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
            table.wrong(
                key,
                both("{fact!r} is not a fact to ask for", "{fact!r}不能作条件", fact=fact),
                both("See the facts that conditions may name.", "条件可用的词见文档“Write compensation rules”。"),
            )
        elif (found := _condition(fact, value)) is None:
            table.wrong(
                key,
                both("{value!r} is no condition", "{value!r}不是条件", value=value),
                both(
                    'Write a value, a list, or a comparison such as ">= 20 min".',
                    '请写一个值、一组值，或 ">= 20 min" 这样的比较。',
                ),
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
