"""Sending: at twilio's own seam, and against a server on this machine that plays the API."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from complaintkit_twilio import TwilioSms
from complaintkit_twilio._notifier import TwilioNotifier, _http_client
from twilio.http import HttpClient
from twilio.http.response import Response

from complaintkit import Contact
from complaintkit.plugin import Accepted, Attempt, InDoubt, NotSent, Outcome, Rejected, RejectReason
from complaintkit.testing import Exchange, NotifierContract, Vendor, message_spec, notification

SETTINGS: Mapping[str, object] = {
    "name": "sms",
    "account_sid": "AC0123456789abcdef0123456789abcdef",
    "auth_token": "a token",
    "sender": "+15005550006",
    "webhook_url": "https://shop.example/hooks/sms",
}
TO = Contact("phone", "+8613800138000")
NOW = datetime(2026, 11, 21, 2, tzinfo=UTC)


def message(status: str = "queued", **more: object) -> dict[str, object]:
    """A message as the API shows it."""
    return {
        "sid": "SM1",
        "status": status,
        "error_code": None,
        "date_created": "Sat, 21 Nov 2026 02:00:01 +0000",
        **more,
    }


def refused(status: int, code: int) -> Exchange:
    """An error of the API."""
    return Exchange(status, json={"code": code, "message": "no", "more_info": "", "status": status})


class TestNotifier(NotifierContract):
    """Success, error codes, rate limit, timeout, and every cut of the exchange."""

    plugin = TwilioSms
    settings = SETTINGS
    endpoint = "endpoint"
    quick: Mapping[str, object] = {"timeout": timedelta(seconds=0.3)}
    accepted = Exchange(201, json=message())
    rejected: Mapping[str, Exchange] = {
        "no number": refused(400, 21211),
        "STOP": refused(400, 21610),
        "no mobile": refused(400, 21614),
        "too long": refused(400, 21617),
        "never met": refused(400, 29999),
        "failed at once": Exchange(201, json=message("failed", error_code=30003)),
    }
    not_sent: Mapping[str, Exchange] = {
        "too fast": refused(429, 20429),
        "too fast, without a code": Exchange(429),
        "token": refused(401, 20003),
        "our number": refused(400, 21606),
        "account": Exchange(403),
    }
    in_doubt: Mapping[str, Exchange] = {
        "server error": Exchange(500),
        "gateway": Exchange(502, body=b"<html>"),
        "no id": Exchange(201, json={"status": "queued"}),
    }


class Scripted(HttpClient):  # type: ignore[misc]  # twilio has no types
    """Twilio's `http_client`: what is asked, and what it answers."""

    def __init__(self, *answers: tuple[int, object]) -> None:
        super().__init__(None, is_async=False)
        self.answers = list(answers)
        self.asked: list[tuple[str, str, dict[str, object]]] = []

    def request(
        self, method: str, url: str, params: object = None, data: object = None, *_: object, **__: object
    ) -> Response:
        """One exchange."""
        self.asked.append((method, url, dict(data or params or {})))  # type: ignore[call-overload]  # one of both
        status, body = self.answers.pop(0)
        return Response(status, json.dumps(body))


def run(http: Scripted, attempt: Attempt | None = None, to: Contact = TO, **settings: object) -> Outcome:
    """Send, or ask what became of an attempt."""
    plugin = TwilioSms(**{**SETTINGS, **settings})  # type: ignore[arg-type]

    async def one() -> Outcome:
        async with TwilioNotifier(plugin, http).session() as sender:
            if attempt is not None:
                return await sender.reconcile(attempt)
            return await sender.send(notification(to=to, text="您的投诉已受理"))

    return asyncio.run(one())


@pytest.mark.parametrize(
    ("typed", "country", "to"),
    [
        ("138 0013 8000", "CN", "+8613800138000"),
        ("１３８００１３８０００", "CN", "+8613800138000"),
        ("07700 900123", "GB", "+447700900123"),
        ("+86 138-0013-8000", None, "+8613800138000"),
        ("+86 138-0013-8000", "GB", "+8613800138000"),
    ],
)
def test_a_number_goes_out_with_its_country(typed: str, country: str | None, to: str) -> None:
    """People type what they would dial; Twilio gets E.164, when sending and when asked later."""
    contact, asked = Contact("phone", typed), Attempt(id="n-1", started_at=NOW, to=Contact("phone", typed))
    http = Scripted((201, message()), (200, {"messages": []}))

    assert run(http, to=contact, country=country) == Accepted("SM1")
    run(http, asked, country=country)

    assert [data["To"] for _, _, data in http.asked] == [to, to]


@pytest.mark.parametrize(("spared", "sent"), [("", 2), ("twilio.example", 0)])
def test_it_goes_by_the_proxy_that_the_environment_names(
    monkeypatch: pytest.MonkeyPatch, spared: str, sent: int
) -> None:
    """All of a batch; but for hosts that it spares."""
    plugin = TwilioSms(**{**SETTINGS, "endpoint": "http://twilio.example"})  # type: ignore[arg-type]

    async def two() -> list[Outcome]:
        async with TwilioNotifier(plugin).session() as sender:
            return [await sender.send(notification(id=one, to=TO)) for one in ("n-1", "n-2")]

    with Vendor(Exchange(201, json=message())) as proxy:
        monkeypatch.setenv("HTTP_PROXY", proxy.url)
        monkeypatch.setenv("NO_PROXY", spared)
        for other in ("http_proxy", "no_proxy"):
            monkeypatch.delenv(other, raising=False)
        outcomes = asyncio.run(two())

    assert outcomes.count(Accepted("SM1")) == len(proxy.requests) == sent


def test_certificates_are_checked_by_the_bundle_that_the_environment_names(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A shop behind a firewall that opens TLS has a bundle of its own."""
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(tmp_path / "bundle.pem"))
    plugin = TwilioSms(**{**SETTINGS, "endpoint": "https://127.0.0.1:9"})  # type: ignore[arg-type]

    assert _http_client(plugin).session.verify == str(tmp_path / "bundle.pem")
    monkeypatch.delenv("REQUESTS_CA_BUNDLE")
    monkeypatch.delenv("CURL_CA_BUNDLE", raising=False)
    assert _http_client(plugin).session.verify is True


@pytest.mark.parametrize("typed", ["13800138000", "07700 900123", "not a number"])
def test_nobody_elses_telephone_rings(typed: str) -> None:
    """Without a country a bare number is nobody's: it would be in North America. The next medium is tried, nothing is sent."""
    http = Scripted()

    outcome = run(http, to=Contact("phone", typed), country=None)

    assert isinstance(outcome, Rejected)
    assert (outcome.reason, http.asked) == (RejectReason.ADDRESS, [])


def test_a_country_that_is_none_is_said_at_the_start() -> None:
    """Not when the first customer should have heard something."""
    (problem,) = TwilioNotifier(TwilioSms(**{**SETTINGS, "country": "UK"})).check([])  # type: ignore[arg-type]
    assert "'UK'" in problem


def test_what_is_sent() -> None:
    """Address, words, sender, and where Twilio tells what became of it."""
    http = Scripted((201, message()))
    assert run(http) == Accepted("SM1")
    ((method, url, data),) = http.asked
    assert (method, url.partition("/2010-04-01")[2]) == ("POST", f"/Accounts/{SETTINGS['account_sid']}/Messages.json")
    assert data == {
        "To": "+8613800138000", "From": "+15005550006", "Body": "您的投诉已受理",
        "StatusCallback": "https://shop.example/hooks/sms",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("code", "reason"),
    [(21211, RejectReason.ADDRESS), (21610, RejectReason.BLOCKED), (30003, RejectReason.ADDRESS), (30007, RejectReason.CONTENT),
     (63016, RejectReason.WINDOW_CLOSED), (21408, RejectReason.UNSUPPORTED)],
)  # fmt: skip
def test_codes_say_why(code: int, reason: RejectReason) -> None:
    """So that people see what to mend."""
    answer = run(Scripted((400, {"code": code, "message": "+8613800138000 is not reachable"})))
    assert answer == Rejected(reason, str(code))


def test_what_is_our_fault_stops_the_notifier() -> None:
    """An empty account is no reason to give a customer's message up."""
    answer = run(Scripted((401, {"code": 20003, "message": "Authenticate"})))
    assert isinstance(answer, NotSent)
    assert answer.ours


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        ((200, message("delivered")), Accepted("SM1", final=True)),
        ((200, message("sending")), Accepted("SM1")),
        ((200, message("undelivered", error_code=30003)), Rejected(RejectReason.ADDRESS, "undelivered, 30003")),
        ((401, {"code": 20003}), InDoubt("could not be asked: 20003")),
        ((500, {}), InDoubt("HTTP 500")),
    ],
)  # fmt: skip
def test_what_became_of_it_by_its_id(answer: tuple[int, object], outcome: Outcome) -> None:
    """Twilio keeps a record of each message."""
    http = Scripted(answer)
    assert run(http, Attempt(id="n-1", started_at=NOW, reference="SM1", to=TO)) == outcome
    assert http.asked[0][1].endswith("/Messages/SM1.json")


@pytest.mark.parametrize(
    ("found", "outcome"),
    [
        ([], NotSent),
        ([message(date_created="Fri, 20 Nov 2026 02:00:00 +0000")], NotSent),
        ([message()], InDoubt),
    ],
)  # fmt: skip
def test_what_became_of_it_by_its_address(found: list[object], outcome: type) -> None:
    """No message to that number since then: it never was one. Else it may be that one, or another's: a person looks."""
    page = {"messages": found, "next_page_uri": None, "page": 0}
    http = Scripted((200, page))
    assert isinstance(run(http, Attempt(id="n-1", started_at=NOW, to=TO)), outcome)
    assert http.asked[0][2]["To"] == TO.address


def test_messages_that_are_too_long_are_named_at_start() -> None:
    """Twilio takes 1,600 characters."""
    notifier = TwilioNotifier(TwilioSms(**SETTINGS))  # type: ignore[arg-type]
    (problem,) = notifier.check(
        [message_spec("course", fields=(), longest=2000), message_spec("received", fields=(), longest=70)]
    )
    assert "course" in problem
