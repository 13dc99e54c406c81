"""The values that pass between plugins and the core: frozen, compared by value, checked where they are made."""

from __future__ import annotations

import copy
import pickle
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import attrs
import pytest

from complaintkit.model.customer import Contact
from complaintkit.model.errors import InvalidInput
from complaintkit.model.money import Money
from complaintkit.model.remedy import Remedy
from complaintkit.plugin import (
    Accepted,
    Attempt,
    Authentic,
    CaseView,
    CustomerMessage,
    DeliveryReport,
    DeliveryStatus,
    Envelope,
    FormReceived,
    Ignored,
    InDoubt,
    MediaRef,
    MessageSpec,
    Notification,
    NotSent,
    Parsed,
    Polled,
    PollNow,
    Proof,
    Rejected,
    RejectReason,
    RemedyOrder,
    Reply,
    Stopped,
    Suggested,
)

CHINA = timezone(timedelta(hours=8))
AT = datetime(2026, 11, 21, 20, 5, tzinfo=CHINA)
FENG = Contact("phone", "13800138000")
CNY = "CNY"


def said(**changes):
    """What a customer said."""
    return CustomerMessage(**{"text": "烤鱿鱼没熟", "sender": FENG, "external_id": "7001", "at": AT, **changes})


def view(**changes):
    """A case as policies see it."""
    needed = {"now": AT, "business_day": "2026-11-21", "category": "service/food", "unit": "a12", "channel": "stall"}
    return CaseView(**{**needed, "currency": CNY, **changes})


def order(**changes):
    """A message ready to go."""
    needed = {
        "id": "o1",
        "to": FENG,
        "message": "received",
        "language": "zh-CN",
        "text": "收到",
        "case_number": "A12-1",
    }
    return Notification(**{**needed, **changes})


# ---- envelope -------------------------------------------------------------------------------------------------------
def test_an_envelope_keeps_every_byte():
    """Signatures are checked over what arrived, not over what somebody decoded."""
    body = bytes(range(256))

    assert Envelope(body).body == body
    assert Envelope(bytearray(body)).body == body


def test_headers_are_found_whatever_their_case():
    """Servers write them as they like."""
    headers = Envelope(b"", headers={"X-Twilio-Signature": "ab", "Accept": "a", "accept": "b"}).headers

    assert headers["x-twilio-signature"] == headers["X-TWILIO-SIGNATURE"] == headers.get("X-Twilio-signature") == "ab"
    assert "X-twilio-SIGNATURE" in headers
    assert headers["Accept"] == "a, b"
    assert headers.get("x-none") is None


def test_a_query_may_be_text_or_mapping():
    """The text stays as it was, for vendors that sign the address; of a name that came twice, the first counts."""
    text = "k=%E5%BA%97&k=2&empty=&x=a+b"

    query = Envelope(b"", query=text).query

    assert query == {"k": "店", "empty": "", "x": "a b"}
    assert query.raw == text
    assert Envelope(b"", query={"k": "店"}).query == {"k": "店"}
    assert Envelope(b"", query={"k": "店"}).query.raw == "k=%E5%BA%97"


def test_an_envelope_arrives_now_in_utc():
    """And what came earlier says so, with its zone."""
    before = datetime.now(UTC)

    assert before <= Envelope(b"").received_at <= datetime.now(UTC)
    assert Envelope(b"", received_at=AT).received_at == datetime(2026, 11, 21, 12, 5, tzinfo=UTC)
    assert Envelope(b"", received_at=AT).received_at.tzinfo is UTC


def test_the_hosts_own_data_become_json():
    """Money and dates in their exact form; a session of staff stands behind it."""
    envelope = Envelope.of({"text": "冷了", "paid": Money("9.9", CNY), "at": AT, "x": Decimal("0.10")}, staff="chen")

    assert envelope.body.decode() == (
        '{"text": "冷了", "paid": "9.90 CNY", "at": "2026-11-21T20:05:00+08:00", "x": "0.10"}'
    )
    assert envelope.staff == "chen"
    assert envelope.headers["Content-Type"].startswith("application/json")


def test_an_envelope_shows_neither_words_nor_secrets():
    """Its repr may stand in any log."""
    shown = repr(Envelope("王芳".encode(), query="k=secret", headers={"Authorization": "secret"}))

    assert "<6 bytes>" in shown
    assert "secret" not in shown


def whatever(value: Any) -> Any:
    """A value whose type is nobody's business: a type checker finds these mistakes first."""
    return value


WRONG_ENVELOPES = {
    "body": (lambda: Envelope(whatever("text")), "Give the raw bytes"),
    "method": (lambda: Envelope(b"", method="GET /"), "no HTTP method"),
    "received_at": (lambda: Envelope(b"", received_at=datetime(2026, 1, 1)), "no time zone"),  # noqa: DTZ001
    "headers.x": (lambda: Envelope(b"", headers=whatever({"x": b"bytes"})), "is bytes, not text"),
    "query.k": (lambda: Envelope(b"", query=whatever({"k": 1})), "is int, not text"),
    "staff": (lambda: Envelope(b"", staff=""), "is empty"),
    "payload": (lambda: Envelope.of({"x": object()}), "can't be written as JSON"),
    "status": (lambda: Reply(b"", status=99), "is no answer"),
}


def test_a_time_at_the_end_of_time_is_refused():
    """Half a day before the first moment, or after the last, there is no UTC; a payload may say so, and no plugin is to blame."""
    for at in ("9999-12-31T23:59:59-12:00", "0001-01-01T00:00:00+14:00"):
        with pytest.raises(InvalidInput, match="end of time"):
            Envelope(b"", received_at=datetime.fromisoformat(at))


@pytest.mark.parametrize(("field", "case"), WRONG_ENVELOPES.items(), ids=WRONG_ENVELOPES)
def test_a_wrong_envelope_names_the_field(field, case):
    """Hosts build them: the error says which argument."""
    make, reason = case

    with pytest.raises(InvalidInput) as refused:
        make()

    assert refused.value.field == field
    assert reason in str(refused.value)


# ---- authentic ------------------------------------------------------------------------------------------------------
def test_staff_comes_from_the_hosts_session_only():
    """No item acts as staff: who it is, is on the envelope or nowhere."""
    mine = Envelope(b"", staff="chen")

    assert Authentic(b"", proof=Proof.SESSION, envelope=mine).staff == "chen"
    assert Authentic(b"", proof=Proof.SIGNED, envelope=mine).staff is None


@pytest.mark.parametrize(
    "claim",
    [
        {"proof": Proof.SESSION},
        {"proof": Proof.SESSION, "envelope": Envelope(b"")},
        {"proof": Proof.SIGNED, "staff": "chen"},
        {"proof": Proof.SIGNED, "envelope": Envelope(b"", staff="chen"), "staff": "chen"},
        {"proof": Proof.SESSION, "envelope": Envelope(b"", staff="chen"), "staff": "zhou"},
        {"proof": "signd"},
    ],
)
def test_a_claim_to_be_staff_without_a_session_is_refused(claim):
    """Neither a payload nor a channel can make somebody staff."""
    with pytest.raises(InvalidInput):
        Authentic(b"", **claim)


# ---- by value, frozen -----------------------------------------------------------------------------------------------
MADE = {
    "Envelope": lambda: Envelope(b"x", query="k=1", headers={"A": "b"}, received_at=AT),
    "Authentic": lambda: Authentic(b"x", proof=Proof.SIGNED),
    "Reply": lambda: Reply(b"success"),
    "CustomerMessage": lambda: said(media=[MediaRef("m1", name="photo", media_type="image/jpeg")]),
    "FormReceived": lambda: FormReceived({"sku": "A1"}, external_id="1"),
    "DeliveryReport": lambda: DeliveryReport("r1", status=DeliveryStatus.FAILED, at=AT, detail="off"),
    "Stopped": lambda: Stopped(FENG, at=AT),
    "PollNow": PollNow,
    "Ignored": lambda: Ignored("address check"),
    "Parsed": lambda: Parsed(said(), Ignored("x"), reply=Reply(b"ok")),
    "Polled": lambda: Polled([Authentic(b"x", proof=Proof.SIGNED)], cursor="7", more=True),
    "MessageSpec": lambda: MessageSpec(name="received", language="zh-CN", fields={"number"}, longest=70),
    "Notification": lambda: order(fields={"number": "A12-1"}),
    "Accepted": lambda: Accepted("r1", final=True),
    "Rejected": lambda: Rejected(RejectReason.ADDRESS, "no such number"),
    "NotSent": lambda: NotSent(retry_after=timedelta(minutes=1), ours=True),
    "InDoubt": lambda: InDoubt("timeout", reference="r1"),
    "Attempt": lambda: Attempt(id="o1", started_at=AT, to=FENG),
    "CaseView": lambda: view(compensated={"90d": Money(0, CNY)}, extra={"fell_ill": "yes"}),
    "Suggested": lambda: Suggested(Remedy.apology(), rule="late", why={"en": "You had to wait"}),
    "RemedyOrder": lambda: RemedyOrder(id="r1", remedy=Remedy.apology(), case_number="A12-1", unit="a12"),
}


@pytest.mark.parametrize("make", MADE.values(), ids=MADE)
def test_two_of_the_same_content_are_equal(make):
    """They can be compared in tests, put into sets, and sent to another process."""
    assert make() == make()
    assert hash(make()) == hash(make())
    assert pickle.loads(pickle.dumps(make())) == make()  # noqa: S301  our own


@pytest.mark.parametrize("make", MADE.values(), ids=MADE)
def test_nobody_can_change_what_was_given(make):
    """A plugin that tries only hurts itself."""
    value = make()
    for field in attrs.fields(type(value)):
        with pytest.raises(attrs.exceptions.FrozenInstanceError):
            setattr(value, field.name, None)
        inner = getattr(value, field.name)
        with pytest.raises((TypeError, AttributeError)):
            inner["x"] = "y"


@pytest.mark.parametrize("name", ["CustomerMessage", "Notification", "Stopped", "Attempt"])
def test_words_and_persons_are_in_no_repr(name):
    """What a plugin logs carelessly holds neither."""
    shown = repr(MADE[name]())

    assert "鱿鱼" not in shown
    assert "13800138000" not in shown


# ---- what can't be --------------------------------------------------------------------------------------------------
WRONG = {
    "sender": lambda: said(sender="13800138000"),
    "at": lambda: said(at=datetime(2026, 1, 1)),  # noqa: DTZ001  without a zone on purpose
    "external_id": lambda: said(external_id=""),
    "media": lambda: said(media=["m1"]),
    "text": lambda: said(text=None),
    "fields": lambda: FormReceived(whatever([("a", 1)]), external_id="1"),
    "status": lambda: DeliveryReport("r", status=whatever("lost"), at=AT),
    "items": lambda: Parsed(whatever("text")),
    "reply": lambda: Parsed(reply=whatever(b"ok")),
    "messages": lambda: Polled([whatever(b"x")], cursor="1"),
    "reference": lambda: Accepted(""),
    "reason": lambda: Rejected(whatever("adress")),
    "retry_after": lambda: NotSent(retry_after=timedelta(-1)),
    "started_at": lambda: Attempt(id="1", started_at=whatever("now")),
    "fields.n": lambda: order(fields={"n": 1}),
    "attempt": lambda: order(attempt=0),
    "to": lambda: order(to="13800138000"),
    "longest": lambda: MessageSpec(name="x", language="en", longest=-1),
    "severity": lambda: view(severity="hgih"),
    "waited": lambda: view(waited=5),
    "paid": lambda: view(paid=Decimal(5)),
    "extra.x": lambda: view(extra={"x": True}),
    "why": lambda: Suggested(Remedy.apology(), rule="x", why={}),
    "remedy": lambda: Suggested(whatever("refund"), rule="x", why={"en": "x"}),
}


@pytest.mark.parametrize(("field", "make"), WRONG.items(), ids=WRONG)
def test_a_wrong_value_names_the_field(field, make):
    """The author of a plugin reads which argument it was, and what to give."""
    with pytest.raises(InvalidInput) as refused:
        make()

    assert refused.value.field == field


def test_a_form_may_be_empty_and_a_voice_message_without_words():
    """What came, came: the desk decides what it is."""
    assert FormReceived({}, external_id="1").fields == {}
    assert said(text="", media=[MediaRef("m", name="voice", media_type="audio/amr")]).text == ""


def test_a_parsed_message_without_reply_answers_200():
    """Most providers want nothing else."""
    assert Parsed(PollNow()).reply == Reply(b"", status=200)
    assert Parsed().items == ()


def test_what_a_policy_did_not_declare_says_so():
    """Live and in replay alike: a window that was not asked for is not there."""
    with pytest.raises(KeyError, match="'30d' was not declared: add it to the policy's `needs`"):
        _ = view(compensated={"90d": Money(0, CNY)}).compensated["30d"]


def test_times_are_kept_in_utc():
    """Whatever zone they came in: 01:00 in Shanghai is still the day before in UTC."""
    night = datetime(2026, 3, 1, 1, 0, tzinfo=CHINA)

    assert said(at=night).at.isoformat() == "2026-02-28T17:00:00+00:00"


def test_a_copy_of_a_spec_is_its_own() -> None:
    """A plugin is given copies: what it forces into one, past its being frozen, is in no other."""
    spec = MessageSpec(name="received", language="zh", fields={"number"}, longest=20)
    own = copy.deepcopy(spec)
    object.__setattr__(own, "name", "forged")

    assert spec == MessageSpec(name="received", language="zh", fields={"number"}, longest=20)
