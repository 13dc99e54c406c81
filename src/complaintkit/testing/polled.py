"""PolledChannelContract: what holds for whoever goes and asks a provider: a mailbox, a folder, a queue.

A class of tests; say how to make the channel, at a provider of yours where at least two messages lie:

    class TestMailbox(PolledChannelContract):
        plugin = Mailbox
        settings = {"name": "mail", "host": "imap.example.com", "password": "under-test"}

        def make_channel(self) -> PolledChannel:
            return MailboxChannel(name="mail", server=Letters("The rice is sour.", "So is the soup."))
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final

from complaintkit.model.errors import IntakeRejected, InvalidInput
from complaintkit.ports.envelope import Authentic, Envelope
from complaintkit.ports.inbound import Parsed, Polled
from complaintkit.testing.channel import NONSENSE, check_ids
from complaintkit.testing.plugin import PluginContract

if TYPE_CHECKING:
    from complaintkit.ports.channel import PolledChannel

__all__ = ["PolledChannelContract"]

_MOST: Final = 50  # pages, as a desk asks for in one go
_PATIENCE: Final = 20.0  # seconds
_FEWEST: Final = 2


class PolledChannelContract(PluginContract):
    """The desk may ask again for what it had: after a crash nothing is lost, and nothing is two complaints.

    A channel whose provider calls as well holds `ChannelContract`, too.
    """

    def make_channel(self) -> PolledChannel:
        """Make the channel, as another process would: at the same provider, with the same messages, each time."""
        raise NotImplementedError("Override make_channel() and return your channel, with two messages or more to poll.")

    # ---- rules ----

    def test_what_lies_there_is_polled_page_by_page(self) -> None:
        """From the beginning to the end, in a bounded number of pages, each behind another cursor."""
        pages = self._pages(self.make_channel())
        found = [message for page in pages for message in page.messages]
        assert len(found) >= _FEWEST, f"{len(found)} messages: let two or more lie at the provider"
        assert not pages[-1].more, f"after {_MOST} pages it still says that there is more"
        cursors = [page.cursor for page in pages]
        assert len(set(cursors)) == len(cursors), f"it says that there is more, and gives the same cursor: {cursors}"

    def test_nothing_that_was_polled_has_an_envelope(self) -> None:
        """It came over the channel's own connection: what has an envelope the desk leaves out."""
        for message in self._messages():
            assert message.envelope is None, "Authentic(..., envelope=...) is for what was pushed: leave it out"

    def test_each_message_is_read(self) -> None:
        """By `parse`, twice the same: the desk may read again what it kept."""
        channel = self.make_channel()
        for message in self._messages():
            items = _read(channel, message)
            assert items, "nothing was read; say Ignored(why) where there is nothing for the desk"
            assert items == _read(channel, message) == _read(self.make_channel(), message), (
                "it says something else each time"
            )

    def test_each_message_has_an_id_of_its_own(self) -> None:
        """The provider's own: two messages with one id are one complaint."""
        channel = self.make_channel()
        check_ids((str(at), _read(channel, message)) for at, message in enumerate(self._messages()))

    def test_asked_again_it_gives_the_same_again(self) -> None:
        """Nothing is taken from the provider by asking: the desk may have crashed before it kept what came."""
        channel = self.make_channel()
        first, again = (_ask(channel, None) for _ in range(2))
        anew = _ask(self.make_channel(), None)
        assert first.messages == again.messages == anew.messages, (
            "asked from the beginning again, it gives something else"
        )

    def test_behind_the_last_cursor_there_is_nothing(self) -> None:
        """What was taken does not come again; and the cursor holds in another process."""
        last = self._pages(self.make_channel())[-1].cursor
        for channel in (self.make_channel(), self.make_channel()):
            rest = _ask(channel, last)
            assert not rest.messages, f"{len(rest.messages)} messages come again behind the last cursor {last!r}"
            assert not rest.more, "nothing is left, and it says that there is more"

    def test_nonsense_is_refused(self) -> None:
        """Whatever lies at the provider is read, or refused by IntakeRejected: nothing else is raised."""
        channel, proof = self.make_channel(), self._messages()[0].proof
        for body in NONSENSE:
            try:
                _read(channel, Authentic(body, proof=proof))
            except (IntakeRejected, InvalidInput):
                continue
            except Exception as error:
                raise AssertionError(f"{body!r}: raises {type(error).__name__} instead of IntakeRejected") from error

    def test_nobody_can_push_what_it_polls(self) -> None:
        """An envelope from outside is refused, also one that holds the very words that lie at the provider."""
        channel = self.make_channel()
        for body in (*NONSENSE, *(message.content for message in self._messages())):
            try:
                pushed = channel.parse(channel.authenticate(Envelope(body)))
            except (IntakeRejected, InvalidInput):
                continue
            raise AssertionError(f"{body[:40]!r} was let in from outside, as {pushed.items}")

    # ---- how it is tried ----

    def _messages(self) -> list[Authentic]:
        return [message for page in self._pages(self.make_channel()) for message in page.messages]

    def _pages(self, channel: PolledChannel) -> list[Polled]:
        pages = [_ask(channel, None)]
        while pages[-1].more and len(pages) < _MOST:
            pages.append(_ask(channel, pages[-1].cursor))
        return pages


def _ask(channel: PolledChannel, cursor: str | None) -> Polled:
    async def ask() -> object:
        async with asyncio.timeout(_PATIENCE):
            return await channel.poll(cursor)

    given = asyncio.run(ask())
    assert isinstance(given, Polled), f"poll() gave {type(given).__name__} instead of Polled"
    return given


def _read(channel: PolledChannel, message: Authentic) -> tuple[object, ...]:
    parsed = channel.parse(message)
    assert isinstance(parsed, Parsed), f"parse() gave {type(parsed).__name__} instead of Parsed"
    return parsed.items
