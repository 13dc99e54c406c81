"""What stands in a file: an e-mail that mail programs open as a draft, or a text with head lines for the eye."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime

from complaintkit.plugin import Notification

_UNFIT_IN_LINE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_UNFIT = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
_ADDRESS = re.compile(r"[^\s<>@\"(),:;\\\[\]]+@[^\s<>@\"(),:;\\\[\]]+")


def is_address(text: str) -> bool:
    """Tell if a mail program could do something with it.

    >>> is_address("王芳@例子.中国"), is_address("王芳")
    (True, False)
    """
    return bool(_ADDRESS.fullmatch(text)) and text.isprintable()


def as_text(notification: Notification, *, at: datetime) -> bytes:
    """Write head lines, an empty line, the text; UTF-8."""
    return ("\n".join([*_head(notification, at), "", _fit(notification.text)]).rstrip("\n") + "\n").encode()


def as_mail(notification: Notification, *, at: datetime) -> bytes:
    """Write an e-mail without sender: whoever opens it sends it. The text stays readable in any editor."""
    from email.headerregistry import Address
    from email.message import EmailMessage
    from email.policy import SMTP, SMTPUTF8
    from email.utils import format_datetime

    local, _, domain = notification.to.address.partition("@")
    mail = EmailMessage(SMTP if notification.to.address.isascii() else SMTPUTF8)
    mail["To"] = Address("", local, domain)
    mail["Subject"] = _in_one_line(notification.subject or "") or f"[{notification.case_number}]"
    mail["Date"] = format_datetime(at)
    mail["X-Unsent"] = "1"  # Outlook opens it as a draft
    mail["X-Complaint-Case"] = _in_one_line(notification.case_number)
    mail["X-Complaint-Message"] = _in_one_line(f"{notification.message} ({notification.language})")
    mail["X-Complaint-Id"] = _in_one_line(notification.id)
    mail.set_content(_fit(notification.text))
    if notification.html:
        mail.add_alternative(_fit(notification.html), subtype="html")
    return mail.as_bytes()


def _head(notification: Notification, at: datetime) -> Iterator[str]:
    yield f"To: {notification.to.kind} {_in_one_line(notification.to.address)}"
    yield f"Message: {_in_one_line(notification.message)} ({notification.language})"
    yield f"Case: {_in_one_line(notification.case_number)}"
    yield f"Id: {_in_one_line(notification.id)}"
    yield f"Written: {at.isoformat(timespec='seconds')}"
    if notification.useless_after:
        yield f"Useless after: {notification.useless_after.isoformat(timespec='seconds')}"
    if notification.subject:
        yield f"Subject: {_in_one_line(notification.subject)}"


def _in_one_line(text: str) -> str:
    return " ".join(_UNFIT_IN_LINE.sub(" ", text).split())


def _fit(text: str) -> str:
    """Return `text` without controls and lone surrogates; its lines and tabs stay."""
    return _UNFIT.sub(" ", text.replace("\r\n", "\n").replace("\r", "\n"))
