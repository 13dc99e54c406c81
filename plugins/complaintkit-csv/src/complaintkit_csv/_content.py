"""Bytes to text: gzip undone, the encoding found out and never guessed in silence."""

from __future__ import annotations

import codecs
import gzip
import io
import zlib
from typing import Final

import attrs

from complaintkit.plugin import Phrase
from complaintkit_csv._catalogue import phrase

LARGEST: Final = 512 * 1024 * 1024  # bytes: a file is read whole, and gzip can hide far more than it shows

_MOST_TIMES: Final = 100  # as much as its gzip; a table of complaints shrinks to a tenth
_SMALL: Final = 16 * 1024 * 1024

_MARKS: Final = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_OTHERS: Final = (
    (b"PK\x03\x04", phrase("an Excel workbook or another zip archive")),
    (b"\xd0\xcf\x11\xe0", phrase("an old Excel workbook")),
    (b"%PDF", phrase("a PDF")),
    (b"SQLite format 3", phrase("a database")),
)
# A few letters make up half of all Chinese that is written, whatever it is about. Korean and Japanese files of their own
# encodings are valid GB 18030, too, and hold next to none of them.
_COMMON: Final = frozenset(
    "的一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年过发后作里用道行所然家"
    "种事成方多经么去法学如都同现当没动面起看定天分还进好小部其些主样理心本前开但因只从想实日者意无力与长把机十民第"
    "公此已工使情明性知全三又关点正业外将两高间由问很最重并物手应向头文体相见被等或新身果加月话合回内信表化老给位次"
    "度门任先通原提立及比员解水名真处走各入几口认条平气题更别打变四总何电数安少报才结反受目太量再感建务做接必场件计"
    "管期市直请您，。！？、：；（）"
)
_ENOUGH: Final = 0.2


class Unreadable(Exception):
    """The file can't be read; the message says why and what to do, to follow "the file"."""


@attrs.frozen
class Content:
    """The text, without the mark at its beginning, and how it was read."""

    text: str = attrs.field(repr=False)
    encoding: str
    how: str


def read(raw: bytes, encoding: str | None = None) -> Content:
    """Return the text that `raw` holds, in `encoding` where it is given.

    Else a mark at the beginning decides; else it is UTF-8 if all of it is valid UTF-8; else GB 18030 (GBK and GB 2312
    are parts of it) if all of it is valid and at least a fifth of what is not ASCII are the commonest letters of Chinese.
    Anything else is refused: nearly any bytes are valid in the encodings of the West, so nothing tells them apart.

    Raises:
        Unreadable: it is empty, no text, or in an encoding that must be named.
    """
    data = _unpacked(raw)
    _check(data)
    if encoding is not None:
        return Content(_decoded(data, encoding), encoding, phrase("as you said"))
    for mark, marked in _MARKS:
        if data.startswith(mark):
            return Content(_decoded(data, marked), marked, phrase("by the mark at its beginning"))
    try:
        return Content(data.decode("utf-8"), "utf-8", phrase("all of it is valid"))
    except UnicodeDecodeError as error:
        broken = _place(data, error)
    if (text := _chinese(data)) is not None:
        return Content(text, "gb18030", phrase("it is no UTF-8 ({place}), and reads as Chinese", place=broken))
    raise Unreadable(
        phrase(
            "is no UTF-8 ({place}). Name its encoding, such as gb18030, cp1252 or shift_jis.",
            place=broken,
        )
    )


def _unpacked(raw: bytes) -> bytes:
    if not raw.startswith(b"\x1f\x8b"):
        return raw
    most = min(LARGEST, max(_SMALL, len(raw) * _MOST_TIMES))
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(raw)) as file:
            data = file.read(most + 1)
    except (OSError, EOFError, zlib.error):
        raise Unreadable(phrase("is gzip, and broken. Get it again.")) from None
    if most < len(data) <= LARGEST:
        raise Unreadable(
            phrase("is gzip, and holds more than {times} times as much. Unpack it first.", times=_MOST_TIMES)
        )
    return data


def _check(data: bytes) -> None:
    if len(data) > LARGEST:
        raise Unreadable(phrase("holds more than {most} MB. Split it.", most=LARGEST // 1024 // 1024))
    if not data.strip():
        raise Unreadable(phrase("is empty."))
    for magic, what in _OTHERS:
        if data.startswith(magic):
            raise Unreadable(phrase("is {what}, no CSV. Save it as CSV (UTF-8).", what=what))


def _decoded(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding).removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        raise Unreadable(
            phrase(
                "is not {encoding} ({place}). Name the encoding it has.", encoding=encoding, place=_place(data, error)
            )
        ) from None


def _place(data: bytes, error: UnicodeDecodeError) -> Phrase:
    line = data.count(b"\n", 0, error.start) + 1
    return phrase("line {line} has {bytes}", line=line, bytes=data[error.start : error.start + 4].hex(" "))


def _chinese(data: bytes) -> str | None:
    """Return the text as GB 18030, if it is Chinese then."""
    try:
        text = data.decode("gb18030")
    except UnicodeDecodeError:
        return None
    others = sum(1 for one in text if one > "\x7f")
    common = sum(1 for one in text if one in _COMMON)
    return text if others and common >= others * _ENOUGH else None
