"""What stands in the way of sending, said before anything is sent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from complaintkit.cli._output import say

if TYPE_CHECKING:
    from complaintkit.desk import Desk

__all__ = ["say_problems"]


def say_problems(desk: Desk) -> None:
    """On standard error: plugins that failed, no notifier at all, messages that could not go out."""
    from complaintkit.cli import _inside
    from complaintkit.delivery.spec import message_problems

    plugins = _inside.plugins(desk)
    for failure in plugins.failures:
        say(f"Note: {failure}", err=True)
    if not plugins.notifiers:
        say("Note: no notifier is in use, so messages stay in the outbox. Name one in complaintkit.toml.", err=True)
    for problem in message_problems(plugins, _inside.playbook(desk)):
        say(f"Note: {problem}", err=True)
