"""Codes to scan, as rectangles: Code 128 by python-barcode, QR by segno. Their patterns only; we draw them ourselves."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from complaintkit_coupons._slip import Symbol


Bar: TypeAlias = tuple[int, int, int, int]
"""Left, top, width and height in modules."""

QUIET = {"code128": 10, "qr": 4}  # modules that have to stay white around it: without them no scanner finds it
_TALL = 60  # modules; a bar code may be as tall as it likes


def bars(code: str, symbol: Symbol) -> tuple[list[Bar], int, int]:
    """Return the dark parts, and how wide and tall it is in modules, white margin included.

    Raises:
        ModuleNotFoundError: the library that knows this symbol is not installed.
    """
    quiet = QUIET[symbol]
    if symbol == "qr":
        rows = _qr(code)
        size = len(rows) + 2 * quiet
        dark = [(quiet + left, quiet + top, wide, 1) for top, row in enumerate(rows) for left, wide in _runs(row)]
        return dark, size, size
    pattern = _code128(code)
    dark = [(quiet + left, 0, wide, _TALL) for left, wide in _runs(pattern)]
    return dark, len(pattern) + 2 * quiet, _TALL


def _qr(code: str) -> list[str]:
    segno = _library("segno")
    found = segno.make_qr(code, error="m")
    return ["".join("1" if one else "0" for one in row) for row in found.matrix]


def _code128(code: str) -> str:
    made = _library("barcode").Code128(code)
    return str(made.build()[0])


def _library(name: str) -> Any:  # noqa: ANN401  a module without types of its own
    from importlib import import_module

    try:
        return import_module(name)
    except ModuleNotFoundError as missing:
        raise ModuleNotFoundError(
            f"{missing.name} draws the code, and is not installed: pip install complaintkit-coupons[print]", name=name
        ) from None


def _runs(row: str) -> Iterator[tuple[int, int]]:
    """Yield where dark stretches begin, and how long they are."""
    at = 0
    for dark, stretch in groupby(row):
        length = len(list(stretch))
        if dark == "1":
            yield at, length
        at += length
