"""Channel: how complaints and receipts come in. Raw bytes first, so that signatures can be checked over them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from complaintkit.model.evidence import Attachment
    from complaintkit.ports.envelope import Authentic, Envelope
    from complaintkit.ports.inbound import Parsed, Polled

__all__ = ["Channel", "MediaSource", "PolledChannel"]


class Channel(Protocol):
    """Reads what a provider pushes. Both methods are pure: no network, no clock, the same answer every time."""

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
