"""Messages from wording and values, filled in once, in the recipient's language; what has nothing to say is not said."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Final

import attrs

from complaintkit.delivery.message._words import begun
from complaintkit.delivery.message.field import values
from complaintkit.delivery.message.known import CALL, MAIL
from complaintkit.delivery.message.occasion import Occasion
from complaintkit.model.customer import Contact
from complaintkit.model.event_words import EVENT_WORDS
from complaintkit.model.phrase import phrase
from complaintkit.organisation import Words, said
from complaintkit.playbook import template
from complaintkit.ports.notifier import Notification

_LONGEST_ID: Final = 150
_OUR_WORDS: Final = ("{giver}", "{receiver}", "{deadline}", "{reason}")
"""Fields that may be words of ours; what people wrote keeps its small letter at the beginning."""


def render(occasion: Occasion, *, to: Contact, medium: str, attempt: int) -> Notification:
    """Render the message as it goes out by this medium."""
    if medium == CALL:
        occasion = attrs.evolve(occasion, links=None)
    short, long, subject = _wording(occasion, medium)
    names = frozenset().union(*map(template.fields_of, (short, long, subject)))
    given = values(occasion, names)
    return Notification(
        id=message_id(occasion.row.id),
        attempt=attempt,
        to=to,
        message=occasion.row.name,
        language=occasion.language,
        fields=given,
        subject=_said(subject, given) if subject else None,
        text=_said(long if medium == MAIL else short, given),
        case_number=occasion.case.number,
        useless_after=occasion.row.useless_after,
    )


def _said(text: str, given: Mapping[str, str]) -> str:
    told = template.said(text, given)
    return begun(told) if text.startswith(_OUR_WORDS) else told


def _wording(occasion: Occasion, medium: str) -> tuple[str, str, str]:
    """Return the short wording, the long one and the subject, which only mail has."""
    language = occasion.language
    if occasion.rule is None:
        short = long = "{text}"
        subject: Words = {}
    else:
        short = said(occasion.rule.short, language)
        long = said(occasion.rule.long, language) or short
        subject = occasion.rule.subject
    if medium != MAIL:
        return short, "", ""
    return short, long, said(subject, language) or _subject(occasion)


def _subject(occasion: Occasion) -> str:
    """Make a subject where the playbook has none: its title and the number to the customer, what it is about to staff."""
    language = occasion.language
    if occasion.to_customer:
        title = said(occasion.playbook.title, language).replace("{", "{{").replace("}", "}}")
        return f"{title} {{number}}"
    what = EVENT_WORDS[occasion.on].title
    return phrase("{number}: {what}", context="subject", number="{number}", what=what).to(language)


def message_id(entry: str) -> str:
    """Return the id of a message, the same on every attempt: that of its entry, as far as providers can bear it.

    >>> message_id("A12-261121-042.2.received.customer")
    'A12-261121-042.2.received.customer'
    """
    if len(entry) <= _LONGEST_ID and entry.isprintable():
        return entry
    return hashlib.sha256(entry.encode("utf-8", "surrogatepass")).hexdigest()
