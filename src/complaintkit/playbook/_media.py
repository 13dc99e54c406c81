"""The media that messages go by: any word may be a notifier's, so only what is nearly one of the usual ones is refused."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from complaintkit.model.check import plain
from complaintkit.model.did_you_mean import closest
from complaintkit.model.key_path import dotted
from complaintkit.model.phrase import phrase
from complaintkit.playbook import vocabulary

if TYPE_CHECKING:
    from complaintkit.model.problem import Problems
    from complaintkit.playbook.procedure import Playbook

__all__ = ["check", "meant"]

_SLIP = 0.8
_CALLED = {
    "e-mail": "email",
    "mail": "email",
    "邮件": "email",
    "邮箱": "email",
    "电子邮件": "email",
    "短信": "sms",
    "手机短信": "sms",
    "text": "sms",
    "text-message": "sms",
    "phone": "call",
    "telephone": "call",
    "电话": "call",
}
"""What people call the usual media."""
_NEVER = frozenset({"e-mail", "邮件", "邮箱", "电子邮件", "短信", "手机短信", "电话"})
"""Those of them that no notifier is called by."""


def check(playbook: Playbook, problems: Problems) -> None:
    """Note media that are nearly a usual one: such a message would wait for a notifier that nobody has."""
    for path, media in named_media(playbook):
        for medium in media:
            if is_slip(medium):
                problems.add(
                    dotted(path),
                    phrase("{word!r} is not a medium", word=medium),
                    phrase("Did you mean {meant!r}?", meant=meant(medium)),
                )


def named_media(playbook: Playbook) -> Iterator[tuple[tuple[str, ...], tuple[str, ...]]]:
    """Yield what a playbook lists as media, with the key path of each list; a standing survey's are places, not media."""
    for message in playbook.messages.values():
        yield ("message", message.id, "media"), message.media
    for care in playbook.cares.values():
        yield ("care", care.id, "media"), care.message.media
    for need, media in playbook.customer.media.items():
        yield ("customer", need, "media"), media
    for survey in playbook.surveys.values():
        if survey.on != "always":
            yield ("survey", survey.id, "media"), survey.media


def is_slip(medium: str) -> bool:
    """Tell if somebody who wrote this certainly meant one of the usual media."""
    typed = plain(medium).casefold()
    if medium in vocabulary.MEDIA:
        return False
    return typed in vocabulary.MEDIA or typed in _NEVER or bool(closest(typed, vocabulary.MEDIA, at_least=_SLIP))


def meant(medium: str) -> str:
    """Return the usual medium that was probably meant; nothing where none is like it.

    >>> meant("短信"), meant("SMS"), meant("phone"), meant("wecom")
    ('sms', 'sms', 'call', '')
    """
    typed = plain(medium).casefold()
    return _CALLED.get(typed) or closest(typed, vocabulary.MEDIA, at_least=_SLIP)
