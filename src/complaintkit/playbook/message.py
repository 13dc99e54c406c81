"""What is said, to whom, on which event, by which media."""

from __future__ import annotations

import attrs

from complaintkit.organisation import Words

__all__ = ["MessageRule"]


@attrs.frozen(kw_only=True)
class MessageRule:
    """One message. `short` goes by SMS, chat and on the call task; `long` and `subject` by mail, where there are any.

    Only plain `{field}` placeholders; which ones there are depends on `on` (`vocabulary.MESSAGE_FIELDS`). `urgent` messages
    do not wait for quiet hours to end (R18).
    """

    id: str
    on: str
    to: str
    media: tuple[str, ...]
    short: Words
    long: Words = attrs.field(factory=dict)
    subject: Words = attrs.field(factory=dict)
    urgent: bool = False
