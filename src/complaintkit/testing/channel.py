"""ChannelContract: what holds for whoever reads what a provider pushes.

A class of tests; give it envelopes that the provider sends, and some that only pretend:

    class TestChannel(ChannelContract):
        plugin = OfficialAccount
        settings = {"name": "wechat", ...}
        genuine = {"text": pushed(TEXT)}
        forged = {"other token": pushed(TEXT, token="x"), "no signature": Envelope(TEXT)}
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from typing import TYPE_CHECKING, Final

import attrs

from complaintkit.model.errors import IntakeRejected, InvalidInput
from complaintkit.ports.channel import LARGEST_BODY, LARGEST_FILE
from complaintkit.ports.envelope import Authentic, Envelope, Proof
from complaintkit.ports.inbound import CustomerMessage, DeliveryReport, FormReceived, Ignored, Parsed, Stopped
from complaintkit.testing._purity import impure_calls
from complaintkit.testing.counting import grows_linearly, steps
from complaintkit.testing.plugin import PluginContract

if TYPE_CHECKING:
    from complaintkit.ports.channel import Channel

__all__ = ["ChannelContract"]

_FLIPS: Final = (0x01, 0x20, 0x80)
"""A neighbour, the other case, something beyond ASCII."""
NONSENSE: Final = (b"", b"\xff\xfe\x00", b"null", b"5", b"{}", b"[]", b'"text"', b"<a/>", b"a=b&a=c", b"\x00" * 64)
_STRANGE: Final = ("", " ", "-1", "9" * 12, "9" * 300, "٣" * 10, "²", "é" * 40, "x," * 9_000, "v1=," * 5_000, "\x00")
_FILLINGS: Final = (b"a=b&", b"%41", b"!", b" ", b"[", b'{"":', b",", b"\xff")
_SIZES: Final = (1_000, 2_000, 4_000, 8_000)  # bytes, each twice the one before
_RECEIPTS: Final = (DeliveryReport, Ignored)
_REFUSED: Final = (IntakeRejected, InvalidInput)  # a value of ours that can't hold what came is taken for "malformed"


class ChannelContract(PluginContract):
    """Besides its own tests, changes every byte of every genuine envelope: it must be refused, or say exactly the same.

    `covers_content = False` says aloud that nothing proves the content (a secret address, say): then only receipts may
    be parsed, since those can at most mark a message. Envelopes behind which a session of the host stands are not
    altered: the host vouches for them.
    """

    covers_content: bool = True
    genuine: Mapping[str, Envelope]
    forged: Mapping[str, Envelope] = {}

    @property
    def channel(self) -> Channel:
        """The plugin's channel."""
        channel = next(iter(self.make_plugin().complaintkit_channels()), None)
        assert channel is not None, f"{self.plugin.__name__} brings no channel"
        return channel

    def parsed(self, name: str) -> Parsed:
        """Return what the genuine envelope of this name says."""
        return _read(self.channel, self.genuine[name])[1]

    # ---- rules ----

    def test_what_is_genuine_is_read(self) -> None:
        """Each is let in and understood, and its sender gets a reply that says so."""
        assert self.genuine, "give at least one genuine envelope"
        for name, envelope in self.genuine.items():
            proof, parsed = self._genuine(name, envelope)
            assert parsed.items, f"{name}: nothing was read; say Ignored(why) where there is nothing for the desk"
            assert parsed.reply.status < 400, f"{name}: is answered with {parsed.reply.status}; it would come again"
            if self.covers_content:
                assert proof in {Proof.SIGNED, Proof.SESSION}, (
                    f"{name}: {proof} covers no content: covers_content = False"
                )
            else:
                assert proof in {Proof.SECRET_URL, Proof.NONE}, f"{name}: claims {proof}, but covers_content is False"

    def test_what_proves_no_content_brings_receipts_only(self) -> None:
        """A secret address proves who sent it, not what: no customer's word may come of it."""
        if self.covers_content:
            return
        for name in self.genuine:
            others = [type(one).__name__ for one in self.parsed(name).items if not isinstance(one, _RECEIPTS)]
            assert not others, f"{name}: {', '.join(others)} came of content that nothing proves"

    def test_a_stop_can_not_be_replayed(self) -> None:
        """Each STOP and START bears the provider's id: an old one pushed again must not change what its sender wants now."""
        for name in self.genuine:
            for item in self.parsed(name).items:
                named = not isinstance(item, Stopped) or item.external_id
                assert named, f"{name}: give Stopped(external_id=...), or whoever has it can push it again"

    def test_each_message_has_an_id_of_its_own(self) -> None:
        """The provider's own: what comes with a known id is the same message again, and nothing comes of it."""
        check_ids((name, self.parsed(name).items) for name in self.genuine)

    def test_reading_twice_says_the_same(self) -> None:
        """Both methods are pure: the desk may read again what it kept."""
        channel = self.channel
        for name, envelope in self.genuine.items():
            first, again, anew = (_read(one, envelope) for one in (channel, channel, self.channel))
            assert first == again == anew, f"{name}: says something else each time"

    def test_reading_asks_nobody(self) -> None:
        """No clock, no chance, no file, no network: `parse` is asked again about what came a week ago, in another process."""
        channel = self.channel
        for name, envelope in self.genuine.items():
            message = channel.authenticate(envelope)
            calls = impure_calls(lambda message=message: channel.parse(message))  # type: ignore[misc]  # bound at once
            assert not calls, f"{name}: it calls {', '.join(sorted(calls))}; take it from the message"

    def test_what_is_forged_is_refused(self) -> None:
        """With the reason "signature", or "missing" where there is none at all; before anything of it is read."""
        assert self.forged, "give at least one forged envelope: the genuine one, signed by somebody else"
        for name, envelope in self.forged.items():
            reason = _refusal(self.channel, envelope)
            assert reason is not None, f"{name}: was let in"
            assert reason in {"signature", "missing"}, f"{name}: refused as {reason!r}"

    def test_what_bears_no_proof_is_refused(self) -> None:
        """The very content without what was beside it, and nonsense, is not let in."""
        for name, envelope in self.genuine.items():
            if envelope.staff is not None or _proof_is_inside(envelope):
                continue
            bare = Envelope(envelope.body, method=envelope.method, received_at=envelope.received_at)
            self._refused_or_same(f"{name} without query and headers", bare, None)

    def test_nonsense_is_refused(self) -> None:
        """Whatever comes is read, or refused by IntakeRejected: nothing else is raised."""
        for name, envelope in self.genuine.items():
            for body in NONSENSE:
                altered = attrs.evolve(envelope, body=body)
                same = self._genuine(name, envelope)[1] if body == envelope.body else None
                if not self.covers_content or envelope.staff is not None:
                    self._safe(f"{name} with the body {body!r}", altered)
                else:
                    self._refused_or_same(f"{name} with the body {body!r}", altered, same)

    def test_every_byte_is_covered(self) -> None:
        """A byte that was changed, lost or added: it is refused, or says exactly the same."""
        channel = self.channel
        for name, envelope in self.genuine.items():
            if envelope.staff is not None:
                continue
            _, genuine = _read(channel, envelope)
            for what, altered in _altered(envelope):
                if self.covers_content:
                    self._refused_or_same(f"{name}, {what}", altered, genuine, channel)
                else:
                    self._safe(f"{name}, {what}", altered, channel)

    def test_whatever_stands_beside_the_body_is_read_or_refused(self) -> None:
        """Absurd numbers, strange digits and thousands of commas in any header, and any query: IntakeRejected, or the same."""
        channel = self.channel
        for name, envelope in self.genuine.items():
            same = self._genuine(name, envelope)[1]
            for what, altered in _beside(envelope):
                if not self.covers_content or envelope.staff is not None:
                    self._safe(f"{name}, {what}", altered, channel)
                else:
                    self._refused_or_same(f"{name}, {what}", altered, same, channel)

    def test_what_it_takes_is_bounded(self) -> None:
        """`largest`, where a channel has one, is a number of bytes that the desk can hold before it knows who sent them."""
        largest = getattr(self.channel, "largest", LARGEST_BODY)
        assert isinstance(largest, int), f"largest is {type(largest).__name__}, not a number of bytes"
        assert 0 < largest <= LARGEST_FILE, f"largest is {largest:,} bytes; at most {LARGEST_FILE:,}"

    def test_finding_out_who_sent_it_takes_time_linear_in_its_size(self) -> None:
        """Twice the body, twice the steps: whoever is not let in must not keep the desk busy."""
        channel = self.channel
        for name, envelope in self.genuine.items():
            for filling in (envelope.body, *_FILLINGS):
                bodies = [envelope.body + (filling * size)[:size] for size in _SIZES]
                counted = [steps(partial(_refusal, channel, attrs.evolve(envelope, body=body))) for body in bodies]
                assert grows_linearly(counted), f"{name} filled with {filling[:12]!r}: takes {counted} steps"

    # ---- how it is tried ----

    def _genuine(self, name: str, envelope: Envelope) -> tuple[Proof, Parsed]:
        try:
            return _read(self.channel, envelope)
        except IntakeRejected as refused:
            raise AssertionError(f"{name}: is genuine, and was refused: {refused}") from refused

    def _refused_or_same(
        self, what: str, envelope: Envelope, genuine: Parsed | None, channel: Channel | None = None
    ) -> None:
        try:
            _, parsed = _read(channel or self.channel, envelope)
        except _REFUSED:
            return
        except Exception as error:
            raise AssertionError(f"{what}: raises {type(error).__name__} instead of IntakeRejected") from error
        assert parsed == genuine, f"{what}: is let in, and says something else"

    def _safe(self, what: str, envelope: Envelope, channel: Channel | None = None) -> None:
        """Tell if it is refused, or holds nothing but receipts."""
        try:
            _, parsed = _read(channel or self.channel, envelope)
        except _REFUSED:
            return
        except Exception as error:
            raise AssertionError(f"{what}: raises {type(error).__name__} instead of IntakeRejected") from error
        if envelope.staff is None:
            assert all(isinstance(one, _RECEIPTS) for one in parsed.items), f"{what}: more than receipts came of it"


def check_ids(read: Iterable[tuple[str, Iterable[object]]]) -> None:
    """Fail where two items that say something else have one id: the second would be taken for the first again."""
    known: dict[tuple[type, str], tuple[str, object]] = {}
    for name, items in read:
        for item in items:
            if isinstance(item, CustomerMessage | FormReceived):
                where, first = known.setdefault((type(item), str(item.external_id)), (name, item))
                assert item == first, f"{where} and {name} say something else with one id, {item.external_id!r}"


def _read(channel: Channel, envelope: Envelope) -> tuple[Proof, Parsed]:
    message = channel.authenticate(envelope)
    assert isinstance(message, Authentic), f"authenticate() gave {type(message).__name__} instead of Authentic"
    parsed = channel.parse(message)
    assert isinstance(parsed, Parsed), f"parse() gave {type(parsed).__name__} instead of Parsed"
    return message.proof, parsed


def _refusal(channel: Channel, envelope: Envelope) -> str | None:
    """Return why it is not let in."""
    try:
        channel.authenticate(envelope)
    except IntakeRejected as refused:
        return str(refused.data["reason"])
    return None


def _proof_is_inside(envelope: Envelope) -> bool:
    """Tell if the body is all there is: its proof must be part of it."""
    return not envelope.query.raw and not envelope.headers


def _altered(envelope: Envelope) -> Iterator[tuple[str, Envelope]]:
    """Yield envelopes in which one byte is another, is missing or was added; with what was done to it."""
    for where, body in _variants(envelope.body):
        yield f"body {where}", attrs.evolve(envelope, body=body)
    for where, raw in _variants(envelope.query.raw.encode()):
        yield f"query {where}", attrs.evolve(envelope, query=raw.decode("latin-1"))
    for header, value in envelope.headers.items():
        for where, raw in _variants(value.encode()):
            changed = {**envelope.headers, header: raw.decode("latin-1")}
            yield f"header {header} {where}", attrs.evolve(envelope, headers=changed)


def _beside(envelope: Envelope) -> Iterator[tuple[str, Envelope]]:
    """Yield envelopes with something absurd in one header, or as the query; with what was done to it."""
    for text in _STRANGE:
        yield f"query {text[:20]!r}", attrs.evolve(envelope, query=text)
        for header in envelope.headers:
            changed = {**envelope.headers, header: text}
            yield f"header {header} {text[:20]!r}", attrs.evolve(envelope, headers=changed)


def _variants(content: bytes) -> Iterator[tuple[str, bytes]]:
    for at, byte in enumerate(content):
        before, after = content[:at], content[at + 1 :]
        for flip in _FLIPS:
            yield f"byte {at} changed from {byte:#04x} to {byte ^ flip:#04x}", before + bytes([byte ^ flip]) + after
        yield f"byte {at} lost", before + after
    if content:
        yield "byte added at the end", content + content[-1:]
        yield "twice", content + content
