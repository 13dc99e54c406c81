"""Look closely at one notifier: what the playbook will want it to send, and what it can't."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

if TYPE_CHECKING:
    from collections.abc import Iterator

    from complaintkit.cli._place import Place
    from complaintkit.hooks.plugins import Plugins
    from complaintkit.playbook import Playbook
    from complaintkit.ports.notifier import MessageSpec


@attrs.frozen
class Wording:
    """One message in one language: what has to be handed in where templates are approved."""

    notifier: str
    message: str
    language: str
    fields: tuple[str, ...]
    longest: int
    text: str


def playbook_in_force(place: Place, plugins: Plugins) -> Playbook | None:
    """Return the playbook of the settings; None where they name none."""
    named = place.settings().playbook
    return plugins.load_playbook(named) if named else None


def wordings(plugins: Plugins, instance: str, playbook: Playbook) -> Iterator[Wording]:
    """Yield the messages that may go by the notifiers of a plugin, with their short wording."""
    for name in _notifiers(plugins, instance):
        for spec in _specs(plugins, name, playbook):
            rule = playbook.all_messages.get(spec.name)
            text = rule.short.get(spec.language, "") if rule else ""
            yield Wording(name, spec.name, spec.language, tuple(sorted(spec.fields)), spec.longest, text)


def problems_of(plugins: Plugins, instance: str, playbook: Playbook) -> Iterator[str]:
    """Yield what the notifiers of a plugin say they can't send."""
    from complaintkit.hooks.ask import problems

    for name in _notifiers(plugins, instance):
        yield from (f"{name}: {problem}" for problem in problems(plugins, name, _specs(plugins, name, playbook)))


def _notifiers(plugins: Plugins, instance: str) -> list[str]:
    return [name for name in plugins.notifiers if plugins.provided("notifier", name).plugin == instance]


def _specs(plugins: Plugins, notifier: str, playbook: Playbook) -> tuple[MessageSpec, ...]:
    from complaintkit.delivery.message.spec import message_specs

    return message_specs(playbook, plugins.notifiers[notifier].medium)
