"""A slip as SVG, and as a page that prints it: no fonts, no pictures and no scripts from elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import TYPE_CHECKING

import attrs

from complaintkit_coupons._columns import wrapped
from complaintkit_coupons._symbol import bars

if TYPE_CHECKING:
    from complaintkit_coupons._slip import Part, Slip, Symbol


_WIDE, _EDGE = 580, 24  # tenths of a millimetre: a roll of 58 mm
_SQUARE = 320
_FINEST = 2  # a bar of 0.2 mm is the finest that a scanner reads off such paper
_FONTS = "'Noto Sans CJK SC', 'Source Han Sans SC', 'PingFang SC', 'Microsoft YaHei', 'WenQuanYi Micro Hei', sans-serif"
_ORDINARY = {
    "shop": (30, 400),
    "title": (44, 700),
    "worth": (40, 700),
    "line": (24, 400),
    "code": (30, 700),
    "terms": (20, 400),
}


@attrs.define
class _Paper:
    """What was drawn so far, and how far down it goes."""

    drawn: list[str] = attrs.field(factory=list)
    down: int = _EDGE

    def write(self, part: Part, said: str) -> None:
        """Write a line of text, broken where it would not fit."""
        size, weight = _ORDINARY[part]
        share = 1.55 if part == "code" else 2  # a letter is half as wide as it is high, of fixed width a little more
        for line in wrapped(said, int((_WIDE - 2 * _EDGE) * share / size)):
            self.down += size * 5 // 4
            at = f'x="{_EDGE}"' if part == "terms" else f'x="{_WIDE // 2}" text-anchor="middle"'
            face = ' font-family="monospace"' if part == "code" else ""
            self.drawn.append(
                f'<text {at} y="{self.down}" font-size="{size}" font-weight="{weight}"{face}>{escape(line)}</text>'
            )

    def rule(self) -> None:
        """Draw where it is torn, or folded."""
        self.down += 20
        ends = f'x1="{_EDGE}" x2="{_WIDE - _EDGE}" y1="{self.down}" y2="{self.down}"'
        self.drawn.append(f'<line {ends} stroke="#000" stroke-dasharray="6 6"/>')

    def scan(self, code: str, symbol: Symbol) -> None:
        """Draw the code as large as the paper lets it be by whole steps. Bars too fine to print become a QR code."""
        dark, wide, tall = bars(code, symbol)
        if symbol == "code128" and wide * _FINEST > _WIDE:
            symbol = "qr"
            dark, wide, tall = bars(code, symbol)
        step = (_WIDE if symbol == "code128" else _SQUARE) // wide
        left = (_WIDE - wide * step) / 2
        self.down += 16
        height = tall * step if symbol == "qr" else 110
        path = "".join(
            f"M{left + x * step:g} {self.down + (y * step if symbol == 'qr' else 0):g}h{w * step:g}"
            f"v{h * step if symbol == 'qr' else height:g}h-{w * step:g}z"
            for x, y, w, h in dark
        )
        self.drawn.append(f'<path d="{path}" fill="#000" shape-rendering="crispEdges"/>')
        self.down += int(height)


def picture(slip: Slip, symbol: Symbol | None) -> str:
    """Draw the slip as SVG."""
    return "\n".join(_framed(_written(slip, symbol), slip))


def _written(slip: Slip, symbol: Symbol | None) -> _Paper:
    paper = _Paper()
    before: Part | None = None
    for part, said in slip.lines():
        if part != before and "code" in (part, before):
            paper.rule()
        if part == "code" and symbol is not None:
            paper.scan(said, symbol)
        if part == "terms" and before != "terms":
            paper.down += 12
        paper.write(part, said)
        before = part
    return paper


def _framed(paper: _Paper, slip: Slip) -> Iterator[str]:
    tall = _tall(paper)
    yield (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="58mm" height="{tall / 10:g}mm" viewBox="0 0 {_WIDE} {tall}" '
        f'font-family="{_FONTS}" lang="{escape(slip.languages[0])}" role="img" aria-label="{escape(slip.coupon.code)}">'
    )
    yield f'<rect width="{_WIDE}" height="{tall}" fill="#fff"/>'
    yield from paper.drawn
    yield "</svg>"


def _tall(paper: _Paper) -> int:
    return paper.down + _EDGE


def page(slip: Slip, symbol: Symbol | None) -> str:
    """Make a page of the slip's own size: CSS takes both its lengths, or neither."""
    paper = _written(slip, symbol)
    language = escape(slip.languages[0])
    return f"""<!doctype html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>{escape(slip.coupon.code)}</title>
<style>
@page {{ size: 58mm {_tall(paper) / 10:g}mm; margin: 0 }}
body {{ margin: 0 }}
svg {{ display: block }}
</style>
</head>
<body>
{chr(10).join(_framed(paper, slip))}
</body>
</html>
"""
