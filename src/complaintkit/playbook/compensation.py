"""What may be offered, who may promise how much, and what a unit may spend: rows, whose arithmetic is the core's. F6"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Literal, cast

import attrs

from complaintkit.model.check import plain
from complaintkit.model.due import Within
from complaintkit.model.errors import InvalidInput
from complaintkit.model.money import Money
from complaintkit.model.phrase import phrase
from complaintkit.model.read_only import read_only
from complaintkit.model.table import Table
from complaintkit.organisation import Words
from complaintkit.playbook import vocabulary
from complaintkit.playbook._values import amount, conditions, limits, money, within
from complaintkit.playbook.condition import Condition

__all__ = [
    "AuthorityRule",
    "BudgetRule",
    "CompensationRule",
    "Gift",
    "PointsRate",
    "read_authority",
    "read_budget",
    "read_compensation",
    "read_points",
]

_RATE = re.compile(r"(\d{1,9}) points? = (\d{1,9}(?:\.\d+)?)(?: ([A-Z]{3}))?")
_NUMBER = re.compile(r"\d+(\.\d+)?")
_SHARE = re.compile(r"(\d+(?:\.\d+)?)% of (item|receipt)")


@attrs.frozen(kw_only=True)
class Gift:
    """What a row gives. `value` is an amount, or text saying a share of what: `"100% of item"`, `"difference"`."""

    remedy: str
    value: Money | str | None = None
    alternative: str | None = None
    percent: Decimal | None = None
    count: int | None = None
    cost: Money | None = None
    at_least: Money | None = None
    at_most: Money | None = None
    min_spend: Money | None = None
    round: str | None = None
    valid: Within | None = None

    @property
    def amounts(self) -> Mapping[str, Money]:
        """The amounts of money that it names, by key."""
        held = {
            "value": self.value,
            "cost": self.cost,
            "at-least": self.at_least,
            "at-most": self.at_most,
            "min-spend": self.min_spend,
        }
        return {key: one for key, one in held.items() if isinstance(one, Money)}

    @property
    def said(self) -> frozenset[str]:
        """The keys that it says something under, beside what is given."""
        held = {
            **self.amounts,
            "value": self.value,
            "percent": self.percent,
            "count": self.count,
            "round": self.round,
            "valid": self.valid,
        }
        return frozenset(key for key, one in held.items() if one is not None)

    @property
    def expression(self) -> str | None:
        """What a value of the form `= expression` says; None for all others."""
        return self.value[1:].strip() if isinstance(self.value, str) and self.value.startswith("=") else None


@attrs.frozen(kw_only=True, field_transformer=read_only)
class CompensationRule:
    """A row, proposed when every condition holds. Within a `group` the best counts, groups add up. R10: `borne_by`."""

    id: str
    title: Words
    group: str
    when: tuple[Condition, ...]
    give: tuple[Gift, ...]
    because: Words
    borne_by: str | None = None
    enabled: bool = True


@attrs.frozen(kw_only=True, field_transformer=read_only)
class AuthorityRule:
    """What a role may promise, in cumulative face value. `remedies` None: all kinds; windows by name: `"90 days"`."""

    role: str
    remedies: frozenset[str] | None
    per_case: Money | None = None
    per_customer: Mapping[str, Money] = attrs.field(factory=dict)
    per_giver: Mapping[str, Money] = attrs.field(factory=dict)
    four_eyes_above: Money | None = None


@attrs.frozen(kw_only=True, field_transformer=read_only)
class BudgetRule:
    """What a kind of unit may spend in a window (`"month"`); `units` holds those with limits of their own."""

    id: str
    limits: Mapping[str, Money]
    over: Literal["escalate", "refuse"] = "refuse"
    units: Mapping[str, Mapping[str, Money]] = attrs.field(factory=dict)


@attrs.frozen(kw_only=True)
class PointsRate:
    """What points of the loyalty programme cost us: so many are worth so much."""

    count: int
    worth: Money

    def worth_of(self, count: int) -> Money:
        """Return what so many points are worth, rounded up."""
        return (self.worth * (Decimal(count) / self.count)).rounded(mode="up")


def read_points(value: object, currency: str | None) -> PointsRate:
    """Read `"100 points = 1 CNY"`, in the playbook's currency; in the one it names, where none is given.

    >>> read_points("100 points = 1 CNY", "CNY").worth_of(250)
    Money('2.50', 'CNY')
    """
    found = _RATE.fullmatch(value) if isinstance(value, str) else None
    if found is None or int(found[1]) < 1 or not Decimal(found[2]) or (currency and found[3] not in (None, currency)):
        raise InvalidInput(
            field="",
            reason=phrase("{value!r} does not say what points are worth", value=value),
            next_step=phrase('Write points = "100 points = 1 {currency}".', currency=currency or "CNY"),
        )
    return PointsRate(count=int(found[1]), worth=Money(found[2], currency or found[3] or "XXX"))


def read_compensation(name: str, table: Table, currency: str) -> CompensationRule:
    """Read one `[compensation.<name>]`."""
    for key, example in (("when", '{ category = "..." }'), ("give", '{ remedy = "..." }')):
        table.require(key, example)
    give = table.get("give")
    gifts = give if isinstance(give, list | tuple) else [give]
    rule = CompensationRule(
        id=name,
        title=table.words("title", required=True),
        group=table.text("group", '"goodwill"'),
        when=conditions(table.table("when"), vocabulary.is_fact, named=vocabulary.FACTS),
        give=tuple(_read_gift(Table(one, table.problems, (*table.path, "give")), currency) for one in gifts),
        because=table.words("because", required=True),
        borne_by=table.maybe_text("borne-by"),
        enabled=table.flag("enabled", default=True),
    )
    table.close()
    return rule


def _read_gift(table: Table, currency: str) -> Gift:
    of = money(currency)
    gift = Gift(
        remedy=table.text("remedy", '"coupon"'),
        value=table.read("value", lambda value: _read_value(value, currency)),
        alternative=table.maybe_text("or"),
        percent=table.read("percent", _read_percent),
        count=table.number("count", 0) or None,
        cost=table.read("cost", of),
        at_least=table.read("at-least", of),
        at_most=table.read("at-most", of),
        min_spend=table.read("min-spend", of),
        round=table.maybe_text("round"),
        valid=table.read("valid", within),
    )
    table.close()
    _check_cap(gift, table)
    return gift


def _read_value(value: object, currency: str) -> Money | str:
    """Read an amount; a share that says of what; the difference paid too much; or `= expression`."""
    if not isinstance(value, str) or _NUMBER.fullmatch(value):
        return money(currency)(value)
    value = value if value.startswith("=") else plain(value)
    if value != "difference" and not value.startswith("=") and not _SHARE.fullmatch(value):
        raise InvalidInput(
            field="",
            reason=phrase("{value!r} is no value", value=value),
            next_step=phrase('Write an amount, "30% of item", "30% of receipt", "difference" or "= ...".'),
        )
    return value


def _read_percent(value: object) -> Decimal:
    found = amount(value)
    if not 0 < found <= 100:
        raise InvalidInput(
            field="",
            reason=phrase("{value} is not a share", value=value),
            next_step=phrase("Give more than 0, at most 100."),
        )
    return found


def _check_cap(gift: Gift, table: Table) -> None:
    """Check that what nothing else bounds has `at-most`: a discount, an expression, more than was paid."""
    share = _SHARE.fullmatch(gift.value) if isinstance(gift.value, str) else None
    open_ended = isinstance(gift.value, str) and gift.value.startswith("=")
    if (open_ended or gift.percent is not None or (share and Decimal(share[1]) > 100)) and gift.at_most is None:
        table.wrong(
            "at-most",
            phrase("is missing"),
            phrase("Say what it may be worth at most: at-most = 30."),
        )
    if gift.at_least is not None and gift.at_most is not None and gift.at_most < gift.at_least:
        table.wrong(
            "at-most",
            phrase("{most} is less than at-least", most=gift.at_most),
            phrase("Give more, or lower at-least."),
        )


def read_authority(role: str, table: Table, currency: str) -> AuthorityRule:
    """Read one `[authority.<role>]`."""
    table.require("remedies", '["apology", "coupon"] or "all"')
    remedies = table.several("remedies")
    rule = AuthorityRule(
        role=role,
        remedies=None if remedies == ("all",) else frozenset(remedies),
        per_case=table.read("per-case", money(currency)),
        per_customer=limits(table.table("per-customer"), currency),
        per_giver=limits(table.table("per-giver"), currency),
        four_eyes_above=table.read("four-eyes-above", money(currency)),
    )
    table.close()
    return rule


def read_budget(name: str, table: Table, currency: str) -> BudgetRule:
    """Read one `[budget.<kind of unit>]`, and `[budget.<kind>.unit.<unit>]` for those with limits of their own."""
    for of in (table, *(unit for _, unit in table.tables("unit"))):
        _check_windows(of)
    return BudgetRule(
        id=name,
        limits=limits(table, currency, leave=("over", "unit")),
        over=cast("Literal['escalate', 'refuse']", table.one_of("over", ("escalate", "refuse"), "refuse")),
        units={unit: limits(of, currency, leave=("over",)) for unit, of in table.tables("unit")},
    )


def _check_windows(table: Table) -> None:
    """Check that a budget is given for spans that begin and end; "the last 90 days" is a limit of persons."""
    for window in table.data:
        if str(window).endswith(" days"):
            table.wrong(
                window,
                phrase("has no beginning"),
                phrase('Write "business day", "week", "month", "quarter" or "year".'),
            )
