"""A whole procedure as one frozen value: what a case carries, by digest, from the day it was registered."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from functools import cached_property
from typing import Any, TypeVar

import attrs

from complaintkit.calendars import Calendar, known_calendar
from complaintkit.model.check import string
from complaintkit.model.did_you_mean import nearest
from complaintkit.model.due import Within
from complaintkit.model.errors import InvalidInput
from complaintkit.model.phrase import phrase, spoken
from complaintkit.model.read_only import ReadOnly, read_only, thawed
from complaintkit.model.vocabulary import Kind
from complaintkit.organisation import Group, Role, Words
from complaintkit.playbook.assessment import AssessmentRule
from complaintkit.playbook.body import Body
from complaintkit.playbook.care import BenefitRule, CareRule
from complaintkit.playbook.category import Category, FirstHandling
from complaintkit.playbook.cause import Cause
from complaintkit.playbook.channel import ChannelRule, CustomerRules
from complaintkit.playbook.compensation import AuthorityRule, BudgetRule, CompensationRule, PointsRate
from complaintkit.playbook.deadline import DeadlineRule
from complaintkit.playbook.default_words import usual_messages
from complaintkit.playbook.escalation import EscalationRoute, FirstResponsibility
from complaintkit.playbook.incident import IncidentRules
from complaintkit.playbook.message import MessageRule
from complaintkit.playbook.step import StepRule
from complaintkit.playbook.survey import CheckRule, ReviewRule, SurveyRule
from complaintkit.playbook.training import TrainingRule

__all__ = ["Playbook"]

T = TypeVar("T")


@attrs.frozen(kw_only=True, eq=False, repr=False, slots=False, field_transformer=read_only)
class Playbook:
    """A procedure as data. Two playbooks are equal when their digests are; `data` is what the digest is of.

    `causes` empty: a root cause is free text.
    `business_day_starts` is in minutes after midnight; `lineage` names the playbooks this one extends, nearest first.
    """

    name: str
    version: str
    digest: str
    title: Words
    languages: tuple[str, ...]
    currency: str
    time_zone: str
    business_day_starts: int
    roles: Mapping[str, Role]
    groups: Mapping[str, Group] = attrs.field(factory=dict)
    categories: Mapping[str, Category] = attrs.field(factory=dict)
    causes: Mapping[str, Cause] = attrs.field(factory=dict)
    steps: Mapping[str, StepRule] = attrs.field(factory=dict)
    deadlines: Mapping[str, DeadlineRule] = attrs.field(factory=dict)
    escalations: Mapping[str, EscalationRoute] = attrs.field(factory=dict)
    first_responsibility: FirstResponsibility = attrs.field(factory=FirstResponsibility)
    messages: Mapping[str, MessageRule] = attrs.field(factory=dict)
    channels: Mapping[str, ChannelRule] = attrs.field(factory=dict)
    bodies: Mapping[str, Body] = attrs.field(factory=dict)
    calendars: Mapping[str, Calendar] = attrs.field(factory=dict)
    customer: CustomerRules = attrs.field(factory=CustomerRules)
    compensation: Mapping[str, CompensationRule] = attrs.field(factory=dict)
    authority: Mapping[str, AuthorityRule] = attrs.field(factory=dict)
    budgets: Mapping[str, BudgetRule] = attrs.field(factory=dict)
    points: PointsRate | None = None
    surveys: Mapping[str, SurveyRule] = attrs.field(factory=dict)
    checks: Mapping[str, CheckRule] = attrs.field(factory=dict)
    reviews: Mapping[str, ReviewRule] = attrs.field(factory=dict)
    incident: IncidentRules = attrs.field(factory=IncidentRules)
    trainings: Mapping[str, TrainingRule] = attrs.field(factory=dict)
    assessments: Mapping[str, AssessmentRule] = attrs.field(factory=dict)
    cares: Mapping[str, CareRule] = attrs.field(factory=dict)
    benefits: Mapping[str, BenefitRule] = attrs.field(factory=dict)
    lineage: tuple[str, ...] = ()
    data: Mapping[str, object] = attrs.field(repr=False, factory=dict)

    @property
    def day_starts_at(self) -> str:
        """The time of day at which a business day begins: `05:00`."""
        return f"{self.business_day_starts // 60:02d}:{self.business_day_starts % 60:02d}"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Playbook) and self.digest == other.digest

    def __hash__(self) -> int:
        return hash(self.digest)

    def __str__(self) -> str:
        return f"{self.name} {self.version}"

    def __repr__(self) -> str:
        """Name it: all that stands in it would fill a screen."""
        return f"<Playbook {self}>"

    def as_data(self) -> Mapping[str, object]:
        """Return the resolved data as JSON can hold them: `read_playbook(playbook.as_data())` is this playbook again."""
        data: Mapping[str, object] = thawed(self.data)
        return data

    def calendar(self, name: str, *, zone: str) -> Calendar:
        """Return the calendar of that name, its own or else a known one, as a unit in this time zone goes by it. R16"""
        own = self.calendars.get(name)
        return own.in_zone(zone) if own else known_calendar(name, zone=zone)

    def category(self, id: str, *, field: str = "category") -> Category:
        """Return a category by id; an error names the `field` that it was given in.

        Raises:
            InvalidInput: there is none of that name; says which one is near.
        """
        try:
            return self.categories[id]
        except (KeyError, TypeError):  # what is no text may be no key either
            raise InvalidInput(
                field=field,
                reason=phrase("{id!r} is not a category of {book}", id=string(id, field=field), book=self),
                next_step=nearest(id, self.categories, {one.id: spoken(one.title) for one in self.categories.values()}),
            ) from None

    def path(self, category: str | None) -> tuple[str, ...]:
        """Return the category and those above it, nearest first; empty where there is none yet."""
        return self.category(category).path if category else ()

    def cause(self, id: str, *, field: str = "root_cause") -> Cause:
        """Return a root cause by id; any word is one where the playbook has no tree of them. S0.6

        Raises:
            InvalidInput: the tree has none of that name; says which one is near.
        """
        if not self.causes:
            return Cause(id=id, title={})
        try:
            return self.causes[id]
        except KeyError:
            raise InvalidInput(
                field=field,
                reason=phrase("{id!r} is not a root cause of {book}", id=id, book=self),
                next_step=nearest(id, self.causes, {one.id: spoken(one.title) for one in self.causes.values()}),
            ) from None

    def first_handling(self, category: str | None) -> FirstHandling | None:
        """Return what is done at once in this category. S1.7"""
        return self.category(category).first if category else None

    def requires(self, step: str, *, escalated: bool = False) -> tuple[str, ...]:
        """Return what a step must hold, by the door word of its command; more after an escalation. S1.8"""
        rule = self.steps.get(step)
        if rule is None:
            return ()
        return rule.requires if rule.after_escalation is None or not escalated else rule.after_escalation

    def bound(self, kind: Kind, category: str | None) -> tuple[DeadlineRule, ...]:
        """Return the deadlines that bind a case of this kind and category."""
        return self.once(_bound, kind, category)

    def once(self, make: Callable[..., T], *of: Hashable) -> T:
        """Return `make(playbook, *of)`, made once: what a frozen playbook says does not change.

        For what is asked after every event of a case: `make` may look at nothing but its arguments.
        """
        known: T | None = self._made.get((make, of))
        if known is None:
            known = self._made[make, of] = make(self, *of)
        return known

    @cached_property
    def _made(self) -> dict[tuple[Callable[..., object], tuple[Hashable, ...]], Any]:
        return {}

    def started_by(
        self, event: str, *, kind: Kind = Kind.COMPLAINT, category: str | None = None
    ) -> tuple[DeadlineRule, ...]:
        """Return the deadlines that an event starts on a case of this kind and category."""
        return tuple(rule for rule in self.bound(kind, category) if rule.starts == event)

    def within(self, rule: DeadlineRule, category: str | None = None) -> Within | None:
        """Return how long a deadline is on a case of this category; None where it is the category's and that has none."""
        if not isinstance(rule.within, str):
            return rule.within
        first = self.first_handling(category)
        return first.within if first else None

    @cached_property
    def all_messages(self) -> Mapping[str, MessageRule]:
        """Its own messages, and the core's for what people have to be told and it has no words for."""
        return ReadOnly({**self.messages, **usual_messages(self.messages)})

    def messages_on(
        self, event: str, kind: Kind = Kind.COMPLAINT, *, category: str | None = None, deadline: str | None = None
    ) -> tuple[MessageRule, ...]:
        """Return what is said when this happens to a case of this kind and category; `deadline` is the rule it happens to."""
        return self.once(_messages_on, event, kind, category if category in self.categories else None, deadline)

    def route(self, reason: str) -> EscalationRoute | None:
        """Return where a case goes for this reason: the first route that names it."""
        return next((route for route in self.escalations.values() if reason in route.when), None)


def _bound(book: Playbook, kind: Kind, category: str | None) -> tuple[DeadlineRule, ...]:
    path = book.path(category)
    return tuple(rule for rule in book.deadlines.values() if rule.binds(kind, path))


def _messages_on(
    book: Playbook, event: str, kind: Kind, category: str | None, deadline: str | None
) -> tuple[MessageRule, ...]:
    path = book.path(category)
    found = [rule for rule in book.all_messages.values() if rule.on == event and rule.tells_of(kind, path, deadline)]
    told = {rule.to for rule in found if rule.id in book.messages}
    return tuple(rule for rule in found if rule.id in book.messages or rule.to not in told)
