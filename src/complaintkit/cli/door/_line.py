"""Lines of any length from a stream, without holding more of one than can be kept."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

import attrs

LONGEST = 1024 * 1024
"""Bytes of a request, without its line feed."""
KEPT = 16 * LONGEST
"""Bytes that are kept of a longer one."""
_MARK = b"\xef\xbb\xbf"  # Windows puts it in front of UTF-8


@attrs.frozen
class Line:
    """A line with its number, from 1; `size` is how long it was, where `content` is only its beginning."""

    number: int
    content: bytes = attrs.field(repr=False)
    size: int


def read_lines(stream: BinaryIO) -> Iterator[Line]:
    """Yield each line as soon as it is there, the last one also without a line feed."""
    number = 0
    while piece := stream.readline(LONGEST + 1):
        number += 1
        content, size, ended = [piece], len(piece), piece.endswith(b"\n")
        while not ended and (piece := stream.readline(LONGEST)):
            content.append(piece[: max(KEPT - size, 0)])
            size, ended = size + len(piece), piece.endswith(b"\n")
        whole = b"".join(content).removesuffix(b"\n").removesuffix(b"\r")
        yield Line(number, whole.removeprefix(_MARK) if number == 1 else whole, size - ended)
