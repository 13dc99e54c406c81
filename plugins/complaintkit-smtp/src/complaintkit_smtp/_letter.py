"""A notification as the bytes of an e-mail: the same Message-ID on every attempt, nothing a field could inject."""

from __future__ import annotations

import hashlib
import re
from datetime import datetime
from email.utils import format_datetime
from functools import cached_property

import attrs

from complaintkit.plugin import Notification
from complaintkit_smtp._address import Mailbox
from complaintkit_smtp._mime import address_line, body, line, text_line

LONGEST_LINE = 200

_ID = re.compile(r"(?!.*\.\.)[A-Za-z0-9](?:[A-Za-z0-9._-]{0,62}[A-Za-z0-9])?")
_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*")
# Controls, line and paragraph separators, lone surrogates; those of a body may be tabs and line feeds.
_UNFIT_IN_LINE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_UNFIT = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")


def in_one_line(text: str) -> str:
    r"""Return `text` without what no header may hold, cut where it is endless.

    >>> in_one_line("Your case\r\nBcc: all@example")
    'Your case Bcc: all@example'
    """
    line = " ".join(_UNFIT_IN_LINE.sub(" ", text).split())
    return line if len(line) <= LONGEST_LINE else line[: LONGEST_LINE - 1] + "…"


@attrs.frozen(kw_only=True)
class Letterhead:
    """What all letters of one notifier have in common."""

    sender: Mailbox
    sender_name: str = attrs.field(default="", converter=in_one_line)
    reply_to: Mailbox | None = None

    @cached_property
    def lines(self) -> str:
        """The header lines that are the same in all letters."""
        lines = address_line("From", self.sender, self.sender_name)
        if self.reply_to:
            lines += address_line("Reply-To", self.reply_to)
        return lines + line("Auto-Submitted", "auto-generated")  # RFC 3834: no out-of-office reply to this


@attrs.frozen(kw_only=True)
class Letter:
    """A message ready for the wire: CRLF line ends, not yet dot-stuffed; its repr shows no words and no person."""

    message_id: str  # without angle brackets
    sender: Mailbox
    to: Mailbox = attrs.field(repr=False)
    content: bytes = attrs.field(repr=False)

    @property
    def needs_utf8(self) -> bool:
        """Whether only a server with SMTPUTF8 can take it."""
        return not self.content.isascii()


def written(notification: Notification, head: Letterhead, *, to: Mailbox, at: datetime) -> Letter:
    """Write the letter for `notification`, dated `at`.

    Its Message-ID is made of the notification's id and the sender's domain: a letter sent a second time, because nobody
    knew what became of the first, is known to mail servers and readers as the same one.
    """
    message_id = message_id_of(notification.id, head.sender)
    subject = in_one_line(notification.subject or "") or f"[{notification.case_number}]"
    lines = (
        head.lines,
        address_line("To", to),
        text_line("Subject", subject),
        line("Date", format_datetime(at)),
        line("Message-ID", f"<{message_id}>"),
        _filing_lines(notification, head.sender),
        body(_fit(notification.text), _fit(notification.html) if notification.html else None),
    )
    return Letter(message_id=message_id, sender=head.sender, to=to, content="".join(lines).encode())


def message_id_of(notification_id: str, sender: Mailbox) -> str:
    """Return the Message-ID, without angle brackets, of whatever is sent for this id.

    >>> message_id_of("n-7", Mailbox("kefu", "shop.example"))
    'n-7@shop.example'
    """
    return f"{_token(notification_id)}@{sender.domain}"


def _filing_lines(notification: Notification, sender: Mailbox) -> str:
    """Return the header lines that programs file it by.

    All letters of a case hang on one id that no letter has: mail programs show them together, and replies carry it.
    """
    case = f"<{_token(notification.case_number)}.case@{sender.domain}>"
    language = notification.language
    return (
        line("In-Reply-To", case)
        + line("References", case)
        + (line("Content-Language", language) if _LANGUAGE.fullmatch(language) else "")
    )


def _fit(content: str) -> str:
    """Return `content` without the controls and lone surrogates that no mail may hold; its lines and tabs stay."""
    return _UNFIT.sub(" ", content.replace("\r\n", "\n").replace("\r", "\n"))


def _token(name: str) -> str:
    """Return `name` where it may stand in a Message-ID, else something short that is always the same for it."""
    if _ID.fullmatch(name):
        return name
    return hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:32]
