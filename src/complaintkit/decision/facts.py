"""All that a decision may know beside the case and the command: frozen, assembled by the desk inside the transaction."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Protocol

import attrs

from complaintkit.calendars import Calendar, known_calendar
from complaintkit.model.actor import CUSTOMER, DESK, By, System, actor_name
from complaintkit.model.money import Money
from complaintkit.model.remedy import Remedy
from complaintkit.organisation import Structure
from complaintkit.playbook import AuthorityRule, BudgetRule, Playbook


def _no_number(unit: str, at: datetime) -> str:
    raise ValueError(f"no number for a case of {unit} at {at}: nothing begins here")


class Promised(Protocol):
    """What was promised in a window, and not released: by one giver, or to one customer."""

    def __call__(self, *, since: datetime, giver: str | None = None, customer: str | None = None) -> Money:
        """The sum, in the playbook's currency."""
        ...


def _nothing_promised(*, since: datetime, giver: str | None = None, customer: str | None = None) -> Money:
    raise ValueError(f"nobody knows what {giver or customer} has since {since}")


class OfCampaign(Protocol):
    """What a customer was promised of a campaign since then, and keeps."""

    def __call__(self, campaign: str, *, customer: str, since: datetime) -> Money:
        """The sum, in the playbook's currency."""
        ...


def _not_offered(_: str) -> bool:
    return False


def _nothing_of_campaign(campaign: str, *, customer: str, since: datetime) -> Money:
    raise ValueError(f"nobody knows what {customer} has of {campaign} since {since}")


def _nothing_reserved(unit: str, period: str) -> Money:
    raise ValueError(f"nobody knows what {unit} has reserved for {period}")


def _no_order(_: str) -> str | None:
    return None


def _no_code(_: str | None) -> str:
    raise ValueError("no coupon is minted here")


def _no_proposal(_: str) -> tuple[Remedy, ...] | None:
    return None


@attrs.frozen(kw_only=True)
class Facts:
    """`now` is the desk's clock, `playbook` the case's own frozen one, `structure` the organisation as it stands.

    `quiet` is set by imports of history: what is past is recorded, not acted upon. `similar` are numbers of open cases that
    look alike, `person` the vault's key for the customer. `next_number(unit, at)` allocates the number of a case that begins,
    once it is certain that it does. `authority` are the limits in force today, `disabled` the rows that were switched off
    since, `budgets` what units may spend, of which `reserved(unit, period)` is set aside; `spent` names limits of budgets that
    turned out to be spent by others meanwhile. `executed` are the kinds of remedies that an executor carries out,
    `order_state(grant)` is how far that has got. `promised` sums up what windows of limits count, `proposals` gives the
    remedies of a proposal that was made, `new_code` a coupon code of a shape that nobody can guess. `offered(digest)` is
    whether a campaign proposed just this, `of_campaign` what a customer has of one.
    """

    now: datetime
    playbook: Playbook
    structure: Structure
    by: By = DESK
    customer: bool = False  # the customer acts, through their own door
    quiet: bool = False
    owner: str | None = None  # named by an import
    next_number: Callable[[str, datetime], str] = attrs.field(default=_no_number, repr=False)
    authority: Mapping[str, AuthorityRule] = attrs.field(factory=dict)
    disabled: frozenset[str] = frozenset()
    new_code: Callable[[str | None], str] = attrs.field(default=_no_code, repr=False)
    promised: Promised = attrs.field(default=_nothing_promised, repr=False)
    proposals: Callable[[str], tuple[Remedy, ...] | None] = attrs.field(default=_no_proposal, repr=False)
    offered: Callable[[str], bool] = attrs.field(default=_not_offered, repr=False)
    of_campaign: OfCampaign = attrs.field(default=_nothing_of_campaign, repr=False)
    budgets: Mapping[str, BudgetRule] = attrs.field(factory=dict)
    reserved: Callable[[str, str], Money] = attrs.field(default=_nothing_reserved, repr=False)
    spent: frozenset[str] = frozenset()
    executed: frozenset[str] = frozenset()
    order_state: Callable[[str], str | None] = attrs.field(default=_no_order, repr=False)
    case_id: str = ""
    person: str = ""
    similar: tuple[str, ...] = ()

    @property
    def actor(self) -> str:
        """Who acts, as the ledger writes it."""
        if self.customer:
            return CUSTOMER
        return actor_name(self.by)

    @property
    def system(self) -> bool:
        """Whether a program acts: it owns no case and has no authority over money."""
        return isinstance(self.by, System)

    def calendar(self, unit: str, name: str | None = None) -> Calendar:
        """The calendar of that name, else the unit's own (or one around it), else every hour of the week in its zone."""
        wanted = name or self.structure.organisation.carried(unit, "calendar")
        if wanted is not None and wanted in self.playbook.calendars:
            return self.playbook.calendars[wanted]
        return known_calendar(wanted or "24x7", zone=None if wanted else self.structure.zone_of(unit))
