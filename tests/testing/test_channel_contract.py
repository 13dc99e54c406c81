"""The contract of channels notices: readers with one mistake each, and the rule that it breaks."""
# ruff: noqa: D102  what a flawed one does is said by its flaw

import hashlib
import hmac
import json
from collections.abc import Mapping
from datetime import UTC, datetime

import attrs
import pytest

from complaintkit import Contact, IntakeRejected
from complaintkit.plugin import (
    Authentic,
    CustomerMessage,
    DeliveryReport,
    DeliveryStatus,
    Envelope,
    Ignored,
    Parsed,
    Plugin,
    Proof,
    Reply,
    Stopped,
    hookimpl,
)
from complaintkit.testing import ChannelContract

KEY = "k-0123456789"
BODY = json.dumps({"id": "M-1", "from": "u-7", "text": "烤鱿鱼没熟"}, ensure_ascii=False).encode()

NEXT = BODY.replace(b"M-1", b"M-2").replace("烤".encode(), "煮".encode())


def signed(body, *, key=KEY, query=""):
    """An envelope as the messenger sends it."""
    proof = hmac.new(key.encode(), body, hashlib.sha256).hexdigest()
    return Envelope(body, headers={"X-Proof": proof, "X-At": "1763712000"}, query=query)


@attrs.frozen(kw_only=True, eq=False)
class Messenger(Plugin):
    """Signed JSON; `flaw` is the mistake its author made."""

    name: str
    key: str = attrs.field(repr=False)
    flaw: str = ""

    @hookimpl
    def complaintkit_channels(self):
        """One."""
        if self.flaw != "brings nothing":
            yield MessengerChannel(self)


@attrs.frozen
class MessengerChannel:
    """By the book unless there is a flaw."""

    plugin: Messenger

    @property
    def name(self):
        return self.plugin.name

    @property
    def flaw(self):
        return self.plugin.flaw

    @property
    def largest(self):
        return 2**40 if self.flaw == "takes anything" else 4096

    def authenticate(self, envelope):
        body = envelope.body[:-3] if self.flaw == "signs not all of it" else envelope.body
        good = hmac.new(self.plugin.key.encode(), body, hashlib.sha256).hexdigest()
        given = envelope.headers.get("x-proof", "")
        if self.flaw == "signs not all of it":
            given = good if envelope.headers else ""
        if self.flaw == "reads a header's number":
            datetime.fromtimestamp(int(envelope.headers.get("x-at", "0")), UTC)
        if self.flaw == "looks at all of it again and again":
            [sum(1 for _ in body[:end]) for end in range(0, len(body), 40)]
        if self.flaw == "compares text":
            given = given.encode("ascii").decode()
        if self.flaw != "checks nothing" and not hmac.compare_digest(good.encode(), given.encode()):
            raise IntakeRejected(self.name, reason="malformed" if self.flaw == "says another reason" else "signature")
        proof = Proof.NONE if self.flaw == "claims no proof" else Proof.SIGNED
        return Authentic(envelope.body, proof=proof, envelope=envelope)

    def parse(self, message):
        if self.flaw == "reads nothing":
            return Parsed()
        if self.flaw == "is rude":
            return Parsed(Ignored("no"), reply=Reply(status=500))
        try:
            told = json.loads(message.content)
            at = datetime.fromtimestamp(1763712000, UTC)
            if self.flaw == "trusts a header":
                at = datetime.fromtimestamp(int(message.envelope.headers["x-at"]), UTC)
            if self.flaw == "looks at the clock":
                at = datetime.now(UTC)
            sender = Contact("messenger", told["from"])
            if self.flaw == "numbers by hash":
                told["id"] = str(hash(told["text"]))
            if self.flaw == "gives all one id":
                told["id"] = told["from"]
            if self.flaw == "stops without an id":
                return Parsed(Stopped(sender, at=at))
            return Parsed(CustomerMessage(told["text"], sender=sender, external_id=told["id"], at=at))
        except (ValueError, KeyError, TypeError, OverflowError, OSError) as error:
            raise IntakeRejected(self.name, reason="malformed") from error


class Signed:
    """What the messenger sends."""

    plugin: type[Plugin] = Messenger
    genuine: Mapping[str, Envelope] = {
        "text": signed(BODY, query="to=a12"),
        "again": signed(BODY),
        "next": signed(NEXT),
    }
    forged: Mapping[str, Envelope] = {"other key": signed(BODY, key="other"), "unsigned": Envelope(BODY)}


def settings(flaw):
    """With one mistake."""
    return {"name": "messenger", "key": KEY, "flaw": flaw}


class TestMessenger(Signed, ChannelContract):
    """The one without a flaw holds the contract."""

    settings = settings("")


ASKS = "test_reading_asks_nobody"
EVERY_BYTE = "test_every_byte_is_covered"
FORGED = "test_what_is_forged_is_refused"


@pytest.mark.parametrize(
    ("flaw", "wanted"),
    [
        ("signs not all of it", {EVERY_BYTE}),
        ("compares text", {EVERY_BYTE}),
        ("trusts a header", {EVERY_BYTE}),
        ("checks nothing", {EVERY_BYTE, FORGED}),
        ("says another reason", {FORGED}),
        ("claims no proof", {"test_what_is_genuine_is_read"}),
        ("reads nothing", {"test_what_is_genuine_is_read"}),
        ("stops without an id", {"test_a_stop_can_not_be_replayed"}),
        ("is rude", {"test_what_is_genuine_is_read"}),
        ("reads a header's number", {"test_whatever_stands_beside_the_body_is_read_or_refused"}),
        ("looks at all of it again and again", {"test_finding_out_who_sent_it_takes_time_linear_in_its_size"}),
        ("takes anything", {"test_what_it_takes_is_bounded"}),
        ("looks at the clock", {"test_reading_twice_says_the_same", ASKS}),
        ("numbers by hash", {ASKS}),
        ("gives all one id", {"test_each_message_has_an_id_of_its_own"}),
        ("brings nothing", {"test_what_is_genuine_is_read"}),
    ],
)
def test_a_mistake_of_a_channel_is_found(flaw, wanted, broken):
    """Each mistake breaks the rule it is about."""
    assert wanted <= broken(type("Flawed", (Signed, ChannelContract), {"settings": settings(flaw)}))


# ------------------------------------------------------------------ receipts, whose content nothing proves
@attrs.frozen(kw_only=True, eq=False)
class Receipts(Plugin):
    """What became of messages, at a secret address."""

    name: str
    secret: str = attrs.field(repr=False)
    flaw: str = ""

    @hookimpl
    def complaintkit_channels(self):
        """One."""
        yield ReceiptChannel(self.name, self.secret, self.flaw)


@attrs.frozen
class ReceiptChannel:
    """By the book unless there is a flaw."""

    name: str
    secret: str = attrs.field(repr=False)
    flaw: str

    def authenticate(self, envelope):
        if not hmac.compare_digest(envelope.query.get("k", "").encode(), self.secret.encode()):
            raise IntakeRejected(self.name, reason="signature")
        proof = Proof.SIGNED if self.flaw == "claims a signature" else Proof.SECRET_URL
        return Authentic(envelope.body, proof=proof, envelope=envelope)

    def parse(self, message):
        at = datetime(2026, 11, 21, 12, tzinfo=UTC)
        if self.flaw == "lets customers speak":
            return Parsed(CustomerMessage("hi", sender=Contact("x", "y"), external_id="1", at=at))
        if message.content == b"M-1":
            return Parsed(DeliveryReport("M-1", status=DeliveryStatus.DELIVERED, at=at))
        if self.flaw == "raises what it likes":
            raise ValueError(message.content)
        raise IntakeRejected(self.name, reason="malformed")


class Secret:
    """What the provider sends."""

    plugin: type[Plugin] = Receipts
    covers_content = False
    genuine: Mapping[str, Envelope] = {"delivered": Envelope(b"M-1", query={"k": "r" * 24})}
    forged: Mapping[str, Envelope] = {"no secret": Envelope(b"M-1")}


class TestReceipts(Secret, ChannelContract):
    """The one without a flaw holds the contract."""

    settings: Mapping[str, object] = {"name": "receipts", "secret": "r" * 24}


@pytest.mark.parametrize(
    ("flaw", "wanted"),
    [
        ("claims a signature", {"test_what_is_genuine_is_read"}),
        ("lets customers speak", {"test_what_proves_no_content_brings_receipts_only", EVERY_BYTE}),
        ("raises what it likes", {EVERY_BYTE, "test_nonsense_is_refused"}),
    ],
)
def test_a_mistake_about_receipts_is_found(flaw, wanted, broken):
    """A secret address proves the sender, and nothing else."""
    values = {"settings": {"name": "receipts", "secret": "r" * 24, "flaw": flaw}}

    assert wanted <= broken(type("Flawed", (Secret, ChannelContract), values))
