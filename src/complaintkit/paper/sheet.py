"""A sheet: one HTML file, to be read or printed, that fetches nothing and runs nothing."""

from __future__ import annotations

from functools import cache
from html import escape
from pathlib import Path

from complaintkit.model.catalogue import nearest_language


def sheet(title: str, body: str, *, language: str, style: Path, foot: str = "") -> str:
    """Return the whole file; `body` is HTML, `style` a file of CSS, `foot` stands at the foot of every printed page."""
    return writable(
        f'<!DOCTYPE html>\n<html lang="{escape(language if nearest_language(language) else "en")}">\n<head>\n'
        '<meta charset="utf-8"/>\n<meta name="viewport" content="width=device-width, initial-scale=1"/>\n'
        f"<title>{escape(title)}</title>\n<style>\n{_css(style)}\n"
        f"@page {{ @bottom-left {{ content: {_css_string(foot)}; }} }}\n</style>\n</head>\n<body>\n"
        f"{body}\n</body>\n</html>\n"
    )


def writable(text: str) -> str:
    r"""Return text that any file can hold: half a character, as a phone leaves it that cut an emoji in two, as a mark.

    >>> writable("sour \ud83d") == "sour \ufffd"
    True
    """
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


@cache
def _css(file: Path) -> str:
    return file.read_text("utf-8").strip()


def _css_string(text: str) -> str:
    """Write text as a string of CSS that nothing can end: all but letters and digits by number."""
    return '"' + "".join(one if one.isalnum() else f"\\{ord(one):06x}" for one in text) + '"'
