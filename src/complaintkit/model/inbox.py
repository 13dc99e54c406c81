"""What came in from nobody knows whom, and waits for a person to make a case of it, or not."""

from __future__ import annotations

from datetime import date, datetime

import attrs

from complaintkit.model.customer import Contact

__all__ = ["InboxItem", "TurnedAway"]


@attrs.frozen(kw_only=True)
class InboxItem:
    """One thing in the inbox. `what` is "message", "form" or "stop"; `why` says why it is not a case by itself.

    Of what can't be read any more `what` is "erased", or "damaged" where the row was changed from outside: `why` names it.

    `said` holds a form's fields as they came. Names and addresses are masked, as they are on a case.

    >>> from complaintkit import Customer
    >>> from complaintkit.testing import open_test_desk
    >>> with open_test_desk() as desk:
    ...     desk.inbox.list(by="general-manager")
    ()
    """

    id: str
    channel: str
    at: datetime
    what: str
    why: str
    text: str = attrs.field(default="", repr=False)
    sender: Contact | None = attrs.field(default=None, repr=False)
    name: str | None = attrs.field(default=None, repr=False)
    said: dict[str, str] = attrs.field(factory=dict, repr=False)
    external_id: str | None = None


@attrs.frozen(kw_only=True)
class TurnedAway:
    """How often a channel refused what came to it on a day (UTC), and why: nothing else is kept of it.

    `reason` is that of `IntakeRejected` (signature, missing, too-large, ...), or `broken` where the channel itself failed.

    >>> from complaintkit.testing import open_test_desk
    >>> with open_test_desk() as desk:
    ...     desk.inbox.turned_away(by="chen")
    ()
    """

    channel: str
    day: date
    reason: str
    count: int
