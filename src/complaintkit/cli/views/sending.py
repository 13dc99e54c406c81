"""What stands in the way of sending, said before anything is sent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from complaintkit.cli._language import worded
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
    """On standard error: plugins that failed, no notifier at all, messages that could not go out."""
    from complaintkit.delivery.message.spec import message_problems

    plugins = desk.plugins
    for failure in plugins.failures:
        _note(str(failure))
    if not plugins.notifiers:
        _note(worded(phrase("no notifier is in use, so messages stay in the outbox. Name one in complaintkit.toml.")))
    for problem in message_problems(plugins, desk.playbook(by=CLI)):
        _note(problem)


def _note(text: str) -> None:
    say(worded(phrase("Note: {text}", text=text)), err=True)


def kept_back(desk: Desk) -> bool:
    """Whether messages can't go out for want of a notifier: a named one failed, or none is in use while some wait."""
    plugins = desk.plugins
    if any(_notifies(plugins, failure) for failure in plugins.failures):
        return True
    return not plugins.notifiers and bool(desk.outbox.list(by=CLI, state=_WAITING, limit=1))


def _notifies(plugins: Plugins, failure: Failure) -> bool:
    """Whether a plugin that failed would bring a notifier; of one that can't even be imported nobody knows."""
    from complaintkit.hooks.plugin import Plugin

    try:
        kind = plugins.check_loadable(failure.origin.entry or failure.name)
    except PluginError:
        return True
    return kind.complaintkit_notifiers is not Plugin.complaintkit_notifiers
