"""Header lines and bodies of a mail, put together as text: `email` would parse each line again, which costs several times as much.

All of it is ASCII, so that nothing depends on the server's 8BITMIME; only an address may ask for more (SMTPUTF8).
"""

from __future__ import annotations

import base64
import binascii
import re
import secrets
from collections.abc import Iterator
from typing import Final

from complaintkit_smtp._address import Mailbox

_END: Final = "\r\n"
_LONGEST: Final = 78  # characters in a line of text, as RFC 5322 wishes
_LONGEST_ENCODED: Final = 76  # in a line of a header that holds an encoded word: RFC 2047
_AROUND: Final = len("=?utf-8?b??=")
# Words of ASCII with one blank between them: a mail program loses no others.
_PLAIN: Final = re.compile(r"[!-~]+(?: [!-~]+)*")
_QUOTED: Final = frozenset('"\\')  # what may not stand between quotation marks


# ---- headers --------------------------------------------------------------------------------------------------------
def line(name: str, value: str) -> str:
    """Return a header line that may stand as it is; an id that is longer than a line should be is not broken."""
    return f"{name}: {value}{_END}"


def text_line(name: str, text: str) -> str:
    r"""Return a header line of free text: as it is where it is short and ASCII, else in encoded words (RFC 2047).

    >>> text_line("Subject", "Your case 7"), text_line("Subject", "投诉")
    ('Subject: Your case 7\r\n', 'Subject: =?utf-8?b?5oqV6K+J?=\r\n')
    """
    if _may_stand(text, _LONGEST - len(name) - 2):
        return line(name, text)
    return line(name, f"{_END} ".join(_encoded_words(text, begun=len(name) + 2)))


def address_line(name: str, at: Mailbox, shown: str = "") -> str:
    r"""Return a header line of one address, with the name that is shown for it.

    >>> address_line("From", Mailbox("a", "b.example"), "Shop, Ltd.")
    'From: "Shop, Ltd." <a@b.example>\r\n'
    """
    if not shown:
        return line(name, at.address)
    if _may_stand(shown, _LONGEST - len(name) - len(at.address) - 7) and not _QUOTED.intersection(shown):
        return line(name, f'"{shown}" <{at.address}>')
    words = f"{_END} ".join(_encoded_words(shown, begun=len(name) + 2))
    return line(name, f"{words}{_END} <{at.address}>")


def _may_stand(text: str, most: int) -> bool:
    """Tell if words may stand in a header as they are: short enough, ASCII, and taken for nothing else."""
    return len(text) <= most and "=?" not in text and _PLAIN.fullmatch(text) is not None


def _encoded_words(text: str, *, begun: int) -> Iterator[str]:
    """Cut a text between characters into encoded words, each of which fills a line; `begun` is how long the first is already."""
    left, room = text.encode(), _room(begun)
    while len(left) > room:
        while left[room] & 0xC0 == 0x80:  # within a character
            room -= 1
        yield _encoded(left[:room])
        left, room = left[room:], _room(1)
    yield _encoded(left)


def _room(begun: int) -> int:
    """Return how many bytes go into an encoded word on a line that is so long already."""
    return (_LONGEST_ENCODED - _AROUND - begun) // 4 * 3


def _encoded(word: bytes) -> str:
    return f"=?utf-8?b?{base64.b64encode(word).decode()}?="


# ---- bodies ---------------------------------------------------------------------------------------------------------
def body(text: str, html: str | None) -> str:
    """Return the header lines of a body, an empty line, and the body: the text, or beside it the same in HTML."""
    if html is None:
        return f"MIME-Version: 1.0{_END}{_part('plain', text)}"
    boundary = f"={secrets.token_hex(16)}="  # in no part: nobody could know it
    parts = "".join(f"{_END}--{boundary}{_END}{_part(*one)}" for one in (("plain", text), ("html", html)))
    return (
        f'MIME-Version: 1.0{_END}Content-Type: multipart/alternative; boundary="{boundary}"{_END}'
        f"{parts}{_END}--{boundary}--{_END}"
    )


def _part(subtype: str, text: str) -> str:
    encoding, content = _transferred(text)
    return (
        f'Content-Type: text/{subtype}; charset="utf-8"{_END}Content-Transfer-Encoding: {encoding}{_END}{_END}{content}'
    )


def _transferred(text: str) -> tuple[str, str]:
    """Return how a text goes over the wire, and as what: as it is where it may, else by whatever makes it shorter."""
    lines = text.removesuffix("\n").split("\n")
    whole = _END.join([*lines, ""])
    if whole.isascii() and max(map(len, lines)) <= _LONGEST:
        return "7bit", whole
    content = whole.encode()
    as_base64 = base64.encodebytes(content).replace(b"\n", b"\r\n")
    as_quoted = binascii.b2a_qp(content)
    if len(as_quoted) < len(as_base64):
        return "quoted-printable", as_quoted.decode()
    return "base64", as_base64.decode()
