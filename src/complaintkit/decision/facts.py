"""All that a decision may know beside the case and the command: frozen, assembled inside the transaction that decides."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Final

import attrs

from complaintkit.calendars import Calendar, business_day, business_day_bounds
from complaintkit.decision.advice import NO_ADVICE, Advice
from complaintkit.decision.lookup import Records
from complaintkit.model.actor import CUSTOMER, DESK, By, System, actor_name
from complaintkit.model.goods import Item
from complaintkit.model.moment import time_in_words
from complaintkit.model.money import Money
from complaintkit.model.phrase import Phrase
from complaintkit.organisation import Structure
from complaintkit.playbook import AuthorityRule, BudgetRule, Playbook, PointsRate

AHEAD: Final = timedelta(minutes=5)
"""So far the clock of a till or a website may be ahead of the desk's; a time beyond that is one to come."""


@attrs.frozen(kw_only=True, slots=False)
class Facts:
    """The clock's time, the rules in force, who acts, and the records to look things up in.

    `now` is the desk's clock, `playbook` the case's own frozen one, `structure` the organisation as it stands. `authority` are
    the limits in force today, `disabled` the rows that were switched off since, `budgets` what units may spend; `spent` names
    limits of budgets that turned out to be spent by others meanwhile. `executed` are the kinds of remedies that an executor
    carries out. `points` is what points are worth, `prices` what one of some goods costs by the host's price list. `quiet` is
    set by imports of history: what is past is recorded, not acted upon.

    `person` is the vault's key for the customer that a command names. Of a case that begins, `case_id` is its id, `owner` whoever
    an import names, `advice` what plugins say of it, and `similar` are the numbers of open cases that look alike.
    """

    now: datetime
    playbook: Playbook
    structure: Structure
    records: Records = attrs.field(repr=False)
    by: By = DESK
    customer: bool = False  # the customer acts, through their own door
    quiet: bool = False
    authority: Mapping[str, AuthorityRule] = attrs.field(factory=dict)
    disabled: frozenset[str] = frozenset()
    budgets: Mapping[str, BudgetRule] = attrs.field(factory=dict)
    spent: frozenset[str] = frozenset()
    executed: frozenset[str] = frozenset()
    points: PointsRate | None = None
    prices: Mapping[Item, Money] = attrs.field(factory=dict)
    case_id: str = ""
    person: str = ""
    owner: str | None = None
    advice: Advice = NO_ADVICE
    similar: tuple[str, ...] = ()
    follows: bool = False  # these are words on a case that is filed: who may not receive passes them on

    @cached_property
    def actor(self) -> str:
        """The actor, as the ledger writes them."""
        if self.customer:
            return CUSTOMER
        return actor_name(self.by)

    @property
    def system(self) -> bool:
        """A program acts: it owns no case and has no authority over money."""
        return isinstance(self.by, System)

    def by_clock(self, at: datetime) -> datetime:
        """Return a time as the desk's clock has it: where a till's clock is ahead by a little, its now is now."""
        return min(at, self.now) if at <= self.now + AHEAD else at

    def time_in_words(self, at: datetime, unit: str | None = None) -> Phrase:
        """Return a time as the people of a unit write it; where none is given, as those of the actor's do."""
        organisation = self.structure.organisation
        actor = organisation.staff.get(self.actor)
        there = next((one for one in (unit, *(actor.units if actor else ())) if one in organisation.units), None)
        return time_in_words(at, self.structure.zone_of(there) if there else self.structure.time_zone)

    def calendar(self, unit: str, name: str | None = None) -> Calendar:
        """Return the calendar of that name, else the unit's own (or one around it), else every hour of the week.

        Of one that has no time zone of its own the days are those of the unit's. R16
        """
        wanted = name or self.structure.organisation.carried(unit, "calendar") or "24x7"
        return self.playbook.calendar(wanted, zone=self.structure.zone_of(unit))

    def business_day(self, unit: str, at: datetime | None = None) -> date:
        """Return the business day of a unit that a moment belongs to; where none is given, the one that runs now."""
        return business_day(self.structure.zone_of(unit), at or self.now, self.playbook.day_starts_at)

    def business_day_bounds(self, unit: str, day: date) -> tuple[datetime, datetime]:
        """Return when a business day of a unit begins and ends, the end not included."""
        return business_day_bounds(self.structure.zone_of(unit), day, self.playbook.day_starts_at)
