"""Digests: messages to one member of staff that go out together, as one, each with a state of its own. F8

Customers are written to one by one, and alarms are told so. What is urgent goes in a digest of its own, before the others.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from typing import Any, Final

from complaintkit.delivery.carrier import Send
from complaintkit.delivery.message.wording import MAIL
from complaintkit.delivery.service import DIGEST, DIGEST_LONGEST
from complaintkit.hooks.lent import copied
from complaintkit.model.phrase import joined, phrase
from complaintkit.ports.notifier import Notification

MOST: Final = 500
"""So many messages go into one at most."""
_NAMED: Final = 10  # cases that a short digest names


def digest_id(entries: Iterable[str]) -> str:
    """Return the id of the digest of these entries: the same for the same, so that a repeat is known as one."""
    said = "\n".join(sorted(entries)).encode("utf-8", "surrogatepass")
    return f"digest-{hashlib.sha256(said).hexdigest()[:32]}"


def send_together(sends: Sequence[Send[Any]], id: str, medium: str, *, urgent: bool = False) -> Send[Any]:
    """Return the one call that sends messages to one person together, each text once; it says that they are `urgent`."""
    told = (send.part for send in sends if send.part is not None)
    parts = list(
        {(part.subject, part.text): part for part in told}.values()
    )  # who stands in for a colleague gets theirs, too
    message = _digest(parts, id, medium, urgent=urgent)
    return Send(sends[0].service, lambda sender: sender.send(copied(message)), message.to)


def _digest(parts: Sequence[Notification], id: str, medium: str, *, urgent: bool) -> Notification:
    first, numbers = parts[0], list(dict.fromkeys(part.case_number for part in parts))
    language = first.language
    named = joined(numbers[:_NAMED])
    if len(numbers) > _NAMED:
        named = phrase("{numbers} and {more} more", numbers=named, more=len(numbers) - _NAMED)
    several = len(parts)
    count = phrase("{count} urgent messages", count=several) if urgent else phrase("{count} messages", count=several)
    summary = phrase("{count}: {list}. Your list of duties has them all.", count=count, list=named)
    return Notification(
        id=id,
        attempt=max(part.attempt for part in parts),
        to=first.to,
        message=DIGEST,
        language=language,
        fields={"count": str(several), "list": named.to(language)},
        subject=count.to(language) if medium == MAIL else None,
        text=_text(parts, summary.to(language), medium),
        case_number=first.case_number,
    )


def _text(parts: Sequence[Notification], summary: str, medium: str) -> str:
    """Return all of them where there is room, each under its subject in a mail; else what they are about."""
    if medium == MAIL:
        return "\n\n".join("\n".join(filter(None, (part.subject, part.text))) for part in parts)
    told = "\n".join(part.text for part in parts)
    return told if len(told) <= DIGEST_LONGEST else summary
