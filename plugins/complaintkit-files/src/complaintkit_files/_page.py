"""What stands in a file: an e-mail that mail programs open as a draft, or a text with head lines for the eye."""

from __future__ import annotations

import base64
import re
import secrets
from collections.abc import Iterator
from datetime import datetime
from typing import Final

from complaintkit.plugin import Notification

_END: Final = "\r\n"
_LONGEST_LINE: Final = 998  # bytes
_LONGEST_VALUE: Final = 57  # characters: with the longest name before it, a line stays below 79
_LONGEST_WORDS: Final = 76 - len(
    "=?utf-8?b??="
)  # characters between the marks of an encoded word, on a line of its own: RFC 2047
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
    """Write an e-mail without sender: whoever opens it sends it. The text stays readable in any editor.

    It is put together by hand: `email` would parse each of its lines again, which costs several times as much as the file.
    """
    from email.utils import format_datetime

    subject = _in_one_line(notification.subject or "") or f"[{notification.case_number}]"
    lines = (
        _line("To", notification.to.address, kept=True),
        _line("Subject", subject),
        _line("Date", format_datetime(at)),
        _line("X-Unsent", "1"),  # Outlook opens it as a draft
        _line("X-Complaint-Case", notification.case_number),
        _line("X-Complaint-Message", f"{notification.message} ({notification.language})"),
        _line("X-Complaint-Id", notification.id),
        _line("MIME-Version", "1.0"),
        _body(notification.text, notification.html),
    )
    return "".join(lines).encode()


def _line(name: str, text: str, *, kept: bool = False) -> str:
    """Return a header line: as it is where it is short and ASCII, or has to be `kept`, else in encoded words (RFC 2047)."""
    value = text if kept else _in_one_line(text)
    if not kept and (not value.isascii() or "=?" in value or len(value) > _LONGEST_VALUE):
        value = _encoded(value, begun=len(name) + 2)
    return f"{name}: {value}{_END}"


def _encoded(text: str, *, begun: int) -> str:
    """Return a text in encoded words of whole characters, a line each; `begun` is how long the first line is already.

    >>> _encoded("投诉", begun=9)
    '=?utf-8?b?5oqV6K+J?='
    """
    words, left = list[bytes](), text.encode()
    while len(left) > (room := (_LONGEST_WORDS - begun) // 4 * 3):
        while left[room] & 0xC0 == 0x80:  # within a character
            room -= 1
        words.append(left[:room])
        left, begun = left[room:], 1
    words.append(left)
    return f"{_END} ".join(f"=?utf-8?b?{base64.b64encode(one).decode()}?=" for one in words)


def _body(text: str, html: str | None) -> str:
    """Return the header lines of a body, an empty line, and the body: the text, or beside it the same in HTML."""
    if not html:
        return _part("plain", text)
    between = secrets.token_hex(16)  # in no part: nobody could know it
    parts = "".join(f"{_END}--{between}{_END}{_part(*one)}" for one in (("plain", text), ("html", html)))
    return f'Content-Type: multipart/alternative; boundary="{between}"{_END}{parts}{_END}--{between}--{_END}'


def _part(subtype: str, text: str) -> str:
    """Return a part as it is read; one with a line too long for any mail (RFC 5322) in base64."""
    content = _fit(text).removesuffix("\n").replace("\n", _END) + _END
    encoding = "7bit" if content.isascii() else "8bit"
    if max(len(one.encode()) for one in content.split(_END)) > _LONGEST_LINE:
        encoding, content = "base64", base64.encodebytes(content.encode()).decode().replace("\n", _END)
    head = f'Content-Type: text/{subtype}; charset="utf-8"{_END}Content-Transfer-Encoding: {encoding}{_END}'
    return f"{head}{_END}{content}"


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
