"""Say what stands in the way of sending, before anything is sent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from complaintkit.cli._place import CLI
from complaintkit.cli.views.output import say
from complaintkit.model.errors import PluginError
from complaintkit.model.outbox import OutboxState
from complaintkit.model.phrase import phrase

if TYPE_CHECKING:
    from complaintkit.desk import Desk
    from complaintkit.hooks.plugins import Plugins
    from complaintkit.hooks.status import Failure


_WAITING = frozenset({OutboxState.READY, OutboxState.RETRY})


def say_problems(desk: Desk) -> None:
    """Say on standard error which plugins failed, that there is no notifier, which messages could not go out."""
    from complaintkit.delivery.message.spec import message_problems

    plugins = desk.plugins
    for failure in plugins.failures:
        _note(str(failure))
    if not plugins.notifiers:
        _note(phrase("no notifier is in use, so messages stay in the outbox. Name one in complaintkit.toml."))
    for problem in message_problems(plugins, desk.playbook(by=CLI)):
        _note(problem)


def _note(text: str) -> None:
    say(phrase("Note: {text}", text=text), err=True)


def lacks_notifier(desk: Desk) -> bool:
    """Return True where messages can't go out: a notifier that is named failed, or none is in use while some wait."""
    plugins = desk.plugins
    if any(_notifies(plugins, failure) for failure in plugins.failures):
        return True
    return not plugins.notifiers and bool(desk.outbox.list(by=CLI, state=_WAITING, limit=1))


def _notifies(plugins: Plugins, failure: Failure) -> bool:
    """Return True where a plugin that failed would bring a notifier; of one that can't be imported nobody knows."""
    from complaintkit.hooks.plugin import Plugin

    try:
        kind = plugins.check_loadable(failure.origin.entry or failure.name)
    except PluginError:
        return True
    return kind.complaintkit_notifiers is not Plugin.complaintkit_notifiers
