"""Webhooks: envelopes of every shipped channel, changed by chance, pushed at a desk as anybody on the net may push them.

Most are forged: changed after they were signed, or never signed. Some are changed and then signed, as a broken sender would;
some come to channels that welcome everybody. Whatever comes, a host gets a reply or a refusal, and what nobody signed leaves
nothing behind where a signature is asked for.
"""

from __future__ import annotations

import json
import logging
import random
from base64 import b64encode
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from hashlib import sha1
from hmac import digest
from typing import Final
from urllib.parse import parse_qsl, urlencode

import attrs
from complaintkit_csv import Csv
from complaintkit_phonelog import Phonelog
from complaintkit_twilio import TwilioSms
from complaintkit_webform import Webform, sign

from complaintkit import Desk, IntakeRejected, InvalidInput
from complaintkit.plugin import Channel, Envelope
from complaintkit.testing import FakeClock, grows_linearly, steps
from faults._family import Family, Tally
from faults._storage import Storage, workshop
from faults._world import START, found, found_house

__all__ = ["FAMILY"]

_KEY: Final = "a key that both of them know"
_ACCOUNT, _TOKEN, _URL = "AC0123456789abcdef0123456789abcdef", "a token of ours", "https://shop.example/hooks/sms"
_NOW: Final = datetime.fromisoformat(START).astimezone(UTC)
_HOUSE: Final = 20_000  # envelopes at one desk
_SIGNED_EACH: Final = 100  # envelopes: one of them may be signed after it was changed
_SIGNED: Final = 0.5
_MEASURE_EACH: Final = 5_000
_LARGE_EACH: Final = 300
_WELCOME: Final = frozenset({"open", "list"})
"""The channels that take what nobody signed, into the inbox."""
_TOKENS: Final = (
    *(
        b"\x00",
        b"\xff\xfe",
        b"%",
        b"%41",
        b"%ff",
        b"&",
        b"=",
        b"+",
        b";",
        b'"',
        b"\\",
        b"\\ud800",
        b"{",
        b"}",
        b"[",
        b"]",
        b":",
    ),
    *(
        b",",
        b"\n",
        b"\r\n",
        b" ",
        b"null",
        b"NaN",
        b"1e1000000",
        b"-0",
        b"9" * 30,
        "字".encode(),
        "٣".encode(),
        b"a=b&",
        b"STOP",
    ),
    *(b'{"":', b"[[[[", b"<!--", b"v2=", b"..", b"999999999999", b"\x1f\x8b", "\u202e".encode(), "😡".encode()),
)
_FORM: Final = {
    "text": "烤鱿鱼没熟",
    "category": "food/sensory",
    "unit": "no3-school",
    "name": "冯女士",
    "phone": "13800138000",
}
_SMS: Final = {
    "AccountSid": _ACCOUNT, "Body": "汤里有虫", "From": "+8613800138000", "FromCity": "", "MessageSid": "SM1", "NumMedia": "1",
    "MediaUrl0": "https://api.twilio.com/x/1", "MediaContentType0": "image/jpeg", "To": "+15005550006", "ProfileName": "王芳",
}  # fmt: skip
_CALL: Final = {
    "id": "c1",
    "way": "in",
    "number": "13800138000",
    "at": "2026-11-21T10:00+08:00",
    "seconds": 200,
    "summary": "冷了",
}


def run(storage: Storage, seed: int, numbers: range) -> Tally:
    """Push so many envelopes."""
    counted = ["envelopes", "forged", "signed", "from anybody", "replies", "refusals"]
    tally = Tally(counted, wrong=["other exceptions", "kept unsigned", "more than linear"])
    found_house(storage)
    for first in range(numbers.start, numbers.stop, _HOUSE):
        with workshop() as folder, _desk(found(storage, folder)) as desk:
            _house(tally, desk, range(first, min(first + _HOUSE, numbers.stop)), seed)
    return tally


def _house(tally: Tally, desk: Desk, numbers: range, seed: int) -> None:
    """Push these envelopes at one desk: first what strangers send, then what somebody signed or anybody may send."""
    before, later = _kept(desk), []
    for number in numbers:
        chance = random.Random(f"{seed} {number}")
        name, envelope = _changed(chance, number)
        where = f"seed {seed}, envelope {number}, {name}"
        tally.add("envelopes")
        if name in _WELCOME or number % _SIGNED_EACH == 0:
            later.append((name, envelope, where, chance))
            continue
        tally.add("forged")
        _push(tally, desk, name, envelope, where=where, known=(IntakeRejected,))
        if number % _MEASURE_EACH == 1:
            _measure(tally, chance, desk.plugins.channels[name], envelope)
    if (now := _kept(desk)) != before:
        tally.fail("kept unsigned", f"seed {seed}, {numbers}: {now} rows and events, {before} before")
    for name, envelope, where, chance in later:
        signed = name in _SIGN and chance.random() < _SIGNED
        tally.add("signed" if signed else "from anybody" if name in _WELCOME else "forged")
        pushed = _SIGN[name](envelope) if signed else envelope
        _push(tally, desk, name, pushed, where=where, known=(IntakeRejected, InvalidInput))


def _push(
    tally: Tally, desk: Desk, name: str, envelope: Envelope, *, where: str, known: tuple[type[Exception], ...]
) -> None:
    """Push one; what is signed may be refused by its field as well, as `Desk.intake` says."""
    try:
        desk.intake(name, envelope)
    except known:
        tally.add("refusals")
    except Exception as error:  # noqa: BLE001  that there is none is what is tried
        tally.fail("other exceptions", f"{where}: {type(error).__name__}: {error}")
    else:
        tally.add("replies")


def _kept(desk: Desk) -> tuple[int, int]:
    """Return how many rows of what was refused there are, and how many events."""
    with desk._opened.storage.reading() as reader:
        return len(reader.refused(limit=10_000)), len(reader.feed(after=0, limit=10_000))


def _measure(tally: Tally, chance: random.Random, channel: Channel, envelope: Envelope) -> None:
    """Fill an envelope with one token, ever twice as long: finding out who sent it takes twice the steps at most."""
    token = chance.choice(_TOKENS)
    bodies = [envelope.body[:200] + token * (size // len(token)) for size in (2_000, 4_000, 8_000, 16_000)]
    counted = [steps(partial(_refused, channel, attrs.evolve(envelope, body=body))) for body in bodies]
    if not grows_linearly(counted):
        tally.fail("more than linear", f"{channel.name} filled with {token!r}: {counted} steps")


def _refused(channel: Channel, envelope: Envelope) -> bool:
    try:
        channel.authenticate(envelope)
    except IntakeRejected:
        return True
    return False


# ---- what is pushed -------------------------------------------------------------------------------------------------
@contextmanager
def _desk(url: str) -> Iterator[Desk]:
    """Open a desk with every shipped channel; two of them welcome everybody."""
    plugins = [
        Webform(name="shop", keys={"current": _KEY}),
        Webform(name="open", keys={"current": _KEY}, unsigned=True),
        TwilioSms(name="sms", account_sid=_ACCOUNT, auth_token=_TOKEN, sender="+15005550006", webhook_url=_URL),
        Phonelog(name="phone"),
        Csv(
            name="list",
            map={"external_id": "id", "text": "what", "received_at": "when"},
            tz="Asia/Shanghai",
            anybody=True,
        ),
    ]
    with _quiet(), Desk.open(url, plugins=plugins, clock=FakeClock(START)) as desk:
        yield desk


@contextmanager
def _quiet() -> Iterator[None]:
    """Leave warnings out: each refusal would say so."""
    log = logging.getLogger("complaintkit")
    before = log.level
    log.setLevel(logging.ERROR)
    try:
        yield
    finally:
        log.setLevel(before)


def _by_shop(envelope: Envelope, name: str = "shop") -> Envelope:
    return attrs.evolve(envelope, headers=sign(envelope.body, channel=name, key=_KEY, at=_NOW))


def _by_twilio(envelope: Envelope) -> Envelope:
    """Sign what can be read as a form, as Twilio does: its address, then names and values in order."""
    said = dict(parse_qsl(envelope.body.decode("latin-1"), keep_blank_values=True, errors="replace"))
    body = urlencode({**said, "AccountSid": _ACCOUNT})
    sorted_out = "".join(name + value for name, value in sorted(parse_qsl(body, keep_blank_values=True)))
    signature = b64encode(digest(_TOKEN.encode(), (_URL + sorted_out).encode(), sha1)).decode()
    headers = {"X-Twilio-Signature": signature}
    return Envelope(body.encode(), query="", headers=headers, received_at=envelope.received_at)


_SIGN: Final[Mapping[str, Callable[[Envelope], Envelope]]] = {
    "shop": _by_shop,
    "open": partial(_by_shop, name="open"),
    "sms": _by_twilio,
}


def _genuine() -> Iterator[tuple[str, Envelope]]:
    """Yield what each channel is sent, as it should be."""
    for name in ("shop", "open"):
        for body in (
            json.dumps({"id": "f1", **_FORM}, ensure_ascii=False),
            json.dumps([{"id": "f2", **_FORM}, {"id": "f3", **_FORM, "price": "9.90", "receipt": "R1"}]),
            urlencode({"id": "f4", **_FORM}),
        ):
            yield name, _by_shop(Envelope(body.encode(), received_at=_NOW), name)
    for said in (_SMS, {**_SMS, "Body": "STOP"}, {**_SMS, "MessageStatus": "delivered"}, {**_SMS, "Body": "5"}):
        yield "sms", _by_twilio(Envelope(urlencode(said).encode(), received_at=_NOW))
    yield "phone", Envelope(json.dumps(_CALL).encode(), received_at=_NOW)
    yield "list", Envelope("id,what,when\n1,饭酸,2026-11-20 9:00\n2,汤凉,2026/11/20\n".encode(), received_at=_NOW)


_GENUINE: Final = tuple(_genuine())


def _changed(chance: random.Random, number: int) -> tuple[str, Envelope]:
    """Draw an envelope, and change it so that no signature of it holds."""
    name, envelope = chance.choice(_GENUINE)
    body, headers, query = envelope.body, dict(envelope.headers), envelope.query.raw
    for _ in range(chance.choice((1, 1, 1, 2, 4))):
        body = _changed_bytes(chance, body)
    if chance.random() < 0.3:
        for header in list(headers):
            if chance.random() < 0.6:
                headers[header] = _changed_bytes(chance, headers[header].encode()).decode("latin-1")
    if chance.random() < 0.1:
        query = _changed_bytes(chance, b"k=1").decode("latin-1")
    if chance.random() < 0.05:
        headers = {}
    if number % _LARGE_EACH == 7:
        body += chance.choice(_TOKENS) * (chance.choice((20_000, 300_000)) // 4)
    if _said(name, body) == _said(name, envelope.body):
        body += (
            b"&More=1"  # what says the very same is no forgery: Twilio signs names and values, not how they are written
        )
    method = chance.choice(("POST", "POST", "POST", "GET", "PUT"))
    return name, Envelope(body, method=method, headers=headers, query=query, received_at=_NOW)


def _said(name: str, body: bytes) -> object:
    return parse_qsl(body.decode("latin-1"), keep_blank_values=True, errors="replace") if name == "sms" else body


def _changed_bytes(chance: random.Random, content: bytes) -> bytes:
    """Flip, drop, repeat, put in, or splice."""
    at, to = sorted((chance.randrange(len(content) + 1), chance.randrange(len(content) + 1)))
    match chance.randrange(7):
        case 0 if content:
            at = min(at, len(content) - 1)
            return content[:at] + bytes([content[at] ^ (1 << chance.randrange(8))]) + content[at + 1 :]
        case 1:
            return content[:at] + content[to:]
        case 2:
            return content[:to] + content[at:to] * chance.randrange(1, 5) + content[to:]
        case 3:
            return content[:at] + chance.choice(_TOKENS) * chance.choice((1, 1, 1, 50)) + content[at:]
        case 4:
            return content[:at] + chance.choice(_TOKENS) + content[to:]
        case 5:
            return content[:at] + chance.choice(_GENUINE)[1].body[at:]
        case _:
            return chance.randbytes(chance.randrange(40)) + content[at:]


FAMILY: Final = Family(
    what="envelopes of every shipped channel, changed by chance and pushed",
    promise="no exception but a refusal, nothing kept that nobody signed, linear time",
    short=1_000,
    long=1_000_000,
    part=20_000,
    run=run,
)
