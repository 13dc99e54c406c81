"""Channel: how complaints and receipts come in. Raw bytes first, so that signatures can be checked over them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Protocol

from complaintkit.model.errors import IntakeRejected, InvalidInput

if TYPE_CHECKING:
    import attrs

    from complaintkit.model.evidence import Attachment
    from complaintkit.ports.envelope import Authentic, Envelope, Reply
    from complaintkit.ports.inbound import Parsed, Polled, Taken

__all__ = [
    "LARGEST_BODY",
    "LARGEST_FILE",
    "AnsweringChannel",
    "Channel",
    "MediaSource",
    "PolledChannel",
    "check_envelope",
    "is_size",
]

LARGEST_BODY: Final = 256 * 1024
"""Bytes of a body that a channel is asked about, where it has no `largest` of its own."""
LARGEST_FILE: Final = 64 * 1024 * 1024
"""Bytes of a body that a member of staff brings, whose session the host vouches for."""
_SMALLEST: Final = 1024
_LARGEST_HEADERS: Final = 64 * 1024  # characters of query and headers: four times what web servers let through


class Channel(Protocol):
    """Reads what a provider pushes. Both methods are pure: no network, no clock, the same answer every time.

    A channel may have a `largest`, in bytes: what is larger is refused before it is asked (`LARGEST_BODY` without one).
    `authenticate` sees what anybody on the net may send: its time must be linear in the body's size, and whatever it
    can't use is refused, never raised in another way.
    """

    @property
    def name(self) -> str:
        """The instance: "wechat", "wechat-brand-b"."""
        ...

    def authenticate(self, envelope: Envelope) -> Authentic:
        """Check who sent it, over the raw bytes, before anything is read.

        Raises:
            IntakeRejected: with `reason="signature"` where it is not the provider's.
        """
        ...

    def parse(self, message: Authentic) -> Parsed:
        """Read what it holds: any number of items, and the reply the provider waits for.

        Raises:
            IntakeRejected: with `reason="malformed"` where it can't be read.
        """
        ...


def is_size(_: object, attribute: attrs.Attribute[Any], value: object) -> None:
    """Check a setting of how many bytes a channel takes: 1 KiB to 64 MiB. A validator for attrs."""
    if isinstance(value, bool) or not isinstance(value, int) or not _SMALLEST <= value <= LARGEST_FILE:
        raise InvalidInput(
            field=attribute.name,
            reason=f"{value!r} is no size",
            next_step=f"Give bytes: {_SMALLEST} to {LARGEST_FILE}; {LARGEST_BODY} by default.",
        )


def check_envelope(name: str, channel: object, envelope: Envelope) -> None:
    """Refuse an envelope that is larger than a channel takes, or beside whose body stands what is no text.

    Raises:
        IntakeRejected: with `reason="too-large"` (answer it with 413), or "malformed".
    """
    own = getattr(channel, "largest", LARGEST_BODY)
    largest = max(own, LARGEST_FILE) if envelope.staff is not None else own
    if len(envelope.body) > largest:
        raise IntakeRejected(name, reason="too-large", field="body")
    beside = sum(len(key) + len(value) for key, value in envelope.headers.items())
    if beside + len(envelope.query.raw) > _LARGEST_HEADERS:
        raise IntakeRejected(name, reason="too-large", field="headers")
    for text in (envelope.query.raw, *envelope.headers, *envelope.headers.values()):
        if not text.isascii() and not _is_whole(text):
            raise IntakeRejected(name, reason="malformed", field="headers")


def _is_whole(text: str) -> bool:
    """Tell if it holds no half of a character, which nothing can be compared or signed with."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


class AnsweringChannel(Channel, Protocol):
    """A channel whose reply says what became of each item, instead of that all was read."""

    def answer(self, parsed: Parsed, taken: tuple[Taken, ...]) -> Reply:
        """Return the reply its sender gets; pure, like `parse`."""
        ...


class PolledChannel(Channel, Protocol):
    """A channel that must go and ask. The desk keeps the cursor, in the transaction that keeps what came."""

    async def poll(self, cursor: str | None) -> Polled:
        """Fetch what is new since `cursor`, which is None the first time."""
        ...


class MediaSource(Protocol):
    """A channel whose provider keeps pictures and files, for a while."""

    async def fetch(self, media: str) -> Attachment:
        """Fetch the file behind `MediaRef.reference`."""
        ...
