"""What is said, to whom, on which event, by which media."""

from __future__ import annotations

import attrs

from complaintkit.model.vocabulary import Kind
from complaintkit.organisation import Words
from complaintkit.organisation.table import Table
from complaintkit.playbook import vocabulary
from complaintkit.playbook._values import kinds

__all__ = ["MessageRule", "read_message"]


@attrs.frozen(kw_only=True)
class MessageRule:
    """One message. `short` goes by SMS, chat and on the call task; `long` and `subject` by mail, where there are any.

    A message to the customer is about complaints unless it says which `kinds`; one to staff is about every kind. S2.4, S2.6
    Only plain `{field}` placeholders; which ones there are depends on `on` (`vocabulary.MESSAGE_FIELDS`). `urgent`
    messages do not wait for quiet hours to end (R18).
    """

    id: str
    on: str
    to: str
    media: tuple[str, ...]
    short: Words
    long: Words = attrs.field(factory=dict)
    subject: Words = attrs.field(factory=dict)
    urgent: bool = False
    kinds: tuple[Kind, ...] = tuple(Kind)


def read_message(name: str, table: Table) -> MessageRule:
    """One `[message.<name>]`."""
    table.require("media", '["sms", "email", "call"]')
    on = table.text("on", '"registered"')
    to = table.text("to", '"customer"')
    message = MessageRule(
        id=name,
        on=vocabulary.SYNONYMS.get(on, on),
        to=to,
        media=table.several("media"),
        short=table.words("short", required=True),
        long=table.words("long"),
        subject=table.words("subject"),
        urgent=table.flag("urgent"),
        kinds=table.read("kinds", kinds) or ((Kind.COMPLAINT,) if to == "customer" else tuple(Kind)),
    )
    table.close()
    return message
