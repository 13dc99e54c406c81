"""What became of what was sent. R4"""

from __future__ import annotations

import attrs

from complaintkit.model.events._happened import Happened, personal, said


@attrs.frozen(kw_only=True, eq=False, repr=False)
class MessageSent(Happened):
    """A provider has taken a message. R4"""

    message: str
    outbox: str
    recipient: str
    medium: str
    reference: str | None = personal()


@attrs.frozen(kw_only=True, eq=False, repr=False)
class MessageUndelivered(Happened):
    """A message went out by no medium, or nobody knows whether it did. R4"""

    message: str
    outbox: str
    recipient: str
    state: str
    medium: str | None = None
    detail: str = personal("")


@attrs.frozen(kw_only=True, eq=False, repr=False)
class MessageRetried(Happened):
    """Somebody had a message that was not delivered sent again. R4"""

    message: str
    outbox: str
    recipient: str
    reason: str | None = said()


@attrs.frozen(kw_only=True, eq=False, repr=False)
class MessageGivenUp(Happened):
    """Somebody decided that a message need not go out any more. R4"""

    message: str
    outbox: str
    recipient: str
    reason: str | None = said()
