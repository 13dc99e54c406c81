"""A case's number as people type it."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

__all__ = ["as_written"]

_NUMBER: Final = re.compile(r".+-\d{6}-\d{3,}", re.ASCII)


def as_written(ref: str) -> str:
    """Return the number as the desk writes it: typed small, full width or between blanks it is the same; an id as it is.

    >>> as_written(" a12-261121-042"), as_written("Ａ１２－２６１１２１－０４２"), as_written("01a2-cd")
    ('A12-261121-042', 'A12-261121-042', '01a2-cd')
    """
    bare = ref.strip()
    number = unicodedata.normalize("NFKC", bare).upper()
    return number if _NUMBER.fullmatch(number) else bare
