"""The notifiers of a test's desk: every medium is heard, and nothing leaves the house."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import timedelta
from typing import TYPE_CHECKING

import attrs

from complaintkit.hooks.marker import hookimpl
from complaintkit.hooks.plugin import Plugin
from complaintkit.ports.outcome import Accepted

if TYPE_CHECKING:
    from complaintkit.playbook import Playbook
    from complaintkit.ports.notifier import MessageSpec, Notification, Notifier, Sender
    from complaintkit.ports.outcome import Attempt, Outcome


_ADDRESSES = {"sms": "phone", "call": "phone", "email": "email"}


@attrs.frozen
class SentMessage:
    """One message that left: by which medium, its name in the playbook, its words."""

    medium: str
    message: str
    text: str
    to: str = attrs.field(default="", repr=False)


def media_of(playbook: Playbook, plugins: Sequence[Plugin]) -> tuple[str, ...]:
    """Return the media that a playbook names, without those for which a plugin brings a notifier."""
    named = {medium for rule in playbook.messages.values() for medium in rule.media}
    named |= {medium for media in playbook.customer.media.values() for medium in media}
    served = {notifier.medium for one in plugins for notifier in one.complaintkit_notifiers()}
    return tuple(sorted(named - served))


@attrs.frozen(kw_only=True, eq=False)
class Switchboard(Plugin):
    """Hears every medium in `media`, and keeps what was said in `sent`."""

    name: str
    media: tuple[str, ...] = ()
    sent: list[SentMessage] = attrs.field(factory=list, init=False, repr=False)

    @hookimpl
    def complaintkit_notifiers(self) -> Iterable[Notifier]:
        """Give one notifier for each medium."""
        for medium in self.media:
            yield _Heard(name=f"{self.name}-{medium}", medium=medium, sent=self.sent)


@attrs.frozen(kw_only=True, eq=False)
class _Heard:
    name: str
    medium: str
    sent: list[SentMessage] = attrs.field(repr=False)
    reconcile_after: timedelta = timedelta(0)

    @property
    def address_kind(self) -> str:
        return _ADDRESSES.get(self.medium, self.medium)

    def check(self, messages: Sequence[MessageSpec]) -> Iterable[str]:
        return [f"hears each message by itself, no {one.name}" for one in messages if one.name == "digest"]

    def session(self) -> AbstractAsyncContextManager[Sender]:
        return self._session()

    @asynccontextmanager
    async def _session(self) -> AsyncIterator[Sender]:
        yield self

    async def send(self, notification: Notification) -> Outcome:
        said = SentMessage(self.medium, notification.message, notification.text, notification.to.address)
        self.sent.append(said)
        return Accepted(notification.id, final=True)

    async def reconcile(self, attempt: Attempt) -> Outcome:
        return Accepted(attempt.id, final=True)
