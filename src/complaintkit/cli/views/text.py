"""Show the text of strangers on a terminal: control characters and direction marks are shown, never carried out."""

from __future__ import annotations

import re

HIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f"  # C0 without tab and line feed, DEL, C1 (where U+009B starts a terminal's command)
    "\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"  # direction, invisible, line separators
    "\ud800-\udfff\U000e0000-\U000e007f]"  # half characters, tags
)
"""What must not reach a terminal as it is."""
_LONG = 400  # more than a line of any terminal


def visible(text: str) -> str:
    r"""Return the text with what could act on a terminal, or deceive its reader, as escapes; lines stay lines.

    >>> visible("Fine\x1b[2J, paid \u202e00.02")
    'Fine\\x1b[2J, paid \\u202e00.02'
    """
    return HIDDEN.sub(_escaped, text.replace("\r\n", "\n").replace("\t", "    "))


def one_line(text: str | None) -> str:
    r"""Return the beginning of a text, as one line.

    >>> one_line("Sour rice.\n\nTwice!")
    'Sour rice. Twice!'
    """
    start = " ".join((text or "")[: _LONG * 2].split())
    return visible(start[: _LONG - 1] + "…" if len(start) > _LONG else start)


def _escaped(found: re.Match[str]) -> str:
    return found[0].encode("unicode_escape", "surrogatepass").decode("ascii")
