"""What may be offered, who may promise how much, and what a unit may spend: rows, whose arithmetic is the core's. F6"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Literal

import attrs

from complaintkit.calendars import Within
from complaintkit.model.money import Money
from complaintkit.organisation import Words
from complaintkit.playbook.condition import Condition

__all__ = ["AuthorityRule", "BudgetRule", "CompensationRule", "Gift"]


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


@attrs.frozen(kw_only=True)
class CompensationRule:
    """A row: proposed when every condition holds. Within a `group` the best row counts, groups add up. R10: `borne_by`."""

    id: str
    title: Words
    group: str
    when: tuple[Condition, ...]
    give: tuple[Gift, ...]
    because: Words
    borne_by: str | None = None
    enabled: bool = True


@attrs.frozen(kw_only=True)
class AuthorityRule:
    """What a role may promise, in cumulative face value. `remedies` None: all kinds; windows by name: `"90 days"`."""

    role: str
    remedies: frozenset[str] | None
    per_case: Money | None = None
    per_customer: Mapping[str, Money] = attrs.field(factory=dict)
    per_giver: Mapping[str, Money] = attrs.field(factory=dict)
    four_eyes_above: Money | None = None


@attrs.frozen(kw_only=True)
class BudgetRule:
    """What a kind of unit may spend in a window (`"business day"`, `"month"`); `units` holds those with limits of their own."""

    id: str
    limits: Mapping[str, Money]
    over: Literal["escalate", "refuse"] = "refuse"
    units: Mapping[str, Mapping[str, Money]] = attrs.field(factory=dict)
