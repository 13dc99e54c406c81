"""Digests: messages to one member of staff that go out together, as one, each with a state of its own. F8

Customers are written to one by one, and alarms are told so. What is urgent stands before the rest.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from typing import Any, Final

import attrs

from complaintkit.delivery.carrier import Send
from complaintkit.delivery.message.known import MAIL
from complaintkit.delivery.service import DIGEST, DIGEST_LONGEST
from complaintkit.model.phrase import Phrase, joined, phrase
from complaintkit.ports.notifier import Notification

MOST: Final = 500
"""So many messages go into one at most."""
_NAMED: Final = 10  # cases that a short digest names


def digest_id(entries: Iterable[str]) -> str:
    """Return the id of the digest of these entries: the same for the same, so that a repeat is known as one."""
    said = "\n".join(sorted(entries)).encode("utf-8", "surrogatepass")
    return f"digest-{hashlib.sha256(said).hexdigest()[:32]}"


def send_together(sends: Sequence[Send[Any]], id: str, medium: str, *, urgent: int) -> Send[Any]:
    """Return the one call that sends messages to one person together, each text once; the first so many are `urgent`."""
    parts = _unlike(sends)  # who stands in for a colleague gets theirs, too
    message = _digest(parts, id, medium, urgent=len(_unlike(sends[:urgent])))
    return Send(sends[0].service, lambda sender: sender.send(message), parts[0].to)


def _unlike(sends: Sequence[Send[Any]]) -> list[Notification]:
    told = (send.part for send in sends if send.part is not None)
    return list({(part.subject, part.text): part for part in told}.values())


def _digest(parts: Sequence[Notification], id: str, medium: str, *, urgent: int) -> Notification:
    first, language = parts[0], parts[0].language
    count = _count(len(parts), urgent)
    return Notification(
        id=id,
        attempt=max(part.attempt for part in parts),
        to=attrs.evolve(first.to),
        message=DIGEST,
        language=language,
        fields={"count": str(len(parts)), "list": _named(parts).to(language)},
        subject=count.to(language) if medium == MAIL else None,
        text=_text(parts, count, medium, urgent),
        case_number=first.case_number,
    )


def _count(several: int, urgent: int) -> Phrase:
    if not urgent:
        return phrase("{count} messages", count=several)
    if urgent == several:
        return phrase("{count} urgent messages", count=several)
    return phrase("{count} messages, {urgent} of them urgent", count=several, urgent=urgent)


def _named(parts: Sequence[Notification]) -> Phrase:
    """Name the cases, as many as a short digest names."""
    numbers = list(dict.fromkeys(part.case_number for part in parts))
    named = joined(numbers[:_NAMED])
    if len(numbers) > _NAMED:
        return phrase("{numbers} and {more} more", numbers=named, more=len(numbers) - _NAMED)
    return named


def _text(parts: Sequence[Notification], count: Phrase, medium: str, urgent: int) -> str:
    """Return all of them where there is room, each under its subject in a mail; else what is urgent, and what the rest is about."""
    if medium == MAIL:
        return "\n\n".join("\n".join(filter(None, (part.subject, part.text))) for part in parts)
    texts, language = [part.text for part in parts], parts[0].language
    more = phrase("And {count}: {list}.", count=_count(len(parts) - urgent, 0), list=_named(parts[urgent:]))
    all_ = phrase("{count}: {list}. Your list of duties has them all.", count=count, list=_named(parts))
    tries = ("\n".join(texts), "\n".join([*texts[:urgent], more.to(language)]) if urgent else "")
    return next((one for one in tries if one and len(one) <= DIGEST_LONGEST), all_.to(language))
