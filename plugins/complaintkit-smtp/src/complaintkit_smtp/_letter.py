"""A notification as the bytes of an e-mail: the same Message-ID on every attempt, nothing a field could inject."""

from __future__ import annotations

import hashlib
import re
from datetime import datetime
from email.headerregistry import Address, HeaderRegistry, MessageIDHeader
from email.message import EmailMessage
from email.policy import SMTP, SMTPUTF8
from email.utils import format_datetime

import attrs

from complaintkit.plugin import Notification
from complaintkit_smtp._address import Mailbox

LONGEST_LINE = 200

_ID = re.compile(r"(?!.*\.\.)[A-Za-z0-9](?:[A-Za-z0-9._-]{0,62}[A-Za-z0-9])?")
_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*")
# Controls, line and paragraph separators, lone surrogates; those of a body may be tabs and line feeds.
_UNFIT_IN_LINE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_UNFIT = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")


# As plain text, the standard library would fold long ids into encoded words, and no mail program would know them.
_FIELDS = HeaderRegistry()
for _name in ("in-reply-to", "references"):
    _FIELDS.map_to_type(_name, MessageIDHeader)  # type: ignore[arg-type]  # a mixin for a header, as all of them are
# 7 bit on the way unless an address asks for more: so nothing depends on the server's 8BITMIME.
_ASCII = SMTP.clone(cte_type="7bit", header_factory=_FIELDS)
_UTF8 = SMTPUTF8.clone(header_factory=_FIELDS)


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
    parties = [box for box in (head.sender, to, head.reply_to) if box]
    mail = EmailMessage(_UTF8 if any(box.needs_utf8 for box in parties) else _ASCII)
    message_id = message_id_of(notification.id, head.sender)
    mail["From"] = _shown(head.sender, head.sender_name)
    mail["To"] = _shown(to)
    if head.reply_to:
        mail["Reply-To"] = _shown(head.reply_to)
    mail["Subject"] = in_one_line(notification.subject or "") or f"[{notification.case_number}]"
    mail["Date"] = format_datetime(at)
    mail["Message-ID"] = f"<{message_id}>"
    _file(mail, notification, head.sender)
    _fill(mail, notification)
    return Letter(message_id=message_id, sender=head.sender, to=to, content=mail.as_bytes())


def message_id_of(notification_id: str, sender: Mailbox) -> str:
    """Return the Message-ID, without angle brackets, of whatever is sent for this id.

    >>> message_id_of("n-7", Mailbox("kefu", "shop.example"))
    'n-7@shop.example'
    """
    return f"{_token(notification_id)}@{sender.domain}"


def _shown(at: Mailbox, name: str = "") -> Address:
    return Address(name, at.local, at.domain)


def _file(mail: EmailMessage, notification: Notification, sender: Mailbox) -> None:
    """Set the headers that programs file it by.

    All letters of a case hang on one id that no letter has: mail programs show them together, and replies carry it.
    """
    case = f"<{_token(notification.case_number)}.case@{sender.domain}>"
    mail["In-Reply-To"] = case
    mail["References"] = case
    mail["Auto-Submitted"] = "auto-generated"  # RFC 3834: no out-of-office reply to this


def _fill(mail: EmailMessage, notification: Notification) -> None:
    mail.set_content(_fit(notification.text))
    if notification.html:
        mail.add_alternative(_fit(notification.html), subtype="html")
    if _LANGUAGE.fullmatch(notification.language):  # last: filling takes every Content- field away
        mail["Content-Language"] = notification.language


def _fit(content: str) -> str:
    """Return `content` without the controls and lone surrogates that no mail may hold; its lines and tabs stay."""
    return _UNFIT.sub(" ", content.replace("\r\n", "\n").replace("\r", "\n"))


def _token(name: str) -> str:
    """Return `name` where it may stand in a Message-ID, else something short that is always the same for it."""
    if _ID.fullmatch(name):
        return name
    return hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:32]
