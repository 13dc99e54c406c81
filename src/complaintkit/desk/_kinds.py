"""Refuse kinds of remedies that nobody knows: neither the core, nor the playbook, nor a plugin that carries them out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from complaintkit.model.commands import OnCase
from complaintkit.model.did_you_mean import closest, nearest
from complaintkit.model.errors import InvalidInput, NotFound
from complaintkit.model.phrase import phrase
from complaintkit.model.remedy import Remedy
from complaintkit.model.wording import WORDS
from complaintkit.playbook.vocabulary import REMEDIES
from complaintkit.records.case import find

if TYPE_CHECKING:
    from complaintkit.hooks.plugins import Plugins
    from complaintkit.model.commands import Command
    from complaintkit.playbook import Playbook
    from complaintkit.records.door import Door


def check_kinds(door: Door, plugins: Plugins, command: Command) -> None:
    """Refuse a kind that nobody knows, before anybody is asked to approve it.

    Where a policy of a plugin proposes, kinds are open: only what is nearly a known one is a slip.

    Raises:
        InvalidInput: names the remedy, and what may have been meant.
    """
    if not isinstance(command, OnCase):
        return
    typed = [
        (index, one.kind)
        for index, one in enumerate(getattr(command, "remedies", ()))
        if isinstance(one, Remedy) and one.kind not in REMEDIES  # a proposal was made by a row or a policy
    ]
    if not typed:
        return
    known = known_kinds(plugins, _playbook(door, command))
    for index, kind in typed:
        if kind in known or (plugins.compensation_policies and not closest(kind, known, at_least=0.8)):
            continue
        raise InvalidInput(
            field=f"remedies[{index}].kind",
            reason=phrase("{kind!r} is not a kind of remedy", kind=kind),
            next_step=nearest(kind, known, WORDS),
        )


def known_kinds(plugins: Plugins, playbook: Playbook | None) -> frozenset[str]:
    """Return the kinds of remedies that the core, a playbook or a plugin knows."""
    return REMEDIES | _of_playbook(playbook) | _of_plugins(plugins)


def _playbook(door: Door, command: OnCase) -> Playbook | None:
    """Return the case's own playbook; None where there is no such case, which is told later."""
    with door.storage.reading() as reader:
        try:
            case = find(reader, command.case).case
        except NotFound:
            return None
        return door.rules.playbook(reader, case.playbook_digest)


def _of_playbook(playbook: Playbook | None) -> frozenset[str]:
    return frozenset(_named(playbook)) if playbook else frozenset()


def _named(playbook: Playbook) -> Iterator[str]:
    for rule in playbook.authority.values():
        yield from rule.remedies or ()
    for row in playbook.compensation.values():
        for gift in row.give:
            yield gift.remedy
            if gift.alternative:
                yield gift.alternative


def _of_plugins(plugins: Plugins) -> frozenset[str]:
    return frozenset[str]().union(*(one.kinds for one in plugins.remedy_executors.values()))
