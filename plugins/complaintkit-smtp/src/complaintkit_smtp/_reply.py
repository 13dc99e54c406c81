"""What a server's refusal means for the message: a table of the reply's code and its enhanced code (RFC 3463)."""

from __future__ import annotations

import re
from datetime import timedelta
from enum import Enum, auto

from complaintkit.plugin import InDoubt, NotSent, Outcome, Rejected, RejectReason

SOON = timedelta(minutes=5)  # most grey lists let the second attempt pass by then
QUOTA = timedelta(hours=1)
LONGEST_DETAIL = 300

_ENHANCED = re.compile(r"[245]\.(\d{1,3})\.(\d{1,3})(?!\S)")
_ADDRESS = re.compile(r"[^\s<>]+@[^\s<>,;:]+")
_LOGIN_WANTED = frozenset({503, 530, 534, 535, 538})  # 503: "AUTH first", as some large providers put it
_NOT_KNOWN_HERE = re.compile(r"\brelay|sender address rejected", re.IGNORECASE)


class Stage(Enum):
    """How far the exchange had come when the server answered."""

    OPEN = auto()  # greeting, EHLO, STARTTLS, AUTH
    MAIL = auto()
    RCPT = auto()
    DATA = auto()  # the command; none of the message has gone out
    DOT = auto()  # the whole message has gone out


def refusal(stage: Stage, code: int, text: str) -> Outcome:
    """Return the outcome of a reply that was not the one hoped for.

    What is temporary is tried again, what is our own fault stops the notifier, what is the address's or the message's
    goes to the next medium. A reply that can't be read leaves a message in doubt once its final dot has gone out.

    >>> refusal(Stage.RCPT, 550, "5.1.1 <wang@b.example>: user unknown")
    Rejected(reason=<RejectReason.ADDRESS: 'address'>, detail='RCPT 550: 5.1.1 <***>: user unknown')
    """
    detail = _detail(stage, code, text)
    if 400 <= code < 500:
        return NotSent(retry_after=SOON, detail=detail)
    if not 500 <= code < 600:
        return InDoubt(detail) if stage is Stage.DOT else NotSent(retry_after=SOON, detail=detail)
    found = _ENHANCED.match(text)
    subject, cause = (int(found[1]), int(found[2])) if found else (0, 0)
    if (subject, cause) == (4, 5):  # "daily sending limit exceeded"
        return NotSent(retry_after=QUOTA, detail=detail, ours=True)
    if code in _LOGIN_WANTED or (stage is Stage.RCPT and _NOT_KNOWN_HERE.search(text)):
        # Were it "blocked", every customer would silently go to the next medium.
        return NotSent(detail=detail, ours=True)
    reason = _reason(stage, code, subject, cause)
    return Rejected(reason, detail) if reason else NotSent(detail=detail, ours=True)


def _reason(stage: Stage, code: int, subject: int, cause: int) -> RejectReason | None:
    """Return why it is final for this address or this message; None where it is neither, but ourselves."""
    match stage, subject, cause:
        case (Stage.OPEN, _, _):
            return None
        case (_, 3, 4) | (_, 2, 3):  # too large for the server, for the mailbox
            return RejectReason.CONTENT
        case (_, 6, 7) | (_, 6, 9):  # nothing beyond ASCII in addresses, in headers
            return RejectReason.UNSUPPORTED
        case (Stage.MAIL, _, _):  # the address of this stage is our own
            return RejectReason.CONTENT if code == 552 else None
        case (_, 1, 7) | (_, 1, 8):  # the sender's address once more: many servers say so a stage later
            return None
        case (_, 1, _) | (_, 2, 1) | (_, 2, 2):  # no such mailbox, disabled, full
            return RejectReason.ADDRESS
        case (Stage.RCPT, 7, _):  # policy
            return RejectReason.BLOCKED
        case (Stage.RCPT, _, _):
            return RejectReason.ADDRESS
    return RejectReason.CONTENT


def _detail(stage: Stage, code: int, text: str) -> str:
    """Write the reply for whoever reads logs: no address of a person, one line, not long."""
    plain = _ADDRESS.sub("***", " ".join("".join(c if c.isprintable() else " " for c in text).split()))
    return f"{stage.name} {code}: {plain}"[:LONGEST_DETAIL].removesuffix(": ")
