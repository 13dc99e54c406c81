"""A playbook in short, as rows of text: what `complaintkit playbook show` prints and what a reader checks first."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeAlias

from complaintkit.model.phrase import phrase
from complaintkit.organisation import said
from complaintkit.playbook.deadline import OF_CATEGORY

if TYPE_CHECKING:
    from complaintkit.model.due import Within
    from complaintkit.playbook.compensation import AuthorityRule
    from complaintkit.playbook.deadline import DeadlineRule
    from complaintkit.playbook.procedure import Playbook

__all__ = ["Rows", "Section", "outline"]

Rows: TypeAlias = tuple[tuple[str, ...], ...]
Section: TypeAlias = tuple[str, Rows]

_SECTIONS = phrase.table(
    "outline",
    {
        "playbook": "Playbook",
        "roles": "Roles",
        "groups": "Groups",
        "categories": "Categories",
        "causes": "Root causes",
        "steps": "Steps",
        "deadlines": "Deadlines",
        "escalations": "Escalations",
        "messages": "Messages",
        "authority": "Authority",
        "channels": "Channels",
        "bodies": "Outside bodies",
    },
)
_HEAD = phrase.table(
    "outline",
    {
        "title": "Title",
        "name": "Name and version",
        "extends": "Extends",
        "digest": "Digest",
        "currency": "Currency",
        "time-zone": "Time zone",
    },
)
_OF_CATEGORY = phrase("of the category", context="outline")
_ALL = phrase("all", context="outline")


def outline(playbook: Playbook, language: str = "en") -> tuple[Section, ...]:
    """Return titled sections of rows, in `language`; each row starts with the id and says nothing with an empty cell.

    >>> from complaintkit.playbook import load_playbook
    >>> sections = dict(outline(load_playbook("canteen-delivery"), "zh"))
    >>> sections["角色"][0]
    ('agent', '热线客服', 'customer-service-manager')
    """
    rows: dict[str, Callable[[Playbook, str], Rows]] = {
        "playbook": _head,
        "roles": _roles,
        "groups": _groups,
        "categories": _categories,
        "causes": _causes,
        "steps": _steps,
        "deadlines": _deadlines,
        "escalations": _escalations,
        "messages": _messages,
        "authority": _authority,
        "channels": _channels,
        "bodies": _bodies,
    }
    found = ((_SECTIONS[name].to(language), of(playbook, language)) for name, of in rows.items())
    return tuple((title, section) for title, section in found if section)


def _head(playbook: Playbook, language: str) -> Rows:
    said_of = {
        "title": said(playbook.title, language),
        "name": str(playbook),
        "extends": ", ".join(playbook.lineage),
        "digest": playbook.digest,
        "currency": playbook.currency,
        "time-zone": playbook.time_zone,
    }
    return tuple((_HEAD[name].to(language), value) for name, value in said_of.items() if value)


def _roles(playbook: Playbook, language: str) -> Rows:
    return tuple((role.id, said(role.title, language), role.leader or "") for role in playbook.roles.values())


def _groups(playbook: Playbook, language: str) -> Rows:
    return tuple(
        (group.id, said(group.title, language), ", ".join(filter(None, (group.head, group.deputy, *group.members))))
        for group in playbook.groups.values()
    )


def _categories(playbook: Playbook, language: str) -> Rows:
    return tuple(
        (
            category.id,
            said(category.title, language),
            said(category.first.do, language) if category.first else "",
            category.first.by if category.first else "",
            _span(category.first.within, language) if category.first else "",
        )
        for category in playbook.categories.values()
    )


def _causes(playbook: Playbook, language: str) -> Rows:
    return tuple((cause.id, said(cause.title, language)) for cause in playbook.causes.values())


def _steps(playbook: Playbook, language: str) -> Rows:
    return tuple((step.id, ", ".join(step.requires), said(step.guidance, language)) for step in playbook.steps.values())


def _deadlines(playbook: Playbook, language: str) -> Rows:
    return tuple(
        (
            rule.id,
            said(rule.title, language),
            rule.starts,
            ", ".join(rule.stops),
            _within(rule, language),
            rule.calendar or "",
        )
        for rule in playbook.deadlines.values()
    )


def _within(rule: DeadlineRule, language: str) -> str:
    return _OF_CATEGORY.to(language) if rule.within == OF_CATEGORY else _span(rule.within, language)


def _span(within: Within | str | None, language: str) -> str:
    return "" if within is None or isinstance(within, str) else within.to(language)


def _escalations(playbook: Playbook, language: str) -> Rows:
    return tuple(
        (route.id, said(route.title, language), ", ".join(route.when), route.to, _span(route.meeting, language))
        for route in playbook.escalations.values()
    )


def _messages(playbook: Playbook, language: str) -> Rows:
    return tuple(
        (message.id, message.on, message.to, ", ".join(message.media), said(message.short, language))
        for message in playbook.messages.values()
    )


def _authority(playbook: Playbook, language: str) -> Rows:
    return tuple(
        (rule.role, _remedies(rule, language), str(rule.per_case or ""), str(rule.four_eyes_above or ""))
        for rule in playbook.authority.values()
    )


def _remedies(rule: AuthorityRule, language: str) -> str:
    return _ALL.to(language) if rule.remedies is None else ", ".join(sorted(rule.remedies))


def _channels(playbook: Playbook, language: str) -> Rows:
    return tuple((channel.id, said(channel.title, language)) for channel in playbook.channels.values())


def _bodies(playbook: Playbook, language: str) -> Rows:
    return tuple(
        (
            body.id,
            said(body.title, language),
            said(body.contact, language),
            body.answered_by or "",
            _span(body.answer_within, language),
        )
        for body in playbook.bodies.values()
    )
