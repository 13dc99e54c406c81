"""What is said, to whom, on which event, by which media."""

from __future__ import annotations

import attrs

from complaintkit.model.phrase import joined, phrase
from complaintkit.model.read_only import read_only
from complaintkit.model.table import Table
from complaintkit.model.vocabulary import Kind
from complaintkit.organisation import Words
from complaintkit.playbook import vocabulary
from complaintkit.playbook._values import kinds

__all__ = ["MessageRule", "read_message"]

_OF_DEADLINES = ("deadline-warned", "deadline-breached")


@attrs.frozen(kw_only=True, field_transformer=read_only)
class MessageRule:
    """One message. `short` goes by SMS, chat and on the call task; `long` and `subject` by mail, where there are any.

    A message to the customer is about complaints unless it says which `kinds`; one to staff is about every kind. S2.4, S2.6
    `categories` and `deadlines` narrow it to cases within those categories, and to what becomes of those deadlines; where
    they are empty it is about all of them.
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
    categories: tuple[str, ...] = ()
    deadlines: tuple[str, ...] = ()

    def tells_of(self, kind: Kind, categories: tuple[str, ...] = (), deadline: str | None = None) -> bool:
        """Tell if it is said of a case of this kind whose category has this path, and of this deadline where there is one."""
        return (
            kind in self.kinds
            and (not self.categories or not set(self.categories).isdisjoint(categories))
            and (not self.deadlines or deadline is None or deadline in self.deadlines)
        )


def read_message(name: str, table: Table) -> MessageRule:
    """Read one `[message.<name>]`."""
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
        categories=table.several("categories"),
        deadlines=table.several("deadlines"),
    )
    if message.deadlines and message.on not in _OF_DEADLINES:
        table.wrong(
            "deadlines",
            phrase("nothing on {event!r} is about a deadline", event=message.on),
            phrase("Follow one of {events}.", events=joined(_OF_DEADLINES)),
        )
    table.close()
    return message
