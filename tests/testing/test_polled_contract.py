"""The contract of polled channels notices: mailboxes with one mistake each, and the rule that it breaks."""
# ruff: noqa: D102  what a flawed one does is said by its flaw

import json
import random
from collections.abc import Mapping
from datetime import UTC, datetime

import attrs
import pytest

from complaintkit import Contact, IntakeRejected
from complaintkit.plugin import Authentic, CustomerMessage, Envelope, Parsed, Plugin, Polled, Proof, hookimpl
from complaintkit.testing import PolledChannelContract

AT = datetime(2026, 11, 21, 4, tzinfo=UTC)


@attrs.define
class Mailbox:
    """Three letters, two to a page; `flaw` is the mistake its author made."""

    flaw: str = ""
    name: str = "mail"
    letters: list[str] = attrs.field(factory=lambda: ["酸", "凉", "咸"])
    asked: int = 0

    async def poll(self, cursor):
        self.asked += 1
        start = 0 if cursor is None or self.flaw == "forgets its cursor" else int(cursor)
        end = min(start + (3 if self.flaw == "gives one page" else 2), len(self.letters))
        if self.flaw == "loses the last":
            self.letters = self.letters[:1]
        found = [self.message(at) for at in range(start, end)]
        if self.flaw == "takes out":
            self.letters = []
        if self.flaw == "keeps its place in itself" and cursor is not None and self.asked == 1:
            found = [self.message(0)]
        more = {"never ends": True}.get(self.flaw, end < len(self.letters))
        end = 0 if self.flaw == "stands still" else end
        return found if self.flaw == "gives a list" else Polled(found, cursor=str(end), more=more)

    def message(self, at):
        body = json.dumps({"id": str(at), "text": self.letters[at]}).encode()
        if self.flaw == "wraps it up":
            return Authentic(body, proof=Proof.SIGNED, envelope=Envelope(body))
        return Authentic(body, proof=Proof.SIGNED)

    def authenticate(self, envelope):
        if self.flaw == "lets anybody in":
            return Authentic(envelope.body, proof=Proof.SIGNED, envelope=envelope)
        raise IntakeRejected(self.name, reason="signature")

    def parse(self, message):
        if self.flaw == "trusts what it fetched":
            said = json.loads(message.content)
            return Parsed(CustomerMessage(said["text"], sender=Contact("email", "a@b"), external_id=said["id"], at=AT))
        try:
            said = json.loads(message.content)
            number = "1" if self.flaw == "gives all one id" else str(said["id"])
            number = str(random.random()) if self.flaw == "makes ids up" else number  # noqa: S311  that is the mistake
            letter = CustomerMessage(said["text"], sender=Contact("email", "a@b"), external_id=number, at=AT)
        except (ValueError, KeyError, TypeError) as error:
            raise IntakeRejected(self.name, reason="malformed") from error
        return Parsed() if self.flaw == "reads nothing" else Parsed(letter)


@attrs.frozen(kw_only=True, eq=False)
class Mail(Plugin):
    """Brings one."""

    name: str

    @hookimpl
    def complaintkit_channels(self):
        """It."""
        yield Mailbox(name=self.name)


class TestMailbox(PolledChannelContract):
    """The one without a flaw holds the contract."""

    plugin = Mail
    settings: Mapping[str, object] = {"name": "mail"}

    def make_channel(self):
        """At the same three letters."""
        return Mailbox()


PAGES = "test_what_lies_there_is_polled_page_by_page"
REST = "test_behind_the_last_cursor_there_is_nothing"
AGAIN = "test_asked_again_it_gives_the_same_again"
READ = "test_each_message_is_read"


@pytest.mark.parametrize(
    ("flaw", "wanted"),
    [
        ("forgets its cursor", {PAGES, REST}),
        ("loses the last", {PAGES, AGAIN}),
        ("takes out", {AGAIN}),
        ("never ends", {PAGES, REST}),
        ("stands still", {PAGES, REST}),
        ("gives a list", {PAGES, READ, AGAIN, REST}),
        ("keeps its place in itself", {REST}),
        ("wraps it up", {"test_nothing_that_was_polled_has_an_envelope"}),
        ("lets anybody in", {"test_nobody_can_push_what_it_polls"}),
        ("trusts what it fetched", {"test_nonsense_is_refused"}),
        ("gives all one id", {"test_each_message_has_an_id_of_its_own"}),
        ("makes ids up", {READ}),
        ("reads nothing", {READ}),
    ],
)
def test_a_mistake_of_a_mailbox_is_found(flaw, wanted, broken):
    """Each mistake breaks the rule it is about."""

    class Flawed(PolledChannelContract):
        plugin = Mail
        settings: Mapping[str, object] = {"name": "mail"}

        def make_channel(self):
            return Mailbox(flaw)

    assert wanted <= broken(Flawed)


def test_pages_may_be_of_any_size(broken):
    """One page, or as many as a desk asks for in one go."""

    class Whole(PolledChannelContract):
        plugin = Mail
        settings: Mapping[str, object] = {"name": "mail"}

        def make_channel(self):
            return Mailbox("gives one page")

    assert broken(Whole) == set()


def test_a_mailbox_with_nothing_in_it_proves_nothing(broken):
    """Every rule would hold of it."""

    class Empty(PolledChannelContract):
        plugin = Mail
        settings: Mapping[str, object] = {"name": "mail"}

        def make_channel(self):
            return Mailbox(letters=[])

    assert PAGES in broken(Empty)
