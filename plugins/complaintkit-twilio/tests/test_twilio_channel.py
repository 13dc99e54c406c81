"""What Twilio posts is signed, and each piece of it is what it was."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import partial
from urllib.parse import urlencode

import pytest
from complaintkit_twilio import TwilioSms
from complaintkit_twilio._channel import _keyword
from twilio.request_validator import RequestValidator

from complaintkit import Contact
from complaintkit.errors import IntakeRejected, InvalidInput
from complaintkit.plugin import (
    CustomerMessage,
    DeliveryReport,
    DeliveryStatus,
    Envelope,
    Ignored,
    Inbound,
    MediaRef,
    Stopped,
)
from complaintkit.testing import ChannelContract, grows_linearly, steps

URL = "https://shop.example/hooks/sms"
ACCOUNT = "AC0123456789abcdef0123456789abcdef"
SIGNER = "a token"
NOW = datetime(2026, 11, 21, 2, tzinfo=UTC)
SETTINGS: Mapping[str, object] = {
    "name": "sms", "account_sid": ACCOUNT, "auth_token": "a token", "old_auth_token": "last year's", "sender": "+15005550006",
    "webhook_url": URL,
}  # fmt: skip
SMS = {
    "AccountSid": ACCOUNT, "ApiVersion": "2010-04-01", "Body": "烤鱿鱼没熟,吃了肚子疼", "From": "+8613800138000", "FromCity": "",
    "FromCountry": "CN", "MessageSid": "SM7001", "NumMedia": "0", "NumSegments": "1", "SmsMessageSid": "SM7001",
    "SmsSid": "SM7001", "SmsStatus": "received", "To": "+15005550006", "ToCountry": "US",
}  # fmt: skip
STATUS = {
    "AccountSid": ACCOUNT,
    "MessageSid": "SM1",
    "MessageStatus": "delivered",
    "SmsSid": "SM1",
    "SmsStatus": "delivered",
    "To": "+86",
}


def posted(said: Mapping[str, str], *, token: str = SIGNER, query: str = "", url: str = URL) -> Envelope:
    """As Twilio does it."""
    whole = f"{url}?{query}" if query else url
    signature = RequestValidator(token).compute_signature(whole, dict(said))
    return Envelope(urlencode(said).encode(), query=query, headers={"X-Twilio-Signature": signature}, received_at=NOW)


class TestChannel(ChannelContract):
    """Every byte altered: refused, or it says the same. The validator by itself would let some of them in."""

    plugin = TwilioSms
    settings = SETTINGS
    genuine: Mapping[str, Envelope] = {
        "message": posted(SMS),
        "status": posted(STATUS, query="n=1"),
        "stop": posted({**SMS, "Body": "stop", "OptOutType": "STOP"}),
        "old token": posted(SMS, token="last year's"),
    }
    forged: Mapping[str, Envelope] = {
        "other token": posted(SMS, token="x"),
        "other address": posted(SMS, url="https://shop.example/hooks/other"),
        "unsigned": Envelope(urlencode(SMS).encode(), received_at=NOW),
        "another account": posted({**SMS, "AccountSid": "AC9"}),
        "body hash in the address": posted({}, query="bodySHA256=0"),
        "torn": Envelope(
            urlencode(STATUS).replace("MessageStatus=delivered", "MessageStatusd=elivered").encode(),
            headers=posted(STATUS).headers, received_at=NOW,
        ),
    }  # fmt: skip

    def test_a_message_is_what_the_customer_said(self) -> None:
        """Words, sender and Twilio's id; answered by silence, for any word would go to the customer."""
        parsed = self.parsed("message")
        assert parsed.items == (
            CustomerMessage(
                SMS["Body"],
                sender=Contact("phone", "+8613800138000", account="+15005550006"),
                external_id="SM7001",
                at=NOW,
            ),
        )
        assert parsed.reply.body.endswith(b"<Response/>")


def read(**said: str) -> Inbound:
    """What a post says."""
    (channel,) = TwilioSms(**SETTINGS).complaintkit_channels()  # type: ignore[arg-type]
    (item,) = channel.parse(channel.authenticate(posted({**SMS, **said}))).items
    return item


@pytest.mark.parametrize("word", ["STOP", "Stop.", " stopall ", "UNSUBSCRIBE", "退订", "TD"])
def test_stop_is_a_stop(word: str) -> None:
    """Alone; in a sentence it is a word."""
    assert read(Body=word) == Stopped(Contact("phone", SMS["From"], account=SMS["To"]), at=NOW, external_id="SM7001")
    assert isinstance(read(Body=f"please {word} sending cold rice"), CustomerMessage)


@pytest.mark.parametrize("word", ["START", "unstop.", "恢复"])
def test_start_is_the_end_of_a_stop(word: str) -> None:
    """Alone; in a sentence it is a word."""
    assert read(Body=word) == Stopped(
        Contact("phone", SMS["From"], account=SMS["To"]), at=NOW, over=True, external_id="SM7001"
    )
    assert isinstance(read(Body=f"please {word} again"), CustomerMessage)


def test_what_twilio_answers_itself_is_no_complaint() -> None:
    """HELP where Twilio handles it."""
    assert isinstance(read(Body="help", OptOutType="HELP"), Ignored)


@pytest.mark.parametrize(
    ("status", "is_now"),
    [
        ("delivered", DeliveryStatus.DELIVERED),
        ("undelivered", DeliveryStatus.FAILED),
        ("failed", DeliveryStatus.FAILED),
    ],
)
def test_statuses(status: str, is_now: DeliveryStatus) -> None:
    """Ends are reported, steps on the way are not."""
    told = DeliveryReport("SM7001", status=is_now, at=NOW, detail=f"{status} 30003")
    assert read(MessageStatus=status, ErrorCode="30003") == told
    assert isinstance(read(MessageStatus="sent"), Ignored)


@pytest.mark.parametrize(
    ("name", "kept"),
    [("Wang\nFang", "Wang Fang"), ("\u202e王芳\x00", "王芳"), ("\n", None), ("芳" * 5000, "芳" * 100)],
    ids=range(4),
)
def test_a_strange_name_keeps_no_words_out(name: str, kept: str | None) -> None:
    """WhatsApp lets people call themselves what they like."""
    item = read(ProfileName=name)
    assert isinstance(item, CustomerMessage)
    assert (item.name, item.text) == (kept, SMS["Body"])


def test_pictures_are_named() -> None:
    """And fetched from Twilio alone: an address is not followed elsewhere."""
    url = "https://api.twilio.com/2010-04-01/Accounts/AC/Messages/MM/Media/ME1"
    said = read(Body="", NumMedia="1", MediaUrl0=url, MediaContentType0="image/jpeg")
    assert isinstance(said, CustomerMessage)
    assert said.media == (MediaRef(url, name="SM7001-0", media_type="image/jpeg"),)
    (channel,) = TwilioSms(**SETTINGS).complaintkit_channels()  # type: ignore[arg-type]
    with pytest.raises(IntakeRejected):
        asyncio.run(channel.fetch("https://other.example/x"))  # type: ignore[attr-defined]


@pytest.mark.parametrize("said", [{"NumMedia": "1"}, {"NumMedia": "x"}])
def test_what_is_missing_is_named(said: dict[str, str]) -> None:
    """Genuine, and yet not to be read."""
    with pytest.raises(IntakeRejected):
        read(**said)


def test_settings_that_do_not_fit_are_refused() -> None:
    """Two senders or none, half a key, an address with a query; no secret is shown."""
    for wrong in ({"sender": None}, {"messaging_service": "MG1"}, {"api_key": "SK1"}, {"webhook_url": f"{URL}?k=1"}):
        with pytest.raises(InvalidInput):
            TwilioSms(**{**SETTINGS, **wrong})  # type: ignore[arg-type]
    assert "a token" not in repr(TwilioSms(**SETTINGS))  # type: ignore[arg-type]


def test_without_an_address_nothing_comes_in() -> None:
    """Signatures could not be checked."""
    assert list(TwilioSms(**{**SETTINGS, "webhook_url": None}).complaintkit_channels()) == []  # type: ignore[arg-type]


@pytest.mark.parametrize("tail", ["!", "！", " ", "。!", "\n"])
def test_a_word_is_found_in_steps_linear_in_the_text(tail: str) -> None:
    """Twenty thousand exclamation marks are no reason to stand still."""
    assert _keyword(f"stop{tail * 3}") == "STOP"
    assert grows_linearly([steps(partial(_keyword, f"{tail * size}x{tail * size}")) for size in (500, 1_000, 2_000)])
    assert _keyword("x" + tail * 3 + "y" * 20_000) == ""
