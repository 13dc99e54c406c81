"""Shapes and text of an SVG: boxes, lines with round corners, words that break where their script lets them."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from html import escape

_LATIN = 0.54  # of the font size: about right for the letters of every common font
Point = tuple[float, float]


def width_of(words: str, size: float) -> float:
    """How wide it will be, near enough."""
    return sum(size if unicodedata.east_asian_width(one) in "WF" else size * _LATIN for one in words)


def wrapped(words: str, size: float, width: float) -> list[str]:
    """Lines no wider than `width`: Chinese breaks anywhere, other scripts between words.

    >>> wrapped("as the category says", 10, 80)
    ['as the', 'category says']
    """
    lines, current = [], ""
    for piece in _pieces(words):
        if current and width_of(current + piece.rstrip(), size) > width:
            lines.append(current.rstrip())
            current = piece.lstrip()
        else:
            current += piece
    return [*lines, current.rstrip()] if current.strip() else lines


def _pieces(words: str) -> Iterable[str]:
    """What must not be broken: a word with the blanks behind it, one Chinese character with the sign that follows it."""
    piece = ""
    for one in words:
        wide = unicodedata.east_asian_width(one) in "WF"
        closing = one in "，。；：、）》”’,.;:)"
        if piece and not closing and (wide or piece[-1].isspace() or unicodedata.east_asian_width(piece[-1]) in "WF"):
            yield piece
            piece = ""
        piece += one
    if piece:
        yield piece


def text(at: Point, words: str, *, size: float, kind: str = "", anchor: str = "start") -> str:
    """One line of text; `kind` is its class in the style sheet."""
    return f'<text x="{at[0]:g}" y="{at[1]:g}" font-size="{size:g}" text-anchor="{anchor}" class="{kind}">{escape(words)}</text>'


def box(at: Point, size: tuple[float, float], *, kind: str, radius: float = 10) -> str:
    """A rectangle by its upper left corner."""
    return (
        f'<rect x="{at[0]:g}" y="{at[1]:g}" width="{size[0]:g}" height="{size[1]:g}" rx="{radius:g}" class="{kind}"/>'
    )


def line(points: Sequence[Point], *, kind: str, arrow: bool = True, radius: float = 9) -> str:
    """A line through points at right angles, its corners rounded."""
    path = [f"M{points[0][0]:g},{points[0][1]:g}"]
    for before, corner, after in zip(points, points[1:], points[2:], strict=False):
        path.append("L{:g},{:g}".format(*_towards(corner, before, radius)))
        path.append("Q{:g},{:g} {:g},{:g}".format(*corner, *_towards(corner, after, radius)))
    path.append(f"L{points[-1][0]:g},{points[-1][1]:g}")
    head = ' marker-end="url(#arrow)"' if arrow else ""
    return f'<path d="{" ".join(path)}" class="{kind}"{head}/>'


def _towards(corner: Point, other: Point, radius: float) -> Point:
    """The point at most `radius` away from a corner, on the way to another."""
    (x, y), (far_x, far_y) = corner, other
    length = abs(far_x - x) + abs(far_y - y)
    share = min(radius, length / 2) / length if length else 0
    return x + (far_x - x) * share, y + (far_y - y) * share
