"""The plugin keeps the contract of channels, and its own rules."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

import pytest
from complaintkit_webform import Webform, sign

from complaintkit.errors import ConfigurationError, IntakeRejected, InvalidInput
from complaintkit.plugin import Envelope, FormReceived, Parsed, Proof, Taken, TakenAs
from complaintkit.testing import ChannelContract

KEY = "a key that is long enough, really"
OLD = "the key of last year, long enough"
NOW = datetime(2026, 11, 21, 2, tzinfo=UTC)
SAID = {
    "id": "A12-0042-1", "text": "烤鱿鱼没熟", "category": "service/food", "name": "冯女士", "phone": "13800138000",
    "sku": "YY-03", "lot": "L2291", "receipt": "A12-0042", "price": "25.00",
    "issue.2.text": "找零少了两元", "issue.2.category": "price",
}  # fmt: skip
READ = {
    "text": "烤鱿鱼没熟", "category": "service/food", "customer.name": "冯女士", "customer.phone": "13800138000",
    "item.sku": "YY-03", "item.lot": "L2291", "purchase.receipt": "A12-0042", "paid": "25.00",
    "issue.2.text": "找零少了两元", "issue.2.category": "price",
}  # fmt: skip


def posted(body: bytes, *, key: str = KEY, at: datetime = NOW, to: str = "shop") -> Envelope:
    """As the shop's server does it."""
    return Envelope(body, headers=sign(body, channel=to, key=key, at=at), received_at=NOW)


def as_json(data: object) -> bytes:
    """A body."""
    return json.dumps(data, ensure_ascii=False).encode()


class TestChannel(ChannelContract):
    """Every byte of a genuine post altered: refused, or it says the same."""

    plugin = Webform
    settings: Mapping[str, object] = {"name": "shop", "keys": {"new": KEY, "old": OLD}}
    genuine: Mapping[str, Envelope] = {
        "json": posted(as_json(SAID)),
        "form": posted(urlencode(SAID).encode()),
        "old key": posted(as_json({"id": "1", "text": "x"}), key=OLD),
    }
    forged: Mapping[str, Envelope] = {
        "other key": posted(as_json(SAID), key="somebody else's key, long enough"),
        "kept for an hour": posted(as_json(SAID), at=NOW - timedelta(hours=1)),
        "for another channel": posted(as_json(SAID), to="shop-b"),
        "from the future": posted(as_json(SAID), at=NOW + timedelta(hours=1)),
        "unsigned": Envelope(as_json(SAID), received_at=NOW),
    }

    @pytest.mark.parametrize("how", ["json", "form"])
    def test_both_say_the_same(self, how: str) -> None:
        """S2.2, R21: goods by SKU, lot, receipt and price, whichever way they come."""
        assert self.parsed(how).items == (FormReceived(READ, external_id="A12-0042-1"),)
        assert self.parsed(how).reply.body == b'{"received": ["A12-0042-1"]}'


def read(body: bytes, **settings: object) -> Parsed:
    """What a genuine post says."""
    (channel,) = Webform(name="shop", keys={"new": KEY}, **settings).complaintkit_channels()  # type: ignore[arg-type]
    return channel.parse(channel.authenticate(posted(body)))


def test_both_keys_are_good_while_they_change() -> None:
    """A sender may sign with both; one that is known is enough."""
    body = as_json(SAID)
    headers = sign(body, channel="shop", key=KEY, at=NOW)
    other = sign(body, channel="shop", key="one we do not know any more", at=NOW)
    both = {
        **headers,
        "X-Complaint-Signature": ", ".join((other["X-Complaint-Signature"], headers["X-Complaint-Signature"])),
    }
    (channel,) = Webform(name="shop", keys={"new": KEY}).complaintkit_channels()
    assert channel.authenticate(Envelope(body, headers=both, received_at=NOW)).proof is Proof.SIGNED


def test_tables_and_lists() -> None:
    """Nested names, and several complaints in one post; prices stay as they were written."""
    (one, two) = read(
        b'[{"id":"1","text":"a","customer":{"name":"W"},"price":9.90},{"id":2,"text":"b","fields":{"ill":true}}]'
    ).items
    assert isinstance(one, FormReceived)
    assert isinstance(two, FormReceived)
    assert dict(one.fields) == {"text": "a", "customer.name": "W", "paid": "9.90"}
    assert (two.external_id, dict(two.fields)) == ("2", {"text": "b", "fields.ill": "yes"})


@pytest.mark.parametrize(
    "body",
    [
        b"", b"text", b"[]", b"{", b'{"id":"1","text":["a"]}', b'{"id":"1","text":"a","text":"b"}', b'{"id":"1","a":NaN}',
        b'{"id":"1","receipt":"a","job":"b"}', b"\xff", b'["x"]', b"id=1&id=2", b'{"a":{"b":{"c":{"d":"e"}}}}', b'{"text":"no id"}',
        b"[" * 100_000, b"{}", b'[{"text":["a"]},7]', b'{"id":"a\\nb","text":"a"}',
    ],
)  # fmt: skip
def test_what_can_not_be_read_is_refused(body: bytes) -> None:
    """Signed nonsense is nonsense; nothing is guessed."""
    with pytest.raises(IntakeRejected):
        read(body)


GOOD = {"id": "good", "text": "饭是酸的"}
BAD: Mapping[str, tuple[str, dict[str, str]]] = {
    "7": ("text", {"text": "7"}),
    '{"id":"b","text":["虫子","头发"]}': ("text", {"text": '["虫子", "头发"]'}),
    '{"id":"b","text":"虫子","text":"头发"}': ("text", {"text": "虫子\n头发"}),
    '{"id":"b","text":"虫子","receipt":"1","job":"2"}': (
        "text",
        {"text": "虫子", "purchase.receipt": "1\n2"},
    ),
    '{"id":"b","text":"虫子","price":NaN}': ("price", {"text": "虫子", "paid": "NaN"}),
    '{"text":"虫子"}': ("id", {"text": "虫子"}),
    '{"id":"good","text":"虫子"}': ("id", {"text": "虫子", "external_id": "good"}),
    '{"id":["x"],"text":"虫子"}': ("id", {"text": "虫子", "id": '["x"]'}),
}


@pytest.mark.parametrize("bad", list(BAD))
def test_of_several_forms_each_stands_alone(bad: str) -> None:
    """One that can't be read takes no other with it, and nothing that it says is lost: it waits for a person, with the reason."""
    (good, other) = read(f"[{json.dumps(GOOD)},{bad}]".encode()).items
    assert isinstance(good, FormReceived)
    assert isinstance(other, FormReceived)
    assert (good.external_id, dict(good.fields)) == ("good", {"text": "饭是酸的"})
    said = dict(other.fields)
    problems = said.pop("problems")
    assert isinstance(problems, Mapping)
    (field,) = problems
    assert (field, said) == BAD[bad]
    assert other.external_id != "good"


def test_without_a_signature_it_is_anybodys() -> None:
    """Where that is welcome: into the inbox. A wrong signature is refused all the same."""
    (channel,) = Webform(name="shop", unsigned=True, keys={"new": KEY}).complaintkit_channels()
    message = channel.authenticate(Envelope(b"text=%E5%86%B7%E4%BA%86"))
    (form,) = channel.parse(message).items
    assert message.proof is Proof.NONE
    assert isinstance(form, FormReceived)
    assert form.external_id == channel.parse(message).items[0].external_id  # type: ignore[union-attr]
    for nothing in (b"", b"{}", b"[{},{}]"):
        with pytest.raises(IntakeRejected, match="missing"):
            channel.parse(channel.authenticate(Envelope(nothing)))
    with pytest.raises(IntakeRejected):
        channel.authenticate(posted(b"text=x", key="somebody else's key, long enough"))


def test_settings_that_let_nobody_in_or_anybody_are_refused() -> None:
    """A door without a key, a key that can be guessed; no key is ever shown."""
    with pytest.raises(InvalidInput):
        Webform(name="shop")
    with pytest.raises(ConfigurationError) as short:
        Webform.configured({"name": "shop", "keys": {"new": "short"}})
    assert "short" not in str(short.value).replace("shorter", "")
    assert KEY not in repr(Webform(name="shop", keys={"new": KEY}))


@pytest.mark.parametrize(
    "timestamp", ["99999999999", "999999999999", "9" * 4_000, "253402300800", "٣" * 10, "-1", "1e9"]
)
def test_no_time_of_signing_is_beyond_the_calendar(timestamp: str) -> None:
    """It is refused like any other forgery: nothing is reckoned with it that could overflow."""
    (channel,) = Webform(name="shop", keys={"new": KEY}).complaintkit_channels()
    headers = {**sign(b"{}", channel="shop", key=KEY, at=NOW), "X-Complaint-Timestamp": timestamp}
    with pytest.raises(IntakeRejected, match="signature"):
        channel.authenticate(Envelope(b"{}", headers=headers, received_at=NOW))


@pytest.mark.parametrize("largest", [0, 12, True, "1 MB", 2**40])
def test_the_largest_post_is_a_number_of_bytes(largest: object) -> None:
    """A setting like any other: refused by name."""
    with pytest.raises(InvalidInput, match="largest"):
        Webform(name="shop", keys={"new": KEY}, largest=largest)  # type: ignore[arg-type]


def test_the_answer_says_what_became_of_each_form() -> None:
    """Taken, waiting for a person and why, or not taken: nobody is told of a success that was none."""
    (channel,) = Webform(name="shop", keys={"new": KEY}).complaintkit_channels()
    parsed = channel.parse(channel.authenticate(posted(as_json([{"id": str(one), "text": "x"} for one in range(4)]))))
    taken = (
        Taken(parsed.items[0], TakenAs.CASE),
        Taken(parsed.items[1], TakenAs.KNOWN),
        Taken(parsed.items[2], TakenAs.INBOX, field="category", reason="is no category"),
        Taken(parsed.items[3], TakenAs.REFUSED, reason="too many"),
    )
    reply = channel.answer(parsed, taken)  # type: ignore[attr-defined]  # it is an AnsweringChannel
    assert reply.status == 202
    assert json.loads(reply.body) == {
        "received": ["0", "1"],
        "waiting": [{"id": "2", "field": "category", "reason": "is no category"}],
        "refused": [{"id": "3", "field": "", "reason": "too many"}],
    }


@pytest.mark.parametrize("how", [as_json, lambda said: urlencode(said).encode()], ids=["json", "form"])
def test_a_form_keeps_its_own_names(how: Callable[[dict[str, str]], bytes]) -> None:
    """The desk tells what is wrong under them: short where the form is short, ours where it says ours."""
    (form,) = read(how({"id": "1", "text": "x", "job": "J-1", "customer.phone": "13800138000", "price": "2"})).items
    assert isinstance(form, FormReceived)
    told = {ours: form.names[ours] for ours in ("purchase.receipt", "customer.phone", "paid", "item.lot")}
    assert told == {
        "purchase.receipt": "job",
        "customer.phone": "customer.phone",
        "paid": "price",
        "item.lot": "lot",
    }


@pytest.mark.parametrize("opened", ["[", '{"a":'])
def test_what_lies_too_deep_is_refused_in_our_words(opened: str) -> None:
    """Whoever sends it hears what is wrong with it, and nothing of how it was read."""
    with pytest.raises(IntakeRejected, match="too deep") as refused:
        read((opened * 50_000).encode())
    assert refused.value.reason == "malformed"
