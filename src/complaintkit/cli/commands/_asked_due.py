"""What `complaintkit due` is asked: a calendar and an amount, as they were typed or as a deadline of a playbook says."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import attrs

from complaintkit.model.did_you_mean import nearest
from complaintkit.model.errors import InvalidInput
from complaintkit.model.phrase import phrase, spoken

if TYPE_CHECKING:
    from complaintkit.calendars import Calendar
    from complaintkit.cli._place import Place
    from complaintkit.model.due import Within
    from complaintkit.playbook import DeadlineRule, Playbook


@attrs.frozen
class Asked:
    """By which calendar, how long, until when on the last working day, and from when on it counts."""

    calendar: Calendar
    within: Within
    until: str = "close"
    begins: str = "at-once"


@attrs.frozen
class Here:
    """A unit of the desk: its procedure, its time zone, and the calendar it goes by."""

    playbook: Playbook
    zone: str
    calendar: Calendar


def here_at(place: Place, unit: str) -> Here:
    """Return what holds at a unit of the organisation in force.

    Raises:
        InvalidInput: there is no such unit.
    """
    from complaintkit.cli._place import CLI

    with place.open() as desk:
        playbook, zone = desk.playbook(by=CLI, unit=unit), desk.people.zone(unit, by=CLI).key
        name = desk.people.organisation(by=CLI).carried(unit, "calendar") or "24x7"
    return Here(playbook, zone, playbook.calendar(name, zone=zone))


def of_deadline(book: Playbook, name: str, category: str | None, calendar: Calendar | None) -> Asked:
    """Return what a deadline of a playbook says; `calendar` is the unit's, where the deadline names none.

    Raises:
        InvalidInput: there is no such deadline, or it does not say all by itself.
    """
    rule = book.deadlines.get(name)
    if rule is None:
        names = {one.id: spoken(one.title) for one in book.deadlines.values()}
        raise InvalidInput(
            field="--deadline",
            reason=phrase("{name!r} is not a deadline of {book}", name=name, book=book),
            next_step=nearest(name, book.deadlines, names),
        )
    return Asked(_calendar(book, rule, calendar), _within(book, rule, category), (rule.until or "close"), rule.begins)


def _within(book: Playbook, rule: DeadlineRule, category: str | None) -> Within:
    from complaintkit.model.due import Within

    if isinstance(rule.within, Within):
        return rule.within
    first = book.category(category, field="--category").first if category else None
    if first is None or first.within is None:
        timed = {id_: spoken(one.title) for id_, one in book.categories.items() if one.first and one.first.within}
        raise InvalidInput(
            field="--category",
            reason=phrase("{deadline!r} takes its time from the category", deadline=rule.id),
            next_step=nearest(category or "", timed, timed),
        )
    return first.within


def _calendar(book: Playbook, rule: DeadlineRule, calendar: Calendar | None) -> Calendar:
    from complaintkit.calendars import known_calendar
    from complaintkit.model.due import Begins, Counting, Within

    if rule.calendar is not None:
        return calendar_named(rule.calendar, book.calendars)
    by_the_clock = not isinstance(rule.within, Within) or rule.within.counting is Counting.ELAPSED
    if calendar is None and by_the_clock and rule.begins is Begins.AT_ONCE:
        return known_calendar("24x7", zone=book.time_zone)
    if calendar is None:
        raise InvalidInput(
            field="--calendar",
            reason=phrase("{deadline!r} counts by the calendar of each unit", deadline=rule.id),
            next_step=phrase(
                "Give --calendar, one of: {known}.", known=", ".join(book.calendars) or "cn, gb-eng, 24x7"
            ),
        )
    return calendar


def calendar_named(name: str, own: Mapping[str, Calendar]) -> Calendar:
    """Return a playbook's own calendar, or one that is there by name.

    Raises:
        InvalidInput: there is none of that name; says which one is near, of both.
    """
    from complaintkit.calendars import KNOWN, known_calendar

    if name in own:
        return own[name]
    try:
        return known_calendar(name)
    except InvalidInput as refused:
        raise InvalidInput(
            field="calendar", reason=refused.reason, next_step=nearest(name, (*own, *KNOWN, "uk", "gb", "24/7"))
        ) from None
