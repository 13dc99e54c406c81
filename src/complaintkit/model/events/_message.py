"""What became of what was sent. R4"""

from __future__ import annotations

import attrs

from complaintkit.model.events._happened import Happened


@attrs.frozen(kw_only=True)
class MessageSent(Happened):
    """A provider has taken a message. R4"""

    message: str
    outbox: str
    recipient: str
    medium: str
    reference: str | None = None


@attrs.frozen(kw_only=True)
class MessageUndelivered(Happened):
    """A message went out by no medium, or nobody knows whether it did. R4"""

    message: str
    outbox: str
    recipient: str
    state: str
    detail: str = ""
