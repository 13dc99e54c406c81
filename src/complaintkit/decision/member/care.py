"""Messages of care: which are owed today, to whom, by which media; within a budget of messages a month. S3.9"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Final

import attrs

from complaintkit.calendars import business_day_bounds, festival_on
from complaintkit.decision.facts import Facts
from complaintkit.decision.member.decide import MemberDraft
from complaintkit.decision.task.turn import next_look
from complaintkit.model import events as e
from complaintkit.model.care import CareKind
from complaintkit.model.member import Membership
from complaintkit.model.task import Task
from complaintkit.playbook import CareRule

_ONE: Final = timedelta(days=1)


@attrs.frozen(kw_only=True)
class CareTurn:
    """One turn of a rule: `name` tells it from all others; `days` are the birthdays that it is for, month and day.

    `joined`: it is for who joined from then to now. With neither it is for every member.
    """

    rule: CareRule
    name: str
    days: tuple[str, ...] = ()
    joined: tuple[datetime, datetime] | None = None


def turns_today(facts: Facts, unit: str, announced: Sequence[Task]) -> Iterator[CareTurn]:
    """Yield the turns of today's business day in a unit, in the order of the playbook: who comes first is served first."""
    today = facts.business_day(unit)
    for rule in facts.playbook.cares.values():
        match rule.on:
            case CareKind.BIRTHDAY:
                yield CareTurn(rule=rule, name=str(today.year), days=_days(today))
            case CareKind.FESTIVAL if word := festival_today(rule, today):
                yield CareTurn(rule=rule, name=f"{word}-{today.year}")
            case CareKind.EVENT:
                yield from (CareTurn(rule=rule, name=task.number) for task in announced)
            case CareKind.THANKS:
                yield CareTurn(rule=rule, name="once", joined=_yesterday(facts, unit, today))


def festival_today(rule: CareRule, today: date) -> str | None:
    """Return the festival of a rule that today is: a word of the kit, or a date of the playbook."""
    if (day := f"{today:%m-%d}") in rule.dates:
        return day
    return next((word for word in rule.festivals if festival_on(word, today.year) == today), None)


def _days(today: date) -> tuple[str, ...]:
    """Return the birthdays of a day; who was born on 29 February has theirs on the 28th, where there is no other."""
    last = (today + _ONE).day == 1
    return (f"{today:%m-%d}", "02-29") if (today.month, today.day) == (2, 28) and last else (f"{today:%m-%d}",)


def _yesterday(facts: Facts, unit: str, today: date) -> tuple[datetime, datetime]:
    return facts.business_day_bounds(unit, today - _ONE)


def media_agreed(member: Membership, rule: CareRule) -> tuple[str, ...]:
    """Return the media of a rule by which a member wants such messages, in its order."""
    return tuple(medium for medium in rule.message.media if member.agrees(rule.on, medium))


def plan_care(facts: Facts, member: Membership, turn: CareTurn, *, spent: int) -> MemberDraft | None:
    """Put a message on record as planned; None where it was before, is not wanted, or the month's messages are spent."""
    rule = turn.rule
    known = any((one.care, one.turn) == (rule.id, turn.name) for one in member.cares)
    if known or not member.active or not media_agreed(member, rule) or spent >= facts.playbook.customer.care_per_month:
        return None
    draft = MemberDraft(facts, member.id, member)
    draft.add(e.MemberCareOwed(care=rule.id, turn=turn.name, entry=f"{member.id}.{rule.id}.{turn.name}"))
    return draft


def not_before(facts: Facts, unit: str, rule: CareRule) -> datetime:
    """Return when a message may go out: at the rule's time of day, or now where that has passed."""
    if rule.at is None:
        return facts.now
    midnight = business_day_bounds(facts.structure.zone_of(unit), facts.business_day(unit), "00:00")[0]
    return max(facts.now, midnight + timedelta(minutes=rule.at))


def useless_after(facts: Facts, unit: str) -> datetime:
    """Return when it is not true any more: wishes on the wrong day are none."""
    return next_look(facts, unit)
