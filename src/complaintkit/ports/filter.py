"""The filters that say which rows a storage is asked for: every condition that is given holds, None asks for nothing."""

from __future__ import annotations

from datetime import datetime

import attrs

__all__ = ["CaseFilter", "MemberFilter", "SurveyFilter", "TaskFilter"]


@attrs.frozen(kw_only=True, slots=False)
class CaseFilter:
    """Which cases to list; all given conditions hold together. None asks for nothing.

    R20: with `visible_to`, only cases of `visible_units`, and those this person owns or owned, received, or has a duty on.
    """

    owner: str | None = None
    units: frozenset[str] | None = None
    visible_to: str | None = None
    visible_units: frozenset[str] | None = None
    open: bool | None = None
    states: frozenset[str] = frozenset()
    category: str | None = None  # of any of its issues, and all below it; "-" finds where one has none (R7)
    kind: str | None = None
    channel: str | None = None
    external_id: str | None = None
    customer_reference: str | None = None
    person: str | None = None
    tokens: frozenset[str] = frozenset()  # every one of them must point at the case
    duties: tuple[frozenset[str], ...] = ()  # for each of these sets somebody has a duty of one of its kinds
    due_by: datetime | None = None  # its next deadline is at this moment or before it
    received_from: datetime | None = None
    received_before: datetime | None = None


@attrs.frozen(kw_only=True)
class MemberFilter:
    """Which members to list; all given conditions hold together. None asks for nothing."""

    units: frozenset[str] | None = None
    token: str | None = None
    person: str | None = None
    tier: str | None = None
    birthdays: frozenset[str] | None = None
    tokens: frozenset[str] = frozenset()  # every one of them must point at the member
    active: bool | None = None  # not left
    joined_from: datetime | None = None
    joined_before: datetime | None = None


@attrs.frozen(kw_only=True)
class SurveyFilter:
    """Which answers to standing surveys to list; all given conditions hold together. None asks for nothing."""

    id: str | None = None
    units: frozenset[str] | None = None
    survey: str | None = None
    case: str | None = None
    person: str | None = None
    start: datetime | None = None  # given at this moment or later
    end: datetime | None = None  # given before it


@attrs.frozen(kw_only=True, slots=False)
class TaskFilter:
    """Which tasks to list; all given conditions hold together. None asks for nothing.

    R20: with `visible_to`, only tasks of `visible_units`, and those this person has, opened, has the next step of, or is the
    subject of (`staff:` and their id).
    """

    kinds: frozenset[str] = frozenset()
    states: frozenset[str] = frozenset()
    units: frozenset[str] | None = None
    owner: str | None = None
    waits_for: frozenset[str] | None = None
    open: bool | None = None
    subject: str | None = None
    period: str | None = None
    source: str | None = None
    case: str | None = None
    visible_to: str | None = None
    visible_units: frozenset[str] | None = None
    opened_from: datetime | None = None
    opened_before: datetime | None = None
